"""Inside an LSTM's run: the spread of its gates, every unit's c on a scale that holds."""

import re

import numpy as np
import pytest
from keeping import kept_equals_fresh

from helpers.cells import lstm, rnn
from helpers.pictures import LstmRun, lstm_inside
from helpers.pictures.stage import Stage

NET = lstm.init(np.random.default_rng(0), 1, 8)


def ran(b_f=0.0, T=30, size=1.0):
    xs = size * np.random.default_rng(1).normal(size=(T, 1, 1))
    trace = lstm.forward(NET._replace(b_h=NET.b_h + b_f * np.repeat([0, 1, 0, 0], 8)), xs)
    return LstmRun(trace, {"LSTM": 0.8 ** np.arange(T, -1, -1.0), "RNN": 0.5 ** np.arange(T, -1, -1.0)})


def test_a_kept_run_is_a_fresh_one():
    kept_equals_fresh(lstm_inside, [ran(), ran(2), ran(2, 50), ran(3, 12, 8), ran(3, 12, 4)])
    kept_equals_fresh(lstm_inside(steps=(0, 50)), [ran(), ran(2), ran(2, 50), ran(-1, 12)])


def test_gates_are_shown_with_their_spread():
    data, stage = ran(1, size=4), Stage(lstm_inside)
    _, said = stage.draw(data)
    f = lstm.forward(NET._replace(b_h=NET.b_h + np.repeat([0, 1, 0, 0], 8)), data.trace.xs).gates[:, 0, 8:16]
    band = stage.figure.axes[0].patches[0].get_xy()
    assert np.allclose(band[:30, 1], np.quantile(f, 0.1, axis=1)) and np.allclose(band[0, 0], 1)
    assert np.allclose(stage.figure.axes[0].lines[0].get_ydata(), np.median(f, axis=1))
    assert said.startswith(
        f"The forget gate, over all steps and units: median {np.median(f):.3g}, 10 to 90 % of them from "
    )


def test_every_unit_has_its_c_and_the_scale_is_held():
    stage = Stage(lstm_inside)
    limits = set()
    for data in (ran(), ran(6, 40, 5)):
        stage.draw(data)
        limits.add(stage.figure.axes[1].get_ylim())
        ghosts, lines = stage.figure.axes[1].collections
        assert len(lines.get_segments()) == 8
    assert len(ghosts.get_segments()) == 8
    assert limits == {(-300, 300)}


def test_a_c_that_leaves_the_scale_is_marked_and_told():
    stage = Stage(lstm_inside(c_scale=1))
    _, said = stage.draw(ran())
    assert "scale" not in said.split("LSTM")[0]
    _, said = stage.draw(ran(6, 40, 5))
    assert re.search(r"\|c\| grows up to [0-9.]+, and leaves the picture's scale in \d units?\.", said)
    marks = [line for line in stage.figure.axes[1].lines if len(line.get_xdata())]
    assert marks and {abs(line.get_ydata()[0]) for line in marks} == {1}


def test_one_sequence_with_or_without_its_batch_axis():
    data = ran()
    alone = data._replace(trace=lstm.Trace(*(part[:, 0] for part in data.trace)))
    assert Stage(lstm_inside).draw(data) == Stage(lstm_inside).draw(alone)


def test_bad_data_is_named():
    data = ran()
    two = lstm.forward(NET, np.zeros((5, 2, 1)))
    plain = rnn.forward(rnn.init(np.random.default_rng(0), 1, 8), np.zeros((5, 1, 1)))
    for bad, said in [
        (data.trace[0], "data is an ndarray; expected LstmRun(trace, curves)"),
        (data._replace(trace=plain), "trace is a Trace; expected Trace(xs, hs, cs, gates)"),
        (data._replace(curves=[1]), "curves is a list; expected {label: norms}"),
        (data._replace(trace=two), "trace.gates has shape (5, 2, 32); expected one sequence, (T, …) or (T, 1, …)"),
    ]:
        with pytest.raises(ValueError, match=re.escape(said)):
            Stage(lstm_inside).draw(bad)
    with pytest.raises(ValueError, match="c_scale is 0.5; expected a finite number ≥ 1"):
        Stage(lstm_inside(c_scale=0.5)).draw(data)
