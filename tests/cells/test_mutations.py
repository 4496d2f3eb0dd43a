"""Break each line of the network's mathematics in every way a slip could; each time, a small check must notice.

The slips are made by mutants.py. Each broken copy of rnn.py is run on small problems whose answers come from a plain
loop and the complex step, here, not from the code under test.
"""

from functools import cache

import numpy as np
import pytest
from mutants import said, spoilt, tells_apart, tried

from helpers.cells import rnn
from helpers.measure import gradients

BROKEN = ("_tanh_slope", "ACTIVATIONS", "step", "forward", "backward", "slopes", "step_jacobians", "check", "Trace")

# Slips that change nothing anyone could see, each with its reason.
SAME_SHAPE = "only a row's shape and dtype are taken, and those are all alike"
EQUIVALENT = {
    "forward": {"recurrent = np.empty_like(hs[0]) -> recurrent = np.empty_like(hs[1])": SAME_SHAPE},
    "backward": {
        "carried = np.empty_like(total[0]) -> carried = np.empty_like(total[1])": SAME_SHAPE,
        "carried = np.empty_like(total[0]) -> carried = np.empty_like(deltas[0])": SAME_SHAPE,
        "W_hh = np.ascontiguousarray(params.W_hh, total.dtype) -> "
        "W_hh = np.ascontiguousarray(params.W_hh, deltas.dtype)": "deltas have just been given total's dtype",
    },
}

T, B, I, H = 4, 2, 5, 3
PHI = {"tanh": np.tanh, "relu": lambda a: np.where(a.real > 0, a, 0), "identity": lambda a: a}


class Case:
    """A small problem with its answers, from a plain loop over steps and the complex step."""

    def __init__(self, activation, T, seed):
        rng = np.random.default_rng(seed)
        self.activation, self.phi = activation, PHI[activation]
        self.weights = rng.normal(size=(H, I)), rng.normal(size=(H, H)), rng.normal(size=H)
        self.xs, self.state0, self.dhs = (rng.normal(size=shape) for shape in ((T, B, I), (B, H), (T, B, H)))
        self.hs = self.run(*self.weights, self.xs, self.state0)
        given = [*self.weights, self.xs, self.state0]
        for name, k in zip(("W_ih", "W_hh", "b_h", "xs", "state0"), range(5)):
            setattr(self, f"d_{name}", self.derivative(lambda z, k=k: self.run(*given[:k], z, *given[k + 1 :]), given[k]))
        nothing = np.zeros((T + 1, B, H))
        self.d_total = self.derivative(lambda z: self.run(*given, nudged_h=z), nothing)
        one_step = [self.derivative_of_step(h, x) for h, x in zip(self.hs, self.xs)]
        self.jacobians = np.stack(one_step)
        self.d_deltas = self.derivative(lambda z: self.run(*given, nudged_a=z), nothing[1:])

    def run(self, W_ih, W_hh, b_h, xs, state0, nudged_h=None, nudged_a=None):
        hs = [state0 + (0 if nudged_h is None else nudged_h[0])]
        for t, x in enumerate(xs, start=1):
            a = x @ W_ih.T + hs[-1] @ W_hh.T + b_h + (0 if nudged_a is None else nudged_a[t - 1])
            hs.append(self.phi(a) + (0 if nudged_h is None else nudged_h[t]))
        return np.stack(hs)

    def derivative_of_step(self, h, x):
        """J (B, H, H), a row at a time."""
        W_ih, W_hh, b_h = self.weights
        step = lambda h: self.phi(x @ W_ih.T + h @ W_hh.T + b_h)
        return np.stack([gradients.complex_step(lambda h, i=i: step(h)[:, i].sum(), h) for i in range(H)], axis=1)

    def derivative(self, hs, x):
        return gradients.complex_step(lambda z: (self.dhs * hs(z)[1:]).sum(), x)


@cache
def cases():
    return [Case(activation, steps, seed) for seed, activation in enumerate(PHI) for steps in (T, 1)]


def notices(module):
    """Return True if the small checks tell this module from a right one."""
    return tells_apart(module, check, sentences, lambda: sentences(rnn))


def check(module):
    for case in cases():
        check_numbers(module, case)
    check_dtypes(module, cases()[0])


