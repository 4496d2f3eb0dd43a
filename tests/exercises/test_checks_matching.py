"""Notebook 12's broken backward passes: a matching answers back, and what the check calls broken is broken."""

import re
from unittest import mock

import numpy as np
import pytest
from conftest import NOTEBOOKS, QUIET, at_work, cells
from learners import said

from helpers.cells import lstm
from helpers.exercises.broken_backward import BROKEN, MISTAKES_MADE
from helpers.exercises.kinds import Matching

LEARNS = re.compile(r"\b(predict|recall|explore|show|race)\(|= learning\(|learning\(way")
PETS = Matching("the legs of each animal", {"A": 4, "B": 2}, range(7), {"A": "a cat", "B": "a bird"}, {"A": "Count the paws.", "B": "Count the feet."}, {"C": "a fish needs none."})


@pytest.mark.parametrize("right", [{"A": 4, "B": 2}, {"b": 2, " a ": "4"}])
def test_right_pairs_are_right_however_they_are_written(right):
    verdict = said(PETS, right)
    assert verdict.kind == "right"
    assert "A: a cat B: a bird" in verdict.text


def test_a_wrong_number_gets_its_hint_and_never_the_answer():
    verdict = said(PETS, {"A": 2, "B": 2})
    assert verdict.kind == "named"
    assert "✗ The number of A is wrong. A: 2 does not belong here. Count the paws. Right so far: B." in verdict.text
    assert "4" not in verdict.text


def test_what_does_not_belong_and_what_is_missing_are_said():
    assert "✗ C does not belong here. C: a fish needs none. Right so far: A. Still to come: 1." == said(PETS, {"A": 4, "C": 0}).text
    assert said(PETS, {"B": 2}).text == "✗ Not all of those that belong here are there yet: B is right; 1 is still to come."
    assert said(PETS, {"B": 2, "A": ...}).text == said(PETS, {"B": 2}).text
    assert all("the wrong way round" in said(PETS, turned).text for turned in ({4: "A"}, {4: ["a"], 2: "AB"}, {"4": ("B",)}))


@pytest.mark.parametrize("stub", [..., None, {}, {"A": ...}, {"A": None, "B": ...}])
def test_a_stub_is_not_attempted(stub):
    assert said(PETS, stub).kind == "not attempted"


@pytest.mark.parametrize("strange", [3, "A", {"A"}, len, {"Z": 4}, {1: 4}, {"A": 9}, {"A": "four"}, {"A": True}, {"A": 4.5}, {"A": [4]}])
def test_a_strange_answer_gets_a_sentence(strange):
    assert said(PETS, strange).kind == "type"


def test_the_matching_of_notebook_12_is_whole():
    assert said(MISTAKES_MADE, MISTAKES_MADE.truth).kind == "right"
    assert set(MISTAKES_MADE.truth) == set(MISTAKES_MADE.why) == set(MISTAKES_MADE.look) == BROKEN.right
    assert set(MISTAKES_MADE.others) == set(BROKEN.options) - BROKEN.right
    assert set(MISTAKES_MADE.truth.values()) < set(MISTAKES_MADE.options)
    for letter, number in MISTAKES_MADE.truth.items():
        for other in set(MISTAKES_MADE.options) - {number}:
            verdict = said(MISTAKES_MADE, {letter: other})
            assert verdict.kind == "named"
            assert MISTAKES_MADE.look[letter] in verdict.text
        assert said(MISTAKES_MADE, {letter: number}).kind == "located"


def test_what_the_check_calls_broken_gives_another_gradient():
    """The notebook's candidates are made by its own cells, and sorted here by the course's backward pass."""
    of_each = ([source for kind, source, _ in cells(path) if kind == "code"] for path in NOTEBOOKS)
    sources = next(found for found in of_each if any("check.broken(" in source for source in found))
    last = next(k for k, source in enumerate(sources) if "check.broken(" in source)
    space = {"__name__": "__main__"}
    with at_work(NOTEBOOKS[0].parent, **QUIET), mock.patch("builtins.print"):
        for source in sources[:last]:
            if not LEARNS.search(source):
                exec(compile(source, "<cell>", "exec"), space)
    rng = np.random.default_rng(5)
    params = lstm.Params(rng.normal(size=(12, 2)), rng.normal(size=(12, 3)), rng.normal(size=12))
    trace = lstm.forward(params, rng.normal(size=(7, 3, 2)), (0.5 * rng.normal(size=(3, 3)), rng.normal(size=(3, 3))))
    dhs = rng.normal(size=(7, 3, 3))  # as many sequences as units: np.diag takes a square
    right = lstm.backward(params, trace, dhs)
    broken = {letter for letter, way in space["candidates"].items() if not same(way(params, trace, dhs), right)}
    assert broken == BROKEN.right
    assert set(space["candidates"]) == set(BROKEN.options)


def same(grads, right):
    """Whether the weights' gradients are the same."""
    pairs = [(getattr(grads, name), getattr(right, name)) for name in ("W_ih", "W_hh", "b_h")]
    return all(np.shape(a) == b.shape and np.allclose(a, b) for a, b in pairs)
