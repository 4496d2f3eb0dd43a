"""The folds "The same in PyTorch": their code runs after the cells above it, and prints what stands below it."""

import pytest
from conftest import NOTEBOOKS, cells
from notebook_runs import TORCH, ran

WITH_FOLDS = [path for path in NOTEBOOKS if any(TORCH.search(source) for _, source, _ in cells(path))]


def test_a_notebook_shows_pytorch():
    assert "03_bptt" in [path.stem for path in WITH_FOLDS]


@pytest.mark.parametrize("path", WITH_FOLDS, ids=lambda path: path.stem)
def test_the_fold_prints_what_it_says(path):
    pytest.importorskip("torch")
    for printed, below in ran(path).torch:
        assert printed.strip() == below.strip()
    assert any(printed for printed, _ in ran(path).torch), "the fold prints nothing: it shows nothing"
