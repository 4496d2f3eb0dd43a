"""Judge a matching: a dictionary that gives each key, such as a letter, its number in a list."""

import numpy as np

from helpers.exercises.answers import described, holds_ellipsis, incomplete
from helpers.exercises.compare import listed
from helpers.exercises.kinds import Verdict


def judge_matching(exercise, attempt):
    """Judge a matching: say which keys are right, and for a wrong one where to look, never the right number."""
    if not isinstance(attempt, dict):
        text = f"✗ The answer is {described(attempt)}; expected a dictionary such as {example(exercise)}."
        return Verdict("type", text)
    given = {letter(key): value for key, value in attempt.items() if not (value is None or holds_ellipsis(value))}
    given = {key: value for key, value in given.items() if key not in exercise.others or number(value) in exercise.options}
    if not given:
        return Verdict("not attempted", f"… Not attempted yet: {exercise.title}.")
    letters = {letter(str(item)) for value in given.values() for item in (value if np.iterable(value) else [value])}
    if {*map(number, given)} <= {*exercise.options} and letters <= {*exercise.truth}:
        text = f"✗ Letters and numbers are the wrong way round: letters belong here first, {example(exercise)}."
        return Verdict("named", text)
    if strange := [key for key in given if key not in exercise.truth and key not in exercise.others]:
        return Verdict("type", f"✗ {strange[0]!r} is no key; expected {listed(sorted({*exercise.truth, *exercise.others}))}.")
    if strange := [key for key in given if number(given[key]) not in exercise.options]:
        options = f"one of the numbers {min(exercise.options)} to {max(exercise.options)}"
        return Verdict("type", f"✗ The answer for {strange[0]} is {given[strange[0]]!r}; expected {options}.")
    return compared(exercise, {key: number(value) for key, value in sorted(given.items())})


def compared(exercise, given):
    """The Verdict on keys and numbers that can be compared."""
    right = [key for key in given if exercise.truth.get(key) == given[key]]
    missing = [key for key in exercise.truth if key not in given]
    so_far = f"\n  Right so far: {listed(right)}." if right else ""
    if too_many := [key for key in given if key not in exercise.truth]:
        text = "".join(f"\n  {key}: {exercise.others[key]}" for key in too_many)
        verb = "does" if len(too_many) == 1 else "do"
        so_far += f"\n  Still to come: {len(missing)}." if missing else ""
        return Verdict("named", f"✗ {listed(too_many)} {verb} not belong here.{text}{so_far}")
    if wrong := [key for key in given if key not in right]:
        text = "".join(f"\n  {key}: {given[key]} does not belong here. {exercise.look[key]}" for key in wrong)
        which, verb = ("number", "is") if len(wrong) == 1 else ("numbers", "are")
        return Verdict("named", f"✗ The {which} of {listed(wrong)} {verb} wrong.{text}{so_far}")
    if missing:
        return incomplete(listed(right), len(right), len(missing), len(missing))  # which ones would tell too much
    return Verdict("right", "✓ Right." + "".join(f"\n  {key}: {exercise.why[key]}" for key in given))


def letter(key):
    """A key without what does not matter: case, spaces."""
    return key.strip().upper() if isinstance(key, str) else key


def number(value):
    """A whole number, also where it was given as text; None where it is none."""
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    plain = isinstance(value, (int, float, np.integer)) and not isinstance(value, bool)
    return int(value) if plain and float(value).is_integer() else None


def example(exercise):
    """A dictionary of the right form, without numbers."""
    return "{" + ", ".join(f'"{key}": …' for key in list(exercise.truth)[:2]) + "}, each letter with its number"
