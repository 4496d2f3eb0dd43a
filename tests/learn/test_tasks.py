"""The sequences to learn from: what ships is what is described, and what is typed is read or told."""

import re

import numpy as np
import pytest

from helpers.learn import letters, stored, tasks


def test_the_stored_data_are_read_as_they_are_described():
    (years, numbers), names, (images, labels) = tasks.sunspots(), tasks.names(), tasks.digits()
    np.testing.assert_array_equal(years, np.arange(1700, 2009))
    assert numbers.dtype == float and numbers.min() >= 0 and numbers[years == 1957] == numbers.max() == 190.2
    assert len(names) == 5163 and names == sorted(set(names)) and set("".join(names)) == set(tasks.LETTERS[1:])
    assert (images.shape, images.min(), images.max()) == ((1797, 8, 8), 0, 1)
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


@pytest.mark.parametrize(("name", "read"), [
    ("sunspots.csv", tasks.sunspots), ("names.txt", tasks.names), ("digits.csv.gz", tasks.digits),
    ("memory_race.json", tasks.memory_race), ("real_sequences.json", stored.real_sequences),
    ("real_nets.npz", stored.nets)])  # fmt: skip
def test_a_missing_or_damaged_data_file_is_named(name, read, tmp_path, monkeypatch):
    whole, file, again = (tasks.DATA / name).read_bytes(), tmp_path / name, "fetch the course again$"
    monkeypatch.setattr(tasks, "DATA", tmp_path)
    with pytest.raises(FileNotFoundError, match=f"^{re.escape(str(file))} is missing; expected it in .*: {again}"):
        read()
    told = f"^{re.escape(str(file))} has checksum .+…; expected {tasks.CHECKSUMS[name][:12]}…: {again}"
    for damaged in (whole[:-2] + b"~\n", whole[:-20], b"", whole.replace(b"\n", b"\r\n")):
        file.write_bytes(damaged)
        with pytest.raises(ValueError, match=told):
            read()


def test_sunspots_are_scaled_there_and_back_and_each_window_stands_before_what_follows_it():
    numbers, series = tasks.sunspots().numbers, np.arange(10.0)
    scaled = tasks.scale(numbers)
    assert scaled.min() == -1 and 0.9 < scaled.max() < 1.1 and tasks.scale(49.0) == pytest.approx(0)
    np.testing.assert_allclose(tasks.unscale(np.append(scaled, -1.5)), [*numbers, 0], atol=1e-12)
    assert tasks.scale(numbers.astype(np.float32)).dtype == np.float32
    for n in (4, 10):  # the longest window leaves one target
        xs, targets = tasks.windows(series[:n], 3)
        np.testing.assert_array_equal(xs, np.array([series[: n - 3], series[1 : n - 2], series[2 : n - 1]])[..., None])
        np.testing.assert_array_equal(targets, series[3:n, None])
    assert not np.shares_memory(xs, series) and not np.shares_memory(targets, series)


def test_spelling_reads_a_letter_and_asks_for_the_next():
    xs, targets = tasks.spell(name for name in ("anna", "al"))
    one_hot = {letter: np.eye(27)[n] for n, letter in enumerate(tasks.LETTERS)} | {" ": np.zeros(27)}
    np.testing.assert_array_equal(xs, [[one_hot[letter] for letter in letters] for letters in zip(".anna", ".al  ")])
    asked = ["".join(tasks.LETTERS[y] for y in column if y >= 0) for column in targets.T]
    assert asked == ["anna.", "al."] and targets[3:].tolist() == [[1, -1], [0, -1]] and targets.dtype.kind == "i"
    assert tasks.spell(("zoe",), np.float32)[0].dtype == np.float32


def test_digits_are_read_a_row_a_step_and_blank_rows_follow():
    images = np.random.default_rng(0).random((5, 6, 8))
    expected = [*images.transpose(1, 0, 2), *np.zeros((3, 5, 8))]
    np.testing.assert_array_equal(tasks.by_rows(images, 3, np.float32), np.array(expected, np.float32), strict=True)


@pytest.mark.parametrize("n_steps", [10, 13, 20, 35, 100])
def test_temporal_order_has_its_symbols_where_they_belong(n_steps):
    xs, classes = tasks.temporal_order(np.random.default_rng(0), n_steps, 2000)
    symbols = xs.argmax(axis=2).T
    assert (xs == np.eye(6)[symbols.T]).all() and ((symbols < 2).sum(axis=1) == 2).all()
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
        assert (half.sum(axis=0) == 1).all() and half.any(axis=1).all(), "every place is marked in some sequence"
    np.testing.assert_allclose(sums[:, 0], (numbers * marks).sum(axis=0), rtol=1e-15)
    assert 0 <= numbers.min() < 0.05 and 0.95 < numbers.max() < 1
    assert sums.var() == pytest.approx(1 / 6, abs=0.02)  # the error of always saying 1


@pytest.mark.parametrize(("text", "read", "sentence"), [
    ("Anna", "anna", None), ("Mary Ann", "maryann", None), ("x" * 14, "x" * 14, None), ("", "", ""), (" \t", "", ""),
    ("Zoë", "zoe", "reads ë as e."), ("Zoe\u0308", "zoe", "reads ë as e."), ("Straße", "strasse", "ß as ss"),
    ("İpek", "ipek", "İ as i"), ("Łukasz", "lukasz", "ł as l"), ("Nguyễn", "nguyen", "ễ as e"), ("ﬁn", "fin", "as fi"),
    ("O'Brien-Smith", "obriensmith", "“'”, “-” are left out"), ("😀", "", "“😀” is left out: the net has an input for"),
    ("bo3", "bo", "“3” is left out: the net has an input for each letter from a to z, and no other."),
    ("Анна", "", "“а”, “н” (Cyrillic) are left out"), ("王小明", "", "“王”, “小”, “明” (Chinese) are"),
    ("Ann. B…", "annb", "“.”, “…” are left out"), ("αβγδ", "", "“α”, “β”, “γ”, “δ” (Greek) are left out"),
    ("नमस्ते", "", "“न”, “म”, “स”, “त” and 1 more (Devanagari) are"), ("한글", "", "(Hangul)"), ("אבג", "", "(Hebrew)"),
    ("abcdefghijklmno", "abcdefghijklmn", "Only the first 14 letters are read.")])  # fmt: skip
def test_every_letter_is_read_or_told(text, read, sentence):
    name, said = letters.known(text)
    assert name == read
    assert said is None if sentence is None else sentence in said
    assert name or "No letter from a to z is left" in said
