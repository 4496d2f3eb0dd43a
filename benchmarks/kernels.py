"""Forward pass and BPTT of the cells, against what a user would pick instead; one thread, float64 unless said."""

from functools import partial
from statistics import median

import numpy as np

from benchmarks.cells import CELLS, SIZES, compare, draw, helper, in_float32
from benchmarks.rivals import RIVALS, present
from benchmarks.stopwatch import interleave, ratio
from helpers import expect
from helpers.measure import gradients

# How many times PyTorch's time at (100, 32, H), of the floor's at (100, 32, 64), µs a step at B = 1
ASKED = {
    "RNN": ({32: 2, 64: 1.6}, 1.5, 6),
    "LSTM": ({32: 2, 64: 1.3}, 1.7, 18),
    "GRU": ({32: 2, 64: 1.5}, 1.8, 20),
}
SINGLE = ("helper 32", "PyTorch 32")  # in float32


def race(cell, size, seconds):
    """Time one size, once everybody has found the helper's gradients: medians in milliseconds, ratios to the helper's."""
    problem = draw(cell, *size)
    ours, rivals = helper(problem), present(problem)
    expected = ours()
    for name, run in rivals.items():
        compare(run() or {}, expected, f"{name}, {cell} {size},")
    small = in_float32(problem)
    rivals["helper 32"] = helper(small)
    if "PyTorch" in rivals:
        rivals["PyTorch 32"] = RIVALS["PyTorch"](small)
        compare(rivals["PyTorch 32"](), rivals["helper 32"](), f"PyTorch in float32, {cell} {size},", within=1e-3)
    times = interleave({"helper": ours, **rivals}, seconds)
    return {
        "cell": cell,
        "size": list(size),
        "milliseconds": {name: 1e3 * median(own) for name, own in times.items()},
        "fastest": {name: 1e3 * min(own) for name, own in times.items()},
        "ratios": {name: ratio(times, name, "helper") for name in rivals},
    }


def recording(cell, seconds):
    """What norms, the ledger, checks of arguments and slow tanhs cost, as shares of both passes, at (100, 32, 64)."""
    problem = draw(cell, 100, 32, 64)
    _, params, xs, state0, dhs = problem
    trace = CELLS[cell].forward(params, xs, state0)
    grads = CELLS[cell].backward(params, trace, dhs)
    times = interleave({
        "both passes": helper(problem),
        "norms": partial(gradients.norms, grads.total),
        "ledger": partial(gradients.ledger, trace, grads.deltas),
        "checks": partial(check_all, CELLS[cell], params, trace, xs, dhs),
        "one tanh": partial(np.tanh, trace.hs),
        "one exp": partial(np.exp, trace.hs),
    }, seconds)  # fmt: skip
    shares = {name: ratio(times, name, "both passes") for name in times if name != "both passes"}
    return {**shares, "tanh": {"LSTM": 2, "minGRU": 0}.get(cell, 1) * (shares["one tanh"] - shares["one exp"])}


def check_all(cell, params, trace, xs, dhs):
    """All the checks of arguments that one forward and one backward pass make."""
    expect.array("xs", xs)
    expect.array("state0", xs[0])
    n_hidden, n_inputs = cell.check(params)
    cell.check(params)
    expect.run("trace", trace, type(trace), n_inputs, n_hidden)
    expect.array("dhs", dhs)


def linearity(cell, seconds):
    """How much more a step costs at T = 3200 than at T = 50: {(B, H): ratio}."""
    found = {}
    for B, H in ((1, 16), (16, 32)):
        runs = {T: helper(draw(cell, T, B, H)) for T in (50, 3200)}
        times = interleave(runs, seconds, turn=2e-2)
        found[f"{cell}, B = {B}, H = {H}"] = ratio(times, 3200, 50) * 50 / 3200
    return found


def blame(cell, seconds):
    """The blame matrix beside plain backward passes, T = 50, B = 1, H = 32: milliseconds, and ratios to one pass."""
    _, params, xs, state0, dhs = draw(cell, 50, 1, 32)
    trace = CELLS[cell].forward(params, xs, state0)
    alone = [np.where(np.arange(50)[:, None, None] == k, dhs, 0) for k in range(50)]

    def one_by_one():
        """M, by a backward pass for the loss of each step."""
        rows = [np.linalg.norm(CELLS[cell].backward(params, trace, asked).total, axis=-1) for asked in alone]
        return np.stack([np.zeros_like(rows[0]), *rows])

    sweep = partial(gradients.blame, params, trace, dhs, CELLS[cell])
    np.testing.assert_allclose(sweep(), one_by_one(), rtol=1e-9, atol=1e-12)
    runs = {"one pass": partial(CELLS[cell].backward, params, trace, dhs), "sweep": sweep, "T passes": one_by_one}
    times = interleave(runs, seconds)
    return {
        "cell": cell,
        "milliseconds": {name: 1e3 * median(own) for name, own in times.items()},
        "ratios": {"sweep / one pass": ratio(times, "sweep", "one pass"), "T passes / sweep": ratio(times, "T passes", "sweep")},
    }


