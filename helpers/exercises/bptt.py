"""Notebook 03's exercises on the way back: one step, the whole loop, and the update at the very end."""

import numpy as np

from helpers import rnn
from helpers.exercises import Exercise, Mistake, Output

SIZES = [(6, 2, 3, 4), (5, 3, 2, 4), (7, 1, 4, 3), (6, 5, 2, 3), (8, 2, 5, 3), (1, 4, 2, 3)]  # T, B, I, H


def draw(rng, T, B, I, H):
    """Draw weights large enough for a transpose to show, and a run of them from a random initial state."""
    params = rnn.Params(rng.normal(size=(H, I)), 0.7 * rng.normal(size=(H, H)), 0.5 * rng.normal(size=H))
    return params, rnn.forward(params, rng.normal(size=(T, B, I)), np.tanh(rng.normal(size=(B, H))))


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


def slope(on, hs, t):
    """φ'(a_t) as the learner may write it."""
    h = hs[t - 1] if on("slope of h_prev") else hs[t]
    once = 1 - np.tanh(h) ** 2 if on("slope of h") else 1 - h**2
    once = (h > 0) * 1.0 if on("relu") else h * (1 - h) if on("logistic") else once
    return 1 + 0 * h if on("no slope") else once**2 if on("slope twice") else once


def back(on, W, xs, hs, g, t):
    """One step back, from g = dL/dh_t to δ_t, the three contributions at t, and the gradient carried to t − 1."""
    delta = g * slope(on, hs, t)
    h_prev = hs[t] if on("h_t") else hs[t - 2] if on("wrap-around") else hs[t - 1]
    x = xs[t - 2] if on("x_prev") else xs[t - 1]
    D = g if on("weights from g") else delta
    parts = [D.T @ x, D.T @ h_prev, (g if on("bias from g") else D).sum(axis=0)]
    if on("outer"):
        parts[:2] = [part.T for part in parts[:2]]
    parts = [part / (len(g) if on("batch mean") else 1) for part in parts]
    source = g if on("carried from g") else delta
    carried = 0 * g if on("not carried") else source @ (W.T if on("untransposed") else W)
    return delta, parts, carried


def loop(switches, params, xs, hs, dhs):
    """Backpropagation through time, with each mistake in `switches` made on purpose."""
    on = switches.__contains__
    T, W = len(dhs), params.W_hh.copy()
    kept = next((int(name.split()[1]) for name in switches if name.startswith("truncated")), T)
    rate = next((float(name.split()[1]) for name in switches if name.startswith("moving")), 0)
    total, sums, carried = np.zeros_like(hs), [0, 0, 0], 0 * dhs[0]
    steps = list(range(1, T + 1)) if on("forwards") else list(range(T, max(0, T - kept), -1))
    for t in steps:
        immediate = 0 * dhs[0] if on("last immediate") and t < T else dhs[t - 1]
        g = (2 if on("immediate twice") and t < T else 1) * immediate + carried
        delta, parts, carried_on = back(on, W, xs, hs, g, t)
        total[t - 1 if on("shifted") else t] = delta if on("deltas") else carried if on("carried alone") else g
        keep = t == T if on("only T") else True
        sums = parts if on("assigned") else [a + keep * b for a, b in zip(sums, parts)]
        carried = carried_on
        W = W - rate * (parts[1].T if on("outer") else parts[1])
    if not on("shifted") and not on("total 0") and len(steps) == T:
        total[0] = carried
    return total, *(part / (T if on("mean over steps") else 1) for part in sums)


STEP_MISTAKES = (
    Mistake(
        "a missing transpose",
        "untransposed",
        "forward, unit j reaches unit i through W_hh[i, j]; back, blame flows from i to j: W_hhᵀ δ_t, on rows "
        "`delta @ W_hh`. `delta @ W_hh.T` sends it along edges that do not exist.",
        "the line that carries the gradient from step t to t − 1.",
    ),
    Mistake(
        "tanh′ missing",
        "no slope",
        "δ_t = dL/da_t sits before the tanh, dL/dh_t after it: between them stands φ'(a_t) = 1 − h_t².",
        "the line that makes δ_t.",
    ),
    Mistake(
        "tanh′ applied twice",
        "slope twice",
        "each step has one tanh, so the factor 1 − h_t² belongs there once.",
        "the line that makes δ_t, and the one that carries it back: one of them has a factor too many.",
    ),
    Mistake(
        "tanh′ taken of h as if h were the pre-activation",
        "slope of h",
        "h_t is tanh(a_t) already: tanh′(a_t) = 1 − tanh(a_t)² = 1 − h_t².",
        "the line that makes δ_t: there is one tanh too many in it.",
    ),
    Mistake(
        "tanh′ read off h_{t-1}",
        "slope of h_prev",
        "the tanh of step t made h_t, so its slope is 1 − h_t².",
        "the index of the state in the line that makes δ_t.",
    ),
    Mistake(
        "the ReLU's derivative in place of tanh's",
        "relu",
        "the forward pass used tanh, whose slope is 1 − h_t²; (h > 0) is the slope of the ReLU.",
        "the line that makes δ_t.",
    ),
    Mistake(
        "the logistic function's derivative in place of tanh's",
        "logistic",
        "h (1 − h) is the slope of 1 / (1 + e^{-a}); the slope of tanh is 1 − h².",
        "the line that makes δ_t.",
    ),
    Mistake(
        "h_t where h_{t-1} belongs in dW_hh",
        "h_t",
        "W_hh met h_{t-1} on the way forward: a_t = W_ih x_t + W_hh h_{t-1} + b_h, so dW_hh collects δ_t h_{t-1}ᵀ.",
        "the state in the line that adds to dW_hh.",
    ),
    Mistake(
        "dL/dh_t in place of δ_t in the bias's gradient",
        "bias from g",
        "b_h is added before the tanh, so its gradient sums δ_t = dL/da_t.",
        "the line that adds to db_h.",
    ),
    Mistake(
        "dL/dh_t in place of δ_t in the weights' gradients",
        "weights from g",
        "weights and bias act before the tanh, so their gradients are made of δ_t = dL/da_t.",
        "the three lines that add to dW_ih, dW_hh and db_h.",
    ),
    Mistake(
        "dL/dh_t carried back in place of δ_t",
        "carried from g",
        "the way from h_{t-1} to h_t leads through the tanh of step t: W_hhᵀ acts on δ_t, not on dL/dh_t.",
        "the line that carries the gradient from step t to t − 1.",
    ),
    Mistake(
        "the outer products the wrong way round",
        "outer",
        "a gradient has the shape of its weights: dW_hh = δ_t h_{t-1}ᵀ, on rows `delta.T @ h_prev`.",
        "the lines that add to dW_ih and dW_hh.",
    ),
    Mistake(
        "the mean over the batch in place of the sum",
        "batch mean",
        "the loss has already been averaged (or not) before dL/dh_t reached you; the chain rule only sums.",
        "a division by B, or `.mean(axis=0)`.",
    ),
)

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
            tuple(f"truncated {k}" for k in (4, 1, 2, 3, 5)),
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
            "shifted",
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
