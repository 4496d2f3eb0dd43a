"""Frame by frame, in every picture: a figure that is kept is a fresh one, and the sentence comes from the data."""

import itertools
import re

import numpy as np
import pytest
import samples as some
from keeping import kept_equals_fresh
from samples import FEW, back

from helpers import pictures as pic
from helpers.pictures import Walk

M = np.zeros((4, 4))
M[2, :3] = 0.5, 2, 0.031
ROW_1, ROW_2, ROW_3 = (pic.Blame(M, ".an", "ann", {"row k": M[row]}, row) for row in (1, 2, 3))
SOME, ZERO = np.arange(0, 31, 5), some.draws()
ZERO["RNN"][1, :10] = 0
LOOKING = some.looking()._replace(blame=np.array([0.3, 0.1, 0, 0.2, 0.1]), probabilities=np.eye(27)[14] * 0.7)
BESIDE = pic.bands(along="forget bias", scale=(1e-2, 10))
MILD, STEEP = ({"LSTM": (np.arange(0, 8, 0.5), some.draws(radius, T=15)["RNN"])} for radius in (0.8, 0.1))
ONE_LEARNED = some.running(3)._replace(accuracies=[[0.2, 0.5, 0.96]] + [[0.2, 0.2, 0.3]] * 3)
LATER = {"LSTM": some.draws()["LSTM"], "A cell": (np.arange(5, 36), some.draws()["RNN"])}

RUN = some.unrolled()
WAVES = [{"h": np.sin(np.arange(n) * 0.3) * 3} for n in (5, 80, 30, 30)]
NORMS = [back(*each) * (back(*each) >= 1e-13) for each in ((1.2, 30), (0.3, 30), (0.9, 12), (1.5, 100), (0.5, 100))]
POWERS = [{"measured": norms, "predicted": (np.arange(1, len(norms)), norms[1:] * 3)} for norms in NORMS]

