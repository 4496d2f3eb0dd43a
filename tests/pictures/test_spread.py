"""Many draws: medians, bands, and what is told of them."""

import re

import numpy as np
import pytest
from keeping import kept_equals_fresh

from helpers.pictures import bands, style
from helpers.pictures.stage import Stage


def draws(radius=0.8, T=30, times=None):
    median = radius ** np.arange(T, -1, -1.0)
    wide = np.linspace(10, 1, T + 1)
    spread = np.array([median, median / wide, median * wide])
    return {"RNN": (times, spread) if times is not None else spread, "LSTM": tuple(spread**0.1)}


def test_kept_bands_are_fresh_ones():
    kept_equals_fresh(bands, [draws(), draws(0.7), draws(0.7, 60), draws(0.1, 60), draws(1.2, 100)])
    kept_equals_fresh(bands(steps=(0, 60), scale=(1e-6, 10)), [draws(), draws(0.7), draws(0.7, 60), draws(0.1, 20)])


def test_a_band_lies_between_low_and_high_in_the_colour_of_its_line():
    stage = Stage(bands)
    stage.draw(draws())
    ax = stage.figure.axes[0]
    band, (_, low, high) = ax.patches[0], draws()["RNN"]
    assert np.allclose(band.get_xy()[:62, 1], np.r_[low, high[::-1]])
    assert band.get_facecolor()[:3] == pytest.approx([int(style.VERMILION[k : k + 2], 16) / 255 for k in (1, 3, 5)])


def test_medians_and_spread_are_told():
    _, said = Stage(bands).draw(draws())
    assert said == (
        "Medians: RNN falls from 1 at t = 30 to 0.0012 at t = 0, a factor 0.8 per step. "
        "LSTM falls from 1 at t = 30 to 0.51 at t = 0, a factor 0.978 per step. "
        "At t = 0, 10 to 90 % of the draws lie from 1.2e-4 to 0.012 (RNN), from 0.41 to 0.64 (LSTM)."
    )
    _, said = Stage(bands(spread="all 5 nets")).draw(draws(times=np.arange(5, 36)))
    assert "At their first step, all 5 nets lie from" in said


def test_what_stands_on_the_axis_need_not_be_time():
    stage, biases = Stage(bands(along="forget bias", scale=(1e-2, 10))), np.arange(0, 8, 0.5)
    _, said = stage.draw({"LSTM": (biases, draws(T=15)["RNN"])})
    assert stage.figure.axes[0].get_xlabel() == "forget bias"
    assert "at forget bias = 7.5 to 0.035 at forget bias = 0" in said and "At forget bias = 0, 10 to 90 %" in said
    _, said = stage.draw({"LSTM": (biases, draws(0.1, T=15)["RNN"])})
    assert "below the picture's scale at 13 places" in said
    kept_equals_fresh(bands(along="forget bias"), [{"LSTM": (biases, draws(radius, T=15)["RNN"])} for radius in (0.8, 0.1)])


def test_a_draw_that_is_exactly_zero_has_a_band_to_the_foot():
    data, stage = draws(), Stage(bands)
    data["RNN"][1, :10] = 0
    _, said = stage.draw(data)
    assert "from 0 to 0.012 (RNN)" in said
    edge = stage.figure.axes[0].patches[0].get_xy()[:, 1]
    assert 0 < edge.min() < stage.figure.axes[0].get_ylim()[0]


def test_bad_data_is_named():
    median, low, high = draws()["RNN"]
    for bad, said in [
        ([1], "data is a list; expected {label: (median, low, high)}"),
        ({}, "data is a dict; expected {label: (median, low, high)}"),
        ({"a": median}, "data['a'] is an ndarray; expected three curves (median, low, high)"),
        (
            {"a": (median, low[1:], high)},
            "data['a'] has curves of shapes (31,), (30,), (31,); expected three of one length",
        ),
        ({"a": (low, median, high)}, "data['a'] has a median outside of (low, high); expected low ≤ median ≤ high"),
        ({"a": (np.arange(4), (median, low, high))}, "data['a'] has steps of shape (4,); expected (31,)"),
    ]:
        with pytest.raises(ValueError, match=re.escape(said)):
            Stage(bands).draw(bad)
