"""What may stand in a learner's line: their own names, and the solution's expressions in their names."""

import ast
from typing import Any, NamedTuple

import numpy as np

from helpers.exercises.changes import Change, binop, expression, holes
from helpers.exercises.tracing import Code, key, telling


class Reference:
    """The solution run on one problem: the keys of the values it met, and its expressions with these values.

    `made` are the values of whole statements, `parts` those of expressions in them.
    """

    def __init__(self, exercise, args):
        code = Code(exercise.solution)
        met, result = code.met(args)
        self.records, self.rows = [], set()
        self.made, self.parts = ([set(), set(), set()] for _ in range(2))  # at the first, the second and the last pass
        for stmt in (node for node in ast.walk(code.tree) if isinstance(node, ast.stmt) and node.lineno in met):
            every = [node for _, _, node in holes(stmt) if isinstance(getattr(node, "ctx", ast.Load()), ast.Load)]
            passes = met[stmt.lineno][:7] + met[stmt.lineno][7:][-1:]
            for names in passes:
                self.records.append({id(node): (node, code.value(node, names)) for node in every})
                for when in [k for k in (0, 1, -1) if names is passes[k if k < len(passes) else -1]]:
                    self.learn(stmt, names, self.records[-1], when)
        self.keep(result, self.made[-1])

    def learn(self, stmt, names, record, when):
        """Keep what a statement met at the first or the last pass."""
        for value in names.values():
            self.keep(value, self.made[when])
        for node, value in record.values():
            if not isinstance(node, (ast.Name, ast.Attribute, ast.Constant)):
                listed = isinstance(stmt, ast.Return) or node is getattr(stmt, "value", None)
                self.keep(value, self.made[when] if listed else self.parts[when])

    def keep(self, value, found):
        """Keep the key of a value, and of its items, rows and transpose."""
        for item in [value, *(value[:8] if isinstance(value, (tuple, list)) else [])]:
            if key(item) is not None and telling(item):
                found.add(key(item))
                if not isinstance(item, (tuple, list)) and np.ndim(item) == 2:
                    self.rows |= {key(row) for row in item[:8]} | {key(np.asarray(item).T)}

    def rank(self, value, when):
        """0 for a value that a statement of the solution made at a pass (first, second, last), .5 for one on its way, else 1."""
        own = key(value) if value is not None else None
        if own is None:
            return 1
        return 0 if own in self.made[when] else 0.5 if own in self.parts[when] or own in self.rows else 1

    def in_names(self, known):
        """The solution's expressions in a learner's names, as texts; `known` is {key of a value: the learner's text}."""
        found = (named(node, record, known) for record in self.records for node, value in record.values() if telling(value))
        return list(dict.fromkeys(filter(None, found)))


def named(node, record, known, whole=True):
    """One expression of the solution in a learner's names, or None; `record` holds its parts' values at one pass."""
    if isinstance(node, ast.Constant):
        return repr(node.value)
    if not whole and (own := key(record.get(id(node), (None, None))[1])) in known and own is not None:
        return known[own]
    part = lambda inner: named(inner, record, known, whole=False)
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


def within(code, stmt, passes, reference):
    """{text: [its value at each pass]} of what may stand in a statement: names, fields, items seen in the source."""
    texts = []
    for name, value in passes[0].items():
        if key(value) is not None and not isinstance(value, (tuple, list)):
            texts.append(name)
        texts += [f"{name}.{field}" for field in getattr(value, "_fields", ())]
    seen = [n for n in ast.walk(code.tree) if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Load)]
    texts += [ast.unparse(node) for node in seen]
    values = {text: [code.value(expression(text), names) for names in passes] for text in dict.fromkeys(texts)}
    values = {text: found for text, found in values.items() if key(found[0]) is not None and not isinstance(found[0], tuple)}
    for k in range(len(passes)):
        known = {key(found[k]): text for text, found in reversed(list(values.items())) if telling(found[k])}
        known.pop(None, None)
        known |= {key(value): name for name, value in passes[k].items() if type(value) is int}
        for text in reference.in_names(known):
            if text not in values:
                values[text] = [code.value(expression(text), names) for names in passes]
    distinct = {}
    for text, found in values.items():
        if key(found[0]) is not None and not isinstance(found[0], (tuple, list)):
            distinct.setdefault((key(found[0]), key(found[-1])), (text, found))
    return dict(distinct.values())


class Joined(NamedTuple):
    """A term in an expression's place (no operator), or joined to it; `value(old, k)` is what comes of it at pass k."""

    rank: float
    words: str
    operator: Any
    text: str
    value: Any

    def change(self, stmt, holder, place, node):
        """The change that makes it."""
        new = expression(self.text)
        if self.operator in (ast.Sub, ast.Div) and self.text == "1":
            new = binop(new, self.operator, node)
        elif self.operator:
            new = binop(node, self.operator, new)
        return Change(self.rank, self.words, stmt, ((holder, place, new),), node, new)


def put_in(holder, node, shape, terms, any_shape):
    """Yield what may be Joined to an expression, or stand in its place: of `any_shape` where the code breaks off."""
    around = type(holder.op) if isinstance(holder, ast.BinOp) else None
    operators = [found for found in JOINED if found[0] not in CHAINS.get(around, ())]  # once in a chain is enough
    for text, values in terms.items():
        simple = text.replace(".", "").replace("_", "").isalnum()
        shapes = np.shape(values[0])
        name = (simple or "[" in text[:8] and text[-1] == "]") and isinstance(node, (ast.Name, ast.Attribute, ast.Subscript))
        if shapes == shape or any_shape and name:
            yield Joined(1.5 if name else 3, "another name" if name else "another expression", None, text, lambda _, k, v=values: v[k])
        if fits(shapes, shape) and not isinstance(node, ast.Constant):
            for operator, words, make in operators:
                yield Joined(2.5 if simple else 3, words, operator, text, lambda old, k, v=values, m=make: m(old, v[k]))
    if not isinstance(node, ast.Constant):
        yield Joined(2, "one minus", ast.Sub, "1", lambda old, _: 1 - old)
        yield Joined(2, "one over", ast.Div, "1", lambda old, _: 1 / old)


CHAINS = {ast.Mult: (ast.Mult, ast.Div), ast.Add: (ast.Add, ast.Sub), ast.Sub: (ast.Add, ast.Sub)}
JOINED = ((ast.Mult, "a factor put in", lambda a, b: a * b), (ast.Add, "a term put in", lambda a, b: a + b),
          (ast.Sub, "a term put in", lambda a, b: a - b), (ast.Div, "a divisor put in", lambda a, b: a / b))  # fmt: skip


def arguments(stmt, within):
    """Yield the changes that give a call one more argument."""
    for node in (n for _, _, n in holes(stmt) if isinstance(n, ast.Call) and len(n.args) < 4):
        for text in within:
            yield Change(2, "an argument put in", stmt, ((node, "args", [*node.args, expression(text)]),))


def fits(shape, other):
    """Whether the first shape broadcasts to the second."""
    try:
        return np.broadcast_shapes(shape, other) == other
    except ValueError:
        return False
