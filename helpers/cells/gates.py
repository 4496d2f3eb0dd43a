"""What the LSTM and the GRU share: the logistic function, and gates side by side on one axis."""

import numpy as np

from helpers import expect


def split(gates, n_gates):
    """Return the parts of an array that holds gates side by side on its last axis (…, K·H): K views, each (…, H).

    Raises ValueError for what is no array, or one whose last axis n_gates does not divide.
    """
    expect.count("n_gates", n_gates)
    if type(gates) is not np.ndarray:
        raise ValueError(f"gates is {expect.described(gates)}; expected a NumPy array of shape (…, {n_gates}H)")
    if gates.ndim == 0 or gates.shape[-1] % n_gates:
        raise ValueError(f"gates has shape {gates.shape}; expected (…, {n_gates}H)")
    n_hidden = gates.shape[-1] // n_gates
    return tuple(gates[..., k * n_hidden : (k + 1) * n_hidden] for k in range(n_gates))


def logistic(a, out=None):
    """Return σ(a) = 1 / (1 + e^−a) for an array of any shape, written into `out` if given.

    Where e^−a overflows, σ is 0 and NumPy warns: wrap a caller in `np.errstate(over="ignore")`. Raises ValueError for
    what is no array of floats, an `out` of another shape.
    """
    expect.floats("a", a)
    if out is not None:
        expect.floats("out", out, a.shape)
    out = np.negative(a, out=out)
    np.exp(out, out=out)
    out += 1
    return np.reciprocal(out, out=out)


def from_inputs(params, xs, inside, dtype):
    """Return what the inputs xs (T, B, I) bring to every gate, for all steps in one product: (T, B, K·H).

    That is W_ih x_t + b_h, each entry times its factor in `inside` (K·H,).
    """
    n_steps, n_batch, n_inputs = xs.shape
    brought = np.empty((n_steps, n_batch, len(inside)), dtype)
    rows = brought.reshape(n_steps * n_batch, -1)
    np.dot(xs.reshape(n_steps * n_batch, n_inputs).astype(dtype, copy=False), params.W_ih.T * inside, out=rows)
    rows += params.b_h * inside
    return brought


def stretches(states):
    """Yield slices that cut the steps of a run, states (T, B, H), into stretches that stay in the processor's cache."""
    length = max(1, 32768 // states[0].size)
    for t in range(0, len(states), length):
        yield slice(t, t + length)


def to_inputs(params, xs, deltas):
    """Return what deltas (T, B, K·H) at a_t mean for W_ih, b_h and the inputs xs (T, B, I): {name: gradient}."""
    rows = deltas.reshape(-1, deltas.shape[-1])
    W_ih = rows.T @ xs.reshape(len(rows), -1)
    return {"W_ih": W_ih, "b_h": rows.sum(axis=0), "xs": (rows @ params.W_ih).reshape(xs.shape)}


def check_weights(params, n_gates):
    """Raise ValueError unless W_ih (K·H, I), W_hh (K·H, H) and b_h (K·H,) fit together; return (H, I)."""
    expect.array("W_hh", params.W_hh, (f"{n_gates}H", "H"))
    n_hidden = params.W_hh.shape[1]
    if len(params.W_hh) != n_gates * n_hidden:
        expect.array("W_hh", params.W_hh, (n_gates * n_hidden, n_hidden))
    expect.array("W_ih", params.W_ih, (n_gates * n_hidden, "I"))
    expect.array("b_h", params.b_h, (n_gates * n_hidden,))
    return n_hidden, params.W_ih.shape[1]
