"""The same for the LSTM, the GRU and what they share: every slip in them must be noticed.

The answers come from plain loops and the complex step, here, not from the code under test.
"""

import types
import warnings
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import test_bad_input_gates as bad_input
from mutants import WRONG, said, spoilt, tried

from helpers.cells import gates, gru, initial, lstm
from helpers.measure import gradients

T, B, I, H = 3, 2, 5, 4
CELLS = {"lstm": lstm, "gru after": gru, "gru before": gru}


def sigma(a):
    return 1 / (1 + np.exp(-a))


def lstm_step(w, x, h, c, at_x=0, at_h=0):
    i, f, g, o = np.split(x @ w["W_ih"].T + at_x + h @ w["W_hh"].T + at_h + w["b_h"], 4, axis=-1)
    c = sigma(f) * c + sigma(i) * np.tanh(g)
    return lambda nudge=0: (sigma(o) * np.tanh(c + nudge), c + nudge)


def gru_step(w, x, h, at_x=0, at_h=0):
    W_hr, W_hz, W_hn = np.split(w["W_hh"], 3)
    at_hr, at_hz, at_hn = np.split(at_h + np.zeros(3 * H), 3, axis=-1)
    r, z, n = np.split(x @ w["W_ih"].T + w["b_h"] + at_x, 3, axis=-1)
    r, z = sigma(r + h @ W_hr.T + at_hr), sigma(z + h @ W_hz.T + at_hz)
    after = r * (h @ W_hn.T + w["b_hn"] + at_hn)
    n = np.tanh(n + (after if w["reset"] == "after" else (r * h) @ W_hn.T + w["b_hn"] + at_hn))
    return lambda nudge=0: ((1 - z) * n + z * h,)


class Case:
    """A small problem with its answers."""

    def __init__(self, name, T, seed):
        rng = np.random.default_rng(seed)
        self.cell, self.one_step = CELLS[name], lstm_step if name == "lstm" else gru_step
        self.K = 4 if name == "lstm" else 3
        shapes = {"W_ih": (self.K * H, I), "W_hh": (self.K * H, H), "b_h": (self.K * H,)}
        self.weights = {key: rng.normal(size=shape) for key, shape in shapes.items()}
        if name != "lstm":
            self.weights |= {"b_hn": rng.normal(size=H), "reset": name.split()[1]}
        self.xs, self.dhs = rng.normal(size=(T, B, I)), rng.normal(size=(T, B, H))
        self.state0 = tuple(rng.normal(size=(2 if name == "lstm" else 1, B, H)))
        self.states = self.run()
        self.grads = dict(self.derivatives())
        self.jacobians = np.stack([[self.jacobian(t, b) for b in range(B)] for t in range(T)])

    def run(self, xs=None, state0=None, nudges=None, at_x=0, at_h=0, **weights):
        """The states (T+1, B, H), h alone or h and c; `nudges` (T+1, B, H) are added to the last of them, as they arise."""
        xs, state = self.xs if xs is None else xs, self.state0 if state0 is None else state0
        at_x, at_h = (at + np.zeros((len(xs), B, self.K * H)) for at in (at_x, at_h))
        nudges = np.zeros((len(xs) + 1, B, H)) if nudges is None else nudges
        states = [(*state[:-1], state[-1] + nudges[0])]
        for x, *at, nudge in zip(xs, at_x, at_h, nudges[1:]):
            h, *c = self.one_step(self.weights | weights, x, *states[-1], *at)(nudge)
            states.append((h, *c) if c else (h + nudge,))
        return [np.stack(part) for part in zip(*states)]

    def derivatives(self):
        def derivative(x, f):
            return gradients.complex_step(lambda z: (self.dhs * f(z)[0][1:]).sum(), x)

        for key, array in self.weights.items():
            if key != "reset":
                yield key, derivative(array, lambda z, key=key: self.run(**{key: z}))
        yield "xs", derivative(self.xs, lambda z: self.run(xs=z))
        yield "state0", derivative(np.array(self.state0), lambda z: self.run(state0=tuple(z)))
        nothing = np.zeros((len(self.xs), B, self.K * H))
        yield "deltas", derivative(nothing, lambda z: self.run(at_h=z))
        if self.K == 3:
            yield "deltas_ih", derivative(nothing, lambda z: self.run(at_x=z))
        last = derivative(np.zeros((len(self.xs) + 1, B, H)), lambda z: self.run(nudges=z))
        yield ("total_c" if self.K == 4 else "total"), last
        if self.K == 4:  # dL/dh_t: the immediate one, and what h_t does to the next step
            yield "total", np.stack([self.total_h(t) for t in range(len(self.xs) + 1)])

    def total_h(self, t):
        def later(h):
            states = [h[None] * 1] if t == len(self.xs) else self.run(self.xs[t:], (h, self.states[1][t]))
            dhs = np.concatenate([np.zeros((1, B, H)), self.dhs])[t:]
            return (dhs * states[0]).sum()

        return gradients.complex_step(later, self.states[0][t])

    def jacobian(self, t, b):
        state = np.stack([part[t, b] for part in self.states])
        after = lambda s: np.concatenate(self.one_step(self.weights, self.xs[t, b], *s)())
        return np.stack([gradients.complex_step(lambda s, i=i: after(s)[i], state).ravel() for i in range(state.size)])

    def given(self, parts):
        return lstm.State(*parts) if self.K == 4 else parts[0]


