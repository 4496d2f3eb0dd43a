"""The long runs of notebook 10: train them and store data/real_sequences.json and data/real_nets.npz.

    python -m benchmarks.real_sequences            everything: about half an hour on one core; writes both files
    python -m benchmarks.real_sequences 100 101    other seeds; prints the tables and writes nothing

Every choice (when to stop, which learning rate) is made on the validation part, and the test part is used once. After
a change write the files' SHA-256, which are printed, into data/README.md and helpers/learn/tasks.py.
Nets are kept in float16, under task/kind/delay/array: of the digits RNN, LSTM and GRU at every delay, of the names RNN
and GRU, of the sunspots the GRU; all of seed 0.
"""

import hashlib
import json
import sys
from functools import partial
from pathlib import Path

import numpy as np

from helpers.cells import gru, losses, lstm, readout, rnn
from helpers.learn import racing, tasks, training

DATA = Path(__file__).parents[1] / "data"
RUNS, NETS = DATA / "real_sequences.json", DATA / "real_nets.npz"
CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}
KEPT = {"digits": ("RNN", "LSTM", "GRU"), "names": ("RNN", "GRU"), "sunspots": ("GRU",)}  # of seed 0
EVERY_STEP = partial(losses.at_every_step, loss=losses.cross_entropy)
DIGITS = {
    "data": "digits.csv.gz, in the order np.random.default_rng(0).permutation(1797); a row a step, then blank rows",
    "train, validation, test": [1197, 300, 300],
    "delays": [0, 8, 16, 24, 40],
    "seeds": list(range(5)),
    "hidden units": 32,
    "digits an update": 32,
    "rule": "Adam, betas 0.9 and 0.999, eps 1e-8, global norm clipped at 1, float32",
    "updates at most": 1000,
    "stopped": "at the best accuracy on the validation part, looked at every 50 updates",
    "profile": "log10 of ‖dL/dh_t‖ / ‖dL/dh_T‖ at t = 0…T over 64 digits of the test part, for the LSTM of c",
    "kinds": {  # T is the number of steps, 8 + delay; of the rates 0.003 and 0.01 the better on the validation part
        "RNN": {"cell": "rnn", "rate": 0.01},
        "RNN, orthogonal": {"cell": "rnn", "rate": 0.003, "recurrent": "orthogonal"},
        "LSTM": {"cell": "lstm", "rate": 0.01, "chrono": "T"},
        "GRU": {"cell": "gru", "rate": 0.01, "chrono": "T"},
        "GRU, b_z = 0": {"cell": "gru", "rate": 0.01},
    },
}
NAMES = {
    "data": "names.txt, in the order np.random.default_rng(0).permutation(5163)",
    "train, validation, test": [4163, 500, 500],
    "seeds": list(range(5)),
    "hidden units": 64,
    "names an update": 64,
    "rule": "Adam, betas 0.9 and 0.999, eps 1e-8, global norm clipped at 5, float32",
    "updates at most": 1600,
    "stopped": "at the fewest bits a character on the validation part, looked at every 100 updates",
    "kinds": {"RNN": {"cell": "rnn", "rate": 0.005}, "LSTM": {"cell": "lstm", "rate": 0.01}, "GRU": {"cell": "gru", "rate": 0.005}},
}
SUNSPOTS = {
    "data": "sunspots.csv, scaled by tasks.scale; a window of 22 years foretells the next",
    "first year not trained on, first year of the test": [1841, 1921],
    "seeds": list(range(20)),
    "hidden units": 16,
    "rule": "Adam, betas 0.9 and 0.999, eps 1e-8, global norm clipped at 1, float32, all years at every update",
    "updates at most": 600,
    "looked at every": 20,
    "stopped": "at the smallest error on the validation part",
    "errors": "root mean square, in sunspot numbers: train, validation, test, after every so many updates",
    "kinds": {"RNN": {"cell": "rnn", "rate": 0.003}, "GRU": {"cell": "gru", "rate": 0.003}},
}


