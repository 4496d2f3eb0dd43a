"""Instruments: how much does each time step matter to the loss, and how fast does that change going back?"""

import numpy as np

from helpers import expect
from helpers.cells import rnn

SWEEP = 2**23  # bytes that `blame` may take for a sweep, though its answer be smaller


def norms(total):
    """Return one norm per row of (T+1, B, H) or (T, B, H): ‖dL/dh_t‖ over the units and the batch together."""
    expect.array("total", total, ("T", "B", "H"))
    return _norms(total)


def _norms(rows):
    """One norm per row of (N, B, H), in the precision of the rows."""
    wide = np.promote_types(rows.dtype, np.float64)  # a square underflows in float32 at half the lag its root does
    found = np.sqrt(np.einsum("tbh,tbh->t", rows, rows, dtype=wide))
    beyond = np.flatnonzero((found < 1e-140) | (found == np.inf))  # squares may have under- or overflowed: scaled to 1
    if len(beyond):
        largest = np.abs(rows[beyond]).max(axis=(1, 2))
        scaled = rows[beyond] / np.where(largest > 0, largest, 1)[:, None, None]
        found[beyond] = largest * np.sqrt(np.einsum("tbh,tbh->t", scaled, scaled))
    return found.astype(rows.dtype, copy=False)


def ledger(trace, deltas):
    """Return the contribution of every step to dL/dW_hh, δ_t h_{t-1}ᵀ summed over the batch: (T, H, H).

    Takes a Trace and deltas (T, B, H); entry t-1 is step t's, and the sum over the first axis is dL/dW_hh.
    K gates have K times the rows: deltas (T, B, K·H) give (T, K·H, H). The minGRU has no W_hh: its ledger is W_ih's,
    δ_t x_tᵀ, (T, 2H, I).
    """
    expect.fields("trace", trace, rnn.Trace)
    if not hasattr(type(trace), "recurrent_inputs"):
        raise ValueError(f"trace is {expect.described(trace)}; expected the run of a cell such as rnn, lstm or gru")
    expect.run("trace", trace, type(trace))
    n_states, n_batch, n_hidden = trace.hs.shape
    expect.array("deltas", deltas, (n_states - 1, n_batch, trace.n_gates * n_hidden))
    seen = trace.recurrent_inputs  # (T, 1 or K, B, H): the reset gate lets the rows of W_hh read different things
    rows = deltas.reshape(n_states - 1, n_batch, seen.shape[1], -1).transpose(0, 2, 3, 1)
    return (rows @ seen).reshape(n_states - 1, -1, seen.shape[-1])


def blame(params, trace, dhs, cell=rnn, state="total"):
    """Return M (T+1, T+1, B): M[k, t] = ‖dL_k/dh_t‖, how much of the blame for the loss at step k reaches state t.

    Takes the immediate gradients dhs (T, B, H) of L = Σ_k L_k and a run of any cell; `state` names the total gradient
    asked for, "total_c" for the LSTM's cell state. Lower triangular: a loss blames nothing that comes after it; row 0
    is zero. One backward sweep serves many k: a batch in which each copy of the run is asked for one L_k alone.
    Raises ValueError as the cell's `backward` does, and for a state that the cell does not have.
    """
    expect.cell("cell", cell)
    n_hidden, n_inputs = cell.check(params)
    expect.run("trace", trace, cell.Trace, n_inputs, n_hidden)
    expect.one_of("state", state, [name for name in cell.Gradients._fields if name.startswith("total")])
    n_states, n_batch, _ = trace.hs.shape
    expect.array("dhs", dhs, (n_states - 1, n_batch, n_hidden))
    weights = [array for array in params if isinstance(array, np.ndarray)]
    M = np.zeros((n_states, n_states, n_batch), np.result_type(trace.hs, dhs, *weights))
    # A sweep takes about three times the memory of the runs that it goes back through, and of one more array of states.
    at_once = max(M.nbytes, SWEEP) // (3 * sum(array.nbytes for array in (*trace, trace.hs))) or 1
    for first in range(1, n_states, at_once):
        M[first : first + at_once, : first + at_once] = _blame_of(params, trace, dhs, cell, state, first, at_once)
    return M


