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
the immediate gradient of every step of the band added :: g = params.W_hh.T @ delta → INSIDE
what is left of one loss's gradient added to the next :: g = dhs[k - 1] → g = (g if k > 1 else 0) + dhs[k - 1]
    the steps back from k belong to L_k: they begin with ∂⁺L_k/∂h_k alone. Other losses have steps back of their own.
∂⁺L_k/∂h_k taken for δ_k :: delta = PHI * g → delta = g
& g = params.W_hh.T @ delta → g = (1 - hs[t - 1] ** 2) * (params.W_hh.T @ delta)
    ∂⁺L_k/∂h_k sits after the tanh of step k, δ_k before it: between them stands the slope 1 − h_k².
one slope alone, that of step k, for the whole way back :: delta = PHI * g → delta = (PHI if t == k else 1) * g
    each step back passes a tanh of its own: 1 − h_t² is a factor at every t from k on down.
states run anew from 0 at the start of each band :: g = dhs[k - 1] → g, all_hs = dhs[k - 1], hs if k == 1 else all_hs⏎        hs = all_hs.copy()
& hs = all_hs.copy() → hs = all_hs.copy()⏎        hs[max(0, k - length)] = 0⏎        for s in range(max(0, k - length) + 1, k + 1):
& k + 1): → k + 1):⏎            hs[s] = np.tanh(params.W_ih @ xs[s - 1] + params.W_hh @ hs[s - 1] + params.b_h)
the earliest step kept left out of dW_hh :: OUTER_HH → (t - 1 > k - length) * OUTER_HH
| OUTER_HH → (t - 1 > max(0, k - length)) * OUTER_HH
    truncation cuts the way back, not the states: each h_{t-1} is what W_hh met on the way forward.
the first losses left out, which have fewer steps before them :: LOSSES → range(length, len(dhs) + 1)
    an early loss goes back to step 1, over fewer steps: `max(0, k - length)` ends the loop there.
a band one step too wide :: LENGTH → max(0, k - length - 1), -1
a band one step too narrow :: LENGTH → max(0, k - length + 1), -1
no truncation at all :: LENGTH → 0, -1
    `length` steps are kept: k, k − 1 and so on, down to k − length + 1: k − t runs from 0 to length − 1.
step 0 as well :: LENGTH → max(-1, k - length), -1 | LENGTH → max(-1, k - length - 1), -1
steps before step 1 :: LENGTH → k - length, -1
    the earliest step is 1: at t = 0 `hs[t - 1]` is `hs[-1]`, the last state, and Python does not complain.
pieces in place of a band :: LENGTH → (k - 1) // length * length, -1 | LENGTH → k // length * length, -1
| LENGTH → max(0, len(dhs) - (len(dhs) - k) // length * length - length), -1
| LOSSES → sorted({min(s + length, len(dhs)) for s in range(0, len(dhs), length)}) & CARRY → INSIDE
    a loss at the start of a piece reaches back one step, one at its end `length`; the band gives `length` to each.
every loss sent back from step T :: range(k, LENGTH) → range(len(dhs), max(0, len(dhs) - length), -1)
the first steps of the sequence kept in place of a band :: LENGTH → 0, -1 & np.outer(delta → (t <= length) * np.outer(delta
the last steps of the sequence kept in place of a band :: LENGTH → 0, -1
& np.outer(delta → (t > len(dhs) - length) * np.outer(delta
    every loss k is sent back `length` steps, counted from its own k, not from T.
the immediate gradients alone :: CARRY → g = 0 * delta
    ∂⁺L_k/∂h_k enters at t = k alone; from there on it is W_hhᵀ δ that goes back, step by step.
one loss alone, the first or the last :: LOSSES → [1] | LOSSES → [len(dhs)]
only every length-th loss sent back :: LOSSES → range(length, len(dhs) + 1, length)
| LOSSES → range(length, len(dhs) + 1, length) & CARRY → INSIDE
    every loss k = 1 … T is sent back by itself, and all are added up: dW starts from zero once, before the loop over k.
the loss of the step after :: g = dhs[k - 1] → g = dhs[k] & LOSSES → range(1, len(dhs))
    dhs has T rows, and loss k's immediate gradient is `dhs[k - 1]`.
a mean over the band :: return dW_ih, dW_hh → return dW_ih / length, dW_hh / length
a mean over the losses :: return dW_ih, dW_hh → return dW_ih / len(dhs), dW_hh / len(dhs)
    each step back from each loss adds its share: they are summed, with no 1/length and no 1/T.
""", **SHORT, LENGTH="max(0, k - length), -1", LOSSES="range(1, len(dhs) + 1)", CARRY="g = params.W_hh.T @ delta",
        INSIDE="g = params.W_hh.T @ delta + (dhs[t - 2] if t > 1 else 0)") + STEP_MISTAKES,
)  # fmt: skip
