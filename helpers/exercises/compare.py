"""Compare a learner's arrays with the expected ones, and say in words where they part."""

import numpy as np

from helpers.exercises.answers import as_array
from helpers.exercises.calls import copied


def arrays(exercise, value):
    """What a function returned as a list of arrays, one for each output; None where one is no array.

    NaN and ∞ become large numbers, which can be compared: a mistake that makes them is known by them.
    """
    numbers = lambda array: np.nan_to_num(array.astype(float), nan=3e30, posinf=1e30, neginf=-1e30)
    finite = lambda array: array is None or array.dtype.kind != "f" or np.isfinite(array).all()
    made = [as_array(item) for item in ([value] if len(exercise.outputs) == 1 else list(value))]
    return [array if finite(array) else numbers(array) for array in made]


def truth(exercise, args):
    """What the solution gives for a problem, as a list of arrays."""
    with np.errstate(all="ignore"):
        return arrays(exercise, exercise.solution(*copied(args)))


def sizes(args):
    """How many numbers a problem holds."""
    if isinstance(args, (tuple, list)):
        return sum(map(sizes, args))
    return np.size(args) if isinstance(args, (np.ndarray, int, float)) else 1


def error(got, expected):
    """Largest difference relative to the largest expected number; infinite where the shapes differ."""
    if got.shape != expected.shape:
        return np.inf
    return float(np.abs(got - expected).max(initial=0)) / largest(expected)


def largest(expected):
    """The largest expected number, that differences are relative to; 1 where all are 0."""
    return float(np.abs(expected).max(initial=0)) or 1.0


def wrong_entries(got, expected, tolerance):
    """Which entries differ by more than a tolerance, relative to the largest expected number; all of another shape."""
    if got.shape != expected.shape:
        return np.ones(expected.shape, bool)
    return np.abs(got - expected) > tolerance * largest(expected)


def worst(runs, others):
    """For each output, the largest error over all problems: runs[problem][output] against others likewise."""
    return np.array([[error(*pair) for pair in zip(*both)] for both in zip(runs, others)]).max(axis=0)


def digits(value):
    """An error for reading: `2e-16`."""
    return f"{value:.0e}" if value else "0"


def shapes(name, got, expected):
    """A wrong shape in words: `dW_hh has shape (3, 2); expected (2, 3): the axes may be exchanged`."""
    guess = ""
    if len(got) > 1 and got == expected[::-1]:
        guess = ": it may be transposed"
    elif sorted(got) == sorted(expected):
        guess = ": the same axes in another order"
    elif not expected and len(got) == 1:
        guess = f": {got[0]} numbers came back, and one is asked for"
    elif len(got) > len(expected):
        guess = ": there is an axis that should have been summed or left out"
    elif not got:
        guess = ": it is one number"
    elif len(got) < len(expected):
        guess = ": an axis has been summed or left out"
    elif got[1:] == expected[1:] and abs(got[0] - expected[0]) == 1:
        guess = f": one row too {'few' if got[0] < expected[0] else 'many'} (a step has T rows, a state T + 1)"
    return f"{name} of shape {got} where {expected} is expected{guess}"


def first_difference(outputs, run, truth, tolerance):
    """Say where an attempt first differs from the truth: which output, which step, one entry expected and got.

    Of several outputs with a time axis the first step in the order of computation counts; sums over time come after.
    """
    found = []
    for k, (output, got, expected) in enumerate(zip(outputs, run, truth)):
        wrong = wrong_entries(got, expected, tolerance)
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
    wanted, got = truth[k][at], run[k][at]
    n = next((n for n in range(6, 17) if f"{wanted:.{n}g}" != f"{got:.{n}g}"), 17)  # as many digits as tell them apart
    return f"{first}.\n  {entry}: expected {wanted:.{n}g}, got {got:.{n}g}."


def walk(output, row, n_rows):
    """Say at which step values part, and how far they were right before."""
    start, last = (n_rows - 1, row + 1) if output.time == "backward" else (0, row - 1)
    text = f", and the error arises at t = {row + output.first}"
    if row == start:
        return f"{text}, where a {output.time} pass starts"
    reach = "agrees" if last == start else f"to {last + output.first} agree"
    return f"{text}, going {output.time}: t = {start + output.first} {reach}"
