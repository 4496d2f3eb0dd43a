"""Notebook 07's broken backward passes: a matching answers back, and what the check calls broken is broken."""

import json
from pathlib import Path
from unittest import mock

import pytest
from learners import said
from test_checks_notebooks import quietly

from helpers.exercises.broken_backward import BROKEN, MISTAKES_MADE
from helpers.exercises.kinds import Matching

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "07_lstm.ipynb"
SECTION, END = "## Spot the broken backward", "## What you can now say"
PETS = Matching("the legs of each animal", {"A": 4, "B": 2}, range(7), {"A": "a cat", "B": "a bird"}, {"A": "Count the paws.", "B": "Count the feet."}, {"C": "a fish needs none."})


@pytest.mark.parametrize("right", [{"A": 4, "B": 2}, {"b": 2, " a ": "4"}])
def test_right_pairs_are_right_however_they_are_written(right):
    verdict = said(PETS, right)
    assert verdict.kind == "right"
    assert "A: a cat B: a bird" in verdict.text


def test_a_wrong_number_gets_its_hint_and_never_the_answer():
    verdict = said(PETS, {"A": 2, "B": 2})
    assert verdict.kind == "named"
    assert "✗ The number of A does not belong here. A is not 2. Count the paws. Right so far: B." in verdict.text
    assert "4" not in verdict.text


def test_what_does_not_belong_and_what_is_missing_are_said():
    assert "✗ C does not belong here. C: a fish needs none. Right so far: A." == said(PETS, {"A": 4, "C": 0}).text
    assert said(PETS, {"B": 2}).text == "✗ B is right; A does belong here too, each with a number."
    assert said(PETS, {"B": 2, "A": ...}).text == said(PETS, {"B": 2}).text


@pytest.mark.parametrize("stub", [..., None, {}, {"A": ...}, {"A": None, "B": ...}])
def test_a_stub_is_not_attempted(stub):
    assert said(PETS, stub).kind == "not attempted"


@pytest.mark.parametrize("strange", [3, "A", {"A"}, len, {"Z": 4}, {1: 4}, {"A": 9}, {"A": "four"}, {"A": True}, {"A": 4.0}, {"A": [4]}])
def test_a_strange_answer_gets_a_sentence(strange):
    assert said(PETS, strange).kind == "type"


def test_the_matching_of_notebook_07_is_whole():
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


def test_what_the_check_calls_broken_fails_the_gradient_check():
    """The section of notebook 07 is executed by itself: its own complex step must sort the candidates as the check does."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    code = [k for k, cell in enumerate(cells) if cell["cell_type"] == "code"]
    start, end = (next(k for k, source in enumerate(sources) if source.startswith(title)) for title in (SECTION, END))
    space = {"__name__": "__main__"}
    with quietly(NOTEBOOK.parent), mock.patch("builtins.print"):
        for k in code[:2] + [k for k in code if start < k < end]:
            exec(compile(sources[k], "<cell>", "exec"), space)
    assert space["broken"] == BROKEN.right
    assert set(space["candidates"]) == set(BROKEN.options)
