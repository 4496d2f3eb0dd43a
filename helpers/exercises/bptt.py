"""Notebook 03's exercise: the whole of backpropagation through time."""

import numpy as np

from helpers.exercises import Exercise, Output, table
from helpers.exercises.backward_step import SHORT, STEP_MISTAKES, draw


def problems(rng):
    """Draw (params, xs, hs, dhs): each size with a loss at every step and with a loss at the final step alone."""
    for size in [(6, 2, 3, 4), (5, 3, 2, 4), (7, 1, 4, 3), (6, 5, 2, 3), (8, 2, 5, 3), (1, 4, 2, 3)]:  # T, B, I, H
        for everywhere in (True, False):
            params, trace = draw(rng, *size)
            dhs = rng.normal(size=trace.hs[1:].shape)
            dhs[: 0 if everywhere else -1] = 0
            yield params, trace.xs, trace.hs, dhs


def my_bptt(params, xs, hs, dhs):
    total = np.zeros_like(hs)
    dW_ih, dW_hh, db_h = (np.zeros_like(weights) for weights in params[:3])
    carried = np.zeros_like(hs[0])
    for t in range(len(dhs), 0, -1):
        total[t] = dhs[t - 1] + carried
        delta = (1 - hs[t] ** 2) * total[t]
        dW_ih += delta.T @ xs[t - 1]
        dW_hh += delta.T @ hs[t - 1]
        db_h += delta.sum(axis=0)
        carried = delta @ params.W_hh
    total[0] = carried
    return total, dW_ih, dW_hh, db_h


BPTT = Exercise(
    title="BPTT", outputs=(Output("total", "backward"), Output("dW_ih"), Output("dW_hh"), Output("db_h")),
    problems=problems, solution=my_bptt, mistakes=STEP_MISTAKES + table("""
W_hh updated inside the loop :: BACK → delta @ (params.W_hh - 0.01 * dW_hh)
| BACK → delta @ (params.W_hh - 0.01 * (dW_hh - SUM_HH)) | BACK → delta @ (params.W_hh - 0.1 * dW_hh)
    δ_t must go back through the W_hh that the forward pass used; the update comes at the very end.
step T alone :: LOOP → len(dhs), len(dhs) - 1, -1 | LOOP → len(dhs), len(dhs) - 1, -1 & total[0] = carried → pass
    the loop goes over all steps, T down to 1, before anything is returned.
step T's immediate gradient in total[0], as `dhs[-1]` :: total[0] = carried → total[0] = carried + dhs[-1]
    no loss is read off h_0, and `dhs[t - 1]` at t = 0 is `dhs[-1]`, the last step's.
total[0] left empty :: total[0] = carried → pass
    the initial state has a gradient too: dL/dh_0 = W_hhᵀ δ_1.
every state read one row early, as where `hs[t]` is h_{t+1} :: GRADIENT → total[t - 1] = dhs[t - 1] + carried
& * total[t] → * total[t - 1] & PHI → (1 - hs[t - 1] ** 2) & SUM_HH → delta.T @ hs[t - 2] & total[0] = carried → pass
    `hs[0]` is h_0, so h_t is `hs[t]`, h_{t-1} is `hs[t - 1]`, and `total` has the same rows.
δ_t in total in place of dL/dh_t :: return total → total[1:] *= 1 - hs[1:] ** 2; return total
| return total → return delta
total summed over the batch :: return total → return total.sum(axis=1)
the carried gradient alone in total :: GRADIENT → total[t] = carried & * total[t] → * (dhs[t - 1] + carried)
    total[t] is the whole of dL/dh_t, after the tanh, for each sequence: what is carried back plus step t's own.
""", **SHORT, GRADIENT="total[t] = dhs[t - 1] + carried"),
)
