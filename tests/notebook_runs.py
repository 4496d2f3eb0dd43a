"""A notebook, run once in this process: what it would display, and its exercises, unsolved and solved.

At an exercise the stub's check is read; then the solution from the `<details>` block takes the stub's place, in a copy
of what the notebook has defined so far, and is checked too.
"""

import functools
import re
from typing import NamedTuple

from conftest import QUIET, at_work, cells, run_cell

DETAILS = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
EXERCISE = re.compile(r"^### Exercise \d.*$", re.MULTILINE)
CHECKS = re.compile(r"\bcheck\.\w+\(")


class Exercise(NamedTuple):
    """One exercise as found: its heading, what its checks print unsolved and solved, and how many checks it has."""

    heading: str
    unsolved: str
    solved: str
    n_checks: int


class Ran(NamedTuple):
    """The arguments of each explore, show and predict call, {name: [(args, kwargs)]}, and the exercises."""

    made: dict
    exercises: list


@functools.cache
def ran(path):
    """Run a notebook without displaying anything, and return what was Ran."""
    made = {"explore": [], "show": [], "predict": []}
    with at_work(path.parent, **{**QUIET, **{name: kept_in(calls) for name, calls in made.items()}}):
        return Ran(made, list(exercises(path)))


def kept_in(calls):
    def keep(*args, **kwargs):
        calls.append((args, kwargs))

    keep.summary = lambda: None
    return keep


def exercises(path):
    """Run every cell and yield the Exercises on the way."""
    space, heading, checks, unsolved = {"__name__": "__main__"}, None, [], ""
    for kind, source, tags in cells(path):
        if kind == "code":
            printed = run_cell(source, space, tags)
            if heading and CHECKS.search(source):
                checks, unsolved = [*checks, source], unsolved + printed
            continue
        if named := EXERCISE.search(source):
            heading, checks, unsolved = named.group(), [], ""
        if heading and (solved := solution(source)):
            tried = dict(space)
            run_cell(solved, tried)
            yield Exercise(heading, unsolved, "".join(run_cell(cell, tried) for cell in checks), len(checks))
            heading = None


def solution(text):
    """The last Python block of the `<details>` whose summary starts with Solution; None if there is none."""
    folds = [PYTHON.findall(body) for summary, body in DETAILS.findall(text)
        if re.match(r"\W*(<\w+>)?Solution", summary)]
    return folds[-1][-1] if folds and folds[-1] else None


def marks(printed):
    """The first letters of the lines that carry a verdict."""
    return [line[0] for line in printed.splitlines() if line[:2] in ("✓ ", "✗ ", "… ")]
