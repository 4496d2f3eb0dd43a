"""What may stand in place of an expression: another operator, index, axis, order, function, or a part of it."""

import ast
import itertools
import re

OPERATORS = {ast.Add: (ast.Sub, ast.Mult), ast.Sub: (ast.Add,), ast.Mult: (ast.MatMult, ast.Div, ast.Add, ast.Pow),
             ast.MatMult: (ast.Mult,), ast.Div: (ast.Mult,), ast.Pow: (ast.Mult,), ast.BitXor: (ast.Pow,),
             ast.FloorDiv: (ast.Div,)}  # fmt: skip
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
SUM = "`.sum(axis=0)` put in"
ALIKE = ("tanh exp log sqrt abs", "sum mean max min median cumsum", "zeros ones eye", "zeros_like ones_like", "log log2 log10",
         "maximum minimum", "outer inner dot")  # one function for another  # fmt: skip
PUT = ("a sign", "a slice put in", "a power put in", "a transpose put in", "the order turned round", SUM)
INNER = "`np.outer(a, b)` in place of `a.T @ b`"
OUTER = "`a.T @ b`, which sums over the batch, in place of `np.outer(a, b)`"
PARTS = {ast.Mult: "a factor", ast.Div: "a factor", ast.Add: "a term", ast.Sub: "a term"}


def instead_of(node, counts):
    """Yield (words, new) for what may stand in place of one expression; `counts`: it is an index or a range's end."""
    if isinstance(node, (ast.Tuple, ast.List)):
        yield from permuted(node)
    if isinstance(node, (ast.Slice, ast.Tuple, ast.List, ast.Starred)) or not loaded(node):
        return
    if counts:
        yield from (("an index one off", shifted(node, step)) for step in (ast.Sub, ast.Add))
    elif isinstance(node, ast.Constant):
        yield from of_number(node.value)
    elif isinstance(node, (ast.Name, ast.Attribute)):
        for ends in ((1, None), (None, -1), (None, 1), (-1, None)):
            part = ast.Slice(*(None if end is None else ast.Constant(end) for end in ends))
            yield "a slice put in", ast.Subscript(node, part, ast.Load())
    whole = counts and not isinstance(getattr(node, "op", None), ast.Div)  # `min(1, a / b)` is no index
    made = OF_KIND.get(type(node), lambda _: ())(node)
    yield from (change for change in made if not (whole and change[0] == "a power put in"))
    if not isinstance(node, ast.Constant) and not counts:
        yield "a sign", ast.UnaryOp(ast.USub(), node)
        yield "a transpose put in", ast.Attribute(node, "T", ast.Load())
        yield "the order turned round", ast.Subscript(node, ast.Slice(step=ast.Constant(-1)), ast.Load())


def of_number(value):
    """Yield the numbers that may stand in place of one."""
    others = (value + 1, value - 1, 2 * value, value / 2, 0, 1) if type(value) in (int, float) else ()
    yield from (("another number", ast.Constant(other)) for other in dict.fromkeys(others) if other != value)


def of_attribute(node):
    """A transpose taken out."""
    if node.attr == "T":
        yield "a transpose taken out", node.value


def of_operation(node):
    """Yield the changes of `left operator right`."""
    left, right, operator = node.left, node.right, type(node.op)
    for part in (left, right):
        yield f"{PARTS.get(operator, 'a part')} left out", part
    for other in OPERATORS.get(operator, ()):
        yield "another operator", binop(left, other, right)
    yield "another order", binop(right, operator, left)
    if operator is ast.MatMult:
        yield INNER, ast.Call(expression("np.outer"), [getattr(left, "value", left), right], [])
    yield from (("a power put in", binop(node, ast.Pow, ast.Constant(power))) for power in (2, 0.5))
    if operator is ast.Pow:
        yield from (("a power one off", binop(left, ast.Pow, shifted(right, step))) for step in (ast.Sub, ast.Add))
    if isinstance(left, ast.BinOp):
        yield "brackets set elsewhere", binop(left.left, type(left.op), binop(left.right, operator, right))
        yield "another order", binop(binop(left.left, operator, right), type(left.op), left.right)
    if isinstance(right, ast.BinOp):
        yield "brackets set elsewhere", binop(binop(left, operator, right.left), type(right.op), right.right)
    if is_function(left):
        yield "brackets set elsewhere", ast.Call(left.func, [binop(left.args[0], operator, right)], [])
    if is_function(right):
        yield "brackets set elsewhere", ast.Call(right.func, [binop(left, operator, right.args[0])], [])


