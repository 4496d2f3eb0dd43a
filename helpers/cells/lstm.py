"""The LSTM: c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t and h_t = o_t ⊙ tanh(c_t); its state is the pair (h, c).

The gates i, f, o = σ(a) and the candidate g = tanh(a) all have a_t = W_ih x_t + W_hh h_{t-1} + b_h, each with its own
H rows of the weights, in PyTorch's order i, f, g, o. PyTorch has two biases, b_h is their sum. Arrays are laid out as
in rnn.py: T rows for steps, T+1 for states, one row per sequence of the batch.
Source: Hochreiter & Schmidhuber 1997; the forget gate f: Gers, Schmidhuber & Cummins 2000.
"""

from typing import NamedTuple

import numpy as np

from helpers import expect
from helpers.cells import initial, sequence
from helpers.cells.gates import check_weights, from_inputs, logistic, sigma, split, to_inputs


class Params(NamedTuple):
    """The weights, shared by all steps: W_ih (4H, I), W_hh (4H, H), b_h (4H,), rows in the order i, f, g, o."""

    W_ih: np.ndarray
    W_hh: np.ndarray
    b_h: np.ndarray


class State(NamedTuple):
    """The state of the LSTM: the hidden state h (B, H), which is read, and the cell state c (B, H), which is kept."""

    h: np.ndarray
    c: np.ndarray


class Trace(NamedTuple):
    """What a forward pass leaves behind: inputs xs (T, B, I), states hs and cs (T+1, B, H), gates (T, B, 4H)."""

    xs: np.ndarray
    hs: np.ndarray
    cs: np.ndarray
    gates: np.ndarray  # i, f, g, o side by side, after σ and tanh
    states = ("hs", "cs")  # the fields with T+1 rows
    n_gates = 4  # how many blocks of H rows the weights have
    of = sequence.of  # of(b): sequence b alone, without the batch axis

    @property
    def recurrent_inputs(self):
        """What W_hh multiplied at each step: (T, 1, B, H), the same for all of its rows."""
        return self.hs[:-1, None]


class Gradients(NamedTuple):
    """What a backward pass finds; every array has the shape of what it is the gradient of."""

    W_ih: np.ndarray  # (4H, I)
    W_hh: np.ndarray  # (4H, H)
    b_h: np.ndarray  # (4H,)
    xs: np.ndarray  # (T, B, I)
    state0: State  # h and c, (B, H) each
    total: np.ndarray  # (T+1, B, H): total[t] = dL/dh_t, through every later step
    total_c: np.ndarray  # (T+1, B, H): total_c[t] = dL/dc_t, through h_t and every later step
    deltas: np.ndarray  # (T, B, 4H): deltas[t-1] = δ_t = dL/da_t
    of = sequence.of


def init(rng, n_inputs, n_hidden, recurrent="uniform", forget_bias=0.0, chrono=None, dtype=np.float64):
    """Draw fresh Params: weights uniform in ±1/√H as PyTorch's, biases zero but for the forget gate's.

    `recurrent` "orthogonal" draws each gate's block of W_hh orthogonal. `forget_bias` is b_f of every unit; with
    `chrono` = T, the longest lag expected, b_f = log U(1, T − 1) and b_i = −b_f take its place.
    Raises ValueError for sizes below 1, an unknown `recurrent`, a bias or lag that does not serve.
    """
    expect.real_dtype("dtype", dtype)
    W_ih, W_hh = initial.weights(rng, n_inputs, n_hidden, 4, recurrent)
    b_h = np.zeros((4, n_hidden))
    b_h[1] = initial.gate_bias("forget_bias", rng, n_hidden, forget_bias, chrono)
    if chrono is not None:
        b_h[0] = -b_h[1]
    return Params(W_ih.astype(dtype), W_hh.astype(dtype), b_h.ravel().astype(dtype))


@np.errstate(over="ignore")  # e^−a may be infinite; the gate is then 0, as it should be
def step(params, x, state):
    """Take one step: from x_t (B, I) and the State (h_{t-1}, c_{t-1}), (B, H) each, to the State (h_t, c_t).

    A single sequence may leave the B out. Raises ValueError as `forward` does.
    """
    h, c = _pair("state", state, expect.inputs("x", x, check(params)))
    i, f, g, o = split(x @ params.W_ih.T + h @ params.W_hh.T + params.b_h, 4)
    c = logistic(f) * c + logistic(i) * np.tanh(g)
    return State(logistic(o) * np.tanh(c), c)


@np.errstate(over="ignore")
def forward(params, xs, state0=None):
    """Run the LSTM over xs (T, B, I) from state0 = (h_0, c_0), (B, H) each, zero if not given; return the Trace.

    float32 stays float32. The Trace holds xs itself, no copy. Raises ValueError for a wrong rank, size or dtype, NaN or
    infinity.
    """
    shape = expect.inputs("xs", xs, check(params), steps=("T",))
    h, c = _pair("state0", np.zeros((2, *shape), xs.dtype) if state0 is None else state0, shape)

    hs, cs = np.empty((2, len(xs) + 1, *shape), np.result_type(xs, h, c, *params[:3]))
    hs[0], cs[0] = h, c
    gates = from_inputs(params, xs, hs.dtype)  # the loop turns each row from the inputs' share into the gates
    W_hh_T, a, candidate = params.W_hh.T, np.empty_like(gates[0]), np.empty_like(cs[0])
    a_g, (i, f, g, o) = split(a, 4)[2], split(gates, 4)
    for t in range(len(xs)):  # from h_t and c_t to h_{t+1} and c_{t+1}
        h, c = hs[t + 1], cs[t + 1]
        np.dot(hs[t], W_hh_T, out=a)
        a += gates[t]
        np.tanh(a_g, out=candidate)
        sigma(a, out=gates[t])  # of g too, for nothing: one call for all four costs less than three for three
        g[t] = candidate
        np.multiply(f[t], cs[t], out=c)
        candidate *= i[t]
        c += candidate
        np.tanh(c, out=h)
        h *= o[t]
    return Trace(xs, hs, cs, gates)


