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
    if not got.size:
        return 0.0
    scale = np.abs(expected).max()
    difference = np.abs(got - expected).max()
    return float(difference) / float(scale) if scale else float(difference)


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


RELATIONS = {  # what a wrong array may be of the right one; {} stands for the output's name
    "{} transposed": lambda a: a.T if a.ndim > 1 else None,
    "{} in reverse order, last row first": lambda a: a[::-1] if a.ndim and len(a) > 1 else None,
    "the sign of {} turned round": lambda a: -a,
    "row 0 of {} left out": lambda a: a[1:] if a.ndim else None,
    "the last row of {} left out": lambda a: a[:-1] if a.ndim else None,
    "row 0 of {} left at zero": lambda a: np.concatenate([0 * a[:1], a[1:]]) if a.ndim else None,
    "the last row of {} left at zero": lambda a: np.concatenate([a[:-1], 0 * a[:1]]) if a.ndim else None,
    "{} one row too late, an empty one before it": lambda a: np.concatenate([0 * a[:1], a]) if a.ndim else None,
    "{} one row too late": lambda a: np.concatenate([0 * a[:1], a[:-1]]) if a.ndim else None,
    "{} one row too early": lambda a: np.concatenate([a[1:], 0 * a[:1]]) if a.ndim else None,
    "{} summed over its entries": lambda a: a.sum() if a.ndim else None,
    "{} summed over its first axis": lambda a: a.sum(axis=0) if a.ndim else None,
    "{} averaged over its first axis": lambda a: a.mean(axis=0) if a.ndim else None,
    "the absolute values of {}": np.abs,
    "the squares of {}": np.square,
    "an axis of {} lost, where its length is 1": np.squeeze,
    "all of {} in one row": np.ravel,
    "{} clipped to ±5": lambda a: np.clip(a, -5, 5), "{} clipped to ±1": lambda a: np.clip(a, -1, 1),
    **{f"{{}} rounded to {n} digits": (lambda a, n=n: np.round(a, n)) for n in (1, 2, 3, 4, 5)},
    "{} brought to length 1": lambda a: a / np.linalg.norm(a) if a.ndim else None,
    "{} divided by its sum": lambda a: a / a.sum() if a.ndim else None,
    "{} cut off to whole numbers": np.trunc,
    "the first row of {} alone": lambda a: a[0] if a.ndim else None,
    "the last row of {} alone: is it overwritten in a loop?": lambda a: a[-1] if a.ndim else None,
    "the first entry of {} alone filled: does `return` stand inside the loop?": lambda a: a * (np.arange(a.size) == 0).reshape(a.shape),
    "the last entry of {} alone filled": lambda a: a * (np.arange(a.size) == a.size - 1).reshape(a.shape),
    "the first row of {} alone filled: does `return` stand inside the loop?": lambda a: np.concatenate([a[:1], 0 * a[1:]]) if a.ndim else None,
    "the last row of {} alone filled": lambda a: np.concatenate([0 * a[:-1], a[-1:]]) if a.ndim else None,
}

MISSING = {  # what is still to be done to a wrong array
    "{} not summed over its first axis": lambda a: a.sum(axis=0), "{} not summed over its last axis": lambda a: a.sum(axis=-1),
    "{} not summed over its middle axis": lambda a: a.sum(axis=1), "{} not summed": np.sum,
    "{} not averaged": np.mean, "the norm of {} not taken": np.linalg.norm, "the root of {} not taken": np.sqrt,
    "the absolute value of {} not taken": np.abs, "the largest of {} not taken": np.max,
}  # fmt: skip


def related(names, runs, truths, wrong, tolerance):
    """Say in words how all wrong outputs come from the right ones, in every problem; empty if in no simple way."""
    with np.errstate(all="ignore"):
        return _related(names, runs, truths, wrong, tolerance)


