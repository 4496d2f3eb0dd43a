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

STEP_BY_STEP = ("total", "deltas", "deltas_ih", "xs")
size = st.integers(1, 40)


def by_central_differences(problem):
    eps = 1e-6 if problem.cell is rnn else 1e-5  # over 40 steps tanh bends
    assert worst_error(problem, lambda f, x: gradients.central_differences(f, x, eps)) <= 1e-7


def by_complex_step(problem):
    assert problem.name == "relu" or worst_error(problem, gradients.complex_step) <= 1e-12  # ReLU is not analytic


def by_pytorch(problem):
    """Every entry; and early steps count as much as late ones, however small."""
    asked = set()
    for expected, states in gradients_by_torch(problem):
        assert relative_error(problem.states, states) <= 1e-12
        asked |= set(expected)
        for name, gradient in expected.items():
            pairs = zip(problem.found[name], gradient) if name in STEP_BY_STEP else [(problem.found[name], gradient)]
            for t, (one, other) in enumerate(pairs):
                assert relative_error(one, other) <= 1e-12, f"{name}[{t}]"
    assert asked == set(problem.found)


def worst_error(problem, differentiate):
    """The largest relative error of any gradient, asked along a few directions and at a few entries each."""
    worst, asked = 0, set()
    for name, gradient, x, f in problem.questions():
        assert gradient.shape == x.shape, name
        asked.add(name.split("[")[0])
        for directions in directions_of(gradient, problem.rng):
            # along each direction: the derivatives of s ↦ f(x + Σ s_k direction_k) at s = 0
            along = lambda s, f=f, x=x, directions=directions: f(x + np.tensordot(s, directions, 1))
            found = differentiate(along, np.zeros(len(directions)))
            worst = max(worst, relative_error(found, np.tensordot(directions, gradient, gradient.ndim)))
    assert asked == set(problem.found)
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


def relative_error(found, expected):
    assert found.shape == expected.shape
    assert np.isfinite(found).all()
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
