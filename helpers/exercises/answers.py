"""Judge answers that are a number, a choice or a matching; read whatever a learner hands in."""

import warnings

import numpy as np

from helpers.exercises.kinds import Verdict

NUMBERS = {  # what a wrong number may be of the right one
    "the sign turned round": np.negative, "a factor 2 missing": lambda x: x / 2, "a factor 2 too many": lambda x: 2 * x,
    "the fraction turned round": lambda x: 1 / x, "1 added": lambda x: x + 1, "1 taken away": lambda x: x - 1,
    "its logarithm in its place": np.log, "the decimal point one place too far right": lambda x: 10 * x,
    "the decimal point one place too far left": lambda x: x / 10, "per cent in its place": lambda x: 100 * x,
    "its digits rounded away": np.round, "a factor 1000 too many": lambda x: 1000 * x,
}  # fmt: skip


def judge_number(exercise, attempt):
    """Judge a number: right, a wrong one that a known mistake gives, or wrong in an unknown way."""
    rounded = exercise.tolerance >= 0.01  # read off a figure: it may come as text
    typed = as_number(attempt)
    if typed is not None and rounded:
        attempt = typed
    elif typed is not None and close(typed, exercise.truth, exercise.tolerance):
        return Verdict("type", f"✗ This is the right number with quotes around it: write {typed:.6g} alone.")
    if isinstance(attempt, str):
        return Verdict("type", f"✗ This is a text, {attempt.strip()[:20]!r}, in place of a number: write the number alone, without quotes and words.")
    got = as_array(attempt)
    if got is None or got.size != 1 or got.dtype.kind not in "iuf":
        return Verdict("type", f"✗ The answer is {described(attempt)}; expected one number: {exercise.title}.")
    got = float(got.reshape(()))
    if not np.isfinite(got):
        return Verdict("not finite", f"✗ The answer is {got}; expected a finite number: {exercise.title}.")
    if close(got, exercise.truth, exercise.tolerance):
        return Verdict("right", f"✓ {got:.6g} is right. {exercise.why}")
    typed_so = max(1e-6, min(exercise.tolerance, 2e-3))  # three digits, where the answer may be rounded
    for mistake in exercise.mistakes:
        if any(close(got, wrong, max(mistake.tolerance, typed_so)) for wrong in np.atleast_1d(mistake.gives)):
            return Verdict("named", f"✗ {got:.6g} is what you get with {mistake.name}.\n  Why: {mistake.why}")
    hint = f"\n  {exercise.hint}" if exercise.hint else ""
    with np.errstate(all="ignore"):
        for words, make in NUMBERS.items():
            if np.isfinite(make(exercise.truth)) and close(got, make(exercise.truth), exercise.tolerance):
                return Verdict("named", f"✗ {got:.6g} is the right number with {words}.{hint}")
    side = "large" if got > exercise.truth else "small"
    return Verdict("located", f"✗ {got:.6g} is too {side}.{hint}")


def close(got, expected, tolerance):
    """Whether two numbers agree to a relative tolerance."""
    return abs(got - expected) <= tolerance * abs(expected)


def as_number(attempt):
    """The number that a text holds, or None."""
    try:
        return float(attempt.strip().replace("−", "-").replace(",", ".")) if isinstance(attempt, str) else None
    except ValueError:
        return None


def judge_choice(exercise, attempt):
    """Judge a choice of one or several options, given as a string or as a list or set of strings."""
    options = {plain(option): option for option in exercise.options}
    given = [attempt] if isinstance(attempt, str) else attempt
    if isinstance(given, np.ndarray):
        given = given.tolist()
    if isinstance(given, dict):  # {"A": True, "B": False}
        given = [option for option, chosen in given.items() if chosen]
    if not isinstance(given, (list, tuple, set, frozenset)) or not all(isinstance(item, str) for item in given):
        return Verdict("type", f"✗ The answer is {described(attempt)}; {offered(exercise)} belong here.")
    if max(map(len, options)) == 1:  # letters may come in one text, "AD" or "A, D"
        given = [letter for item in given for letter in item.replace("and", "") if letter not in ", "]
    if not given:
        return Verdict("located", "✗ Nothing is chosen, and there are options that belong here.")
    if strange := [item for item in given if plain(item) not in options]:
        return Verdict("type", f"✗ {min(strange)!r} is none of the names that belong here: write {offered(exercise)}.")
    chosen = [option for key, option in options.items() if key in {plain(item) for item in given}]
    right = [option for option in chosen if option in exercise.right]
    if wrong := [option for option in chosen if option not in exercise.right]:
        reasons = "".join(f"\n  {option}: {exercise.options[option]}" for option in wrong)
        reasons += f"\n  Right so far: {', '.join(right)}." if right else ""
        missing = len(exercise.right) - len(right)
        if missing and len(exercise.right) > 1:
            reasons += f"\n  Still missing: {missing} of the {len(exercise.right)} that belong here."
        return Verdict("named", f"✗ {', '.join(wrong)} {'does' if len(wrong) == 1 else 'do'} not belong here.{reasons}")
    if missing := len(exercise.right) - len(chosen):
        return incomplete(chosen, missing)
    return Verdict("right", "✓ Right." + "".join(f"\n  {option}: {exercise.options[option]}" for option in chosen))


def incomplete(right, n_missing):
    """The Verdict on what is right so far, with so many still to come."""
    be = lambda n: "is" if n == 1 else "are"
    text = f"✗ Not all of those that belong here are there yet: {listed(right)} {be(len(right))} right;"
    return Verdict("located", f"{text} {n_missing} {be(n_missing)} still to come.")


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
        return incomplete(right, len(missing))  # which ones would tell too much
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


def plain(option):
    """An option without what does not matter: case, spaces, the sign used for a product."""
    return "".join(option.casefold().split()).replace("*", "×").replace("·", "×").replace("x", "×")


def offered(exercise):
    """The options, for reading."""
    return ("one of " if len(exercise.right) == 1 else "some of ") + ", ".join(repr(name) for name in exercise.options)


def listed(names):
    """`a`, `a and b`, `a, b and c`."""
    names = list(names)
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)


def as_array(value):
    """Read a value as an array of numbers; None if it cannot be."""
    endless = isinstance(value, list) and any(item is value for item in value)
    if endless or callable(value) or isinstance(value, (str, bytes, dict, set)):
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
        return f"the {type(value).__name__} {f'{value:.6g}' if isinstance(value, float) else value}"
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
