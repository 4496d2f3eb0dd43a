"""Wrong answers that learners handed in get the name of their own mistake, or their own line, and not merely a verdict."""

import math
import runpy
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import slowed
from learners import typed

from helpers.cells import rnn
from helpers.cells.gates import logistic
from helpers.lab import check
from helpers.learn import training
from helpers.measure import gradients

AROUND = {"rnn": rnn, "sigma": lambda a: 1 / (1 + np.exp(-a)), "math": math, "logistic": logistic, "training": training, "gradients": gradients}


def cases():
    """Yield (name of the check, words, source); `old → new` is an edit of the last whole source."""
    whole = ""
    for name, words, code in runpy.run_path(str(Path(__file__).parent / "cases" / "handed_in.py"))["CASES"]:
        edits = code.splitlines() if " → " in code else []
        source = whole = whole if edits else code
        for line in edits:
            old, new = line.split(" → ")
            assert source.count(old) == 1
            source = source.replace(old, new)
        yield pytest.param(name, words, source, id=f"{name}: {words}")


@pytest.mark.parametrize(("name", "words", "source"), list(cases()))
def test_the_mistake_is_named(name, words, source, capsys, monkeypatch):
    attempt = typed(source, **AROUND)
    for share in (1, 1 / 3):  # on a busy machine the searches may take three times as long
        slowed(monkeypatch, share)
        start = time.process_time()
        getattr(check, name)(attempt)
        assert time.process_time() - start < 2
        said = " ".join(capsys.readouterr().out.split())
        if words in said:
            return
    pytest.fail(f"named otherwise: {said}")


MENDED = """
def my_bptt(params, xs, hs, dhs):
    T, B, H = dhs.shape
    total, carried = [None] * (T + 1), np.zeros((B, H))
    deltas = []
    for t in reversed(range(T)):
        total[t + 1] = dhs[t] + carried
        deltas.append(total[t + 1] * (1 - hs[t + 1] ** 2))
        carried = np.einsum("bi,ij->bj", deltas[-1], params.W_hh)
    total[0] = carried
    deltas = np.array(deltas)
    return np.array(total), np.einsum("tbi,tbj->ij", deltas, xs), np.einsum("tbi,tbj->ij", deltas, hs[:-1]), deltas.sum((0, 1))
"""


def test_a_hint_shows_the_change_of_the_learners_own_line(capsys, unhurried):
    check.bptt(typed(MENDED))
    assert "In your code, line 11" in " ".join(capsys.readouterr().out.split())
    check.hint()
    assert "[::-1]" in capsys.readouterr().out.split("becomes")[1]
    check.bptt(None)
    capsys.readouterr()
    check.hint()
    assert "no single change" in capsys.readouterr().out


def test_a_name_of_the_notebook_is_told_from_an_argument(capsys):
    source = "def my_tied_gradient(untied):\n    return gradient_of_before * 2"
    check.tied_gradient(typed(source, gradient_of_before=np.eye(3)))
    assert "gradient_of_before read from the notebook where an argument belongs" in " ".join(capsys.readouterr().out.split())
