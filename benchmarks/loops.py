"""Forward pass and BPTT as most people would first write them in NumPy: everything inside the loop over steps.

Each takes a Problem and returns a function of no arguments that finds all the gradients once, {name: array}.
"""

import json
import re
from pathlib import Path

import numpy as np

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"


def rnn_loop(problem):
    """The loop of notebook 03: a plain forward pass, and the backward pass of the exercise's own solution."""
    _, params, xs, state0, dhs = problem
    W_ih, W_hh, b_h, _ = params
    my_bptt = solution("03_bptt.ipynb", "my_bptt")

    def run():
        hs = [state0]
        for x in xs:
            hs.append(np.tanh(x @ W_ih.T + hs[-1] @ W_hh.T + b_h))
        total, dW_ih, dW_hh, db_h = my_bptt(params, xs, np.array(hs), dhs)
        return {"W_ih": dW_ih, "W_hh": dW_hh, "b_h": db_h, "state0": total[0], "total": total}

    return run


def solution(notebook, name):
    """Return the function that a notebook's folded solution defines."""
    cells = json.loads((NOTEBOOKS / notebook).read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    code = next(code for text in texts for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if f"def {name}(" in code)
    space = {"np": np}
    exec(code, space)
    return space[name]


def sigmoid(a):
    """σ(a), as it is written."""
    return 1 / (1 + np.exp(-a))


def lstm_loop(problem):
    """The LSTM's formulas, one step at a time, for the whole batch."""
    _, (W_ih, W_hh, b_h), xs, state0, dhs = problem

    def run():
        (h, c), steps = state0, []
        for x in xs:
            i, f, g, o = np.split(x @ W_ih.T + h @ W_hh.T + b_h, 4, axis=1)
            i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
            steps.append((x, h, c, i, f, g, o))
            c = f * c + i * g
            h = o * np.tanh(c)

        dW_ih, dW_hh, db_h = np.zeros_like(W_ih), np.zeros_like(W_hh), np.zeros_like(b_h)
        dxs, dh, dc = np.empty_like(xs), np.zeros_like(h), np.zeros_like(h)
        for t in reversed(range(len(xs))):
            x, h, c, i, f, g, o = steps[t]
            tanh_c = np.tanh(f * c + i * g)
            dh = dh + dhs[t]
            dc = dc + dh * o * (1 - tanh_c**2)
            d_i, d_f, d_g, d_o = dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), dh * tanh_c * o * (1 - o)
            delta = np.concatenate([d_i, d_f, d_g, d_o], axis=1)
            dW_ih += delta.T @ x
            dW_hh += delta.T @ h
            db_h += delta.sum(axis=0)
            dxs[t], dh, dc = delta @ W_ih, delta @ W_hh, dc * f
        return {"W_ih": dW_ih, "W_hh": dW_hh, "b_h": db_h, "xs": dxs, "state0": np.array([dh, dc])}

    return run


def gru_loop(problem):
    """The GRU's formulas (reset gate after the product), one step at a time, for the whole batch."""
    _, (W_ih, W_hh, b_h, b_hn, _), xs, state0, dhs = problem

    def run():
        h, steps = state0, []
        for x in xs:
            (x_r, x_z, x_n), (h_r, h_z, m) = np.split(x @ W_ih.T + b_h, 3, axis=1), np.split(h @ W_hh.T, 3, axis=1)
            r, z, m = sigmoid(x_r + h_r), sigmoid(x_z + h_z), m + b_hn
            n = np.tanh(x_n + r * m)
            steps.append((x, h, r, z, n, m))
            h = (1 - z) * n + z * h

        dW_ih, dW_hh, db_h, db_hn = (np.zeros_like(array) for array in (W_ih, W_hh, b_h, b_hn))
        dxs, dh = np.empty_like(xs), np.zeros_like(h)
        for t in reversed(range(len(xs))):
            x, h, r, z, n, m = steps[t]
            dh = dh + dhs[t]
            d_n = dh * (1 - z) * (1 - n**2)
            d_r, d_z = d_n * m * r * (1 - r), dh * (h - n) * z * (1 - z)
            from_x, from_h = np.concatenate([d_r, d_z, d_n], axis=1), np.concatenate([d_r, d_z, d_n * r], axis=1)
            dW_ih += from_x.T @ x
            dW_hh += from_h.T @ h
            db_h += from_x.sum(axis=0)
            db_hn += (d_n * r).sum(axis=0)
            dxs[t], dh = from_x @ W_ih, from_h @ W_hh + dh * z
        return {"W_ih": dW_ih, "W_hh": dW_hh, "b_h": db_h, "b_hn": db_hn, "xs": dxs, "state0": dh}

    return run


def mingru_loop(problem):
    """The minGRU's formulas, one step at a time, for the whole batch."""
    _, (W_ih, b_h), xs, state0, dhs = problem

    def run():
        h, steps = state0, []
        for x in xs:
            z, n = np.split(x @ W_ih.T + b_h, 2, axis=1)
            z = sigmoid(z)
            steps.append((x, h, z, n))
            h = (1 - z) * n + z * h

        dW_ih, db_h, dxs, dh = np.zeros_like(W_ih), np.zeros_like(b_h), np.empty_like(xs), np.zeros_like(h)
        for t in reversed(range(len(xs))):
            x, h, z, n = steps[t]
            dh = dh + dhs[t]
            delta = np.concatenate([dh * (h - n) * z * (1 - z), dh * (1 - z)], axis=1)
            dW_ih += delta.T @ x
            db_h += delta.sum(axis=0)
            dxs[t], dh = delta @ W_ih, dh * z
        return {"W_ih": dW_ih, "b_h": db_h, "xs": dxs, "state0": dh}

    return run


LOOPS = {"RNN": rnn_loop, "LSTM": lstm_loop, "GRU": gru_loop, "minGRU": mingru_loop}


def own_loop(problem):
    """The plain loop of the problem's cell."""
    return LOOPS[problem.cell](problem)


def column_loop(problem):
    """The vanilla cell, one example at a time, one step at a time, in column vectors: as the formulas are written."""
    _, (W_ih, W_hh, b_h, _), xs, state0, dhs = problem
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
        return {"W_ih": dW_ih, "W_hh": dW_hh, "b_h": db_h, "state0": total[0], "total": total}

    return run
