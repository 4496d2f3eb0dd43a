"""The stored runs of notebook 10: every seed and setting, nets that are what is told of them, conclusions that hold for other seeds."""

import os

import numpy as np
import pytest

from benchmarks import real_sequences
from benchmarks.real_sequences import DIGITS, NAMES, SUNSPOTS, table
from helpers.learn import stored

SETTINGS = {"digits": DIGITS, "names": NAMES, "sunspots": SUNSPOTS}
KEEPS = ("LSTM", "GRU", "RNN, orthogonal")


def concluded_digits(results):
    """At once all kinds read digits; after 40 blank rows the default RNN does not, what keeps its state does."""
    assert min(part for (_, delay), part in results.items() if delay == 0) > 0.93, results
    assert results["RNN", 40] < 0.5 and min(part for (kind, _), part in results.items() if kind in KEEPS) > 0.75, results


def concluded_names(results):
    """The gated cells need a little less than the RNN, and about as much as a 4-gram (2.82)."""
    assert 0.02 < results["RNN", None] - results["GRU", None] < 0.15 and abs(results["GRU", None] - 2.82) < 0.06, results


def concluded_sunspots(runs):
    """A GRU that is stopped is about as good as AR(8), 16.2; one that is not is much worse than AR(2), 18.6."""
    gru = [run for run in runs if run["kind"] == "GRU"]
    assert 14 < np.median([real_sequences.tested(run) for run in gru]) < 18 and np.median([run["test"][-1] for run in gru]) > 20


def test_stored_runs_say_what_the_notebook_says():
    runs = {task: held["runs"] for task, held in stored.real_sequences().items()}
    concluded_digits(table(runs["digits"]))
    concluded_names(table(runs["names"]))
    concluded_sunspots(runs["sunspots"])
    in_order = table(runs["digits, cut in the file's order"])["GRU", 0]
    assert 0.07 < table(runs["digits"])["GRU", 0] - in_order < 0.13


def test_the_file_has_every_seed_and_setting():
    held = stored.real_sequences()
    assert {task: {name: value for name, value in held[task].items() if name != "runs"} for task in SETTINGS} == SETTINGS
    assert real_sequences.text(held) == real_sequences.RUNS.read_text(encoding="utf-8")
    for task, settings in SETTINGS.items():
        asked = [(kind, delay, seed) for delay in settings.get("delays", [None]) for kind in settings["kinds"] for seed in settings["seeds"]]
        assert [(run["kind"], run.get("delay"), run["seed"]) for run in held[task]["runs"]] == asked
    assert all(len(run["profile"]) == 9 + run["delay"] for run in held["digits"]["runs"])


def test_a_kept_net_is_the_one_whose_result_is_told():
    """Float16 moves a result by less than a digit or two."""
    nets, held = stored.nets(), stored.real_sequences()
    assert set(nets) == {(task, kind, delay) for task, kinds in real_sequences.KEPT.items() for kind in kinds
                         for delay in (DIGITS["delays"] if task == "digits" else [0])}  # fmt: skip
    told = {(task, run["kind"], run.get("delay", 0)): real_sequences.tested(run) for task in SETTINGS for run in held[task]["runs"] if run["seed"] == 0}
    for (task, kind, delay), net in nets.items():
        if task == "digits":
            images, labels = real_sequences.tasks.digits()
            test = np.random.default_rng(0).permutation(1797)[1497:]
            xs = real_sequences.tasks.by_rows(images[test], delay)
            again = 1 - real_sequences.wrong(net.cell, updated(net), xs, labels[test])
        elif task == "names":
            names = np.array(real_sequences.tasks.names())[np.random.default_rng(0).permutation(5163)]
            again = real_sequences.bits(net.cell, updated(net), list(names[4663:]))
        else:
            again = real_sequences.error(net.cell, updated(net), *real_sequences.sunspot_parts()[2])
        assert abs(again - told[task, kind, delay]) < (0.1 if task == "sunspots" else 0.015), (task, kind, delay)


def updated(net):
    return real_sequences.training.Update(net.params, net.layer, 0.0, 0.0)


@pytest.mark.skipif(os.environ.get("UNROLLED_SLOW") != "1", reason="minutes long: set UNROLLED_SLOW=1")
def test_other_seeds_give_the_same_conclusions():
    kinds = [(kind, delay) for kind in ("RNN", "RNN, orthogonal", "GRU") for delay in (0, 40)]
    concluded_digits(table([real_sequences.digit(*kind, seed)[0] for kind in kinds for seed in (100, 101, 102)]))
    concluded_names(table([real_sequences.namer(kind, 100)[0] for kind in ("RNN", "GRU")]))
    concluded_sunspots([real_sequences.forecaster("GRU", seed)[0] for seed in range(100, 107)])
