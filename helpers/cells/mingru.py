"""The minGRU: h_t = (1 − z_t) ⊙ n_t + z_t ⊙ h_{t-1}, with z_t = σ(a_z), n_t = a_n and a_t = W_ih x_t + b_h.

It is the GRU without its side paths: gate and candidate read the input alone, so that the step Jacobian is diag(z_t).
There is no W_hh, no reset gate, and no tanh: n_t knows nothing of h, so that nothing can build up in it.
Rows of the weights stand in the order z, n, and z multiplies the old state, as in gru.py. Layout as in rnn.py.
Source: Feng et al. 2024, "Were RNNs all we needed?" (arXiv 2410.01201); there z multiplies the new state.
"""

from typing import NamedTuple

import numpy as np

from helpers import expect
from helpers.cells import initial, sequence
from helpers.cells.gates import from_inputs, logistic, split, to_inputs


class Params(NamedTuple):
    """The weights, shared by all steps: W_ih (2H, I), b_h (2H,), rows in the order z, n."""

    W_ih: np.ndarray
    b_h: np.ndarray


class Trace(NamedTuple):
    """What a forward pass leaves behind: inputs xs (T, B, I), states hs (T+1, B, H), gates (T, B, 2H)."""

    xs: np.ndarray
    hs: np.ndarray
    gates: np.ndarray  # z, n side by side, z after σ
    states = ("hs",)  # the fields with T+1 rows
    n_gates = 2  # how many blocks of H rows the weights have
    of = sequence.of  # of(b): sequence b alone, without the batch axis

    @property
    def recurrent_inputs(self):
        """What W_ih multiplied at each step, (T, 1, B, I): there is no W_hh, the ledger is W_ih's."""
        return self.xs[:, None]


class Gradients(NamedTuple):
    """What a backward pass finds; every array has the shape of what it is the gradient of."""

    W_ih: np.ndarray  # (2H, I)
    b_h: np.ndarray  # (2H,)
    xs: np.ndarray  # (T, B, I)
    state0: np.ndarray  # (B, H)
    total: np.ndarray  # (T+1, B, H): total[t] = dL/dh_t, through every later step
    deltas: np.ndarray  # (T, B, 2H): deltas[t-1] = δ_t = dL/da_t
    of = sequence.of


def init(rng, n_inputs, n_hidden, update_bias=0.0, chrono=None, dtype=np.float64):
    """Draw fresh Params: weights uniform in ±1/√H as the GRU's, biases zero but for the update gate's.

    `update_bias` is b_z of every unit; with `chrono` = T, the longest lag expected, b_z = log U(1, T − 1) takes its
    place. Raises ValueError for sizes below 1, a bias or lag that does not serve.
    """
    expect.real_dtype("dtype", dtype)
    W_ih = initial.input_weights(rng, n_inputs, n_hidden, 2)
    b_z = initial.gate_bias("update_bias", rng, n_hidden, update_bias, chrono)
    return Params(W_ih.astype(dtype), np.concatenate([b_z, np.zeros(n_hidden)]).astype(dtype))


@np.errstate(over="ignore")  # e^−a may be infinite; the gate is then 0, as it should be
def step(params, x, h):
    """Take one step: from x_t (B, I) and h_{t-1} (B, H) to h_t (B, H).

    A single sequence may leave the B out. Raises ValueError as `forward` does.
    """
    expect.array("h", h, expect.inputs("x", x, check(params)))
    a_z, n = split(x @ params.W_ih.T + params.b_h, 2)
    z = logistic(a_z)
    return (1 - z) * n + z * h


@np.errstate(over="ignore")
def forward(params, xs, state0=None):
    """Run the minGRU over xs (T, B, I) from state0 (B, H), zero if not given; return the Trace.

    All gates and candidates are known before the loop. float32 stays float32. The Trace holds xs itself, no copy. Raises
    ValueError for a wrong rank, size or dtype, NaN or infinity.
    """
    shape = expect.inputs("xs", xs, check(params), steps=("T",))
    state0 = np.zeros(shape, xs.dtype) if state0 is None else state0
    expect.array("state0", state0, shape)
    hs = np.empty((len(xs) + 1, *shape), np.result_type(xs, state0, *params))
    hs[0] = state0
    gates = from_inputs(params, xs, hs.dtype)
    z, n = split(gates, 2)
    logistic(z, out=z)
    np.multiply(1 - z, n, out=hs[1:])  # what each step adds; the loop turns each row into h_t
    kept = np.empty_like(hs[0])
    for t in range(1, len(hs)):
        np.multiply(z[t - 1], hs[t - 1], out=kept)
        h = hs[t]
        h += kept
    return Trace(xs, hs, gates)


