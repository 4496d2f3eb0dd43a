"""Growth: how the time and the peak memory of both passes grow with T, B and H, as slopes in a log–log picture.

A slope of 1 means: twice as much for twice as many.
"""

import tracemalloc
from statistics import median

import numpy as np

from benchmarks.cells import CELLS, draw, helper
from benchmarks.stopwatch import interleave

AROUND = {"T": 200, "B": 16, "H": 32}
SIZES = {"T": (100, 316, 1000, 3162, 10000), "B": (4, 16, 64, 256), "H": (16, 32, 64, 128, 256)}


def report(seconds=4.0):
    """Measure, print a table, and return the rows for the record."""
    rows = [row(cell, letter, seconds) for cell in CELLS for letter in SIZES]
    print(f"{'':>9}{'time':>8}{'memory':>8}   slopes; milliseconds and MB at each size")
    for found in rows:
        pairs = "  ".join(f"{found['of']} = {n}: {ms:.3g} ms, {mb:.3g} MB" for n, ms, mb in found["at"])
        print(f"{found['cell']:>6} {found['of']} {found['time']:8.2f}{found['memory']:8.2f}   {pairs}")
    return rows


def row(cell, letter, seconds):
    """Time and memory of one cell along T, B or H: the slopes over all sizes, and (size, ms, MB) at each."""
    runs = {n: helper(draw(cell, *{**AROUND, letter: n}.values())) for n in SIZES[letter]}
    times = {n: median(own) for n, own in interleave(runs, seconds, least=3).items()}
    memory = {n: peak(run) for n, run in runs.items()}
    at = [(n, 1e3 * times[n], memory[n] / 1e6) for n in runs]
    return {"cell": cell, "of": letter, "time": slope(times), "memory": slope(memory), "at": at}


def peak(run):
    """The most memory that one call holds at once beyond its arguments, in bytes."""
    tracemalloc.start()
    run()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def slope(values):
    """The slope of {size: value} in a log–log picture, by least squares."""
    return float(np.polyfit(np.log(list(values)), np.log(list(values.values())), 1)[0])