def check_numbers(module, case):
    params = module.Params(*case.weights, case.activation)
    arrays = [*case.weights, case.xs, case.state0, case.dhs]
    before = [array.copy() for array in arrays]
    trace = module.forward(params, case.xs, case.state0)
    close(trace.hs, case.hs)
    grads = module.backward(params, trace, case.dhs)
    close(trace.hs, case.hs)
    for name, found in grads._asdict().items():
        close(found, getattr(case, f"d_{name}"))
    close(gradients.ledger(trace, grads.deltas).sum(axis=0), case.d_W_hh)
    close(module.step_jacobians(params, trace), case.jacobians)
    close(module.forward(params, case.xs).hs, case.run(*case.weights, case.xs, 0 * case.state0))
    close(module.step(params, case.xs[0], case.state0), case.hs[1])
    close(module.step(params, case.xs[0, 0], case.state0[0]), case.hs[1, 0])
    expected = {"tanh": [0.75, 1, 0.75], "relu": [0, 0, 1], "identity": [1, 1, 1]}[case.activation]
    for shape in ((H,), (1, H), (1, 1, H)):  # -0.5, 0, 0.5: the middle one stands on the kink
        slopes = module.slopes(params, np.array([-0.5, 0.0, 0.5]).reshape(shape))
        assert slopes.dtype == float
        close(slopes, np.array(expected, float).reshape(shape))
    for array, copy_ in zip(arrays, before):
        np.testing.assert_array_equal(array, copy_)


def check_dtypes(module, case):
    """One float64 among the arguments, or all but one: float64 results, as exact as that. None: float32 throughout."""
    given = [*case.weights, case.xs, case.state0, case.dhs]
    singles = [array.astype(np.float32) for array in given]
    for mixture in (
        singles,
        *([*given[:k], singles[k], *given[k + 1 :]] for k in range(len(given))),
        *([*singles[:k], given[k], *singles[k + 1 :]] for k in range(len(given))),
    ):
        hs, *grads = both_passes(module, mixture)
        assert hs.dtype == np.result_type(*mixture[:-1])
        assert all(array.dtype == np.result_type(*mixture) for array in grads)
        tolerance = {"rtol": 1e-9, "atol": 1e-11} if hs.dtype == float else {"rtol": 1e-3, "atol": 1e-4}
        for found, exact in zip((hs, *grads), both_passes(rnn, [array.astype(float) for array in mixture])):
            np.testing.assert_allclose(found, exact, **tolerance)


def both_passes(module, arrays):
    *weights, xs, state0, dhs = arrays
    params = module.Params(*weights)
    trace = module.forward(params, xs, state0)
    return trace.hs, *module.backward(params, trace, dhs)


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-11)


def sentences(module):
    """What the module says to each of many kinds of bad input."""
    case = cases()[0]
    params, xs, state0, dhs = module.Params(*case.weights), case.xs, case.state0, case.dhs
    trace = module.Trace(xs, case.hs)
    bad_params = [None, *(params._replace(**{name: spoilt(getattr(params, name))}) for name in params._fields[:3]),
                  params._replace(activation="elu"), params._replace(b_h=xs), params._replace(W_hh=params.W_ih)]  # fmt: skip
    calls = [
        *(lambda p=p: module.step(p, xs[0], state0) for p in bad_params),
        *(lambda p=p: module.forward(p, xs, state0) for p in bad_params),
        *(lambda p=p: module.backward(p, trace, dhs) for p in bad_params),
        *(lambda p=p: module.slopes(p, state0) for p in bad_params),
        *(lambda x=x: module.step(params, x, state0) for x in (xs, spoilt(xs[0]), xs[0, 0], None)),
        *(lambda h=h: module.step(params, xs[0], h) for h in (case.hs, spoilt(state0), state0[0], None)),
        *(lambda x=x: module.forward(params, x, state0) for x in (xs[0], spoilt(xs), xs[:0], None)),
        *(lambda h=h: module.forward(params, xs, h) for h in (state0[0], spoilt(state0), state0[:1])),
        *(lambda x=x: module.backward(params, trace._replace(xs=x), dhs) for x in (xs[0], spoilt(xs), xs[:3], None)),
        *(lambda h=h: module.backward(params, trace._replace(hs=h), dhs) for h in (spoilt(case.hs), case.hs[1:])),
        *(lambda d=d: module.backward(params, trace, d) for d in (spoilt(dhs), case.hs, dhs[-1], None)),
        *(lambda p=p: module.step_jacobians(p, trace) for p in bad_params),
        *(lambda h=h: module.step_jacobians(params, trace._replace(hs=h)) for h in (spoilt(case.hs), case.hs[..., :2], xs[0])),
        lambda: module.step_jacobians(params, case.hs),
        *(lambda h=h: module.slopes(params, h) for h in (spoilt(state0), state0[:, :2], xs, None)),
        lambda: module.backward(params, case.hs, dhs),
    ]
    return [said(call) for call in calls]


def test_the_network_itself_passes():
    check(rnn)
    assert all(kind == "ValueError" for kind, _ in sentences(rnn))
    assert not notices(rnn)


@pytest.mark.parametrize("name", BROKEN)
def test_every_slip_is_noticed(name):
    unnoticed, slips = tried(rnn, name, notices)
    assert len(slips) >= 3
    assert unnoticed <= set(EQUIVALENT.get(name, {})) <= set(slips)
