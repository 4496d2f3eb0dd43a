"""Checks that answer back, in the notebooks: each stub is quietly not attempted, each folded solution is right.

And the folds "The same in PyTorch": their code runs after the cells above it, and prints what stands below it.
"""

import pytest
from conftest import NOTEBOOKS, cells, each_notebook
from notebook_runs import EXERCISE, TORCH, marks, ran

WITH_FOLDS = [path for path in NOTEBOOKS if any(TORCH.search(source) for _, source, _ in cells(path))]


@each_notebook
def test_every_stub_is_quietly_not_attempted_and_every_solution_right(path):
    headings = [found for kind, source, _ in cells(path) if kind == "markdown" for found in EXERCISE.findall(source)]
    assert [heading for heading, _, _ in ran(path).exercises] == headings
    assert path.stem.startswith("00") or 2 <= len(headings) <= 4
    for heading, unsolved, solved in ran(path).exercises:
        assert set(marks(unsolved)) == {"…"}, f"{heading}: {unsolved}"
        assert marks(solved) == ["✓"] * len(marks(unsolved)), f"{heading}: {solved}"


@pytest.mark.parametrize("path", WITH_FOLDS, ids=lambda path: path.stem)
def test_the_fold_in_pytorch_prints_what_it_says(path):
    pytest.importorskip("torch")
    printed, below = zip(*ran(path).torch)
    assert any(printed) and [text.strip() for text in printed] == [text.strip() for text in below]


def test_a_notebook_shows_pytorch():
    assert "03_bptt" in [path.stem for path in WITH_FOLDS]
