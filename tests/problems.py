"""What the tests compute with: small problems of every cell (problem, run), and a Problem for each of the proofs."""

from typing import NamedTuple

import numpy as np
import pytest

from helpers.cells import gru, initial, lstm, mingru, rnn
from helpers.learn import training

CELLS = {  # the cell, and what its `init` is told
    "tanh": (rnn, {}), "relu": (rnn, {"activation": "relu"}), "identity": (rnn, {"activation": "identity"}),
    "lstm": (lstm, {}), "gru after": (gru, {}), "gru before": (gru, {"reset": "before"}),
    "mingru": (mingru, {}),
}  # fmt: skip
every_cell = pytest.mark.parametrize("name", CELLS)
one_of_each = pytest.mark.parametrize("name", ["tanh", "lstm", "gru before"])


class Run(NamedTuple):
    """A run forward and backward."""

    cell: object
    params: NamedTuple
    trace: NamedTuple
    dhs: np.ndarray
    grads: NamedTuple


def problem(name, T=7, B=5, I=3, H=6, dtype=np.float64, seed=0):
    """Return a cell, params with all biases drawn, inputs, an initial state and immediate gradients."""
    rng = np.random.default_rng(seed)
    cell, more = CELLS[name]
    params = cell.init(rng, I, H, dtype=dtype, **more)
    drawn = {key: rng.normal(0, 0.5, array.shape) for key, array in training.weights(params).items() if key[0] == "b"}
    params = params._replace(**{key: array.astype(dtype) for key, array in drawn.items()})
    xs, h0, c0, dhs = (rng.normal(size=shape).astype(dtype) for shape in ((T, B, I), (B, H), (B, H), (T, B, H)))
    return cell, params, xs, lstm.State(h0, c0) if cell is lstm else h0, dhs


def run(name, *sizes, **more):
    cell, params, xs, state0, dhs = problem(name, *sizes, **more)
    trace = cell.forward(params, xs, state0)
    return Run(cell, params, trace, dhs, cell.backward(params, trace, dhs))


def arrays(value):
    """All arrays in a NamedTuple, those of a State within it too: {name: array}."""
    found = {}
    for name, field in value._asdict().items():
        if isinstance(field, tuple):
            found |= {f"{name}.{part}": array for part, array in field._asdict().items()}
        elif isinstance(field, np.ndarray):
            found[name] = field
    return found


def of_ledger(weights):
    """The array among weights or gradients whose ledger there is."""
    return getattr(weights, "W_hh", weights.W_ih)


def states_of(trace):
    """The states of a run as the cell takes them, one a step."""
    return list(map(lstm.State, trace.hs, trace.cs)) if hasattr(trace, "cs") else list(trace.hs)


def steps_of(trace, start, end):
    """The part of a run from step start + 1 to step end."""
    return type(trace)(*(a[start : end + (name in trace.states)] for name, a in trace._asdict().items()))


def alone(dhs, k):
    """The immediate gradients of the loss at step k (1 … T) alone."""
    return np.where(np.arange(1, len(dhs) + 1)[:, None, None] == k, dhs, 0)


def spoilt(array, value=np.nan):
    """A copy with one bad number, at an index that a transpose would move."""
    array = array.copy()
    array[(*(0 for _ in array.shape[1:]), -1)[: array.ndim]] = value
    return array


# For the proofs each problem is drawn so that the question has a good answer in float64: gradients neither vanish nor
# explode over 40 steps, ReLUs stay away from their kink. The loss is L = Σ_t ⟨dhs_t, h_t⟩: its immediate gradients
# are dhs, whatever the states.
MARGIN = 3e-3  # no ReLU's pre-activation is nearer to the kink than this


