"""The three cells, and the problems that everybody is timed on: float64, as many inputs as hidden units."""

from typing import NamedTuple

import numpy as np

from helpers.cells import gru, lstm, rnn
from helpers.learn import training

CELLS = {"RNN": rnn, "LSTM": lstm, "GRU": gru}
SIZES = [(50, 1, 16), (100, 32, 32), (100, 32, 64), (200, 64, 128)]  # T, B, H


class Problem(NamedTuple):
    """The arguments of one forward and one backward pass; state0 is (B, H), for the LSTM h and c: (2, B, H)."""

    cell: str
    params: NamedTuple
    xs: np.ndarray
    state0: np.ndarray
    dhs: np.ndarray


def draw(cell, T, B, H, seed=0):
    """Draw a Problem for "RNN", "LSTM" or "GRU"; all weights and biases are random, so that no gradient is spared."""
    rng = np.random.default_rng(seed)
    params = CELLS[cell].init(rng, H, H)
    biases = {name: rng.normal(0, 0.1, b.shape) for name, b in training.weights(params).items() if name.startswith("b_")}
    state0 = rng.normal(size=(2, B, H) if cell == "LSTM" else (B, H))
    return Problem(cell, params._replace(**biases), rng.normal(size=(T, B, H)), state0, rng.normal(size=(T, B, H)))


def helper(problem):
    """The course's own way: forward, then backward, with all of its checks."""
    name, params, xs, state0, dhs = problem
    cell = CELLS[name]
    return lambda: cell.backward(params, cell.forward(params, xs, state0), dhs)


def compare(found, expected, who):
    """Raise AssertionError unless the gradients found, {name: array}, are those of the helper's Gradients."""
    for name, array in found.items():
        ours = np.asarray(getattr(expected, name))
        error = np.linalg.norm(array - ours) / np.linalg.norm(ours)
        assert error < 1e-11, f"{who} has another gradient of {name}: relative error {error}"
