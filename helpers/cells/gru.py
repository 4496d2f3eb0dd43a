"""The GRU: h_t = (1 − z_t) ⊙ n_t + z_t ⊙ h_{t-1}, with r, z = σ(W_ih x_t + W_hh h_{t-1} + b_h).

The reset gate r has two places in the candidate n_t, both in use:
  reset="after"   n = tanh(W_in x_t + b_in + r ⊙ (W_hn h_{t-1} + b_hn))   Cho et al. 2014, first version; cuDNN; PyTorch
  reset="before"  n = tanh(W_in x_t + b_in + W_hn (r ⊙ h_{t-1}) + b_hn)   Cho et al. 2014, third one; Chung et al. 2014
Rows of the weights stand in PyTorch's order r, z, n, and z multiplies the old state, as in Cho et al.; in Chung et al.
the new one. PyTorch has two biases: b_h is their sum, but for n's second, b_hn, which r reaches. Layout as in rnn.py.
"""

from typing import NamedTuple

import numpy as np

from helpers import expect
from helpers.cells import initial, sequence
from helpers.cells.gates import check_weights, from_inputs, logistic, sigma, split, to_inputs

RESET = ("after", "before")


class Params(NamedTuple):
    """The weights, shared by all steps: W_ih (3H, I), W_hh (3H, H), b_h (3H,), rows r, z, n; b_hn (H,); r's place."""

    W_ih: np.ndarray
    W_hh: np.ndarray
    b_h: np.ndarray
    b_hn: np.ndarray
    reset: str = "after"


class Trace(NamedTuple):
    """What a forward pass leaves behind: inputs xs (T, B, I), states hs (T+1, B, H), gates (T, B, 3H), and n's road."""

    xs: np.ndarray
    hs: np.ndarray
    gates: np.ndarray  # r, z, n side by side, after σ and tanh
    reads: np.ndarray  # (T, B, H): what W_hn multiplied, h_{t-1} or r_t ⊙ h_{t-1}
    memories: np.ndarray  # (T, B, H): what it gave, W_hn reads + b_hn
    states = ("hs",)  # the fields with T+1 rows
    n_gates = 3  # how many blocks of H rows the weights have
    of = sequence.of  # of(b): sequence b alone, without the batch axis

    @property
    def recurrent_inputs(self):
        """What W_hh multiplied at each step: (T, 3, B, H), for the rows of r, z and n."""
        return np.stack([self.hs[:-1], self.hs[:-1], self.reads], axis=1)


class Gradients(NamedTuple):
    """What a backward pass finds; every array has the shape of what it is the gradient of."""

    W_ih: np.ndarray  # (3H, I)
    W_hh: np.ndarray  # (3H, H)
    b_h: np.ndarray  # (3H,)
    b_hn: np.ndarray  # (H,)
    xs: np.ndarray  # (T, B, I)
    state0: np.ndarray  # (B, H)
    total: np.ndarray  # (T+1, B, H): total[t] = dL/dh_t, through every later step
    deltas: np.ndarray  # (T, B, 3H): deltas[t-1] = δ_t, at what W_hh gives: with reset "after", r stands before n's a_t
    deltas_ih: np.ndarray  # (T, B, 3H): at what W_ih gives, dL/da_t; but for that r, the same
    of = sequence.of


def init(rng, n_inputs, n_hidden, recurrent="uniform", update_bias=0.0, chrono=None, reset="after", dtype=np.float64):
    """Draw fresh Params: weights uniform in ±1/√H as PyTorch's, biases zero but for the update gate's.

    `recurrent` "orthogonal" draws each gate's block of W_hh orthogonal. `update_bias` is b_z of every unit; with
    `chrono` = T, the longest lag expected, b_z = log U(1, T − 1) takes its place. Raises ValueError for bad values.
    """
    expect.real_dtype("dtype", dtype)
    expect.one_of("reset", reset, RESET)
    W_ih, W_hh = initial.weights(rng, n_inputs, n_hidden, 3, recurrent)
    b_h = np.zeros((3, n_hidden))
    b_h[1] = initial.gate_bias("update_bias", rng, n_hidden, update_bias, chrono)
    return Params(W_ih.astype(dtype), W_hh.astype(dtype), b_h.ravel().astype(dtype), np.zeros(n_hidden, dtype), reset)


