"""One step back, from dL/dh_t to δ_t, three contributions, and what reaches h_{t-1}; and the mistakes to be made in it."""

import numpy as np

from helpers.cells import rnn
from helpers.exercises import Mistake


def draw(rng, T, B, I, H):
    """Draw weights large enough for a transpose to show, and a run of them from a random initial state."""
    params = rnn.Params(rng.normal(size=(H, I)), 0.7 * rng.normal(size=(H, H)), 0.5 * rng.normal(size=H))
    return params, rnn.forward(params, rng.normal(size=(T, B, I)), np.tanh(rng.normal(size=(B, H))))


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
    source = g if on("carried from g") else delta * slope(on, hs, t) if on("slope carried again") else delta
    carried = 0 * g if on("not carried") else source @ (W.T if on("untransposed") else W)
    return delta, parts, carried


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
        ("slope twice", "slope carried again"),
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
