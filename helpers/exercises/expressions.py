"""What may stand in place of an expression: another one of its kind, a part of it, an index one off."""

import ast
import contextlib
import itertools
import re

PLACES = (ast.Name, ast.Attribute, ast.Subscript)
PUT = {  # what may be put around an expression
    "a sign": "-({})", "a slice put in": "{}[1:]", "a power put in": "({}) ** 2", "a transpose put in": "({}).T",
    "the order turned round": "({})[::-1]", "a sum put in": "({}).sum(axis=0)",
}  # fmt: skip


def parsed(line):
    """A line's tree; None for what is no statement alone, such as `else:`."""
    with contextlib.suppress(SyntaxError):
        return ast.parse(line.text.strip() + " pass" * line.text.endswith(":"))


def expressions(code, at):
    """Yield (expression, its columns, whether it counts, as an index does) for all that is read in a line."""
    every = list(ast.walk(parsed(code.lines[at]) or ast.Module([], [])))
    counting = {id(part) for node in every for part in index_parts(node)}
    called = {id(node.func) for node in every if isinstance(node, ast.Call)}
    for node in every:
        plain = isinstance(node, ast.expr) and not isinstance(node, (ast.Slice, ast.Starred)) and id(node) not in called
        if plain and (isinstance(getattr(node, "ctx", ast.Load()), ast.Load) or isinstance(node, ast.Tuple)):
            indent = code.lines[at].indent
            yield node, (indent + node.col_offset, indent + node.end_col_offset), id(node) in counting


def instead_of(node, counts, texts):
    """Yield (words, new) for what may stand in place of an expression; `counts`: it is an index or a range's end."""
    made = [*OF_KIND.get(type(node), lambda _: ())(node), *of_any(node, texts)]
    if counts:
        others = [change for change in made if change[0] not in (*PUT, "another number")]
        made = [*(("an index one off", shifted(ast.unparse(node), sign)) for sign in "-+"), *others]
    return made


def of_any(node, texts):
    """Yield (words, new) for what may stand in place of any expression."""
    text = ast.unparse(node)
    if not isinstance(node, (ast.Constant, ast.Tuple, ast.List)):
        yield from ((words, new.format(text)) for words, new in PUT.items())
        yield "a power put in", f"({text}) ** 0.5"
    if isinstance(node, PLACES):
        yield from (("a slice put in", f"{text}[{part}]") for part in (":-1", ":1", "-1:"))
    if text in texts:
        others = [other for other, kind in texts.items() if other != text and kind is type(node)]
        yield from ((f"another name in place of `{text}`", other) for other in others)


def of_number(node):
    """Yield the numbers that may stand in place of one."""
    value = node.value
    others = (value + 1, value - 1, 2 * value, value / 2, 0, 1) if type(value) in (int, float) else ()
    yield from (("another number", repr(other)) for other in dict.fromkeys(others) if other != value)


def sign(op):
    """How Python writes an operator."""
    return ast.unparse(ast.BinOp(ast.Name("a"), op, ast.Name("b")))[2:-2]


def of_operation(node):
    """Yield the changes of `left operator right`: one of them left out, the other order, brackets."""
    left, right, op = ast.unparse(node.left), ast.unparse(node.right), sign(node.op)
    part = "a term left out" if op in "+-" else "a factor left out"
    yield from ((part, left), (part, right), ("another order", f"({right}) {op} ({left})"))
    if isinstance(node.left, ast.BinOp):
        first, inner, second = ast.unparse(node.left.left), sign(node.left.op), ast.unparse(node.left.right)
        yield "another order", f"(({first}) {op} ({right})) {inner} ({second})"
        yield "brackets put in", f"({first}) {inner} (({second}) {op} ({right}))"
    if op == "@":
        yield "`np.outer` in place of `@`", f"np.outer({left.removesuffix('.T')}, {right})"


