"""Problems without symmetry: every one-place slip of a solution is refused by its problems, or changes nothing, with a reason."""

import ast
import contextlib
import sys

import numpy as np
import pytest
from learners import learned, said, typed
from test_checks import FUNCTIONS, each

from helpers.exercises import changes, compare
from helpers.exercises.attempt import copied, differing
from helpers.exercises.source import Code, TooLate, quiet, statements

HARMLESS = {  # slips that change a statement's value and yet nothing else: (exercise, the statement): the reason
    ("BPTT", "total = np.ones_like(hs)"): "every row is written over",
    ("BPTT", "carried = np.zeros_like(dW_hh[0])"): "zeros of shape (H,) are added to every row",
    ("BPTT", "carried = np.zeros_like(db_h[0])"): "a single zero is added to every row",
    ("BPTT", "carried = db_h"): "zeros of shape (H,) are added to every row",
    ("a training step", "carried = db_h"): "zeros of shape (H,) are added to every row",
    ("a training step", "carried = np.zeros_like(dW_hh[0])"): "zeros of shape (H,) are added to every row",
    ("a training step", "carried = np.zeros_like(db_h[0])"): "a single zero is added to every row",
    ("a numerical gradient", "gradient, probe = (np.ones_like(W), W.copy())"): "every entry is written over",
    ("nudging", "found = np.ones(len(xs))"): "every entry is written over",
    ("the Jacobian ∂h_T/∂h_0", "for h in (-hs)[1:]:"): "h is squared",
    ("the Jacobian ∂h_T/∂h_0", "for h in -hs[1:]:"): "h is squared",
    ("the blame of letters", "X, rows = (np.ones((T, T)), np.zeros((T, H)))"): "every column is written over",
    ("truncated BPTT", "for k in range(1, len(dhs) + 1)[::-1]:"): "a sum may be taken in any order",
    ("nudging", "for t in range(len(xs))[::-1]:"): "the steps are independent of each other",
    **{("truncated BPTT", f"for k in range({start}len(dhs) + 1):"): "from k = 0 no step leads back" for start in ("0, ", "")},
    **{("bits per character", f"nats = {nats}[::-1]"): "a mean may be taken in any order" for nats in (
        "-log_p[t, b, targets[t, b]]", "(-log_p[t, b, targets[t, b]])")},
    ("the scan", "for k in range(passes + 1):"): "with a reach of T or more no step has one before it",
    **{("the blame of letters", line): "a norm does not see a sign that all entries share" for line in (
        "deltas = (1 - hs[t] ** 2) * -rows", "deltas = -((1 - hs[t] ** 2) * rows)", "deltas = -(1 - hs[t] ** 2) * rows",
        "rows = -(deltas @ params.W_hh)", "rows = -deltas @ params.W_hh", "rows = deltas @ -params.W_hh",
        "rows[t - 1] = (-dhs)[t - 1]", "rows[t - 1] = -dhs[t - 1]", "deltas = (hs[t] ** 2 - 1) * rows")},
}  # fmt: skip
ORDER = ("two lines exchanged", "a line moved into the loop", "a new array, not a change in place", "`+=` in place of `=`")
# lines that do not need each other, `a = a + b` for `a += b`, an entry that is still zero: seen by reading each of them


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


def met(solution, first, problems):
    """{line: [the values of all names at each pass]} while a solution runs; its first line is 1."""
    found = {}

    def listen(frame, event, _):
        if frame.f_code.co_filename != solution.__code__.co_filename:
            return None
        if event == "line" and not frame.f_code.co_name.startswith("<"):
            found.setdefault(frame.f_lineno - first + 1, []).append(copied(dict(frame.f_locals)))
        return listen

    before = sys.gettrace()
    sys.settrace(listen)
    try:
        for args in problems:
            solution(*copied(args))
    finally:
        sys.settrace(before)
    return found


def value(stmt, names, space):
    """What a statement's expression gives where these names have these values; None where it gives no numbers."""
    node = next((getattr(stmt, field) for field in ("value", "iter", "test") if getattr(stmt, field, None) is not None), None)
    with quiet(), contextlib.suppress(Exception):
        return key(eval(compile(ast.fix_missing_locations(ast.Expression(node)), "<value>", "eval"), space | names))


def key(item):
    """What is equal for equal numbers; None where there is nothing to compare."""
    if isinstance(item, (tuple, list)) or hasattr(item, "__next__"):
        keys = [key(part) for part in item]
        return None if not keys or None in keys else (len(keys), *keys)
    array = np.asarray(item)
    return (array.shape, (array.astype(np.float32) + 0).tobytes()) if array.dtype.kind in "biuf" else None


@each(FUNCTIONS)
def test_each_slip_is_refused_or_changes_nothing(exercise):
    problems = list(exercise.problems(np.random.default_rng(20)))
    code, space = Code(exercise.solution), exercise.solution.__globals__
    whole = met(exercise.solution, code.first, problems[:3])
    before = {stmt.lineno: [value(stmt, names, space) for names in whole.get(stmt.lineno, [])] for *_, stmt, _ in statements(code.body)}
    for change in changes.slips(code):
        with code.made(change) as function:
            if function is None or not right(exercise, function, problems):
                continue
            line, text = change.stmt.lineno, ast.unparse(change.stmt).splitlines()[0]
            same = before[line] == [value(change.stmt, names, space) for names in whole[line]] and None not in before[line]
            known = change.words in ORDER or (exercise.title, text) in HARMLESS
            assert same or known, f"{change.words} in {text} is passed by the problems"


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


LIST = """
def my_rows(xs):
    rows = []
    for x in xs:
        rows.append(x)
    return rows
"""


def test_a_list_is_never_put_into_itself():
    code = Code(typed(LIST))
    endless = [change for change in changes.slips(code) if getattr(change.sets[0][2], "id", "") == "rows"]
    assert endless
    for change in endless:
        with code.made(change) as function:
            assert function is None
