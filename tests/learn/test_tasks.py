"""The sequences to learn from: what ships is what is described."""

import re

import numpy as np
import pytest

from helpers.learn import tasks


def test_sunspots_are_one_number_for_each_year():
    years, numbers = tasks.sunspots()
    np.testing.assert_array_equal(years, np.arange(1700, 2009))
    assert numbers.shape == (309,)
    assert numbers.dtype == float
    assert numbers.min() >= 0
    assert dict(zip(years.tolist(), numbers.tolist()))[1957] == numbers.max() == 190.2


def test_scaling_goes_there_and_back():
    numbers = tasks.sunspots().numbers
    scaled = tasks.scale(numbers)
    assert scaled.min() == -1
    assert 0.9 < scaled.max() < 1.1
    np.testing.assert_allclose(tasks.unscale(scaled), numbers, atol=1e-12)
    assert tasks.unscale(-1.5) == 0
    assert tasks.scale(49.0) == pytest.approx(0)
    assert tasks.scale(numbers.astype(np.float32)).dtype == np.float32


def test_windows_hold_each_value_before_what_follows_it():
    series = np.arange(10.0)
    xs, targets = tasks.windows(series, 3)
    assert xs.shape == (3, 7, 1)
    assert targets.shape == (7, 1)
    for n in range(7):
        np.testing.assert_array_equal(xs[:, n, 0], [n, n + 1, n + 2])
        assert targets[n, 0] == n + 3
    assert not np.shares_memory(xs, series) and not np.shares_memory(targets, series)
    xs, targets = tasks.windows(np.arange(4.0), 3)
    assert xs.shape == (3, 1, 1) and targets.tolist() == [[3.0]], "the longest window leaves one target"


def test_names_are_5163_in_small_letters():
    names = tasks.names()
    assert len(names) == len(set(names)) == 5163
    assert names == sorted(names)
    assert set("".join(names)) == set(tasks.LETTERS[1:])
    assert {"anna", "mary", "james"} <= set(names)


def test_spelling_reads_a_letter_and_asks_for_the_next():
    xs, targets = tasks.spell(name for name in ("anna", "al"))
    assert xs.shape == (5, 2, 27)
    read = [["".join(tasks.LETTERS[i] for i in np.flatnonzero(x)) for x in xs[:, b]] for b in (0, 1)]
    assert read == [[".", "a", "n", "n", "a"], [".", "a", "l", "", ""]]
    asked = [["".join(tasks.LETTERS[y]) if y >= 0 else "" for y in targets[:, b]] for b in (0, 1)]
    assert asked == [["a", "n", "n", "a", "."], ["a", "l", ".", "", ""]]
    assert set(np.unique(xs)) == {0, 1}
    assert targets.dtype.kind == "i"
    assert targets[3:].tolist() == [[1, -1], [0, -1]]
    assert tasks.spell(("zoe",), np.float32)[0].dtype == np.float32


def test_digits_are_read_a_row_a_step_and_blank_rows_follow():
    images, labels = tasks.digits()
    assert images.shape == (1797, 8, 8)
    assert (images.min(), images.max()) == (0, 1)
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    xs = tasks.by_rows(images[:5], delay=3, dtype=np.float32)
    assert xs.shape == (11, 5, 8)
    assert xs.dtype == np.float32
    np.testing.assert_array_equal(xs[:8].transpose(1, 0, 2), images[:5])
    assert not xs[8:].any()


@pytest.mark.parametrize("n_steps", [10, 13, 20, 35, 100])
def test_temporal_order_has_its_symbols_where_they_belong(n_steps):
    xs, classes = tasks.temporal_order(np.random.default_rng(0), n_steps, 2000)
    assert xs.shape == (n_steps, 2000, 6)
    assert set(np.unique(xs)) == {0, 1}
    np.testing.assert_array_equal(xs.sum(axis=2), 1)
    symbols = xs.argmax(axis=2).T
    np.testing.assert_array_equal((symbols < 2).sum(axis=1), 2)
    for asked, sequence in zip(classes, symbols):
        first, second = np.flatnonzero(sequence < 2)
        assert round(0.1 * n_steps) <= first < round(0.2 * n_steps)
        assert round(0.5 * n_steps) <= second < round(0.6 * n_steps)
        assert asked == 2 * sequence[first] + sequence[second]
    places = {tuple(np.flatnonzero(sequence < 2)) for sequence in symbols}
    assert len(places) == (round(0.2 * n_steps) - round(0.1 * n_steps)) * (round(0.6 * n_steps) - round(0.5 * n_steps))
    assert abs(np.bincount(classes, minlength=4) / 2000 - 0.25).max() < 0.04
    distractors = np.bincount(symbols[symbols > 1], minlength=6)[2:]
    assert abs(distractors / distractors.sum() - 0.25).max() < 0.02


@pytest.mark.parametrize("n_steps", [2, 3, 10, 51])
def test_adding_marks_one_number_in_each_half(n_steps):
    xs, sums = tasks.adding(np.random.default_rng(0), n_steps, 1000)
    numbers, marks = xs[..., 0], xs[..., 1]
    assert xs.shape == (n_steps, 1000, 2)
    assert sums.shape == (1000, 1)
    assert set(np.unique(marks)) <= {0, 1}
    np.testing.assert_array_equal(marks[: n_steps // 2].sum(axis=0), 1)
    np.testing.assert_array_equal(marks[n_steps // 2 :].sum(axis=0), 1)
    assert (marks.sum(axis=1) > 0).all(), "every place is marked in some sequence"
    np.testing.assert_allclose(sums[:, 0], (numbers * marks).sum(axis=0), rtol=1e-15)
    assert 0 <= numbers.min() < 0.05
    assert 0.95 < numbers.max() < 1
    assert sums.var() == pytest.approx(1 / 6, abs=0.02)  # the error of always saying 1


@pytest.mark.parametrize("task", [tasks.temporal_order, tasks.adding])
def test_synthetic_tasks_depend_on_the_generator_alone_and_come_in_float32(task):
    one, again = (task(np.random.default_rng(5), 20, 8) for _ in range(2))
    for array, same in zip(one, again):
        np.testing.assert_array_equal(array, same)
    single = task(np.random.default_rng(5), 20, 8, np.float32)
    assert single[0].dtype == np.float32
    assert single[1].dtype.kind == "i" or single[1].dtype == np.float32
    np.testing.assert_allclose(single[0], one[0], rtol=1e-6)


@pytest.mark.parametrize(("name", "read"), [("sunspots.csv", tasks.sunspots), ("names.txt", tasks.names)])
@pytest.mark.parametrize("damage", ["missing", "one sign", "cut short", "empty", "line ends"])
def test_a_missing_or_damaged_data_file_is_named(name, read, damage, tmp_path, monkeypatch):
    whole, file = (tasks.DATA / name).read_bytes(), tmp_path / name
    monkeypatch.setattr(tasks, "DATA", tmp_path)
    if damage == "missing":
        with pytest.raises(FileNotFoundError) as caught:
            read()
        assert str(caught.value).startswith(f"{file} is missing; expected it in the course's data folder: fetch")
        return
    damaged = {"one sign": whole[:-2] + b"~\n", "cut short": whole[:-20], "empty": b""}
    file.write_bytes(damaged.get(damage, whole.replace(b"\n", b"\r\n")))
    assert file.read_bytes() != whole
    with pytest.raises(ValueError) as caught:
        read()
    expected = f"; expected {tasks.CHECKSUMS[name][:12]}…: fetch the course again"
    assert re.fullmatch(f"{re.escape(str(file))} has checksum .+…{expected}", str(caught.value))
