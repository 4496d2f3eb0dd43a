"""Small panels: one curve each, the others in grey behind it."""

import re

import numpy as np
import pytest
from keeping import kept_equals_fresh, texts

from helpers.pictures import small_panels, style, words
from helpers.pictures.stage import Stage


def losses(labels="ABCDEFG", n=70, seed=0):
    rng = np.random.default_rng(seed)
    return {label: 0.2 + rng.uniform(0.3, 0.7) * np.exp(-np.arange(n) / rng.uniform(5, 30)) for label in labels}


def test_kept_panels_are_fresh_ones():
    kept_equals_fresh(small_panels, [losses(), losses(seed=1), losses("ABC"), losses("ABC", 20), losses("ABC", 20, 2)])
    kept_equals_fresh(small_panels(ylim=(0.3, 0.6), n_columns=2), [losses("ABC", seed=seed) for seed in range(4)])


def test_each_panel_has_its_curve_its_words_and_the_others():
    stage = Stage(small_panels(titles={"B": "B, broken"}, roles={"B": "backward"}))
    curves = losses("AB")
    stage.draw(curves)
    first, second = stage.figure.axes
    assert (first.get_title(loc="left"), second.get_title(loc="left")) == ("A", "B, broken")
    own = [line for line in second.lines if line.get_color() == style.VERMILION and not line.get_alpha()]
    assert np.allclose(own[0].get_ydata(), curves["B"])
    assert second.texts[0].get_text() == f"{words.number(curves['B'][0])} → 0.2"
    others = [line for line in second.lines if line.get_color() == style.PALE]
    assert len(others[0].get_xdata()) == 2 * 71


def test_only_panels_with_a_curve_are_seen():
    stage = Stage(small_panels(n_columns=3, xlabel="update"))
    stage.draw(losses("ABCD"))
    assert [ax.get_visible() for ax in stage.figure.axes] == [True] * 4 + [False] * 2
    assert "update" in texts(stage)


def test_ends_are_told():
    up = {"A": np.array([1, 0.5]), "B": np.array([0.2, 0.9])}
    assert Stage(small_panels).draw(up)[1] == "1 of 2 curves end lower than they began: A 1 to 0.5, B 0.2 to 0.9."
    _, said = Stage(small_panels).draw({"A": np.array([1.5, 0.5])})
    assert said == "A 1.5 to 0.5. A is above the picture's scale at 1 step."
    assert Stage(small_panels).draw(losses())[1].startswith("All 7 curves end lower than they began: A 0.75 to ")


def test_bad_data_is_named():
    for bad, said in [
        ([1], "data is a list; expected {label: values}"),
        ({"A": np.ones(1)}, "data['A'] has shape (1,); expected (n,) with n ≥ 2"),
        ({"A": np.ones((3, 2))}, "data['A'] has shape (3, 2); expected (n,)"),
    ]:
        with pytest.raises(ValueError, match=re.escape(said)):
            Stage(small_panels).draw(bad)
    with pytest.raises(ValueError, match="n_columns is 0; expected a whole number ≥ 1"):
        Stage(small_panels(n_columns=0)).draw(losses())
