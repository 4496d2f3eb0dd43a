"""What may stand in a learner's line: their own names, and the solution's expressions in their names."""

import ast
import operator

import numpy as np

from helpers.exercises.tracing import Code, binop, expression, holes, key, loaded, telling


def ends(passes):
    """The first and the last of several passes over a statement."""
    return passes[:1] + passes[1:][-1:]


class Reference:
    """The solution run on one problem: its expressions with their values, and the keys of what its statements made.

    `made` holds them at the first and at the last pass.
    """

    def __init__(self, exercise, args):
        code = Code(exercise.solution)
        met, result = code.met(args)
        self.records, self.made = [], (set(), set())
        for stmt in (node for node in ast.walk(code.tree) if isinstance(node, ast.stmt) and node.lineno in met):
            nodes = [node for _, _, node in holes(stmt) if loaded(node)]
            passes = ends(met[stmt.lineno])
            for k, names in enumerate(passes):
                self.records.append({id(node): (node, code.value(node, names)) for node in nodes})
                every = isinstance(stmt, ast.Return), getattr(stmt, "value", None)
                worth = [value for node, value in self.records[-1].values() if every[0] or node is every[1]]
                for found in self.made if len(passes) == 1 else self.made[k : k + 1]:
                    self.keep([*names.values(), *worth], found)
        self.keep([result], self.made[1])

    def keep(self, values, found):
        """Keep the keys of values, and of their items."""
        for value in values:
            for item in [value, *(value[:8] if isinstance(value, (tuple, list)) else [])]:
                if key(item) is not None and telling(item):
                    found.add(key(item))

    def in_names(self, known):
        """The solution's expressions in a learner's names, as texts; `known` is {a value's key: the learner's text}."""
        pairs = [(node, record) for record in self.records for node, value in record.values() if telling(value)]
        found = (named(node, record, known) for node, record in pairs)
        return list(dict.fromkeys(filter(None, found)))


def named(node, record, known, whole=True):
    """One expression of the solution in a learner's names, or None; `record` holds its parts' values at one pass."""
    if isinstance(node, ast.Constant):
        return repr(node.value)
    own = None if whole else known.get(key(record.get(id(node), (None, None))[1]))
    part = lambda inner: named(inner, record, known, whole=False)
    if own:
        return own
    if isinstance(node, ast.BinOp) and (left := part(node.left)) and (right := part(node.right)):
        return ast.unparse(binop(expression(left), type(node.op), expression(right)))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and (inner := part(node.operand)):
        return f"-({inner})"
    if isinstance(node, ast.Attribute) and node.attr == "T" and (inner := part(node.value)):
        return f"({inner}).T"
    if isinstance(node, ast.Subscript) and (inner := part(node.value)) and (index := part(node.slice)):
        return f"{inner}[{index}]"
    if isinstance(node, ast.Call) and not node.keywords and ast.unparse(node.func).startswith(("np.", "sig")):
        args = [part(arg) for arg in node.args]
        return f"{ast.unparse(node.func)}({', '.join(args)})" if all(args) else None
    return None


def numeric(value):
    """Whether a value is one array or number."""
    return key(value) is not None and not isinstance(value, (tuple, list))


def lying(names):
    """What lies ready at a statement: the names' values and their fields."""
    return [*names.values(), *(part for value in names.values() if hasattr(value, "_fields") for part in value)]


def within(code, passes, reference):
    """{text: [its value at each pass]} of what may stand in a statement: names, fields, items seen in the source."""
    values = {}

    def add(texts):
        for text in texts:
            if text not in values:
                found = [code.value(expression(text), names) for names in passes]
                if numeric(found[0]):
                    values[text] = found

    for name, value in passes[0].items():
        add([name, *(f"{name}.{field}" for field in getattr(value, "_fields", ()))])
    add(ast.unparse(node) for node in ast.walk(code.tree) if isinstance(node, ast.Subscript) and loaded(node))
    for k, names in enumerate(passes):
        told = [(text, found[k]) for text, found in reversed(values.items()) if numeric(found[k])]
        known = {key(value): text for text, value in told if telling(value)}
        add(reference.in_names(known | {key(value): name for name, value in names.items() if type(value) is int}))
    distinct = {}
    for text, found in values.items():
        distinct.setdefault((key(found[0]), key(found[-1])), (text, found))
    return dict(distinct.values())


CHAINS = {ast.Mult: (ast.Mult, ast.Div), ast.Add: (ast.Add, ast.Sub), ast.Sub: (ast.Add, ast.Sub)}  # once is enough
JOINED = ((ast.Mult, "a factor put in", operator.mul), (ast.Add, "a term put in", operator.add),
          (ast.Sub, "a term put in", operator.sub), (ast.Div, "a divisor put in", operator.truediv))  # fmt: skip


def put_in(holder, node, shape, terms, any_shape):
    """Yield (rank, words, value, new) of what may stand in an expression's place or be joined to it.

    `value(old, k)` is what comes of it at pass k, `new()` the expression; of `any_shape` where the code breaks off.
    """
    around = type(holder.op) if isinstance(holder, ast.BinOp) else None
    place, number = isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)), isinstance(node, ast.Constant)
    for text, values in terms.items():
        simple = text.replace(".", "").replace("_", "").isalnum()
        name = place and (simple or "[" in text[:8] and text[-1] == "]")
        if np.shape(values[0]) == shape or any_shape and name:
            words = "another name" if name else "another expression"
            yield 1.5 if name else 3, words, lambda _, k, v=values: v[k], lambda text=text: expression(text)
        for kind, words, make in () if number or not fits(np.shape(values[0]), shape) else JOINED:
            if kind not in CHAINS.get(around, ()):
                yield (2.5 if simple else 3, words, lambda old, k, v=values, m=make: m(old, v[k]),
                       lambda text=text, o=kind: binop(node, o, expression(text)))  # fmt: skip
    if not number:
        yield 2, "one minus", lambda old, _: 1 - old, lambda: binop(ast.Constant(1), ast.Sub, node)
        yield 2, "one over", lambda old, _: 1 / old, lambda: binop(ast.Constant(1), ast.Div, node)


def fits(shape, other):
    """Whether the first shape broadcasts to the second."""
    try:
        return np.broadcast_shapes(shape, other) == other
    except ValueError:
        return False
