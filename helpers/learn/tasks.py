"""Sequences to learn from."""

import gzip
import hashlib
import json
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers import expect

DATA = Path(__file__).parents[2] / "data"
CHECKSUMS = {
    "sunspots.csv": "f67889b1d9002cd5227f0e0ef54e35b419cdd85a31279adef6f73fb41e5c0a9b",
    "digits.csv.gz": "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22",
    "names.txt": "cba14f452b7768bd7fe093035a67491d4a334061634ccfd51522fb796910e75e",
    "memory_race.json": "ab33b865e290aba696abfc68dac219baf8455d1f8f727b44b7b07fba35cb3d44",
    "real_sequences.json": "40ee6dbf3e1c50cfc1d2ff1898209d0d91542954beb16718624e3ba5c3042192",
    "real_nets.npz": "5b8e41797de051c50dbc4a1daffe602f5bec465c394ec680e6a5b0f29069b1f5",
}
LETTERS = ".abcdefghijklmnopqrstuvwxyz"  # the dot begins and ends a name


class Sunspots(NamedTuple):
    """One number a year: years (309,), 1700 to 2008, and the mean sunspot number of each, numbers (309,)."""

    years: np.ndarray
    numbers: np.ndarray


def sunspots():
    """Return the yearly Sunspots. Raises FileNotFoundError or ValueError if the file is missing or damaged.

    Source: US National Geophysical Data Center, see data/README.md.
    """
    rows = np.loadtxt(_verified("sunspots.csv").splitlines(), delimiter=",", skiprows=1)
    return Sunspots(rows[:, 0].astype(int), rows[:, 1])


def scale(numbers):
    """Return sunspot numbers scaled for a network, √n / 7 − 1: about −1 to 1, with rises and falls of like size.

    Takes an array of floats of any shape, or one number. Raises ValueError for what is negative or not finite.
    """
    expect.numbers("numbers", numbers)
    expect.not_negative("numbers", numbers)
    return np.sqrt(numbers) / 7 - 1


def unscale(scaled):
    """Return the sunspot numbers that `scale` turned into `scaled`; what lies below its range counts as zero.

    Takes an array of floats of any shape, or one number. Raises ValueError for what is not finite.
    """
    expect.numbers("scaled", scaled)
    return (7 * np.maximum(np.asarray(scaled) + 1, 0)) ** 2


def windows(series, length):
    """Cut a series (N,) into all windows of `length` values, each with the value that follows it.

    Returns xs (length, N − length, 1), time-major, and targets (N − length, 1). Raises ValueError if the
    series is too short.
    """
    expect.array("series", series, ("N",))
    expect.count("length", length)
    if len(series) <= length:
        raise ValueError(f"series has {len(series)} values; expected more than length = {length}")
    cut = np.lib.stride_tricks.sliding_window_view(series, length + 1)
    return np.array(cut[:, :-1].T, order="C")[..., None], cut[:, -1:].copy()


def names():
    """Return 5,163 first names in small letters, alphabetical. Raises FileNotFoundError or ValueError as `sunspots`.

    Source: US Census Bureau, 1990, see data/README.md.
    """
    return _verified("names.txt").split()


class Digits(NamedTuple):
    """Handwritten digits: images (1797, 8, 8), each pixel from 0 to 1, and which digit each is, labels (1797,)."""

    images: np.ndarray
    labels: np.ndarray


def digits():
    """Return the Digits, in the file's order. Raises FileNotFoundError or ValueError as `sunspots`.

    Source: Alpaydin & Kaynak, UCI Machine Learning Repository, see data/README.md.
    """
    lines = gzip.decompress(_content("digits.csv.gz")).decode().splitlines()
    rows = np.loadtxt(lines, delimiter=",")
    return Digits(rows[:, :64].reshape(-1, 8, 8) / 16, rows[:, 64].astype(int))


def by_rows(images, delay=0, dtype=np.float64):
    """Turn images (B, R, I) into sequences: row t of each at step t, then `delay` blank rows: xs (R + delay, B, I).

    Raises ValueError for what is no array of three axes, and for a delay below 0.
    """
    expect.array("images", images, ("B", "R", "I"))
    expect.count("delay", delay, least=0)
    expect.real_dtype("dtype", dtype)
    n_batch, n_rows, n_inputs = images.shape
    xs = np.zeros((n_rows + delay, n_batch, n_inputs), dtype)
    xs[:n_rows] = images.transpose(1, 0, 2)
    return xs


