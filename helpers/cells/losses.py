"""Losses: how wrong the outputs are, and the immediate gradients with which backpropagation starts."""

from typing import NamedTuple

import numpy as np

from helpers import expect
from helpers.cells import readout


class Loss(NamedTuple):
    """A loss value, the immediate gradients dhs (T, B, H) = ∂⁺L/∂h_t, and the readout's Gradients."""

    value: float
    dhs: np.ndarray
    readout: readout.Gradients


def squared_error(outputs, targets):
    """Return L = ½ Σ (o − y)² and dL/do for outputs and targets (B, O) or (T, B, O).

    The sum runs over outputs and steps (L = Σ L_t), the mean over the batch. Raises ValueError for unequal shapes.
    """
    expect.array("outputs", outputs, _asked(outputs))
    expect.array("targets", targets, outputs.shape)
    errors = outputs - targets
    n_batch = outputs.shape[-2]
    return 0.5 * (errors * errors).sum().item() / n_batch, errors / n_batch


def cross_entropy(outputs, targets):
    """Return L = −Σ log softmax(o)[y] in nats and dL/do, for outputs (B, O) or (T, B, O) and classes y (B,) or (T, B).

    The sum runs over steps (L = Σ L_t), the mean over the batch. A target of −1 asks for nothing there.
    Raises ValueError for shapes that do not fit, targets that are no classes.
    """
    expect.array("outputs", outputs, _asked(outputs))
    expect.classes("targets", targets, outputs.shape[:-1], outputs.shape[-1])
    n_batch, asked = outputs.shape[-2], targets >= 0
    shifted = outputs - outputs.real.max(axis=-1, keepdims=True)  # no exponential overflows
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    chosen = np.arange(outputs.shape[-1]) == targets[..., None]
    d_outputs = (np.exp(log_probabilities) * asked[..., None] - chosen) / n_batch
    return 0.0 - log_probabilities[chosen].sum().item() / n_batch, d_outputs  # a minus alone would make 0 a −0


def _asked(outputs):
    """The shape that outputs should have: (B, O) of one step or, where they have three axes, (T, B, O) of all."""
    return ("T", "B", "O") if getattr(outputs, "ndim", 2) == 3 else ("B", "O")


def at_final_step(layer, hs, targets, loss=squared_error):
    """Return the Loss whose only term is L_T: `loss` of what `layer`, a Readout, reads from the last of the states hs.

    hs is (T+1, B, H); targets are what `loss` takes for one step: (B, O) for squared_error, classes (B,) for
    cross_entropy. dhs is zero at every step but the last. Raises ValueError for shapes that do not fit.
    """
    expect.array("hs", hs, ("T+1", "B", "H"))
    value, grads = _read(layer, hs[-1], targets, loss)
    dhs = np.zeros(hs[1:].shape, grads.hs.dtype)
    dhs[-1] = grads.hs
    return Loss(value, dhs, grads)


def at_every_step(layer, hs, targets, loss=squared_error):
    """Return the Loss L = Σ_t L_t: `loss` of what `layer`, a Readout, reads from all states hs but the initial one.

    hs is (T+1, B, H); targets are what `loss` takes for all steps: (T, B, O) for squared_error, classes (T, B) for
    cross_entropy. Raises ValueError for shapes that do not fit.
    """
    expect.array("hs", hs, ("T+1", "B", "H"))
    value, grads = _read(layer, hs[1:], targets, loss)
    return Loss(value, grads.hs, grads)


def _read(layer, hs, targets, loss):
    """Return the loss of what is read from states hs (…, H), and the readout's Gradients."""
    expect.function("loss", loss, "outputs", "targets")
    found = loss(readout.forward(layer, hs), targets)
    if not isinstance(found, (tuple, list)) or len(found) != 2:
        raise ValueError(f"loss returned {expect.described(found)}; expected the pair (value, dL/d outputs)")
    value, d_outputs = found
    return value, readout.backward(layer, hs, d_outputs)