def start_of(kind, n_inputs, n_outputs, n_hidden, seed, **spans):
    """Return rng, cell, params and readout of a net; `spans` puts numbers in the place of letters such as "T"."""
    start = {name: spans.get(value, value) for name, value in kind.items() if name not in ("cell", "rate")}
    rng, cell = np.random.default_rng(seed), CELLS[kind["cell"]]
    params = cell.init(rng, n_inputs, n_hidden, dtype=np.float32, **start)
    return rng, cell, params, readout.init(rng, n_hidden, n_outputs, dtype=np.float32)


def best_of(learning, every, score):
    """Return (updates, score, Update) where `score(update)` was lowest, looked at every so many updates."""
    looked = ((n, score(update), update) for n, update in enumerate(learning, start=1) if n % every == 0)
    return min(looked, key=lambda found: found[1])


def wrong(cell, update, xs, labels):
    """The part of the sequences xs (T, B, I) whose class a net gets wrong."""
    outputs = readout.forward(update.readout, cell.forward(update.params, xs).hs[-1])
    return float((outputs.argmax(axis=1) != labels).mean())


def digit(name, delay, seed, settings=DIGITS, order=None):
    """Train one net on digits with a delay: what is stored of it, and its best Update."""
    images, labels = tasks.digits()
    order = np.random.default_rng(0).permutation(len(labels)) if order is None else order
    parts = np.split(order, np.cumsum(settings["train, validation, test"])[:2])
    xs = tasks.by_rows(images, delay, np.float32)
    train, validation, test = ((xs[:, part], labels[part]) for part in parts)
    kind = settings["kinds"][name]
    rng, cell, params, layer = start_of(kind, 8, 10, settings["hidden units"], seed, T=8 + delay)
    chosen = (rng.choice(len(train[1]), settings["digits an update"], False) for _ in range(settings["updates at most"]))
    batches = ((train[0][:, some], train[1][some]) for some in chosen)
    learning = training.learn(params, layer, batches, kind["rate"], racing.AT_END, cell, "adam", 1.0)
    updates, off, best = best_of(learning, 50, lambda update: wrong(cell, update, *validation))
    profile = racing.profile(best.params, best.readout, cell, test[0][:, :64], test[1][:64])
    logs = [round(float(x), 2) for x in np.log10(np.maximum(profile, 1e-45))]
    found = {"kind": name, "delay": delay, "seed": seed, "updates": updates, "validation": round(1 - off, 4)}
    return found | {"test": round(1 - wrong(cell, best, *test), 4), "profile": logs}, best


def bits(cell, update, names):
    """Bits a character of a net over a list of names."""
    xs, asked = tasks.spell(names, np.float32)
    loss = EVERY_STEP(update.readout, cell.forward(update.params, xs).hs, asked)
    return float(loss.value * len(names) / (asked >= 0).sum() / np.log(2))


def namer(name, seed, settings=NAMES):
    """Train one net on names: what is stored of it, and its best Update."""
    names = np.array(tasks.names())[np.random.default_rng(0).permutation(5163)]
    train, validation, test = map(list, np.split(names, np.cumsum(settings["train, validation, test"])[:2]))
    kind = settings["kinds"][name]
    rng, cell, params, layer = start_of(kind, 27, 27, settings["hidden units"], seed)
    batches = (tasks.spell(list(rng.choice(train, 64)), np.float32) for _ in range(settings["updates at most"]))
    learning = training.learn(params, layer, batches, kind["rate"], EVERY_STEP, cell, "adam", 5.0)
    updates, score, best = best_of(learning, 100, lambda update: bits(cell, update, validation))
    found = {"kind": name, "seed": seed, "updates": updates, "validation": round(score, 4)}
    return found | {"test": round(bits(cell, best, test), 4), "train": round(bits(cell, best, train), 4)}, best


def forecaster(name, seed, settings=SUNSPOTS):
    """Train one net on sunspots: its errors in the three parts after every so many updates, and its best Update."""
    kind, parts, errors = settings["kinds"][name], sunspot_parts(settings), []
    _, cell, params, layer = start_of(kind, 1, 1, settings["hidden units"], seed)
    batches = (parts[0] for _ in range(settings["updates at most"]))
    learning = training.learn(params, layer, batches, kind["rate"], cell=cell, rule="adam", threshold=1.0)

    def looked(update):
        errors.append([round(error(cell, update, *part), 2) for part in parts])
        return errors[-1][1]

    _, _, best = best_of(learning, settings["looked at every"], looked)
    return {"kind": name, "seed": seed} | dict(zip(("train", "validation", "test"), map(list, zip(*errors)))), best