def memory_race():
    """Return the stored runs of notebook 09's race: {"settings": {…}, "runs": [{"kind", "T", "seed", "updates", …}, …]}.

    Raises FileNotFoundError or ValueError as `sunspots`. Source: benchmarks/memory_race.py, see data/README.md.
    """
    return json.loads(_verified("memory_race.json"))


def spell(some_names, dtype=np.float64):
    """Turn names into letters to read and letters to predict: xs (T, B, 27), one letter a step, targets (T, B).

    ".anna" is read, "anna." asked for, as places in LETTERS; a step after a name's end reads zeros and asks for
    nothing (−1). T is the longest name's length + 1. Raises ValueError for anything but a to z, or no name.
    """
    expect.real_dtype("dtype", dtype)
    if isinstance(some_names, str) or not np.iterable(some_names):
        raise ValueError(f"some_names is {some_names!r}; expected a list of names")
    some_names = list(some_names)  # a generator can be read only once
    if not some_names:
        raise ValueError("some_names is empty; expected a list of names")
    strange = [name for name in some_names if not isinstance(name, str) or not name or set(name) - set(LETTERS[1:])]
    if strange:
        raise ValueError(f"some_names contains {strange[0]!r}; expected small letters, a to z")
    lengths = np.array([len(name) for name in some_names])
    typed = np.array(some_names, f"S{lengths.max()}")[:, None].view(np.uint8).T  # (T - 1, B), 0 after a name's end
    places = np.zeros((lengths.max() + 2, len(some_names)), int)
    places[1:-1] = np.where(typed, typed - (ord("a") - LETTERS.index("a")), 0)
    read = np.arange(len(places) - 1)[:, None] <= lengths
    return np.eye(len(LETTERS), dtype=dtype)[places[:-1]] * read[..., None], np.where(read, places[1:], -1)


def temporal_order(rng, n_steps, n_batch, dtype=np.float64):
    """Draw sequences of six one-hot symbols, xs (T, B, 6), and their classes (B,): which came first, which second?

    Symbols 0 and 1 appear twice, early (at T/10 to T/5) and midway (at T/2 to 3T/5); all else is symbols 2 to 5 at
    random. Class 2·first + second, 0 to 3. Raises ValueError for fewer than 10 steps.
    Source: after Hochreiter & Schmidhuber 1997, experiment 6a, without its start and trigger symbols.
    """
    expect.generator("rng", rng)
    expect.real_dtype("dtype", dtype)
    expect.count("n_steps", n_steps, least=10)
    expect.count("n_batch", n_batch)
    symbols = rng.integers(2, 6, (n_steps, n_batch))
    first, second = rng.integers(0, 2, (2, n_batch))
    for symbol, start, end in ((first, 0.1, 0.2), (second, 0.5, 0.6)):
        symbols[rng.integers(round(start * n_steps), round(end * n_steps), n_batch), np.arange(n_batch)] = symbol
    return np.eye(6, dtype=dtype)[symbols], 2 * first + second


def adding(rng, n_steps, n_batch, dtype=np.float64):
    """Draw numbers between 0 and 1, two of them marked: xs (T, B, 2) and the sums of the marked (B, 1).

    The first mark is in the first half, the second in the other. Raises ValueError for fewer than 2 steps.
    Source: after Hochreiter & Schmidhuber 1997, experiment 4; theirs has values from −1 to 1, and lengths that vary.
    """
    expect.generator("rng", rng)
    expect.real_dtype("dtype", dtype)
    expect.count("n_steps", n_steps, least=2)
    expect.count("n_batch", n_batch)
    numbers, marks, each = rng.random((n_steps, n_batch)), np.zeros((n_steps, n_batch)), np.arange(n_batch)
    marks[rng.integers(0, n_steps // 2, n_batch), each] = 1
    marks[rng.integers(n_steps // 2, n_steps, n_batch), each] = 1
    return np.stack([numbers, marks], axis=2).astype(dtype), (numbers * marks).sum(axis=0)[:, None].astype(dtype)


def _verified(name):
    return _content(name).decode()


def _content(name):
    file = DATA / name
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing; expected it in the course's data folder: fetch the course again")
    content = file.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    written_anew = sys.platform == "emscripten" and name.endswith(".json")  # in JupyterLite's own spacing
    if found != CHECKSUMS[name] and not written_anew:
        raise ValueError(f"{file} has checksum {found[:12]}…; expected {CHECKSUMS[name][:12]}…: fetch the course again")
    return content
