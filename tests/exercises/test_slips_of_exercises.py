"""Problems without symmetry: every one-place slip of a solution is refused by its problems, or changes nothing, with a reason."""

import re
import sys

import numpy as np
import pytest
from learners import learned, said
from test_checks import FUNCTIONS, each

from helpers.exercises import changes, compare
from helpers.exercises.calls import copied, differing
from helpers.exercises.source import Code, TooLate, quiet

HARMLESS = [  # slips that change values on the way and yet nothing else: the exercise, the changed line, the reason
    ("BPTT|a training step", r"carried = np.zeros_like", "zeros, of whatever shape, are added to every row"),
    ("BPTT|a numerical gradient|nudging|the blame of letters", r".* = (\()?np.ones", "every entry is written over"),
    ("the Jacobian.*", r"for h in (-hs|\(-hs\))\[1:\]", "h is squared"),
    ("the blame of letters", r"(deltas|rows).* (= .*-|-= )", "a norm does not see a sign that all entries share"),
    ("truncated BPTT|nudging|clipping.*|bits.*", r".*\[::-1\]", "a sum may be taken in any order, steps that are independent too"),
    ("bits.*", r"nats = .*\.sum\(axis=0\)", "the sum of a sum is the sum"),
    ("truncated BPTT", r"for k in range\((0, )?len\(dhs\) \+ 1\)", "from k = 0 no step leads back"),
    ("the scan", r"for k in range\(passes \+ 1\)", "with a reach of T or more no step has one before it"),
]
ORDER = ("two lines exchanged", "a line moved", "`+=` in place of `=`")
# lines that do not need each other, `a = a + b` for `a += b`, an entry that is still zero: seen by reading each of them


def harmless(title, line):
    """Whether a changed line of an exercise is one of those that are known to change nothing."""
    return any(re.fullmatch(titles, title) and re.match(pattern, line) for titles, pattern, _ in HARMLESS)


def right(exercise, function, problems):
    """Whether a function passes these problems."""
    names = exercise.solution.__code__.co_varnames
    for args in problems:
        given = copied(args)
        try:
            with quiet():
                value = function(*given)
                got, truth = compare.arrays(exercise, value), compare.arrays(exercise, exercise.solution(*copied(args)))
        except (Exception, TooLate):  # noqa: BLE001 – a slip may fail in any way
            return False
        if any(a is None for a in got) or len(got) != len(truth) or len(got) > 1 and not isinstance(value, (tuple, list)):
            return False
        if not all(np.isfinite(a).all() and compare.error(a, b) <= exercise.tolerance for a, b in zip(got, truth)):
            return False
        if any(map(differing, names, args, given)):
            return False
    return True


def met(function, problems):
    """[(line, the values of all names)] while a function made of Code runs."""
    found = []

    def listen(frame, event, _):
        if frame.f_code.co_filename == "<changed>" and event in ("line", "return"):
            found.append((frame.f_lineno, {name: key(held) for name, held in frame.f_locals.items()}))
        return listen

    for args in problems:
        sys.settrace(listen)
        try:
            function.args[0](*copied(args))
        finally:
            sys.settrace(None)
    return found


def key(item):
    """What is equal for equal numbers."""
    if isinstance(item, (tuple, list)):
        return [key(part) for part in item]
    array = np.asarray(item)
    return (array.shape, (array.astype(np.float32) + 0).tobytes()) if array.dtype.kind in "biuf" else None


@each(FUNCTIONS)
def test_each_slip_is_refused_or_changes_nothing(exercise):
    problems = list(exercise.problems(np.random.default_rng(20)))
    code = Code(exercise.solution)
    unseen = []
    with quiet():
        before = met(code.function(), problems[:3])
        for change in changes.slips(code):
            function = code.function(change.lines)
            if function and right(exercise, function, problems) and met(function, problems[:3]) != before:
                known = change.words.startswith(ORDER) or harmless(exercise.title, change.after)
                unseen += [] if known else [f"{change.words} in {change.after} is passed by the problems"]
    assert not unseen


CLIPS = """
def my_clip(gradients, threshold):
    norm = np.sqrt(sum((array**2).sum() for array in gradients))
    if norm > 1:
        return tuple(threshold / norm * array for array in gradients)
    return gradients
"""
ROWS = """
def my_numerical_gradient(f, W, eps):
    g = np.zeros_like(W)
    for i, j in np.ndindex(W.shape):
        up = np.zeros_like(W); up[i] = W[i]; down = up.copy()
        up[i, j] += eps; down[i, j] -= eps
        g[i, j] = (f(up) - f(down)) / (2 * eps)
    return g
"""
EPS = """
def my_sensitivities(loss, xs, eps):
    return np.array([(loss(xs + 1e-3 * e) - loss(xs - 1e-3 * e)) / 2e-3 for e in np.eye(len(xs))])
"""


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [("exploding.CLIP", CLIPS, "with a comparison with 1 in place of the threshold"),
     ("gradient_check.NUMERICAL_GRADIENT", ROWS, "with the rows kept apart"),
     ("sensitivities.SENSITIVITIES", EPS, "with a step of its own")],
)  # fmt: skip
def test_what_passed_once_is_refused(name, source, words):
    assert words in said(FUNCTIONS[name], learned(source)).text