SAID = [  # a picture, its data one after another, and the sentence on the last; "…" stands for what is not looked at
    (pic.gradient_norms, *POWERS, some.powers(1.5), "…Measured is above the picture's scale for 78 steps."),
    (pic.gradient_norms, some.powers(0.3), "…Measured is below the picture's scale for …."),
    (pic.gradient_norms, some.powers(0.9), "Measured falls from 1 at t = 100 to 2.7e-5 at t = 0, a factor 0.9 …"),
    (pic.gradient_norms, {"measured": (SOME, 0.6 ** (30.0 - SOME))}, "…1 at t = 30 to 2.2e-7 at t = 0, a factor 0.6…"),
    (pic.gradient_norms(steps=(0, 100)), *POWERS[1:], "…"),
    (pic.time_series(ylabel="h"), *WAVES, "…"),
    (pic.time_series(ylim=(-1, 1)), *WAVES[1:], "…"),
    (pic.blame_matrix, some.blame(), some.blame(row=5), some.blame("bob", 2), some.blame("bob", 4), ROW_1,
     "Loss 1, which asks for “a”, blames most no state. …"),
    (pic.blame_matrix, ROW_2, "Loss 2…“n”, … h_1 (after “.”) 2, h_0 (before the first) 0.5, h_2 (after “a”) 0.031. R…"),
    (pic.blame_matrix, ROW_3, "Loss 3, the last, which asks for “n”, blames most …"),
    (pic.blame_matrix, some.blame(length=5), some.blame(length=2), "9 of 15 entries are kept. …exactly 0 at t = 0."),
    (pic.blame_matrix, some.blame(size=100), "… entries of M lie beyond the colours, above 10. Row k…"),
    (pic.layer_map, some.norms(), "Layer 2 falls from 1 at t = 6 to 7.3e-4 at t = 0, a factor 0.3 …. Layer 1 …."),
    (pic.layer_map, some.norms(low=0.1), some.norms(size=0), some.norms(size=10), "… cells lie beyond …, above 1."),
    (pic.layer_map, some.norms(T=8), some.norms(low=0.135), "… 1 cell lies beyond the colours, below 1e-5."),
    (pic.layers_side_by_side, some.layers(),
     "Feedforward: x_3 = 1 gives h_3 = 0.76, and one step later h is 0. …0.76, then 0.54, 0.41, …t = 12 it is 0.079."),
    (pic.layers_side_by_side, some.layers(5), some.layers(5, size=-1.0), some.layers(2, T=20), some.layers(at=12),
     "…. Recurrent, with an arrow W_hh from h to itself: h_12 = 0.76."),
    (pic.layers_side_by_side, some.layers(1, T=1), "…to itself: h_1 = 0.76."),
    (pic.layers_side_by_side, some.layers(size=-0.5),
     "…x_3 = −0.5 gives h_3 = −0.46… Feedforward: 1 step beyond … Recurrent: 7 steps beyond the picture's scale."),
    (pic.layers_side_by_side(ylim=(-1, 1)), some.layers(size=-0.5), "…and at t = 12 it is −0.055."),
    (pic.ledger_bars, *map(some.ledger, (7, 3, 4)), some.ledger(2, size=3.0), some.ledger(5, T=9), some.ledger(1),
     "…The sum so far (steps 1 to 7) is the whole gradient."),
    (pic.ledger_bars, some.ledger(size=0.0), "…The whole gradient is 0."),
    (pic.lstm_inside, some.lstm_run(2), some.lstm_run(2, 50), some.lstm_run(3, 12, 8), some.lstm_run(3, 12, 4), "…"),
    (pic.lstm_inside(steps=(0, 50)), some.lstm_run(), some.lstm_run(2, 50), some.lstm_run(-1, 12), "…"),
    (pic.lstm_inside(c_scale=1), some.lstm_run(), "Forget gate: median 0.501, …. |c| reaches 0.28. At t…"),
    (pic.lstm_inside(c_scale=1), some.lstm_run(6, 40, 5), "…|c| reaches …, and leaves …scale in … units. At t…"),
    (pic.small_panels(ylim=(0.3, 0.6), n_columns=2), *(some.losses("ABC", seed=seed) for seed in range(3)), "…"),
    (pic.small_panels, {"A": np.array([1, 0.5]), "B": np.array([0.2, 0.9])}, "1 of 2 …: A 1 to 0.5, B 0.2 to 0.9."),
    (pic.small_panels, {"A": np.array([1.5, 0.5])}, "A 1.5 to 0.5. A is above …scale for 1 step."),
    (pic.small_panels, some.losses("ABC", 20), some.losses("ABC", 20, 2), some.losses(seed=1), some.losses(),
     "All 7 …: they begin at 0.52 to 0.84 and end at a median of 0.2, lowest A at 0.2, highest E at 0.25."),
    (pic.path_products, -FEW, some.products(), some.products(9), FEW[[1, 0, 2, 3, 4]], FEW,
     "5 paths, a product for each: 3 positive, 2 negative; the largest in size is 1. The largest makes …up to 1.25."),
    (pic.path_products, np.array([-0.3]), "A single path, its product −0.3."),
    (pic.path_products, np.zeros(2),
     "2 paths, a product for each: 0 positive, 0 negative, 2 exactly 0; the largest in size is 0. With …up to 0."),
    (pic.path_products, np.array([-2e-7, 1e-7]), "…the largest in size is −2e-7…"),
    (pic.bands(steps=(0, 60), scale=(1e-6, 10)), some.draws(), some.draws(0.7, 60), some.draws(0.1, 20), "…"),
    (pic.bands, some.draws(0.7), some.draws(0.1, 60), some.draws(1.2, 100), some.draws(),
     "Medians: At t = 30 both …: LSTM 0.51 (a factor 0.978 per step), RNN 0.0012 (0.8). There the middle 80 % of …"),
    (pic.bands, ZERO, "…to infinity (RNN)."),
    (pic.bands, {name: [np.r_[0, row] for row in rows] for name, rows in some.draws().items()}, "… draws span a factor 1."),
    (pic.bands(spread="all 5 nets"), LATER, "…There all 5 nets span a factor from 1.6 (LSTM) to 100 (A cell)."),
    (BESIDE, MILD, "The median of LSTM rises from 0.035 at forget bias = 0 …= 7.5… At forget bias = 0, the middle…"),
    (BESIDE, STEEP, "…below the picture's scale for 13 places…"),
    (pic.forward_run, *map(some.passing, (0, 12, 30, 3, 0)), "Before step 1 …; h_0 is given, all units 0."),
    (pic.forward_run(ylim=(-0.5, 0.5)), some.passing(), "… Input is above … steps. Input is below …steps."),
    (pic.forward_run(most=0.01), some.passing(), "… values beyond the colours, ±0.01."),
    (pic.edited_run, some.edited(12, -1.5), some.edited(3, 0.0), some.edited(12),
     "x_12 moved from −0.12 to 0.88: h_0 to h_11 did not move at all, h_12 moved by … and h_30, the last, by …"),
    (pic.edited_run, some.edited(1), "…: h_0 did not move at all, h_1 moved by…"),
    (pic.edited_run, some.edited(30, 0.5), some.edited(1, 3.0), some.edited(30), "…, h_30 moved by 0.23 (the largest…"),
    (pic.edited_run, some.edited(5, 0.0), "Nothing is edited: all 31 states are as they were, to the last digit."),
    (pic.descents, some.ways((0.01, 0)), "…Clipped: longest step 0.022, …; ends at w = −0.2, b = −0.1, L = 0.0042."),
    (pic.descents, some.ways((0.03, 0.01)), some.ways((0, 0.3), (0.8, -1)), some.ways((0, -0.3), n=60),
     some.ways((0.1, 0)),
     "No clipping: longest step 0.1, at update 1; leaves the map at update 16, ends outside, at L = …"),
    (pic.descents, some.ways((0.1, 0), returns=True), "…leaves the map at update 16, ends at w = 0…"),
    (pic.looking_back, *(some.looking(*each) for each in (["bo", 2], ["", 1], ["b" * 14, 15], ["anna", 5])), LOOKING,
     "The net has read “.an”. It gives “n”…0.7: its first guess. It looks back to “.” …1 (75 %), “a” …2 (25 %)."),
    (pic.looking_back, LOOKING._replace(k=1), "…“.”. It gives “a”…0: its second guess. …“.” at step 1 (100 %)."),
    (pic.looking_back, LOOKING._replace(blame=np.zeros(5)), "…It looks back to no letter."),
    (pic.writing, some.written(["anna", "bo", ""]), "After “.an” it draws “…: anna, bo, (nothing). 1 of 3 stand in …"),
    (pic.writing, some.written(), some.written(["bo"] * 12, "", 1), some.written(["bo"], ""),
     "At the start of a name it draws … 0 of 1 stand in the data (*)."),
    (pic.over_digit(steps=(0, 48)), some.reading(48), some.reading(8), some.reading(24), "…"),
    (pic.over_digit, some.reading(20, 7, 2), some.reading(20, seed=1), some.reading(20),
     "A 3, 20 rows long, 12 blank rows among them: the net answers … At t = 20 the curves lie … Back at t = 0…"),
    (pic.over_digit, some.reading(8), "A 3, 8 rows long: the net answers …"),
    (pic.memory_race, some.race(T=20), "Learned in 1000 updates, of 3 a kind: 2 of every kind. Of the gradient…"),
    (pic.memory_race, some.race(), some.race("LSTM, chrono", 20, 1), some.race("another kind", 10, 2), some.race(),
     "…(the median)."),
    (pic.memory_race, some.race(size=1e-40), "…rained is below the picture's scale…"),
    (pic.race_now, *map(some.running, (1, 4)), some.running(9, 2), some.running(3, 2), some.running(3, 2, T=50), "…"),
    (pic.race_now, ONE_LEARNED, "Update 50: 1 of 4 nets have learned, accuracy 0.3 to 0.96. Of the gradient …"),
    (pic.race_now, some.running(2, nets=1), "…0 of 1 net has learned…(this net)…"),
    (pic.unrolled_graph, Walk(RUN, 0), "Before the run: 5 inputs, h_0 and the weights are given; all other nodes are empty."),
    (pic.unrolled_graph, Walk(RUN, 12), ("Backward, at t = 0: dL/dh_0 is (0.18, 0.043, 0.086). "
      "Of the 9 edges that leave h_0 the strongest carries 0.21 back.")),
    (pic.unrolled_graph, Walk(RUN, 2), "Forward, step 2 of 5: x_2 = −0.2 and h_1 make h_2: (0.45, 0.35, 0.34). The loss is 4 steps away."),
    (pic.unrolled_graph, Walk(RUN, weight=(0, 1)), ("W_hh[0, 1] = −1.3 leads from unit 1 to unit 0 on 5 edges, one for each step. "
      "The gradients of its copies at t = 1 to 5: 0, −0.024, 0.02, 0.0059, −0.18; together −0.18.")),
    (pic.unrolled_graph, Walk(RUN, path=(0, 1, 2)), ("The path through units 0 → 1 → 2, from h_3 to h_5: −0.036 × −0.27 = 0.00972. "
      "That is −4 % of the sum of all 3 paths between these two units, −0.244.")),
    (pic.unrolled_graph, Walk(RUN), ("A run of 5 steps, forward and backward: output 0.052, loss 0.16; "
      "the norm of dL/dh goes from 0.34 at t = 5 to 0.2 at t = 0.")),
    (pic.unrolled_graph, Walk(RUN, 13), ("Update: W_hh ← W_hh − η dL/dW_hh. The gradients of 5 copies are added, and W_hh changes "
      "once, in every copy. dL/dW_hh has norm 0.54; the largest part, of norm 0.29, comes from the copy of step 5.")),
    (pic.unrolled_graph, Walk(RUN, 6), Walk(RUN, 8, (0, 1)), "…The gradients of its copies at t = 4 to 5: 0.0059, −0.18."),
    (pic.unrolled_graph(collapsed=True), Walk(RUN, 0), Walk(RUN, 12), "Backward, at t = 0: the norm of dL/dh_0 is 0.2."),
    (pic.unrolled_graph(collapsed=True), Walk(RUN, 13), Walk(RUN, 2), "… h_1 make the root mean square of h_2: 0.38. The …"),
    (pic.unrolled_graph(collapsed=True), Walk(RUN), "… Each node of h is the root mean square of its units."),
]  # fmt: skip


PICTURES = [[*rows] for _, rows in itertools.groupby(SAID, lambda row: (row[0].__name__, row[0].options))]


@pytest.mark.parametrize("rows", PICTURES, ids=lambda rows: f"{rows[0][0].__name__}-{', '.join(rows[0][0].options)}")
def test_a_kept_figure_is_a_fresh_one_and_says_what_the_data_are(rows):
    said = iter(kept_equals_fresh(rows[0][0], [data for _, *datas, _ in rows for data in datas]))
    for _, *datas, expected in rows:
        *_, sentence = itertools.islice(said, len(datas))
        assert re.fullmatch(re.escape(expected).replace("…", ".*"), sentence), sentence
