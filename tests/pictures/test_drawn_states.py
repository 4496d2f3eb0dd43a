"""What is particular to the pictures of states, of descents and of races: what is shown, where its marks stand."""

import numpy as np
import pytest
import samples as some
from keeping import texts
from samples import drawn, lines

from helpers import pictures
from helpers.pictures import style
from helpers.pictures.stage import Stage


def cells(stage):  # the mesh's values, (16, 31), masked where nothing is shown
    return stage.figure.axes[1].collections[0].get_array().reshape(16, 31)


def test_forward_run_shows_states_as_far_as_they_are_computed():
    stage = Stage(pictures.forward_run)
    for t in (0, 1, 12, 30):
        _, said = stage.draw(data := some.passing(t))
        assert (np.ma.getmaskarray(cells(stage)) == (np.arange(31) > t)).all()
        np.testing.assert_array_equal(cells(stage)[:, : t + 1], data.hs[: t + 1].T)
        assert ("not computed yet" in texts(stage)) == (t < 20)
        assert t == 0 or f"unit {np.abs(data.hs[t]).argmax()} is the farthest from zero" in said
    ax = stage.figure.axes[1]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["0", "3", "6", "9", "12", "15"]
    assert ax.get_ylim() == (15.5, -0.5) and "30" in [text.get_text() for text in ax.get_xticklabels()]


@pytest.mark.parametrize("data", [some.passing(), some.edited()])
def test_inputs_of_states_are_grey_with_a_marker_at_each_step_and_no_weight_s_colour_is_there(data):
    stage = drawn(pictures.forward_run if hasattr(data, "t") else pictures.edited_run, data)
    series = next(line for line in lines(stage.figure.axes[0], marker="s") if len(line.get_xdata()) == 30)
    assert series.get_color() == style.COLOURS["input"] and series.get_markevery() in (None, 1)
    colours = {line.get_color() for ax in stage.figure.axes for line in ax.lines}
    assert not colours & {style.COLOURS[name] for name in ("W_ih", "W_hh", "W_ho")}


def test_edited_run_moves_what_comes_after_and_nothing_before():
    for t in (12, 1):
        stage = drawn(pictures.edited_run, some.edited(t))
        assert (np.ma.getmaskarray(cells(stage)) == (np.arange(31) < t)).all()
        assert ("unchanged: exactly 0" in texts(stage)) == (t == 12)


LEAVING = [((0.1, 0), ">", (1, 0.5)), ((-0.1, 0), "<", (-1, 0.5)), ((0, 0.3), "^", (-0.5, 2)),
    ((0.03, -0.3), "v", (-0.25, -2))]


@pytest.mark.parametrize(("step", "side", "place"), LEAVING)
def test_descents_that_leave_the_map_are_marked_where_they_cross_its_border(step, side, place):
    stage = drawn(pictures.descents, some.ways(step))
    marks = [line for each in "<>v^" for line in lines(stage.figure.axes[0], marker=each)]
    assert [line.get_marker() for line in marks] == [side]
    assert np.allclose(marks[0].get_xydata()[0], place)
    assert "leaves the map" in stage.said and "ends outside, at L = " in stage.said


def test_descents_have_a_mark_at_each_crossing_and_at_their_end_and_the_bar_above_the_map():
    ax = drawn(pictures.descents, some.ways((0.1, 0), returns=True)).figure.axes[0]
    assert [list(marks.get_xdata()) for marks in lines(ax, marker=">")] == [[1, 1]]
    stage = drawn(pictures.descents, data := some.ways((0.01, 0)))
    (end,) = lines(stage.figure.axes[0], marker="s", linestyle="None")
    assert np.allclose(end.get_xydata()[0], (-0.2, -0.1))
    land, course, bar = (ax.get_position() for ax in stage.figure.axes)
    assert bar.y0 > land.y1 and bar.x1 < course.x0 and bar.width > bar.height  # beside the map it would name the axis
    figure = stage.figure
    for another, same in ((some.ways((0.02, 0)), True), (data._replace(L=data.L + 0.1), False)):
        stage.draw(another)
        assert (stage.figure is figure) == same, "another map, and no other path, is set up anew"


def test_a_memory_race_has_a_mark_for_every_net_up_to_T_and_the_profiles_of_each_and_of_their_median():
    stage = drawn(pictures.memory_race, data := some.race(T=20))
    above, below = stage.figure.axes
    marks = {line.get_label(): line for line in above.lines if line.get_label() in some.KINDS}
    assert set(marks) == set(some.KINDS)
    for heights in (np.asarray(line.get_ydata()) for line in marks.values()):
        assert np.array_equal(heights[:6], [25, 400, 2000] * 2) and np.isnan(heights[6:]).all()
    places = np.asarray(marks["RNN"].get_xdata())
    assert len(set(places)) == 9 and (np.abs(places - np.repeat([0, 1, 2], 3)) < 0.5).all()
    assert {"never", "RNN, T = 20"} <= set(texts(stage))
    whole = [line.get_ydata() for line in below.lines if len(line.get_xdata()) == 11]
    assert any(np.allclose(found, np.median(data.after, axis=0)) for found in whole)
    thin = [np.isnan(line.get_ydata()).sum() for line in below.lines if len(line.get_xdata()) == 3 * 12]
    assert thin == [3, 3]  # the pen is lifted between two nets


def test_a_race_now_has_a_curve_for_each_net():
    ax = drawn(pictures.race_now, data := some.running(3)).figure.axes[0]
    curves = [list(line.get_ydata()) for line in ax.lines if list(line.get_xdata()) == [0, 25, 50]]
    assert curves == data.accuracies
