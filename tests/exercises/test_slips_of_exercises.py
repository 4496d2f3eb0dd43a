"""Problems without symmetry: every one-place slip of a solution is refused by its problems, or changes nothing, with a reason."""

import ast

import numpy as np
import pytest
from learners import learned, said
from test_checks import FUNCTIONS, each

from helpers.exercises import compare
from helpers.exercises.attempt import copied, differing
from helpers.exercises.slips import slips
from helpers.exercises.tracing import Code, TooLate, key, quiet

HARMLESS = {  # slips that change a statement's value and yet nothing else: (exercise, the statement): the reason
    ("BPTT", "total = np.ones_like(hs)"): "every row is written over",
    ("BPTT", "carried = np.zeros_like(dW_hh[0])"): "zeros of shape (H,) are added to every row",
    ("BPTT", "carried = np.zeros_like(db_h[0])"): "a single zero is added to every row",
    ("a training step", "carried = np.zeros_like(dW_hh[0])"): "zeros of shape (H,) are added to every row",
    ("a training step", "carried = np.zeros_like(db_h[0])"): "a single zero is added to every row",
    ("a numerical gradient", "gradient, probe = (np.ones_like(W), W.copy())"): "every entry is written over",
    ("nudging", "found = np.ones(len(xs))"): "every entry is written over",
    ("the Jacobian ∂h_T/∂h_0", "for h in (-hs)[1:]:"): "h is squared",
    ("the Jacobian ∂h_T/∂h_0", "for h in -hs[1:]:"): "h is squared",
    ("the blame of letters", "X, rows = (np.ones((T, T)), np.zeros((T, H)))"): "every column is written over",
    ("truncated BPTT", "for k in range(1, len(dhs) + 1)[::-1]:"): "a sum may be taken in any order",
    ("nudging", "for t in range(len(xs))[::-1]:"): "the steps are independent of each other",
    ("truncated BPTT", "for k in range(1 - 1, len(dhs) + 1):"): "from k = 0 no step leads back",
    ("the scan", "for k in range(passes + 1):"): "with a reach of T or more no step has one before it",
    **{("the blame of letters", line): "a norm does not see a sign that all entries share" for line in (
        "deltas = (1 - hs[t] ** 2) * -rows", "deltas = -((1 - hs[t] ** 2) * rows)", "deltas = -(1 - hs[t] ** 2) * rows",
        "rows = -(deltas @ params.W_hh)", "rows = -deltas @ params.W_hh", "rows = deltas @ -params.W_hh",
        "rows[t - 1] = (-dhs)[t - 1]", "rows[t - 1] = -dhs[t - 1]", "deltas = (hs[t] ** 2 - 1) * rows")},
}  # fmt: skip
ORDER = ("two lines exchanged", "a line moved into the loop", "a new array, not a change in place", "`+=` in place of `=`")
# lines that do not need each other, `a = a + b` for `a += b`, an entry that is still zero: seen by reading each of them


def right(exercise, code, problems):
    """Whether the code as it stands passes these problems."""
    names = exercise.solution.__code__.co_varnames
    for args in problems:
        given = copied(args)
        code.deadline = np.inf
        try:
            with quiet():
                value = code.run(given)
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


def same_value(stmt, values, code):
    """Whether a statement, as it now stands, has the values it had."""
    node = next((getattr(stmt, field) for field in ("value", "iter", "test") if getattr(stmt, field, None) is not None), None)
    with quiet():
        return node is not None and all(key(code.value(node, names)) == was for names, was in values)


@each(FUNCTIONS)
def test_each_slip_is_refused_or_changes_nothing(exercise):
    problems = list(exercise.problems(np.random.default_rng(20)))
    found, whole = Code(exercise.solution), {}
    for args in problems[:3]:
        for number, passes in found.met(args)[0].items():
            whole.setdefault(number, []).extend(passes)
    before = {}
    for change, code in slips(exercise.solution, np.inf):
        if not right(exercise, code, problems):
            continue
        number = change.stmt.lineno
        if number not in before:
            fresh = Code(exercise.solution)
            stmt = next(s for s in _statements(fresh) if s.lineno == number)
            node = next((getattr(stmt, field) for field in ("value", "iter", "test") if getattr(stmt, field, None) is not None), None)
            with quiet():
                before[number] = [(names, key(fresh.value(node, names)) if node else None) for names in whole.get(number, [])]
        same = before[number] and same_value(change.stmt, before[number], code)
        known = change.words in ORDER or (exercise.title, ast.unparse(change.stmt).splitlines()[0]) in HARMLESS
        assert same or known, f"{change.words} in {ast.unparse(change.stmt).splitlines()[0]} is passed by the problems"


def _statements(code):
    return [node for node in ast.walk(code.tree) if isinstance(node, ast.stmt)]


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