class Problem:
    """A network, its inputs, the immediate gradients, and what the cell's backward says about them."""

    cell = rnn
    analytic = True  # the complex step needs it
    eps = 1e-5  # of central differences
    preactivations = "deltas"  # the gradients at all that W_ih gives
    totals = ("total",)

    def __init__(self, place, T, B, I, H, seed, given_state0):
        self.rng = rng = np.random.default_rng(seed)
        self.size = min(1, 4 / T)  # of the pre-activations: tanh keeps a slope of about 1 − h² for all of T steps
        self.params = self.drawn_params(T, I, H)
        parts = rng.normal(0, self.size, (len(self.totals), B, H))
        self.state0 = tuple(parts if given_state0 else 0 * parts)
        self.xs = self.drawn_inputs((T, B, I))
        self.dhs = rng.normal(size=(T, B, H))
        if place != "every step":
            kept = T - 1 if place == "last step" else T // 2
            self.dhs[np.arange(T) != kept] = 0
        self.trace = self.cell.forward(self.params, self.xs, self.given(self.state0) if given_state0 else None)
        self.states = [self.trace.hs]
        self.grads = self.cell.backward(self.params, self.trace, self.dhs)

    def drawn_inputs(self, shape):
        return self.rng.normal(size=shape)

    def given(self, state):
        """A state, kept here as a tuple of arrays, as the cell takes it."""
        return state[0]

    def found(self):
        """All gradients that the cell's backward found, {name: array}."""
        parts = dict(zip("hc", np.reshape(self.grads.state0, (-1, *self.dhs.shape[1:]))))
        found = {f"state0.{name}": part for name, part in parts.items()}
        return {name: array for name, array in self.grads._asdict().items() if name != "state0"} | found

    def loss(self, hs, first=0):
        """The loss that the states h_first … h_T bring, less what it was: to take a constant away costs no digits."""
        start = max(first, 1)
        return (self.dhs[start - 1 :] * (hs[start - first :] - self.trace.hs[start:])).sum()

    def run(self, params=None, xs=None, state=None):
        """The loss of a run in which one thing is another."""
        params, xs = self.params if params is None else params, self.xs if xs is None else xs
        return self.loss(self.cell.forward(params, xs, self.given(self.state0 if state is None else state)).hs)

    def questions(self):
        """Yield (name, gradient to be proven, x, f): the gradient of f at x, f being a run of the cell's forward."""
        found = self.found()
        for name, array in training.weights(self.params).items():
            yield name, found[name], array, lambda W, name=name: self.run(self.params._replace(**{name: W}))
        yield "xs", found["xs"], self.xs, lambda xs: self.run(xs=xs)
        for k, (part, array) in enumerate(zip("hc", self.state0)):
            f = lambda x, k=k: self.run(state=self.state_with(k, x, 0))
            yield f"state0.{part}", found[f"state0.{part}"], array, f
        for t in sorted({0, 1, len(self.xs) // 2, len(self.xs)}):
            for k, name in enumerate(self.totals):
                f = lambda x, k=k, t=t: self.loss_from(t, self.state_with(k, x, t))
                yield f"{name}[{t}]", found[name][t], self.states[k][t], f
        at_inputs = found[self.preactivations]
        yield self.preactivations, at_inputs, np.zeros_like(at_inputs), self.loss_with_nudged_preactivations

    def state_with(self, k, x, t):
        """The state at step t with x for its part k, and with what depends on that part in the same step."""
        return tuple(x if part == k else states[t] for part, states in enumerate(self.states))

    def loss_from(self, t, state):
        """The loss of what follows the state at t, and of h_t itself, when the run starts anew from it."""
        later = self.xs[t:]
        hs = self.cell.forward(self.params, later, self.given(state)).hs if len(later) else state[0][None]
        return self.loss(hs, t)

    def loss_with_nudged_preactivations(self, nudges):
        """The loss when nudges (T, B, K·H) are added to a_t: they come in as more inputs, each wired to its unit."""
        W_ih = self.params.W_ih
        wired = self.params._replace(W_ih=np.hstack([W_ih, np.eye(len(W_ih))]))
        return self.run(wired, np.concatenate([self.xs, nudges], axis=2))


class Rnn(Problem):
    """The vanilla network, with tanh. Over 40 steps L curves sharply: a larger nudge would bend it."""

    activation, eps = "tanh", 1e-6

    def drawn_params(self, T, I, H):
        W_hh = self.drawn_recurrent(H)
        W_ih, b_h = self.rng.normal(0, self.size / np.sqrt(I), (H, I)), self.rng.normal(0, self.size**1.5 / 3, H)
        return rnn.Params(W_ih, W_hh, b_h, self.activation)

    def drawn_recurrent(self, H):
        return 1.05 * initial.orthogonal(self.rng, H)  # at 1.00 with H = 1, a sum over steps can cancel to nothing


class Identity(Rnn):
    activation = "identity"


class Relu(Rnn):
    activation, analytic = "relu", False

    def drawn_recurrent(self, H):
        """Units pass their state around: some paths stay open for all of T steps."""
        return np.eye(H)[self.rng.permutation(H)] + self.rng.normal(0, self.size / 2 / np.sqrt(H), (H, H))

    def drawn_inputs(self, shape):
        xs = self.rng.normal(size=shape)
        W_ih, W_hh, b_h, _ = self.params
        (h,) = self.state0
        for x in xs:
            near, size = np.ones(len(x), bool), 1.0
            while near.any():
                a = x @ W_ih.T + h @ W_hh.T + b_h
                near = abs(a).min(axis=1) < MARGIN
                size *= 1.1  # a unit that hardly hears the input needs a loud one
                x[near] = self.rng.normal(0, size, (near.sum(), x.shape[1]))
            h = np.maximum(a, 0)
        return xs


class Lstm(Problem):
    """Forget gates open for about 2T steps, so that c carries the gradient all the way."""

    cell, totals = lstm, ("total", "total_c")

    def __init__(self, *sizes, **more):
        super().__init__(*sizes, **more)
        self.states = [self.trace.hs, self.trace.cs]

    def drawn_params(self, T, I, H):
        W_ih = self.rng.normal(0, self.size / np.sqrt(I), (4 * H, I))
        W_hh = self.size * np.concatenate([initial.orthogonal(self.rng, H) for _ in range(4)])
        b_h = self.rng.normal(0, 0.3 * self.size, (4, H)) + np.array([0, np.log(2 * T), 0, 1])[:, None]
        return lstm.Params(W_ih, W_hh, b_h.ravel())

    def given(self, state):
        return lstm.State(*state)

    def state_with(self, k, x, t):
        if k == 0 or t == 0:
            return super().state_with(k, x, t)
        o = self.trace.gates[t - 1, :, -x.shape[1] :]
        return o * np.tanh(x), x  # c_t reaches the loss through h_t as well


class GruAfter(Problem):
    """Update gates that keep the state for about 2T steps."""

    cell, preactivations, reset = gru, "deltas_ih", "after"

    def drawn_params(self, T, I, H):
        W_ih = self.rng.normal(0, 1 / np.sqrt(I), (3 * H, I))
        W_hh = np.concatenate([initial.orthogonal(self.rng, H) for _ in range(3)])
        b_h = self.rng.normal(0, 0.3, (3, H)) + np.array([0, np.log(2 * T), 0])[:, None]
        return gru.Params(W_ih, W_hh, b_h.ravel(), self.rng.normal(0, 0.3, H), self.reset)

    def questions(self):
        yield from super().questions()
        b, H = self.rng.integers(self.dhs.shape[1]), self.dhs.shape[2]
        at_n = self.grads.deltas[:, b, 2 * H :]
        f = lambda nudges: self.loss_with_nudged_memories(b, nudges)
        yield f"deltas[:, {b}] of n", at_n, np.zeros_like(at_n), f

    def loss_with_nudged_memories(self, b, nudges):
        """What sequence b brings to the loss when nudges (T, H) are added to what W_hn gives, where b_hn is."""
        h, loss = self.state0[0][b], 0
        for x, nudge, dh, was in zip(self.xs[:, b], nudges, self.dhs[:, b], self.trace.hs[1:, b]):
            h = gru.step(self.params._replace(b_hn=self.params.b_hn + nudge), x, h)
            loss += (dh * (h - was)).sum()
        return loss


class GruBefore(GruAfter):
    reset = "before"


class Mingru(Problem):
    """Gates that keep the state for about 2T steps."""

    cell = mingru

    def drawn_params(self, T, I, H):
        W_ih = self.rng.normal(0, 1 / np.sqrt(I), (2 * H, I))
        b_h = self.rng.normal(0, 0.3, (2, H)) + np.array([np.log(2 * T), 0])[:, None]
        return mingru.Params(W_ih, b_h.ravel())


KINDS = {"tanh": Rnn, "relu": Relu, "identity": Identity, "lstm": Lstm, "gru after": GruAfter, "gru before": GruBefore}
KINDS |= {"mingru": Mingru}
PLACES = ("every step", "last step", "middle step")
