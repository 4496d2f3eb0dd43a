"""Compare a learner's arrays with the expected ones, and say in words where they part."""

import numpy as np


def error(got, expected):
    """Largest difference relative to the largest expected number; infinite where the shapes differ."""
    if got.shape != expected.shape:
        return np.inf
    if not got.size:
        return 0.0
    scale = np.abs(expected).max()
    difference = np.abs(got - expected).max()
    return float(difference / scale) if scale else float(difference)


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


def shapes(name, got, expected):
    """A wrong shape in words: `dW_hh has shape (3, 2); expected (2, 3): it looks transposed`."""
    guess = ""
    if len(got) > 1 and got == expected[::-1]:
        guess = ": it looks transposed"
    elif sorted(got) == sorted(expected):
        guess = ": the same axes in another order"
    elif len(got) > len(expected) and got[len(got) - len(expected) :] == expected:
        guess = ": is there a sum over the first axis missing?"
    elif not got:
        guess = ": one number; was it summed over every axis?"
    elif len(got) < len(expected) and expected[len(expected) - len(got) :] == got:
        guess = ": has the first axis been summed or sliced away?"
    elif len(got) == len(expected) and got[1:] == expected[1:] and abs(got[0] - expected[0]) == 1:
        guess = f": one row too {'few' if got[0] < expected[0] else 'many'} (a step has T rows, a state T + 1)"
    elif np.prod(got) == np.prod(expected):
        guess = ": the right number of entries in another shape"
    return f"{name} has shape {got}; expected {expected}{guess}"


def first_difference(output, got, expected, tolerance):
    """Say where `got` first differs: the step where the error arises, and one entry, expected and got."""
    wrong = np.abs(got - expected) > tolerance * (np.abs(expected).max() or 1)
    text = f"{output.name} is the first to differ"
    if output.time and got.ndim:
        rows = np.flatnonzero(wrong.reshape(len(wrong), -1).any(axis=1))
        row = rows[-1] if output.time == "backward" else rows[0]
        text += f", and the error arises at t = {row + output.first}, {walk(output, row, len(got))}"
        at = (row, *np.argwhere(wrong[row])[0])
    else:
        at = tuple(np.argwhere(wrong)[0])
    entry = f"{output.name}[{', '.join(str(i) for i in at)}]" if at else output.name
    return f"{text}.\n  {entry}: expected {expected[at]:.6g}, got {got[at]:.6g}."


def walk(output, row, n_rows):
    """Say how far the values were right before they parted at `row`."""
    start, last = (n_rows - 1, row + 1) if output.time == "backward" else (0, row - 1)
    if row == start:
        return f"where a {output.time} pass starts"
    reach = f"t = {last + output.first}" if last == start else f"t = {start + output.first} to {last + output.first}"
    return f"going {output.time}: {reach} {'agrees' if last == start else 'agree'}"


def relation(name, got, expected):
    """Say what `got` has to do with `expected`, if anything simple: zeros, a constant, a factor, a transpose."""
    if not got.size or not np.abs(expected).max():
        return ""
    if not got.any():
        return f"Your {name} is zero everywhere: is it ever filled?"
    if got.size > 1 and np.ptp(got) == 0:
        return f"Your {name} is the same number everywhere."
    factor = float((got * expected).sum() / (expected * expected).sum())
    if error(got, factor * expected) < 1e-9:
        return f"Your {name} is {factor:.4g} times the right one."
    if got.ndim == 2 and error(got.T, expected) < 1e-9:
        return f"Your {name} is the transpose of the right one."
    if error(got, expected[::-1]) < 1e-9:
        return f"Your {name} has the right rows in reverse order."
    return ""
