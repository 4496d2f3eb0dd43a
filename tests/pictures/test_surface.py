"""Descents on a map: paths, where they leave it, E over the updates."""

import re

import numpy as np
import pytest
from keeping import kept_equals_fresh

from helpers.pictures import Descents, descents
from helpers.pictures.stage import Stage

WS, BS = np.linspace(-1, 1, 41), np.linspace(-2, 2, 61)


def E(w, b):
    return 0.1 * w**2 + 0.02 * b**2 + 1e-5


def path(start, step, n=30):
    points = np.array(start) + np.outer(np.arange(n + 1), step)
    return np.column_stack([points, E(*points.T)])


def data(free, clipped=(0.01, -0.02), start=(-0.5, 0.5), n=30):
    return Descents(
        WS, BS, E(*np.meshgrid(WS, BS)), {"no clipping": path(start, free, n), "clipped": path(start, clipped, n)}
    )


def test_kept_descents_are_fresh_ones():
    ways = [
        data((0.1, 0)),
        data((0.03, 0.01)),
        data((0, 0.3), start=(0.8, -1)),
        data((0, -0.3), n=60),
        data((-0.1, 0), n=60),
    ]
    kept_equals_fresh(descents, ways)


@pytest.mark.parametrize(
    "step, side, place",
    [
        ((0.1, 0), ">", (1, 0.5)),
        ((-0.1, 0), "<", (-1, 0.5)),
        ((0, 0.3), "^", (-0.5, 2)),
        ((0.03, -0.3), "v", (-0.25, -2)),
    ],
)
def test_a_path_that_leaves_the_map_is_marked_where_it_crosses_the_border(step, side, place):
    stage = Stage(descents)
    _, said = stage.draw(data(step))
    marks = [
        line
        for line in stage.figure.axes[0].lines
        if line.get_marker() in "<>v^" and line.get_marker() and len(line.get_xdata())
    ]
    assert [line.get_marker() for line in marks] == [side]
    assert np.allclose([marks[0].get_xdata()[0], marks[0].get_ydata()[0]], place)
    assert "No clipping: its longest step is 0." in said
    assert re.search(r"it leaves the map at update \d+; it ends outside, at w = ", said)


def test_a_path_that_comes_back_is_marked_twice():
    there = data((0.1, 0))
    there.paths["no clipping"][20:, 0] = 0
    stage = Stage(descents)
    _, said = stage.draw(there)
    marks = next(line for line in stage.figure.axes[0].lines if line.get_marker() == ">" and len(line.get_xdata()))
    assert list(marks.get_xdata()) == [1, 1]
    assert "leaves the map" in said and "ends outside" not in said


def test_what_stays_on_the_map_has_a_mark_at_its_end_and_is_told():
    stage = Stage(descents)
    _, said = stage.draw(data((0.01, 0)))
    assert "Clipped: its longest step is 0.022, at update 1; it ends at w = −0.2, b = −0.1, E = 0.0042." in said
    marks = next(
        line for line in stage.figure.axes[0].lines if line.get_marker() == "s" and line.get_linestyle() == "None"
    )
    assert np.allclose([marks.get_xdata()[0], marks.get_ydata()[0]], (-0.2, -0.1))


def test_another_map_sets_the_axes_up_anew():
    stage, ways = Stage(descents), data((0.01, 0))
    stage.draw(ways)
    figure = stage.figure
    stage.draw(data((0.02, 0)))
    assert stage.figure is figure
    stage.draw(ways._replace(E=ways.E + 0.1))
    assert stage.figure is not figure


def test_the_bar_of_the_map_stands_above_it():
    """Beside the map it would be read as the label of the axis on its right."""
    stage = Stage(descents)
    stage.draw(data((0.01, 0)))
    land, course, bar = (ax.get_position() for ax in stage.figure.axes)
    assert bar.y0 > land.y1 and bar.x1 < course.x0 and bar.width > bar.height


def test_bad_data_is_named():
    good = data((0.01, 0))
    for bad, said in [
        (good.paths, "data is a dict; expected Descents(ws, bs, E, paths)"),
        (good._replace(E=good.E.T), "E has shape (41, 61); expected (61, 41)"),
        (good._replace(paths=[]), "paths is a list; expected {label: (updates + 1, 3)}"),
        (
            good._replace(paths={"a": np.ones((4, 2))}),
            "paths['a'] has shape (4, 2); expected (updates + 1, 3) for w, b and E",
        ),
    ]:
        with pytest.raises(ValueError, match=re.escape(said)):
            Stage(descents).draw(bad)
