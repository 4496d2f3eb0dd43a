"""Other ways to do the forward pass and BPTT of one network: what the helpers are measured against.

Each takes a Problem and returns a function of no arguments that does it all once. All of them but `floor`, which
computes nothing of use, return gradients, {name: array}, that the benchmark compares with the helper's before it times.
"""

from importlib.util import find_spec

import numpy as np

from benchmarks.loops import column_loop, own_loop


def floor(problem):
    """The same matrix products in the same order and one exp or tanh per element, into memory that is kept; nothing else.

    A σ counts as one exp; the LSTM has one tanh more, of c.
    """
    cell, params, xs, _, dhs = problem
    (T, B, I), H, W_ih, W_hh = xs.shape, dhs.shape[2], params.W_ih, params.W_hh
    K, tanh, exp = len(W_hh) // H, np.tanh, np.exp
    W_ih_T, W_hh_T = np.ascontiguousarray(W_ih.T), np.ascontiguousarray(W_hh.T)
    gates, deltas, dxs = np.empty((T, B, K * H)), np.tile(dhs, (1, 1, K)), np.empty_like(xs)
    hs = gates if cell == "RNN" else dhs.copy()
    forward, back, dW_ih, dW_hh = np.empty((B, K * H)), np.empty((B, H)), np.empty_like(W_ih), np.empty_like(W_hh)
    x_rows, h_rows, d_rows = xs.reshape(T * B, I), hs.reshape(T * B, H), deltas.reshape(T * B, K * H)
    a_rows, dx_rows = gates.reshape(T * B, K * H), dxs.reshape(T * B, I)
    parts = np.split(gates.reshape(T, -1), [(K - 1) * B * H], axis=1)  # of each step: what is put through exp, and tanh
    steps, deltas, more = list(zip(hs, *parts)), list(deltas[::-1]), cell == "LSTM"

    def run():
        x_rows.dot(W_ih_T, a_rows)
        for h, logistic, squashed in steps:
            h.dot(W_hh_T, forward)
            exp(logistic, logistic)
            tanh(squashed, squashed)
            if more:
                tanh(h, h)
        for delta in deltas:
            delta.dot(W_hh, back)
        d_rows.T.dot(x_rows, dW_ih)
        d_rows.T.dot(h_rows, dW_hh)
        d_rows.dot(W_ih, dx_rows)

    return run


def pytorch(problem):
    """`torch.nn.RNN`, `LSTM` or `GRU`, forward and backward: gradients of all weights, inputs and initial states."""
    import torch

    cell, params, xs, state0, dhs = problem
    torch.set_num_threads(1)
    H, I = params.W_hh.shape[1], params.W_ih.shape[1]
    second_bias = np.zeros_like(params.b_h)  # PyTorch has two; only the GRU's b_hn is no mere addend of the first
    if cell == "GRU":
        second_bias[2 * H :] = params.b_hn
    net = getattr(torch.nn, cell)(I, H, dtype=torch.from_numpy(xs).dtype)
    with torch.no_grad():
        for weights, value in zip(net.parameters(), (*params[:3], second_bias)):
            weights.copy_(torch.from_numpy(value))
    inputs, state = (torch.from_numpy(array.copy()).requires_grad_() for array in (xs, state0))
    asked = torch.from_numpy(dhs)

    def run():
        for tensor in (inputs, state, *net.parameters()):
            tensor.grad = None
        initial = (state[:1], state[1:]) if cell == "LSTM" else state[None]
        net(inputs, initial)[0].backward(asked)
        dW_ih, dW_hh, db_h, db_hh = (weights.grad.numpy() for weights in net.parameters())
        found = {"W_ih": dW_ih, "W_hh": dW_hh, "b_h": db_h, "xs": inputs.grad.numpy(), "state0": state.grad.numpy()}
        return {**found, "b_hn": db_hh[2 * H :]} if cell == "GRU" else found

    return run


def jax_jit(problem):
    """JAX: `lax.scan` under `jit`, the gradients of all weights, the inputs and the initial state."""
    import jax

    jax.config.update("jax_enable_x64", True)
    cell, params, xs, state0, dhs = problem
    step = JAX_STEPS[cell]

    def loss(weights, xs, state0):
        def scanned(state, x):
            state = step(jax, weights, x, state)
            return state, state[0] if cell == "LSTM" else state

        return (jax.lax.scan(scanned, tuple(state0) if cell == "LSTM" else state0, xs)[1] * dhs).sum()

    differentiate = jax.jit(jax.grad(loss, argnums=(0, 1, 2)))
    weights = {name: value for name, value in params._asdict().items() if isinstance(value, np.ndarray)}
    given = jax.device_put((weights, xs, state0))

    def run():
        found, dxs, dstate0 = jax.block_until_ready(differentiate(*given))
        return {**found, "xs": dxs, "state0": dstate0}

    return run


def jax_rnn(jax, w, x, h):
    """One step of the vanilla cell."""
    return jax.numpy.tanh(x @ w["W_ih"].T + h @ w["W_hh"].T + w["b_h"])


def jax_lstm(jax, w, x, state):
    """One step of the LSTM."""
    h, c = state
    i, f, g, o = jax.numpy.split(x @ w["W_ih"].T + h @ w["W_hh"].T + w["b_h"], 4, axis=1)
    c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jax.numpy.tanh(g)
    return jax.nn.sigmoid(o) * jax.numpy.tanh(c), c


def jax_gru(jax, w, x, h):
    """One step of the GRU, reset gate after the product."""
    x_r, x_z, x_n = jax.numpy.split(x @ w["W_ih"].T + w["b_h"], 3, axis=1)
    h_r, h_z, h_n = jax.numpy.split(h @ w["W_hh"].T, 3, axis=1)
    r, z = jax.nn.sigmoid(x_r + h_r), jax.nn.sigmoid(x_z + h_z)
    return (1 - z) * jax.numpy.tanh(x_n + r * (h_n + w["b_hn"])) + z * h


JAX_STEPS = {"RNN": jax_rnn, "LSTM": jax_lstm, "GRU": jax_gru}
RIVALS = {"floor": floor, "own loop": own_loop, "columns": column_loop, "PyTorch": pytorch, "JAX jit": jax_jit}
NEEDS = {"PyTorch": "torch", "JAX jit": "jax"}
WITH_W_HH = {"floor", "PyTorch", "JAX jit"}  # these know no minGRU


def present(problem):
    """Return {name: run} of everybody who can take part: libraries that are installed, columns at one size."""
    found = {}
    for name, rival in RIVALS.items():
        absent = name in NEEDS and find_spec(NEEDS[name]) is None
        slow = name == "columns" and (problem.cell, problem.xs.shape) != ("RNN", (100, 32, 32))
        unknown = problem.cell == "minGRU" and name in WITH_W_HH
        if not (absent or slow or unknown):
            found[name] = rival(problem)
    return found
