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
    return sigma(a, out)


def sigma(a, out=None):
    """The same without a look at the arguments, for the loops over steps."""
    out = np.negative(a, out=out)
    np.exp(out, out=out)
    out += 1
    return np.reciprocal(out, out=out)


def from_inputs(params, xs, dtype):
    """Return what the inputs xs (T, B, I) bring to every gate, W_ih x_t + b_h, in one product: (T, B, K·H)."""
    rows = xs.reshape(-1, xs.shape[2]).astype(dtype, copy=False) @ params.W_ih.T
    rows += params.b_h
    return rows.reshape(*xs.shape[:2], -1)


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