def _related(names, runs, truths, wrong, tolerance):
    for words, make in RELATIONS.items():
        pairs = [(run[k], truth[k]) for run, truth in zip(runs, truths) for k in np.flatnonzero(wrong)]
        if all((made := make(truth)) is not None and error(got, np.asarray(made)) <= tolerance for got, truth in pairs):
            return words.format(listed(np.array(names)[wrong]))
    for words, make in MISSING.items():
        pairs = [(run[k], truth[k]) for run, truth in zip(runs, truths) for k in np.flatnonzero(wrong)]
        if all(got.ndim > ("middle" in words) and error(np.asarray(make(got)), truth) <= tolerance for got, truth in pairs):
            return words.format(listed(np.array(names)[wrong]))
    for k in [k for k in np.flatnonzero(wrong) if wrong.sum() == 1]:
        if factor := multiple([run[k] for run in runs], [truth[k] for truth in truths], tolerance):
            return f"{names[k]} {factor:.4g} times as large as it should be"
    for shift in range(1, len(names)):  # the results themselves in another order
        if all(error(run[k], truth[(k + shift) % len(names)]) <= tolerance for run, truth in zip(runs, truths) for k in range(len(names))):
            return "its results in another order: " + ", ".join(names[shift:] + names[:shift])
    for one, two in [(j, k) for j in range(len(names)) for k in range(j)]:
        crossed = (max(error(run[one], truth[two]), error(run[two], truth[one])) for run, truth in zip(runs, truths))
        if wrong[one] and wrong[two] and wrong.sum() == 2 and max(crossed) <= tolerance:
            return f"{names[two]} and {names[one]} exchanged"
    return ""


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


def parts(outputs, run, truth, tolerance):
    """Where the outputs first part, in the order of computation: (the output's index, its entry, the words for the step).

    Several outputs with a time axis: the first step of all of them counts; sums over time come after.
    """
    found = []
    for k, (output, got, expected) in enumerate(zip(outputs, run, truth)):
        wrong = np.abs(got - expected) > tolerance * (np.abs(expected).max() or 1)
        if not wrong.any():
            continue
        at, when, words = tuple(np.argwhere(wrong)[0]), np.inf, ""
        if output.time and got.ndim:
            rows = np.flatnonzero(wrong.reshape(len(wrong), -1).any(axis=1))
            row = rows[-1] if output.time == "backward" else rows[0]
            at, words = (row, *np.argwhere(wrong[row])[0]), walk(output, row, len(got))
            when = len(got) - 1 - row if output.time == "backward" else row
        found.append((when, k, tuple(int(i) for i in at), words))
    return min(found)[1:]


def walk(output, row, n_rows):
    """Say at which step values part, and how far they were right before."""
    start, last = (n_rows - 1, row + 1) if output.time == "backward" else (0, row - 1)
    text = f", and the error arises at t = {row + output.first}"
    if row == start:
        return f"{text}, where a {output.time} pass starts"
    reach = f"t = {last + output.first}" if last == start else f"t = {start + output.first} to {last + output.first}"
    return f"{text}, going {output.time}: {reach} {'agrees' if last == start else 'agree'}"


def first_difference(outputs, run, truth, tolerance):
    """Say where an attempt first differs from the truth: which output, which step, one entry expected and got."""
    k, at, words = parts(outputs, run, truth, tolerance)
    entry = f"{outputs[k].name}[{', '.join(map(str, at))}]" if at else outputs[k].name
    first = f"{outputs[k].name} is the first to differ{words}" if len(outputs) > 1 or words else f"{outputs[k].name} differs"
    return f"{first}.\n  {entry}: expected {truth[k][at]:.6g}, got {run[k][at]:.6g}."


def multiple(got, expected, tolerance):
    """The factor by which arrays are too large, the same in every problem; None where it is not."""
    if len(got) < 2 or any(a.shape != b.shape for a, b in zip(got, expected)):
        return None
    factors = [float((a * b).sum() / ((b * b).sum() or 1)) for a, b in zip(got, expected)]
    same = abs(factors[0] - 1) > 1e-4 and np.ptp(factors) < 1e-9 * abs(factors[0]) and all(error(a, factors[0] * b) < max(tolerance, 1e-9) for a, b in zip(got, expected))
    return factors[0] if same else None
