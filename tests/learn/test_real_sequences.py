"""The stored runs of notebook 10: every seed and setting, kept nets as told, conclusions that hold for other seeds."""

import os
from itertools import product

import numpy as np
import pytest

from benchmarks import real_sequences
from benchmarks.real_sequences import DIGITS, NAMES, SUNSPOTS, table
from helpers.learn import stored, tasks, training

SETTINGS = {"digits": DIGITS, "names": NAMES, "sunspots": SUNSPOTS}


def concluded(digits, names, sunspots):
    """What the notebook says of the runs of each task."""
    digits, names = table(digits), table(names)
    # At once all kinds read digits; after 40 blank rows the default RNN does not, what keeps its state does.
    assert min(part for (_, delay), part in digits.items() if delay == 0) > 0.93 and digits["RNN", 40] < 0.5, digits
    assert min(part for (kind, _), part in digits.items() if kind in ("LSTM", "GRU", "RNN, orthogonal")) > 0.75, digits
    # The gated cells need a little less than the RNN, and about as much as a 4-gram (2.82).
    assert 0.02 < names["RNN", None] - names["GRU", None] < 0.15 and abs(names["GRU", None] - 2.82) < 0.06, names
    # A GRU that is stopped is about as good as AR(8), 16.2; one that is not is much worse than AR(2), 18.6.
    gru = [run for run in sunspots if run["kind"] == "GRU"]
    assert 14 < np.median(list(map(real_sequences.tested, gru))) < 18 and np.median([r["test"][-1] for r in gru]) > 20


@pytest.mark.skipif(os.environ.get("UNROLLED_SLOW") != "1", reason="minutes long: set UNROLLED_SLOW=1")
def test_other_seeds_give_the_same_conclusions():
    digits = product(("RNN", "RNN, orthogonal", "GRU"), (0, 40), (100, 101, 102))
    concluded([real_sequences.digit(*asked)[0] for asked in digits],
              [real_sequences.namer(kind, 100)[0] for kind in ("RNN", "GRU")],
              [real_sequences.forecaster("GRU", seed)[0] for seed in range(100, 107)])  # fmt: skip


def test_the_file_has_every_seed_and_setting_and_says_what_the_notebook_says():
    held = stored.real_sequences()
    assert real_sequences.text(held) == real_sequences.RUNS.read_text(encoding="utf-8")
    runs = {task: part.pop("runs") for task, part in held.items()}
    assert {task: held[task] for task in SETTINGS} == SETTINGS
    for task, settings in SETTINGS.items():
        asked = list(product(settings.get("delays", [None]), settings["kinds"], settings["seeds"]))
        assert [(run.get("delay"), run["kind"], run["seed"]) for run in runs[task]] == asked
    assert all(len(run["profile"]) == 9 + run["delay"] for run in runs["digits"])
    concluded(*(runs[task] for task in SETTINGS))
    assert 0.07 < table(runs["digits"])["GRU", 0] - table(runs["digits, cut in the file's order"])["GRU", 0] < 0.13


def test_a_kept_net_is_the_one_whose_result_is_told():
    """Float16 moves a result by less than a digit or two."""
    nets, held, rng = stored.nets(), stored.real_sequences(), np.random.default_rng
    told = {(task, run["kind"], run.get("delay", 0)): real_sequences.tested(run)
            for task in SETTINGS for run in held[task]["runs"] if run["seed"] == 0}  # fmt: skip
    assert set(nets) == {place for place in told if place[1] in real_sequences.KEPT[place[0]]}
    (images, labels), digits = tasks.digits(), rng(0).permutation(1797)[1497:]
    names = list(np.array(tasks.names())[rng(0).permutation(5163)[4663:]])
    for (task, kind, delay), (cell, *weights) in nets.items():
        net = cell, training.Update(*weights, 0.0, 0.0)
        if task == "digits":
            found = 1 - real_sequences.wrong(*net, tasks.by_rows(images[digits], delay), labels[digits])
        elif task == "names":
            found = real_sequences.bits(*net, names)
        else:
            found = real_sequences.error(*net, *real_sequences.sunspot_parts()[2])
        assert abs(found - told[task, kind, delay]) < (0.1 if task == "sunspots" else 0.015), (task, kind, delay)
