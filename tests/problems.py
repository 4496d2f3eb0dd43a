"""What the tests compute with: small problems of every cell (problem, run), and a Problem for each of the proofs."""

from collections import namedtuple
from functools import partial

import numpy as np
import pytest

from helpers.cells import gates, gru, initial, lstm, mingru, rnn
from helpers.learn import training

CELLS = {  # the cell, and what its `init` is told
    "tanh": (rnn, {}), "relu": (rnn, {"activation": "relu"}), "identity": (rnn, {"activation": "identity"}),
    "lstm": (lstm, {}), "gru after": (gru, {}), "gru before": (gru, {"reset": "before"}), "mingru": (mingru, {}),
}  # fmt: skip
every_cell = pytest.mark.parametrize("name", CELLS)
one_of_each = pytest.mark.parametrize("name", ["tanh", "lstm", "gru before"])
Run = namedtuple("Run", "cell params trace dhs grads")  # forward and backward


def problem(name, T=7, B=5, I=3, H=6, dtype=np.float64, seed=0):
    """Return a cell, params with all biases drawn, inputs, an initial state as in `states_of`, immediate gradients."""
    rng = np.random.default_rng(seed)
    cell, more = CELLS[name]
    params = cell.init(rng, I, H, dtype=dtype, **more)
    drawn = {key: rng.normal(0, 0.5, array.shape) for key, array in training.weights(params).items() if key[0] == "b"}
    params = params._replace(**{key: array.astype(dtype) for key, array in drawn.items()})
    xs, h0, c0, dhs = (rng.normal(size=shape).astype(dtype) for shape in ((T, B, I), (B, H), (B, H), (T, B, H)))
    return cell, params, xs, np.stack([h0, c0]) if cell is lstm else h0, dhs


def run(name, *sizes, **more):
    cell, params, xs, state0, dhs = problem(name, *sizes, **more)
    trace = cell.forward(params, xs, state0)
    return Run(cell, params, trace, dhs, cell.backward(params, trace, dhs))


def arrays(value):
    """All arrays in a NamedTuple, those of a State within it too: {name: array}."""
    found = {}
    for name, field in value._asdict().items():
        parts = arrays(field) if isinstance(field, tuple) else {"": field} if isinstance(field, np.ndarray) else {}
        found |= {f"{name}.{part}".strip("."): array for part, array in parts.items()}
    return found


def states_of(trace):
    """The states of a run, one a step: (T+1, B, H), of the LSTM (T+1, 2, B, H), h before c."""
    return np.stack([trace.hs, trace.cs], axis=1) if hasattr(trace, "cs") else trace.hs


def steps_of(trace, start, end):
    """The part of a run from step start + 1 to step end."""
    return type(trace)(*(a[start : end + (name in trace.states)] for name, a in trace._asdict().items()))


def alone(dhs, k):
    """The immediate gradients of the loss at step k (1 … T) alone."""
    return np.where(np.arange(1, len(dhs) + 1)[:, None, None] == k, dhs, 0)


# For the proofs each problem is drawn so that the question has a good answer in float64: gradients neither vanish nor
# explode over 40 steps, no ReLU is at its kink. The loss is L = Σ_t ⟨dhs_t, h_t⟩: its immediate gradients are dhs.
MARGIN = 2e-5  # no ReLU's pre-activation is nearer to the kink than this
PLACES = ("every step", "last step", "middle step")


