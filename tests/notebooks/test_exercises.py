"""Checks that answer back, in the notebooks: each stub is quietly not attempted, each folded solution is right."""

import json

from conftest import cells, each_notebook
from notebook_runs import EXERCISE, marks, ran


@each_notebook
def test_every_exercise_has_a_check_and_a_solution(path):
    headings = [heading for kind, source, _ in cells(path) if kind == "markdown" for heading in EXERCISE.findall(source)]
    assert [exercise.heading for exercise in ran(path).exercises] == headings
    assert all(exercise.n_checks for exercise in ran(path).exercises)
    assert path.stem.startswith("00") or 2 <= len(headings) <= 4


@each_notebook
def test_every_stub_is_quietly_not_attempted(path):
    for exercise in ran(path).exercises:
        assert set(marks(exercise.unsolved)) == {"…"}, f"{exercise.heading}: {exercise.unsolved}"


@each_notebook
def test_every_solution_is_right(path):
    for exercise in ran(path).exercises:
        assert set(marks(exercise.solved)) == {"✓"}, f"{exercise.heading}: {exercise.solved}"
        assert len(marks(exercise.solved)) == len(marks(exercise.unsolved))


def test_a_notebook_is_pulled_apart(tmp_path):
    """The tests above stand on this: a right solution is seen to be right, a wrong one wrong."""
    stub = "def my_step(params, x, h):\n    return ..."
    right = "def my_step(params, x, h):\n    return np.tanh(x @ params.W_ih.T + h @ params.W_hh.T + params.b_h)"
    for source, mark in [(right, "✓"), (right.replace("W_hh.T", "W_hh"), "✗")]:
        hint = "<details><summary>Hint</summary>\n\nRows.\n</details>\n\n"
        texts = [
            ("code", "import numpy as np\nfrom helpers.lab import check, show\nshow(None)"),
            ("markdown", "### Exercise 1 · One step\nWrite it."),
            ("code", stub),
            ("code", "check.step(my_step)"),
            ("markdown", f"{hint}<details><summary>Solution</summary>\n\n```python\n{source}\n```\n</details>"),
            ("code", "assert my_step(0, 0, 0) is ..."),
        ]
        made = [{"cell_type": kind, "source": text.splitlines(keepends=True), "metadata": {}} for kind, text in texts]
        path = tmp_path / f"{ord(mark)}.ipynb"
        path.write_text(json.dumps({"cells": made}), encoding="utf-8")
        (exercise,) = ran(path).exercises
        assert (exercise.heading, exercise.n_checks) == ("### Exercise 1 · One step", 1)
        assert (marks(exercise.unsolved), marks(exercise.solved)) == (["…"], [mark])
        assert len(ran(path).made["show"]) == 1
