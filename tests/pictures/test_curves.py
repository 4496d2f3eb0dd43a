"""Gradient norms and curves over time: held scales, ghosts, marks at the border, looks by meaning."""

import numpy as np
import pytest
from keeping import kept_equals_fresh

from helpers.pictures import gradient_norms, style, time_series
from helpers.pictures.stage import Stage


def powers(radius, T=100):
    return {"measured": radius ** np.arange(T, -1, -1.0)}


def measured(stage):
    """The line of the curve that was measured, and its ghost."""
    line = next(line for line in stage.figure.axes[0].lines if line.get_linewidth() == 2.8)
    ghost = next(other for other in stage.figure.axes[0].lines if other.get_alpha())
    return line, ghost


def slope_on_screen(stage):
    """Pixels up per pixel right of the curve that was measured, between the first and the last of its points in view."""
    ax = stage.figure.axes[0]
    x, y = measured(stage)[0].get_data()
    seen = (y > ax.get_ylim()[0]) & (y < ax.get_ylim()[1])
    (x0, y0), (x1, y1) = ax.transData.transform([(x[seen][0], y[seen][0]), (x[seen][-1], y[seen][-1])])
    return (y1 - y0) / (x1 - x0)


def test_a_curve_that_falls_faster_is_steeper_on_the_screen():
    """Dragged from ρ = .3 to .7 the slope on the screen changes as the slope in the data does."""
    stage, on_screen, in_data = Stage(gradient_norms), [], []
    for radius in (0.3, 0.5, 0.7, 0.9):
        stage.draw(powers(radius))
        on_screen.append(slope_on_screen(stage))
        in_data.append(-np.log(radius))
    assert np.allclose(np.array(on_screen) / on_screen[0], np.array(in_data) / in_data[0], rtol=0.02)


def test_the_scale_is_held():
    stage = Stage(gradient_norms(steps=(0, 100)))
    limits = set()
    for radius, T in [(0.3, 100), (1.3, 50), (0.9, 5)]:
        stage.draw(powers(radius, T))
        limits.add((stage.figure.axes[0].get_xlim(), stage.figure.axes[0].get_ylim()))
    assert len(limits) == 1
    assert "T = 5" in [text.get_text().strip() for text in stage.figure.axes[0].texts]


def test_the_last_step_has_its_tick():
    stage = Stage(gradient_norms)
    for T in (37, 100, 12):
        stage.draw(powers(0.9, T))
        assert stage.figure.axes[0].get_xticks()[-1] == T


def test_what_leaves_the_scale_is_marked_and_told():
    stage = Stage(gradient_norms)
    _, said = stage.draw(powers(1.5))
    assert "Measured is above the picture's scale at 78 steps." in said
    marks = [line for line in stage.figure.axes[0].lines if line.get_marker() == "^"][0]
    assert list(marks.get_ydata()) == [1e4, 1e4]
    _, said = stage.draw(powers(0.3))
    assert "below the picture's scale" in said
    _, said = stage.draw(powers(0.9))
    assert "scale" not in said


def test_every_step_that_is_exactly_zero_is_marked():
    norms = np.where(np.arange(41) < 15, 0, 0.5 ** np.arange(40, -1, -1.0))
    stage = Stage(gradient_norms)
    _, said = stage.draw({"measured": norms})
    marks = [line for line in stage.figure.axes[0].lines if line.get_marker() == "X"][0]
    assert list(marks.get_xdata()) == list(range(15)) and marks.get_markevery() is None
    assert "to exactly 0 at t = 14 and before" in said


def test_the_setting_before_stays_as_a_ghost():
    stage = Stage(gradient_norms)
    for radius in (0.9, 0.8):
        stage.draw(powers(radius))
    line, ghost = measured(stage)
    assert np.allclose(ghost.get_ydata(), powers(0.9)["measured"])
    assert ghost.get_linewidth() < line.get_linewidth() and ghost.get_zorder() < line.get_zorder()


def test_looks_go_by_meaning():
    looks = style.looks(["GRU", "mine", "RNN", "theirs", "mean field"], roles={"mean field": "predicted"})
    assert looks["RNN"]["color"] == style.ROLES["RNN"][0]
    assert looks["mean field"]["color"] == style.ROLES["predicted"][0]
    assert looks["mine"]["color"] == looks["theirs"]["color"] == style.GREY
    assert looks["mine"]["linestyle"] != looks["theirs"]["linestyle"]
    assert style.looks(["RNN"])["RNN"] == looks["RNN"]


def test_what_was_measured_is_drawn_last_and_heaviest():
    looks = style.looks(["measured", "predicted", "RNN"])
    assert looks["measured"]["zorder"] > max(looks["predicted"]["zorder"], looks["RNN"]["zorder"])
    assert looks["measured"]["linewidth"] > looks["predicted"]["linewidth"]


def test_no_legend_for_one_curve():
    stage = Stage(gradient_norms)
    stage.draw(powers(0.9))
    assert stage.figure.axes[0].get_legend() is None
    stage.draw({**powers(0.9), "predicted": powers(0.8)["measured"]})
    assert [text.get_text() for text in stage.figure.axes[0].get_legend().get_texts()] == ["measured", "predicted"]


def test_marks_and_floors():
    stage = Stage(gradient_norms(marks={39: "11 years back"}, floor="float32", scale=(1e-50, 1)))
    stage.draw(powers(0.9, 50))
    texts = [text.get_text().strip() for text in stage.figure.axes[0].texts]
    assert {"11 years back", "float32: nothing below"} <= set(texts)
    with pytest.raises(ValueError, match="floor is 'float8'; expected one of"):
        Stage(gradient_norms(floor="float8")).draw(powers(0.9))


def many():
    rng = np.random.default_rng(0)
    for T in (30, 30, 12, 100, 100, 55):
        radius = rng.uniform(0.2, 1.6)
        norms = radius ** np.arange(T, -1, -1.0)
        yield {"measured": np.where(norms < 1e-13, 0, norms), "predicted": (np.arange(1, T + 1), norms[1:] * 3)}


def test_kept_norms_are_fresh_ones():
    kept_equals_fresh(gradient_norms, list(many()))
    kept_equals_fresh(gradient_norms(steps=(0, 100)), list(many()))


def test_kept_series_are_fresh_ones():
    kept_equals_fresh(time_series(ylabel="h"), [{"h": np.sin(np.arange(n) * 0.3) * n} for n in (5, 30, 30, 80)])
    kept_equals_fresh(time_series(ylim=(-1, 1)), [{"h": np.sin(np.arange(n) * 0.3) * 3} for n in (5, 30, 30, 80)])


def test_a_rate_is_told_per_step_where_not_every_step_has_a_number():
    some = np.arange(0, 31, 5)
    _, said = Stage(gradient_norms).draw({"measured": (some, 0.6 ** (30.0 - some))})
    assert said == "Measured falls from 1 at t = 30 to 2.2e-7 at t = 0, a factor 0.6 per step."
