"""One-place changes of a function's source: what a slip makes of a solution, and what mends a learner's own code."""

import ast
import contextlib
import itertools
import re
from typing import Any, NamedTuple

from helpers.exercises.expressions import PUT, SUM, binop, expression, index_parts, instead_of, loaded
from helpers.exercises.source import holes, statements

PLACES = (ast.Name, ast.Attribute, ast.Subscript)


class Change(NamedTuple):
    """What kind of change it is, at which statement, and the (holder, key, new) to set in the tree."""

    words: str
    stmt: ast.stmt
    sets: tuple[tuple[Any, Any, Any], ...]
    node: ast.AST

    @property
    def after(self):
        """The statement's first line with the change made, while it is made."""
        new = self.sets[0][2]
        return ast.unparse(new if isinstance(new, ast.stmt) else self.stmt).split("\n")[0]


def slips(code, line=0):
    """Yield the changes that need nothing but what stands in the code, the simple ones first, and those of a line.

    What is exchanged or taken out comes before what is put in, which may mend at a line that is right.
    """
    found = [place for place in statements(code.body) if not isinstance(place[2], ast.FunctionDef)]
    found.sort(key=lambda place: (not place[2].lineno <= line <= place[2].end_lineno, prepares(place[2])))
    later = []
    for change in itertools.chain.from_iterable(of_expressions(stmt) for _, _, stmt, _ in found):
        if change.words in PUT:
            later.append(change)
        else:
            yield change
    for kind in (of_statement, moved):
        for place in found:
            yield from kind(*place)
    yield from later
    texts = names(code.tree)
    for _, _, stmt, _ in found:
        yield from renamed(stmt, texts)


def put_in(code, solution):
    """Yield the changes that put in a function, a factor or a term of the solution, given as a tree."""
    texts, functions = terms(code.tree, solution), functions_of(solution)
    for _, _, stmt, _ in statements(code.body):
        yield from joined(stmt, texts, functions)


def prepares(stmt):
    """Whether a statement names a size, `T = len(hs) - 1`, or begins with zeros: more often what follows is wrong."""
    return isinstance(stmt, ast.Assign) and bool(re.match(r"[^=\[]+ = (len\(|np\.zeros|.*\.shape\b)", ast.unparse(stmt)))


# whole statements


def of_statement(body, index, stmt, around):
    """The changes of a statement in its place: `=`, `+=` or `-=`, brackets, left out."""
    for words, new in itertools.chain(assignments(stmt), without_brackets(stmt)):
        yield Change(words, stmt, ((body, index, new),), stmt)
    if not isinstance(stmt, ast.Return):
        yield Change("a line left out", stmt, ((body, index, ast.Pass()),), stmt)


def moved(body, index, stmt, around):
    """The changes of a statement's place: exchanged with the next, in or out of a loop."""
    gone = (body, index, ast.Pass())
    if isinstance(stmt, ast.Return):
        return
    after = body[index + 1] if index + 1 < len(body) else None
    if after and not isinstance(after, ast.Return):
        yield Change("two lines exchanged", stmt, ((body, index, after), (body, index + 1, stmt)), stmt)
    for outer, at in around[-1:]:
        for place, side in ((at, "before"), (at + 1, "behind")):
            lines = outer[:place] + [stmt] + outer[place:]
            yield Change(f"a line moved {side} the loop", stmt, (gone, (outer, slice(None), lines)), stmt)
    for step, loop in ((k, body[index + k]) for k in (-1, 1) if 0 <= index + k < len(body)):
        if isinstance(loop, ast.For):
            inside = [*loop.body, stmt] if step < 0 else [stmt, *loop.body]
            yield Change("a line moved into the loop", stmt, (gone, (loop.body, slice(None), inside)), stmt)


def assignments(stmt):
    """Yield (words, new) for what an assignment may be: `=`, `+=`, `-=`, `*=`."""
    if isinstance(stmt, ast.AugAssign):
        yield "`=` in place of `+=`", ast.Assign([stmt.target], stmt.value)
        for other in (ast.Add, ast.Sub, ast.Mult):
            if not isinstance(stmt.op, other):
                yield "another `+=`, `-=` or `*=`", ast.AugAssign(stmt.target, other(), stmt.value)
        fresh = binop(expression(ast.unparse(stmt.target)), type(stmt.op), stmt.value)
        yield "a new array, not a change in place", ast.Assign([stmt.target], fresh)
    changeable = isinstance(stmt, ast.Assign) and isinstance(stmt.targets[0], (ast.Name, ast.Subscript))
    if changeable and type(getattr(stmt.value, "value", None)) is not float:  # `eps = 1e-8` is no sum
        yield "`+=` in place of `=`", ast.AugAssign(stmt.targets[0], ast.Add(), stmt.value)
        yield "`-=` in place of `=`", ast.AugAssign(stmt.targets[0], ast.Sub(), stmt.value)


