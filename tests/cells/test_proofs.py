"""Three independent proofs of every gradient of every cell: central differences, complex step, PyTorch.

Errors are norm-wise and relative, ‖found − expected‖ / ‖expected‖, array by array and step by step.
"""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from problems import CELLS, PLACES, Problem

from helpers.cells import gru, rnn
from helpers.learn import training
from helpers.measure import gradients


def by_central_differences(problem):
    by_derivatives(problem, partial(gradients.central_differences, eps=3e-6), 1e-7)  # over 40 steps tanh bends


def by_complex_step(problem):
    by_derivatives(problem, gradients.complex_step, 1e-12)


def by_derivatives(problem, differentiate, tolerance):
    """Every gradient, asked along a few directions and at a few entries each."""
    questions = list(problem.questions())
    assert {name.split("[")[0] for name, *_ in questions} == set(problem.found)
    for name, gradient, x, f in questions:
        for directions in directions_of(gradient, problem.rng):
            # along each direction: the derivatives of s ↦ f(x + Σ s_k direction_k) at s = 0
            along = lambda s, f=f, x=x, directions=directions: f(x + np.tensordot(s, directions, 1))
            found = differentiate(along, np.zeros(len(directions)))
            assert_near(found, np.tensordot(directions, gradient, gradient.ndim), tolerance, name)


def directions_of(gradient, rng):
    """Unit directions, half along the gradient and half random; the axes of the largest and of random entries."""
    size = gradient.size
    if size <= 8:
        return [np.eye(size).reshape(size, *gradient.shape)]
    unit = gradient / (np.linalg.norm(gradient) or 1)
    random = rng.normal(size=(2, *gradient.shape)) / np.sqrt(size)
    entries = np.append(rng.choice(size, 4, replace=False), abs(gradient).argmax())
    axes = (np.arange(size) == entries[:, None]).astype(float)
    return [unit + random, axes.reshape(-1, *gradient.shape)]


def assert_near(found, expected, tolerance, name):
    assert found.shape == expected.shape, name
    assert np.linalg.norm(found - expected) <= tolerance * np.linalg.norm(expected), name


def by_pytorch(problem):
    """Every entry; early steps count as much as late ones, however small; and the states, for they are PyTorch's too.

    A loop keeps each state, `nn.RNN` and its like would not do: the gradient they keep for their output at t is the
    immediate one alone. Nudges of zero stand where a gradient is asked for at a pre-activation.
    """
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    given = {"xs": problem.xs, "state0": problem.state0, "nudges": np.zeros_like(problem.found["deltas"])}
    given |= training.weights(problem.params)
    w = SimpleNamespace(**{name: torch.tensor(array, requires_grad=True) for name, array in given.items()})
    w.kind, w.a, step = problem.name, w.xs @ w.W_ih.T + w.b_h + w.nudges, BY_HAND.get(problem.name, its_own)
    states = [tuple(w.state0.reshape(-1, *problem.dhs.shape[1:]))]
    for t in range(len(w.xs)):
        states.append(step(torch, w, t, *states[-1]))
    for part in (part for state in states for part in state):
        part.retain_grad()
    sum((dh * h).sum() for dh, (h, *_) in zip(torch.from_numpy(problem.dhs), states[1:])).backward()
    expected = {name: getattr(w, name).grad.numpy() for name in given}
    at_a = expected.pop("nudges")
    expected |= {"deltas": problem.reach * at_a} | ({"deltas_ih": at_a} if problem.cell is gru else {})
    parts = [[(part.detach().numpy(), part.grad.numpy()) for part in state] for state in states]
    states, expected["total"] = np.moveaxis(parts, 2, 0).reshape(2, *problem.states.shape)
    assert_near(problem.states, states, 1e-12, "states")
    assert {name: a.shape for name, a in problem.found.items()} == {name: a.shape for name, a in expected.items()}
    for name, gradient in expected.items():
        rows = (-1, *gradient.shape[-2:]) if gradient.ndim > 2 else (1, *gradient.shape)  # of h and c each its own
        for n, pair in enumerate(zip(problem.found[name].reshape(rows), gradient.reshape(rows))):
            assert_near(*pair, 1e-12, f"{name}, row {n}")


def its_own(torch, w, t, *state):
    """A step by PyTorch's own cell, on our tensors: the nudges come in as more inputs, each wired to its unit."""
    W_ih, x = torch.hstack([w.W_ih, torch.eye(len(w.W_ih))]), torch.hstack([w.xs[t], w.nudges[t]])
    second = torch.hstack([0 * w.b_hn, 0 * w.b_hn, w.b_hn]) if hasattr(w, "b_hn") else 0 * w.b_h
    state, cell = state if len(state) == 2 else state[0], getattr(torch, ITS_CELLS[w.kind])
    found = cell(x, state, W_ih, w.W_hh, w.b_h, second)
    return found if isinstance(found, tuple) else (found,)


def gru_before(torch, w, t, h):
    (a_r, a_z, a_n), (W_r, W_z, W_n) = w.a[t].chunk(3, dim=1), w.W_hh.chunk(3)
    r, z = torch.sigmoid(a_r + h @ W_r.T), torch.sigmoid(a_z + h @ W_z.T)
    return ((1 - z) * torch.tanh(a_n + (r * h) @ W_n.T + w.b_hn) + z * h,)


def mingru(torch, w, t, h):
    a_z, n = w.a[t].chunk(2, dim=1)
    return (torch.lerp(n, h, torch.sigmoid(a_z)),)


BY_HAND = {"identity": lambda torch, w, t, h: (w.a[t] + h @ w.W_hh.T,), "gru before": gru_before, "mingru": mingru}
ITS_CELLS = {"tanh": "rnn_tanh_cell", "relu": "rnn_relu_cell", "lstm": "lstm_cell", "gru after": "gru_cell"}


@pytest.mark.parametrize("prove", [by_central_differences, by_complex_step, by_pytorch])
@pytest.mark.parametrize("kind", CELLS)
def test_every_gradient(kind, prove):
    """The smallest problem, the largest, some that are only long, and a few at random."""
    drawn = np.random.default_rng(0).integers(1, 41, (8 if CELLS[kind][0] is rnn else 4, 4))  # gated cells take longer
    for n, sizes in enumerate([(1, 1, 1, 1), (40, 2, 40, 3), (40, 1, 1, 1), (40, 40, 40, 40), *drawn]):
        prove(Problem(kind, PLACES[n % 3], *sizes, seed=n, given_state0=n % 4 != 2))
