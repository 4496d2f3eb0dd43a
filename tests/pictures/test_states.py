"""A forward pass and an edited one as pictures: what is computed and what moved, marks, sentences, bad input."""

import re

import numpy as np
import pytest
from keeping import kept_equals_fresh, texts

from helpers.cells import rnn
from helpers.pictures import Edited, Passing, edited_run, forward_run, style
from helpers.pictures.stage import Stage

T, H = 30, 16
PARAMS = rnn.init(np.random.default_rng(1), n_inputs=1, n_hidden=H)
XS = 0.7 * np.sin(np.arange(T) / 1.8)


def states(xs):
    return rnn.forward(PARAMS, xs[:, None, None]).hs[:, 0]


def passing(t=12, size=1.0):
    return Passing(XS, size * states(XS), t)


def edited(t=12, change=1.0):
    xs = XS.copy()
    xs[t - 1] += change
    return Edited(XS, states(XS), xs, states(xs))


def cells(stage):
    """The mesh's values, (H, T+1), masked where nothing is shown."""
    return stage.figure.axes[1].collections[0].get_array().reshape(H, T + 1)


def test_states_are_shown_as_far_as_they_are_computed():
    stage = Stage(forward_run)
    for t in (0, 1, 12, T):
        data = passing(t)
        _, said = stage.draw(data)
        assert (np.ma.getmaskarray(cells(stage)) == (np.arange(T + 1) > t)).all()
        np.testing.assert_array_equal(cells(stage)[:, : t + 1], data.hs[: t + 1].T)
        assert ("not computed yet" in texts(stage)) == (t < 20)
        if t:
            assert f"unit {np.abs(data.hs[t]).argmax()} is the farthest from zero" in said
    assert Stage(forward_run).draw(passing(0))[1] == "Before step 1 nothing has been read; h_0 is given, all units 0."


def test_units_are_numbered_from_zero_and_the_last_step_has_its_tick():
    stage = Stage(forward_run)
    stage.draw(passing())
    ticks = [text.get_text() for text in stage.figure.axes[1].get_yticklabels()]
    assert ticks == ["0", "3", "6", "9", "12", "15"]
    assert stage.figure.axes[1].get_ylim() == (H - 0.5, -0.5)
    assert str(T) in [text.get_text() for text in stage.figure.axes[1].get_xticklabels()]


@pytest.mark.parametrize(("picture", "data"), [(forward_run, passing()), (edited_run, edited())])
def test_inputs_are_grey_with_a_marker_at_each_step_and_no_weight_s_colour_is_there(picture, data):
    stage = Stage(picture)
    stage.draw(data)
    series = next(line for line in stage.figure.axes[0].lines if len(line.get_xdata()) == T and line.get_marker() == "s")
    assert series.get_color() == style.COLOURS["input"] and series.get_markevery() in (None, 1)
    colours = {line.get_color() for ax in stage.figure.axes for line in ax.lines}
    assert not colours & {style.COLOURS[name] for name in ("W_ih", "W_hh", "W_ho")}


def test_what_leaves_a_scale_is_told():
    _, said = Stage(forward_run(ylim=(-0.5, 0.5))).draw(passing())
    assert "Input is above the picture's scale" in said and "beyond the colours" not in said
    _, said = Stage(forward_run(most=0.01)).draw(passing())
    assert re.search(r"\d+ values beyond the colours, ±0.01\.$", said)


def test_an_edit_moves_what_comes_after_and_nothing_before():
    stage = Stage(edited_run)
    data = edited(12)
    _, said = stage.draw(data)
    assert (np.ma.getmaskarray(cells(stage)) == (np.arange(T + 1) < 12)).all()
    assert said.startswith(f"x_12 moved from {XS[11]:.1g}".replace("-", "−"))
    assert "h_0 to h_11 did not move at all, h_12 moved by " in said and "h_30, the last, by " in said
    assert "unchanged: exactly 0" in texts(stage)
    assert "h_0 did not move at all, h_1 moved by" in stage.draw(edited(1))[1]
    assert "unchanged: exactly 0" not in texts(stage)
    last = stage.draw(edited(T))[1]
    assert "h_30 moved by" in last and "the last" not in last
    assert stage.draw(edited(5, 0.0))[1] == "Nothing is edited: all 31 states are as they were, to the last digit."


def test_kept_figures_draw_what_fresh_ones_draw():
    kept_equals_fresh(forward_run, [passing(t) for t in (0, 12, 13, 30, 3)])
    kept_equals_fresh(edited_run, [edited(*edit) for edit in ((12, 1.0), (12, -1.5), (3, 0.0), (30, 0.5), (1, 3.0))])


def test_bad_data_is_named():
    good, other = passing(), edited()
    for picture, bad, said in [
        (forward_run, good.hs, "data is an ndarray; expected Passing(xs, hs, t)"),
        (forward_run, good._replace(xs=XS[:, None]), "xs has shape (30, 1); expected (T,)"),
        (forward_run, good._replace(hs=good.hs[1:]), "hs has shape (30, 16); expected (31, H)"),
        (forward_run, good._replace(t=31), "t is 31; expected a step from 0 to 30"),
        (forward_run, good._replace(t=1.0), "t is 1.0; expected a step from 0 to 30"),
        (forward_run(most=0), good, "most is 0; expected a number > 0"),
        (edited_run, good, "data is a Passing; expected Edited(xs, hs, edited_xs, edited_hs)"),
        (edited_run, other._replace(edited_xs=XS[1:]), "edited_xs has shape (29,); expected (30,)"),
        (edited_run, other._replace(edited_hs=other.hs[:, 1:]), "edited_hs has shape (31, 15); expected (31, 16)"),
    ]:
        with pytest.raises(ValueError, match=re.escape(said)):
            Stage(picture).draw(bad)
