"""Compare a learner's arrays with the expected ones, and say in words where they part."""

import numpy as np

from helpers.exercises.answers import as_array


def arrays(exercise, value):
    """What a function returned as a list of arrays, one for each output; None where one is no array."""
    return [as_array(item) for item in ([value] if len(exercise.outputs) == 1 else list(value))]


def sizes(args):
    """How many numbers a problem holds."""
    if isinstance(args, (tuple, list)):
        return sum(map(sizes, args))
    return np.size(args) if isinstance(args, (np.ndarray, int, float)) else 1


def error(got, expected):
    """Largest difference relative to the largest expected number; infinite where the shapes differ."""
    if got.shape != expected.shape:
        return np.inf
    return float(np.abs(got - expected).max(initial=0)) / (float(np.abs(expected).max(initial=0)) or 1.0)


def worst(runs, others):
    """For each output, the largest error over all problems: runs[problem][output] against others likewise."""
    return np.array([[error(*pair) for pair in zip(*both)] for both in zip(runs, others)]).max(axis=0)


def digits(value):
    """An error for reading: `2e-16`."""
    return f"{value:.0e}" if value else "0"


def listed(names):
    """`a`, `a and b`, `a, b and c`."""
    names = list(names)
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)


def rows(a, *parts):
    """Rows put together: parts of an array, "0" for a row of zeros, "z" for zeros as long as all rows but one."""
    zeros = {"0": 0 * a[:1], "z": 0 * a[1:]}
    return np.concatenate([zeros.get(part, part) if isinstance(part, str) else part for part in parts])


RELATIONS = {  # what a wrong array may be of the right one; {} stands for the output's name
    "{} transposed": lambda a: a.T if a.ndim > 1 else None,
    "the sign of {} turned round": lambda a: -a,
    "the absolute values of {}": np.abs,
    "the squares of {}": np.square,
    "an axis of {} lost, where its length is 1": np.squeeze,
    "all of {} in one row": np.ravel,
    **{f"{{}} clipped to ±{end}": (lambda a, end=end: np.clip(a, -end, end)) for end in (5, 1)},
    **{f"{{}} rounded to {n} digits": (lambda a, n=n: np.round(a, n)) for n in (1, 2, 3, 4, 5)},
    "{} cut off to whole numbers": np.trunc,
}
RELATIONS_OF_ROWS = {  # the same where there is an axis
    "{} in reverse order, last row first": lambda a: a[::-1],
    "row 0 of {} left out": lambda a: a[1:],
    "the last row of {} left out": lambda a: a[:-1],
    "row 0 of {} left at zero": lambda a: rows(a, "0", a[1:]),
    "the last row of {} left at zero": lambda a: rows(a, a[:-1], "0"),
    "{} one row too late, an empty one before it": lambda a: rows(a, "0", a),
    "{} one row too late": lambda a: rows(a, "0", a[:-1]),
    "{} one row too early": lambda a: rows(a, a[1:], "0"),
    "the first row of {} alone": lambda a: a[0],
    "the last row of {} alone: is it overwritten in a loop?": lambda a: a[-1],
    "the first row of {} alone filled: does `return` stand inside the loop?": lambda a: rows(a, a[:1], "z"),
    "the last row of {} alone filled": lambda a: rows(a, "z", a[-1:]),
    "the first entry of {} alone filled: does `return` stand inside the loop?": lambda a: np.where(nth(a) == 0, a, 0),
    "the last entry of {} alone filled": lambda a: np.where(nth(a) == a.size - 1, a, 0),
    "{} summed over its entries": np.sum,
    "{} summed over its first axis": lambda a: a.sum(axis=0),
    "{} averaged over its first axis": lambda a: a.mean(axis=0),
    "{} brought to length 1": lambda a: a / np.linalg.norm(a),
    "{} divided by its sum": lambda a: a / a.sum(),
}
MISSING = {  # what is still to be done to a wrong array
    "{} not summed over its first axis": lambda a: a.sum(axis=0), "{} not summed": np.sum,
    "{} not summed over its last axis": lambda a: a.sum(axis=-1),
    "{} not summed over its middle axis": lambda a: a.sum(axis=1),
    "{} not averaged": np.mean, "the norm of {} not taken": np.linalg.norm, "the root of {} not taken": np.sqrt,
    "the absolute value of {} not taken": np.abs, "the largest of {} not taken": np.max,
}  # fmt: skip


def nth(a):
    """The place of every entry of an array in reading order."""
    return np.arange(a.size).reshape(a.shape)


