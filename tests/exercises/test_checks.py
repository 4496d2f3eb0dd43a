"""Checks that answer back, on every exercise there is: the truth is right, each known mistake is named as itself.

Runs on the newest stack and on Colab's alike.
"""

import importlib
import pkgutil

import numpy as np
import pytest
from learners import learners, returning, said

from helpers import exercises
from helpers.exercises import Answer, Choice, Exercise
from helpers.exercises.backward_step import STEP_MISTAKES
from helpers.exercises.calls import copied
from helpers.exercises.known import edited
from helpers.exercises.source import quiet

MODULES = [
    importlib.import_module(f"helpers.exercises.{module.name}") for module in pkgutil.iter_modules(exercises.__path__)
]
FOUND = {
    f"{module.__name__.rpartition('.')[2]}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, (Exercise, Answer, Choice))
}
FOUND = dict({id(value): (name, value) for name, value in FOUND.items()}.values())
FUNCTIONS = {name: value for name, value in FOUND.items() if isinstance(value, Exercise)}
NUMBERS = {name: value for name, value in FOUND.items() if isinstance(value, Answer)}
CHOICES = {name: value for name, value in FOUND.items() if isinstance(value, Choice)}


def each(found):
    return pytest.mark.parametrize("exercise", found.values(), ids=found.keys())


def each_mistake(found):
    cases = [pytest.param(ex, m, id=f"{name}: {m.name}") for name, ex in found.items() for m in ex.mistakes]
    return pytest.mark.parametrize(("exercise", "mistake"), cases)


# What every exercise must do


def gives_numbers(exercise, function):
    """Whether a mistake gives numbers; one may end in an exception instead, which has its own words."""
    try:
        with quiet():
            return [function(*copied(args)) for args in exercise.problems(np.random.default_rng(20))]
    except Exception:  # noqa: BLE001 – it is the check's to say what it is
        return []


@each_mistake(FUNCTIONS)
def test_each_mistake_is_named_as_itself(exercise, mistake):
    made = [edited(exercise.solution, face) for face in mistake.gives]
    made = [function for function in made if function and gives_numbers(exercise, function)]
    assert made or mistake in STEP_MISTAKES
    for verdict in (said(exercise, learners(exercise, function)) for function in made):
        assert verdict.kind == "named"
        assert verdict.text.startswith(f"✗ Not yet. This is {exercise.title} with {mistake.name}: ")
        assert f"Why: {' '.join(mistake.why.split())}" in verdict.text


@each(FUNCTIONS)
def test_each_edit_finds_its_place(exercise):
    """An edit that several exercises share finds it in one of them at least."""
    for mistake in exercise.mistakes:
        sharing = [other for other in FUNCTIONS.values() if mistake in other.mistakes]
        for face in mistake.gives:
            places = [edited(one.solution, face) for one in (sharing if mistake in STEP_MISTAKES else [exercise])]
            assert any(places), f"{mistake.name}: an edit that finds no place"


@each(FUNCTIONS)
def test_the_truth_is_right_and_constants_and_arguments_are_not(exercise):
    assert said(exercise, learners(exercise, exercise.solution)).kind == "right"
    args = next(iter(exercise.problems(np.random.default_rng(1))))
    value = exercise.solution(*args)
    arrays = [a for a in args if isinstance(a, np.ndarray)] or list(args)
    one = len(exercise.outputs) == 1
    for constant in (value, 0.0 if one else [0.0] * len(exercise.outputs), arrays[0] if one else arrays):
        assert said(exercise, returning(exercise, constant)).text[0] == "✗"


@each(FUNCTIONS)
def test_a_stub_is_not_attempted(exercise):
    n = len(exercise.outputs)
    for stub in (None, ..., (...,) * n, [...] * n, *([(None,) * n] if n > 1 else [])):
        assert said(exercise, returning(exercise, stub)).kind == "not attempted"
    assert said(exercise, None).kind == "not attempted"


@each(FUNCTIONS)
def test_problems_tell_by_their_numbers(exercise):
    for args in exercise.problems(np.random.default_rng(3)):
        with np.errstate(all="ignore"):
            value = exercise.solution(*args)
        for array in [value] if len(exercise.outputs) == 1 else value:
            assert np.isfinite(array).all()
            assert np.abs(array).max() > 1e-3 or exercise.title.startswith("clipping")  # which has a gradient of zero


@each(NUMBERS)
def test_the_right_number_is_right(exercise):
    for attempt in (exercise.truth, np.float64(exercise.truth), np.array([exercise.truth])):
        verdict = said(exercise, attempt)
        assert verdict.kind == "right"
        assert exercise.why.strip()


@each_mistake(NUMBERS)
def test_each_wrong_number_is_named(exercise, mistake):
    for wrong in np.atleast_1d(mistake.gives):
        verdict = said(exercise, float(wrong))
        assert verdict.kind == "named"
        assert verdict.text.startswith(f"✗ {wrong:.6g} is what you get with {mistake.name}.")


@each({**NUMBERS, **CHOICES})
def test_a_stub_answer_is_not_attempted(exercise):
    for stub in (..., None, [...], {...}):  # an empty set is an answer
        assert said(exercise, stub).kind == "not attempted"


@each({**NUMBERS, **CHOICES})
def test_a_strange_answer_gets_a_sentence(exercise):
    for strange in (len, {}, {"a": 1}, 3j, np.zeros((2, 2)), object(), "something else", b"3", True, np.nan, [1, "2"]):
        assert said(exercise, strange).text[0] in "✗…"


@each(CHOICES)
def test_right_choices_are_right_and_each_wrong_one_has_its_reason(exercise):
    assert said(exercise, exercise.right).kind == "right"
    assert said(exercise, list(exercise.right)).kind == "right"
    for option, reason in exercise.options.items():
        verdict = said(exercise, {option})
        if option not in exercise.right:
            assert verdict.kind == "named"
            assert reason in verdict.text
        else:
            assert verdict.kind == ("right" if len(exercise.right) == 1 else "located")
    assert said(exercise, set(exercise.options)).kind == "named"
    assert said(exercise, set()).text == "✗ Nothing is chosen, and there are options that belong here."
