"""Say in words how a learner's arrays come from the right ones, whatever the exercise is."""

import itertools

import numpy as np

from helpers.exercises.answers import listed
from helpers.exercises.compare import error

RELATIONS = {  # what a wrong array may be of the right one; {} stands for the output's name
    "{} transposed, against what is asked for": np.transpose,
    "the sign of {} turned round": np.negative,
    "the squares of {}": np.square,
    "1 − {} in its place": lambda a: 1 - a,
    "the logarithm of {}": np.log,
    "an axis of {} lost, where its length is 1": np.squeeze,
    **{f"{{}} rounded to {n} digit{'s' * (n > 1)}": (lambda a, n=n: np.round(a, n)) for n in (1, 2, 3, 4, 5)},
    "{} cut off to whole numbers": np.trunc,
    **{f"{{}} clipped to ±{end}": (lambda a, end=end: np.clip(a, -end, end)) for end in (5, 1)},
    "all of {} in one row": lambda a: a.ravel() if a.ndim > 1 else np.nan,
    "{} in reverse order, last row first": lambda a: a[::-1],
    "row 0 of {} left out": lambda a: a[1:],
    "the last row of {} left out": lambda a: a[:-1],
    "row 0 of {} left at zero": lambda a: np.r_[0 * a[:1], a[1:]],
    "the last row of {} left at zero": lambda a: np.r_[a[:-1], 0 * a[:1]],
    "{} one row too late": lambda a: np.r_[0 * a[:1], a[:-1]],
    "{} one row too late, a row of zeros before it": lambda a: np.r_[0 * a[:1], a],
    "{} one row too early": lambda a: np.r_[a[1:], 0 * a[:1]],
    "the first row of {} alone": lambda a: a[0],
    "the last row of {} alone: is only the last one kept?": lambda a: a[-1],
    "{} summed over all its entries: without `axis=`, a sum is one number": lambda a: a.sum() if a.ndim else np.nan,
    "{} summed over its first axis": lambda a: a.sum(axis=0),
    "{} summed over its last axis": lambda a: a.sum(axis=-1),
    "{} averaged over its first axis": lambda a: a.mean(axis=0),
    "{} brought to length 1": lambda a: a / np.linalg.norm(a) if a.ndim else np.nan,
}
MISSING = {  # what is still to be done to a wrong array
    "an axis of length 1 left in {}": np.squeeze,
    "{} not summed over its first axis": lambda a: a.sum(axis=0),
    "{} not summed over its last axis": lambda a: a.sum(axis=-1),
    "{} not summed": lambda a: a.sum() if a.ndim else np.nan,
    "all rows of {} kept where the last is asked for": lambda a: a[-1],
    "all rows of {} kept where the first is asked for": lambda a: a[0],
}


def related(names, runs, truths, wrong, tolerance):
    """Say in words how all wrong outputs come from the right ones, in every problem; empty if in no simple way."""
    pairs = [(run[k], truth[k]) for run, truth in zip(runs, truths) for k in np.flatnonzero(wrong)]
    turned = [(truth, got) for got, truth in pairs]
    for table, both in ((RELATIONS, turned), (MISSING, pairs)):
        for words, make in table.items():
            if all(same(make, *pair, tolerance) for pair in both):
                return words.format(listed(np.array(names)[wrong]))
    if factor := multiple(pairs, tolerance):
        return f"{listed(np.array(names)[wrong])} {factor:.4g} times as large as it should be"
    return exchanged(names, runs, truths, tolerance)


def same(make, given, wanted, tolerance):
    """Whether a relation makes the wanted array of a given one; it may fail for an array of this shape."""
    try:
        with np.errstate(all="ignore"):
            return error(np.asarray(make(given)), wanted) <= tolerance
    except (ValueError, IndexError):  # NumPy's AxisError is both
        return False


def multiple(pairs, tolerance):
    """The factor by which arrays are too large, the same in every problem; None where it is not."""
    if len(pairs) < 2 or any(a.shape != b.shape for a, b in pairs):
        return None
    factors = [float((a * b).sum() / ((b * b).sum() or 1)) for a, b in pairs]
    if abs(factors[0] - 1) < 1e-4 or np.ptp(factors) > 1e-9 * abs(factors[0]):
        return None
    return factors[0] if all(error(a, factors[0] * b) < max(tolerance, 1e-9) for a, b in pairs) else None


def exchanged(names, runs, truths, tolerance):
    """Say which results came back in another order; empty if that is not it."""
    for order in itertools.permutations(range(len(names))) if 1 < len(names) < 6 else ():
        if all(error(run[k], truth[order[k]]) <= tolerance for run, truth in zip(runs, truths) for k in range(len(names))):
            moved = [names[j] for k, j in enumerate(order) if k != j]
            text = "its results in another order than asked; yours is " + ", ".join(names[k] for k in order)
            return f"{listed(moved)} exchanged" if len(moved) == 2 else text
    return ""