def backward(params, trace, dhs):
    """Backpropagation through time and both states: from the immediate gradients dhs (T, B, H) to all Gradients.

    From t = T down to 1: dL/dh_t = ∂⁺L/∂h_t + W_hhᵀ δ_{t+1};
    dL/dc_t = o_t (1 − tanh² c_t) ⊙ dL/dh_t + f_{t+1} ⊙ dL/dc_{t+1};
    δ_t is dL/dc_t (for the gate o: dL/dh_t) times how c_t (h_t) answers to each pre-activation; the weights' gradients
    sum over steps. Raises ValueError as `forward` does. Source: Graves & Schmidhuber 2005, appendix A.
    """
    n_hidden, n_inputs = check(params)
    expect.run("trace", trace, Trace, n_inputs, n_hidden)
    xs, hs, _, gates = trace
    n_steps, n_batch, _ = xs.shape
    expect.array("dhs", dhs, (n_steps, n_batch, n_hidden))

    dtype = np.result_type(hs, dhs, *params[:3])
    total, total_c = np.zeros((2, *hs.shape), dtype)
    total[1:] = dhs
    deltas, c_to_h = _slopes(trace)  # the loop turns each row of deltas into δ_t
    deltas, c_to_h = deltas.astype(dtype, copy=False), c_to_h.astype(dtype, copy=False)
    ifg, o = deltas.reshape(n_steps, n_batch, 4, n_hidden)[:, :, :3], split(deltas, 4)[3]
    f, W_hh = split(gates, 4)[1], np.ascontiguousarray(params.W_hh, dtype)
    carried = np.empty_like(total[0])
    for t in range(n_steps, 0, -1):
        dh, dc, dh_before, delta_ifg, delta_o = total[t], total_c[t], total[t - 1], ifg[t - 1], o[t - 1]
        dc += c_to_h[t - 1] * dh
        delta_ifg *= dc[:, None]
        delta_o *= dh
        np.multiply(dc, f[t - 1], out=total_c[t - 1])
        deltas[t - 1].dot(W_hh, out=carried)  # rows: this is W_hhᵀ δ_t
        dh_before += carried

    rows = deltas.reshape(n_steps * n_batch, 4 * n_hidden)
    return Gradients(
        **to_inputs(params, xs, deltas),
        W_hh=rows.T @ hs[:-1].reshape(n_steps * n_batch, n_hidden),
        state0=State(total[0], total_c[0]),
        total=total,
        total_c=total_c,
        deltas=deltas,
    )


def _slopes(trace):
    """Return ∂c_t/∂a_t for the gates i, f, g and ∂h_t/∂a_t for o, side by side (T, B, 4H); and ∂h_t/∂c_t (T, B, H)."""
    i, _, g, o = split(trace.gates, 4)
    tanh_c = trace.hs[1:] / np.maximum(o, np.finfo(o.dtype).tiny)  # read off h = o tanh c; where o is 0, so is h
    slopes = 1 - trace.gates
    slopes *= trace.gates  # σ' = σ (1 − σ)
    slope_i, slope_f, slope_g, slope_o = split(slopes, 4)
    slope_i *= g
    slope_f *= trace.cs[:-1]
    np.multiply(i, 1 - g * g, out=slope_g)  # tanh' = 1 − tanh²
    slope_o *= tanh_c
    return slopes, o * (1 - tanh_c * tanh_c)


def step_jacobians(params, trace):
    """Return ∂(h_t, c_t)/∂(h_{t-1}, c_{t-1}) for every step and sequence: (T, B, 2H, 2H), h before c on both axes.

    Raises ValueError as `backward` does.
    """
    n_hidden, n_inputs = check(params)
    expect.run("trace", trace, Trace, n_inputs, n_hidden)
    slopes, c_to_h = _slopes(trace)
    # ∂/∂h_{t-1} of what each gate brings, gate by gate: (T, B, 4, H, H)
    by_gate = slopes.reshape(*c_to_h.shape[:2], 4, n_hidden, 1) * params.W_hh.reshape(4, n_hidden, n_hidden)
    i, f, g, h_from_h = np.moveaxis(by_gate, 2, 0)
    one = np.eye(n_hidden, dtype=trace.hs.dtype)
    c_from_h, c_from_c, c_to_h = i + f + g, split(trace.gates, 4)[1][..., None] * one, c_to_h[..., None]
    from_h = np.concatenate([c_to_h * c_from_h + h_from_h, c_from_h], axis=-2)
    from_c = np.concatenate([c_to_h * c_from_c, c_from_c], axis=-2)
    return np.concatenate([from_h, from_c], axis=-1)


def check(params):
    """Raise ValueError unless the parameters fit together; return (H, I)."""
    expect.fields("params", params, Params)
    return check_weights(params, 4)


def _pair(name, state, shape):
    if not isinstance(state, (tuple, list, np.ndarray)) or len(state) != 2:
        raise ValueError(f"{name} is {expect.described(state)}; expected the pair (h, c)")
    for part, value in zip("hc", state):
        expect.array(f"{name}.{part}", value, shape)
    return State(*state)