def of_subscript(node):
    """Yield the changes of a subscript: left out, the ends of its slice."""
    if not ast.unparse(node.value).startswith("np."):  # `np.r_` alone is no index
        yield "an index left out", node.value
    part, one, last = node.slice, ast.Constant(1), ast.Constant(-1)
    if isinstance(part, ast.Slice):
        lower, upper, step = part.lower, part.upper, part.step
        for ends in [(lower, None, step), (None, upper, step), (lower, upper, None), (one, upper, step),
                     (lower, last, step), (upper, lower, step)]:  # fmt: skip
            yield "the ends of a slice", ast.Subscript(node.value, ast.Slice(*ends), ast.Load())


def of_call(node):
    """Yield the changes of a call: another function or none, another axis, its arguments in another order."""
    name, args, words = ast.unparse(node.func), node.args, node.keywords
    before, _, last = name.rpartition(".")
    if is_function(node) and isinstance(args[0], ast.BinOp):
        inner, made = args[0], lambda part: ast.Call(node.func, [part], [])
        yield "brackets set elsewhere", binop(made(inner.left), type(inner.op), inner.right)
        yield "brackets set elsewhere", binop(inner.left, type(inner.op), made(inner.right))
        if isinstance(inner.left, ast.BinOp):
            rest = binop(inner.left.left, type(inner.op), inner.right)
            yield "brackets set elsewhere", binop(made(rest), type(inner.left.op), inner.left.right)
    if args and not isinstance(args[0], ast.Starred):
        yield "a function left out", args[0]
    if before and before != "np" and isinstance(node.func, ast.Attribute):
        yield "a function left out", node.func.value
    for group in (group.split() for group in ALIKE):
        for other in group if last in group else ():
            if other != last:
                yield "another function", ast.Call(expression(f"{before}.{other}".strip(".")), args, words)
    if last == "outer" and len(args) == 2:
        yield OUTER, binop(ast.Attribute(args[0], "T", ast.Load()), ast.MatMult, args[1])
    if len(args) > 1:
        yield "another order", ast.Call(node.func, args[::-1], words)
        yield "an argument left out", ast.Call(node.func, args[:-1], words)
    if last in ("sum", "mean", "norm", "max", "concatenate", "stack", "split"):
        axes = [[], *([ast.keyword("axis", ast.Constant(k))] for k in (0, 1, -1))]
        yield from (("an axis", ast.Call(node.func, args, axis)) for axis in axes)
    if last == "range" and len(args) == 2:
        yield "the start of a loop", ast.Call(node.func, args[1:], words)
    if last == "range" and len(args) == 1:
        yield "the way a loop runs", ast.Call(node.func, [ast.Constant(1), args[0]], words)


def of_comparison(node):
    """Another comparison."""
    for other in COMPARISONS:
        if not isinstance(node.ops[0], other):
            yield "another comparison", ast.Compare(node.left, [other()], node.comparators)


OF_KIND = {
    ast.Attribute: of_attribute, ast.BinOp: of_operation, ast.Subscript: of_subscript, ast.Call: of_call,
    ast.Compare: of_comparison, ast.UnaryOp: lambda node: [("a sign", node.operand)],
    ast.IfExp: lambda node: [("a part left out", part) for part in (node.body, node.orelse)],
}  # fmt: skip


def is_function(node):
    """Whether an expression calls a function of NumPy on one argument."""
    plain = isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords
    return plain and ast.unparse(node.func).startswith("np.")


def permuted(node):
    """Yield a tuple or list, also of targets, with a part left out or two exchanged."""
    for k in range(len(node.elts)) if loaded(node) and len(node.elts) > 1 else ():
        yield "a part left out", type(node)(node.elts[:k] + node.elts[k + 1 :], node.ctx)
    for i, j in itertools.combinations(range(len(node.elts)), 2):
        parts = list(node.elts)
        parts[i], parts[j] = parts[j], parts[i]
        yield "another order", type(node)(parts, node.ctx)


def index_parts(node):
    """The expressions that count: a subscript's indices and a slice's ends, and the ends of a range."""
    if isinstance(node, ast.Subscript):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        ends = [end for part in parts if isinstance(part, ast.Slice) for end in (part.lower, part.upper)]
        return [part for part in [*parts, *ends] if part is not None and not isinstance(part, ast.Slice)]
    return node.args if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("range", "min", "max") else []


def shifted(node, operator):
    """An index one higher or lower; `t - 1` one higher is `t`, `-1` one higher is `0`."""
    if re.fullmatch(r"-?\d+", text := ast.unparse(node)):
        return ast.Constant(int(text) + (1 if operator is ast.Add else -1))
    one = isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant) and node.right.value == 1
    if one and {type(node.op), operator} == {ast.Add, ast.Sub}:
        return node.left
    return binop(node, operator, ast.Constant(1))


def expression(text):
    """Parse an expression."""
    return ast.parse(text, mode="eval").body


def binop(left, operator, right):
    """Make `left operator right`."""
    return ast.BinOp(left, operator(), right)


def loaded(node):
    """Whether an expression is read, not stored to."""
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
