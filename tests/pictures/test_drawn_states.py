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


@pytest.mark.parametrize(("picture", "data"),
    [(pictures.forward_run, some.passing()), (pictures.edited_run, some.edited())])
def test_inputs_of_states_are_grey_with_a_marker_at_each_step_and_no_weight_s_colour_is_there(picture, data):
    stage, _ = drawn(picture, data)
    series = next(line for line in lines(stage.figure.axes[0], marker="s") if len(line.get_xdata()) == 30)
    assert series.get_color() == style.COLOURS["input"] and series.get_markevery() in (None, 1)
    colours = {line.get_color() for ax in stage.figure.axes for line in ax.lines}
    assert not colours & {style.COLOURS[name] for name in ("W_ih", "W_hh", "W_ho")}


def test_edited_run_moves_what_comes_after_and_nothing_before():
    stage, _ = drawn(pictures.edited_run, some.edited(12))
    assert (np.ma.getmaskarray(cells(stage)) == (np.arange(31) < 12)).all()
    assert "unchanged: exactly 0" in texts(stage)
    stage.draw(some.edited(1))
    assert "unchanged: exactly 0" not in texts(stage)
    assert "the last" not in stage.draw(some.edited(30))[1]


LEAVING = [((0.1, 0), ">", (1, 0.5)), ((-0.1, 0), "<", (-1, 0.5)), ((0, 0.3), "^", (-0.5, 2)),
    ((0.03, -0.3), "v", (-0.25, -2))]


@pytest.mark.parametrize(("step", "side", "place"), LEAVING)
def test_descents_that_leave_the_map_are_marked_where_they_cross_its_border(step, side, place):
    stage, said = drawn(pictures.descents, some.ways(step))
    marks = [line for each in "<>v^" for line in lines(stage.figure.axes[0], marker=each)]
    assert [line.get_marker() for line in marks] == [side]
    assert np.allclose(marks[0].get_xydata()[0], place)
    assert "leaves the map" in said and "ends outside, at L = " in said


def test_descents_have_a_mark_at_each_crossing_and_at_their_end_and_the_bar_above_the_map():
    there = some.ways((0.1, 0))
    there.paths["no clipping"][20:, 0] = 0
    (marks,) = lines(drawn(pictures.descents, there)[0].figure.axes[0], marker=">")
    assert list(marks.get_xdata()) == [1, 1]
    stage, _ = drawn(pictures.descents, data := some.ways((0.01, 0)))
    (end,) = lines(stage.figure.axes[0], marker="s", linestyle="None")
    assert np.allclose(end.get_xydata()[0], (-0.2, -0.1))
    figure = stage.figure
    land, course, bar = (ax.get_position() for ax in figure.axes)
    assert bar.y0 > land.y1 and bar.x1 < course.x0 and bar.width > bar.height  # beside the map it would name the axis
    stage.draw(some.ways((0.02, 0)))
    assert stage.figure is figure
    stage.draw(data._replace(L=data.L + 0.1))
    assert stage.figure is not figure


def test_every_net_up_to_T_has_its_mark_in_a_memory_race():
    stage, _ = drawn(pictures.memory_race, some.race(T=20))
    marks = {line.get_label(): line for line in stage.figure.axes[0].lines if line.get_label() in some.KINDS}
    assert set(marks) == set(some.KINDS)
    for heights in (np.asarray(line.get_ydata()) for line in marks.values()):
        assert np.array_equal(heights[:6], [25, 400, 2000] * 2) and np.isnan(heights[6:]).all()
    places = np.asarray(marks["RNN"].get_xdata())
    assert len(set(places)) == 9 and (np.abs(places - np.repeat([0, 1, 2], 3)) < 0.5).all()
    assert {"never", "RNN, T = 20"} <= set(texts(stage))


def test_profiles_of_a_memory_race_are_each_net_s_and_their_median():
    stage, _ = drawn(pictures.memory_race, data := some.race())
    shown = stage.figure.axes[1].lines
    heights = [line.get_ydata() for line in shown if len(line.get_xdata()) == 26]
    assert any(np.allclose(found, np.median(data.after, axis=0)) for found in heights)
    thin = [line for line in shown if len(line.get_xdata()) == 3 * 27]
    assert len(thin) == 2 and np.isnan(thin[0].get_ydata()).sum() == 3


def test_a_race_now_has_a_curve_for_each_net():
    stage, _ = drawn(pictures.race_now, data := some.running(3))
    curves = [line for line in stage.figure.axes[0].lines if list(line.get_xdata()) == [0, 25, 50]]
    assert [list(line.get_ydata()) for line in curves] == data.accuracies
