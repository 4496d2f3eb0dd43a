"""Losses: how wrong the outputs are, and the immediate gradients with which backpropagation starts."""

from typing import NamedTuple

import numpy as np

from helpers import expect
from helpers import readout as readouts


class Loss(NamedTuple):
    """A loss value, the immediate gradients dhs (T, B, H) = ∂⁺L/∂h_t, and the readout's Gradients."""

    value: float
    dhs: np.ndarray
    readout: readouts.Gradients


def squared_error(outputs, targets):
    """Return L = ½ Σ (o − y)² and dL/do for outputs and targets (B, O) or (T, B, O).

    The sum runs over outputs and steps (L = Σ L_t), the mean over the batch. Raises ValueError for unequal shapes.
    """
    expect.array("outputs", outputs, ("T", "B", "O")[-max(np.ndim(outputs), 2) :])
    expect.array("targets", targets, outputs.shape)
    errors = outputs - targets
    n_batch = outputs.shape[-2]
    return 0.5 * (errors * errors).sum().item() / n_batch, errors / n_batch


def at_final_step(readout, hs, targets):
    """Return the Loss whose only term is L_T: the readout of the last of the states hs (T+1, B, H) against targets (B, O).

    dhs is zero at every step but the last. Raises ValueError for shapes that do not fit.
    """
    expect.array("hs", hs, ("T+1", "B", "H"))
    value, d_outputs = squared_error(readouts.forward(readout, hs[-1]), targets)
    grads = readouts.backward(readout, hs[-1], d_outputs)
    dhs = np.zeros(hs[1:].shape, grads.hs.dtype)
    dhs[-1] = grads.hs
    return Loss(value, dhs, grads)
