"""Forward pass and BPTT of the recurrent network, against what a user would pick instead; float64, one thread."""

from functools import partial
from importlib.util import find_spec
from statistics import median

import numpy as np

from benchmarks import rivals
from benchmarks.stopwatch import interleave, ratio
from helpers import expect, gradients, rnn

SIZES = [(50, 1, 16), (100, 32, 32), (100, 32, 64), (200, 64, 128), (1000, 16, 32)]  # T, B, H; I = H
RIVALS = {"floor": rivals.floor, "own loop": rivals.own_loop, "columns": rivals.column_loop,
          "PyTorch": rivals.pytorch, "JAX jit": rivals.jax_jit}  # fmt: skip
NEEDS = {"PyTorch": "torch", "JAX jit": "jax"}


def problem(T, B, H, seed=0):
    """Draw (params, xs, state0, dhs) with I = H."""
    rng = np.random.default_rng(seed)
    params = rnn.init(rng, H, H)
    return params, rng.normal(size=(T, B, H)), rng.normal(size=(B, H)), rng.normal(size=(T, B, H))


def contestants(T, B, H):
    """Set everybody up at one size; raise AssertionError if anyone's gradients are not the helper's."""
    given = problem(T, B, H)
    runs = {"helper": rivals.helper(*given)}
    for name, rival in RIVALS.items():
        absent = name in NEEDS and find_spec(NEEDS[name]) is None
        if not absent and (name != "columns" or (T, B, H) == (100, 32, 32)):
            runs[name] = rival(*given)
    expected = runs["helper"]()._asdict()
    for name, run in runs.items():
        for field, found in (run()._asdict() if name != "floor" else {}).items():
            if found is not None:
                error = np.linalg.norm(found - expected[field]) / np.linalg.norm(expected[field])
                assert error < 1e-11, f"{name} has another gradient of {field}: relative error {error}"
    return runs


def race(T, B, H, seconds):
    """Time one size: medians in milliseconds and ratios to the helper's time."""
    times = interleave(contestants(T, B, H), seconds)
    return {
        "size": [T, B, H],
        "milliseconds": {name: 1e3 * median(own) for name, own in times.items()},
        "fastest": {name: 1e3 * min(own) for name, own in times.items()},
        "ratios": {name: ratio(times, name, "helper") for name in times if name != "helper"},
    }


def recording(seconds):
    """What norms, the ledger and the checks of arguments cost, as shares of both passes, at (100, 32, 64)."""
    params, xs, state0, dhs = problem(100, 32, 64)
    trace = rnn.forward(params, xs, state0)
    grads = rnn.backward(params, trace, dhs)
    times = interleave({
        "both passes": rivals.helper(params, xs, state0, dhs),
        "norms": partial(gradients.norms, grads.total),
        "ledger": partial(gradients.ledger, trace, grads.deltas),
        "checks": partial(check_all, params, xs, state0, trace, dhs),
    }, seconds)  # fmt: skip
    return {name: ratio(times, name, "both passes") for name in ("norms", "ledger", "checks")}


def check_all(params, xs, state0, trace, dhs):
    """All the checks of arguments that one forward and one backward pass make."""
    rnn.check(params), rnn.check(params)
    for name, array in (("xs", xs), ("state0", state0), ("trace.xs", xs), ("trace.hs", trace.hs), ("dhs", dhs)):
        expect.array(name, array)


def linearity(seconds):
    """How much more a step costs at T = 3200 than at T = 50: {(B, H): ratio}."""
    found = {}
    for B, H in ((1, 16), (16, 32)):
        runs = {T: rivals.helper(*problem(T, B, H)) for T in (50, 3200)}
        times = interleave(runs, seconds, turn=2e-2)
        found[f"B = {B}, H = {H}"] = ratio(times, 3200, 50) * 50 / 3200
    return found


def measure(seconds=3.0):
    """Run everything; return what results.json stores."""
    return {
        "numpy": np.__version__,
        "races": [race(*size, seconds) for size in SIZES],
        "recording": recording(seconds),
        "linearity": linearity(seconds),
    }


def verdicts(results):
    """Yield (what, found, asked, met): every figure beside what is asked for."""
    races = {tuple(race["size"]): race for race in results["races"]}
    for size, race in races.items():
        if "PyTorch" in race["ratios"] and size[2] <= 64:
            ours, floor = race["ratios"]["PyTorch"], race["ratios"]["PyTorch"] / race["ratios"]["floor"]
            yield {**at_least(f"PyTorch / helper {size}", ours, 2.5), "of the floor": floor}
    for size, race in races.items():
        if "JAX jit" in race["ratios"] and size[1] >= 16:
            yield at_least(f"JAX jit / helper {size}", race["ratios"]["JAX jit"], 1)
    yield at_least("columns / helper (100, 32, 32)", races[100, 32, 32]["ratios"]["columns"], 15)
    yield at_most("helper / floor (100, 32, 64)", 1 / races[100, 32, 64]["ratios"]["floor"], 1.5)
    yield at_most("µs a step at B = 1, H = 16", 1e3 * races[50, 1, 16]["milliseconds"]["helper"] / 50, 6)
    yield at_most("… in the fastest round", 1e3 * races[50, 1, 16]["fastest"]["helper"] / 50, 6)
    for where, found in results["linearity"].items():
        yield at_most(f"a step at T = 3200 / at T = 50, {where}", found, 1.1)
    yield at_most("norms / both passes (100, 32, 64)", results["recording"]["norms"], 0.05)
    yield at_most("ledger / both passes (100, 32, 64)", results["recording"]["ledger"], 0.20)


def at_least(what, found, asked):
    """One line of the verdict: more is better."""
    return {"what": what, "found": found, "asked": f"≥ {asked}", "met": found >= asked}


def at_most(what, found, asked):
    """One line of the verdict: less is better."""
    return {"what": what, "found": found, "asked": f"≤ {asked}", "met": found <= asked}


def report():
    """Measure, print the tables, and return what results.json stores."""
    results = measure()
    table("milliseconds of processor time, medians", results["races"], "milliseconds")
    table("time / helper's time, medians of the ratios within a round", results["races"], "ratios")
    results["verdicts"] = list(verdicts(results))
    for line in results["verdicts"]:
        met = "met" if line["met"] else "NOT MET"
        floor = f"  (the floor's: {line['of the floor']:.3g})" if "of the floor" in line else ""
        print(f"{line['what']:>46} {line['found']:8.3g}   asked {line['asked']:<7} {met}{floor}")
    print("\nLeft undone, for rnn.py to stay readable, and the most it would buy at (100, 32, 64):")
    print(f"  no checks of arguments: {results['recording']['checks']:.1%}")
    print(f"  that and all else but products and tanh (the floor): {1 - floor_share(results):.1%}")
    return results


def floor_share(results):
    """The floor's time over the helper's at (100, 32, 64)."""
    return next(race["ratios"]["floor"] for race in results["races"] if race["size"] == [100, 32, 64])


def table(title, races, kind):
    """Print one row for each size, one column for each contestant."""
    names = ["helper", *(name for name in RIVALS if any(name in race[kind] for race in races))]
    print(f"{'T, B, H':>14}" + "".join(f"{name:>10}" for name in names) + f"   {title}")
    for race in races:
        values = {"helper": 1, **race[kind]}
        cells = "".join(f"{values[name]:10.3f}" if name in values else f"{'–':>10}" for name in names)
        print(f"{tuple(race['size'])!s:>14}{cells}")
    print()
