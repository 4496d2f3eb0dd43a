"""Judge answers that are a number or a choice; read whatever a learner hands in."""

import warnings

import numpy as np

from helpers.exercises.kinds import Verdict


def judge_number(exercise, attempt):
    """Judge a number: right, a wrong one that a known mistake gives, or wrong in an unknown way."""
    got = as_array(attempt)
    if got is None or got.size != 1 or got.dtype.kind not in "iuf":
        return Verdict("type", f"✗ The answer is {described(attempt)}; expected one number: {exercise.title}.")
    got = float(got.reshape(()))
    if not np.isfinite(got):
        return Verdict("not finite", f"✗ The answer is {got}; expected a finite number: {exercise.title}.")
    if close(got, exercise.truth, exercise.tolerance):
        return Verdict("right", f"✓ {got:.6g} is right. {exercise.why}")
    for mistake in exercise.mistakes:
        if close(got, mistake.gives, max(mistake.tolerance, 1e-6)):
            text = f"✗ {got:.6g} is {exercise.title} with {mistake.name}."
            return Verdict("named", f"{text}\n  Why: {mistake.why}\n  Look at: {mistake.look}")
    side = "large" if got > exercise.truth else "small"
    return Verdict("located", f"✗ {got:.6g} is too {side}." + (f"\n  {exercise.hint}" if exercise.hint else ""))


def close(got, expected, tolerance):
    """Whether two numbers agree to a relative tolerance."""
    return abs(got - expected) <= tolerance * max(abs(expected), 1e-12)


def judge_choice(exercise, attempt):
    """Judge a choice of one or several options, given as a string or as a list or set of strings."""
    given = [attempt] if isinstance(attempt, str) else attempt
    if not isinstance(given, (list, tuple, set, frozenset)) or not all(isinstance(item, str) for item in given):
        return Verdict("type", f"✗ The answer is {described(attempt)}; expected {offered(exercise)}.")
    options = {plain(option): option for option in exercise.options}
    if not given:
        return Verdict("not attempted", f"… Not attempted yet: {exercise.title}.")
    if strange := [item for item in given if plain(item) not in options]:
        return Verdict("type", f"✗ {min(strange)!r} is none of the options; expected {offered(exercise)}.")
    chosen = [option for key, option in options.items() if key in {plain(item) for item in given}]
    if wrong := [option for option in chosen if option not in exercise.right]:
        reasons = "".join(f"\n  {option}: {exercise.options[option]}" for option in wrong)
        right = [option for option in chosen if option in exercise.right]
        reasons += f"\n  Right so far: {', '.join(right)}." if right else ""
        return Verdict("named", f"✗ {', '.join(wrong)} {'does' if len(wrong) == 1 else 'do'} not belong here.{reasons}")
    if missing := len(exercise.right) - len(chosen):
        verb, more = "is" if len(chosen) == 1 else "are", "belongs" if missing == 1 else "belong"
        return Verdict("located", f"✗ {', '.join(chosen)} {verb} right, and {missing} more {more} here.")
    return Verdict("right", "✓ Right." + "".join(f"\n  {option}: {exercise.options[option]}" for option in chosen))


def plain(option):
    """An option without what does not matter: case, spaces, the sign used for a product."""
    return "".join(option.casefold().split()).replace("*", "×").replace("·", "×").replace("x", "×")


def offered(exercise):
    """The options, for reading."""
    return ("one of " if len(exercise.right) == 1 else "some of ") + ", ".join(repr(name) for name in exercise.options)


def as_array(value):
    """Read a value as an array of numbers; None if it cannot be."""
    if callable(value) or isinstance(value, (str, bytes, dict, set)):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            array = np.asarray(value)
            if array.dtype == object and None not in array.ravel().tolist():  # None would be read as NaN
                array = array.astype(float)
    except Exception:  # noqa: BLE001 – whatever a learner's object raises when read, the verdict says it is no array
        return None
    return array if array.dtype.kind in "biufc" else None


def holds_ellipsis(value):
    """Whether a value is `...`, or an array or a list that holds one."""
    if isinstance(value, (list, tuple, set)):
        return any(holds_ellipsis(item) for item in value)
    if isinstance(value, np.ndarray):
        return value.dtype == object and any(item is ... for item in value.flat)
    return value is ...


def described(value):
    """A value in words: `an array of shape (3, 4)`, `a tuple of 2 values`, `a dict`."""
    if isinstance(value, np.ndarray):
        kind = "text" if value.dtype.kind in "US" else "objects" if value.dtype == object else ""
        return f"an array of {kind + ' of ' if kind else ''}shape {value.shape}"
    if isinstance(value, (tuple, list)):
        return f"a {type(value).__name__} of {len(value)} value{'s' * (len(value) != 1)}"
    if callable(value):
        return "a function"
    if isinstance(value, (bool, int, float)):
        return f"the {type(value).__name__} {value}"
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
