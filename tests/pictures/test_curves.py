"""Curves over time: held scales, ghosts, marks at the border, looks by meaning."""

import numpy as np
from keeping import texts
from samples import drawn, lines, powers

from helpers.pictures import gradient_norms, style
from helpers.pictures.stage import Stage


def measured(stage):
    """The line of the curve that was measured, and its ghost."""
    (line,) = lines(stage.figure.axes[0], linewidth=2.8)
    return line, next(other for other in stage.figure.axes[0].lines if other.get_alpha())


def test_the_scale_is_held_and_the_last_step_has_its_tick():
    stage, limits = Stage(gradient_norms(steps=(0, 100))), set()
    for radius, T in [(0.3, 100), (1.3, 50), (0.9, 5)]:
        stage.draw(powers(radius, T))
        limits.add((stage.figure.axes[0].get_xlim(), stage.figure.axes[0].get_ylim()))
    assert len(limits) == 1 and " T = 5" in texts(stage)
    stage = Stage(gradient_norms)
    for T in (37, 100, 12):
        stage.draw(powers(0.9, T))
        assert stage.figure.axes[0].get_xticks()[-1] == T


def test_what_leaves_the_scale_is_marked_where_it_leaves_and_comes_back():
    (above,) = lines(drawn(gradient_norms, powers(1.5))[0].figure.axes[0], marker="^")
    assert above.get_xydata().tolist() == [[0, 1e4], [77, 1e4]]
    (below,) = lines(drawn(gradient_norms, powers(0.3))[0].figure.axes[0], marker="v")
    assert set(below.get_ydata()) == {1e-16}


def test_every_step_that_is_exactly_zero_is_marked():
    norms = np.where(np.arange(41) < 15, 0, powers(0.5, 40)["measured"])
    stage, said = drawn(gradient_norms, {"measured": norms})
    (marks,) = lines(stage.figure.axes[0], marker="X")
    assert list(marks.get_xdata()) == list(range(15)) and marks.get_markevery() is None
    assert "to exactly 0 at t = 14 and before" in said


def test_the_setting_before_stays_as_a_ghost():
    line, ghost = measured(drawn(gradient_norms, powers(0.9), powers(0.8))[0])
    assert np.allclose(ghost.get_ydata(), powers(0.9)["measured"])
    assert ghost.get_linewidth() < line.get_linewidth() and ghost.get_zorder() < line.get_zorder()


def test_looks_go_by_meaning_and_what_was_measured_is_last_and_heaviest():
    looks = style.looks(["GRU", "mine", "RNN", "theirs", "mean field", "measured"], roles={"mean field": "predicted"})
    assert looks["RNN"]["color"] == style.ROLES["RNN"][0]
    assert looks["mean field"]["color"] == style.ROLES["predicted"][0]
    assert looks["mine"]["color"] == looks["theirs"]["color"] == style.GREY
    assert looks["mine"]["linestyle"] != looks["theirs"]["linestyle"]
    assert style.looks(["RNN"])["RNN"] == looks["RNN"]
    for what in ("zorder", "linewidth"):
        assert looks["measured"][what] > max(looks["mean field"][what], looks["RNN"][what])


def test_no_legend_for_one_curve():
    stage, _ = drawn(gradient_norms, powers(0.9))
    assert stage.figure.axes[0].get_legend() is None
    stage.draw({**powers(0.9), "predicted": powers(0.8)["measured"]})
    assert [text.get_text() for text in stage.figure.axes[0].get_legend().get_texts()] == ["measured", "predicted"]


def test_marks_and_floors():
    stage, _ = drawn(gradient_norms(marks={39: "11 years back"}, floor="float32", scale=(1e-50, 1)), powers(0.9, 50))
    assert {" 11 years back", "float32: nothing below"} <= set(texts(stage))
