"""Three independent proofs of every gradient of every cell: central differences, complex step, PyTorch.

Errors are norm-wise and relative, ‖found − expected‖ / ‖expected‖, array by array and step by step.
"""

import numpy as np
import pytest
from by_torch import gradients_by_torch
from problems import CELLS, PLACES, Problem

from helpers.cells import rnn
from helpers.measure import gradients

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import example, given, settings
from hypothesis import strategies as st

STATES = ("total", "total_c", "deltas", "deltas_ih", "xs")
size = st.integers(1, 40)


def by_central_differences(problem):
    assert worst_error(problem, lambda f, x: gradients.central_differences(f, x, problem.eps)) <= 1e-7


def by_complex_step(problem):
    assert not problem.analytic or worst_error(problem, gradients.complex_step) <= 1e-12


def by_pytorch(problem):
    """Every entry; and early steps count as much as late ones, however small."""
    expected, found = gradients_by_torch(problem), problem.found()
    for name in set(expected) & {"hs", "cs"}:
        assert relative_error(getattr(problem.trace, name), expected.pop(name), name) <= 1e-12, name
    assert set(found) == set(expected)
    for name, gradient in expected.items():
        for t, (one, other) in enumerate(zip(found[name], gradient) if name in STATES else [(found[name], gradient)]):
            assert relative_error(one, other, name) <= 1e-12, f"{name}[{t}]"


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
    unit = gradient / (np.linalg.norm(gradient) or 1)
    random = rng.normal(size=(2, *gradient.shape)) / np.sqrt(size)
    entries = np.append(rng.choice(size, 4, replace=False), abs(gradient).argmax())
    axes = (np.arange(size) == entries[:, None]).astype(float)
    return [unit + random, axes.reshape(-1, *gradient.shape)]


def along(directions, f, x, differentiate):
    """The derivatives of f at x along each direction: those of s ↦ f(x + Σ s_k direction_k) at s = 0."""
    return differentiate(lambda s: f(x + np.tensordot(s, directions, 1)), np.zeros(len(directions)))


def relative_error(found, expected, name):
    assert found.shape == expected.shape, name
    assert np.isfinite(found).all(), name
    difference, length = np.linalg.norm(found - expected), np.linalg.norm(expected)
    return 0.0 if difference == 0 else difference / length if length > 0 else np.inf


@pytest.mark.parametrize("prove", [by_central_differences, by_complex_step, by_pytorch])
@pytest.mark.parametrize("kind", CELLS)
def test_every_gradient(kind, prove):
    """Hypothesis draws sizes, places and seeds; the smallest and the largest problem are always among them."""
    plain = CELLS[kind][0] is rnn  # the gated cells take longer: half the draws
    smallest, largest = {"T": 1, "B": 1, "I": 1, "H": 1}, {"T": 40, "B": 40, "I": 40, "H": 40}

    @settings(derandomize=True, deadline=None, max_examples=8 if plain else 4, database=None)
    @example(**smallest, seed=1, given_state0=True, place=PLACES[0])
    @example(**largest, seed=2, given_state0=True, place=PLACES[0])
    @example(T=40, B=2, I=40, H=3, seed=2, given_state0=True, place=PLACES[1])
    @example(**smallest | {"T": 40}, seed=3, given_state0=False, place=PLACES[2])
    @given(T=size, B=size, I=size, H=size, seed=st.integers(0, 2**32 - 1), given_state0=st.booleans(),
        place=st.sampled_from(PLACES))
    def on_one(**drawn):
        prove(Problem(kind, **drawn))

    on_one()


@pytest.mark.parametrize("name", CELLS)
def test_every_gradient_is_asked_about(name):
    """Every gradient that backward returns is among the questions, at the first state, one between and the last."""
    problem = Problem(name, "every step", 6, 2, 3, 4, seed=0, given_state0=True)
    asked = {question: gradient.shape == x.shape for question, gradient, x, _ in problem.questions()}
    assert all(asked.values()), asked
    at_states = {f"{total}[{t}]" for total in problem.totals for t in (0, 1, 3, 6)}
    of_n = {question for question in asked if question.startswith("deltas[")}
    assert at_states <= set(asked) and bool(of_n) == ("deltas" not in asked)
    assert set(asked) - at_states - of_n == set(problem.found()) - set(problem.totals) - ({"deltas"} if of_n else set())
