"""The readout: o_t = W_ho h_t + b_o, from hidden state to output."""

from typing import NamedTuple

import numpy as np

from helpers import expect


class Readout(NamedTuple):
    """The weights W_ho (O, H) and the bias b_o (O,)."""

    W_ho: np.ndarray
    b_o: np.ndarray


class Gradients(NamedTuple):
    """The gradients for W_ho (O, H), b_o (O,) and the states hs (…, H): the immediate ∂⁺L/∂h."""

    W_ho: np.ndarray
    b_o: np.ndarray
    hs: np.ndarray


def init(rng, n_hidden, n_outputs, dtype=np.float64):
    """Draw a fresh Readout: weights uniform in ±1/√H, bias zero. Raises ValueError for sizes below 1."""
    expect.generator("rng", rng)
    expect.count("n_hidden", n_hidden)
    expect.count("n_outputs", n_outputs)
    expect.real_dtype("dtype", dtype)
    bound = 1 / np.sqrt(n_hidden)
    return Readout(rng.uniform(-bound, bound, (n_outputs, n_hidden)).astype(dtype), np.zeros(n_outputs, dtype))


def forward(layer, hs):
    """Read the outputs (…, O) from states hs (…, H): one step or all of them. Raises ValueError for bad shapes."""
    _check(layer, hs)
    return hs @ layer.W_ho.T + layer.b_o


def backward(layer, hs, d_outputs):
    """Return Gradients from the states hs (…, H) and dL/do (…, O). Raises ValueError for bad shapes."""
    n_outputs, n_hidden = _check(layer, hs)
    expect.array("d_outputs", d_outputs, (*hs.shape[:-1], n_outputs))
    rows = d_outputs.reshape(-1, n_outputs)
    return Gradients(rows.T @ hs.reshape(-1, n_hidden), rows.sum(axis=0), d_outputs @ layer.W_ho)


def _check(layer, hs):
    expect.fields("layer", layer, Readout)
    expect.array("W_ho", layer.W_ho, ("O", "H"))
    n_outputs, n_hidden = layer.W_ho.shape
    expect.array("b_o", layer.b_o, (n_outputs,))
    leading = {1: (), 2: ("B",)}.get(getattr(hs, "ndim", None), ("T", "B"))
    expect.array("hs", hs, (*leading, n_hidden))
    return n_outputs, n_hidden
