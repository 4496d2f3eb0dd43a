"""The vanilla recurrent network: h_t = φ(a_t) with a_t = W_ih x_t + W_hh h_{t-1} + b_h.

Formulas are written for columns; the code runs on rows, one row per sequence of the batch.
T steps, B sequences, I inputs, H hidden units. What belongs to a step has T rows, what belongs
to a state has T+1: `hs[t]` is h_t, `hs[0]` the initial state, and `xs[t-1]` is x_t.
"""

from typing import NamedTuple

import numpy as np

from helpers import expect
from helpers.cells import initial, sequence


class Params(NamedTuple):
    """The weights, shared by all steps: W_ih (H, I), W_hh (H, H), b_h (H,), and the name of φ."""

    W_ih: np.ndarray
    W_hh: np.ndarray
    b_h: np.ndarray
    activation: str = "tanh"


class Trace(NamedTuple):
    """What a forward pass leaves behind: inputs xs (T, B, I) and states hs (T+1, B, H)."""

    xs: np.ndarray
    hs: np.ndarray
    states = ("hs",)  # the fields with T+1 rows
    n_gates = 1  # how many blocks of H rows the weights have
    of = sequence.of  # of(b): sequence b alone, without the batch axis

    @property
    def recurrent_inputs(self):
        """What W_hh multiplied at each step: (T, 1, B, H)."""
        return self.hs[:-1, None]


class Gradients(NamedTuple):
    """What a backward pass finds; every array has the shape of what it is the gradient of."""

    W_ih: np.ndarray  # (H, I)
    W_hh: np.ndarray  # (H, H)
    b_h: np.ndarray  # (H,)
    xs: np.ndarray  # (T, B, I)
    state0: np.ndarray  # (B, H)
    total: np.ndarray  # (T+1, B, H): total[t] = dL/dh_t, through every later step
    deltas: np.ndarray  # (T, B, H): deltas[t-1] = δ_t = dL/da_t
    of = sequence.of


def _tanh_slope(h):
    slope = h * h
    return np.subtract(1, slope, out=slope)  # in place: at this size one more array costs more than the arithmetic


# φ(a), written into `out`, and its slope φ'(a), read off h = φ(a)
ACTIVATIONS = {
    "tanh": (np.tanh, _tanh_slope),
    "relu": (lambda a, out=None: np.maximum(a, 0, out=out), lambda h: (h > 0).astype(h.dtype)),
    "identity": (np.positive, np.ones_like),
}


def init(rng, n_inputs, n_hidden, spectral_radius=None, activation="tanh", recurrent="uniform", dtype=np.float64):
    """Draw fresh Params: weights uniform in ±1/√H, biases zero.

    `recurrent` "orthogonal" draws an orthogonal W_hh. With `spectral_radius` given, W_hh is rescaled to have it.
    Raises ValueError for sizes below 1, a negative or non-finite radius, an unknown activation or `recurrent`.
    Source: PyTorch's `nn.RNN` (its biases are drawn too).
    """
    expect.one_of("activation", activation, ACTIVATIONS)
    expect.real_dtype("dtype", dtype)
    W_ih, W_hh = initial.weights(rng, n_inputs, n_hidden, recurrent=recurrent)
    if spectral_radius is not None:
        expect.number("spectral_radius", spectral_radius, least=0)
        W_hh *= spectral_radius / np.abs(np.linalg.eigvals(W_hh)).max()
    return Params(W_ih.astype(dtype), W_hh.astype(dtype), np.zeros(n_hidden, dtype), activation)


def step(params, x, h):
    """Take one step: from x_t (B, I) and h_{t-1} (B, H) to h_t (B, H).

    A single sequence may leave the B out: x (I,), h (H,) gives h_t (H,). Raises ValueError as `forward` does.
    """
    expect.array("h", h, expect.inputs("x", x, check(params)))
    phi, _ = ACTIVATIONS[params.activation]
    return phi(x @ params.W_ih.T + h @ params.W_hh.T + params.b_h)


