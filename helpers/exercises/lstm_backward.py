"""Notebook 07's second exercise: back through time and through both states of the LSTM."""

import numpy as np

from helpers.cells import lstm
from helpers.exercises import Exercise, Output
from helpers.exercises.lstm_mistakes import MISTAKES

SIZES = [(5, 2, 3, 4), (6, 3, 2, 4), (7, 1, 4, 3), (5, 4, 2, 3), (1, 3, 2, 3)]  # T, B, I, H


def problems(rng):
    """Draw (params, trace, dhs): each size with a loss at every step and with a loss at the final step alone."""
    for T, B, I, H in SIZES:
        for everywhere in (True, False):
            weights = rng.normal(size=(4 * H, I)), 0.6 * rng.normal(size=(4 * H, H)), 0.5 * rng.normal(size=4 * H)
            params, state0 = lstm.Params(*weights), (np.tanh(rng.normal(size=(B, H))), rng.normal(size=(B, H)))
            trace = lstm.forward(params, rng.normal(size=(T, B, I)), state0)
            dhs = rng.normal(size=trace.hs[1:].shape)
            dhs[: 0 if everywhere else -1] = 0
            yield params, trace, dhs


def my_lstm_backward(params, trace, dhs):
    xs, hs, cs, gates = trace
    total, total_c = np.zeros_like(hs), np.zeros_like(cs)
    dW_ih, dW_hh, db_h = (np.zeros_like(weights) for weights in params)
    for t in range(len(dhs), 0, -1):
        i, f, g, o = np.split(gates[t - 1], 4, axis=1)
        tanh_c = np.tanh(cs[t])
        total[t] += dhs[t - 1]
        total_c[t] += o * (1 - tanh_c**2) * total[t]
        dh, dc = total[t], total_c[t]
        delta = np.concatenate([
            dc * g * i * (1 - i), dc * cs[t - 1] * f * (1 - f),
            dc * i * (1 - g**2), dh * tanh_c * o * (1 - o)], axis=1)
        dW_ih += delta.T @ xs[t - 1]
        dW_hh += delta.T @ hs[t - 1]
        db_h += delta.sum(axis=0)
        total[t - 1] = delta @ params.W_hh
        total_c[t - 1] = f * dc
    return total, total_c, dW_ih, dW_hh, db_h


LSTM_BACKWARD = Exercise(
    title="the LSTM's backward pass",
    outputs=(*(Output(name, "backward") for name in ("total", "total_c")), *map(Output, ("dW_ih", "dW_hh", "db_h"))),
    problems=problems,
    solution=my_lstm_backward,
    mistakes=MISTAKES,
)
