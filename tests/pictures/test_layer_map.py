"""The map layer × step: a number in each cell, held colours, what is told, bad input."""

import re

import numpy as np
import pytest
from keeping import kept_equals_fresh, texts
from matplotlib.collections import PolyCollection

from helpers.pictures import layer_map
from helpers.pictures.stage import Stage


def norms(T=6, low=0.3, high=0.9, size=1.0):
    back = np.arange(T, -1, -1.0)
    return {"layer 1": size * 0.5 * high**back, "layer 2": size * low**back}


def fills(stage):
    return next(c for ax in stage.figure.axes for c in ax.collections if isinstance(c, PolyCollection)).get_facecolor()


def test_a_kept_map_is_a_fresh_one():
    kept_equals_fresh(layer_map, [norms(), norms(low=0.1), norms(size=10), norms(T=8), norms(size=0)])


def test_a_cell_is_the_darker_the_larger_its_norm():
    stage = Stage(layer_map)
    stage.draw(norms())
    upper = fills(stage)[7:, 2]  # blue falls from white to vermilion
    assert len(upper) == 7 and (np.diff(upper) < 0).all()


def test_the_colours_are_held_and_what_lies_beyond_is_told():
    stage = Stage(layer_map)
    _, said = stage.draw(norms())
    ticks, dark = texts(stage), fills(stage)[6]
    _, louder = stage.draw(norms(size=10))
    assert texts(stage) == ticks and fills(stage)[6].sum() < dark.sum()
    assert "beyond" not in said and re.search(r"\d+ cells lie beyond the colours, above 1\.", louder)
    assert "1 cell lies beyond the colours, below 1e-5." in stage.draw(norms(low=0.135))[1]


def test_each_layer_is_told_from_the_top_down():
    said = Stage(layer_map).draw(norms())[1]
    assert said.startswith("Layer 2 falls from 1 at t = 6 to 7.3e-4 at t = 0, a factor 0.3 per step. Layer 1 falls")


def test_bad_data_is_named():
    good = norms()
    for bad, said in [
        ([1], "data is a list; expected {layer: norms (T+1,)}, from 1 to 4 layers"),
        ({}, "data is 0 layers; expected"),
        ({**good, "layer 2": good["layer 2"][1:]}, "data['layer 2'] has shape (6,); expected (7,)"),
        ({"layer 1": -good["layer 1"]}, "expected numbers ≥ 0"),
        ({"layer 1": good["layer 1"] * np.nan}, "data['layer 1'] contains nan"),
        (norms(T=9), "the run has T = 9; expected T ≤ 8, to be readable"),
    ]:
        with pytest.raises(ValueError, match=re.escape(said)):
            Stage(layer_map).draw(bad)