@cache
def cases(cell):
    names = [name for name, module in CELLS.items() if module is cell]
    return [Case(name, steps, seed) for seed, name in enumerate(names) for steps in (T, 1)]


def close(found, expected, **tolerance):
    np.testing.assert_allclose(found, expected, **({"rtol": 1e-9, "atol": 1e-11} | tolerance))


def check_numbers(module, case):
    params, state0 = module.Params(**case.weights), case.given(case.state0)
    held = [*(array for array in params if isinstance(array, np.ndarray)), case.xs, case.dhs, *case.state0]
    before = [array.copy() for array in held]
    trace = module.forward(params, case.xs, state0)
    for _ in range(2):
        for part, expected in zip(("hs", "cs"), case.states):
            close(getattr(trace, part), expected)
        grads = module.backward(params, trace, case.dhs)
    assert grads._fields == case.cell.Gradients._fields
    for name, found in grads._asdict().items():
        close(np.reshape(found, case.grads[name].shape), case.grads[name])
    close(module.step_jacobians(params, trace), case.jacobians)
    close(gradients.ledger(trace, grads.deltas).sum(axis=0), case.grads["W_hh"])
    close(module.forward(params, case.xs).hs, case.run(state0=tuple(0 * part for part in case.state0))[0])
    close(np.reshape(module.step(params, case.xs[0], state0), (-1, B, H)), [part[1] for part in case.states])
    alone = module.step(params, case.xs[0, 0], case.given([part[0] for part in case.state0]))
    close(np.reshape(alone, (-1, H)), [part[1, 0] for part in case.states])
    for array, copy in zip(held, before):
        np.testing.assert_array_equal(array, copy)


def check_dtypes(module, case):
    """One float64 among the arguments, or all but one: float64 results, as exact as that. None: float32 throughout."""
    names = [*(name for name in case.weights if name != "reset"), "xs", "dhs", *range(len(case.state0))]
    given = case.weights | {"xs": case.xs, "dhs": case.dhs} | dict(enumerate(case.state0))
    for doubles in ([], *([name] for name in names), *([other for other in names if other != name] for name in names)):
        mixture = {name: given[name].astype(float if name in doubles else np.float32) for name in names}
        exactly = {name: array.astype(float) for name, array in mixture.items()}
        runs = zip(both_passes(module, case, mixture), both_passes(case.cell, case, exactly))
        for k, (found, exact) in enumerate(runs):
            double = doubles and (doubles != ["dhs"] or k >= len(case.states) + 1)
            assert found.dtype == (float if double else np.float32)
            close(found, exact, **({"rtol": 1e-3, "atol": 2e-4} if doubles in ([], ["dhs"]) else {}))


def both_passes(module, case, arrays):
    params = module.Params(**{name: arrays.get(name, value) for name, value in case.weights.items()})
    trace = module.forward(params, arrays["xs"], case.given([arrays[k] for k in range(len(case.state0))]))
    grads = module.backward(params, trace, arrays["dhs"])
    return [*trace[1 : 1 + len(case.states)], module.step_jacobians(params, trace), *map(np.asarray, grads)]


