"""The folds "The same in PyTorch": their code runs after the cells above it, and prints what stands below it."""

import re

import pytest
from conftest import NOTEBOOKS, QUIET, at_work, cells, run_cell

FOLD = re.compile(r"<details>\s*<summary>The same in PyTorch.*?</summary>(.*?)</details>", re.DOTALL)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def folds(source):
    """The folds in a text cell: of each its blocks, [(language, code or output), …]."""
    return [BLOCK.findall(fold) for fold in FOLD.findall(source)]


def outputs(blocks):
    """Pair each python block with the text block that follows it, "" where none does: [(code, output), …]."""
    found = []
    for kind, text in blocks:
        if kind == "python":
            found.append([text, ""])
        elif kind == "text" and found and not found[-1][1]:
            found[-1][1] = text
        else:
            raise ValueError(f"a block of {kind or 'no language'}; expected python, then the text that it prints")
    return found


WITH_FOLDS = [path for path in NOTEBOOKS
    if any(kind == "markdown" and FOLD.search(source) for kind, source, _ in cells(path))]


def test_a_notebook_shows_pytorch():
    assert "03_bptt" in [path.stem for path in WITH_FOLDS]


@pytest.mark.parametrize("path", WITH_FOLDS, ids=lambda path: path.stem)
def test_the_fold_prints_what_it_says(path):
    pytest.importorskip("torch")
    all_cells = list(cells(path))
    last = max(n for n, (kind, source, _) in enumerate(all_cells) if kind == "markdown" and FOLD.search(source))
    with at_work(path.parent, **QUIET):
        space, printed = {"__name__": "__main__"}, []
        for kind, source, tags in all_cells[: last + 1]:
            if kind == "code":
                run_cell(source, space, tags)
            for blocks in folds(source) if kind == "markdown" else ():
                beside = dict(space)  # what a fold names is not seen by the cells below it
                for code, output in outputs(blocks):
                    printed.append(run_cell(code, beside))
                    assert printed[-1].strip() == output.strip()
    assert any(printed), "the fold prints nothing: it shows nothing"
