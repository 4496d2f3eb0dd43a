"""The ledger as a picture: what is written at each step, squares by size and sign, sentences, bad input."""

import re

import numpy as np
import pytest
from keeping import kept_equals_fresh, texts
from matplotlib.colors import to_rgba
from problems import run

from helpers.pictures import Ledger, ledger_bars, words
from helpers.pictures.stage import Stage

T, H = 7, 4


def ledger(t=T, T=T, size=1.0):
    net = run("tanh", T=T, B=1, H=H)
    deltas, h_prev = size * net.grads.deltas[:, 0], net.trace.hs[:-1, 0]
    return Ledger(deltas, h_prev, deltas[:, :, None] * h_prev[:, None, :], t)


def test_the_bars_fill_from_the_last_step_back():
    stage = Stage(ledger_bars)
    norms = np.linalg.norm(ledger().terms, axis=(1, 2))
    for t in range(T, 0, -1):
        _, said = stage.draw(ledger(t))
        bars = stage.figure.axes[0].patches
        assert [bar.get_height() for bar in bars] == pytest.approx([norm if k >= t else 0 for k, norm in enumerate(norms, 1)])
        assert [bool(bar.get_hatch()) for bar in bars] == [k == t for k in range(1, T + 1)]
        assert said.startswith(f"Step {t} adds to dL/dW_hh the product of δ_{t}, of norm ")
        assert f"a term of norm {words.number(norms[t - 1])}. " in said
    assert said.endswith("The sum so far (steps 1 to 7) is the whole gradient.")


def test_the_scale_is_held_while_it_fills():
    stage = Stage(ledger_bars)
    stage.draw(ledger())
    figure, limits = stage.figure, stage.figure.axes[0].get_ylim()
    stage.draw(ledger(3))
    assert stage.figure is figure and figure.axes[0].get_ylim() == limits


def test_squares_are_filled_by_sign_and_as_large_as_the_entry():
    stage, data = Stage(ledger_bars), ledger(3)
    stage.draw(data)
    for ax, matrix, whole in (
        (stage.figure.axes[1], data.terms[2], data.terms),
        (stage.figure.axes[2], data.terms[2:].sum(axis=0), data.terms.sum(axis=0)),
    ):
        squares = ax.collections[0]
        filled = (squares.get_facecolor() != to_rgba("white")).any(axis=1)
        assert (filled == (matrix.ravel() > 0)).all()
        sizes = squares.get_sizes() / (140 / (H + 2.5)) ** 2
        np.testing.assert_allclose(sizes, np.abs(matrix.ravel()) / np.abs(whole).max())
    assert {"positive", "negative", "sum so far: steps 3 to 7"} <= set(texts(stage))


def test_the_last_step_has_its_tick():
    for n in (7, 20, 37):
        stage = Stage(ledger_bars)
        stage.draw(ledger(t=n, T=n))
        assert str(n) in texts(stage)


def test_a_sum_that_lacks_something_says_how_much():
    data = ledger(4)
    gradient = data.terms.sum(axis=0)
    missing = 100 * np.linalg.norm(data.terms[3:].sum(axis=0) - gradient) / np.linalg.norm(gradient)
    _, said = Stage(ledger_bars).draw(data)
    assert said.endswith(f"The sum so far (steps 4 to 7) is {words.number(missing)} % away from the whole gradient.")


def test_a_silent_ledger_is_drawn_too():
    assert Stage(ledger_bars).draw(ledger(size=0.0))[1].endswith("The whole gradient is 0.")


def test_a_kept_figure_draws_what_a_fresh_one_draws():
    kept_equals_fresh(ledger_bars, [ledger(t) for t in (7, 3, 4, 1)] + [ledger(2, size=3.0), ledger(5, T=9)])


def test_bad_data_is_named():
    good = ledger()
    for bad, said in [
        (good.terms, "data is an ndarray; expected Ledger(deltas, h_prev, terms, t)"),
        (good._replace(deltas=good.deltas[:, 0]), "deltas has shape (7,); expected (T, H)"),
        (good._replace(h_prev=good.h_prev[1:]), "h_prev has shape (6, 4); expected (7, 4)"),
        (good._replace(terms=good.terms[:, 1:]), "terms has shape (7, 3, 4); expected (7, 4, 4)"),
        (good._replace(t=0), "t is 0; expected a step from 1 to 7"),
        (good._replace(t=True), "t is True; expected a step from 1 to 7"),
    ]:
        with pytest.raises(ValueError, match=re.escape(said)):
            Stage(ledger_bars).draw(bad)