class Problem:
    """A net, its inputs, the immediate gradients, and what the cell's backward says about them."""

    def __init__(self, name, place, T, B, I, H, seed, given_state0):
        self.name, (self.cell, more), self.rng = name, CELLS[name], np.random.default_rng(seed)
        size = min(1, 4 / T)  # of the pre-activations: tanh keeps a slope of about 1 − h² for all of T steps
        lasting = np.log(2 * T)  # the bias of gates that keep the state, and the gradient, for about 2T steps
        open_gates = {lstm: [0, lasting, 0, 1], gru: [0, lasting, 0], mingru: [lasting, 0]}.get(self.cell, [0])
        K, plain = len(open_gates), size if self.cell in (rnn, lstm) else 1
        gain = {rnn: 1.05, lstm: size}.get(self.cell, 1)  # at 1.00 with H = 1, a sum over steps can cancel to nothing
        blocks = [gain * initial.orthogonal(self.rng, H) for _ in range(K)]
        if name == "relu":  # units pass their state around: some paths stay open for all of T steps
            blocks = [np.eye(H)[self.rng.permutation(H)] + self.rng.normal(0, size / 2 / np.sqrt(H), (H, H))]
        drawn = {
            "W_ih": self.rng.normal(0, plain / np.sqrt(I), (K * H, I)), "W_hh": np.concatenate(blocks),
            "b_h": self.rng.normal(0, 0.3 * size, K * H) + np.repeat(open_gates, H), "b_hn": self.rng.normal(0, 0.3, H),
        }  # fmt: skip
        self.params = self.cell.Params(**{key: drawn[key] for key in self.cell.Params._fields if key in drawn}, **more)
        self.state0 = given_state0 * self.rng.normal(0, size, (2, B, H) if self.cell is lstm else (B, H))
        self.dhs, distance = self.rng.normal(size=(T, B, H)), 0
        if place != "every step":
            self.dhs[np.arange(T) != (T - 1 if place == "last step" else T // 2)] = 0
        while distance < MARGIN:
            self.xs, distance = self.rng.normal(size=(T, B, I)), 1
            self.trace = self.cell.forward(self.params, self.xs, self.state0 if given_state0 else None)
            if name == "relu":
                a = self.xs @ self.params.W_ih.T + self.trace.hs[:-1] @ self.params.W_hh.T + self.params.b_h
                distance = abs(a).min()
        self.states = states_of(self.trace)
        grads = self.cell.backward(self.params, self.trace, self.dhs)
        self.found = grads._asdict() | {"state0": np.array(grads.state0)}
        if self.cell is lstm:
            self.found["total"] = np.stack([grads.total, self.found.pop("total_c")], axis=1)
        self.reach = np.ones_like(grads.deltas)  # how a_t answers to what W_hh gives
        if name == "gru after":  # to n it comes through r
            np.copyto(gates.split(self.reach, 3)[2], gates.split(self.trace.gates, 3)[0])

    def questions(self):
        """Yield (name, gradient to be proven, x, f): the gradient of f at x, f being a run of the cell's forward."""
        for name, W in training.weights(self.params).items():
            yield name, self.found[name], W, lambda W, name=name: self.run(self.params._replace(**{name: W}), self.xs)
        yield "xs", self.found["xs"], self.xs, partial(self.run, self.params)
        yield "state0", self.found["state0"], self.state0, partial(self.loss_from, 0)
        for t in sorted({0, 1, len(self.xs) // 2, len(self.xs)}):
            yield f"total[{t}]", self.found["total"][t], self.states[t], partial(self.loss_from, t)
        nothing = np.zeros_like(self.reach)
        yield "deltas", self.found["deltas"], nothing, lambda nudges: self.loss_of_nudged(self.reach * nudges)
        if self.cell is gru:
            yield "deltas_ih", self.found["deltas_ih"], nothing, self.loss_of_nudged

    def run(self, params, xs):
        return self.loss(self.cell.forward(params, xs, self.state0).hs)

    def loss(self, hs):
        """What the last states h_1 … h_T bring, less what they did: to take a constant away costs no digits."""
        last = slice(-min(len(hs), len(self.dhs)), None)
        return (self.dhs[last] * (hs[last] - self.trace.hs[last])).sum()

    def loss_from(self, t, state):
        """The loss of what follows the state at t, and of h_t itself, when the run starts anew from it."""
        if self.cell is lstm and t > 0:  # c_t reaches the loss through h_t as well
            o, (h, c) = gates.split(self.trace.gates[t - 1], 4)[3], state
            state = np.stack([h + o * (np.tanh(c) - np.tanh(self.trace.cs[t])), c])
        if t == len(self.xs):
            return self.loss(state.reshape(-1, *self.dhs.shape[1:])[:1])
        return self.loss(self.cell.forward(self.params, self.xs[t:], state).hs)

    def loss_of_nudged(self, nudges):
        """The loss when nudges (T, B, K·H) are added to a_t: they come in as more inputs, each wired to its unit."""
        wired = self.params._replace(W_ih=np.hstack([self.params.W_ih, np.eye(nudges.shape[2])]))
        return self.run(wired, np.concatenate([self.xs, nudges], axis=2))
