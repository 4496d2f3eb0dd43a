"""One number style, and the sentences on curves."""

import numpy as np
import pytest

from helpers.pictures import words


@pytest.mark.parametrize("value, digits, said", [
    (0, 2, "0"), (0.8, 2, "0.8"), (3e-7, 2, "3e-7"), (2.64e-7, 2, "2.6e-7"), (-0.04, 2, "−0.04"), (-2e-9, 2, "−2e-9"), (12, 2, "12"),
    (0.0123, 2, "0.012"), (0.999, 2, "1"), (144.2, 2, "140"), (144.2, 3, "144"), (1957, 4, "1957"), (1e5, 2, "1e5"), (0.60, 2, "0.6"),
    (1.04, 3, "1.04"), (np.float32(0.1), 2, "0.1"), (float("nan"), 2, "not a number"), (-float("inf"), 2, "minus infinite")])
def test_number(value, digits, said):
    assert words.number(value, digits) == said


def test_fall_tells_a_rate_where_there_is_one():
    steps = np.arange(31)
    straight, bent = 0.6 ** (30.0 - steps), np.where(steps > 15, 0.5 ** (30.0 - steps), 0.5**15.0)
    assert words.fall("measured", steps, straight) == "measured falls from 1 at t = 30 to 2.2e-7 at t = 0, a factor 0.6 per step."
    assert words.fall("measured", steps, bent) == "measured falls from 1 at t = 30 to 3.1e-5 at t = 0, with 3.1e-5 at t = 15."
    assert words.fall("all", steps, 0 * straight) == "all: exactly 0 at both ends, t = 0 and t = 30."
    silent = np.where(steps < 5, 0, straight)
    assert words.fall("$x_t$", steps, silent) == "x_t falls from 1 at t = 30 to exactly 0 at t = 4 and before."
    assert words.fall("none", steps, np.full(31, np.nan)) == "none: no number at any step."
    biases, bias = np.arange(0, 8.5, 0.5), "forget bias"
    assert words.fall("all", biases, 10.0 ** (biases - 8), bias) == "all falls from 1 at forget bias = 8 to 1e-8 at forget bias = 0, with 1e-4 at forget bias = 4."


def test_span_tells_waves():
    t = np.arange(120)
    said = words.span("sunspots", t, 50 + 40 * np.sin(2 * np.pi * t / 11))
    assert "every 11 on average" in said
    assert "swings" not in words.span("line", t, t.astype(float))
    assert words.span("width", np.arange(-2, 3), np.full(5, 1e-4)).startswith("width goes from 1e-4 at −2 to 1e-4 at 2, ")


@pytest.mark.parametrize("ratio, said", [(0.01, "100 times less"), (3, "3 times more"), (1.01, "the same"), (0, "not comparable")])
def test_times(ratio, said):
    assert words.times(ratio) == said


def test_small_words():
    assert words.count(1, "step") == "1 step"
    assert words.count(3, "entry", "entries") == "3 entries"
    assert words.plain(r"$\|dL/dh_t\|$") == "‖dL/dh_t‖"
    assert words.sentence("measured falls") == "Measured falls"
    assert words.sentence("x_t falls") == "x_t falls"
    assert words.sentence("ρ^(T−t) falls") == "ρ^(T−t) falls"
