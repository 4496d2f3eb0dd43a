"""The cells, and the problems that everybody is timed on: as many inputs as hidden units, float64 unless said."""

from typing import NamedTuple

import numpy as np

from helpers.cells import gru, lstm, mingru, rnn
from helpers.learn import training

CELLS = {"RNN": rnn, "LSTM": lstm, "GRU": gru, "minGRU": mingru}
SIZES = [(50, 1, 16), (100, 32, 32), (100, 32, 64), (200, 64, 128), (1000, 16, 32)]  # T, B, H


class Problem(NamedTuple):
    """The arguments of one forward and one backward pass; state0 is (B, H), for the LSTM h and c: (2, B, H)."""

    cell: str
    params: NamedTuple
    xs: np.ndarray
    state0: np.ndarray
    dhs: np.ndarray


def draw(cell, T, B, H, seed=0):
    """Draw a Problem for a cell of CELLS; all weights and biases are random, so that no gradient is spared."""
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


def in_float32(problem):
    """The same problem in single precision."""
    params = problem.params._replace(**{name: w.astype(np.float32) for name, w in training.weights(problem.params).items()})
    arrays = {name: getattr(problem, name).astype(np.float32) for name in ("xs", "state0", "dhs")}
    return problem._replace(params=params, **arrays)


def compare(found, expected, who, within=1e-11):
    """Raise AssertionError unless the gradients found, {name: array}, are those of the helper's Gradients."""
    for name, array in found.items():
        ours = np.asarray(getattr(expected, name))
        error = np.linalg.norm(array - ours) / np.linalg.norm(ours)
        assert error < within, f"{who} has another gradient of {name}: relative error {error}"
