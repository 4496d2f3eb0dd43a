"""One-place changes of a function's source: what a slip makes of a solution, and what mends a learner's own code."""

import ast
import itertools
from typing import Any, NamedTuple

from helpers.exercises.tracing import binop, expression, holes

OPERATORS = {ast.Add: (ast.Sub, ast.Mult), ast.Sub: (ast.Add,), ast.Mult: (ast.MatMult, ast.Div, ast.Add, ast.Pow),
             ast.MatMult: (ast.Mult,), ast.Div: (ast.Mult,), ast.Pow: (ast.Mult,), ast.BitXor: (ast.Pow,),
             ast.FloorDiv: (ast.Div,)}  # fmt: skip
COMPARISONS = {ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt),
               ast.GtE: (ast.Gt, ast.LtE), ast.Eq: (ast.LtE, ast.GtE), ast.NotEq: (ast.Eq,)}  # fmt: skip
FUNCTIONS = ("np.tanh", "np.exp", "np.log", "np.sqrt", "np.abs")  # one for another, or put in, or left out
INSTEAD = {"mean": ["sum"], "sum": ["mean"], "ones_like": ["zeros_like"], "ones": ["zeros", "eye"],
           "zeros": ["ones", "eye"], "log10": ["log"], "log2": ["log"],
           "eigvals": ["svd"], "max": ["min", "sum"], "min": ["max", "sum"],
           "median": ["sum"], "cumsum": ["sum"], "prod": ["sum"], "maximum": ["minimum"], "minimum": ["maximum"],
           "inner": ["outer"], "dot": ["outer"], "zeros_like": ["ones_like"], "arctanh": ["tanh"], "cosh": ["tanh"],
           "vstack": ["hstack"], "diag": ["diagflat"]}  # fmt: skip
PARTS = {ast.Mult: "a factor", ast.Div: "a factor", ast.Add: "a term", ast.Sub: "a term"}


class Change(NamedTuple):
    """How unlikely, in which words, at which statement; (holder, key, new) to set; the node changed, if it is read."""

    rank: float
    words: str
    stmt: ast.stmt
    sets: tuple[tuple[Any, Any, Any], ...]
    node: ast.expr | None = None


def of_statement(body, index, stmt, loops):
    """The changes of a whole statement: `=`, `+=` or `-=`, left out, exchanged with the next, in or out of a loop."""
    instead = lambda rank, words, new: Change(rank, words, stmt, ((body, index, new),))
    if isinstance(stmt, ast.AugAssign):
        yield instead(1, "`=` in place of `+=`", ast.Assign([stmt.target], stmt.value))
        for other in {ast.Add: (ast.Sub, ast.Mult), ast.Sub: (ast.Add,)}.get(type(stmt.op), (ast.Add,)):
            yield Change(1, "another `+=`, `-=` or `*=`", stmt, ((stmt, "op", other()),))
        fresh = binop(expression(ast.unparse(stmt.target)), type(stmt.op), stmt.value)
        yield instead(2, "a new array, not a change in place", ast.Assign([stmt.target], fresh))
    if isinstance(stmt, ast.Assign) and isinstance(stmt.targets[0], (ast.Name, ast.Subscript)):
        yield instead(1, "`+=` in place of `=`", ast.AugAssign(stmt.targets[0], ast.Add(), stmt.value))
        yield instead(1, "`-=` in place of `=`", ast.AugAssign(stmt.targets[0], ast.Sub(), stmt.value))
    before, rest = body[:index], body[index + 1 :]
    if isinstance(stmt, ast.Return) or not before + rest:
        return
    gone, here = (body, slice(None), before + rest), lambda new: (body, slice(None), new)
    yield Change(1.5, "a line left out", stmt, (gone,))
    if rest and not isinstance(rest[0], ast.Return):
        yield Change(2, "two lines exchanged", stmt, (here([*before, rest[0], stmt, *rest[1:]]),))
    for outer, at in loops[-1:] if not isinstance(stmt, ast.For) else ():
        for place in (at, at + 1):
            moved = outer[:place] + [stmt] + outer[place:]
            yield Change(1.5, "a line moved out of the loop", stmt, (gone, (outer, slice(None), moved)))
    for step, loop in ((k, body[index + k]) for k in (-1, 1) if 0 <= index + k < len(body)):
        if isinstance(loop, ast.For):
            inside = [*loop.body, stmt] if step < 0 else [stmt, *loop.body]
            yield Change(1.5, "a line moved into the loop", stmt, ((loop.body, slice(None), inside), gone))


