"""Recognise a known mistake, or two made at once, in the numbers that a learner's function gave."""

import functools
import itertools

import numpy as np

from helpers.exercises import compare
from helpers.exercises.answers import as_array
from helpers.exercises.attempt import copied
from helpers.exercises.kinds import Verdict


def recognised(exercise, problems, runs, wrong, loose):
    """Return the Verdict that names the mistake behind `runs`, or None. `wrong` flags the outputs that are wrong.

    In this order: one mistake that gives all the numbers; one that gives every wrong output; two at once; one that
    gives some of the wrong outputs. `loose`, if not zero, is the tolerance for numbers of single precision.
    """
    fits = []
    for mistake in exercise.mistakes:
        tolerance = max(mistake.tolerance, loose)
        for variant in variants(exercise, mistake):
            for tried in (1, len(problems)):  # most are ruled out by the first problem
                errors = compare.worst(runs[:tried], [outputs(exercise, variant, args) for args in problems[:tried]])
                if not (fit := errors <= tolerance)[wrong].any():
                    break
            fits.append((mistake, errors, fit))
    for mistake, errors, fit in fits:
        if fit.all():
            return named(exercise, [mistake], errors, wrong, wrong)
    for mistake, errors, fit in fits:
        if fit[wrong].all():
            return named(exercise, [mistake], errors, wrong, wrong)
    if pair := two_at_once(exercise, problems, runs, loose):
        return named(exercise, *pair, wrong, wrong)
    mistake, errors, fit = max(fits, key=lambda found: (found[2] & wrong).sum(), default=(None, None, ~wrong))
    return named(exercise, [mistake], errors, wrong, fit & wrong) if (fit & wrong).any() else None


def two_at_once(exercise, problems, runs, loose):
    """Look for two mistakes which, both switched on in the exercise's loop, give the numbers of `runs`."""
    if not exercise.loop:
        return None
    switched = [mistake for mistake in exercise.mistakes if isinstance(first(mistake.gives), str)]
    for pair in itertools.combinations(switched, 2):
        both = functools.partial(exercise.loop, frozenset(first(mistake.gives) for mistake in pair))
        tolerance = max(loose, *(mistake.tolerance for mistake in pair))
        if compare.worst(runs[:1], [outputs(exercise, both, problems[0])]).max() <= tolerance:
            errors = compare.worst(runs, [outputs(exercise, both, args) for args in problems])
            if errors.max() <= tolerance:
                return list(pair), errors
    return None


def first(gives):
    """The first face of a mistake."""
    return gives[0] if isinstance(gives, tuple) else gives


def variants(exercise, mistake):
    """List the functions that make the mistake: one for each face it has."""
    faces = mistake.gives if isinstance(mistake.gives, tuple) else (mistake.gives,)
    return [functools.partial(exercise.loop, frozenset([face])) if isinstance(face, str) else face for face in faces]


def outputs(exercise, function, args):
    """What one of our own functions, mistaken on purpose, returns for `args`, as a list of arrays."""
    with np.errstate(all="ignore"):  # a mistake may overflow: it is theirs, not a warning of ours
        value = function(*copied(args))
    return [as_array(item) for item in ([value] if len(exercise.outputs) == 1 else value)]


def named(exercise, found, errors, wrong, explained):
    """Put a recognised mistake into words."""
    names = np.array([output.name for output in exercise.outputs])
    what = " and ".join(mistake.name for mistake in found)
    numbers = f"your {compare.listed(names[explained])} {'matches' if explained.sum() == 1 else 'match'}"
    largest = errors[explained].max()
    numbers += f" what that gives, to {compare.digits(largest) if largest else 'the last digit'}"
    text = f"✗ This is {exercise.title} with {what}: {numbers}."
    for mistake in found:
        text += f"\n  Why: {mistake.why}\n  Look at: {mistake.look}"
    if (wrong & ~explained).any():
        verb = "is" if (wrong & ~explained).sum() == 1 else "are"
        text += (
            f"\n  Besides, {compare.listed(names[wrong & ~explained])} {verb} wrong in another way: mend this first."
        )
    elif (~wrong).any():
        text += f"\n  Right already: {compare.listed(names[~wrong])}."
    return Verdict("named", text)
