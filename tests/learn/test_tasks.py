"""The sequences to learn from: what ships is what is described."""

import re

import numpy as np
import pytest

from helpers.learn import stored, tasks


def test_the_stored_data_are_read_as_they_are_described():
    (years, numbers), names, (images, labels) = tasks.sunspots(), tasks.names(), tasks.digits()
    np.testing.assert_array_equal(years, np.arange(1700, 2009))
    assert (numbers.shape, numbers.dtype) == ((309,), float) and numbers.min() >= 0
    assert numbers[years == 1957] == numbers.max() == 190.2
    assert len(names) == 5163 and names == sorted(set(names)) and set("".join(names)) == set(tasks.LETTERS[1:])
    assert {"anna", "mary", "james"} <= set(names)
    assert (images.shape, images.min(), images.max()) == ((1797, 8, 8), 0, 1)
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


READ = {"sunspots.csv": tasks.sunspots, "names.txt": tasks.names, "digits.csv.gz": tasks.digits,
        "memory_race.json": tasks.memory_race, "real_sequences.json": stored.real_sequences,
        "real_nets.npz": stored.nets}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_a_missing_or_damaged_data_file_is_named(name, tmp_path, monkeypatch):
    whole, file = (tasks.DATA / name).read_bytes(), tmp_path / name
    monkeypatch.setattr(tasks, "DATA", tmp_path)
    with pytest.raises(FileNotFoundError, match=f"^{re.escape(str(file))} is missing; .*: fetch the course again$"):
        READ[name]()
    told = f"^{re.escape(str(file))} has checksum .+…; expected {tasks.CHECKSUMS[name][:12]}…: fetch the course again$"
    for damaged in (whole[:-2] + b"~\n", whole[:-20], b"", whole.replace(b"\n", b"\r\n")):
        file.write_bytes(damaged)
        with pytest.raises(ValueError, match=told):
            READ[name]()


def test_scaling_goes_there_and_back():
    numbers = tasks.sunspots().numbers
    scaled = tasks.scale(numbers)
    assert scaled.min() == -1 and 0.9 < scaled.max() < 1.1
    np.testing.assert_allclose(tasks.unscale(scaled), numbers, atol=1e-12)
    assert tasks.unscale(-1.5) == 0 and tasks.scale(49.0) == pytest.approx(0)
    assert tasks.scale(numbers.astype(np.float32)).dtype == np.float32


def test_windows_hold_each_value_before_what_follows_it():
    series = np.arange(10.0)
    xs, targets = tasks.windows(series, 3)
    np.testing.assert_array_equal(xs, np.array([series[:-3], series[1:-2], series[2:-1]])[..., None])
    np.testing.assert_array_equal(targets, series[3:, None])
    assert not np.shares_memory(xs, series) and not np.shares_memory(targets, series)
    xs, targets = tasks.windows(series[:4], 3)
    assert xs.shape == (3, 1, 1) and targets.tolist() == [[3.0]], "the longest window leaves one target"


def test_spelling_reads_a_letter_and_asks_for_the_next():
    xs, targets = tasks.spell(name for name in ("anna", "al"))
    assert xs.shape == (5, 2, 27) and set(np.unique(xs)) == {0, 1} and targets.dtype.kind == "i"
    read = [["".join(tasks.LETTERS[i] for i in np.flatnonzero(x)) for x in xs[:, b]] for b in (0, 1)]
    assert read == [[".", "a", "n", "n", "a"], [".", "a", "l", "", ""]]
    asked = [["".join(tasks.LETTERS[y]) if y >= 0 else "" for y in targets[:, b]] for b in (0, 1)]
    assert asked == [["a", "n", "n", "a", "."], ["a", "l", ".", "", ""]]
    assert targets[3:].tolist() == [[1, -1], [0, -1]]
    assert tasks.spell(("zoe",), np.float32)[0].dtype == np.float32


def test_digits_are_read_a_row_a_step_and_blank_rows_follow():
    images = tasks.digits().images[:5]
    xs = tasks.by_rows(images, delay=3, dtype=np.float32)
    assert (xs.shape, xs.dtype) == ((11, 5, 8), np.float32)
    np.testing.assert_array_equal(xs[:8].transpose(1, 0, 2), images)
    assert not xs[8:].any()


@pytest.mark.parametrize("n_steps", [10, 13, 20, 35, 100])
def test_temporal_order_has_its_symbols_where_they_belong(n_steps):
    xs, classes = tasks.temporal_order(np.random.default_rng(0), n_steps, 2000)
    assert xs.shape == (n_steps, 2000, 6) and set(np.unique(xs)) == {0, 1}
    np.testing.assert_array_equal(xs.sum(axis=2), 1)
    symbols = xs.argmax(axis=2).T
    np.testing.assert_array_equal((symbols < 2).sum(axis=1), 2)
    places = np.nonzero(symbols < 2)[1].reshape(-1, 2)
    np.testing.assert_array_equal(classes, np.take_along_axis(symbols, places, axis=1) @ [2, 1])
    early, midway = (range(round(a * n_steps), round(b * n_steps)) for a, b in ((0.1, 0.2), (0.5, 0.6)))
    assert set(map(tuple, places.tolist())) == {(first, second) for first in early for second in midway}
    assert abs(np.bincount(classes, minlength=4) / 2000 - 0.25).max() < 0.04
    distractors = np.bincount(symbols[symbols > 1], minlength=6)[2:]
    assert abs(distractors / distractors.sum() - 0.25).max() < 0.02


@pytest.mark.parametrize("n_steps", [2, 3, 10, 51])
def test_adding_marks_one_number_in_each_half(n_steps):
    xs, sums = tasks.adding(np.random.default_rng(0), n_steps, 1000)
    numbers, marks = xs[..., 0], xs[..., 1]
    assert (xs.shape, sums.shape) == ((n_steps, 1000, 2), (1000, 1)) and set(np.unique(marks)) <= {0, 1}
    for half in np.split(marks, [n_steps // 2]):
        np.testing.assert_array_equal(half.sum(axis=0), 1)
    assert (marks.sum(axis=1) > 0).all(), "every place is marked in some sequence"
    np.testing.assert_allclose(sums[:, 0], (numbers * marks).sum(axis=0), rtol=1e-15)
    assert 0 <= numbers.min() < 0.05 and 0.95 < numbers.max() < 1
    assert sums.var() == pytest.approx(1 / 6, abs=0.02)  # the error of always saying 1


@pytest.mark.parametrize("task", [tasks.temporal_order, tasks.adding])
def test_synthetic_tasks_depend_on_the_generator_alone_and_come_in_float32(task):
    one, again, single = (task(np.random.default_rng(5), 20, 8, *dtype) for dtype in ((), (), (np.float32,)))
    for array, same, narrow in zip(one, again, single):
        np.testing.assert_array_equal(array, same)
        np.testing.assert_allclose(narrow, array, rtol=1e-6)
        assert narrow.dtype.kind == "i" or narrow.dtype == np.float32
    assert single[0].dtype == np.float32
