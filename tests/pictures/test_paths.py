"""The products of paths as a picture: their order, their sum, sentences, bad input."""

import re

import numpy as np
import pytest
from keeping import kept_equals_fresh, texts

from helpers.pictures import path_products
from helpers.pictures.stage import Stage

FEW = np.array([0.5, -0.25, 1.0, -0.125, 0.125])


def many(n=243, seed=0):
    return np.random.default_rng(seed).normal(size=n) ** 3 / 30


def test_products_are_counted_and_added():
    stage = Stage(path_products)
    _, said = stage.draw(FEW)
    assert said == (
        "5 paths, a product for each: 3 positive, 2 negative; the largest in size is 1. "
        "The largest makes half of the sum of all sizes. With their signs all add up to 1.25."
    )
    tops = [segment[1][1] for segment in stage.figure.axes[0].collections[0].get_segments()]
    assert tops == [1.0, 0.5, -0.25, -0.125, 0.125]
    running = next(line for line in stage.figure.axes[1].lines if len(line.get_xdata()) == 5)
    np.testing.assert_allclose(running.get_ydata(), np.cumsum(tops))
    assert "- - -  all 5 together: 1.25" in texts(stage)


def test_odd_collections_have_their_sentence():
    def said(*values):
        return Stage(path_products).draw(np.array(values))[1]

    assert said(-0.3) == "A single path, its product −0.3."
    assert said(0.0, 0.0) == "2 paths, a product for each: 0 positive, 0 negative, 2 exactly 0; the largest in size is 0. With their signs all add up to 0."
    assert "the largest in size is −2e-7" in said(-2e-7, 1e-7)


@pytest.mark.parametrize("values", [FEW, -FEW, many(), 1e-9 * many(9), 1e5 * many(40)])
def test_everything_is_within_the_axes_and_the_figure(values):
    stage = Stage(path_products)
    stage.draw(values)
    bars, sums = stage.figure.axes
    for ax, drawn in ((bars, values), (sums, np.cumsum(values[np.argsort(-np.abs(values), kind="stable")]))):
        low, high = ax.get_ylim()
        assert low <= min(0, drawn.min()) and max(0, drawn.max()) <= high
    border = np.ones(stage.pixels().shape[:2], bool)
    border[2:-2, 2:-2] = False
    assert (stage.pixels()[border] == 255).all()


def test_a_kept_figure_draws_what_a_fresh_one_draws():
    kept_equals_fresh(path_products, [FEW, -FEW, many(), many(), many(9), FEW[[1, 0, 2, 3, 4]]])


def test_bad_data_is_named():
    for bad, said in [
        ([1.0], "data is a list; expected a NumPy array of floats of shape (N,)"),
        (FEW[None], "data has shape (1, 5); expected (N,)"),
        (FEW[:0], "data has shape (0,); expected (N,)"),
        (np.array([1.0, np.nan]), "data contains nan at index (1,); expected finite numbers"),
    ]:
        with pytest.raises(ValueError, match=re.escape(said)):
            Stage(path_products).draw(bad)
