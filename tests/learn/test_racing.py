"""The memory race: a run repeats, its profile is the gradient's, the stored runs' conclusions hold for other seeds."""

import os
from itertools import product

import numpy as np
import pytest

from benchmarks import memory_race
from helpers.cells import gru, lstm, readout, rnn
from helpers.learn import racing, tasks

CARRY, CLOSED = ("LSTM, chrono", "GRU, chrono"), ("RNN", "LSTM, b_f = 0")


def concluded(runs):
    """What the notebook says: with an open start at least 4/5 at every lag, without at most 1/5 at T = 50 and more."""
    learned = {place: n / 5 for place, (n, *_) in memory_race.table(runs).items()}
    assert min(part for (kind, _), part in learned.items() if kind in CARRY) >= 4 / 5, learned
    assert max(part for (kind, T), part in learned.items() if kind in CLOSED and T >= 50) <= 1 / 5, learned


@pytest.mark.skipif(os.environ.get("UNROLLED_SLOW") != "1", reason="minutes long: set UNROLLED_SLOW=1")
def test_other_seeds_give_the_same_conclusions():
    concluded(memory_race.all_runs((100, 101, 102, 103, 104), CARRY + CLOSED))


def test_the_file_has_every_seed_and_setting_and_says_what_the_notebook_says():
    stored = tasks.memory_race()
    concluded(stored["runs"])
    found = sorted((run["kind"], run["T"], run["seed"], run["rate"]) for run in stored["runs"])
    assert found == sorted(product(memory_race.KINDS, memory_race.LAGS, memory_race.SEEDS, memory_race.RATES))
    assert {**stored["settings"], "learning rates": memory_race.RATES} == memory_race.SETTINGS
    assert memory_race.text(stored["runs"]) == memory_race.FILE.read_text(encoding="utf-8")
    for run in stored["runs"]:
        assert (run["updates"] is not None) == (run["accuracy"] >= 0.95)
        assert len(run["before"]) == len(run["after"]) == len(stored["settings"]["t"][str(run["T"])])
        if (run["T"], run["seed"], run["rate"]) == (20, 3, 0.01):  # profiles before training have little rounding
            again = memory_race.one(run["kind"], 20, 3, 0.01, budget=1)
            assert np.allclose(again["before"], run["before"], atol=0.02)


def test_the_better_rate_counts():
    reached = {(0, 0.003): 50, (1, 0.003): None, (0, 0.01): 400, (1, 0.01): 500}
    runs = [dict(kind="RNN", T=10, seed=seed, rate=rate, updates=n) for (seed, rate), n in reached.items()]
    assert memory_race.table(runs) == {("RNN", 10): (2, 450.0, 0.01)}


def test_a_run_repeats_and_tells_where_it_stands_until_its_last_update_or_until_it_has_learned():
    one, two = (list(racing.run(rnn, 50, 0, updates=30)) for _ in range(2))
    assert [moment[:3] for moment in one] == [moment[:3] for moment in two]
    assert [moment.updates for moment in one] == [0, 25, 30] and (one[-1].params.W_hh == two[-1].params.W_hh).all()
    assert one[-1].params.W_hh.dtype == one[-1].layer.W_ho.dtype == np.float32
    assert [moment.updates for moment in racing.run(rnn, 10, 0, updates=1)] == [0, 1]
    moments = list(racing.run(gru, 10, 0, updates=400, every=20, chrono=10))
    assert [moment.updates for moment in moments] == [20 * n for n in range(len(moments))]
    assert all(moment.accuracy < 0.95 for moment in moments[:-1]) and moments[-1].accuracy >= 0.95


def test_the_start_and_the_rule_reach_the_net():
    assert (next(racing.run(lstm, 10, 0, forget_bias=2.0)).params.b_h[16:32] == 2).all()
    assert next(racing.run(rnn, 10, 0, n_hidden=5)).params.W_hh.shape == (5, 5)
    by_adam, by_sgd = (list(racing.run(rnn, 10, 0, 0.01, updates=5, rule=rule))[-1] for rule in ("adam", "sgd"))
    assert np.abs(by_adam.params.W_hh - by_sgd.params.W_hh).max() > 0.01


@pytest.mark.filterwarnings("error")
def test_the_profile_of_a_net_without_a_gradient_is_zero():
    xs, _ = tasks.temporal_order(np.random.default_rng(0), 10, 3)
    params, certain = rnn.init(np.random.default_rng(0), 6, 4), readout.Readout(np.zeros((4, 4)), 1e4 * np.eye(4)[2])
    np.testing.assert_array_equal(racing.profile(params, certain, rnn, xs, np.full(3, 2)), np.zeros(11))
