"""Three independent proofs of every gradient: central differences, complex step, PyTorch.

The loss is L = Σ_t ⟨dhs_t, h_t⟩, whose immediate gradients are dhs, whatever the states. The problems are drawn so that
the question has a good answer in float64: gradients that neither vanish nor explode over 40 steps, ReLUs away from
their kink. Errors are norm-wise and relative, ‖found − expected‖ / ‖expected‖, array by array and step by step.
"""

import numpy as np
import pytest

from helpers import gradients, initial, rnn

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import example, given, settings
from hypothesis import strategies as st

ACTIVATIONS = ("tanh", "relu", "identity")
PLACES = ("every step", "last step", "middle step")
EPS = 1e-6  # over 40 steps L curves sharply: a nudge of 1e-5 would bend by more than rounding spoils
MARGIN = 3e-3  # no ReLU's pre-activation is nearer to the kink than this

sizes = st.integers(1, 40)
proof = settings(derandomize=True, deadline=None, max_examples=16, database=None)


def drawn(test):
    """Let hypothesis draw the sizes and the seed; the smallest and the largest problem are always among them."""
    test = given(T=sizes, B=sizes, I=sizes, H=sizes, seed=st.integers(0, 2**32 - 1), given_state0=st.booleans())(test)
    test = example(T=1, B=1, I=1, H=1, seed=1, given_state0=True)(test)
    test = example(T=40, B=40, I=40, H=40, seed=2, given_state0=True)(test)
    test = example(T=40, B=1, I=1, H=1, seed=3, given_state0=False)(test)
    return proof(test)


