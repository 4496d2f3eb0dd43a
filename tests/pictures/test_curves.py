"""Curves over time: held scales, ghosts, marks at the border, looks by meaning."""

import numpy as np
from keeping import texts
from samples import drawn, lines, powers

from helpers.pictures import gradient_norms, style


def test_the_scale_is_held_and_the_last_step_has_its_tick():
    held, limits = gradient_norms(steps=(0, 100)), set()
    for radius, T in [(0.3, 100), (1.3, 50), (0.9, 5)]:
        stage = drawn(held, powers(0.9), powers(radius, T))
        limits.add((stage.figure.axes[0].get_xlim(), stage.figure.axes[0].get_ylim()))
        assert T == 100 or f" T = {T}" in texts(stage)
        assert drawn(gradient_norms, powers(0.9, 37), powers(0.9, T)).figure.axes[0].get_xticks()[-1] == T
    assert len(limits) == 1


def test_what_leaves_the_scale_and_every_step_that_is_exactly_zero_is_marked():
    norms = np.where(np.arange(41) < 15, 0, powers(0.5, 40)["measured"])
    above, below, zero = (drawn(gradient_norms, data) for data in (powers(1.5), powers(0.3), {"measured": norms}))
    (leaving,), (falling,), (marks,) = (
        lines(stage.figure.axes[0], marker=marker) for stage, marker in ((above, "^"), (below, "v"), (zero, "X")))
    assert leaving.get_xydata().tolist() == [[0, 1e4], [77, 1e4]] and set(falling.get_ydata()) == {1e-16}
    assert list(marks.get_xdata()) == list(range(15)) and marks.get_markevery() is None
    assert "to exactly 0 at t = 14 and before" in zero.said


def test_the_setting_before_stays_as_a_ghost():
    ax = drawn(gradient_norms, powers(0.9), powers(0.8)).figure.axes[0]
    (line,), ghost = lines(ax, linewidth=2.8), next(other for other in ax.lines if other.get_alpha())
    assert np.allclose(ghost.get_ydata(), powers(0.9)["measured"])
    assert ghost.get_linewidth() < line.get_linewidth() and ghost.get_zorder() < line.get_zorder()


def test_looks_go_by_meaning_and_what_was_measured_is_last_and_heaviest():
    looks = style.looks(["GRU", "mine", "RNN", "theirs", "mean field", "measured"], roles={"mean field": "predicted"})
    assert looks["RNN"] == style.looks(["RNN"])["RNN"]
    colours = {label: look["color"] for label, look in looks.items()}
    assert [colours[label] for label in ("RNN", "mean field", "mine", "theirs")] == [
        style.COLOURS["RNN"], style.COLOURS["predicted"], style.GREY, style.GREY]  # fmt: skip
    assert looks["mine"]["linestyle"] != looks["theirs"]["linestyle"]
    for what in ("zorder", "linewidth"):
        assert looks["measured"][what] > max(looks["mean field"][what], looks["RNN"][what])


def test_marks_floors_and_a_legend_unless_there_is_one_curve():
    (ax,) = drawn(gradient_norms, powers(0.9)).figure.axes
    assert ax.get_legend() is None
    both = {**powers(0.9), "predicted": powers(0.8)["measured"]}
    stage = drawn(gradient_norms(marks={39: "11 years back"}, floor="float32", scale=(1e-50, 1)), both)
    assert {" 11 years back", "float32: nothing below"} <= set(texts(stage))
    assert [text.get_text() for text in stage.figure.axes[0].get_legend().get_texts()] == ["measured", "predicted"]