def _blame_of(params, trace, dhs, cell, state, first, at_once):
    """The rows of M for the losses of at_once steps from `first` on: one sweep back from the last of these steps."""
    asked = dhs[first - 1 : first - 1 + at_once]
    n_copies, end = len(asked), first - 1 + len(asked)
    alone = np.zeros((end, n_copies, *dhs.shape[1:]), dhs.dtype)  # step, copy, sequence, unit
    alone[np.arange(first - 1, end), np.arange(n_copies)] = asked
    until = {field: array[: end + (field in trace.states)] for field, array in trace._asdict().items()}
    copies = type(trace)(*(np.tile(array, (1, n_copies, 1)) for array in until.values()))
    total = getattr(cell.backward(params, copies, alone.reshape(end, -1, dhs.shape[2])), state)
    return _norms(total.reshape(-1, 1, dhs.shape[2])).reshape(end + 1, n_copies, -1).swapaxes(0, 1)


def jacobian_products(jacobians):
    """Return ∂h_T/∂h_t = J_T ⋯ J_{t+1} for t = 0…T, aligned with hs: (T+1, B, H, H) from (T, B, H, H)."""
    expect.array("jacobians", jacobians, ("T", "B", "H", "H"))
    products = np.empty((len(jacobians) + 1, *jacobians.shape[1:]), jacobians.dtype)
    products[-1] = np.eye(jacobians.shape[-1])
    for t in range(len(jacobians) - 1, -1, -1):
        products[t] = products[t + 1] @ jacobians[t]
    return products


def spectral_radius(W):
    """Return ρ(W), the largest absolute eigenvalue of a square matrix (H, H): the growth of W^k for large k."""
    expect.array("W", W, ("H", "H"))
    return float(np.abs(np.linalg.eigvals(W)).max())


def largest_singular_value(W):
    """Return σ_max(W), the most by which a matrix (H, K) can stretch a vector in one step."""
    expect.array("W", W, ("H", "K"))
    return float(np.linalg.svd(W, compute_uv=False)[0])


def measured_rate(norms):
    """Return the slope of log ‖dL/dh_t‖ per step back, fitted to norms (T+1,) by least squares.

    Negative where the gradient vanishes going back, positive where it explodes. Rows that are exactly zero have
    no logarithm and are left out; with fewer than two others the rate is −inf.
    """
    expect.array("norms", norms, ("T+1",))
    expect.not_negative("norms", norms)
    t = np.flatnonzero(norms > 0)
    if len(t) < 2:
        return -np.inf
    return float(-np.polyfit(t, np.log(norms[t].astype(float)), 1)[0])


def lyapunov_rate(jacobians):
    """Return the largest Lyapunov exponent of the run: how fast a small change of h_0 grows, in log units per step.

    Takes the step Jacobians of one sequence (T, H, H). Follows one direction through all steps, rescaling it as
    it goes: the first column of the QR method (Benettin et al. 1980). −inf if the direction dies exactly.
    """
    expect.array("jacobians", jacobians, ("T", "H", "H"))
    n_steps, n_hidden, _ = jacobians.shape
    direction = np.cos(np.arange(1.0, n_hidden + 1))  # without a pattern to which a matrix could be blind
    direction, growth = direction / np.linalg.norm(direction), 0.0
    for J in jacobians:
        direction = J @ direction
        length = np.linalg.norm(direction)
        if length == 0:
            return -np.inf
        direction, growth = direction / length, growth + np.log(length)
    return float(growth / n_steps)


