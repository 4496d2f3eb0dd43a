"""A function as a tree of its source that can be changed in places and run."""

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
from pathlib import Path

import numpy as np


class TooLate(BaseException):
    """The time for a search is over."""


class Code:
    """The source of one function as a tree; ValueError where the source cannot be had."""

    def __init__(self, function, deadline=np.inf):
        source, self.first = source_of(function)
        self.tree, self.rows, self.deadline = ast.parse(source), source.splitlines(), deadline
        self.name, self.body, self.space = function.__name__, self.tree.body[0].body, function.__globals__ | {"range": short_range}
        self.waits = any(isinstance(node, ast.While) for node in ast.walk(self.tree))
        made = [node for node in ast.walk(self.tree) if isinstance(node, ast.Assign) and is_list(node.value)]
        self.lists = {name.id for node in made for to in node.targets for name in ast.walk(to) if isinstance(name, ast.Name)}

    def quoted(self, node):
        """The number of a node's line in the learner's cell, and its text."""
        return self.first + node.lineno - 1, self.rows[node.lineno - 1].strip()

    @contextlib.contextmanager
    def made(self, change):
        """The function with a change made; None where it might put a list into itself, an array without end."""
        for _, _, new in change.sets:
            for node in new if isinstance(new, list) else [new]:
                if not hasattr(node, "lineno"):
                    ast.copy_location(node, change.node)
                ast.fix_missing_locations(node)
        back = put(change.sets)
        try:
            yield None if any(getattr(new, "id", None) in self.lists for _, _, new in change.sets) else self.function()
        finally:
            put(back)

    def function(self):
        """The function as the tree now stands; None where the tree makes no code."""
        with quiet(), contextlib.suppress(SyntaxError, ValueError, TypeError):
            code = compile(self.tree, "<changed>", "exec")
            exec(code, self.space)  # noqa: S102 – the learner's own function, or our solution
            return functools.partial(self.run, self.space[self.name])

    def run(self, function, *args):
        """Call a function, until the time is over: what never ends is stopped, at a line of `while` or at a call."""
        if time.process_time() > self.deadline:
            raise TooLate
        before = sys.gettrace()
        sys.settrace(self.guard)
        try:
            return function(*args)
        finally:
            sys.settrace(before)

    def guard(self, frame, *_):
        """Look at the time at every call, and at every line of changed code with a `while`."""
        if time.process_time() > self.deadline:
            raise TooLate
        return self.guard if self.waits and frame.f_code.co_filename == "<changed>" else None


def short_range(*ends):
    """A range of modest length: a changed line may make a loop nearly without end."""
    made = range(*ends)
    if len(made) > 100_000:
        raise ValueError
    return made


def is_list(node):
    """Whether an expression makes a list, or several beside each other."""
    if isinstance(node, (ast.Tuple, ast.BinOp)):
        return any(map(is_list, ast.iter_child_nodes(node)))
    return isinstance(node, (ast.List, ast.ListComp))


def put(sets):
    """Make the settings (holder, key, new) of a change; return those that take it back."""
    back = []
    for holder, key, new in sets:
        if isinstance(holder, list):
            back.append((holder, key, holder[key]))
            holder[key] = new
        else:
            back.append((holder, key, getattr(holder, key)))
            setattr(holder, key, new)
    return back[::-1]


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


@contextlib.contextmanager
def modest(room=1 << 29):
    """At most so many bytes more than now, on Linux: a changed line may make an array grow without end."""
    try:
        import resource  # not on Windows, nor in a browser

        now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    ends = [end for end in (now + room, soft, hard) if end != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(ends), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextlib.contextmanager
def quiet():
    """No prints, no warnings: what is run here is run in the learner's stead."""
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def holes(node):
    """Yield (holder, key, expression) for every expression in a statement, but those of statements inside it."""
    for field, value in ast.iter_fields(node):
        for key, child in enumerate(value) if isinstance(value, list) else [(field, value)]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.stmt):
                if isinstance(child, ast.expr):
                    yield (value if isinstance(value, list) else node), key, child
                yield from holes(child)


def statements(body, around=()):
    """Yield (body, index, statement, the bodies around it as (body, index)) in a function's order."""
    for index, stmt in enumerate(body):
        yield body, index, stmt, around
        for inner in () if isinstance(stmt, (ast.FunctionDef, ast.ClassDef)) else ("body", "orelse"):
            yield from statements(getattr(stmt, inner, []), (*around, (body, index)))
