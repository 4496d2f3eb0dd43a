"""Notebook 03's exercise: the whole of backpropagation through time."""

import numpy as np

from helpers.cells import rnn
from helpers.exercises import Exercise, Mistake, Output
from helpers.exercises.backward_step import STEP_MISTAKES, back, draw

SIZES = [(6, 2, 3, 4), (5, 3, 2, 4), (7, 1, 4, 3), (6, 5, 2, 3), (8, 2, 5, 3), (1, 4, 2, 3)]  # T, B, I, H


def problems(rng):
    """Draw (params, xs, hs, dhs): each size with a loss at every step and with a loss at the final step alone."""
    for size in SIZES:
        for everywhere in (True, False):
            params, trace = draw(rng, *size)
            dhs = rng.normal(size=trace.hs[1:].shape)
            dhs[: 0 if everywhere else -1] = 0
            yield params, trace.xs, trace.hs, dhs


def truth(params, xs, hs, dhs):
    """What `my_bptt` should return, from the course's own backward pass."""
    grads = rnn.backward(params, rnn.Trace(xs, hs), dhs)
    return grads.total, grads.W_ih, grads.W_hh, grads.b_h


def loop(switches, params, xs, hs, dhs):
    """Backpropagation through time, with each mistake in `switches` made on purpose."""
    on = switches.__contains__
    T, W = len(dhs), params.W_hh.copy()
    kept = next((int(name.split()[1]) for name in switches if name.startswith("truncated")), T)
    rate = next((float(name.split()[1]) for name in switches if name.startswith("moving")), 0)
    total, sums, carried = np.zeros_like(hs), [0, 0, 0], 0 * dhs[0]
    filled = any(name.endswith("from dhs") for name in switches)  # total begins as dhs and is added to
    total[1:] = filled * dhs
    shifted = on("shifted") or on("shifted, total[0] over it")
    steps = list(range(1, T + 1)) if on("forwards") else list(range(T, max(0, T - kept), -1))
    for t in steps:
        immediate = 0 * dhs[0] if on("last immediate") and t < T else dhs[t - 1]
        g = (2 if on("immediate twice") and t < T else 1) * immediate + carried
        delta, parts, carried_on = back(on, W, xs, hs, g, t)
        total[t - shifted] = delta if on("deltas") else carried if on("carried alone") else g
        keep = t == T if on("only T") else True
        sums = parts if on("assigned") else [a + keep * b for a, b in zip(sums, parts)]
        carried = carried_on
        W = W - rate * (parts[1].T if on("outer") else parts[1])
    if (filled or len(steps) == T) and not on("shifted") and not on("total 0"):
        total[min(steps) - 1] = carried + (total[min(steps) - 1] if filled else 0)
    return total, *(part / (T if on("mean over steps") else 1) for part in sums)


BPTT = Exercise(
    title="BPTT",
    outputs=(Output("total", "backward"), Output("dW_ih"), Output("dW_hh"), Output("db_h")),
    problems=problems,
    truth=truth,
    loop=loop,
    mistakes=(
        *STEP_MISTAKES,
        Mistake(
            "the state's gradient not carried back",
            "not carried",
            "h_t acts on the loss through every later state too: dL/dh_t = ∂⁺L/∂h_t + W_hhᵀ δ_{t+1}. "
            "Without the second term there is no *through time*.",
            "the end of the loop's body: what does the next pass through it start from?",
        ),
        Mistake(
            "the states in dW_hh read one row too early, wrapping around at t = 1",
            "wrap-around",
            "hs has T + 1 rows and hs[t] is h_t, so h_{t-1} is `hs[t - 1]`. One row earlier, step 1 reads hs[-1]: "
            "Python takes the last state, without complaint.",
            "the state in the line that adds to dW_hh, at t = 1 above all.",
        ),
        Mistake(
            "x_{t-1} where x_t belongs in dW_ih",
            "x_prev",
            "inputs have T rows and x_t is `xs[t - 1]`; one row earlier, step 1 reads the last input.",
            "the input in the line that adds to dW_ih.",
        ),
        Mistake(
            "`=` where `+=` belongs",
            "assigned",
            "the weights are shared by all steps, so their gradient is the sum of T contributions; with `=` each "
            "overwrites the one before, and only that of t = 1 survives.",
            "the lines for dW_ih, dW_hh and db_h in the loop.",
        ),
        Mistake(
            "the contribution of step T alone in the weights' gradients",
            "only T",
            "the weights are shared by all steps: their gradient is the sum of T contributions.",
            "whether the lines for dW_ih, dW_hh and db_h stand inside the loop.",
        ),
        Mistake(
            "the mean over steps in place of the sum",
            "mean over steps",
            "the weights act T times and the effects add up: dW_hh = Σ_t δ_t h_{t-1}ᵀ, with no 1/T.",
            "a division by T.",
        ),
        Mistake(
            "the immediate gradient added twice",
            "immediate twice",
            "∂⁺L/∂h_t enters dL/dh_t once; what comes back from step t + 1 is W_hhᵀ δ_{t+1} alone.",
            "the two places where dhs is read.",
        ),
        Mistake(
            "the immediate gradient of step T alone",
            "last immediate",
            "with a loss at every step each h_t also feels its own loss: dL/dh_t = ∂⁺L/∂h_t + W_hhᵀ δ_{t+1} at *every* t.",
            "where dhs is read: at each pass through the loop, or once before it?",
        ),
        Mistake(
            "W_hh updated inside the loop",
            ("moving 0.1", "moving 0.01", "moving 1", "moving 0.001"),
            "δ_t must flow back through the W_hh that the forward pass used; moved on the way, it belongs to a network "
            "that never ran.",
            "the line that changes W_hh: the update comes at the very end.",
        ),
        Mistake(
            "the loop cut off after a few steps",
            tuple(f"truncated {k}{total}" for k in (4, 1, 2, 3, 5) for total in ("", " from dhs")),
            "truncated BPTT drops everything further back: the early steps get no gradient and contribute none.",
            "the range of the loop: it should reach t = 1.",
        ),
        Mistake(
            "the loop running forwards",
            "forwards",
            "dL/dh_t needs δ_{t+1}, so step T comes first: blame flows from the future to the past.",
            "the range of the loop.",
        ),
        Mistake(
            "total[0] left empty",
            "total 0",
            "the initial state has a gradient too: dL/dh_0 = W_hhᵀ δ_1.",
            "what happens with the carried gradient after the loop's last pass.",
        ),
        Mistake(
            "total shifted by one row",
            ("shifted", "shifted, total[0] over it"),
            "total is aligned with hs: total[t] = dL/dh_t, T + 1 rows, row 0 for the initial state. dhs has T rows.",
            "the index in the line that writes total.",
        ),
        Mistake(
            "δ_t stored in total",
            "deltas",
            "total[t] is dL/dh_t, after the tanh; δ_t = dL/da_t is what it becomes before it.",
            "the line that writes total: before or after the factor 1 − h_t²?",
        ),
        Mistake(
            "the carried gradient alone in total",
            "carried alone",
            "total[t] is the whole of dL/dh_t: what is carried back from t + 1 plus the immediate gradient of step t.",
            "the line that writes total: does it come before dhs is added?",
        ),
    ),
)