def forward(params, xs, state0=None):
    """Run the network over xs (T, B, I) from state0 (B, H), zero if not given; return the Trace.

    float32 stays float32. The Trace holds xs itself, no copy. Raises ValueError for a wrong rank, size, dtype, an
    unknown activation, NaN or infinity.
    """
    shape = expect.inputs("xs", xs, check(params), steps=("T",))
    state0 = np.zeros(shape, xs.dtype) if state0 is None else state0
    expect.array("state0", state0, shape)

    hs = np.empty((len(xs) + 1, *shape), np.result_type(xs, state0, *params[:3]))
    hs[0] = state0
    # What the inputs bring, for all steps in one product; the loop turns each row from a_t into h_t.
    brought = hs[1:].reshape(-1, shape[1])
    np.dot(xs.reshape(len(brought), -1).astype(hs.dtype, copy=False), params.W_ih.T, out=brought)
    brought += params.b_h

    phi, _ = ACTIVATIONS[params.activation]
    W_hh_T = np.ascontiguousarray(params.W_hh.T, hs.dtype)  # a strided operand costs a copy at every step
    recurrent = np.empty_like(hs[0])
    for t in range(1, len(hs)):
        h = hs[t]
        hs[t - 1].dot(W_hh_T, out=recurrent)
        h += recurrent  # this is a_t
        phi(h, out=h)
    return Trace(xs, hs)


def backward(params, trace, dhs):
    """Backpropagation through time: from the immediate gradients dhs (T, B, H) to all Gradients.

    dhs[t-1] = ∂⁺L/∂h_t holds what the loss at step t alone asks of h_t. Then, from t = T down to 1:
    dL/dh_t = ∂⁺L/∂h_t + W_hhᵀ δ_{t+1} and δ_t = φ'(a_t) ⊙ dL/dh_t; the weights' gradients sum over steps.
    Raises ValueError as `forward` does. Source: Werbos 1990, "Backpropagation through time".
    """
    n_hidden, n_inputs = check(params)
    expect.run("trace", trace, Trace, n_inputs, n_hidden)
    xs, hs = trace
    n_steps, n_batch, _ = xs.shape
    expect.array("dhs", dhs, (n_steps, n_batch, n_hidden))

    total = np.empty(hs.shape, np.result_type(hs, dhs, *params[:3]))
    total[0], total[1:] = 0, dhs
    _, slope = ACTIVATIONS[params.activation]
    deltas = slope(hs[1:]).astype(total.dtype, copy=False)  # the loop turns each row from φ'(a_t) into δ_t
    W_hh = np.ascontiguousarray(params.W_hh, total.dtype)
    carried = np.empty_like(total[0])
    for t in range(n_steps, 0, -1):
        delta, earlier = deltas[t - 1], total[t - 1]
        delta *= total[t]
        delta.dot(W_hh, out=carried)  # rows: this is W_hhᵀ δ_t
        earlier += carried

    rows = deltas.reshape(n_steps * n_batch, n_hidden)
    return Gradients(
        W_ih=rows.T @ xs.reshape(n_steps * n_batch, n_inputs),
        W_hh=rows.T @ hs[:-1].reshape(n_steps * n_batch, n_hidden),
        b_h=rows.sum(axis=0),
        xs=(rows @ params.W_ih).reshape(xs.shape),
        state0=total[0],
        total=total,
        deltas=deltas,
    )


def slopes(params, hs):
    """Return φ'(a) for states hs of any shape (…, H), read off h = φ(a). Raises ValueError as `forward` does."""
    n_hidden, _ = check(params)
    expect.array("hs", hs)
    if np.shape(hs)[-1:] != (n_hidden,):
        raise ValueError(f"hs has shape {hs.shape}; expected (…, {n_hidden})")
    _, slope = ACTIVATIONS[params.activation]
    return slope(hs)


def step_jacobians(params, trace):
    """Return J_t = ∂h_t/∂h_{t-1} = diag(φ'(a_t)) W_hh for every step and sequence: (T, B, H, H), J_t at t-1.

    Raises ValueError as `backward` does.
    """
    n_hidden, n_inputs = check(params)
    expect.run("trace", trace, Trace, n_inputs, n_hidden)
    return slopes(params, trace.hs[1:])[..., None] * params.W_hh


def check(params):
    """Raise ValueError unless the parameters fit together; return (H, I)."""
    expect.fields("params", params, Params)
    expect.one_of("activation", params.activation, ACTIVATIONS)
    expect.array("W_ih", params.W_ih, ("H", "I"))
    n_hidden, n_inputs = params.W_ih.shape
    expect.array("W_hh", params.W_hh, (n_hidden, n_hidden))
    expect.array("b_h", params.b_h, (n_hidden,))
    return n_hidden, n_inputs
