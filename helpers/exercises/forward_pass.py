"""Notebook 01's exercises: one step forward."""

import numpy as np

from helpers.cells import rnn
from helpers.exercises import Exercise, Mistake, Output
from helpers.cells.gates import logistic


def problems(rng):
    """Draw (params, x (B, I), h (B, H)), with sizes that differ so that shapes tell."""
    for B, I, H in [(2, 3, 4), (3, 2, 5), (1, 4, 3), (5, 2, 3), (4, 1, 2), (2, 6, 3)]:
        params = rnn.Params(rng.normal(size=(H, I)), 0.8 * rng.normal(size=(H, H)), 0.5 * rng.normal(size=H))
        yield params, rng.normal(size=(B, I)), np.tanh(rng.normal(size=(B, H)))


def loop(switches, params, x, h):
    """Take one step, with each mistake in `switches` made on purpose."""
    on = switches.__contains__
    inputs = 0 * h if on("no input") else x @ params.W_ih.T
    recurrent = h @ params.W_hh if on("untransposed") else h @ params.W_hh.T
    recurrent = h * np.diag(params.W_hh) if on("elementwise") else 0 * h if on("no loop") else recurrent
    b_h = 0 * params.b_h if on("no bias") else -params.b_h if on("minus bias") else params.b_h
    phi = rnn.ACTIVATIONS["relu"][0] if on("relu") else np.tanh
    phi = logistic if on("logistic") else (lambda a: a) if on("no tanh") else phi
    if on("bias outside"):
        return phi(inputs + recurrent) + b_h
    if on("two tanhs"):
        return phi(inputs) + phi(recurrent + b_h)
    a = inputs + recurrent + b_h
    return phi(phi(a)) if on("tanh twice") else phi(a)


STEP = Exercise(
    title="one step",
    outputs=(Output("h"),),
    problems=problems,
    truth=rnn.step,
    loop=loop,
    mistakes=(
        Mistake(
            "a missing transpose on W_hh",
            "untransposed",
            "row i of W_hh holds what flows into unit i. States are rows here, so W_hh h becomes `h @ W_hh.T`.",
            "the product of h with W_hh.",
        ),
        Mistake(
            "no tanh",
            "no tanh",
            "h_t = tanh(a_t); without it the network is linear, whatever its depth in time.",
            "the last line: the sum of the three terms is a_t, not yet h_t.",
        ),
        Mistake(
            "tanh twice",
            "tanh twice",
            "h_t = tanh(a_t), once; h_{t-1} comes in as it is, having had its tanh at its own step.",
            "the last line.",
        ),
        Mistake(
            "no bias",
            "no bias",
            "a_t has three terms, W_ih x_t + W_hh h_{t-1} + b_h.",
            "the sum before the tanh.",
        ),
        Mistake(
            "the bias subtracted",
            "minus bias",
            "a_t = W_ih x_t + W_hh h_{t-1} + b_h.",
            "the sign of b_h.",
        ),
        Mistake(
            "the bias outside the tanh",
            "bias outside",
            "b_h shifts the pre-activation a_t, so it belongs inside the tanh; outside, h could leave (−1, 1).",
            "the closing bracket of tanh.",
        ),
        Mistake(
            "no recurrent term",
            "no loop",
            "without W_hh h_{t-1} this is a feedforward layer: it remembers nothing.",
            "the term that brings in h.",
        ),
        Mistake(
            "no input term",
            "no input",
            "without W_ih x_t the network runs on by itself and never hears its input.",
            "the term that brings in x.",
        ),
        Mistake(
            "a tanh for each term",
            "two tanhs",
            "the three terms are added first and squashed together; tanh of a sum is not the sum of tanhs.",
            "the brackets of tanh: one pair around the whole sum.",
        ),
        Mistake(
            "an elementwise product where a matrix product belongs",
            "elementwise",
            "every unit listens to every unit: the diagonal of W_hh alone lets each hear only itself.",
            "the product of h with W_hh: `@`, not `*`.",
        ),
        Mistake(
            "the ReLU in place of tanh",
            "relu",
            "this exercise asks for tanh, the activation named in params.",
            "the last line.",
        ),
        Mistake(
            "the logistic function in place of tanh",
            "logistic",
            "1 / (1 + e^{-a}) runs from 0 to 1; tanh runs from −1 to 1.",
            "the last line.",
        ),
    ),
)
