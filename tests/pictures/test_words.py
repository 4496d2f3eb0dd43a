"""One number style, and the sentences on curves."""

import numpy as np
import pytest

from helpers.pictures import curve_words, graph_words, words

t, nan, inf = np.arange(31), np.nan, np.inf
FALL = 0.6 ** (30.0 - t)
BENT = np.where(t > 15, 0.5 ** (30.0 - t), 0.5**15.0)
WIDTH, NONE = np.full(5, 1e-4), np.full(31, np.nan)

SAID = [(words.number(value, digits), said) for value, digits, said in [
    (0, 2, "0"), (0.8, 2, "0.8"), (3e-7, 2, "3e-7"), (2.64e-7, 2, "2.6e-7"), (-0.04, 2, "−0.04"), (-2e-9, 2, "−2e-9"),
    (12, 2, "12"), (0.0123, 2, "0.012"), (0.0012, 2, "0.0012"), (0.999, 2, "1"), (144.2, 2, "140"), (144.2, 3, "144"),
    (1957, 4, "1957"), (1e5, 2, "1e5"), (1e-3, 2, "0.001"), (1.04, 3, "1.04"), (np.float32(0.1), 2, "0.1"),
    (float("nan"), 2, "not a number"), (-float("inf"), 2, "minus infinite")]]  # fmt: skip
SAID += [(graph_words.short(value), said) for value, said in [
    (0, "0"), (-0.42, "−.42"), (0.031, ".03"), (1, "1.00"), (-2e-5, "−2e−5"), (123.4, "123"), (3e5, "3e5"),
    (0.0949, ".09")]]  # fmt: skip
SAID += [(words.times(ratio), said) for ratio, said in [
    (0.01, "100 times less"), (1.1, "1.1 times more"), (1.01, "the same"), (0, "not comparable"), (inf, "not comparable")]]  # fmt: skip
SAID += [(words.fall("x", t[: len(norms)], np.array(norms), along), f"x{said}.") for along, norms, said in [
    ("t", [0, 0, 0], ": exactly 0 at every step"), ("t", [nan, nan], ": no number at any step"),
    ("t", [1, 3, 5, 0, 0], ": 1 at t = 0, 5 at t = 2, exactly 0 after it"), ("t", [0.5, 0.5], " stays at 0.5"),
    ("t", [inf, inf, 2, 1], " rises from 1 at t = 3 to infinite at t = 0"), ("t", [inf, inf], " stays at infinite"),
    ("t", [nan, 0.5, 1], " falls from 1 at t = 2 to 0.5 at t = 1. At t = 0 there is no number"),
    ("b", [1, 0.3, nan, nan], " falls from 1 at b = 0 to 0.3 at b = 1. At 2 places there is no number"),
    ("t", [nan, inf, 1], " rises from 1 at t = 2 to infinite at t = 1. At t = 0 there is no number"),
    ("b", [1, 0.5, 0, 0], " falls from 1 at b = 0 to exactly 0 at b = 2 and beyond"), ("b", [0, 0, 1, 2], ": 2 at b = 3, 1 at b = 2, exactly 0 before it"),
    ("t", [0, 1, 0, 1], " falls from 1 at t = 3 to exactly 0 at t = 0"), ("t", [0, 1, 0], ": exactly 0 at both ends, t = 0 and t = 2"),
    ("t", [0.96, 1], " goes from 1 at t = 1 to 0.96 at t = 0"), ("t", [0.94, 1], " falls from 1 at t = 1 to 0.94 at t = 0"),
    ("t", [0.25, 0.5, 1], " falls from 1 at t = 2 to 0.25 at t = 0, a factor 0.5 per step"),
    ("b", [1, 2, 4], " rises from 1 at b = 0 to 4 at b = 2, with 2 at b = 1"),
    ("t", [1, 1, 1.6, 1, 1.2], " falls from 1.2 at t = 4 to 1 at t = 0, with 1.6 at t = 2"),
    ("t", [1, 1, 1, 2, 1.2], " falls from 1.2 at t = 4 to 1 at t = 0, highest 2 at t = 3")]]  # fmt: skip
BACK, DECAY = "from highest to lowest:", " (a factor 0.55 per step)"
B, C = [0.1, 0.2, 0.3, 0.5, 1, 1], [0.1, 0.2, 0.3, 0.5, 1, 2]
SAID += [(curve_words.falls({name: (t[begin : begin + len(norms)], np.array(norms)) for name, (begin, norms) in zip("abc", curves)},
    along=along, most=most), said) for along, most, curves, said in [
    ("t", 40, [(0, [0, 0, 1, 0, 0.5, 0.3]), (0, B), (0, C)],
     f"At t = 5 the curves lie from 0.3 (a) to 2 (c). Back at t = 0, {BACK} b 0.1, c 0.1{DECAY}, a exactly 0 (t = 1 and before)."),
    ("t", 40, [(0, [1, 1, 0, 1, 1, 1]), (0, B), (0, C)],
     f"At t = 5 the curves lie from 1 to 2. Back at t = 0, {BACK} a 1 (lowest 0 at t = 2), b 0.1, c 0.1{DECAY}."),
    ("β", 40, [(0, [6, 1, 0.5, 0.1, 0, 0]), (0, B), (0, C)],
     f"At β = 0 the curves lie from 0.1 (b) to 6 (a). At β = 5, {BACK} c 2, b 1 (0.5 at β = 3), a exactly 0 (β = 4 and beyond)."),
    ("β", 20, [(0, [1, 2, 4]), (0, [1, 1, 2, 2, 4, 4])], f"At β = 0 both are 1. At β = 5, {BACK} a 4 at β = 2, b 4."),
    ("t", 20, [(3, [1, 2, 4]), (0, [1, 1, 2, 2, 4, 4.1])], f"At t = 5 both are near 4.1. Back at t = 0, {BACK} a 1 at t = 3, b 1."),
    ("t", 25, [(4, [nan, 0.1]), (4, [0.01, nan]), (4, [2, 9])],
     f"Where they begin the curves lie from 0.01 to 9. Back at t = 4, {BACK} c 2, a 0.1 at t = 5, b 0.01.")]]  # fmt: skip
