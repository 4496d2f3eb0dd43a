"""The demonstration of notebook 04: dragged from ρ = 0.3 to 0.7 it is seen to move, by as much as the data say."""

import numpy as np
import pytest
from conftest import NOTEBOOKS
from notebook_runs import ran

from helpers.measure import gradients
from helpers.pictures import style
from helpers.pictures.stage import Stage

PATH = next(path for path in NOTEBOOKS if path.stem.startswith("04"))


@pytest.mark.parametrize("path", [PATH], ids=[PATH.stem])
def test_the_measured_curve_is_seen_to_move_as_the_data_do_on_a_scale_that_is_held(path):
    (picture, function), controls = ran(path).made["explore"][0]
    assert set(controls) == {"spectral_radius", "input_sd", "activation", "T"}
    assert function()["measured"][0] < 1e-16, "it opens away from what is to be predicted"
    stage, at_80, leaves, held, wide = Stage(picture), [], [], set(), style.look("measured")["linewidth"]
    for radius in (0.3, 0.5, 0.7):
        data = function(spectral_radius=radius)
        stage.draw(data)
        ax, norms = stage.figure.axes[0], data["measured"]
        (line,) = (line for line in ax.get_lines() if line.get_linewidth() == wide and len(line.get_xdata()))
        times = np.flatnonzero((norms >= ax.get_ylim()[0]) & (norms <= ax.get_ylim()[1]))
        assert len(times) > 20 and np.array_equal(line.get_xydata()[times], np.column_stack([times, norms[times]]))
        rate = -np.polyfit(times, np.log(norms[times]), 1)[0]
        assert rate == pytest.approx(gradients.measured_rate(norms), rel=0.05)
        held.add((ax.get_yscale(), ax.get_ylim()))  # a decade is as many rows for every ρ
        columns, heights = ax.transData.transform(line.get_xydata()[times]).round().astype(int).T
        for column, row in zip(columns[1:-1], len(stage.pixels()) - heights[1:-1]):  # a black line is where it says
            assert stage.pixels()[row - 2 : row + 3, column - 2 : column + 3, :3].max(axis=2).min() < 60
        at_80.append(heights[list(times).index(80)])
        leaves.append(times[0])
    assert {scale for scale, _ in held} == {"log"} and len(held) == 1
    assert min(np.diff(at_80)) > 20, at_80  # twenty steps before the end it rises by many pixels
    assert leaves == sorted(leaves, reverse=True) and leaves[0] > leaves[-1] + 30, leaves
