"""Wrong answers that learners handed in get the name of their own mistake, or their own line, and not merely a verdict."""

import math
import runpy
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import slowed
from learners import CARRYING, edited, typed

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


def test_a_hint_shows_the_change_of_the_learners_own_line_and_a_grader_requires_a_right_one(capsys, unhurried):
    check.bptt(typed(edited(CARRYING, ("delta @ params.W_hh", "delta @ params.W_hh.T"))))
    assert "In your code, line 14" in " ".join(capsys.readouterr().out.split())
    with pytest.raises(AssertionError, match="In your code, line 14"):
        check.require()
    check.hint()
    assert "carried = delta @ params.W_hh\n" in capsys.readouterr().out.split("becomes")[1]
    check.bptt(None)
    capsys.readouterr()
    check.hint()
    assert "no single change" in capsys.readouterr().out
    check.bptt(typed(CARRYING))
    check.require()
