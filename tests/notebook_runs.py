"""A notebook, run once in this process: what it would display, its exercises, and its folds of PyTorch.

At an exercise the stub's check is read; then the solution from the `<details>` block takes the stub's place, in a copy
of what the notebook has defined so far, and is checked too. What a fold of PyTorch defines is not seen below it either.
"""

import functools
import re
from importlib.util import find_spec
from typing import NamedTuple

from conftest import QUIET, at_work, cells, nothing, run_cell

DETAILS = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
CODE_AND_OUTPUT = re.compile(r"^```python\n(.*?)^```$(?:[^`]*^```text\n(.*?)^```$)?", re.DOTALL | re.MULTILINE)
EXERCISE = re.compile(r"^### Exercise \d.*$", re.MULTILINE)
TORCH = re.compile(r"<details>\s*<summary>The same in PyTorch.*?</summary>(.*?)</details>", re.DOTALL)
CHECKS = re.compile(r"\bcheck\.\w+\(")


class Ran(NamedTuple):
    """What a notebook did; no folds of PyTorch where there is no PyTorch."""

    made: dict  # the arguments of each explore, show and predict call, {name: [(args, kwargs)]}
    exercises: list  # (heading, what its checks print unsolved, what they print solved)
    torch: list  # of each block of code in a fold: (what it prints, what stands below it)


@functools.cache
def ran(path):
    """Run a notebook without displaying anything, and return what was Ran."""
    found = Ran({"explore": [], "show": [], "predict": []}, [], [])
    with at_work(path.parent, **{**QUIET, **{name: kept_in(calls) for name, calls in found.made.items()}}):
        space, heading, checks, unsolved = {"__name__": "__main__"}, None, [], ""
        for kind, source, tags in cells(path):
            if kind == "code":
                printed = run_cell(source, space, tags)
                if heading and CHECKS.search(source):
                    checks, unsolved = [*checks, source], unsolved + printed
                continue
            found.torch.extend(folds(source, dict(space)))
            if named := EXERCISE.search(source):
                heading, checks, unsolved = named.group(), [], ""
            if heading and (solved := solution(source)):
                tried = dict(space)
                run_cell(solved, tried)
                found.exercises.append((heading, unsolved, "".join(run_cell(cell, tried) for cell in checks)))
                heading = None
    return found


def kept_in(calls):
    keep = lambda *args, **kwargs: calls.append((args, kwargs))
    keep.summary = nothing
    return keep


def folds(text, space):
    """Run the folds of PyTorch in a text; what each block of code prints, and the output that stands below it."""
    found = []
    for fold in TORCH.findall(text):
        if "```" in CODE_AND_OUTPUT.sub("", fold):
            raise ValueError("a block of a fold is neither python nor the text that it prints")
        found += CODE_AND_OUTPUT.findall(fold)
    return [(run_cell(code, space), below) for code, below in found] if find_spec("torch") else []


def solution(text):
    """The last Python block of the `<details>` whose summary starts with Solution; None if there is none."""
    bodies = [body for summary, body in DETAILS.findall(text) if re.match(r"\W*(<\w+>)?Solution", summary)]
    blocks = PYTHON.findall(bodies[-1]) if bodies else []
    return blocks[-1] if blocks else None


def marks(printed):
    """The first letters of the lines that carry a verdict."""
    return [line[0] for line in printed.splitlines() if line[:2] in ("✓ ", "✗ ", "… ")]
