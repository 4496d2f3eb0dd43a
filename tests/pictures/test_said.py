"""What each picture says of its data; "…" stands for what is not looked at."""

import re

import numpy as np
import pytest
import samples as some
from samples import FEW, shown

from helpers.pictures import Blame

M = np.zeros((4, 4))
M[2, :3] = 0.5, 2, 0.031
HALF = some.layers(size=-0.5)
ZERO = some.draws()
ZERO["RNN"][1, :10] = 0
BACK = some.ways((0.1, 0))
BACK.paths["no clipping"][20:, 0] = 0
SOME = np.arange(0, 31, 5)
LOOKING = some.looking()._replace(blame=np.array([0.3, 0.1, 0, 0.2, 0.1]), k=3, probabilities=np.eye(27)[14] * 0.7)

SAID = {  # by picture: its data, or a pair (options, data), and the sentence
    "gradient_norms": [
        (some.powers(1.5), "…Measured is above the picture's scale for 78 steps."),
        (some.powers(0.3), "…Measured is below the picture's scale for …."),
        (some.powers(0.9), "Measured falls from 1 at t = 100 to 2.7e-5 at t = 0, a factor 0.9 per step."),
        ({"measured": (SOME, 0.6 ** (30.0 - SOME))},
         "Measured falls from 1 at t = 30 to 2.2e-7 at t = 0, a factor 0.6 per step."),
    ],
    "blame_matrix": [
        (Blame(M, ".an", "ann", {"row k": M[2]}, row=2), ("Loss 2, which asks for “n”, blames most h_1 (after “.”) 2, "
         "h_0 (before the first) 0.5, h_2 (after “a”) 0.031. Row k…")),
        (Blame(M, ".an", "ann", {"row k": M[1]}, row=1), "Loss 1, which asks for “a”, blames most no state. …"),
        (Blame(M, ".an", "ann", {"row k": M[3]}, row=3), "Loss 3, the last, which asks for “n”, blames most …"),
        (some.blame(length=2), "9 of 15 entries are kept. Whole… Truncated…to exactly 0 at t = 0."),
        (some.blame(size=100), "… entries of M lie beyond the colours, above 10. Row k…"),
    ],
    "layer_map": [
        (some.norms(),
         "Layer 2 falls from 1 at t = 6 to 7.3e-4 at t = 0, a factor 0.3 per step. Layer 1 falls … per step."),
        (some.norms(size=10), "… cells lie beyond the colours, above 1."),
        (some.norms(low=0.135), "… 1 cell lies beyond the colours, below 1e-5."),
    ],
    "layers_side_by_side": [
        (some.layers(),
         ("Feedforward: x_3 = 1 gives h_3 = 0.76, and one step later h is 0. Recurrent, with an arrow W_hh from h "
         "to itself: h_3 = 0.76, then 0.54, 0.41, and at t = 12 it is 0.079.")),
        (some.layers(at=12), "…to itself: h_12 = 0.76."),
        (some.layers(1, T=1), "…to itself: h_1 = 0.76."),
        (HALF, ("…x_3 = −0.5 gives h_3 = −0.46… Feedforward: 1 step beyond the picture's scale. "
         "Recurrent: 7 steps beyond the picture's scale.")),
        (({"ylim": (-1, 1)}, HALF), "…and at t = 12 it is −0.055."),
    ],
    "ledger_bars": [
        (some.ledger(1), "…The sum so far (steps 1 to 7) is the whole gradient."),
        (some.ledger(size=0.0), "…The whole gradient is 0."),
    ],
    "lstm_inside": [
        (({"c_scale": 1}, some.lstm_run()),
         "Forget gate: median 0.501, the middle 80 % from … to …. |c| reaches 0.28. At t…"),
        (({"c_scale": 1}, some.lstm_run(6, 40, 5)),
         "…|c| reaches …, and leaves the picture's scale in … units. At t…"),
    ],
    "small_panels": [
        ({"A": np.array([1, 0.5]), "B": np.array([0.2, 0.9])},
         "1 of 2 curves end lower than they began: A 1 to 0.5, B 0.2 to 0.9."),
        ({"A": np.array([1.5, 0.5])}, "A 1.5 to 0.5. A is above the picture's scale for 1 step."),
        (some.losses(),
         ("All 7 curves end lower than they began: they begin at 0.52 to 0.84 and end at a median of 0.2, "
         "lowest A at 0.2, highest E at 0.25.")),
    ],
    "path_products": [
        (FEW, ("5 paths, a product for each: 3 positive, 2 negative; the largest in size is 1. "
         "The largest makes half of the sum of all sizes. With their signs all add up to 1.25.")),
        (np.array([-0.3]), "A single path, its product −0.3."),
        (np.zeros(2), ("2 paths, a product for each: 0 positive, 0 negative, 2 exactly 0; the largest in size is 0. "
         "With their signs all add up to 0.")),
        (np.array([-2e-7, 1e-7]), "…the largest in size is −2e-7…"),
    ],
    "bands": [
        (some.draws(),
         ("Medians: At t = 30 both are 1. Back at t = 0, from highest to lowest: LSTM 0.51 (a factor 0.978 per step), "
         "RNN 0.0012 (0.8). There the middle 80 % of the draws span a factor from 1.6 (LSTM) to 100 (RNN).")),
        (({"spread": "all 5 nets"}, some.draws(times=np.arange(5, 36))), "…There all 5 nets span…"),
        (({"along": "forget bias", "scale": (1e-2, 10)}, some.biased()),
         ("The median of LSTM rises from 0.035 at forget bias = 0 to … at forget bias = 7.5… "
         "At forget bias = 0, the middle 80 %…")),
        (({"along": "forget bias", "scale": (1e-2, 10)}, some.biased(0.1)), "…below the picture's scale for 13 places…"),
        (ZERO, "…to infinity (RNN)."),
    ],
    "forward_run": [
        (some.passing(0), "Before step 1 nothing has been read; h_0 is given, all units 0."),
        (({"ylim": (-0.5, 0.5)}, some.passing()),
         "… Input is above the picture's scale for … steps. Input is below the …steps."),
        (({"most": 0.01}, some.passing()), "… values beyond the colours, ±0.01."),
    ],
    "edited_run": [
        (some.edited(12),
         "x_12 moved from −0.12 to 0.88: h_0 to h_11 did not move at all, h_12 moved by … and h_30, the last, by …"),
        (some.edited(1), "…: h_0 did not move at all, h_1 moved by…"),
        (some.edited(30), "… h_30 moved by … (the largest of its units)."),
        (some.edited(5, 0.0), "Nothing is edited: all 31 states are as they were, to the last digit."),
    ],
    "descents": [
        (some.ways((0.01, 0)),
         "No clipping… Clipped: longest step 0.022, at update 1; ends at w = −0.2, b = −0.1, L = 0.0042."),
        (some.ways((0.1, 0)), ("No clipping: longest step 0.1, at update 1; leaves the map at update 16, "
         "ends outside, at L = …")),
        (BACK, "…leaves the map at update 16, ends at w = 0…"),
    ],
    "looking_back": [
        (LOOKING, ("The net has read “.an”. It gives “n”, the letter asked for, the probability 0.7: its first guess. "
         "It looks back to “.” at step 1 (75 %), “a” at step 2 (25 %).")),
        (LOOKING._replace(k=1),
         "The net has read “.”. It gives “a”…0: its second guess. It looks back to “.” at step 1 (100 %)."),
        (LOOKING._replace(blame=np.zeros(5)), "…It looks back to no letter."),
    ],
    "writing": [
        (some.written(["anna", "bo", ""]),
         "After “.an” it draws “… Written: anna, bo, (nothing). 1 of 3 stand in the data (*)."),
        (some.written(["bo"], ""), "At the start of a name it draws … 0 of 1 stand in the data (*)."),
    ],
    "over_digit": [
        (some.reading(20),
         "A 3, 20 rows long, 12 blank rows among them: the net answers … At t = 20 the curves lie … Back at t = 0…"),
        (some.reading(8), "A 3, 8 rows long: the net answers …"),
    ],
    "memory_race": [
        (some.race(T=20), "Learned in 1000 updates, of 3 a kind: 2 of every kind. Of the gradient…"),
        (some.race(), "…(the median)."),
        (some.race(size=1e-40), "…rained is below the picture's scale…"),
    ],
    "race_now": [
        (some.running(3)._replace(accuracies=[[0.2, 0.5, 0.96]] + [[0.2, 0.2, 0.3]] * 3),
         "Update 50: 1 of 4 nets have learned, accuracy 0.3 to 0.96. Of the gradient at the end, …"),
        (some.running(2, nets=1), "…0 of 1 net has learned…(this net)…"),
    ],
}  # fmt: skip
CASES = [(name, data, said) for name, cases in SAID.items() for data, said in cases]


@pytest.mark.parametrize(("name", "data", "expected"), CASES, ids=[f"{name}: {said[:30]}" for name, _, said in CASES])
def test_the_sentence_is_computed_from_the_data(name, data, expected):
    _, said = shown(name, data)
    assert re.fullmatch(re.escape(expected).replace("…", ".*"), said), said
