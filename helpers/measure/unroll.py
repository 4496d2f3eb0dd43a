"""One run's own numbers, laid out for the unrolled graph: what every node holds, what flows back along every edge."""

from typing import NamedTuple

import numpy as np

from helpers import expect
from helpers.cells import losses, readout, rnn
from helpers.measure import gradients


class Run(NamedTuple):
    """One sequence through a net with one input and one output, H units, T steps; the loss is at step T alone."""

    W_hh: np.ndarray  # (H, H)
    xs: np.ndarray  # (T,)
    hs: np.ndarray  # (T+1, H)
    output: float
    loss: float
    d_xs: np.ndarray  # (T,): dL/dx_t
    d_hs: np.ndarray  # (T+1, H): dL/dh_t, total
    d_output: float
    flow_ih: np.ndarray  # (T, H): the gradient on the edge from x_t to unit i, δ_t,i W_ih[i]
    flow_hh: np.ndarray  # (T, H, H): on the edge from unit j of h_{t-1} to unit i of h_t, δ_t,i W_hh[i, j]
    flow_ho: np.ndarray  # (H,): on the edge from unit j of h_T to o
    factors: np.ndarray  # (T, H, H): ∂h_t,i/∂h_{t-1},j, the factor of an edge in the product along a path
    copies: np.ndarray  # (T, H, H): the gradient of step t's copy of W_hh


def run(params, layer, xs, targets):
    """Run one sequence forward and backward and return its Run: xs (T, 1, 1), targets (1, 1), `layer` a Readout.

    The loss is ½ (o_T − y)². Raises ValueError for more than one sequence, input or output.
    """
    expect.array("xs", xs, ("T", 1, 1))
    expect.array("targets", targets, (1, 1))
    trace = rnn.forward(params, xs)
    loss = losses.at_final_step(layer, trace.hs, targets)
    grads = rnn.backward(params, trace, loss.dhs)
    output = readout.forward(layer, trace.hs[-1])
    d_output = losses.squared_error(output, targets)[1]
    return Run(
        W_hh=params.W_hh,
        xs=xs[:, 0, 0],
        hs=trace.hs[:, 0],
        output=float(output[0, 0]),
        loss=loss.value,
        d_xs=grads.xs[:, 0, 0],
        d_hs=grads.total[:, 0],
        d_output=float(d_output[0, 0]),
        flow_ih=grads.deltas[:, 0] * params.W_ih[:, 0],
        flow_hh=grads.deltas[:, 0, :, None] * params.W_hh,
        flow_ho=d_output[0, 0] * layer.W_ho[0],
        factors=rnn.step_jacobians(params, trace)[:, 0],
        copies=gradients.ledger(trace, grads.deltas),
    )


def collapse(run):
    """Return the Run with the units of each layer taken together: states become root mean squares, gradients norms.

    A single number stays itself, with its sign: inputs and output, and the states of a net of one unit. Raises
    ValueError for what is no Run, or one whose states and gradients do not fit together.
    """
    expect.fields("run", run, Run)
    expect.array("run.hs", run.hs, ("T+1", "H"))
    expect.array("run.d_hs", run.d_hs, run.hs.shape)
    expect.array("run.d_xs", run.d_xs, (len(run.hs) - 1,))

    def norm(values):
        return np.linalg.norm(values, axis=-1, keepdims=True) if values.shape[-1] > 1 else values

    return run._replace(
        hs=norm(run.hs) / np.sqrt(run.hs.shape[1]),
        d_hs=norm(run.d_hs),
        flow_ih=run.d_xs[:, None],
        flow_hh=norm(run.d_hs[:-1])[..., None],
        flow_ho=norm(run.d_hs[-1]),
    )
