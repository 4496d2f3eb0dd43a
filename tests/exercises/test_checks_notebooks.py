"""Checks that answer back, in the notebooks: each stub is quietly not attempted, each folded solution is right.

Every notebook is executed once, without pictures. At an exercise the stub's check is read; then the solution from
the `<details>` block takes the stub's place, in a copy of what the notebook has defined so far, and is checked too.
"""

import contextlib
import functools
import io
import json
import os
import re
import sys
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("[0-9]*.ipynb"))
DETAILS = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
EXERCISE = re.compile(r"^### Exercise \d.*$", re.MULTILINE)
CHECKS = re.compile(r"\bcheck\.\w+\(")
QUIET = {
    "helpers.lab.show": None,
    "helpers.lab.explore": None,
    "helpers.lab.predict": None,
    "helpers.lab.recall": None,
    "helpers.lab.progress": lambda items, *_, **__: items,
}


class Exercise(NamedTuple):
    """One exercise as found: its heading, what its checks print unsolved and solved, and how many checks it has."""

    heading: str
    unsolved: str
    solved: str
    n_checks: int


def solution(text):
    """The last Python block of the `<details>` whose summary starts with Solution; None if there is none."""
    blocks = [
        PYTHON.findall(body) for summary, body in DETAILS.findall(text) if re.match(r"\W*(<\w+>)?Solution", summary)
    ]
    return blocks[-1][-1] if blocks and blocks[-1] else None


def cells(path):
    """Yield (kind, source, tags) of each cell; the file alone, without nbformat."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        yield cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", [])


@contextlib.contextmanager
def quietly(folder):
    """Work in `folder`, without pictures, and leave the path for imports as it was."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.chdir(folder))
        stack.enter_context(mock.patch.dict(os.environ, MPLBACKEND="Agg"))
        stack.enter_context(mock.patch.object(sys, "path", list(sys.path)))
        for name, instead in QUIET.items():
            stack.enter_context(mock.patch(name, instead or mock.MagicMock(return_value=None)))
        yield


def run(source, space, tags=()):
    """Execute one cell in `space` and return what it printed."""
    printed = io.StringIO()
    expected = Exception if "raises-exception" in tags else ()
    with contextlib.redirect_stdout(printed), contextlib.suppress(*([expected] if expected else [])):
        exec(compile(source, "<cell>", "exec"), space)
    return printed.getvalue()


@functools.cache
def exercises(path):
    """Execute a notebook, and return its Exercises."""
    found, space, heading, checks, unsolved = [], {"__name__": "__main__"}, None, [], ""
    with quietly(path.parent):
        for kind, source, tags in cells(path):
            if kind == "code":
                printed = run(source, space, tags)
                if heading and CHECKS.search(source):
                    checks, unsolved = [*checks, source], unsolved + printed
                continue
            if named := EXERCISE.search(source):
                heading, checks, unsolved = named.group(), [], ""
            if heading and (solved := solution(source)):
                tried = dict(space)
                run(solved, tried)
                printed = "".join(run(cell, tried) for cell in checks)
                found.append(Exercise(heading, unsolved, printed, len(checks)))
                heading = None
    return found


def marks(printed):
    """The first letters of the lines that carry a verdict."""
    return [line[0] for line in printed.splitlines() if line[:2] in ("✓ ", "✗ ", "… ")]


each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@each_notebook
def test_every_exercise_has_a_check_and_a_solution(path):
    headings = [
        heading for kind, source, _ in cells(path) if kind == "markdown" for heading in EXERCISE.findall(source)
    ]
    assert [exercise.heading for exercise in exercises(path)] == headings
    assert all(exercise.n_checks for exercise in exercises(path))
    assert path.stem.startswith("00") or 2 <= len(headings) <= 4


@each_notebook
def test_every_stub_is_quietly_not_attempted(path):
    for exercise in exercises(path):
        assert set(marks(exercise.unsolved)) == {"…"}, f"{exercise.heading}: {exercise.unsolved}"


@each_notebook
def test_every_solution_is_right(path):
    for exercise in exercises(path):
        assert set(marks(exercise.solved)) == {"✓"}, f"{exercise.heading}: {exercise.solved}"
        assert len(marks(exercise.solved)) == len(marks(exercise.unsolved))


def test_a_notebook_is_pulled_apart(tmp_path):
    """The tests above stand on this: a right solution is seen to be right, a wrong one wrong."""
    stub = "def my_step(params, x, h):\n    return ..."
    right = "def my_step(params, x, h):\n    return np.tanh(x @ params.W_ih.T + h @ params.W_hh.T + params.b_h)"
    for source, mark in [(right, "✓"), (right.replace("W_hh.T", "W_hh"), "✗")]:
        fold = f"<details><summary>Hint</summary>\n\nRows.\n</details>\n\n<details><summary>Solution</summary>\n\n```python\n{source}\n```\n</details>"
        texts = [
            ("code", "import numpy as np\nfrom helpers.lab import check\nfrom helpers.lab import show\nshow(None)"),
            ("markdown", "### Exercise 1 · One step\nWrite it."),
            ("code", stub),
            ("code", "check.step(my_step)"),
            ("markdown", fold),
            ("code", "assert my_step(0, 0, 0) is ..."),
        ]
        made = [{"cell_type": kind, "source": text.splitlines(keepends=True), "metadata": {}} for kind, text in texts]
        path = tmp_path / f"{ord(mark)}.ipynb"
        path.write_text(json.dumps({"cells": made}), encoding="utf-8")
        (exercise,) = exercises(path)
        assert exercise.heading == "### Exercise 1 · One step"
        assert exercise.n_checks == 1
        assert marks(exercise.unsolved) == ["…"]
        assert marks(exercise.solved) == [mark]
