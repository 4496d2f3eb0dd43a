"""Every gradient of a Problem by PyTorch's autograd: through a loop of its own cells, and through one written by hand.

The loop keeps each state, `nn.RNN` and its like would not do: the gradient they keep for their output at t is the
immediate one alone. Nudges of zero stand where a gradient is asked for at a pre-activation; PyTorch's own cells have no
place for them, and no activation "identity", no reset "before", no minGRU.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from helpers.learn import training

ITS_CELLS = {"tanh": "RNNCell", "relu": "RNNCell", "lstm": "LSTMCell", "gru after": "GRUCell"}


def gradients_by_torch(problem):
    """Return {name: array} like problem.found, and the states of the run, once for each of the loops there is."""
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    steps = [BY_HAND[problem.cell.__name__.split(".")[-1]]]
    return [differentiated(torch, problem, step) for step in steps + [its_own] * (problem.name in ITS_CELLS)]


def differentiated(torch, problem, step):
    deltas, state0 = problem.found["deltas"], problem.state0
    given = {"xs": problem.xs, "state0": state0, "nudges": np.zeros_like(deltas), "at_n": np.zeros_like(problem.dhs)}
    given |= training.weights(problem.params)
    w = SimpleNamespace(**{name: torch.tensor(array, requires_grad=True) for name, array in given.items()})
    w.a, states = w.xs @ w.W_ih.T + w.b_h + w.nudges, [tuple(w.state0.reshape(-1, *state0.shape[-2:]))]
    for t in range(len(w.xs)):
        states.append(step(torch, problem, w, t, *states[-1]))
    for part in (part for state in states for part in state):
        part.retain_grad()
    sum((dh * h).sum() for dh, (h, *_) in zip(torch.from_numpy(problem.dhs), states[1:])).backward()
    grads = {name: getattr(w, name).grad for name in given}
    found = {name: grad.numpy() for name, grad in grads.items() if grad is not None}
    found["total"] = np.reshape([[part.grad.numpy() for part in state] for state in states], problem.states.shape)
    found["states"] = np.reshape([[part.detach().numpy() for part in state] for state in states], problem.states.shape)
    if "nudges" in found:
        found["deltas"] = found.pop("nudges")
    if "at_n" in found:  # elsewhere what W_hh gives is added to what W_ih gives: their gradients are one
        found["deltas_ih"], n_rows = found["deltas"], 2 * problem.dhs.shape[2]
        found["deltas"] = np.concatenate([found["deltas_ih"][..., :n_rows], found.pop("at_n")], axis=2)
    return found


def rnn(torch, problem, w, t, h):
    phi = {"tanh": torch.tanh, "relu": torch.relu, "identity": torch.clone}[problem.params.activation]
    return (phi(w.a[t] + h @ w.W_hh.T),)


def lstm(torch, problem, w, t, h, c):
    i, f, g, o = (w.a[t] + h @ w.W_hh.T).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def gru(torch, problem, w, t, h):
    (a_r, a_z, a_n), (W_r, W_z, W_n) = w.a[t].chunk(3, dim=1), w.W_hh.chunk(3)
    r, z = torch.sigmoid(a_r + h @ W_r.T), torch.sigmoid(a_z + h @ W_z.T)
    after = problem.params.reset == "after"
    memory = (h if after else r * h) @ W_n.T + w.b_hn + w.at_n[t]
    return ((1 - z) * torch.tanh(a_n + (r * memory if after else memory)) + z * h,)


def mingru(torch, problem, w, t, h):
    a_z, n = w.a[t].chunk(2, dim=1)
    return (torch.lerp(n, h, torch.sigmoid(a_z)),)


BY_HAND = {"rnn": rnn, "lstm": lstm, "gru": gru, "mingru": mingru}


def its_own(torch, problem, w, t, *state):
    """PyTorch's own forward, on our tensors."""
    options = {"nonlinearity": problem.name} if problem.name in ("tanh", "relu") else {}
    kind, n_inputs, n_hidden = getattr(torch.nn, ITS_CELLS[problem.name]), w.W_ih.shape[1], w.W_hh.shape[1]
    cell = kind(n_inputs, n_hidden, dtype=torch.float64, **options)
    second = torch.zeros_like(w.b_h) if not hasattr(w, "b_hn") else torch.cat([0 * w.b_hn, 0 * w.b_hn, w.b_hn])
    named = {"weight_ih": w.W_ih, "weight_hh": w.W_hh, "bias_ih": w.b_h, "bias_hh": second}
    found = torch.func.functional_call(cell, named, (w.xs[t], state if len(state) == 2 else state[0]))
    return found if len(state) == 2 else (found,)