def mean_field_rate(gain, input_sd, activation="tanh"):
    """Return ½ log χ, the rate that the theory of wide random networks predicts, in log units per step.

    W_hh is Gaussian with standard deviation gain/√H (so its spectral radius is close to `gain`) and the inputs bring
    Gaussian noise of standard deviation `input_sd` to every unit. q = gain² E[φ(√q z)²] + input_sd² gives the size of
    the pre-activations, χ = gain² E[φ'(√q z)²] the mean squared growth. −inf at gain 0. Raises ValueError for a
    negative or non-finite gain or input_sd, an unknown activation. Source: Poole et al. 2016, eqs. 3 and 6.
    """
    expect.number("gain", gain, least=0)
    expect.number("input_sd", input_sd, least=0)
    expect.one_of("activation", activation, rnn.ACTIVATIONS)
    if gain == 0:
        return -np.inf
    slope = {"identity": 1.0, "relu": 0.5}.get(activation) or _mean_squared_tanh_slope(gain, input_sd)
    return float(np.log(gain) + 0.5 * np.log(slope))


def _mean_squared_tanh_slope(gain, input_sd):
    z = np.linspace(-8, 8, 801)  # fine enough for a steep tanh, where Gauss–Hermite points are too far apart
    weights = np.exp(-z * z / 2)
    weights /= weights.sum()
    low, high = input_sd**2, input_sd**2 + gain**2  # tanh² ≤ 1: the fixed point lies between
    for _ in range(60):
        q = (low + high) / 2
        grows = gain**2 * weights @ np.tanh(np.sqrt(q) * z) ** 2 + input_sd**2 > q
        low, high = (q, high) if grows else (low, q)
    return weights @ (1 - np.tanh(np.sqrt(q) * z) ** 2) ** 2


def central_differences(f, x, eps=1e-5):
    """Return the gradient of a scalar function f at x, by (f(x + ε e) − f(x − ε e)) / 2ε for every entry e of x.

    x is a float array of any shape and is left as it was; f takes an array of x's shape and dtype, its own at each
    call: it may change it.
    The error is of order eps² plus rounding over eps: about 1e-10 in float64.
    """
    expect.function("f", f, "x")
    expect.positive("eps", eps)
    probe = _probe(x)
    gradient = np.empty_like(probe)
    for i in np.ndindex(probe.shape):
        probe[i] = x[i] + eps
        above = _value(f, probe)
        probe[i] = x[i] - eps
        gradient[i] = (above - _value(f, probe)) / (2 * eps)
        probe[i] = x[i]
    return gradient


def complex_step(f, x, eps=1e-30):
    """Return the gradient of a scalar function f at x, by Im f(x + iε e) / ε for every entry e of x.

    No difference is taken, so nothing cancels: exact to rounding. f must accept complex arrays and be analytic
    (tanh and the identity are; ReLU, norms and absolute values are not). Source: Squire & Trapp 1998.
    """
    expect.function("f", f, "x")
    expect.positive("eps", eps)
    probe = _probe(x).astype(complex)
    gradient = np.empty(probe.shape)
    for i in np.ndindex(probe.shape):
        probe[i] = x[i] + 1j * eps
        value = _value(f, probe, "biufc")
        if not np.iscomplexobj(value):
            raise ValueError(f"f returned {value} at a complex x; expected a complex number: f is not analytic")
        gradient[i] = value.imag / eps
        probe[i] = x[i]
    return gradient


def _value(f, x, kinds="biuf"):
    """f at x, which f gets for itself; a number of one of NumPy's kinds."""
    value = f(x.copy())
    found = np.asarray(value)
    if found.ndim or found.dtype.kind not in kinds or not np.isfinite(found):
        given = f"an array of shape {found.shape}" if found.ndim else value
        raise ValueError(f"f returned {given}; expected one finite number")
    return value


def _probe(x):
    expect.array("x", x)
    if np.iscomplexobj(x):
        raise ValueError(f"x has dtype {x.dtype}; expected float64 or float32")
    return x.copy()
