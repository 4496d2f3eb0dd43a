"""Slips: a function broken in one place, in every way a slip could; the ordinary tests must turn red each time.

The source is changed as a syntax tree: an operator exchanged, a number one off, a slice turned round, a transpose
forgotten or put in, an array taken for another, a statement left out. The broken function takes the place of the right
one in its module, wherever it is called from, while the ordinary tests' assertions are tried.
"""

import ast
import contextlib
import copy
import functools
import importlib
import inspect
import itertools
import os
import warnings
from pathlib import Path

import numpy as np
import pytest
from problems import CELLS

from helpers.cells import gates, gru, lstm, mingru, rnn

EXCHANGED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.Gt: ast.GtE}
ALIKE = """
    xs:hs hs:xs dhs:total total:deltas deltas:total delta:g g:delta earlier:g h:a a:h x:h W_ih:W_hh W_hh:W_ih state0:xs
    n_steps:n_batch n_batch:n_steps n_hidden:n_inputs n_inputs:n_hidden outputs:targets targets:outputs errors:outputs
    rows:hs d_outputs:hs W_ho:b_o weights:gradient gradient:weights means:squares squares:means
    i:f f:i o:f r:z z:r n:z c:h cs:hs dh:dc dc:dh dh_before:dh before:g candidate:h delta_ifg:delta_o delta_o:delta_ifg
    slope_i:slope_f slope_f:slope_i slope_g:slope_o slope_o:slope_g slope_r:slope_z slope_z:slope_r slope_n:slope_z
    delta_r:delta_z delta_z:delta_r delta_n:delta_z total_c:total reads:memories memories:reads m:h deltas_ih:deltas
    gates:deltas b_h:b_hn b_hn:b_h W_hr:W_hz W_hz:W_hr W_hn:W_hr tanh_c:o c_to_h:tanh_c c_from_h:c_from_c at_n:at_rz
    at_rz:at_n W_rz:W_n n_slopes:n_slope first:second second:first
"""
TAKEN_FOR = dict(pair.split(":") for pair in ALIKE.split())


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
    if isinstance(node, ast.Attribute):
        if node.attr == "T":
            yield node.value
        if node.attr in ("W_ih", "W_hh"):
            yield ast.Attribute(node, "T", ast.Load())
        if node.attr in TAKEN_FOR:
            yield changed(node, attr=TAKEN_FOR[node.attr])
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in TAKEN_FOR:
        yield changed(node, id=TAKEN_FOR[node.id])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "astype":
        yield node.func.value
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr, ast.If)):
        yield None


def sizes_left(node):
    """The −1 of a reshape: NumPy reads −2 as what is left, too."""
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "reshape":
        yield from (size for size in node.args if isinstance(size, ast.UnaryOp))


def changed(node, **fields):
    node = copy.copy(node)
    for name, value in fields.items():
        setattr(node, name, value)
    return node


def broken_copies(module, name):
    """Yield (slip in words, tree) for every slip in a function, class or constant; the tree is mended afterwards."""
    whole = definition(module, name)
    whole.decorator_list = []  # they stay where they are, around the broken function
    left = {id(size.operand) for node in ast.walk(whole) for size in sizes_left(node)}
    for node, statement, put in places(whole):
        if id(node) in left or isinstance(getattr(statement, "value", None), ast.Constant):  # a docstring, say
            continue
        before = headline(statement)
        for slip in list(slips(node)):
            put(ast.Pass() if slip is None else slip)
            now = headline(slip if statement is node and slip else statement)
            yield f"{before} left out" if slip is None else marked(before, now), ast.fix_missing_locations(whole)
            put(node)


def places(whole):
    """Yield each node below the top, the innermost statement that holds it, and a function that puts another there."""
    inside = {whole: whole}
    for parent in ast.walk(whole):
        for field, value in ast.iter_fields(parent):
            for k, node in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(node, ast.AST):
                    inside[node] = node if isinstance(node, ast.stmt) else inside[parent]
                    holder, key = (value, k) if isinstance(value, list) else (vars(parent), field)
                    yield node, inside[node], functools.partial(holder.__setitem__, key)


