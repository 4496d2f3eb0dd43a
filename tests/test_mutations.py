"""Break each line of the network's mathematics in every way a slip could; each time, a small check must notice.

The source of helpers/rnn.py is mutated as a syntax tree, one slip at a time: an operator exchanged, a number one off,
a slice turned round, a transpose forgotten, an array taken for another, a statement left out. Each broken copy is run
on small problems whose answers come from a plain loop and the complex step, here, not from the code under test.
"""

import ast
import copy
import types
import warnings
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from helpers import gradients, rnn

SOURCE = Path(rnn.__file__).read_text(encoding="utf-8")
BROKEN = ("_tanh_slope", "ACTIVATIONS", "step", "forward", "backward", "slopes", "check")

# Slips that change nothing anyone could see, each with its reason; the list must be exact.
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
WRONG = (ArithmeticError, AssertionError, AttributeError, LookupError, NameError, TypeError, ValueError)


# ---- the slips -------------------------------------------------------------------------------------------------------

EXCHANGED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.Gt: ast.GtE}
TAKEN_FOR = {"xs": "hs", "hs": "xs", "dhs": "total", "total": "deltas", "deltas": "total", "delta": "g", "g": "delta",
             "earlier_g": "g", "h": "a", "a": "h", "x": "h", "W_ih": "W_hh", "W_hh": "W_ih", "n_steps": "n_batch",
             "n_batch": "n_steps", "n_hidden": "n_inputs", "n_inputs": "n_hidden", "state0": "xs"}  # fmt: skip


def slips(node):
    """Yield every broken version of one node of the tree, None standing for a statement left out."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in EXCHANGED:
        yield changed(node, op=EXCHANGED[type(node.op)]())
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Sub, ast.MatMult)):
        yield changed(node, left=node.right, right=node.left)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in EXCHANGED:
        yield changed(node, ops=[EXCHANGED[type(node.ops[0])]()])
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield changed(node, value=node.value + 1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    if isinstance(node, ast.Slice) and (node.lower is None) != (node.upper is None) and node.step is None:
        yield ast.Slice(lower=node.upper, upper=node.lower)
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    if isinstance(node, ast.Attribute) and node.attr in ("W_ih", "W_hh"):
        yield ast.Attribute(node, "T", ast.Load())
    if isinstance(node, ast.Attribute) and node.attr in TAKEN_FOR:
        yield changed(node, attr=TAKEN_FOR[node.attr])
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in TAKEN_FOR:
        yield changed(node, id=TAKEN_FOR[node.id])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "astype":
        yield node.func.value
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr, ast.If)):
        yield None


def changed(node, **fields):
    node = copy.copy(node)
    for name, value in fields.items():
        setattr(node, name, value)
    return node


class Replace(ast.NodeTransformer):
    """Put `new` where `old` is."""

    def __init__(self, old, new):
        self.old, self.new = old, ast.Pass() if new is None else new

    def visit(self, node):
        return self.new if node is self.old else self.generic_visit(node)


def broken_copies(name):
    """Yield (slip in words, broken module) for every slip in one function or constant of rnn.py."""
    for n, node in enumerate(ast.walk(part(ast.parse(SOURCE), name))):
        for k in range(len(list(slips(node)))):
            tree = ast.parse(SOURCE)
            nodes = list(ast.walk(part(tree, name)))
            node = nodes[n]
            statement = enclosing(nodes, node)
            if n == 0 or isinstance(getattr(statement, "value", None), ast.Constant):  # all of it, or its docstring
                continue
            before = headline(statement)
            slip = list(slips(node))[k]
            tree = ast.fix_missing_locations(Replace(node, slip).visit(tree))
            module = types.ModuleType("broken")
            exec(compile(tree, "broken", "exec"), module.__dict__)  # noqa: S102
            yield f"{before} -> {'nothing' if slip is None else headline(statement)}", module


def part(tree, name):
    """The definition of a function or constant in a module's tree."""
    return next(node for node in tree.body if name in (getattr(node, "name", ""), *map(ast.unparse, targets(node))))


def targets(node):
    return node.targets if isinstance(node, ast.Assign) else ()


def enclosing(nodes, node):
    """The innermost statement that holds a node."""
    parents = {child: parent for parent in nodes for child in ast.iter_child_nodes(parent)}
    while not isinstance(node, ast.stmt):
        node = parents[node]
    return node


def headline(statement):
    return ast.unparse(statement).splitlines()[0]


# ---- what must notice them -------------------------------------------------------------------------------------------

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
        self.d_deltas = self.derivative(lambda z: self.run(*given, nudged_a=z), nothing[1:])

    def run(self, W_ih, W_hh, b_h, xs, state0, nudged_h=None, nudged_a=None):
        hs = [state0 + (0 if nudged_h is None else nudged_h[0])]
        for t, x in enumerate(xs, start=1):
            a = x @ W_ih.T + hs[-1] @ W_hh.T + b_h + (0 if nudged_a is None else nudged_a[t - 1])
            hs.append(self.phi(a) + (0 if nudged_h is None else nudged_h[t]))
        return np.stack(hs)

    def derivative(self, hs, x):
        return gradients.complex_step(lambda z: (self.dhs * hs(z)[1:]).sum(), x)


@cache
def cases():
    return [Case(activation, steps, seed) for seed, activation in enumerate(PHI) for steps in (T, 1)]


def notices(module):
    """Return True if the small checks tell this module from a right one."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            for case in cases():
                check_numbers(module, case)
            check_dtypes(module, cases()[0])
        except WRONG:  # a broken copy may fail in any way: what matters is that it does
            return True
        return sentences(module) != sentences(rnn)


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
        *(lambda h=h: module.slopes(params, h) for h in (spoilt(state0), state0[:, :2], xs, None)),
        lambda: module.backward(params, case.hs, dhs),
    ]
    return [said(call) for call in calls]


def spoilt(array):
    """A copy with one NaN, at an index that a transpose would move."""
    array = array.copy()
    array.flat[1] = np.nan
    return array


def said(call):
    try:
        call()
    except WRONG as error:
        return type(error).__name__, str(error)
    return "nothing"


# ---- the tests -------------------------------------------------------------------------------------------------------


def test_the_network_itself_passes():
    for case in cases():
        check_numbers(rnn, case)
    check_dtypes(rnn, cases()[0])
    assert all(kind == "ValueError" for kind, _ in sentences(rnn))
    assert not notices(rnn)


@pytest.mark.parametrize("name", BROKEN)
def test_every_slip_is_noticed(name):
    copies = list(broken_copies(name))
    assert len(copies) >= 3
    assert {slip for slip, module in copies if not notices(module)} == set(EQUIVALENT.get(name, {}))