@np.errstate(over="ignore")  # e^−a may be infinite; the gate is then 0, as it should be
def step(params, x, h):
    """Take one step: from x_t (B, I) and h_{t-1} (B, H) to h_t (B, H).

    A single sequence may leave the B out. Raises ValueError as `forward` does.
    """
    expect.array("h", h, expect.inputs("x", x, check(params)))
    a_r, a_z, a_n = split(x @ params.W_ih.T + params.b_h, 3)
    W_hr, W_hz, W_hn = np.split(params.W_hh, 3)
    r, z = logistic(a_r + h @ W_hr.T), logistic(a_z + h @ W_hz.T)
    candidate = r * (h @ W_hn.T + params.b_hn) if params.reset == "after" else (r * h) @ W_hn.T + params.b_hn
    return (1 - z) * np.tanh(a_n + candidate) + z * h


@np.errstate(over="ignore")
def forward(params, xs, state0=None):
    """Run the GRU over xs (T, B, I) from state0 (B, H), zero if not given; return the Trace.

    float32 stays float32. The Trace holds xs itself, no copy. Raises ValueError for a wrong rank, size or dtype, an
    unknown `reset`, NaN or infinity.
    """
    shape = _, n_hidden = expect.inputs("xs", xs, check(params), steps=("T",))
    state0 = np.zeros(shape, xs.dtype) if state0 is None else state0
    expect.array("state0", state0, shape)
    hs = np.empty((len(xs) + 1, *shape), np.result_type(xs, state0, *params[:4]))
    hs[0] = state0
    gates = from_inputs(params, xs, hs.dtype)  # the loop turns each row from the inputs' share into the gates
    after, memories = params.reset == "after", np.empty_like(hs[1:])
    reads = hs[:-1] if after else np.empty_like(memories)
    W_rz_T, W_n_T = np.split(params.W_hh.T, [2 * n_hidden], axis=1)
    rz, (r, z, n) = gates[..., : 2 * n_hidden], split(gates, 3)
    a, candidate = np.empty_like(rz[0]), np.empty_like(hs[0])
    for t in range(len(xs)):  # from h_t to h_{t+1}
        h, m = hs[t + 1], memories[t]
        np.dot(hs[t], W_rz_T, out=a)
        a += rz[t]
        sigma(a, out=rz[t])
        if not after:
            np.multiply(r[t], hs[t], out=reads[t])
        np.dot(reads[t], W_n_T, out=m)
        m += params.b_hn
        np.add(n[t], r[t] * m if after else m, out=candidate)
        np.tanh(candidate, out=candidate)
        n[t] = candidate
        np.subtract(hs[t], candidate, out=h)
        h *= z[t]
        h += candidate  # (1 − z) n + z h, with one product less
    return Trace(xs, hs, gates, reads, memories)


def backward(params, trace, dhs):
    """Backpropagation through time: from the immediate gradients dhs (T, B, H) to all Gradients.

    From t = T down to 1: dL/dh_t = ∂⁺L/∂h_t + z_{t+1} ⊙ dL/dh_{t+1} + what comes back through r, z and n of step t + 1;
    δ_t is dL/dh_t times how h_t answers to each pre-activation; the weights' gradients sum over steps.
    Raises ValueError as `forward` does, and for a run with another `reset`. Source: Cho et al. 2014, differentiated.
    """
    n_hidden = _check_run(params, trace)
    xs, hs, gates, reads, _ = trace
    expect.array("dhs", dhs, (len(xs), hs.shape[1], n_hidden))
    total = np.zeros(hs.shape, np.result_type(hs, dhs, *params[:4]))
    total[1:] = dhs
    deltas, n_slopes = _slopes(params, trace)  # the loop turns each row of deltas into δ_t
    deltas, W_hh = deltas.astype(total.dtype, copy=False), np.ascontiguousarray(params.W_hh, total.dtype)
    by_gate, (r, z, _) = deltas.reshape(*dhs.shape[:2], 3, n_hidden), split(gates, 3)
    carried = np.empty_like(total[0])
    for t in range(len(xs), 0, -1):
        g, before, delta = total[t], total[t - 1], by_gate[t - 1]
        before += z[t - 1] * g
        if params.reset == "after":
            delta *= g[:, None]
            before += deltas[t - 1].dot(W_hh, out=carried)  # rows: this is W_hhᵀ δ_t
        else:
            before += _past_reset(deltas[t - 1], g, r[t - 1], W_hh)
    deltas_ih = deltas.copy()
    np.multiply(n_slopes, total[1:], out=split(deltas_ih, 3)[2])
    at_rz, at_n = np.split(deltas.reshape(-1, 3 * n_hidden), [2 * n_hidden], axis=1)
    W_rz, W_n = at_rz.T @ hs[:-1].reshape(-1, n_hidden), at_n.T @ reads.reshape(-1, n_hidden)
    return Gradients(
        **to_inputs(params, xs, deltas_ih), W_hh=np.concatenate([W_rz, W_n]), b_hn=at_n.sum(axis=0),
        state0=total[0], total=total, deltas=deltas, deltas_ih=deltas_ih,
    )  # fmt: skip


