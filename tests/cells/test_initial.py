"""Where weights start: bounds, orthogonal blocks, the biases of gates."""

import numpy as np
import pytest

from helpers.cells import gru, initial, lstm, mingru, rnn
from helpers.measure import gradients

GATED = {"lstm": (lstm, 4, 1, "forget_bias"), "gru": (gru, 3, 1, "update_bias")}  # gates, the one that keeps, its bias
every_gated_cell = pytest.mark.parametrize(("cell", "n_gates", "keeper", "bias"), GATED.values(), ids=GATED)


@every_gated_cell
def test_weights_are_uniform_within_pytorchs_bound(cell, n_gates, keeper, bias):
    params = cell.init(np.random.default_rng(1), 5, 64)
    assert params.W_ih.shape == (n_gates * 64, 5)
    assert params.W_hh.shape == (n_gates * 64, 64)
    assert params.b_h.shape == (n_gates * 64,)
    bound = 1 / 8
    for W in params[:2]:
        assert 0.99 * bound < abs(W).max() <= bound
        assert W.std() == pytest.approx(bound / np.sqrt(3), rel=0.05)
    assert not params.b_h.any()
    if cell is gru:
        assert params.b_hn.shape == (64,)
        assert not params.b_hn.any()
        assert params.reset == "after"
        assert gru.init(np.random.default_rng(1), 5, 64, reset="before").reset == "before"


@every_gated_cell
def test_each_gates_block_is_an_orthogonal_matrix_of_its_own(cell, n_gates, keeper, bias):
    params = cell.init(np.random.default_rng(1), 3, 12, recurrent="orthogonal")
    blocks = np.split(params.W_hh, n_gates)
    for k, Q in enumerate(blocks):
        np.testing.assert_allclose(Q @ Q.T, np.eye(12), atol=1e-14)
        assert all(abs(Q - other).max() > 0.1 for other in blocks[:k])
    assert abs(params.W_ih).max() <= 1 / np.sqrt(12)


def test_the_mingru_draws_the_weights_for_its_inputs_and_the_bias_that_keeps():
    params, rng = mingru.init(np.random.default_rng(1), 5, 64, chrono=50), np.random.default_rng(1)
    np.testing.assert_array_equal(params.W_ih, initial.weights(rng, 5, 64, 2)[0])
    rng = np.random.default_rng(1)
    initial.input_weights(rng, 5, 64, 2)  # are drawn first, and alone
    np.testing.assert_array_equal(params.b_h[:64], initial.gate_bias("b", rng, 64, 0, 50))
    assert not params.b_h[64:].any()
    by_bias = mingru.init(np.random.default_rng(1), 5, 64, update_bias=2.5).b_h
    np.testing.assert_array_equal(by_bias, np.repeat([2.5, 0.0], 64))


def test_the_rnn_draws_within_the_bound_and_to_the_radius():
    rng = np.random.default_rng(1)
    params = rnn.init(rng, 5, 64)
    bound = 1 / 8
    for W in params[:2]:
        assert 0.9 * bound < abs(W).max() <= bound
        assert abs(W.mean()) < bound / 5
    assert [array.shape for array in params[:3]] == [(64, 5), (64, 64), (64,)]
    assert params.activation == "tanh"
    assert not params.b_h.any()
    for radius in (0.0, 0.5, 1.6):
        W = rnn.init(rng, 2, 32, spectral_radius=radius).W_hh
        assert gradients.spectral_radius(W) == pytest.approx(radius, abs=1e-12)


def test_the_rnn_may_start_orthogonal_too():
    W = rnn.init(np.random.default_rng(1), 3, 12, recurrent="orthogonal").W_hh
    np.testing.assert_allclose(W @ W.T, np.eye(12), atol=1e-14)
    W = rnn.init(np.random.default_rng(1), 3, 12, recurrent="orthogonal", spectral_radius=0.5).W_hh
    np.testing.assert_allclose(W @ W.T, np.eye(12) / 4, atol=1e-14)


@every_gated_cell
def test_the_keeping_gates_bias_is_what_is_asked_for(cell, n_gates, keeper, bias):
    biases = cell.init(np.random.default_rng(1), 3, 8, **{bias: 2.5}).b_h.reshape(n_gates, 8)
    assert (biases[keeper] == 2.5).all()
    assert not np.delete(biases, keeper, axis=0).any()


@every_gated_cell
def test_chrono_spreads_the_units_times_evenly(cell, n_gates, keeper, bias):
    """e^b is uniform from 1 to T − 1, so that the gate σ(b) forgets over 1 + e^b steps."""
    times = np.sort(np.exp(initial.gate_bias("b", np.random.default_rng(1), 4000, 0, 50)))
    assert times[0] >= 1
    assert times[-1] <= 49
    assert abs(times - np.linspace(1, 49, 4000)).max() < 0.03 * 48  # Kolmogorov and Smirnov's distance
    rng = np.random.default_rng(1)
    initial.weights(rng, 1, 9, n_gates)  # are drawn first
    biases = cell.init(np.random.default_rng(1), 1, 9, chrono=50).b_h.reshape(n_gates, -1)
    np.testing.assert_array_equal(biases[keeper], initial.gate_bias("b", rng, 9, 0, 50))
    if cell is lstm:
        np.testing.assert_array_equal(biases[0], -biases[1])
        assert not biases[2:].any()
    else:
        assert not np.delete(biases, keeper, axis=0).any()


@every_gated_cell
def test_chrono_of_the_shortest_lag_and_instead_of_a_bias(cell, n_gates, keeper, bias):
    assert not cell.init(np.random.default_rng(1), 3, 8, chrono=2).b_h.any()
    one, other = (cell.init(np.random.default_rng(1), 3, 8, chrono=30, **{bias: value}) for value in (0.0, 9.0))
    np.testing.assert_array_equal(one.b_h, other.b_h)


@pytest.mark.parametrize("cell", [rnn, lstm, gru, mingru])
def test_init_depends_on_the_generator_alone_and_comes_in_float32(cell):
    for more in ({}, {} if cell is mingru else {"recurrent": "orthogonal"}, {} if cell is rnn else {"chrono": 20}):
        one, again = (cell.init(np.random.default_rng(3), 2, 4, **more) for _ in range(2))
        single = cell.init(np.random.default_rng(3), 2, 4, **more, dtype=np.float32)
        for name in cell.Params._fields:
            if isinstance(getattr(one, name), np.ndarray):
                np.testing.assert_array_equal(getattr(one, name), getattr(again, name))
                assert getattr(one, name).dtype == float
                assert getattr(single, name).dtype == np.float32
                np.testing.assert_allclose(getattr(single, name), getattr(one, name), rtol=1e-6)


def test_orthogonal_matrices_are_spread_evenly():
    """Signs of R's diagonal moved into Q, or the diagonal of Q would be mostly of one sign."""
    rng = np.random.default_rng(0)
    corners = [initial.orthogonal(rng, 3)[0, 0] for _ in range(2000)]
    assert not np.array_equal(corners[0], corners[1])
    assert abs(np.mean(corners)) < 0.05
    assert np.var(corners) == pytest.approx(1 / 3, abs=0.03)
    assert gradients.largest_singular_value(initial.orthogonal(rng, 9)) == pytest.approx(1, abs=1e-14)
