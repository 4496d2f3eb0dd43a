"""Fair timing on a machine that is never quiet: the contestants take turns, and medians are compared.

Times are the process's own processor time, so that waiting for a processor that does something else is nobody's.
"""

import gc
from statistics import median
from time import get_clock_info, perf_counter, process_time

# Where processor time is told in sixtieths of a second (Windows), the clock on the wall serves better.
clock = process_time if get_clock_info("process_time").resolution < 1e-5 else perf_counter


def interleave(contestants, seconds=3.0, turn=4e-3, least=9):
    """Time functions against each other: {name: f} gives {name: [seconds per call, one entry a round]}.

    In every round each contestant has one turn of about `turn` seconds, in rotating order, so that a slow moment of
    the machine hits all of them alike. Rounds go on for `seconds`, and there are at least `least` (an odd number).
    """
    calls = {name: _calls_in(f, turn) for name, f in contestants.items()}
    times = {name: [] for name in contestants}
    order, begun = list(contestants), perf_counter()
    gc.disable()
    try:
        while len(times[order[0]]) < least or perf_counter() - begun < seconds:
            for name in order:
                times[name].append(_per_call(contestants[name], calls[name]))
            order.append(order.pop(0))
    finally:
        gc.enable()
    return times


def ratio(times, one, other):
    """How many times longer `one` takes than `other`: the median over rounds of the ratio within a round."""
    return median(a / b for a, b in zip(times[one], times[other]))


def _calls_in(f, turn):
    f()
    return max(1, round(turn / min(_per_call(f, 1) for _ in range(3))))


def _per_call(f, calls):
    begun = clock()
    for _ in range(calls):
        f()
    return (clock() - begun) / calls