SAID += [
    (curve_words.spans({"a": (t[:6], np.array([0.1234, 0.5, 0.1, 0.2, 0.9, 0.8765])), "b": (t[:6], np.array([0.1259, *C[:5]]))}, most=30),
     f"At 0 both are near 0.126. At 5, {BACK} b 1, a 0.876."),
    (words.fall("x", t + 5, FALL), "x falls from 1 at t = 35 to 2.2e-7 at t = 5, a factor 0.6 per step."),
    (words.fall("x", t, 0.978 ** (30.0 - t)), "x falls from 1 at t = 30 to 0.51 at t = 0, a factor 0.978 per step."),
    (words.fall("$x_t$", t, np.where(t < 5, 0, FALL)), "x_t falls from 1 at t = 30 to exactly 0 at t = 4 and before."),
    (words.span("x", t, NONE), "x: no number at any step."),
    (curve_words.spans({"true": (t, FALL), "free": (t, NONE)}), "True rises from 2.21e-7 at 0 to 1 at 30. Free: no number at any step."),
    (words.span("x", t, (-0.8) ** t),
     "x swings from −0.8 at 1 to 1 at 0; it rises above its mean 9 times, 2 apart on average, and dies away."),
    (words.span("$w$", np.arange(-2, 3), WIDTH), "w stays at 1e-4."),
    (words.span("x", np.arange(-2, 2), np.array([nan, 1, 2.004, 2.012])), "x goes from not a number at −2 to 2.01 at 1, lowest 1 at −1."),
    (words.span("x", t[:8], np.array([0, 1, 0, 1, 0, 1, 0, 1])), "x swings from 0 at 0 to 1 at 1; it rises above its mean 4 times, 2 apart on average."),
    (words.span("x", t[:4], np.array([0, 1, 0, 1])), "x swings from 0 at 0 to 1 at 1; it rises above its mean 2 times, 2 apart on average."),
    (words.span("x", t[:7], np.array([1, 2, 0, 2, 0, 2, 1])), "x goes from 1 at 0 to 1 at 6, lowest 0 at 2, highest 2 at 1."),
    (curve_words.falls({"a": (t, FALL), "b": (t, FALL)}), "a (b the same) falls from 1 at t = 30 to 2.2e-7 at t = 0, a factor 0.6 per step."),
    (curve_words.falls({"a": (t, FALL), "b": (t[1:], 9 * FALL[1:]), "c": (t, 0.1 * BENT), "d": (t, NONE)}),
     ("At t = 30 the curves lie from 0.1 (c) to 9 (b). Back at t = 0, from highest to lowest: "
      "b 3.3e-6 at t = 1 (a factor 0.6 per step), c 3.1e-6, a 2.2e-7 (0.6). d: no number at any step.")),
    (curve_words.spans({name: (t, k + np.sin(t / 5)) for k, name in enumerate("abcd")}),
     ("At 0 the curves lie from 0 (a) to 3 (d). At 30, from highest to lowest: d 2.72 (lowest 2 at 24, highest 4 at "
      "8), c 1.72, b 0.721, a −0.279 (lowest −0.996 at 24, highest 1 at 8).")),
    (curve_words.spans({"length": (t, 0.5**t), "turns": (t, 0.5**t * np.cos(t / 9))}),
     "Length falls from 1 at 0 to 9.31e-10 at 30. Turns goes from 1 at 0 to −9.14e-10 at 30, lowest −3.14e-6 at 16."),
    (curve_words.spans({"true": (t, t / 3), "free": (t[10:], np.full(21, 2.0))}),
     "True rises from 0 at 0 to 10 at 30. Free lies between 2 and 2, on average 4.7 from true."),
    (curve_words.falls({"RNN": (t, FALL), "RNN, mild": (t, BENT), "LSTM": (t, FALL**0.1)}),
     ("At t = 30 all are 1. Back at t = 0, from highest to lowest: LSTM: 0.22 (a factor 0.95 per step); "
      "RNN, mild: 3.1e-5 (3.1e-5 at t = 15); RNN: 2.2e-7 (0.6).")),
    (" ".join(curve_words.beyond([("a", "below", 3), ("b", "below", 4), ("c", "below", 9), ("a", "above", 1)])),
     "a is above the picture's scale for 1 step. A, b and c are below the picture's scale for 3 to 9 steps."),
    (" ".join(curve_words.beyond([("a", "below", 3), ("b", "above", 4)], brief=True)),
     "b goes above the picture's scale. a goes below the picture's scale."),
    (words.count(1, "step"), "1 step"), (words.count(3, "entry", "entries"), "3 entries"),
    (words.plain(r"$\|dL/dh_t\|$"), "‖dL/dh_t‖"), (words.sentence("measured falls"), "Measured falls"),
    (words.sentence("x_t falls"), "x_t falls"), (words.sentence("ρ^(T−t) falls"), "ρ^(T−t) falls"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), SAID)
def test_words(said, expected):
    assert said == expected
