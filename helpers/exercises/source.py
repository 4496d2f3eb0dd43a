"""The source of a function, a statement a line, and the function after some of its lines have changed."""

import ast
import contextlib
import copy
import functools
import inspect
import io
import re
import sys
import textwrap
import time
import types
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np

# a list put into itself is an array without end
ENDLESS = re.compile(r"\b(\w+)(\.\w+\(|\[[^=]*\] = )(.*\W)?\1(?![\w.\[(])")


class TooLate(BaseException):
    """The time for a search is over."""


class Line(NamedTuple):
    """A statement as Python writes it, indented, and the number of its line in the source as it was typed."""

    text: str
    number: int

    @property
    def indent(self):
        """How far the line is indented."""
        return len(self.text) - len(self.text.lstrip())


class Code:
    """One function's source as a list of Lines; ValueError where the source cannot be had."""

    def __init__(self, function):
        source = source_of(function)
        again = ast.parse(source.text)
        pairs = [pair for pair in zip(ast.walk(again), ast.walk(source.tree)) if hasattr(pair[0], "lineno")]
        self.places = {(new.lineno - 1, new.col_offset): old.lineno for new, old in pairs[::-1]}
        starts = {new.lineno: old.lineno for new, old in pairs if isinstance(new, ast.stmt)}
        rows = enumerate(source.text.splitlines(), 1)
        self.lines = [Line(text, starts.get(row) or starts[max(k for k in starts if k < row)]) for row, text in rows]
        self.first, self.typed, self.name, self.deadline = source.first, source.rows, function.__name__, np.inf
        self.space = function.__globals__ | {"range": short_range}

    @property
    def tree(self):
        """The tree of the source."""
        return ast.parse("\n".join(line.text for line in self.lines))

    def with_lines(self, lines):
        """The code with other Lines."""
        other = copy.copy(self)
        other.lines, other.places = lines, {}
        return other

    def quoted(self, at, column=0):
        """The number, in the learner's cell, of what stands in a line from this column on, and the text there."""
        number = self.places.get((at, column), self.lines[at].number)
        return self.first + number - 1, self.typed[number - 1].strip()

    def function(self, lines=None):
        """The function as the code stands, or with other lines; None where they make none."""
        lines = lines or self.lines
        if any(ENDLESS.search(line.text) for line in lines if line not in self.lines):
            return None
        text = "\n".join(line.text for line in lines)
        with quiet(), contextlib.suppress(SyntaxError, ValueError, TypeError):
            exec(compile(text, "<changed>", "exec"), self.space)  # noqa: S102 – the learner's own function, or our solution
            waits = any(word in text for word in ("while ", ".append(", ".insert(", ".extend("))
            return functools.partial(self.run, self.space[self.name], waits)

    def run(self, function, waits, *args):
        """Call a function until the time is over: looked at in every call, and every line where a loop may not end."""
        def look(*_):
            if time.process_time() > self.deadline:
                raise TooLate
            return look if waits else None

        before = sys.gettrace()
        sys.settrace(look)
        try:
            look()
            return function(*args)
        finally:
            sys.settrace(before)


class Source(NamedTuple):
    """A function's source as Python writes it; its tree and rows as they were typed, and the first row's number."""

    text: str
    tree: ast.AST
    rows: list[str]
    first: int


@functools.lru_cache(256)
def source_of(function):
    """A function's Source; ValueError where it has none."""
    if isinstance(function, types.FunctionType) and function.__name__ != "<lambda>" and not function.__closure__:
        with contextlib.suppress(OSError, TypeError, SyntaxError, IndexError):
            rows, first = inspect.getsourcelines(function)
            rows = textwrap.dedent("".join(rows)).splitlines()
            made = (tree := ast.parse("\n".join(rows))).body[0]
            if isinstance(made, ast.FunctionDef) and not made.decorator_list:
                if ast.get_docstring(made) is not None:
                    made.body = made.body[1:] or [ast.copy_location(ast.Pass(), made.body[0])]
                return Source(ast.unparse(tree), tree, rows, max(first, 1))
    raise ValueError("the source of this function cannot be had")


def short_range(*ends):
    """A range of modest length: a changed line may make a loop nearly without end."""
    if len(made := range(*ends)) > 100_000:
        raise ValueError
    return made


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
