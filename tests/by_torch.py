"""Every gradient of a Problem by PyTorch's autograd: through a loop of its own cells, or of one written by hand.

The loop keeps each state, `nn.RNN` and its like would not do: the gradient they keep for their output at t is the
immediate one alone. Nudges of zero stand where a gradient is asked for at a pre-activation. PyTorch has no RNN without
an activation, no reset "before" and no minGRU, and its GRU has no place for a nudge of n's second half.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from helpers.learn import training


def gradients_by_torch(problem):
    """Return {name: array} like problem.found, and the states of the run, once for each of the loops there is."""
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    at_inputs = "deltas_ih" if "deltas_ih" in problem.found else "deltas"  # the gradients at all that W_ih gives
    given = {name: getattr(problem, name) for name in ("xs", "state0")} | training.weights(problem.params)
    given |= {at_inputs: np.zeros_like(problem.found["deltas"]), "at_n": np.zeros_like(problem.dhs)}
    for step in STEPS[problem.name]:
        w = SimpleNamespace(**{name: torch.tensor(array, requires_grad=True) for name, array in given.items()})
        w.nudges, w.params = getattr(w, at_inputs), problem.params
        states = [tuple(w.state0.reshape(-1, *w.at_n.shape[1:]))]
        for t in range(len(w.xs)):
            states.append(step(torch, w, t, *states[-1]))
        for part in (part for state in states for part in state):
            part.retain_grad()
        sum((dh * h).sum() for dh, (h, *_) in zip(torch.from_numpy(problem.dhs), states[1:])).backward()
        found = {name: getattr(w, name).grad for name in given}
        found = {name: grad.numpy() for name, grad in found.items() if grad is not None}
        if "at_n" in found:  # r and z add what W_hh gives to what W_ih gives: there the gradients are one
            found["deltas"] = np.concatenate([found["deltas_ih"][..., : -w.at_n.shape[2]], found.pop("at_n")], axis=2)
        found["total"] = np.reshape([[part.grad.numpy() for part in state] for state in states], problem.states.shape)
        yield found, np.reshape([[part.detach().numpy() for part in state] for state in states], problem.states.shape)


def its_own(name, **options):
    """A step by one of PyTorch's cells, on our tensors: the nudges come in as more inputs, each wired to its unit."""

    def step(torch, w, t, *state):
        W_ih, x = torch.hstack([w.W_ih, torch.eye(len(w.W_ih))]), torch.hstack([w.xs[t], w.nudges[t]])
        cell = getattr(torch.nn, name)(x.shape[1], w.W_hh.shape[1], dtype=torch.float64, **options)
        second = torch.hstack([0 * w.b_hn, 0 * w.b_hn, w.b_hn]) if hasattr(w, "b_hn") else 0 * w.b_h
        named = {"weight_ih": W_ih, "weight_hh": w.W_hh, "bias_ih": w.b_h, "bias_hh": second}
        found = torch.func.functional_call(cell, named, (x, state if len(state) == 2 else state[0]))
        return found if len(state) == 2 else (found,)

    return step


def identity(torch, w, t, h):
    return (w.xs[t] @ w.W_ih.T + w.b_h + w.nudges[t] + h @ w.W_hh.T,)


def gru(torch, w, t, h):
    a_r, a_z, a_n = (w.xs[t] @ w.W_ih.T + w.b_h + w.nudges[t]).chunk(3, dim=1)
    W_r, W_z, W_n = w.W_hh.chunk(3)
    r, z, after = torch.sigmoid(a_r + h @ W_r.T), torch.sigmoid(a_z + h @ W_z.T), w.params.reset == "after"
    memory = (h if after else r * h) @ W_n.T + w.b_hn + w.at_n[t]
    return ((1 - z) * torch.tanh(a_n + (r * memory if after else memory)) + z * h,)


def mingru(torch, w, t, h):
    a_z, n = (w.xs[t] @ w.W_ih.T + w.b_h + w.nudges[t]).chunk(2, dim=1)
    return (torch.lerp(n, h, torch.sigmoid(a_z)),)


STEPS = {
    "tanh": [its_own("RNNCell")], "relu": [its_own("RNNCell", nonlinearity="relu")], "identity": [identity],
    "lstm": [its_own("LSTMCell")], "gru after": [its_own("GRUCell"), gru], "gru before": [gru], "mingru": [mingru],
}  # fmt: skip
