"""What learners hand in, for the tests of the checks: functions, and code with places edited."""

import inspect
import itertools
import linecache
import warnings

import numpy as np

from helpers.exercises import judge

CELLS = itertools.count()
CARRYING = """
def my_bptt(params, xs, hs, dhs):
    T, B, H = dhs.shape
    total = np.zeros_like(hs)
    dW_ih, dW_hh, db_h = np.zeros_like(params.W_ih), np.zeros_like(params.W_hh), np.zeros_like(params.b_h)
    carried = np.zeros((B, H))
    for t in range(T, 0, -1):
        g = dhs[t - 1] + carried
        total[t] = g
        delta = (1 - hs[t] ** 2) * g
        dW_ih += delta.T @ xs[t - 1]
        dW_hh += delta.T @ hs[t - 1]
        db_h += delta.sum(axis=0)
        carried = delta @ params.W_hh
    total[0] = carried
    return total, dW_ih, dW_hh, db_h
"""


def learners(exercise, function):
    """The function as a learner would have written it: with the exercise's parameters, and a name."""

    def my_function(*args):
        return function(*args)

    my_function.__signature__ = inspect.signature(exercise.solution)
    return my_function


def returning(exercise, value):
    """A learner's function that returns the same value, whatever it is given."""
    return learners(exercise, lambda *_: value)


def said(exercise, attempt):
    """The verdict, as one line of text to look into; every verdict must be fit to be seen."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # nothing of ours may warn
        verdict = judge(exercise, attempt)
    assert verdict.text[:2] in ("✓ ", "✗ ", "… ")
    assert (verdict.text[0] == "✓") == (verdict.kind == "right")
    assert (verdict.text[0] == "…") == (verdict.kind == "not attempted")
    for ours in ("Traceback", "helpers", ".py", "judge"):
        assert ours not in verdict.text
    return verdict._replace(text=" ".join(verdict.text.split()))


def typed(source, **names):
    """Execute a learner's cell, with its source kept where a notebook keeps it; return what it defines last."""
    file, space = f"<cell {next(CELLS)}>", {"np": np, "__name__": "__main__", **names}
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    before = set(space)
    exec(compile(source, file, "exec"), space)
    return [value for name, value in space.items() if name not in before and name.startswith("my_")][-1]


def edited(source, *edits):
    """A source with some places edited; every edit must find its place."""
    for old, new in edits:
        assert old in source
        source = source.replace(old, new)
    return source


def learned(source, *edits):
    """Execute a learner's source with some places edited, without keeping it: no line of it can be quoted."""
    space = {"np": np, "__name__": "__main__"}
    exec(compile(edited(source, *edits), "<cell>", "exec"), space)
    return next(value for name, value in space.items() if name.startswith("my_"))
