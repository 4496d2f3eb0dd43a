"""A figure that is kept from frame to frame is a fresh one, in every picture."""

import numpy as np
import pytest
import samples as some
from keeping import kept_equals_fresh
from samples import FEW, back

from helpers import pictures
from helpers.pictures import Walk

RUN = some.unrolled()
WALKS = [Walk(RUN, step) for step in (0, 12, 2, 13, 8)]
LIT = [Walk(RUN, weight=(0, 1)), Walk(RUN, path=(0, 1, 2)), Walk(RUN)]
WAVES = [{"h": np.sin(np.arange(n) * 0.3) * 3} for n in (5, 80, 30, 30)]
NORMS = [back(*each) * (back(*each) >= 1e-13) for each in ((1.2, 30), (0.3, 30), (0.9, 12), (1.5, 100), (0.5, 100))]
POWERS = [{"measured": norms, "predicted": (np.arange(1, len(norms)), norms[1:] * 3)} for norms in NORMS]
FRAMES = [  # the picture, its options, the data one after another
    ("gradient_norms", {}, POWERS),
    ("gradient_norms", {"steps": (0, 100)}, POWERS[1:]),
    ("time_series", {"ylabel": "h"}, WAVES),
    ("time_series", {"ylim": (-1, 1)}, WAVES[1:]),
    ("blame_matrix", {}, [
        some.blame(), some.blame(row=5), some.blame("bob", 2), some.blame("bob", 4), some.blame(length=2),
        some.blame(length=5)]),
    ("layer_map", {}, [some.norms(), some.norms(low=0.1), some.norms(size=10), some.norms(size=0), some.norms(T=8)]),
    ("layers_side_by_side", {}, [some.layers(), some.layers(5), some.layers(5, size=-1.0), some.layers(2, T=20)]),
    ("ledger_bars", {}, [*map(some.ledger, (7, 3, 4)), some.ledger(2, size=3.0), some.ledger(5, T=9)]),
    ("lstm_inside", {}, [some.lstm_run(2), some.lstm_run(2, 50), some.lstm_run(3, 12, 8), some.lstm_run(3, 12, 4)]),
    ("lstm_inside", {"steps": (0, 50)}, [some.lstm_run(), some.lstm_run(2, 50), some.lstm_run(-1, 12)]),
    ("small_panels", {}, [some.losses(), some.losses(seed=1), some.losses("ABC", 20), some.losses("ABC", 20, 2)]),
    ("small_panels", {"ylim": (0.3, 0.6), "n_columns": 2}, [some.losses("ABC", seed=seed) for seed in range(3)]),
    ("path_products", {}, [FEW, -FEW, some.products(), some.products(9), FEW, FEW[[1, 0, 2, 3, 4]]]),
    ("bands", {}, [some.draws(), some.draws(0.7), some.draws(0.1, 60), some.draws(1.2, 100)]),
    ("bands", {"steps": (0, 60), "scale": (1e-6, 10)}, [some.draws(), some.draws(0.7, 60), some.draws(0.1, 20)]),
    ("bands", {"along": "forget bias"}, [some.biased(), some.biased(0.1)]),
    ("forward_run", {}, [some.passing(t) for t in (0, 12, 30, 3)]),
    ("edited_run", {}, [some.edited(*edit) for edit in ((12,), (12, -1.5), (3, 0.0), (30, 0.5), (1, 3.0))]),
    ("descents", {}, [
        some.ways((0.1, 0)), some.ways((0.03, 0.01)), some.ways((0, 0.3), (0.8, -1)), some.ways((0, -0.3), n=60)]),
    ("looking_back", {}, [
        some.looking(), some.looking(k=1), some.looking(k=5), some.looking("bo", 2), some.looking("", 1),
        some.looking("b" * 14, 15)]),
    ("writing", {}, [some.written(), some.written(["bo"] * 12, "", 1), some.written(["a"])]),
    ("over_digit", {}, [some.reading(), some.reading(20, seed=1), some.reading(20, 7, 2)]),
    ("over_digit", {"steps": (0, 48)}, [some.reading(48), some.reading(8), some.reading(24)]),
    ("memory_race", {}, [some.race(), some.race("LSTM, chrono", 20, 1), some.race("another kind", 10, 2), some.race()]),
    ("race_now", {}, [
        some.running(1), some.running(4), some.running(9, 2), some.running(3, 2), some.running(3, 2, T=50)]),
    ("unrolled_graph", {}, WALKS[:3] + LIT + WALKS[3:]),
    ("unrolled_graph", {"collapsed": True}, WALKS),
]  # fmt: skip


@pytest.mark.parametrize(("name", "options", "datas"), FRAMES,
    ids=[f"{name}-{', '.join(more)}" for name, more, _ in FRAMES])
def test_a_kept_figure_is_a_fresh_one(name, options, datas):
    kept_equals_fresh(getattr(pictures, name)(**options), datas)
