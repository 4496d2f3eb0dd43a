"""Where weights start: bounds, orthogonal blocks, the biases of gates."""

import numpy as np
import pytest

from helpers.cells import gru, initial, lstm, mingru, readout, rnn
from helpers.measure import gradients

# The cell, how many blocks its weights have, which of them is the gate that keeps, and what that one's bias is called.
CELLS = {"rnn": (rnn, 1, None, None), "lstm": (lstm, 4, 1, "forget_bias"), "gru": (gru, 3, 1, "update_bias"),
         "mingru": (mingru, 2, 0, "update_bias")}  # fmt: skip
every_cell = pytest.mark.parametrize(("cell", "K", "keeper", "bias"), CELLS.values(), ids=CELLS)


def drawn(cell, n_inputs=3, n_hidden=8, **more):
    return cell.init(np.random.default_rng(1), n_inputs, n_hidden, **more)


@every_cell
def test_weights_are_uniform_within_pytorchs_bound_and_biases_zero(cell, K, keeper, bias):
    read = readout.init(np.random.default_rng(1), 64, 5)
    shapes = {"W_ih": (K * 64, 5), "W_hh": (K * 64, 64), "b_h": (K * 64,), "b_hn": (64,), "W_ho": (5, 64), "b_o": (5,)}
    for name, value in (*drawn(cell, 5, 64)._asdict().items(), *read._asdict().items()):
        if name in shapes:
            assert value.shape == shapes[name]
        if name[0] == "W":
            assert 0.99 / 8 < abs(value).max() <= 1 / 8 and abs(value.mean()) < 1 / 40
            assert value.std() == pytest.approx(1 / 8 / np.sqrt(3), rel=0.08)
        elif name[0] == "b":
            assert not value.any()


def test_the_variants_are_named():
    assert (drawn(rnn).activation, drawn(rnn, activation="relu").activation) == ("tanh", "relu")
    assert (drawn(gru).reset, drawn(gru, reset="before").reset) == ("after", "before")


@pytest.mark.parametrize("cell", [rnn, lstm, gru])
def test_each_block_is_an_orthogonal_matrix_of_its_own(cell):
    params = drawn(cell, 3, 12, recurrent="orthogonal")
    blocks = np.split(params.W_hh, len(params.W_hh) // 12)
    for k, Q in enumerate(blocks):
        np.testing.assert_allclose(Q @ Q.T, np.eye(12), atol=1e-14)
        assert all(abs(Q - other).max() > 0.1 for other in blocks[:k])
    assert abs(params.W_ih).max() <= 1 / np.sqrt(12)


def test_the_rnn_draws_to_the_radius():
    for radius in (0.0, 0.5, 1.6):
        W = drawn(rnn, 2, 32, spectral_radius=radius).W_hh
        assert gradients.spectral_radius(W) == pytest.approx(radius, abs=1e-12)
    W = drawn(rnn, 3, 12, recurrent="orthogonal", spectral_radius=0.5).W_hh
    np.testing.assert_allclose(W @ W.T, np.eye(12) / 4, atol=1e-14)


@pytest.mark.parametrize("name", ["lstm", "gru", "mingru"])
def test_the_keeping_gates_bias_is_what_is_asked_for_and_chrono_takes_its_place(name):
    cell, K, keeper, bias = CELLS[name]
    b, by_chrono = drawn(cell, **{bias: 2.5}).b_h.reshape(K, 8), drawn(cell, 1, 4000, chrono=50, **{bias: 9.0}).b_h
    assert (b[keeper] == 2.5).all() and not np.delete(b, keeper, axis=0).any()
    by_chrono = by_chrono.reshape(K, 4000)
    # e^b is uniform from 1 to T − 1, so that the gate σ(b) forgets over 1 + e^b steps
    times = np.sort(np.exp(by_chrono[keeper]))
    assert times[0] >= 1 and times[-1] <= 49
    assert abs(times - np.linspace(1, 49, 4000)).max() < 0.03 * 48  # Kolmogorov and Smirnov's distance
    if cell is lstm:
        np.testing.assert_array_equal(by_chrono[0], -by_chrono[1])
    assert not np.delete(by_chrono, [0, 1] if cell is lstm else keeper, axis=0).any()
    assert not drawn(cell, chrono=2).b_h.any()


@every_cell
def test_init_depends_on_the_generator_alone_and_comes_in_float32(cell, K, keeper, bias):
    for more in ({}, {} if cell is mingru else {"recurrent": "orthogonal"}, {} if cell is rnn else {"chrono": 20}):
        one, again = (drawn(cell, 2, 4, **more) for _ in range(2))
        single = drawn(cell, 2, 4, **more, dtype=np.float32)
        for array, same, narrow in zip(one, again, single):
            if isinstance(array, np.ndarray):
                np.testing.assert_array_equal(array, same)
                assert (array.dtype, narrow.dtype) == (float, np.float32)
                np.testing.assert_allclose(narrow, array, rtol=1e-6)


def test_orthogonal_matrices_are_spread_evenly():
    """Signs of R's diagonal moved into Q, or the diagonal of Q would be mostly of one sign."""
    rng = np.random.default_rng(0)
    corners = [initial.orthogonal(rng, 3)[0, 0] for _ in range(2000)]
    assert not np.array_equal(corners[0], corners[1])
    assert abs(np.mean(corners)) < 0.05
    assert np.var(corners) == pytest.approx(1 / 3, abs=0.03)
