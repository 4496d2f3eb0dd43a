"""Slips: one function's source, broken in every way a slip could, one slip at a time.

The source is changed as a syntax tree: an operator exchanged, a number one off, a slice turned round, a transpose
forgotten or put in, an array taken for another, a statement left out.
"""

import ast
import copy
import types
import warnings
from pathlib import Path

import numpy as np

WRONG = (ArithmeticError, AssertionError, AttributeError, LookupError, NameError, TypeError, ValueError)

EXCHANGED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.Gt: ast.GtE}
TAKEN_FOR = {"xs": "hs", "hs": "xs", "dhs": "total", "total": "deltas", "deltas": "total", "delta": "g", "g": "delta",
             "earlier_g": "g", "h": "a", "a": "h", "x": "h", "W_ih": "W_hh", "W_hh": "W_ih", "n_steps": "n_batch",
             "n_batch": "n_steps", "n_hidden": "n_inputs", "n_inputs": "n_hidden", "state0": "xs",
             "outputs": "targets", "targets": "outputs", "errors": "outputs", "rows": "hs", "d_outputs": "hs",
             "W_ho": "b_o", "weights": "gradient", "gradient": "weights",
             # the gates'
             "i": "f", "f": "i", "o": "f", "r": "z", "z": "r", "n": "z", "c": "h", "cs": "hs", "dh": "dc", "dc": "dh",
             "dh_before": "dc_before", "dc_before": "dh_before", "d_ifg": "d_o", "d_o": "delta", "to_i": "to_f",
             "to_f": "to_i", "to_g": "to_o", "to_o": "to_g", "by_r": "by_z", "by_z": "by_r", "by_n": "by_z",
             "d_r": "d_z", "d_z": "d_r", "d_n": "d_z", "g_before": "g", "total_c": "total", "reads": "memories",
             "memories": "reads", "read": "h", "deltas_ih": "deltas", "gates": "deltas", "b_h": "b_hn", "b_hn": "b_h",
             "W_hr": "W_hz", "W_hz": "W_hr", "W_hn": "W_hr", "tanh_c": "o", "c_to_h": "tanh_c", "c_from_h": "c_from_c",
             "means": "squares", "squares": "means"}  # fmt: skip


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


def broken_copies(module, name):
    """Yield (slip in words, broken module) for every slip in one function or constant of a module."""
    source = Path(module.__file__).read_text(encoding="utf-8")
    for n, node in enumerate(ast.walk(part(ast.parse(source), name))):
        for k in range(len(list(slips(node)))):
            tree = ast.parse(source)
            nodes = list(ast.walk(part(tree, name)))
            node = nodes[n]
            statement = enclosing(nodes, node)
            if n == 0 or isinstance(getattr(statement, "value", None), ast.Constant):  # all of it, or its docstring
                continue
            before = headline(statement)
            slip = list(slips(node))[k]
            tree = ast.fix_missing_locations(Replace(node, slip).visit(tree))
            broken = types.ModuleType("broken")
            broken.__file__ = module.__file__  # some look for data beside them
            exec(compile(tree, "broken", "exec"), broken.__dict__)
            yield f"{before} -> {'nothing' if slip is None else headline(statement)}", broken


def tried(module, name, notices):
    """Break one function in every way: return the slips that notices(broken module) does not notice, and all slips."""
    copies = list(broken_copies(module, name))
    return {slip for slip, broken in copies if not notices(broken)}, [slip for slip, _ in copies]


def tells_apart(broken, check, say, expected):
    """Whether check(broken) fails, or say(broken) is something else than expected()."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            check(broken)
        except WRONG:  # a broken copy may fail in any way: what matters is that it does
            return True
        return say(broken) != expected()


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


def said(call):
    """What a call says when it fails: a broken copy may fail in any way."""
    try:
        call()
    except WRONG as error:
        return type(error).__name__, str(error)
    return "nothing"


def spoilt(array):
    """A copy with one NaN, at an index that a transpose would move."""
    array = array.copy()
    array.flat[1] = float("nan")
    return array