def without_brackets(stmt):
    """Yield (words, new) for a line with a pair of its brackets left out, but those of a call."""
    if isinstance(stmt, (ast.For, ast.If, ast.While, ast.FunctionDef)):
        return
    text, opened = ast.unparse(stmt), []
    for at, sign in enumerate(text):
        if sign == "(":
            opened.append(at)
        elif sign == ")" and (start := opened.pop()) is not None and not (text[start - 1 : start].isalnum()):
            with contextlib.suppress(SyntaxError, IndexError):
                new = ast.parse(f"def f():\n {text[:start]}{text[start + 1 : at]}{text[at + 1 :]}").body[0].body[0]
                if ast.dump(new) != ast.dump(stmt):
                    yield "brackets left out", new


# expressions


def of_expressions(stmt):
    """Yield the changes of a statement's expressions."""
    every = list(holes(stmt))
    counting = that_count(every)
    value = stmt.value if isinstance(stmt, ast.Assign) else None
    kept = [value, *getattr(value, "elts", ()), *itertools.chain.from_iterable(map(put_into_a_list, every))]
    for holder, key, node in every:
        if isinstance(node, PLACES) and node in kept:
            yield Change("`.copy()` put in", stmt, ((holder, key, expression(f"{ast.unparse(node)}.copy()")),), node)
        if isinstance(node, PLACES) and loaded(node) and isinstance(holder, (ast.AugAssign, ast.BinOp)):
            yield Change(SUM, stmt, ((holder, key, expression(f"{ast.unparse(node)}.sum(axis=0)")),), node)
        for words, new in instead_of(node, id(node) in counting):
            yield Change(words, stmt, ((holder, key, new),), node)
    fields = [place for place in every if isinstance(place[2], ast.Attribute) and place[2].attr.startswith("W_")]
    for (one, first, a), (two, second, b) in itertools.combinations(fields, 2):
        if a.attr != b.attr:
            yield Change("two names exchanged", stmt, ((one, first, b), (two, second, a)), a)


def that_count(places):
    """The ids of the expressions that count, as indices do, among the places of a statement."""
    return {id(part) for _, _, node in places for part in index_parts(node)}


def put_into_a_list(place):
    """What `list.append(…)` or `list.insert(0, …)` keeps."""
    called = getattr(getattr(place[2], "func", None), "attr", "")
    return place[2].args[-1:] if called in ("append", "insert") else []


# names


def names(tree):
    """{text: kind of node} of the names, fields and items that are read in a tree."""
    calls = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = (node for node in ast.walk(tree) if isinstance(node, PLACES) and loaded(node) and id(node) not in calls)
    texts = {ast.unparse(node): type(node) for node in found}
    return {text: kind for text, kind in texts.items() if not text.startswith("np") and not text.endswith(".T")}


def renamed(stmt, texts):
    """Yield the changes of one name, field or item for another."""
    for holder, key, node in holes(stmt):
        if isinstance(node, PLACES) and loaded(node) and (own := ast.unparse(node)) in texts:
            for text, kind in texts.items():
                if text != own and kind is type(node):
                    yield Change(f"another name in place of `{own}`", stmt, ((holder, key, expression(text)),), node)


def terms(tree, solution):
    """The texts of what may be put in: what a function reads, and the solution's expressions in its names."""
    known = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {"np"}
    parts = [node for node in ast.walk(solution) if isinstance(node, (ast.BinOp, *PLACES)) and loaded(node)]
    own = [node for node in parts if {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} <= known]
    return list(dict.fromkeys([*names(tree), *map(ast.unparse, own)]))


def functions_of(solution):
    """The texts of NumPy's functions that the solution calls with one argument."""
    calls = [node for node in ast.walk(solution) if isinstance(node, ast.Call) and len(node.args) == 1]
    return list(dict.fromkeys(text for text in (ast.unparse(call.func) for call in calls) if text.startswith("np.")))


def joined(stmt, texts, functions):
    """Yield the changes that put in a function, a factor or a term."""
    value = getattr(stmt, "value", None)
    every = list(holes(stmt))
    counting = that_count(every)
    for holder, key, node in (place for place in every if id(place[2]) not in counting):
        if node is value or isinstance(node, (ast.BinOp, *PLACES)) and loaded(node):
            for text in functions:
                yield Change("a function put in", stmt, ((holder, key, ast.Call(expression(text), [node], [])),), node)
        if node is value or isinstance(node, PLACES) and loaded(node):
            for text in texts:
                for operator, part in ((ast.Mult, "a factor"), (ast.Add, "a term"), (ast.Sub, "a term")):
                    if operator is ast.Sub and text == ast.unparse(node):
                        continue  # nothing is left, which mends by accident
                    new = binop(node, operator, expression(text))
                    yield Change(f"{part} put in", stmt, ((holder, key, new),), node)
