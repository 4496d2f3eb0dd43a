"""Where weights start, and whatever else is drawn: bounds, orthogonal blocks, the biases of gates, repeatable draws."""

import numpy as np
import pytest

from helpers.cells import gru, initial, lstm, mingru, readout, rnn
from helpers.learn import tasks
from helpers.measure import gradients

# The cell, how many blocks its weights have, which of them is the gate that keeps, and what that one's bias is called.
CELLS = {"rnn": (rnn, 1, None, None), "lstm": (lstm, 4, 1, "forget_bias"), "gru": (gru, 3, 1, "update_bias"),
         "mingru": (mingru, 2, 0, "update_bias")}  # fmt: skip


def drawn(cell, n_inputs=3, n_hidden=8, **more):
    return cell.init(np.random.default_rng(1), n_inputs, n_hidden, **more)


@pytest.mark.parametrize("name", CELLS)
def test_weights_are_uniform_within_pytorchs_bound_and_biases_zero(name):
    cell, K, *_ = CELLS[name]
    shapes = {"W_ih": (K * 64, 5), "W_hh": (K * 64, 64), "b_h": (K * 64,), "b_hn": (64,), "W_ho": (5, 64), "b_o": (5,)}
    params = drawn(cell, 5, 64)._asdict() | readout.init(np.random.default_rng(1), 64, 5)._asdict()
    for key in shapes.keys() & params.keys():
        W = params[key]
        assert W.shape == shapes[key] and (key[0] == "W" or not W.any())
        if key[0] == "W":
            assert 0.99 / 8 < abs(W).max() <= 1 / 8 and abs(W.mean()) < 1 / 40
            assert W.std() == pytest.approx(1 / 8 / np.sqrt(3), rel=0.08)


@pytest.mark.parametrize(("cell", "more", "radius"), [
    (rnn, {}, 1), (lstm, {}, 1), (gru, {}, 1), (rnn, {"spectral_radius": 0.5}, 0.5)])  # fmt: skip
def test_each_block_is_an_orthogonal_matrix_of_its_own(cell, more, radius):
    params = drawn(cell, 3, 12, recurrent="orthogonal", **more)
    blocks = np.split(params.W_hh, len(params.W_hh) // 12)
    for k, Q in enumerate(blocks):
        np.testing.assert_allclose(Q @ Q.T, radius**2 * np.eye(12), atol=1e-14)
        assert all(abs(Q - other).max() > 0.1 for other in blocks[:k])
    assert abs(params.W_ih).max() <= 1 / np.sqrt(12)


def test_orthogonal_matrices_are_spread_evenly():
    """Signs of R's diagonal moved into Q, or the diagonal of Q would be mostly of one sign."""
    rng = np.random.default_rng(0)
    corners = [initial.orthogonal(rng, 3)[0, 0] for _ in range(2000)]
    assert abs(np.mean(corners)) < 0.05 and np.var(corners) == pytest.approx(1 / 3, abs=0.03)


@pytest.mark.parametrize("radius", [0.0, 0.5, 1.6])
def test_the_rnn_draws_to_the_radius(radius):
    W = drawn(rnn, 2, 32, spectral_radius=radius).W_hh
    assert gradients.spectral_radius(W) == pytest.approx(radius, abs=1e-12)


@pytest.mark.parametrize("name", ["lstm", "gru", "mingru"])
def test_the_keeping_gates_bias_is_what_is_asked_for_and_chrono_takes_its_place(name):
    """By chrono e^b is uniform from 1 to T − 1, so that the gate σ(b) forgets over 1 + e^b steps."""
    cell, K, keeper, bias = CELLS[name]
    asked = drawn(cell, **{bias: 2.5}).b_h.reshape(K, 8)
    assert (asked[keeper] == 2.5).all() and not np.delete(asked, keeper, axis=0).any()
    by_chrono = drawn(cell, 1, 4000, chrono=50, **{bias: 9.0}).b_h.reshape(K, 4000)
    times = np.sort(np.exp(by_chrono[keeper]))
    assert times[0] >= 1 and times[-1] <= 49
    assert abs(times - np.linspace(1, 49, 4000)).max() < 0.03 * 48  # Kolmogorov and Smirnov's distance
    assert cell is not lstm or (by_chrono[0] == -by_chrono[1]).all()
    assert not np.delete(by_chrono, [0, 1] if cell is lstm else keeper, axis=0).any()
    assert not drawn(cell, chrono=2).b_h.any()


@pytest.mark.parametrize(("draw", "more", "variant"), [
    (rnn.init, {}, "tanh"), (rnn.init, {"activation": "relu", "recurrent": "orthogonal"}, "relu"),
    (lstm.init, {"recurrent": "orthogonal"}, None), (lstm.init, {"chrono": 20}, None),
    (gru.init, {"recurrent": "orthogonal"}, "after"), (gru.init, {"reset": "before", "chrono": 20}, "before"),
    (mingru.init, {"chrono": 20}, None), (tasks.temporal_order, {}, None), (tasks.adding, {}, None)])  # fmt: skip
def test_draws_depend_on_the_generator_alone_come_in_float32_and_name_the_variant(draw, more, variant):
    one, again = (draw(np.random.default_rng(5), 20, 8, **more) for _ in range(2))
    single = draw(np.random.default_rng(5), 20, 8, **more, dtype=np.float32)
    assert variant in (None, one[-1]) and variant in (None, single[-1])
    for array, same, narrow in zip(one, again, single):
        if isinstance(array, np.ndarray):
            np.testing.assert_array_equal(array, same)
            np.testing.assert_allclose(narrow, array, rtol=1e-6)
            assert (array.dtype, narrow.dtype) in ((float, np.float32), (int, int))
    assert one[0].dtype == float
