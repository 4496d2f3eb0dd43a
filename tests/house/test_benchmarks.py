"""What the benchmark times must do the same work: every rival finds the helper's gradients; the README shows its record."""

import json
from importlib.util import find_spec

import numpy as np
import pytest

from benchmarks import cells, kernels, loops, rivals, table
from helpers.learn import training

SMALL = (6, 2, 4)  # T, B, H


@pytest.mark.parametrize("cell", cells.CELLS)
@pytest.mark.parametrize("rival", ["own loop", "PyTorch", "JAX jit"])
def test_a_rival_finds_the_helpers_gradients(rival, cell):
    needed = rivals.NEEDS.get(rival)
    if needed and find_spec(needed) is None:
        pytest.skip(f"{needed} is not installed")
    if cell == "minGRU" and rival in rivals.WITH_W_HH:
        pytest.skip(f"{rival} has no minGRU")
    problem = cells.draw(cell, *SMALL)
    found = rivals.RIVALS[rival](problem)()
    assert {*training.weights(problem.params), "state0"} <= set(found)
    cells.compare(found, cells.helper(problem)(), rival)


def test_columns_find_them_too_and_another_gradient_is_noticed():
    problem = cells.draw("RNN", *SMALL)
    found, expected = loops.column_loop(problem)(), cells.helper(problem)()
    cells.compare(found, expected, "columns")
    found["b_h"] = found["b_h"] + 1e-9 * (np.arange(SMALL[2]) == 0)
    with pytest.raises(AssertionError, match="columns has another gradient of b_h"):
        cells.compare(found, expected, "columns")


def test_the_matrix_of_blame_is_the_one_by_one():
    """benchmarks.kernels.blame compares them before it times; a tiny time is enough to see that it does."""
    assert kernels.blame("GRU", seconds=0.0)["ratios"]["T passes / sweep"] > 0


def test_the_readme_shows_what_is_stored():
    stored = json.loads((table.README.parent / "benchmarks/results.json").read_text(encoding="utf-8"))
    place = table.PLACE.search(table.README.read_text(encoding="utf-8"))
    assert place[0] == place[1] + table.table(stored) + place[2]