def definition(module, name):
    """The tree of a function, class or constant that a module defines."""
    for node in ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body:
        if name in (getattr(node, "name", ""), *map(ast.unparse, getattr(node, "targets", ()))):
            return node
    raise LookupError(f"{module.__name__} defines no {name}")


def headline(statement):
    return ast.unparse(statement).splitlines()[0]


def marked(before, after):
    """One line with the change in it, h = hs[0 → 1]; a long line is cut at both ends."""
    start = len(os.path.commonprefix([before, after]))
    end = len(os.path.commonprefix([before[start:][::-1], after[start:][::-1]]))
    old, new, rest = before[start : len(before) - end], after[start : len(after) - end], before[len(before) - end :]
    return f"{before[max(0, start - 40) : start]}{old} → {new}{rest[:30]}"


@contextlib.contextmanager
def broken(module, name, tree):
    """Put a broken definition in the place of the right one, whoever calls it."""
    space = dict(vars(module))
    exec(compile(ast.Module([tree], []), "a broken copy", "exec"), space)
    right = inspect.unwrap(getattr(module, name))
    with pytest.MonkeyPatch.context() as patch:
        if inspect.isfunction(right):
            for part in ("__code__", "__defaults__"):
                patch.setattr(right, part, getattr(space[name], part))
        else:
            patch.setattr(module, name, space[name])
        yield


def assertions(test_module, wanted=lambda given: True):
    """Every test of a module that takes no fixture, once for each of its parameters: functions to be called."""
    for name, test in dict(vars(importlib.import_module(test_module))).items():
        marks = [mark.args for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
        for values in itertools.product(*(values for _, values in marks)) if name.startswith("test_") else ():
            given = {}
            for (names, _), value in zip(marks, values):
                given |= {names: value} if isinstance(names, str) else dict(zip(names, value, strict=True))
            if given.keys() == inspect.signature(test).parameters.keys() and wanted(given):
                yield functools.partial(test, **given)


def fails(assertion):
    """Whether a test turns red: a broken function may fail in any way."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            assertion()
        except pytest.skip.Exception:
            return False
        except (Exception, pytest.fail.Exception):  # noqa: BLE001
            return True
        return False


def ordinary_tests(module, test_modules):
    """The tests that ask about a module of helpers.

    Of what is tried on every cell, a cell takes its own; of the table of bad input, each takes its own rows. Problems
    that hypothesis draws (they have a `prove`) take too long.
    """
    cells = {name for name, (cell, _) in CELLS.items() if cell is module or module is gates and cell is not rnn}
    modules = {each.__name__ for each in (module, *((lstm, gru, mingru) if module is gates else ()))}

    def wanted(given):
        name = given.get("name")
        another = cells and name in CELLS and name not in cells
        another = another or "row" in given and given["row"].function.__module__ not in modules
        return not another and "prove" not in given

    return list(itertools.chain(*(assertions(name, wanted) for name in test_modules)))


source = functools.cache(inspect.getsource)


def unnoticed(module, name, tests, equivalent):
    """Break one definition in every way: return the slips at which no test turns red, and the excuses that are none.

    `equivalent` is {reason: lines}, one "module.name, module.name: slip" a line; those slips are not tried.
    """
    excuses = [line.strip().split(": ", 1) for lines in equivalent.values() for line in lines.strip().splitlines()]
    excused = {slip for names, slip in excuses if f"{module.__name__.split('.')[-1]}.{name}" in names.split(", ")}
    tests = sorted(tests, key=lambda test: name.strip("_") not in source(test.func))  # those that name it come first
    left = []
    for slip, tree in broken_copies(module, name):
        if slip in excused:
            excused.remove(slip)
            continue
        with broken(module, name, tree):
            red = next((test for test in tests if fails(test)), None)
        if red is None:
            left.append(slip)
        else:  # what noticed one slip is the first to be asked about the next
            tests.insert(0, tests.pop(tests.index(red)))
    return left, excused


def each_definition(broken):
    """Parametrize a test by (module, name) for what {module: "name name …"} lists."""
    pairs = [(module, name) for module, names in broken.items() for name in names.split()]
    ids = [f"{module.__name__.split('.')[-1]}.{name}" for module, name in pairs]
    return pytest.mark.parametrize(("module", "name"), pairs, ids=ids)