def of_call(node):
    """Yield the changes of a call: the function or an argument left out, the arguments in another order."""
    name, args = ast.unparse(node.func), [ast.unparse(arg) for arg in node.args]
    call = lambda *given: f"{name}({', '.join([*given, *map(ast.unparse, node.keywords)])})"
    inside = (*args, name.rpartition(".")[0])
    yield from (("a function left out", text) for text in inside if text not in ("np", ""))
    if len(args) > 1:
        yield from (("another order", call(*args[::-1])), ("an argument left out", call(*args[:-1])))
    if name.rpartition(".")[2] in ("sum", "mean", "norm", "max", "concatenate", "stack", "split") and not node.keywords:
        yield from (("an axis put in", call(*args, f"axis={axis}")) for axis in (0, 1, -1))
    if len(args) == 1 and isinstance(inner := node.args[0], ast.BinOp):  # tanh(a * b) for a * tanh(b)
        yield "a bracket set elsewhere", f"({ast.unparse(inner.left)}) {sign(inner.op)} {call(ast.unparse(inner.right))}"
    if name == "np.outer":
        yield "`@`, which sums over the batch, in place of `np.outer`", f"({args[0]}).T @ ({args[1]})"
    if name == "range" and len(args) < 3:
        yield "the start of a loop", call(*(args[1:] or ["1", *args]))


def of_subscript(node):
    """Yield the changes of a subscript: left out, or an end of its slice."""
    value, ends = ast.unparse(node.value), [*ast.unparse(node.slice).split(":"), "", ""][:3]
    if not value.startswith("np."):  # `np.r_` alone is no index
        yield "an index left out", value
    if isinstance(node.slice, ast.Slice):
        yield "the ends of a slice", f"{value}[{ends[1]}:{ends[0]}]"
        for k, other in itertools.product(range(3), ("", "1", "-1")):
            yield "the ends of a slice", f"{value}[{':'.join([*ends[:k], other, *ends[k + 1 :]])}]"


def of_parts(node):
    """Yield a tuple or list with a part left out or two exchanged."""
    parts = [ast.unparse(part) for part in node.elts]
    whole = lambda some: f"[{', '.join(some)}]" if isinstance(node, ast.List) else f"{', '.join(some)},"
    for k in range(len(parts)) if isinstance(node.ctx, ast.Load) and len(parts) > 1 else ():
        yield "a part left out", whole(parts[:k] + parts[k + 1 :])
    for i, j in itertools.combinations(range(len(parts)), 2):
        yield "another order", whole([parts[{i: j, j: i}.get(k, k)] for k in range(len(parts))])


OF_KIND = {
    ast.Constant: of_number, ast.BinOp: of_operation, ast.Subscript: of_subscript, ast.Call: of_call,
    ast.Tuple: of_parts, ast.List: of_parts, ast.UnaryOp: lambda node: [("a sign", ast.unparse(node.operand))],
    ast.Attribute: lambda node: [("a transpose taken out", ast.unparse(node.value))] * (node.attr == "T"),
}  # fmt: skip


def index_parts(node):
    """The expressions that count: a subscript's indices and a slice's ends, and the ends of a range."""
    if isinstance(node, ast.Subscript):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        ends = [end for part in parts if isinstance(part, ast.Slice) for end in (part.lower, part.upper)]
        return [part for part in [*parts, *ends] if part is not None and not isinstance(part, ast.Slice)]
    return node.args if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("range", "min", "max") else []


def shifted(text, sign):
    """An index one higher or lower; `t - 1` one higher is `t`, `-1` one higher is `0`."""
    if re.fullmatch(r"-?\d+", text):
        return str(int(text) + (1 if sign == "+" else -1))
    back = f" {'-' if sign == '+' else '+'} 1"
    return text.removesuffix(back) if text.endswith(back) else f"{text} {sign} 1"


def names(tree):
    """{text: kind of node} of the names, fields and items that are read in a tree."""
    calls = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    read = [node for node in ast.walk(tree) if isinstance(node, PLACES) and isinstance(node.ctx, ast.Load)]
    texts = {ast.unparse(node): type(node) for node in read if id(node) not in calls}
    return {text: kind for text, kind in texts.items() if not text.startswith("np") and not text.endswith(".T")}
