"""Every gradient of a Problem by PyTorch's autograd: a loop of its own cells, and one written by hand.

The loop keeps each state, `nn.RNN` and its like would not do: the gradient they keep for their output at t is the
immediate one alone. The loop by hand keeps the pre-activations; PyTorch has no cell with the GRU's reset "before".
"""

from types import SimpleNamespace

import numpy as np
import pytest

from helpers.learn import training


def gradients_by_torch(problem):
    """Return {name: array} like Problem.found(), and the states of the run as "hs" and "cs"."""
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    given = {"xs": problem.xs, **training.weights(problem.params)}
    given |= {f"state0.{name}": part for name, part in zip("hc", problem.state0)}
    leaves = {name: torch.from_numpy(array).requires_grad_() for name, array in given.items()}

    def differentiate(step):
        states, kept = [tuple(leaf for name, leaf in leaves.items() if name.startswith("state0"))], {}
        for leaf in leaves.values():
            leaf.grad = None
        for x in leaves["xs"]:
            state, preactivations = step(torch, problem.params, SimpleNamespace(**leaves), x, *states[-1])
            states.append(state)
            for name, tensor in preactivations.items():
                kept.setdefault(name, []).append(tensor)
        kept |= {name: list(tensors) for name, tensors in zip(("total", "total_c"), zip(*states))}
        for tensor in (tensor for tensors in kept.values() for tensor in tensors):
            tensor.retain_grad()
        sum((dh * h).sum() for dh, (h, *_) in zip(torch.from_numpy(problem.dhs), states[1:])).backward()
        found = {name: np.stack([tensor.grad.numpy() for tensor in tensors]) for name, tensors in kept.items()}
        found |= {name: leaf.grad.numpy().copy() for name, leaf in leaves.items()}
        parts = zip(("hs", "cs"), zip(*states))
        return found | {name: np.stack([s.detach().numpy() for s in part]) for name, part in parts}

    by_hand = differentiate(BY_HAND[problem.cell.__name__.split(".")[-1]])
    return by_hand | (differentiate(by_its_own_cell) if problem.name in ITS_CELLS else {})


def rnn(torch, params, w, x, h):
    a = torch.nn.functional.linear(x, w.W_ih, w.b_h) + torch.nn.functional.linear(h, w.W_hh)
    phi = {"tanh": torch.tanh, "relu": torch.relu, "identity": torch.clone}[params.activation]
    return (phi(a),), {"deltas": a}


def lstm(torch, params, w, x, h, c):
    a = torch.nn.functional.linear(x, w.W_ih, w.b_h) + torch.nn.functional.linear(h, w.W_hh)
    i, f, g, o = a.chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return (torch.sigmoid(o) * torch.tanh(c), c), {"deltas": a}


def gru(torch, params, w, x, h):
    linear, n_hidden = torch.nn.functional.linear, h.shape[1]
    from_x = linear(x, w.W_ih, w.b_h)
    x_r, x_z, x_n = from_x.chunk(3, dim=1)
    if params.reset == "after":
        from_h = linear(h, w.W_hh, second_bias(torch, w))
        h_r, h_z, h_n = from_h.chunk(3, dim=1)
        n = torch.tanh(x_n + torch.sigmoid(x_r + h_r) * h_n)
    else:
        h_r, h_z = linear(h, w.W_hh[: 2 * n_hidden]).chunk(2, dim=1)
        n = torch.tanh(x_n + linear(torch.sigmoid(x_r + h_r) * h, w.W_hh[2 * n_hidden :], w.b_hn))
        from_h = from_x  # they are added: their gradients are one
    z = torch.sigmoid(x_z + h_z)
    return ((1 - z) * n + z * h,), {"deltas_ih": from_x, "deltas": from_h}


def mingru(torch, params, w, x, h):
    a = torch.nn.functional.linear(x, w.W_ih, w.b_h)
    a_z, n = a.chunk(2, dim=1)
    return (torch.lerp(n, h, torch.sigmoid(a_z)),), {"deltas": a}


def second_bias(torch, w):
    return torch.cat([torch.zeros(2 * len(w.b_hn), dtype=torch.float64), w.b_hn])


BY_HAND = {"rnn": rnn, "lstm": lstm, "gru": gru, "mingru": mingru}
ITS_CELLS = ("tanh", "relu", "lstm", "gru after")


def by_its_own_cell(torch, params, w, x, *state):
    """PyTorch's own forward, on our tensors; it keeps no pre-activations."""
    kinds = {4: torch.nn.RNNCell, 3: torch.nn.LSTMCell, 5: torch.nn.GRUCell}
    options = {"nonlinearity": params.activation} if hasattr(params, "activation") else {}
    cell = kinds[len(params)](x.shape[1], w.W_hh.shape[1], dtype=torch.float64, **options)
    bias_hh = second_bias(torch, w) if hasattr(w, "b_hn") else torch.zeros_like(w.b_h)
    named = {"weight_ih": w.W_ih, "weight_hh": w.W_hh, "bias_ih": w.b_h, "bias_hh": bias_hh}
    found = torch.func.functional_call(cell, named, (x, state if len(state) == 2 else state[0]))
    return (found if len(state) == 2 else (found,)), {}