def of_expressions(stmt):
    """Yield the changes of a statement's expressions that need nothing but what stands there."""
    every = list(holes(stmt))
    indices = {id(part) for _, _, node in every for part in index_parts(node)}
    for holder, key, node in every:
        read = not isinstance(getattr(node, "ctx", None), ast.Store)
        for rank, words, new in [*permuted(node), *(rewritten(node, id(node) in indices) if read else [])]:
            yield Change(rank, words, stmt, ((holder, key, new),), node if read else None)
        if isinstance(node, ast.Call):
            for rank, words, field, new in of_call(node):
                yield Change(rank, words, stmt, ((node, field, new),), node)
        if isinstance(node, ast.Subscript) and not read and not isinstance(node.slice, (ast.Tuple, ast.Slice)):
            for step in (ast.Sub, ast.Add):
                yield Change(1, "an index one off", stmt, ((node, "slice", shifted(node.slice, step)),))
        if isinstance(node, ast.Compare):
            for other in COMPARISONS.get(type(node.ops[0]), ()):
                yield Change(1, "another comparison", stmt, ((node.ops, 0, other()),))
    fields = [place for place in every if isinstance(place[2], ast.Attribute) and isinstance(place[2].value, ast.Name)]
    for (one, first, a), (two, second, b) in itertools.combinations(fields, 2):
        if a.value.id == b.value.id != "np" and a.attr != b.attr and "T" not in (a.attr, b.attr):
            yield Change(1, "two names exchanged", stmt, ((one, first, b), (two, second, a)))


def index_parts(node):
    """The expressions that count: a subscript's indices and a slice's ends, and the ends of a range."""
    if isinstance(node, ast.Subscript):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        ends = [end for part in parts if isinstance(part, ast.Slice) for end in (part.lower, part.upper)]
        return [part for part in [*parts, *ends] if part is not None and not isinstance(part, ast.Slice)]
    return node.args if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("range", "min", "max") else []


def shifted(node, operator):
    """An index one higher or lower; `t - 1` one higher is `t`."""
    one = isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant) and node.right.value == 1
    if one and {type(node.op), operator} == {ast.Add, ast.Sub}:
        return node.left
    return binop(node, operator, ast.Constant(1))


def permuted(node):
    """Yield the orders of a tuple or list, of targets too, that differ from its own."""
    if isinstance(node, (ast.Tuple, ast.List)) and 1 < len(node.elts) < 6:
        if isinstance(node.ctx, ast.Load):
            for k in range(len(node.elts)):
                yield 1.5, "a part left out", type(node)(node.elts[:k] + node.elts[k + 1 :], node.ctx)
        for order in itertools.permutations(range(len(node.elts))):
            moved = sum(k != place for k, place in enumerate(order))
            if moved and (moved == 2 or len(node.elts) < 5):
                yield (1 if moved == 2 else 2), "another order", type(node)([node.elts[k] for k in order], node.ctx)


