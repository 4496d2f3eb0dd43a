"""A figure that is kept from frame to frame is a fresh one, in every picture."""

import numpy as np
import pytest
from keeping import kept_equals_fresh
from samples import (
    FEW,
    biased,
    blame,
    draws,
    edited,
    layers,
    ledger,
    looking,
    losses,
    lstm_run,
    many_powers,
    norms,
    passing,
    products,
    reading,
    unrolled,
    ways,
    written,
)  # fmt: skip

from helpers import pictures
from helpers.pictures import Walk

RUN = unrolled()
WALKS = [Walk(RUN, 0), Walk(RUN, 12), Walk(RUN, 2), Walk(RUN, 13), Walk(RUN, 8)]
LIT = [Walk(RUN, weight=(0, 1)), Walk(RUN, path=(0, 1, 2)), Walk(RUN)]
WAVES = [{"h": np.sin(np.arange(n) * 0.3) * 3} for n in (5, 80, 30, 30)]

FRAMES = [  # the picture, its options, the data one after another
    ("gradient_norms", {}, [*many_powers()]),
    ("gradient_norms", {"steps": (0, 100)}, [*many_powers()][1:]),
    ("time_series", {"ylabel": "h"}, WAVES),
    ("time_series", {"ylim": (-1, 1)}, WAVES[1:]),
    ("blame_matrix", {}, [blame(), blame(row=5), blame("bob", 2), blame("bob", 4), blame(length=2), blame(length=5)]),
    ("layer_map", {}, [norms(), norms(low=0.1), norms(size=10), norms(size=0), norms(T=8)]),
    ("layers_side_by_side", {}, [layers(), layers(5), layers(5, size=-1.0), layers(2, T=20)]),
    ("ledger_bars", {}, [ledger(7), ledger(3), ledger(4), ledger(2, size=3.0), ledger(5, T=9)]),
    ("lstm_inside", {}, [lstm_run(2), lstm_run(2, 50), lstm_run(3, 12, 8), lstm_run(3, 12, 4)]),
    ("lstm_inside", {"steps": (0, 50)}, [lstm_run(), lstm_run(2, 50), lstm_run(-1, 12)]),
    ("small_panels", {}, [losses(), losses(seed=1), losses("ABC", 20), losses("ABC", 20, 2)]),
    ("small_panels", {"ylim": (0.3, 0.6), "n_columns": 2}, [losses("ABC", seed=seed) for seed in range(3)]),
    ("path_products", {}, [FEW, -FEW, products(), products(9), FEW, FEW[[1, 0, 2, 3, 4]]]),
    ("bands", {}, [draws(), draws(0.7), draws(0.1, 60), draws(1.2, 100)]),
    ("bands", {"steps": (0, 60), "scale": (1e-6, 10)}, [draws(), draws(0.7, 60), draws(0.1, 20)]),
    ("bands", {"along": "forget bias"}, [biased(), biased(0.1)]),
    ("forward_run", {}, [passing(t) for t in (0, 12, 30, 3)]),
    ("edited_run", {}, [edited(12), edited(12, -1.5), edited(3, 0.0), edited(30, 0.5), edited(1, 3.0)]),
    ("descents", {}, [ways((0.1, 0)), ways((0.03, 0.01)), ways((0, 0.3), start=(0.8, -1)), ways((0, -0.3), n=60)]),
    ("looking_back", {}, [looking(), looking(k=1), looking(k=5), looking("bo", 2), looking("", 1), looking("b" * 14, 15)]),
    ("writing", {}, [written(), written(["bo"] * 12, "", 1), written(["a"])]),
    ("over_digit", {}, [reading(), reading(20, seed=1), reading(20, 7, 2)]),
    ("over_digit", {"steps": (0, 48)}, [reading(48), reading(8), reading(24)]),
    ("unrolled_graph", {}, WALKS[:3] + LIT + WALKS[3:]),
    ("unrolled_graph", {"collapsed": True}, WALKS),
]  # fmt: skip


@pytest.mark.parametrize(("name", "options", "datas"), FRAMES, ids=[f"{name}-{', '.join(more)}" for name, more, _ in FRAMES])
def test_a_kept_figure_is_a_fresh_one(name, options, datas):
    kept_equals_fresh(getattr(pictures, name)(**options), datas)