def check_init(module):
    for dtype in (np.float64, np.float32):
        for more in ({}, {"recurrent": "orthogonal"}, {"chrono": 9}, {bias_of(module): 1.5}):
            cell = gru if hasattr(module, "RESET") else lstm
            K, params = cell.Trace.n_gates, module.init(np.random.default_rng(1), I, H, **more, dtype=dtype)
            rng = np.random.default_rng(1)
            for found, W in zip(params, initial.weights(rng, I, H, K, more.get("recurrent", "uniform"))):
                np.testing.assert_array_equal(found, W.astype(dtype))
            b = np.zeros((K, H))
            b[1] = initial.gate_bias("b", rng, H, more.get(bias_of(module), 0.0), more.get("chrono"))
            if K == 4 and "chrono" in more:
                b[0] = -b[1]
            np.testing.assert_array_equal(params.b_h, b.ravel().astype(dtype))
            assert all(array.dtype == dtype for array in params[: len(params) - (K == 3)])
            assert K == 4 or (params.b_hn.tolist(), params.reset) == ([0.0] * H, "after")


def bias_of(module):
    return "update_bias" if hasattr(module, "RESET") else "forget_bias"


def sentences(module):
    """What the module says to each of many kinds of bad input."""
    if hasattr(module, "RESET"):
        given = [bad_input.Case(module, bad_input.H0, reset=reset) for reset in gru.RESET]
        own = [lambda c: c.init(reset="both"), lambda c: c.forward(reset=None), lambda c: c.step(reset=None),
               lambda c: c.forward(b_hn=np.ones(24)), lambda c: c.step(b_hn=spoilt(c.params.b_hn)),
               lambda c: c.forward(state0=bad_input.H0[0]), lambda c: c.step(state=spoilt(bad_input.H0)),
               lambda c: c.step(state=bad_input.H0[0])]  # fmt: skip
    else:
        given = [bad_input.Case(module, lstm.State(bad_input.H0, bad_input.C0))]
        pairs = [0.0, (bad_input.H0,), {"h": 1, "c": 2}, np.stack([bad_input.H0] * 3), (bad_input.H0, None),
                 (spoilt(bad_input.H0), bad_input.C0), (bad_input.H0, bad_input.C0[0])]  # fmt: skip
        own = [*(lambda c, p=p: c.forward(state0=p) for p in pairs), *(lambda c, p=p: c.step(state=p) for p in pairs)]
    calls = [*own, *(call for call, _ in bad_input.SAID)]
    return [said(lambda call=call, case=case: call(case)) for case in given for call in calls]


said_by = cache(sentences)


def check_gates(module):
    gate_array = np.arange(24.0).reshape(2, 12)
    for found, expected in zip(module.split(gate_array, 3), np.split(gate_array, 3, axis=1), strict=True):
        np.testing.assert_array_equal(found, expected)
    a = np.linspace(-3, 3, 7)
    close(module.logistic(a), sigma(a))
    np.testing.assert_array_equal(a, np.linspace(-3, 3, 7))
    assert module.logistic(a, out=a) is a
    close(a, sigma(np.linspace(-3, 3, 7)))
    for shape in ((1, 1, 1), (7, 200, 100), (7, 200, 90), (9, 1, 40000)):
        cuts = [range(*some.indices(shape[0])) for some in module.stretches(np.broadcast_to(0.0, shape))]
        assert [t for cut in cuts for t in cut] == list(range(shape[0]))
        assert all(cuts)
    few, many = (list(module.stretches(np.broadcast_to(0.0, (100, 1, size)))) for size in (20, 20000))
    assert (len(few), len(many)) == (1, 100)


def check_initial(module):
    for K, recurrent in ((1, "uniform"), (3, "orthogonal")):
        W_ih, W_hh = module.weights(np.random.default_rng(2), 2, 4, K, recurrent)
        rng = np.random.default_rng(2)
        close(W_ih, rng.uniform(-0.5, 0.5, (4 * K, 2)))
        blocks = [initial.orthogonal(rng, 4) for _ in range(K)] if recurrent == "orthogonal" else rng.uniform(-0.5, 0.5, (4, 4))
        close(W_hh, np.reshape(blocks, (4 * K, 4)))
    Q, R = np.linalg.qr(np.random.default_rng(2).normal(size=(5, 5)))
    close(module.orthogonal(np.random.default_rng(2), 5), Q @ np.diag(np.sign(R.diagonal())))
    close(module.gate_bias("b", None, 3, 2, None), np.full(3, 2.0))
    close(module.gate_bias("b", np.random.default_rng(2), 4, 0, 9.0), np.log(1 + 7 * np.random.default_rng(2).random(4)))
    close(module.gate_bias("b", np.random.default_rng(2), 4, 0, 2), np.zeros(4))
    assert len(module.weights(np.random.default_rng(2), 1, 3)[1]) == 3


