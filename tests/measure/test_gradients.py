"""The instruments, each against a case whose answer is known."""

import tracemalloc

import numpy as np
import pytest
from problems import alone, every_cell, run

from helpers.cells import initial, rnn
from helpers.measure import gradients

RNG = np.random.default_rng(0)
FALLS = {rate: 3 * np.exp(rate * (59 - np.arange(60))) for rate in (-0.7, -0.01, 0.0, 0.35)}
FIRST, SECOND = np.diag([1.0, 0.0]), np.array([[0.0, 1.0], [0.0, 0.0]])
NORMAL = [np.diag([0.5, -0.8, 0.3]), 0.6 * initial.orthogonal(RNG, 5), np.array([[2.0, 1.0], [1.0, 2.0]]),
          np.array([[1.0, -1.0], [-1.0, 1.0]])]  # blind to (1, 1)  # fmt: skip


def test_norms_are_one_frobenius_norm_per_step_where_their_squares_under_or_overflow_too():
    total, scales = -abs(run("tanh").grads.total), np.array([1, 1e-150, 1e-200, 1e-300, 0, 1e150, 1e200, 1e300])
    total[:, 0, 0] = 0  # neither the least entry of a row nor its sign may count
    expected = np.linalg.norm(total, axis=(1, 2))
    np.testing.assert_allclose(gradients.norms(total * scales[:, None, None]), scales * expected, rtol=1e-12)
    single = gradients.norms((1e-22 * total).astype(np.float32))
    np.testing.assert_allclose(single, (1e-22 * expected).astype(np.float32), rtol=1e-6, strict=True)


@pytest.mark.parametrize(("W", "radius", "sigma"), [
    (0.7 * np.array([[0.0, -1.0], [1.0, 0.0]]), 0.7, 0.7),  # a rotation: complex eigenvalues
    (np.array([[0.0, 3.0], [0.0, 0.0]]), 0.0, 3.0),  # nilpotent: stretches once, then nothing
    (np.array([[0.9, 5.0], [0.0, 0.9]]), 0.9, np.sqrt((26.62 + np.sqrt(26.62**2 - 4 * 0.81**2)) / 2))])  # fmt: skip
def test_spectral_radius_and_largest_singular_value(W, radius, sigma):
    assert gradients.spectral_radius(W) == pytest.approx(radius, abs=1e-7)
    assert gradients.largest_singular_value(W) == pytest.approx(sigma, rel=1e-12)


@pytest.mark.parametrize(("rate", "norms"), [
    *FALLS.items(), (-0.7, np.append(np.zeros(40), FALLS[-0.7][40:])),  # what has underflowed is left out
    (-np.inf, np.zeros(10)), (-np.inf, np.eye(11)[10]), (-1, np.append(np.zeros(10), [1.0, np.e]))])  # fmt: skip
def test_the_measured_rate_of_a_geometric_series_is_exact(rate, norms):
    assert gradients.measured_rate(norms) == pytest.approx(rate, abs=1e-12)


@pytest.mark.parametrize(("matrices", "rate"), [
    *(([W] * 4000, np.log(gradients.spectral_radius(W))) for W in NORMAL),
    ([FIRST, SECOND], -np.inf), ([SECOND] * 5, -np.inf)])  # nilpotent: the product is zero  # fmt: skip
def test_the_lyapunov_rate_is_log_of_the_spectral_radius_of_normal_matrices(matrices, rate):
    assert gradients.lyapunov_rate(np.stack(matrices)) == pytest.approx(rate, abs=1e-3)
    assert gradients.lyapunov_rate(np.stack([SECOND, FIRST])) > -np.inf
    assert gradients.lyapunov_rate(NORMAL[1][None]) == pytest.approx(np.log(0.6), abs=1e-14)  # in one step, too


@pytest.mark.parametrize("gain", [0.5, 1.0, 1.6, 3.0])
@pytest.mark.parametrize("input_sd", [0.0, 0.1, 1.0, 3.0])
def test_the_mean_field_rate_is_that_of_its_own_fixed_point(gain, input_sd):
    """The definition, by iteration and by plain summation over a fine grid; of ReLU and identity it is known."""
    z, q = np.linspace(-9, 9, 3001), 1.0
    weights = np.exp(-z * z / 2) / np.exp(-z * z / 2).sum()
    for _ in range(500):
        q = gain**2 * weights @ np.tanh(np.sqrt(q) * z) ** 2 + input_sd**2
    chi = gain**2 * weights @ (1 - np.tanh(np.sqrt(q) * z) ** 2) ** 2
    tolerance = 5e-3 if (gain, input_sd) == (1.0, 0.0) else 1e-6  # critical: iteration creeps to q = 0 for ever
    assert gradients.mean_field_rate(gain, input_sd) == pytest.approx(0.5 * np.log(chi), abs=tolerance)
    assert gradients.mean_field_rate(gain, input_sd, "relu") == pytest.approx(np.log(gain / np.sqrt(2)), abs=1e-12)
    assert gradients.mean_field_rate(gain, input_sd, "identity") == pytest.approx(np.log(gain), abs=1e-12)
    assert gradients.mean_field_rate(0, input_sd) == -np.inf


@pytest.mark.parametrize("x", [RNG.normal(size=(3, 2)), np.array(0.3)])
def test_derivatives_of_a_known_function_though_it_changes_its_argument(x):
    f, before = lambda x: (np.multiply(x, 2, out=x) ** 3).sum() / 8, x.copy()
    np.testing.assert_allclose(gradients.central_differences(f, x), 3 * x * x, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(gradients.complex_step(f, x), 3 * x * x, rtol=1e-14)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("sweep", [2**23, 2**15, 1])  # all losses in one sweep, or a few at a time
@every_cell
def test_blame_is_what_one_backward_pass_for_each_loss_finds(name, sweep, monkeypatch):
    cell, params, trace, dhs, grads = run(name)
    monkeypatch.setattr(gradients, "SWEEP", sweep)
    for state in {"total", "total_c"} & set(grads._fields):
        M = gradients.blame(params, trace, dhs, cell, state)
        expected = [getattr(cell.backward(params, trace, alone(dhs, k)), state) for k in range(len(M))]
        np.testing.assert_allclose(M, np.linalg.norm(expected, axis=3), rtol=1e-12, atol=1e-16)
        assert not M[np.triu_indices(len(M), k=1)].any(), "a loss blames nothing that comes after it"


@pytest.mark.parametrize(("dtype", "size"), [(np.float64, 1e-200), (np.float64, 1e200), (np.float32, 1e-30)])
def test_blame_is_no_square_either(dtype, size):
    _, params, trace, dhs, _ = run("tanh", dtype=dtype)
    M, small = gradients.blame(params, trace, dhs), gradients.blame(params, trace, dhs * dtype(size))
    assert small.dtype == dtype
    np.testing.assert_allclose(small / dtype(size), M, rtol=1e-12 if dtype == np.float64 else 1e-4)


def test_blame_is_for_the_rnn_unless_said_and_takes_at_most_twice_the_memory_of_a_large_answer():
    _, params, trace, dhs, _ = run("tanh", 1000, 1, 1, 16)
    tracemalloc.start()
    M = gradients.blame(params, trace, dhs)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak <= 2 * M.nbytes
    last = rnn.backward(params, trace, alone(dhs, 1000)).total
    np.testing.assert_allclose(M[1000, :, 0], gradients.norms(last), rtol=1e-12, atol=1e-300)
