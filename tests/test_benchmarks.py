"""What the benchmark times must do the same work: every rival finds the helper's gradients."""

import numpy as np
import pytest

from benchmarks import rivals
from helpers import rnn


@pytest.mark.parametrize("rival", [rivals.own_loop, rivals.column_loop])
def test_a_rival_finds_the_helpers_gradients(rival):
    rng = np.random.default_rng(0)
    params = rnn.init(rng, n_inputs=3, n_hidden=4, spectral_radius=1.0)
    problem = params, rng.normal(size=(6, 2, 3)), rng.normal(size=(2, 4)), rng.normal(size=(6, 2, 4))
    found, expected = rival(*problem)(), rivals.helper(*problem)()
    for name in ("W_ih", "W_hh", "b_h", "total"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), rtol=1e-12, atol=1e-14)


def test_a_solution_is_the_notebooks_own():
    assert rivals.solution("03_bptt.ipynb", "my_bptt").__name__ == "my_bptt"
