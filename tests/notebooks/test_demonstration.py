"""The demonstration of notebook 04: dragged from ρ = 0.3 to 0.7 it is seen to move, by as much as the data say."""

import numpy as np
import pytest
from conftest import NOTEBOOKS
from notebook_runs import ran

from helpers.measure import gradients
from helpers.pictures import style
from helpers.pictures.stage import Stage

PATH = next(path for path in NOTEBOOKS if path.stem.startswith("04"))
RADII = (0.3, 0.5, 0.7)


@pytest.fixture(scope="module", params=[PATH], ids=[PATH.stem])
def demonstration(request):
    """The picture, the function and the controls of the notebook's first explorable."""
    (picture, function), controls = ran(request.param).made["explore"][0]
    return picture, function, controls


@pytest.fixture(scope="module")
def frames(demonstration):
    """For each ρ, on one stage as a drag draws them: steps t, log10 of the norm, place in pixels (n, 2), the pixels."""
    picture, function, _ = demonstration
    stage, found = Stage(picture), {}
    for radius in RADII:
        norms = function(spectral_radius=radius)["measured"]
        stage.draw(function(spectral_radius=radius))
        times, places = on_screen(stage)
        found[radius] = times, np.log10(norms[times]), places, stage.pixels()[..., :3].copy()
    return found


def on_screen(stage):
    """The measured curve where the axes show it: its steps, and their columns and rows in pixels."""
    ax, width = stage.figure.axes[0], style.look("measured")["linewidth"]
    (line,) = (line for line in ax.get_lines() if line.get_linewidth() == width and len(line.get_xdata()))
    times, norms = np.asarray(line.get_xdata()), np.asarray(line.get_ydata(), float)
    low, high = ax.get_ylim()
    shown = (norms >= low) & (norms <= high)
    places = ax.transData.transform(np.column_stack([times, norms])[shown])
    return times[shown], np.column_stack([places[:, 0], len(stage.pixels()) - places[:, 1]])


def slope(times, heights):
    """Per step back."""
    return -np.polyfit(times, heights, 1)[0]


def test_it_is_the_lesson(demonstration):
    _, function, controls = demonstration
    assert set(controls) == {"spectral_radius", "input_sd", "activation", "T"}
    assert function()["measured"][0] < 1e-16, "it opens away from what is to be predicted"


def test_slope_on_the_screen_is_that_of_the_data(frames, demonstration):
    """Rows fallen per step back, over decades lost per step back: the same for every ρ, as the scale is held."""
    rows_per_decade = [slope(times, places[:, 1]) / -slope(times, logs) for times, logs, places, _ in frames.values()]
    assert rows_per_decade == pytest.approx([rows_per_decade[0]] * len(RADII))
    assert rows_per_decade[0] > 10
    for radius, (times, logs, places, pixels) in frames.items():
        whole = gradients.measured_rate(demonstration[1](spectral_radius=radius)["measured"])
        assert slope(times, logs * np.log(10)) == pytest.approx(whole, rel=0.05)
        assert len(times) > 20
        for column, row in places[1:-1].round().astype(int):  # a black line is where the places say
            assert pixels[row - 2 : row + 3, column - 2 : column + 3].max(axis=2).min() < 60


def test_the_drag_is_seen(frames):
    """Twenty steps before the end the curve rises by many pixels from each ρ to the next, and it leaves later."""
    rows = [places[list(times).index(80), 1] for times, _, places, _ in frames.values()]
    assert max(np.diff(rows)) < -20, rows
    leaves = [times[0] for times, *_ in frames.values()]
    assert leaves == sorted(leaves, reverse=True) and leaves[0] > leaves[-1] + 30, leaves
