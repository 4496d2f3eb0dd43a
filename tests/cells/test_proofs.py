"""Three independent proofs of every gradient of every cell: central differences, complex step, PyTorch.

Errors are norm-wise and relative, ‖found − expected‖ / ‖expected‖, array by array and step by step.
"""

import numpy as np
import pytest
from by_torch import gradients_by_torch
from problems import KINDS, PLACES

from helpers.cells import rnn
from helpers.measure import gradients

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import example, given, settings
from hypothesis import strategies as st

ANALYTIC = [name for name, kind in KINDS.items() if kind.analytic]
STATES = ("total", "total_c", "deltas", "deltas_ih", "xs")

size = st.integers(1, 40)


def on_drawn_problems(kind, place, prove):
    """Let hypothesis draw the sizes and the seed; the smallest and the largest problem are always among them."""
    plain = KINDS[kind].cell is rnn  # the gated cells take longer: half the draws, the largest at one place only
    B, H = (40, 40) if plain or place == PLACES[0] else (2, 3)
    largest = {"T": 40, "B": B, "I": 40, "H": H}

    @settings(derandomize=True, deadline=None, max_examples=16 if plain else 8, database=None)
    @example(T=1, B=1, I=1, H=1, seed=1, given_state0=True)
    @example(**largest, seed=2, given_state0=True)
    @example(T=40, B=1, I=1, H=1, seed=3, given_state0=False)
    @given(T=size, B=size, I=size, H=size, seed=st.integers(0, 2**32 - 1), given_state0=st.booleans())
    def on_one(**sizes):
        prove(KINDS[kind](place, **sizes))

    on_one()


def worst_error(problem, differentiate):
    """The largest relative error of any gradient, asked along a few directions and at a few entries each."""
    worst = 0
    for name, gradient, x, f in problem.questions():
        for directions in directions_of(gradient, problem.rng):
            found = along(directions, f, x, differentiate)
            expected = np.tensordot(directions, gradient, gradient.ndim)
            worst = max(worst, relative_error(found, expected, name))
    return worst


def directions_of(gradient, rng):
    """Unit directions, half along the gradient and half random; the axes of the largest and of random entries."""
    size = gradient.size
    if size <= 8:
        return [np.eye(size).reshape(size, *gradient.shape)]
    length = np.linalg.norm(gradient)
    unit = gradient / length if length > 0 else gradient
    random = rng.normal(size=(2, *gradient.shape)) / np.sqrt(size)
    entries = np.append(rng.choice(size, 4, replace=False), abs(gradient).argmax())
    axes = np.zeros((len(entries), size))
    axes[np.arange(len(entries)), entries] = 1
    return [unit + random, axes.reshape(-1, *gradient.shape)]


def along(directions, f, x, differentiate):
    """The derivatives of f at x along each direction: those of s ↦ f(x + Σ s_k direction_k) at s = 0."""
    return differentiate(lambda s: f(x + np.tensordot(s, directions, 1)), np.zeros(len(directions)))


def relative_error(found, expected, name):
    assert found.shape == expected.shape, name
    assert np.isfinite(found).all(), name
    difference, length = np.linalg.norm(found - expected), np.linalg.norm(expected)
    return 0.0 if difference == 0 else difference / length if length > 0 else np.inf


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", KINDS)
def test_central_differences_agree(kind, place):
    def prove(problem):
        assert worst_error(problem, lambda f, x: gradients.central_differences(f, x, problem.eps)) <= 1e-7

    on_drawn_problems(kind, place, prove)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", ANALYTIC)
def test_complex_step_agrees(kind, place):
    def prove(problem):
        assert worst_error(problem, gradients.complex_step) <= 1e-12

    on_drawn_problems(kind, place, prove)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", KINDS)
def test_pytorch_agrees_on_every_entry(kind, place):
    def prove(problem):
        expected, found = gradients_by_torch(problem), problem.found()
        for name in set(expected) & {"hs", "cs"}:
            assert relative_error(getattr(problem.trace, name), expected.pop(name), name) <= 1e-12, name
        assert set(found) == set(expected)
        for name, gradient in expected.items():
            assert relative_error(found[name], gradient, name) <= 1e-12, name
            if name in STATES:  # early steps count as much as late ones, however small
                for t, (one, other) in enumerate(zip(found[name], gradient)):
                    assert relative_error(one, other, name) <= 1e-12, f"{name}[{t}]"

    on_drawn_problems(kind, place, prove)


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_problem(kind):
    """The proof that takes a moment, for test_slips."""
    for T in (1, 4):
        problem = KINDS[kind]("every step", T, 2, 3, 4, seed=0, given_state0=True)
        differentiate = gradients.complex_step if problem.analytic else gradients.central_differences
        assert worst_error(problem, differentiate) <= 1e-7


@pytest.mark.parametrize("kind", KINDS)
def test_every_gradient_is_asked_about(kind):
    """Every gradient that backward returns is among the questions, at the first state, one between and the last."""
    problem = KINDS[kind]("every step", 6, 2, 3, 4, seed=0, given_state0=True)
    asked = {name for name, *_ in problem.questions()}
    at_states = {f"{name}[{t}]" for name in problem.totals for t in (0, 1, 3, 6)}
    at_memories = {name for name in asked if name.startswith("deltas[")}
    assert asked - at_states - at_memories == set(problem.found()) - set(problem.totals) - (
        {"deltas"} if at_memories else set()
    )
    assert at_states <= asked
    wrong = [(name, gradient) for name, gradient, x, f in problem.questions() if gradient.shape != x.shape]
    assert wrong == []
