"""The sequences to learn from: what ships is what is described."""

import hashlib

import numpy as np
import pytest

from helpers import tasks


def test_every_data_file_has_a_checksum_and_it_holds():
    files = {file.name for file in tasks.DATA.iterdir() if file.suffix != ".md"}
    assert files == set(tasks.CHECKSUMS)
    for name, checksum in tasks.CHECKSUMS.items():
        assert hashlib.sha256((tasks.DATA / name).read_bytes()).hexdigest() == checksum


def test_sunspots_are_one_number_for_each_year():
    years, numbers = tasks.sunspots()
    np.testing.assert_array_equal(years, np.arange(1700, 2009))
    assert numbers.shape == (309,)
    assert numbers.dtype == float
    assert numbers.min() >= 0
    assert dict(zip(years.tolist(), numbers.tolist()))[1957] == numbers.max() == 190.2


def test_sunspots_cycle_in_about_eleven_years():
    numbers = tasks.sunspots().numbers
    power = abs(np.fft.rfft(numbers - numbers.mean())) ** 2
    assert 1 / np.fft.rfftfreq(len(numbers))[power.argmax()] == pytest.approx(11, abs=0.6)


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
    xs[:] = targets[:] = -1
    np.testing.assert_array_equal(series, np.arange(10.0))


def test_the_longest_window_leaves_one_target():
    xs, targets = tasks.windows(np.arange(4.0), 3)
    assert xs.shape == (3, 1, 1)
    assert targets.tolist() == [[3.0]]