def related(names, runs, truths, wrong, tolerance):
    """Say in words how all wrong outputs come from the right ones, in every problem; empty if in no simple way."""
    pairs = [(run[k], truth[k]) for run, truth in zip(runs, truths) for k in np.flatnonzero(wrong)]
    same = lambda a, b: error(np.asarray(a), np.asarray(b)) <= tolerance
    with np.errstate(all="ignore"):
        axes = all(truth.ndim for _, truth in pairs)
        for words, make in {**RELATIONS, **(RELATIONS_OF_ROWS if axes else {})}.items():
            if all((made := make(truth)) is not None and same(got, made) for got, truth in pairs):
                return words.format(listed(np.array(names)[wrong]))
        for words, make in MISSING.items():
            if all(got.ndim > ("middle" in words) and same(make(got), truth) for got, truth in pairs):
                return words.format(listed(np.array(names)[wrong]))
    if wrong.sum() == 1 and (factor := multiple(pairs, tolerance)):
        return f"{names[int(np.argmax(wrong))]} {factor:.4g} times as large as it should be"
    n = len(names)
    turned = [[*range(shift, n), *range(shift)] for shift in range(1, n)]
    swapped = [[j if i == k else k if i == j else i for i in range(n)] for j in range(n) for k in range(j)]
    for order in turned + swapped:
        if all(same(run[k], truth[order[k]]) for run, truth in zip(runs, truths) for k in range(n)):
            moved = [name for k, name in zip(order, names) if names[k] != name]
            text = "its results in another order: " + ", ".join(names[k] for k in order)
            return f"{listed(moved)} exchanged" if len(moved) == 2 else text
    return ""


def multiple(pairs, tolerance):
    """The factor by which arrays are too large, the same in every problem; None where it is not."""
    if len(pairs) < 2 or any(a.shape != b.shape for a, b in pairs):
        return None
    factors = [float((a * b).sum() / ((b * b).sum() or 1)) for a, b in pairs]
    if abs(factors[0] - 1) < 1e-4 or np.ptp(factors) > 1e-9 * abs(factors[0]):
        return None
    return factors[0] if all(error(a, factors[0] * b) < max(tolerance, 1e-9) for a, b in pairs) else None


def shapes(name, got, expected):
    """A wrong shape in words: `dW_hh has shape (3, 2); expected (2, 3): the axes may be exchanged`."""
    guess = ""
    if len(got) > 1 and got == expected[::-1]:
        guess = ": it may be transposed"
    elif sorted(got) == sorted(expected):
        guess = ": the same axes in another order"
    elif len(got) > len(expected):
        guess = ": there is an axis that should have been summed or left out"
    elif not got:
        guess = ": it is one number"
    elif len(got) < len(expected):
        guess = ": an axis has been summed or left out"
    elif got[1:] == expected[1:] and abs(got[0] - expected[0]) == 1:
        guess = f": one row too {'few' if got[0] < expected[0] else 'many'} (a step has T rows, a state T + 1)"
    return f"{name} has shape {got}; expected {expected}{guess}"


def first_difference(outputs, run, truth, tolerance):
    """Say where an attempt first differs from the truth: which output, which step, one entry expected and got.

    Of several outputs with a time axis the first step in the order of computation counts; sums over time come after.
    """
    found = []
    for k, (output, got, expected) in enumerate(zip(outputs, run, truth)):
        wrong = np.abs(got - expected) > tolerance * (np.abs(expected).max() or 1)
        if wrong.any():
            at, when, words = np.argwhere(wrong)[0], np.inf, ""
            if output.time and got.ndim:
                lines = np.flatnonzero(wrong.reshape(len(wrong), -1).any(axis=1))
                row = lines[-1] if output.time == "backward" else lines[0]
                at, words = (row, *np.argwhere(wrong[row])[0]), walk(output, row, len(got))
                when = len(got) - 1 - row if output.time == "backward" else row
            found.append((when, k, tuple(map(int, at)), words))
    _, k, at, words = min(found)
    name = outputs[k].name
    entry = f"{name}[{', '.join(map(str, at))}]" if at else name
    first = f"{name} is the first to differ{words}" if len(outputs) > 1 or words else f"{name} differs"
    return f"{first}.\n  {entry}: expected {truth[k][at]:.6g}, got {run[k][at]:.6g}."


def walk(output, row, n_rows):
    """Say at which step values part, and how far they were right before."""
    start, last = (n_rows - 1, row + 1) if output.time == "backward" else (0, row - 1)
    text = f", and the error arises at t = {row + output.first}"
    if row == start:
        return f"{text}, where a {output.time} pass starts"
    reach = "agrees" if last == start else f"to {last + output.first} agree"
    return f"{text}, going {output.time}: t = {start + output.first} {reach}"
