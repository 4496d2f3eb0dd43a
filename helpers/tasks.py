"""Sequences to learn from."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers import expect

DATA = Path(__file__).parent.parent / "data"
CHECKSUMS = {"sunspots.csv": "f67889b1d9002cd5227f0e0ef54e35b419cdd85a31279adef6f73fb41e5c0a9b"}


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
    return np.ascontiguousarray(cut[:, :-1].T)[..., None], cut[:, -1:].copy()


def _verified(name):
    file = DATA / name
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing; expected it in the course's data folder: fetch the course again")
    content = file.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != CHECKSUMS[name]:
        raise ValueError(f"{file} has checksum {found[:12]}…; expected {CHECKSUMS[name][:12]}…: fetch the course again")
    return content.decode()