def sunspot_parts(settings=SUNSPOTS):
    """The windows and what follows each, for training, validation and test."""
    years, numbers = tasks.sunspots()
    xs, targets = tasks.windows(tasks.scale(numbers).astype(np.float32), 22)
    first = settings["first year not trained on, first year of the test"]
    cuts = [int(np.flatnonzero(years[22:] == year)[0]) for year in first]
    return list(zip(np.split(xs, cuts, axis=1), np.split(targets, cuts)))


def error(cell, update, xs, targets):
    """The root mean square error of forecasts, in sunspot numbers."""
    foretold = readout.forward(update.readout, cell.forward(update.params, xs).hs[-1])
    return float(np.sqrt(np.mean((tasks.unscale(foretold) - tasks.unscale(targets)) ** 2)))


def all_runs(digit_seeds, name_seeds, sunspot_seeds):
    """Train everything: the file's contents, and the nets to keep, {name: array}."""
    kept = {}

    def run(task, train, kind, seed, delay=0):
        found, best = train(kind, delay, seed) if task == "digits" else train(kind, seed)
        if seed == 0 and kind in KEPT[task]:
            arrays = training.weights(best.params) | training.weights(best.readout)
            kept.update({f"{task}/{kind}/{delay}/{name}": array.astype(np.float16) for name, array in arrays.items()})
        print(task, kind, delay or "", seed, found["test"] if task != "sunspots" else "", flush=True)
        return found

    found = {
        "sunspots": [run("sunspots", forecaster, kind, seed) for kind in SUNSPOTS["kinds"] for seed in sunspot_seeds],
        "names": [run("names", namer, kind, seed) for kind in NAMES["kinds"] for seed in name_seeds],
        "digits": [run("digits", digit, kind, seed, delay)
                   for delay in DIGITS["delays"] for kind in DIGITS["kinds"] for seed in digit_seeds],
    }  # fmt: skip
    settings = {"sunspots": SUNSPOTS, "names": NAMES, "digits": DIGITS}
    found = {task: settings[task] | {"runs": runs} for task, runs in found.items()}
    in_order = [digit("GRU", 0, seed, order=np.arange(1797))[0] for seed in digit_seeds]
    return found | {"digits, cut in the file's order": {"kinds": ["GRU"], "runs": in_order}}, kept


def tested(run):
    """A run's result on the test part; for sunspots where the error on the validation part was smallest."""
    return run["test"][int(np.argmin(run["validation"]))] if isinstance(run["test"], list) else run["test"]


def table(runs):
    """The median result on the test part, {(kind, delay): number}; delay is None where there is none."""
    places = {(run["kind"], run.get("delay")): None for run in runs}
    return {place: float(np.median([tested(run) for run in runs if (run["kind"], run.get("delay")) == place])) for place in places}


def text(found):
    """The file: a setting a line, then a run a line."""
    parts = []
    for part, held in found.items():
        lines = [f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in held.items() if name != "runs"]
        runs = ",\n".join(json.dumps(run, ensure_ascii=False) for run in held["runs"])
        parts.append(f'"{part}": {{\n' + ",\n".join([*lines, f'  "runs": [\n{runs}\n]']) + "\n}")
    return "{" + ",\n".join(parts) + "}\n"


def main(seeds):
    """Run the seeds and print medians of the test part; the course's own seeds are stored."""
    seeds = list(map(int, seeds))
    found, kept = all_runs(*(seeds or part["seeds"] for part in (DIGITS, NAMES, SUNSPOTS)))
    for part, held in found.items():
        for (kind, delay), result in table(held["runs"]).items():
            print(part, kind, "" if delay is None else f"delay {delay}", f"{result:.3f}")
    if not seeds:
        RUNS.write_text(text(found), encoding="utf-8")
        np.savez_compressed(NETS, **kept)
        for file in (RUNS, NETS):
            print(f"{file.name}: {hashlib.sha256(file.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main(sys.argv[1:])