def scan(kept, added):
    """Return h_t = kept_t ⊙ h_{t-1} + added_t for all steps, from h_0 = 0, and how many passes it took: ⌈log₂ T⌉.

    kept, such as z, and added, such as (1 − z) ⊙ n, are (T, …) alike, real or complex; a given h_0 goes into added_1 as
    kept_1 ⊙ h_0. After a pass each step knows what twice as many steps add up to. Raises ValueError for other shapes.
    Source: Hillis & Steele 1986, "Data parallel algorithms"; for such recurrences: Kogge & Stone 1973.
    """
    expect.array("added", added)
    if added.size == 0 or added.ndim == 0:
        raise ValueError(f"added has shape {added.shape}; expected (T, …) with T ≥ 1")
    expect.array("kept", kept, added.shape)
    n_passes = (len(added) - 1).bit_length()  # ⌈log₂ T⌉
    for reach in 2 ** np.arange(n_passes):
        joined = kept[reach:] * added[:-reach] + added[reach:]
        added = np.concatenate([added[:reach], joined])
        kept = np.concatenate([kept[:reach], kept[reach:] * kept[:-reach]])
    return added.copy() if n_passes == 0 else added, n_passes


def backward(params, trace, dhs):
    """Backpropagation through time: from the immediate gradients dhs (T, B, H) to all Gradients.

    From t = T down to 1: dL/dh_t = ∂⁺L/∂h_t + z_{t+1} ⊙ dL/dh_{t+1}, and no more. δ_t is dL/dh_t times how h_t answers
    to each pre-activation; the weights' gradients sum over steps. Raises ValueError as `forward` does.
    """
    n_hidden = _check_run(params, trace)
    xs, hs, gates = trace
    expect.array("dhs", dhs, (len(xs), hs.shape[1], n_hidden))
    total = np.zeros(hs.shape, np.result_type(hs, dhs, *params))
    total[1:] = dhs
    z, n = split(gates, 2)
    carried = np.empty_like(total[0])
    for t in range(len(xs), 0, -1):
        np.multiply(z[t - 1], total[t], out=carried)
        before = total[t - 1]
        before += carried
    deltas = np.empty(gates.shape, total.dtype)
    delta_z, delta_n = split(deltas, 2)
    np.multiply(total[1:], 1 - z, out=delta_n)
    np.multiply(delta_n, z * (hs[:-1] - n), out=delta_z)  # σ' = z (1 − z)
    return Gradients(**to_inputs(params, xs, deltas), state0=total[0], total=total, deltas=deltas)


def step_jacobians(params, trace):
    """Return J_t = ∂h_t/∂h_{t-1} = diag(z_t) for every step and sequence: (T, B, H, H), J_t at t-1.

    Raises ValueError as `backward` does.
    """
    n_hidden = _check_run(params, trace)
    return split(trace.gates, 2)[0][..., None] * np.eye(n_hidden, dtype=trace.hs.dtype)


def _check_run(params, trace):
    """Raise ValueError unless the parameters fit together, and the run is one of theirs; return H."""
    n_hidden, n_inputs = check(params)
    expect.run("trace", trace, Trace, n_inputs, n_hidden)
    return n_hidden


def check(params):
    """Raise ValueError unless the parameters fit together; return (H, I)."""
    expect.fields("params", params, Params)
    expect.array("W_ih", params.W_ih, ("2H", "I"))
    n_hidden = max(1, len(params.W_ih) // 2)
    expect.array("W_ih", params.W_ih, (2 * n_hidden, "I"))
    expect.array("b_h", params.b_h, (2 * n_hidden,))
    return n_hidden, params.W_ih.shape[1]