def measure(seconds=3.0):
    """Run everything; return what results.json stores."""
    return {
        "numpy": np.__version__,
        "races": [race(cell, size, seconds) for cell in CELLS for size in SIZES],
        "recording": {cell: recording(cell, seconds / 2) for cell in CELLS},
        "linearity": {where: found for cell in CELLS for where, found in linearity(cell, seconds / 2).items()},
        "blame": [blame(cell, seconds / 2) for cell in CELLS],
    }


def verdicts(results):
    """Yield (what, found, asked, met): every figure beside what is asked for."""
    races = {(race["cell"], *race["size"]): race for race in results["races"]}
    for (cell, *size), race in races.items():
        torch = ASKED[cell][0].get(size[2]) if cell in ASKED and size[:2] == [100, 32] else None
        for rival, asked in (("PyTorch", torch), ("JAX jit", 1 if size[1] >= 16 else None)):
            if rival in race["ratios"] and asked:
                ours, floor = race["ratios"][rival], race["ratios"][rival] / race["ratios"]["floor"]
                yield {**at_least(f"{cell}: {rival} / helper {(*size,)}", ours, asked), "of the floor": floor}
    yield at_least("RNN: columns / helper (100, 32, 32)", races["RNN", 100, 32, 32]["ratios"]["columns"], 15)
    for cell, (_, floors, microseconds) in ASKED.items():
        yield at_most(f"{cell}: helper / floor (100, 32, 64)", 1 / races[cell, 100, 32, 64]["ratios"]["floor"], floors)
        for kind, where in (("milliseconds", ""), ("fastest", ", fastest round")):
            found = 1e3 * races[cell, 50, 1, 16][kind]["helper"] / 50
            yield at_most(f"{cell}: µs a step at B = 1, H = 16{where}", found, microseconds)
    for where, found in results["linearity"].items():
        yield at_most(f"a step at T = 3200 / at T = 50, {where}", found, 1.1)
    for cell, shares in ((cell, results["recording"][cell]) for cell in ASKED):
        yield at_most(f"{cell}: norms / both passes (100, 32, 64)", shares["norms"], 0.05)
        yield at_most(f"{cell}: ledger / both passes (100, 32, 64)", shares["ledger"], 0.20)


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
    print("The blame matrix M, all of it, at T = 50, B = 1, H = 32:")
    for found in results["blame"]:
        both = {**{f"{name} (ms)": value for name, value in found["milliseconds"].items()}, **found["ratios"]}
        print(f"{found['cell']:>6}  " + "   ".join(f"{name} {value:.3g}" for name, value in both.items()))
    print()
    results["verdicts"] = list(verdicts(results))
    for line in results["verdicts"]:
        met = "met" if line["met"] else "NOT MET"
        floor = f"  (the floor's: {line['of the floor']:.3g})" if "of the floor" in line else ""
        print(f"{line['what']:>54} {line['found']:8.3g}   asked {line['asked']:<7} {met}{floor}")
    print("\nLeft undone, for the cells to stay readable, and the most it would buy at (100, 32, 64):")
    for cell in ASKED:
        shares = results["recording"][cell]
        floor = next(r["ratios"]["floor"] for r in results["races"] if (r["cell"], r["size"]) == (cell, [100, 32, 64]))
        print(f"{cell:>6}  no checks of arguments {shares['checks']:.1%};  tanh a as 2σ(2a) − 1, wrong in the last digits of"
              f" small numbers, {shares['tanh']:.1%};  all but the floor's work {1 - floor:.1%}")  # fmt: skip
    return results


def table(title, races, kind):
    """Print one row for each cell and size, one column for each contestant."""
    names = ["helper", *(name for name in (*RIVALS, *SINGLE) if any(name in race[kind] for race in races))]
    print(f"{'T, B, H':>19}" + "".join(f"{name:>10}" for name in names) + f"   {title}")
    for race in races:
        values = {"helper": 1, **race[kind]}
        cells = "".join(f"{values[name]:10.3f}" if name in values else f"{'–':>10}" for name in names)
        print(f"{race['cell']:>4}{(*race['size'],)!s:>15}{cells}")
    print()
