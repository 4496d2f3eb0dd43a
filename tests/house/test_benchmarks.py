"""What the benchmark times must do the same work: every rival finds the helper's gradients. And its record is shown."""

import json

import numpy as np
import pytest

from benchmarks import cells, kernels, rivals, table
from helpers.learn import training


@pytest.mark.parametrize("rival, cell", [
    *((rival, cell) for rival in ("own loop", "PyTorch", "JAX jit") for cell in cells.CELLS
      if not (cell == "minGRU" and rival in rivals.WITH_W_HH)), ("columns", "RNN")])
def test_a_rival_finds_the_helpers_gradients_and_another_is_noticed(rival, cell):
    if rival in rivals.NEEDS:
        pytest.importorskip(rivals.NEEDS[rival])
    problem = cells.draw(cell, T=6, B=2, H=4)
    found, expected = rivals.RIVALS[rival](problem)(), cells.helper(problem)()
    assert {*training.weights(problem.params), "state0"} <= {*found}
    cells.compare(found, expected, rival)
    found["b_h"] = np.asarray(found["b_h"]) + 1e-9 * (np.arange(len(found["b_h"])) == 0)
    with pytest.raises(AssertionError, match=f"{rival} has another gradient of b_h"):
        cells.compare(found, expected, rival)


def test_the_matrix_of_blame_is_the_one_by_one():
    """benchmarks.kernels.blame compares them before it times; a tiny time is enough to see that it does."""
    assert kernels.blame("GRU", seconds=0.0)["ratios"]["T passes / sweep"] > 0


def test_the_readme_shows_what_is_stored():
    stored = json.loads((table.README.parent / "benchmarks/results.json").read_text(encoding="utf-8"))
    place = table.PLACE.search(table.README.read_text(encoding="utf-8"))
    assert place[0] == place[1] + table.table(stored) + place[2]
