"""Notebook 06's exercise on truncated BPTT: the gradient of a band of M."""

import numpy as np

from helpers.exercises import Exercise, Output, table
from helpers.exercises.backward_step import SHORT, STEP_MISTAKES, draw


def problems(rng):
    """Draw (params, xs (T, I), hs (T+1, H), dhs (T, H), length) of runs of one sequence; the smallest first."""
    for T, I, H, length in [(4, 2, 3, 2), (5, 3, 2, 3), (7, 2, 4, 2), (8, 3, 5, 3), (9, 2, 3, 4), (4, 2, 3, 4)]:
        params, trace = draw(rng, T, 1, I, H)
        yield params, trace.xs[:, 0], trace.hs[:, 0], rng.normal(size=(T, H)), length


def my_truncated(params, xs, hs, dhs, length):
    dW_ih, dW_hh = np.zeros_like(params.W_ih), np.zeros_like(params.W_hh)
    for k in range(1, len(dhs) + 1):
        g = dhs[k - 1]
        for t in range(k, max(0, k - length), -1):
            delta = (1 - hs[t] ** 2) * g
            dW_ih += np.outer(delta, xs[t - 1])
            dW_hh += np.outer(delta, hs[t - 1])
            g = params.W_hh.T @ delta
    return dW_ih, dW_hh


TRUNCATED = Exercise(
    title="truncated BPTT", outputs=(Output("dW_ih"), Output("dW_hh")), problems=problems, solution=my_truncated,
    mistakes=table("""
a band one step too narrow :: LENGTH → max(0, k - length + 1), -1
a walk that goes on to step 0 :: LENGTH → max(-1, k - length), -1 | LENGTH → max(-1, k - length - 1), -1
walks that go on before step 1 :: LENGTH → k - length, -1
no truncation at all :: LENGTH → 0, -1
    `length` steps are kept, from k down to k − length + 1 and never below 1, where an index turns negative.
pieces in place of a band :: LENGTH → (k - 1) // length * length, -1
| LENGTH → max(0, len(dhs) - (len(dhs) - k) // length * length - length), -1
| LOSSES → sorted({min(s + length, len(dhs)) for s in range(0, len(dhs), length)}) & CARRY → INSIDE
the last steps of the sequence kept in place of a band :: LENGTH → 0, -1
& np.outer(delta → (t > len(dhs) - length) * np.outer(delta
    a loss at the start of a piece reaches back one step, one at its end `length`; the band gives `length` to each.
the immediate gradients alone :: CARRY → g = 0 * delta
    ∂⁺L_k/∂h_k enters at t = k alone; from there on it is W_hhᵀ δ that walks back. Other losses have walks of their own.
the last loss alone :: LOSSES → [len(dhs)]
only every length-th loss sent back :: LOSSES → range(length, len(dhs) + 1, length) & CARRY → INSIDE
    every loss k = 1 … T has its own walk, and all are added up: dW starts from zero once, before the loop over k.
the loss of the step after :: g = dhs[k - 1] → g = dhs[k] & LOSSES → range(1, len(dhs))
    dhs has T rows, and loss k's immediate gradient is `dhs[k - 1]`.
a mean over the window :: return dW_ih, dW_hh → return dW_ih / length, dW_hh / length
    each step on the walk from k back adds its share: they are summed, with no 1/length.
""", **SHORT, LENGTH="max(0, k - length), -1", LOSSES="range(1, len(dhs) + 1)", CARRY="g = params.W_hh.T @ delta",
        INSIDE="g = params.W_hh.T @ delta + (dhs[t - 2] if t > 1 else 0)") + STEP_MISTAKES,
)  # fmt: skip