def rewritten(node, is_index):
    """Yield (rank, words, new) for one expression: transposes, numbers, indices, signs, operators, calls."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield 1, "a transpose taken out", node.value
    elif not isinstance(node, (ast.Tuple, ast.List, ast.Constant, ast.Slice)):
        yield 1, "a transpose put in", ast.Attribute(node, "T", ast.Load())
    if is_index:
        yield from ((1, "an index one off", shifted(node, step)) for step in (ast.Sub, ast.Add))
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        others = [node.value + 1, node.value - 1, 2 * node.value, node.value / 2, 0, 1]
        yield from ((1, "another number", ast.Constant(n)) for n in dict.fromkeys(others) if n != node.value)
    if isinstance(node, ast.UnaryOp):
        yield 1, "a sign", node.operand
    elif isinstance(node, (ast.Name, ast.BinOp, ast.Call, ast.Attribute, ast.Subscript)):
        yield 1.5, "a sign", ast.UnaryOp(ast.USub(), node)
    if isinstance(node, (ast.Name, ast.Call)):
        yield 2, "the order turned round", ast.Subscript(node, ast.Slice(None, None, ast.Constant(-1)), ast.Load())
    if isinstance(node, (ast.Name, ast.BinOp)):
        yield from ((2, "a function put in", ast.Call(expression(name), [node], [])) for name in FUNCTIONS[:4])
    if isinstance(node, ast.Call):
        if node.args and not isinstance(node.args[0], ast.Starred):
            yield 1, "a function left out", node.args[0]
        if isinstance(node.func, ast.Attribute) and not ast.unparse(node.func).startswith("np."):
            yield 1, "a function left out", node.func.value
    if isinstance(node, ast.BinOp):
        yield from of_operation(node, node.left, node.right, type(node.op))
    if isinstance(node, ast.Subscript):
        yield from of_subscript(node, node.slice)
    if isinstance(node, ast.IfExp):
        yield from ((1, "a part left out", part) for part in (node.body, node.orelse))


def of_operation(node, left, right, operator):
    """Yield the changes of `left operator right`."""
    for other in OPERATORS.get(operator, ()):
        yield 1, "another operator", binop(left, other, right)
    for part in (left, right):
        yield 1, f"{PARTS.get(operator, 'a part')} left out", part
    if operator in (ast.Sub, ast.MatMult, ast.Div, ast.Pow):
        yield 1, "another order", binop(right, operator, left)
    if isinstance(left, ast.BinOp):
        yield 1, "brackets set elsewhere", binop(left.left, type(left.op), binop(left.right, operator, right))
    if isinstance(right, ast.BinOp):
        yield 1, "brackets set elsewhere", binop(binop(left, operator, right.left), type(right.op), right.right)
    if operator is not ast.Pow:
        yield 2, "a power", binop(node, ast.Pow, ast.Constant(2))


def of_subscript(node, part):
    """Yield the changes of a subscript: left out, turned round, a slice's ends."""
    yield 1, "an index left out", node.value
    if isinstance(part, ast.Slice):
        lower, upper, step = part.lower, part.upper, part.step
        for option in [(lower, None, step), (None, upper, step), (lower, upper, None), (ast.Constant(1), upper, step),
                       (lower, ast.Constant(-1), step), (upper, lower, step)]:  # fmt: skip
            yield 1, "the ends of a slice", ast.Subscript(node.value, ast.Slice(*option), ast.Load())


def of_call(node):
    """Yield (rank, words, field, new) for a call: another function, another axis, arguments exchanged or left out."""
    name, args, axis = ast.unparse(node.func), node.args, lambda k: ast.keyword("axis", ast.Constant(k))
    last = name.split(".")[-1]
    for other in FUNCTIONS if name in FUNCTIONS or len(args) == 1 and "sig" in name else ():
        if other != name:
            yield 1.5, "another function", "func", expression(other)
    for other in INSTEAD.get(last, ()):
        yield 1, "another function", "func", expression(name[: len(name) - len(last)] + other)
    if len(args) == 2 and not node.keywords:
        yield 1, "another order", "args", args[::-1]
    if last == "range" and len(args) == 1:
        yield 1, "the way a loop runs", "args", [ast.Constant(1), args[0]]
    if node.keywords:
        yield 1, "an axis", "keywords", []
        for k in (0, 1, -1):
            yield 1, "an axis", "keywords", [axis(k) if word.arg == "axis" else word for word in node.keywords]
    elif last in ("sum", "mean", "norm", "max", "concatenate", "stack", "split"):
        yield from ((1.5, "an axis", "keywords", [axis(k)]) for k in (0, 1))
    if len(args) > 1:
        yield 1.5, "an argument left out", "args", args[:-1]
