"""A function as a tree that can be changed and run, and the values its statements met on the way."""

import ast
import contextlib
import functools
import inspect
import io
import sys
import textwrap
import time
import types
import warnings

import numpy as np

from helpers.exercises.attempt import copied


class TooLate(BaseException):
    """The time for a search is over."""


class Code:
    """The source of one function as a tree: statements have a number in place of a line; `quoted` has the true ones."""

    def __init__(self, function, deadline=np.inf):
        source, self.first = source_of(function)
        self.tree, self.rows, self.deadline = ast.parse(source), source.splitlines(), deadline
        del self.tree.body[1:]
        self.name, self.body, self.space = self.tree.body[0].name, self.tree.body[0].body, dict(function.__globals__)
        for number, stmt in enumerate((n for n in ast.walk(self.tree) if isinstance(n, ast.stmt)), 1):
            relocate(stmt, number)

    def quoted(self, node):
        """The number of a node's line in the learner's cell, and its text."""
        return self.first + node.row - 1, self.rows[node.row - 1].strip()

    def hurry(self):
        """Raise TooLate when the time is over."""
        if time.process_time() > self.deadline:
            raise TooLate

    def run(self, args, listen=None):
        """Call the function as it stands; stop it when the time is over. `listen` hears of every line."""
        exec(compile(self.tree, "<changed>", "exec"), self.space)  # noqa: S102 – the learner's own function

        def guard(frame, event, _):
            self.hurry()
            if event == "line" and listen:
                listen(frame)
            return guard if frame.f_code.co_filename == "<changed>" else None

        before = sys.gettrace()
        sys.settrace(guard)
        try:
            return self.space[self.name](*args)
        finally:
            sys.settrace(before)

    def met(self, args):
        """Run the function; {statement: [the values of all names at each pass]}, and what it returned or raised."""
        found = {}

        def listen(frame):
            if not frame.f_code.co_name.startswith("<"):
                found.setdefault(frame.f_lineno, []).append(copied(dict(frame.f_locals)))

        with quiet():
            try:
                return found, self.run(copied(args), listen)
            except Exception as error:  # noqa: BLE001 – a wrong function may fail in any way
                return found, error

    @contextlib.contextmanager
    def made(self, change):
        """The code with a change made; what is new in the tree gets the place of the statement that it changes."""
        back = put(change.sets)
        for node in [node for _, _, new in change.sets for node in (new if isinstance(new, list) else [new])]:
            if isinstance(node, ast.AST) and not hasattr(node, "lineno"):  # new nodes are on top of old ones
                ast.fix_missing_locations(ast.copy_location(node, change.stmt))
        try:
            yield
        finally:
            put(back)

    def value(self, node, names):
        """Evaluate an expression where these names have these values; None where that fails."""
        with contextlib.suppress(Exception):
            return eval(compile(ast.Expression(node), "<value>", "eval"), self.space | names)


@functools.lru_cache(256)
def source_of(function):
    """The source of a function and the number of its first line; ValueError where it cannot be had or changed."""
    if isinstance(function, types.FunctionType) and function.__name__ != "<lambda>" and not function.__closure__:
        with contextlib.suppress(OSError, TypeError, SyntaxError, IndexError):
            lines, first = inspect.getsourcelines(function)
            source = textwrap.dedent("".join(lines))
            made = ast.parse(source).body[0]
            if isinstance(made, ast.FunctionDef) and not made.decorator_list:
                return source, max(first, 1)
    raise ValueError("the source of this function cannot be had")


def relocate(stmt, number):
    """Give a statement and its expressions one number in place of their lines, which are kept as `row`."""
    todo = [stmt]
    while todo:
        node = todo.pop()
        if hasattr(node, "lineno"):
            node.row, node.lineno, node.end_lineno = node.lineno, number, number
            node.col_offset = node.end_col_offset = 0
        todo += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]


@contextlib.contextmanager
def quiet():
    """No prints, no warnings: what is run here is run in the learner's stead."""
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def key(value):
    """What is equal for equal numbers; None where there is nothing to compare."""
    if isinstance(value, (tuple, list)) and len(value) < 50:
        keys = [key(item) for item in value]
        return None if not keys or None in keys else (len(keys), *keys)
    with contextlib.suppress(Exception):  # whatever a learner's object raises when read
        array = np.asarray(value)
        return (array.shape, (array.astype(np.float32) + 0).tobytes()) if array.dtype.kind in "biuf" else None


def telling(value):
    """Whether a value is so particular that it is not met by chance: not zeros, not one whole number."""
    if isinstance(value, (tuple, list)):
        return any(map(telling, value))
    array = np.asarray(value)
    if array.dtype.kind != "f" or not np.any(array) or not np.isfinite(array).all():
        return False
    return array.size > 1 or array.item() != round(array.item())


# trees


def expression(text):
    """Parse an expression."""
    return ast.parse(text, mode="eval").body


def binop(left, operator, right):
    """Make `left operator right`."""
    return ast.BinOp(left, operator(), right)


def loaded(node):
    """Whether an expression is read, not stored to."""
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def put(sets):
    """Make the settings of a change; return those that take it back."""
    back = []
    for holder, key, new in sets:
        listed = isinstance(holder, list)
        back.append((holder, key, holder[key] if listed else getattr(holder, key)))
        holder.__setitem__(key, new) if listed else setattr(holder, key, new)
    return back[::-1]


def holes(node):
    """Yield (holder, key, expression) for every expression in a statement, but those of statements inside it."""
    for field, value in ast.iter_fields(node):
        for key, child in enumerate(value) if isinstance(value, list) else [(field, value)]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.stmt):
                if isinstance(child, ast.expr):
                    yield (value if isinstance(value, list) else node), key, child
                yield from holes(child)


def statements(body, loops=()):
    """Yield (body, index, statement, the loops and branches around it as (body, index)) in a function's order."""
    for index, stmt in enumerate(body):
        yield body, index, stmt, loops
        for inner in () if isinstance(stmt, (ast.FunctionDef, ast.ClassDef)) else ("body", "orelse"):
            yield from statements(getattr(stmt, inner, []), (*loops, (body, index)))