class Problem:
    """A network, its inputs, the immediate gradients, and what rnn.backward says about them."""

    def __init__(self, activation, place, T, B, I, H, seed, given_state0):
        rng = np.random.default_rng(seed)
        size = min(1, 4 / T)  # of the pre-activations: tanh keeps a slope of about 1 − h² for all of T steps
        W_hh = 1.05 * initial.orthogonal(rng, H)  # at 1.00 with H = 1, a sum over steps can cancel to nothing
        if activation == "relu":  # units pass their state around: some paths stay open for all of T steps
            W_hh = np.eye(H)[rng.permutation(H)] + rng.normal(0, size / 2 / np.sqrt(H), (H, H))
        W_ih, b_h = rng.normal(0, size / np.sqrt(I), (H, I)), rng.normal(0, size**1.5 / 3, H)
        self.params = rnn.Params(W_ih, W_hh, b_h, activation)
        self.state0 = rng.normal(0, size, (B, H)) if given_state0 else np.zeros((B, H))
        self.xs = self._inputs(rng, (T, B, I))
        self.dhs = rng.normal(size=(T, B, H))
        if place != "every step":
            kept = T - 1 if place == "last step" else T // 2
            self.dhs[np.arange(T) != kept] = 0
        self.trace = rnn.forward(self.params, self.xs, self.state0 if given_state0 else None)
        self.grads = rnn.backward(self.params, self.trace, self.dhs)
        self.rng = rng

    def _inputs(self, rng, shape):
        xs = rng.normal(size=shape)
        if self.params.activation != "relu":
            return xs
        W_ih, W_hh, b_h, _ = self.params
        h = self.state0
        for x in xs:
            near, size = np.ones(len(x), bool), 1.0
            while near.any():
                a = x @ W_ih.T + h @ W_hh.T + b_h
                near = abs(a).min(axis=1) < MARGIN
                size *= 1.1  # a unit that hardly hears the input needs a loud one
                x[near] = rng.normal(0, size, (near.sum(), x.shape[1]))
            h = np.maximum(a, 0)
        return xs

    def loss(self, hs, first=0):
        """The loss that the states h_first … h_T bring, less what it was: to take a constant away costs no digits."""
        start = max(first, 1)
        return (self.dhs[start - 1 :] * (hs[start - first :] - self.trace.hs[start:])).sum()

    def questions(self):
        """Yield (name, gradient to be proven, x, f): the gradient of f at x, f being a run of rnn.forward."""
        p, xs, s = self.params, self.xs, self.state0
        yield "W_ih", self.grads.W_ih, p.W_ih, lambda W: self.loss(rnn.forward(p._replace(W_ih=W), xs, s).hs)
        yield "W_hh", self.grads.W_hh, p.W_hh, lambda W: self.loss(rnn.forward(p._replace(W_hh=W), xs, s).hs)
        yield "b_h", self.grads.b_h, p.b_h, lambda b: self.loss(rnn.forward(p._replace(b_h=b), xs, s).hs)
        yield "xs", self.grads.xs, xs, lambda x: self.loss(rnn.forward(p, x, s).hs)
        yield "state0", self.grads.state0, s, lambda h: self.loss(rnn.forward(p, xs, h).hs)
        for t in sorted({0, 1, len(xs) // 2, len(xs)}):
            yield f"total[{t}]", self.grads.total[t], self.trace.hs[t], lambda h, t=t: self.loss_from(t, h)
        yield "deltas", self.grads.deltas, np.zeros_like(self.dhs), self.loss_with_nudged_preactivations

    def loss_from(self, t, h):
        """The loss of what follows h_t, and of h_t itself, when the run starts anew from h at step t."""
        hs = rnn.forward(self.params, self.xs[t:], h).hs if t < len(self.xs) else h[None]
        return self.loss(hs, first=t)

    def loss_with_nudged_preactivations(self, nudges):
        """The loss when nudges (T, B, H) are added to a_t: they come in as H more inputs, each wired to its unit."""
        p = self.params
        wired = p._replace(W_ih=np.hstack([p.W_ih, np.eye(len(p.W_ih))]))
        return self.loss(rnn.forward(wired, np.concatenate([self.xs, nudges], axis=2), self.state0).hs)

    def worst_error(self, differentiate):
        """The largest relative error of any gradient, asked along a few directions and at a few entries each."""
        worst = 0
        for name, gradient, x, f in self.questions():
            for directions in self.directions(gradient):
                found = along(directions, f, x, differentiate)
                expected = np.tensordot(directions, gradient, gradient.ndim)
                worst = max(worst, relative_error(found, expected, name))
        return worst

    def directions(self, gradient):
        """Unit directions, half along the gradient and half random; the axes of the largest and of random entries."""
        size = gradient.size
        if size <= 8:
            return [np.eye(size).reshape(size, *gradient.shape)]
        length = np.linalg.norm(gradient)
        unit = gradient / length if length > 0 else gradient
        random = self.rng.normal(size=(2, *gradient.shape)) / np.sqrt(size)
        entries = np.append(self.rng.choice(size, 4, replace=False), abs(gradient).argmax())
        axes = np.zeros((len(entries), size))
        axes[np.arange(len(entries)), entries] = 1
        return [unit + random, axes.reshape(-1, *gradient.shape)]


def along(directions, f, x, differentiate):
    """The derivatives of f at x along each direction: those of s ↦ f(x + Σ s_k direction_k) at s = 0."""
    return differentiate(lambda s: f(x + np.tensordot(s, directions, 1)), np.zeros(len(directions)))


def relative_error(found, expected, name):
    assert found.shape == expected.shape, name
    assert np.isfinite(found).all(), name
    difference, length = np.linalg.norm(found - expected), np.linalg.norm(expected)
    return 0.0 if difference == 0 else difference / length if length > 0 else np.inf


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@drawn
def test_central_differences_agree(activation, place, T, B, I, H, seed, given_state0):
    problem = Problem(activation, place, T, B, I, H, seed, given_state0)
    assert problem.worst_error(lambda f, x: gradients.central_differences(f, x, EPS)) <= 1e-7


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("activation", ("tanh", "identity"))
@drawn
def test_complex_step_agrees(activation, place, T, B, I, H, seed, given_state0):
    problem = Problem(activation, place, T, B, I, H, seed, given_state0)
    assert problem.worst_error(gradients.complex_step) <= 1e-12


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@drawn
def test_pytorch_agrees_on_every_entry(activation, place, T, B, I, H, seed, given_state0):
    problem = Problem(activation, place, T, B, I, H, seed, given_state0)
    expected = by_pytorch(problem)
    assert relative_error(problem.trace.hs, expected.pop("hs"), "hs") <= 1e-12
    for name, gradient in expected.items():
        found = getattr(problem.grads, name)
        assert relative_error(found, gradient, name) <= 1e-12, name
        if name in ("total", "deltas", "xs"):  # early steps count as much as late ones, however small
            for t, (one, other) in enumerate(zip(found, gradient)):
                assert relative_error(one, other, name) <= 1e-12, f"{name}[{t}]"


def by_pytorch(problem):
    """Every gradient by PyTorch's autograd: a loop of RNNCell that keeps each h_t, and one that keeps each a_t.

    `nn.RNN` would not do: the gradient it keeps for its output at t is the immediate one alone.
    """
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    p = problem.params
    xs, state0, *weights = (
        torch.from_numpy(array).requires_grad_() for array in (problem.xs, problem.state0, p.W_ih, p.W_hh, p.b_h)
    )
    W_ih, W_hh, b_h = weights
    phi = {"tanh": torch.tanh, "relu": torch.relu, "identity": torch.clone}[p.activation]
    preactivations = []

    def by_hand(x, h):
        preactivations.append(torch.nn.functional.linear(x, W_ih, b_h) + torch.nn.functional.linear(h, W_hh))
        return phi(preactivations[-1])

    def by_cell(x, h):
        """RNNCell's own forward, on our tensors; it has no identity."""
        if p.activation == "identity":
            return by_hand(x, h)
        cell = torch.nn.RNNCell(xs.shape[2], len(b_h), nonlinearity=p.activation, dtype=torch.float64)
        named = {"weight_ih": W_ih, "weight_hh": W_hh, "bias_ih": b_h, "bias_hh": torch.zeros_like(b_h)}
        return torch.func.functional_call(cell, named, (x, h))

    def differentiate(step):
        hs = [state0]
        for x in xs:
            hs.append(step(x, hs[-1]))
        for tensor in (xs, state0, *weights):
            tensor.grad = None
        for tensor in hs + preactivations:
            tensor.retain_grad()
        sum((dh * h).sum() for dh, h in zip(torch.from_numpy(problem.dhs), hs[1:])).backward()
        return hs

    def stack(tensors):
        return np.stack([tensor.grad.numpy() for tensor in tensors])

    differentiate(by_hand)
    found = {"deltas": stack(preactivations)}
    preactivations.clear()
    hs = differentiate(by_cell)
    found["hs"] = np.stack([h.detach().numpy() for h in hs])
    found["total"] = stack(hs)
    for name, tensor in zip(("xs", "state0", "W_ih", "W_hh", "b_h"), (xs, state0, *weights)):
        found[name] = tensor.grad.numpy()
    return found
