"""The matrix of blame: letters of the name shown, a row, truncation, held colours, what is told."""

import re

import numpy as np
import pytest
from keeping import kept_equals_fresh, texts

from helpers.pictures import Blame, blame_matrix
from helpers.pictures.stage import Stage


def matrix(T, size=1.0, seed=0):
    return (
        np.tril(size * np.random.default_rng(seed).uniform(0.01, 1, (T + 1, T + 1)), 0)
        * (np.arange(T + 1) > 0)[:, None]
    )


def one_row(name="anna", row=3, size=1.0):
    M = matrix(len(name) + 1, size)
    return Blame(M, "." + name, name + ".", {"row k": M[row]}, row=row)


def band(name="anna", length=2):
    M = matrix(len(name) + 1)
    k, t = np.indices(M.shape)
    kept = (t <= k) & (t > np.maximum(k - length, 0))
    return Blame(M, "." + name, name + ".", {"whole": M.sum(axis=0), "truncated": (M * kept).sum(axis=0)}, kept=kept)


def letters(ax):
    return [label.get_text()[-1] for label in ax.get_xticklabels()]


@pytest.mark.parametrize("name", ["bob", "ann", "jacqueline"])
def test_both_axes_show_the_letters_of_the_name(name):
    stage = Stage(blame_matrix)
    for shown in ("ann", name):
        stage.draw(one_row(shown))
    _, top, bottom = stage.figure.axes
    assert letters(top) == letters(bottom) == list("–." + name)
    assert [label.get_text()[-1] for label in top.get_yticklabels()] == list(name + ".")


def test_states_of_the_curves_stand_below_their_columns():
    stage = Stage(blame_matrix)
    stage.draw(one_row())
    _, top, bottom = stage.figure.axes
    for t in (0, 3, 5):
        assert np.isclose(top.transData.transform((t, 1))[0], bottom.transData.transform((t, 1))[0])


def test_a_kept_matrix_is_a_fresh_one():
    kept_equals_fresh(
        blame_matrix, [one_row(), one_row(row=5), one_row("bob", 2), one_row("bob", 4), one_row(row=1), band()]
    )
    kept_equals_fresh(blame_matrix, [band(length=n) for n in (2, 5, 1, 3)] + [band("bob")])


def test_what_a_row_blames_is_told():
    M = np.zeros((4, 4))
    M[2, :3] = 0.5, 2, 0.031
    _, said = Stage(blame_matrix).draw(Blame(M, ".an", "ann", {"row k": M[2]}, row=2))
    assert said.startswith(
        "Loss 2, which asks for “n”, blames most h_1 (after “.”) 2, h_0 (before the first) 0.5, h_2 (after “a”) 0.031."
    )
    _, said = Stage(blame_matrix).draw(Blame(M, ".an", "ann", {"row k": M[1]}, row=1))
    assert "blames most no state" in said


def test_what_truncation_keeps_is_crossed_and_told():
    stage = Stage(blame_matrix)
    _, said = stage.draw(band(length=2))
    assert said.startswith("9 of 20 entries are kept.")
    assert "to exactly 0 at t = 0 and before" in said
    crosses = next(line for line in stage.figure.axes[1].lines if line.get_marker() == "x")
    assert len(crosses.get_xdata()) == 11


def test_the_colours_are_held_and_what_lies_beyond_is_told():
    stage = Stage(blame_matrix)
    _, said = stage.draw(one_row())
    ticks = {text for text in texts(stage) if re.fullmatch(r"[0-9.]+", text)}
    _, louder = stage.draw(one_row(size=100))
    assert ticks == {text for text in texts(stage) if re.fullmatch(r"[0-9.]+", text)}
    assert "beyond the colours" not in said and "of M lie beyond the colours, above 10." in louder


def test_bad_data_is_named():
    good = one_row()
    for bad, said in [
        ([1], "data is a list; expected Blame(M, read, asked, curves, row, kept)"),
        (good._replace(M=good.M[1:]), "M has shape (5, 6); expected (5, 5)"),
        (good._replace(read="anna"), "read is 'anna'; expected 5 letters, one for each step"),
        (good._replace(asked=None), "asked is None; expected 5 letters"),
        (good._replace(curves=[1]), "curves is a list; expected {label: norms}"),
        (good._replace(curves={"a": good.M[0, 1:]}), "curves['a'] has shape (5,); expected (6,)"),
        (good._replace(row=0), "row is 0; expected a loss from 1 to 5"),
        (good._replace(kept=good.M), "kept has shape (6, 6); expected (6, 6), True or False"),
    ]:
        with pytest.raises(ValueError, match=re.escape(said)):
            Stage(blame_matrix).draw(bad)