def _past_reset(delta, g, r, W_hh):
    """With reset "before": turn a step's slopes (B, 3H) into δ_t, with g = dL/dh_t; return what goes back (B, H)."""
    n_hidden, (delta_r, delta_z, delta_n) = g.shape[1], split(delta, 3)
    delta_z *= g
    delta_n *= g
    at_read = delta_n @ W_hh[2 * n_hidden :]  # at r_t ⊙ h_{t-1}
    delta_r *= at_read
    return delta[:, : 2 * n_hidden] @ W_hh[: 2 * n_hidden] + r * at_read


def _slopes(params, trace):
    """Return ∂h_t/∂(what W_hh gives) (T, B, 3H), but ∂(r ⊙ h)/∂ for r of reset "before"; n's ∂h_t/∂a_t (T, B, H)."""
    after, h, (r, z, n) = params.reset == "after", trace.hs[:-1], split(trace.gates, 3)
    slopes = 1 - trace.gates
    slopes *= trace.gates  # σ' = σ (1 − σ)
    slope_r, slope_z, slope_n = split(slopes, 3)
    n_slopes = (1 - z) * (1 - n * n)  # (1 − z) tanh'
    slope_r *= n_slopes * trace.memories if after else h
    slope_z *= h - n
    slope_n[...] = n_slopes * r if after else n_slopes
    return slopes, n_slopes


def step_jacobians(params, trace):
    """Return J_t = ∂h_t/∂h_{t-1} for every step and sequence: (T, B, H, H), J_t at t-1.

    Raises ValueError as `backward` does.
    """
    n_hidden = _check_run(params, trace)
    r, z, _ = split(trace.gates, 3)
    slope_r, slope_z, slope_n = split(_slopes(params, trace)[0], 3)
    W_hr, W_hz, W_hn = np.split(params.W_hh, 3)
    one = np.eye(n_hidden, dtype=trace.hs.dtype)
    through_r, through_z = slope_r[..., None] * W_hr, slope_z[..., None] * W_hz
    if params.reset == "after":
        return z[..., None] * one + through_r + through_z + slope_n[..., None] * W_hn
    return z[..., None] * one + through_z + slope_n[..., None] * (W_hn @ (r[..., None] * one + through_r))


def _check_run(params, trace):
    """Raise ValueError unless the parameters fit together, and the run is one of theirs; return H."""
    n_hidden, n_inputs = check(params)
    expect.run("trace", trace, Trace, n_inputs, n_hidden)
    h, r = trace.hs[:-1], split(trace.gates, 3)[0]
    if not np.array_equal(trace.reads, h if params.reset == "after" else r * h):
        raise ValueError(f"trace is the run of a GRU with another reset gate; expected one with reset {params.reset!r}")
    return n_hidden


def check(params):
    """Raise ValueError unless the parameters fit together; return (H, I)."""
    expect.fields("params", params, Params)
    expect.one_of("reset", params.reset, RESET)
    n_hidden, n_inputs = check_weights(params, 3)
    expect.array("b_hn", params.b_hn, (n_hidden,))
    return n_hidden, n_inputs
