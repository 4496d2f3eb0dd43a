"""The memory race of notebook 09: run it whole and store data/memory_race.json.

    python -m benchmarks.memory_race              seeds 0 to 4, about three minutes on one core; writes the file
    python -m benchmarks.memory_race 100 101 102  other seeds; prints the table and writes nothing

After a change write the file's SHA-256, which is printed, into data/README.md and helpers/learn/tasks.py.
"""

import hashlib
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

import numpy as np

from helpers.cells import gru, lstm, rnn
from helpers.learn import racing

FILE = Path(__file__).parents[1] / "data/memory_race.json"
CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}
KINDS = {  # name: cell, how it starts; "T" stands for the length of the sequences
    "RNN": ("rnn", {}),
    "RNN, orthogonal": ("rnn", {"recurrent": "orthogonal"}),
    "LSTM, b_f = 0": ("lstm", {"forget_bias": 0.0}),
    "LSTM, chrono": ("lstm", {"chrono": "T"}),
    "GRU, b_z = 0": ("gru", {"update_bias": 0.0}),
    "GRU, chrono": ("gru", {"chrono": "T"}),
}
LAGS, RATES, BUDGET, SEEDS = (10, 20, 50, 100), (0.003, 0.01), 1000, (0, 1, 2, 3, 4)
SETTINGS = {
    "task": "temporal_order of helpers/learn/tasks.py",
    "numbers": "float32",
    "hidden units": 16,
    "sequences an update": racing.BATCH,
    "rule": "Adam, betas 0.9 and 0.999, eps 1e-8",
    "learning rates": RATES,
    "clipping, global norm": racing.CLIP,
    "updates at most": BUDGET,
    "tested every": 25,
    "sequences of the test": racing.TESTED,
    "learned at accuracy": racing.LEARNED,
    "profile": "log10 of ‖dL/dh_t‖ / ‖dL/dh_T‖ at the steps t of each T, for the LSTM of c",
    "kinds": {name: {"cell": cell, **start} for name, (cell, start) in KINDS.items()},
    "t": {str(T): list(range(0, T + 1, max(1, T // 25))) for T in LAGS},
}


def one(kind, T, seed, rate, budget=BUDGET):
    """Run one net; `updates` is when it had learned, None if it had not within the budget."""
    cell, start = KINDS[kind]
    start = {name: T if value == "T" else value for name, value in start.items()}
    moments = list(racing.run(CELLS[cell], T, seed, rate, budget, **start))
    last = moments[-1]
    t = SETTINGS["t"][str(T)]
    found = {"kind": kind, "T": T, "seed": seed, "rate": rate}
    found["updates"] = last.updates if last.accuracy >= racing.LEARNED else None
    found |= {"accuracy": round(last.accuracy, 3), "loss": round(last.loss, 4)}
    for name, profile in (("before", moments[0].profile), ("after", last.profile)):
        found[name] = [round(float(x), 2) for x in np.log10(np.maximum(profile[t], 1e-45))]
    return found


def all_runs(seeds=SEEDS, kinds=KINDS, lags=LAGS, rates=RATES, budget=BUDGET, workers=1):
    """Run every kind at every lag with every seed and learning rate: a list of what `one` finds."""
    asked = list(zip(*product(kinds, lags, seeds, rates)))
    asked.append([budget] * len(asked[0]))
    if workers == 1:
        return list(map(one, *asked))
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(one, *asked))


def table(runs):
    """How many nets learned at the better rate, {(kind, T): (nets that learned, their median updates, rate)}.

    The better rate is the one with the fewest updates in all, where a net that never learned counts twice the budget.
    """
    found = {}
    for kind, T in {(run["kind"], run["T"]): None for run in runs}:
        rates = {rate: [run["updates"] for run in runs if (run["kind"], run["T"], run["rate"]) == (kind, T, rate)] for rate in RATES}
        rate = min((rate for rate in RATES if rates[rate]), key=lambda rate: sum(n or 2 * BUDGET for n in rates[rate]))
        learned = [n for n in rates[rate] if n]
        found[kind, T] = len(learned), float(np.median(learned or [np.inf])), rate
    return found


def text(runs):
    """The file: a setting a line, then a run a line."""
    settings = ",\n".join(f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in SETTINGS.items())
    lines = ",\n".join(json.dumps(run, ensure_ascii=False) for run in runs)
    return f'{{"settings": {{\n{settings}\n}},\n"runs": [\n{lines}\n]}}\n'


def main(seeds):
    """Run the seeds and print the table; the course's own seeds are stored."""
    runs = all_runs(tuple(map(int, seeds)) or SEEDS)
    for (kind, T), (n, updates, rate) in table(runs).items():
        print(f"{kind:16} T {T:4}: {n} nets learned, median {updates:g} updates at {rate}")
    if not seeds:
        FILE.write_text(text(runs), encoding="utf-8")
        print(f"{FILE.name}: {hashlib.sha256(FILE.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main(sys.argv[1:])
