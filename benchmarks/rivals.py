"""Other ways to do the forward pass and BPTT of one network: what the helper is measured against.

Each takes (params, xs, state0, dhs) and returns a function of no arguments that does it all once. All of them but
`floor`, which computes nothing of use, return gradients that the benchmark compares with the helper's before it times.
"""

import json
import re
from itertools import pairwise
from pathlib import Path

import numpy as np

from helpers import rnn

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"


def helper(params, xs, state0, dhs):
    """The course's own: forward, then backward, with all of its checks."""
    return lambda: rnn.backward(params, rnn.forward(params, xs, state0), dhs)


def floor(params, xs, state0, dhs):
    """The same matrix products in the same order and one tanh per element, into memory that is kept; nothing else."""
    T, B, I = xs.shape
    H = state0.shape[1]
    W_ih, W_hh = params.W_ih, params.W_hh
    W_ih_T, W_hh_T = np.ascontiguousarray(W_ih.T), np.ascontiguousarray(W_hh.T)
    hs, deltas, dxs, carried = np.zeros((T + 1, B, H)), dhs.copy(), np.empty_like(xs), np.empty((B, H))
    dW_ih, dW_hh = np.empty_like(W_ih), np.empty_like(W_hh)
    x_rows, h_rows, d_rows = xs.reshape(T * B, I), hs[:-1].reshape(T * B, H), deltas.reshape(T * B, H)
    a_rows, dx_rows = hs[1:].reshape(T * B, H), dxs.reshape(T * B, I)
    states, steps, tanh = list(hs), list(deltas[::-1]), np.tanh

    def run():
        x_rows.dot(W_ih_T, a_rows)
        for before, after in pairwise(states):
            before.dot(W_hh_T, carried)
            tanh(after, after)
        for delta in steps:
            delta.dot(W_hh, carried)
        d_rows.T.dot(x_rows, dW_ih)
        d_rows.T.dot(h_rows, dW_hh)
        d_rows.dot(W_ih, dx_rows)

    return run


def own_loop(params, xs, state0, dhs):
    """The loop of notebook 03: a plain forward pass, and the backward pass of the exercise's own solution."""
    W_ih, W_hh, b_h, _ = params
    my_bptt = solution("03_bptt.ipynb", "my_bptt")

    def run():
        hs = [state0]
        for x in xs:
            hs.append(np.tanh(x @ W_ih.T + hs[-1] @ W_hh.T + b_h))
        total, dW_ih, dW_hh, db_h = my_bptt(params, xs, np.array(hs), dhs)
        return rnn.Gradients(dW_ih, dW_hh, db_h, None, total[0], total, None)

    return run


def solution(notebook, name):
    """Return the function that a notebook's folded solution defines."""
    cells = json.loads((NOTEBOOKS / notebook).read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    code = next(code for text in texts for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if f"def {name}(" in code)
    space = {"np": np}
    exec(code, space)
    return space[name]


def column_loop(params, xs, state0, dhs):
    """One example at a time, one step at a time, in column vectors: as the formulas are written."""
    W_ih, W_hh, b_h, _ = params
    T, B, _ = xs.shape

    def run():
        dW_ih, dW_hh, db_h = np.zeros_like(W_ih), np.zeros_like(W_hh), np.zeros_like(b_h)
        total = np.zeros((T + 1, B, len(b_h)))
        for b in range(B):
            h = {0: state0[b]}
            for t in range(1, T + 1):
                h[t] = np.tanh(np.dot(W_ih, xs[t - 1, b]) + np.dot(W_hh, h[t - 1]) + b_h)
            carried = np.zeros_like(b_h)
            for t in range(T, 0, -1):
                total[t, b] = g = dhs[t - 1, b] + carried
                delta = (1 - h[t] * h[t]) * g
                dW_ih += np.outer(delta, xs[t - 1, b])
                dW_hh += np.outer(delta, h[t - 1])
                db_h += delta
                carried = np.dot(W_hh.T, delta)
            total[0, b] = carried
        return rnn.Gradients(dW_ih, dW_hh, db_h, None, total[0], total, None)

    return run


def pytorch(params, xs, state0, dhs):
    """`torch.nn.RNN`, forward and backward, with the gradients of all weights, the inputs and the initial state."""
    import torch

    torch.set_num_threads(1)
    H, I = params.W_ih.shape
    net = torch.nn.RNN(I, H, dtype=torch.float64)
    with torch.no_grad():
        for weights, value in zip(net.parameters(), (*params[:3], np.zeros(H))):
            weights.copy_(torch.from_numpy(value))
    inputs, state = (torch.from_numpy(array.copy()).requires_grad_() for array in (xs, state0[None]))
    asked = torch.from_numpy(dhs)

    def run():
        for tensor in (inputs, state, *net.parameters()):
            tensor.grad = None
        net(inputs, state)[0].backward(asked)
        dW_ih, dW_hh, db_h, _ = (weights.grad.numpy() for weights in net.parameters())
        return rnn.Gradients(dW_ih, dW_hh, db_h, inputs.grad.numpy(), state.grad[0].numpy(), None, None)

    return run


def jax_jit(params, xs, state0, dhs):
    """JAX: `lax.scan` under `jit`, the gradients of all weights, the inputs and the initial state."""
    import jax

    jax.config.update("jax_enable_x64", True)

    def loss(weights, xs, state0):
        W_ih, W_hh, b_h = weights

        def step(h, x):
            h = jax.numpy.tanh(x @ W_ih.T + h @ W_hh.T + b_h)
            return h, h

        return (jax.lax.scan(step, state0, xs)[1] * dhs).sum()

    differentiate = jax.jit(jax.grad(loss, argnums=(0, 1, 2)))
    given = jax.device_put((tuple(params[:3]), xs, state0))

    def run():
        (dW_ih, dW_hh, db_h), dxs, dstate0 = jax.block_until_ready(differentiate(*given))
        return rnn.Gradients(dW_ih, dW_hh, db_h, dxs, dstate0, None, None)

    return run