def say_initial(module):
    rng = np.random.default_rng
    return [*(said(lambda a=a: module.weights(*a)) for a in ((0, 1, 1), (rng(), 0, 1), (rng(), 1, 0), (rng(), 1, 1, 1, "eye"))),
            *(said(lambda a=a: module.orthogonal(*a)) for a in ((0, 1), (rng(), 0))),
            *(said(lambda a=a: module.gate_bias("b", rng(), 2, *a)) for a in ((None, None), (0, 1.9), (0, "x")))]  # fmt: skip


def with_gates(cell, broken):
    """The cell's module on broken gates."""
    copy = types.ModuleType("on_broken_gates")
    exec(compile(Path(cell.__file__).read_text(encoding="utf-8"), "on_broken_gates", "exec"), copy.__dict__)
    for name in ("split", "logistic", "from_inputs", "to_inputs", "check_weights", "stretches"):
        setattr(copy, name, getattr(broken, name))
    return copy


def notices(module, cell):
    """Return True if the small checks tell this module from a right one."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            if cell is initial:
                check_initial(module)
                return say_initial(module) != say_initial(initial)
            if cell is gates:
                check_gates(module)
                return any(notices(with_gates(each, module), each) for each in (lstm, gru))
            for case in cases(cell):
                check_numbers(module, case)
            check_init(module)
            for case in cases(cell)[::2]:
                check_dtypes(module, case)
            return sentences(module) != said_by(cell)
        except WRONG:  # a broken copy may fail in any way: what matters is that it does
            return True


BROKEN = {
    lstm: ("Trace", "init", "step", "forward", "backward", "slopes", "step_jacobians", "check", "_pair"),
    gru: ("Trace", "init", "step", "forward", "backward", "_past_reset", "slopes", "step_jacobians", "check"),
    gates: ("split", "logistic", "from_inputs", "to_inputs", "check_weights", "stretches"),
    initial: ("weights", "orthogonal", "gate_bias"),
}
# Slips that change nothing anyone could see, each with its reason.
ALIKE = "only shape and dtype are taken, and those are alike"
LEFT = "NumPy reads any negative size as: what is left"
ONE = "zeros and ones are exact in either, and what they multiply has the dtype"
FEW = "where the dtypes differ, the run was in float32 and has no more digits to lose"
ONCE_MORE = "a question asked once more, with the same answer"
EQUIVALENT = {
    (lstm, "forward"): {
        "h, c = (hs[0], cs[0]) -> nothing": "the same numbers, in the dtype in which they were given",
        "a, new = (np.empty_like(gates[0]), np.empty_like(cs[0])) -> "
        "a, new = (np.empty_like(gates[0]), np.empty_like(hs[0]))": ALIKE,
        "a, new = (np.empty_like(gates[0]), np.empty_like(cs[0])) -> "
        "a, new = (np.empty_like(gates[0]), np.empty_like(cs[1]))": ALIKE,
    },
    (lstm, "backward"): {
        "deltas, c_to_h = (deltas.astype(dtype, copy=False), c_to_h.astype(dtype, copy=False)) -> "
        "deltas, c_to_h = (deltas.astype(dtype, copy=False), c_to_h)": FEW,
        "carried = np.empty_like(total[0]) -> carried = np.empty_like(total[1])": ALIKE,
    },
    (lstm, "step_jacobians"): {
        "from_h = np.concatenate([c_to_h * c_from_h + to_o, c_from_h], axis=-2) -> "
        "from_h = np.concatenate([c_to_h * c_from_h + to_o, c_from_h], axis=2)": "of four axes, it is the same",
        "from_c = np.concatenate([c_to_h * c_from_c, c_from_c], axis=-2) -> "
        "from_c = np.concatenate([c_to_h * c_from_c, c_from_c], axis=2)": "of four axes, it is the same",
        "forget, one = (split(trace.gates, 4)[1][..., None], np.eye(n_hidden, dtype=trace.hs.dtype)) -> "
        "forget, one = (split(trace.gates, 4)[1][..., None], np.eye(n_hidden, dtype=trace.xs.dtype))": ONE,
        "to_i, to_f, to_g, to_o = (part[..., None] * W for part, W in zip(split(answers, 4), "
        "params.W_hh.reshape(4, n_hidden, -1))) -> to_i, to_f, to_g, to_o = (part[..., None] * W for part, W in "
        "zip(split(answers, 4), params.W_hh.reshape(4, n_hidden, -2)))": LEFT,
    },
    (gru, "forward"): {
        "inside = np.repeat(np.array([-1, -1, 1], hs.dtype), n_hidden) -> "
        "inside = np.repeat(np.array([-1, -1, 1], xs.dtype), n_hidden)": ONE,
        "n, h = (np.empty_like(hs[0]), hs[0]) -> n, h = (np.empty_like(hs[1]), hs[0])": ALIKE,
    },
    (gru, "backward"): {
        "deltas, W_hh = (deltas.astype(total.dtype, copy=False), np.ascontiguousarray(params.W_hh, total.dtype)) -> "
        "deltas, W_hh = (deltas.astype(total.dtype, copy=False), np.ascontiguousarray(params.W_hh, deltas.dtype))": FEW,
        "after, (back, kept) = (params.reset == 'after', np.empty((2, *total[0].shape), total.dtype)) -> "
        "after, (back, kept) = (params.reset == 'after', np.empty((2, *total[0].shape), deltas.dtype))": ALIKE,
        "after, (back, kept) = (params.reset == 'after', np.empty((2, *total[0].shape), total.dtype)) -> "
        "after, (back, kept) = (params.reset == 'after', np.empty((2, *total[1].shape), total.dtype))": ALIKE,
        "W_rz = rows[:, :2 * n_hidden].T @ hs[:-1].reshape(-1, n_hidden) -> "
        "W_rz = rows[:, :2 * n_hidden].T @ hs[:-1].reshape(-2, n_hidden)": LEFT,
        "W_n = rows[:, 2 * n_hidden:].T @ reads.reshape(-1, n_hidden) -> "
        "W_n = rows[:, 2 * n_hidden:].T @ reads.reshape(-2, n_hidden)": LEFT,
    },
    (gru, "slopes"): {
        "answers, to_n = (np.empty_like(trace.gates), np.empty_like(trace.memories)) -> "
        "answers, to_n = (np.empty_like(trace.gates), np.empty_like(trace.reads))": ALIKE,
    },
    (gru, "step_jacobians"): {
        "one = np.eye(n_hidden, dtype=trace.hs.dtype) -> one = np.eye(n_hidden, dtype=trace.xs.dtype)": ONE,
    },
    (gates, "from_inputs"): {
        "np.dot(xs.reshape(n_steps * n_batch, n_inputs).astype(dtype, copy=False), params.W_ih.T * inside, out=rows) -> "
        "np.dot(xs.reshape(n_steps * n_batch, n_inputs), params.W_ih.T * inside, out=rows)": "np.dot makes them alike itself",
        "rows = brought.reshape(n_steps * n_batch, -1) -> rows = brought.reshape(n_steps * n_batch, -2)": LEFT,
    },
    (gates, "to_inputs"): {
        "rows = deltas.reshape(-1, deltas.shape[-1]) -> rows = deltas.reshape(-2, deltas.shape[-1])": LEFT,
        "W_ih = rows.T @ xs.reshape(len(rows), -1) -> W_ih = rows.T @ xs.reshape(len(rows), -2)": LEFT,
    },
    (gates, "check_weights"): {
        "if len(params.W_hh) != n_gates * n_hidden: -> if len(params.W_hh.T) != n_gates * n_hidden:": ONCE_MORE,
    },
    (gates, "stretches"): {
        "length = max(1, 32768 // states[0].size) -> length = max(1, 32769 // states[0].size)": "how much, is only a matter of speed",
    },
}


@pytest.mark.parametrize("module", BROKEN)
def test_the_helpers_themselves_pass(module):
    assert not notices(module, module)
    for cell in (lstm, gru):
        assert all(kind == "ValueError" for kind, _ in said_by(cell))


@pytest.mark.parametrize(("module", "name"), [(module, name) for module, names in BROKEN.items() for name in names])
def test_every_slip_is_noticed(module, name):
    unnoticed, slips = tried(module, name, lambda broken: notices(broken, module))
    assert slips
    assert unnoticed <= set(EQUIVALENT.get((module, name), {})) <= set(slips)
