"""The pictures of the memory race: every net has its mark, kept figures are fresh ones, sentences count."""

import numpy as np
from keeping import kept_equals_fresh, texts

from helpers.pictures import Race, Running, memory_race, race_now
from helpers.pictures.stage import Stage

KINDS = ("RNN", "LSTM, chrono", "another kind")


def race(kind="RNN", T=50, seed=0):
    rng, t = np.random.default_rng(seed), np.arange(0, T + 1, 2)
    reached = {name: {lag: [25.0, 400.0, np.nan] for lag in (10, 20, 50)} for name in KINDS}
    before, after = 10.0 ** (-rng.uniform(0.1, 0.3, (2, 3, 1)) * (T - t))
    return Race(reached, 1000, kind, t, before, after)


def running(done=3, nets=4, seed=0, T=30):
    rng = np.random.default_rng(seed)
    updates = [list(range(0, 25 * done, 25)) for _ in range(nets)]
    losses, accuracies = rng.uniform(0, 2.5, (nets, done)).tolist(), rng.uniform(0.2, 0.9, (nets, done)).tolist()
    before, now = 10.0 ** (-rng.uniform(0.1, 0.3, (2, nets, 1)) * np.arange(T, -1, -1))
    return Running(updates, losses, accuracies, before, now, 400)


def test_kept_races_are_fresh_ones():
    kept_equals_fresh(memory_race, [race(), race("LSTM, chrono", 20, 1), race("another kind", 10, 2), race()])
    kept_equals_fresh(race_now, [running(1), running(4, seed=1), running(9, seed=2), running(3, 2, T=50)])


def test_every_net_up_to_T_has_its_mark():
    stage = Stage(memory_race)
    _, said = stage.draw(race(T=20))
    top = stage.figure.axes[0]
    marks = {line.get_label(): np.asarray(line.get_ydata()) for line in top.lines if line.get_label() in KINDS}
    assert set(marks) == set(KINDS)
    for heights in marks.values():
        assert np.array_equal(heights[:6], [25, 400, 2000] * 2) and np.isnan(heights[6:]).all()
    places = np.asarray(next(line for line in top.lines if line.get_label() == "RNN").get_xdata())
    assert len(set(places)) == 9 and (np.abs(places - np.repeat([0, 1, 2], 3)) < 0.5).all()
    told = "Learned within 1000 updates at T = 20. RNN: 2 of 3; LSTM, chrono: 2 of 3; another kind: 2 of 3. RNN: of"
    assert said.startswith(told)
    assert "never" in texts(stage) and "RNN, T = 20" in texts(stage)


def test_the_profile_shows_each_net_and_their_median():
    stage, data = Stage(memory_race), race()
    _, said = stage.draw(data)
    lines = stage.figure.axes[1].lines
    assert any(np.allclose(line.get_ydata(), np.median(data.after, axis=0)) for line in lines
        if len(line.get_xdata()) == 26)
    thin = [line for line in lines if len(line.get_xdata()) == 3 * 27]
    assert len(thin) == 2 and np.isnan(thin[0].get_ydata()).sum() == 3
    assert "(the median)." in said


def test_a_race_is_told():
    data = running(3)._replace(accuracies=[[0.2, 0.5, 0.96]] + [[0.2, 0.2, 0.3]] * 3)
    stage = Stage(race_now)
    _, said = stage.draw(data)
    assert said.startswith("Update 50: 1 of 4 nets have learned, accuracy 0.3 to 0.96. Of the gradient at the end, ")
    curves = [line for line in stage.figure.axes[0].lines if list(line.get_xdata()) == [0, 25, 50]]
    assert len(curves) == 4 and list(curves[0].get_ydata()) == [0.2, 0.5, 0.96]
    _, alone = Stage(race_now).draw(running(2, nets=1))
    assert "0 of 1 net has learned" in alone and "(this net)" in alone


def test_what_leaves_the_scale_is_said():
    data = race()
    _, said = Stage(memory_race).draw(data._replace(after=data.after * 1e-40))
    assert "trained is below the picture's scale" in said.lower()
