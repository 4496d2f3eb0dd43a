"""Readout, losses, training and the tasks: small, and each checked against its definition."""

import numpy as np
import pytest
from problems import run

from helpers.cells import losses, readout
from helpers.learn import training
from helpers.measure import gradients


def problem(T=6, B=4, H=5, O=2, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    read = readout.init(rng, H, O, dtype)._replace(b_o=rng.normal(size=O).astype(dtype))
    return read, rng.normal(size=(T + 1, B, H)).astype(dtype), rng.normal(size=(T + 1, B, O)).astype(dtype)


def test_readout_of_one_state_a_batch_or_a_run():
    read, hs, _ = problem()
    outputs = np.einsum("oh,tbh->tbo", read.W_ho, hs) + read.b_o
    for where in (..., 3, (3, 1)):
        np.testing.assert_allclose(readout.forward(read, hs[where]), outputs[where], rtol=1e-13, strict=True)


def test_a_fresh_readout_is_drawn_within_its_bound():
    read = readout.init(np.random.default_rng(0), 16, 40)
    assert read.W_ho.shape == (40, 16)
    assert 0.24 < read.W_ho.max() <= 1 / 4 and -1 / 4 <= read.W_ho.min() < -0.24
    assert read.b_o.tolist() == 40 * [0]


@pytest.mark.parametrize("where", [slice(None), 2, (2, 1)])
def test_readout_gradients_by_complex_step(where):
    read, hs, d_outputs = (problem()[0], *(array[where] for array in problem()[1:]))
    grads = readout.backward(read, hs, d_outputs)
    for name, x, f in (
        ("W_ho", read.W_ho, lambda W: (d_outputs * readout.forward(read._replace(W_ho=W), hs)).sum()),
        ("b_o", read.b_o, lambda b: (d_outputs * readout.forward(read._replace(b_o=b), hs)).sum()),
        ("hs", hs, lambda h: (d_outputs * readout.forward(read, h)).sum()),
    ):
        np.testing.assert_allclose(getattr(grads, name), gradients.complex_step(f, x), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("where", [slice(None), -1])
def test_squared_error_and_its_gradient(where):
    outputs, targets = (array[where] for array in (problem(seed=1)[2], problem(seed=2)[2]))
    value, d_outputs = losses.squared_error(outputs, targets)
    assert isinstance(value, float)
    assert value == pytest.approx(0.5 * ((outputs - targets) ** 2).sum() / 4, rel=1e-14)
    found = gradients.complex_step(lambda o: losses.squared_error(o, targets)[0], outputs)
    np.testing.assert_allclose(d_outputs, found, rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("where", [slice(None), -1])
def test_cross_entropy_and_its_gradient(where):
    rng = np.random.default_rng(4)
    outputs, classes = 3 * rng.normal(size=(7, 4, 5))[where], rng.integers(-1, 5, (7, 4))[where]
    assert (classes == -1).any()
    value, d_outputs = losses.cross_entropy(outputs, classes)
    assert isinstance(value, float)
    probabilities = np.exp(outputs) / np.exp(outputs).sum(axis=-1, keepdims=True)
    asked = [p[y] for p, y in zip(probabilities.reshape(-1, 5), classes.ravel()) if y >= 0]
    assert value == pytest.approx(-np.log(asked).sum() / 4, rel=1e-13)
    found = gradients.complex_step(lambda o: losses.cross_entropy(o, classes)[0], outputs)
    np.testing.assert_allclose(d_outputs, found, rtol=1e-12, atol=1e-15)
    assert not d_outputs[classes == -1].any()


@pytest.mark.filterwarnings("error")
def test_cross_entropy_of_the_certain_and_of_nothing():
    loud = np.array([[1e4, 0.0, -1e4]])
    for right, value in ((0, 0.0), (1, 1e4), (2, 2e4)):
        assert losses.cross_entropy(loud, np.array([right]))[0] == value
        assert losses.cross_entropy(loud.astype(np.float32), np.array([right]))[0] == value
    assert losses.cross_entropy(np.zeros((1, 8)), np.array([3]))[0] == pytest.approx(np.log(8), rel=1e-15)
    value, d_outputs = losses.cross_entropy(loud, np.array([-1]))
    assert value == 0
    assert not d_outputs.any()
    assert losses.cross_entropy(loud.astype(np.float32), np.array([1], np.uint8))[1].dtype == np.float32


@pytest.mark.parametrize("loss", [losses.squared_error, losses.cross_entropy])
def test_the_loss_at_every_step_is_the_sum_of_losses_at_one(loss):
    read, hs, targets = problem()
    if loss is losses.cross_entropy:
        targets = np.random.default_rng(6).integers(-1, 2, (7, 4))
    found = losses.at_every_step(read, hs, targets[1:], loss)
    parts = [losses.at_final_step(read, hs[: t + 1], targets[t], loss) for t in range(1, 7)]
    for t, part in enumerate(parts, start=1):
        value, d_outputs = loss(readout.forward(read, hs[t]), targets[t])
        grads = readout.backward(read, hs[t], d_outputs)
        assert part.value == value and not part.dhs[:-1].any()
        for array, expected in zip((part.dhs[-1], *part.readout), (grads.hs, *grads), strict=True):
            np.testing.assert_array_equal(array, expected)
    assert found.value == pytest.approx(sum(part.value for part in parts), rel=1e-13)
    np.testing.assert_allclose(found.dhs, [part.dhs[-1] for part in parts], rtol=1e-13, atol=1e-16)
    for name in ("W_ho", "b_o"):
        summed = sum(getattr(part.readout, name) for part in parts)
        np.testing.assert_allclose(getattr(found.readout, name), summed, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("whole", "where"), [(losses.at_every_step, slice(1, None)), (losses.at_final_step, 0)])
def test_float32_stays_float32_and_one_float64_is_enough(whole, where):
    read, hs, targets = problem(dtype=np.float32)
    for layer, asked, dtype in ((read, targets, np.float32), (problem()[0], problem()[2], np.float64)):
        found = whole(layer, hs, asked[where])
        assert found.dhs.dtype == found.readout.W_ho.dtype == found.readout.hs.dtype == dtype


def test_sgd_moves_every_weight_against_its_gradient_and_makes_new_ones():
    _, params, _, _, grads = run("relu")
    for rate in (0.5, 0.0):
        moved = training.sgd(params, grads, rate)
        assert moved.activation == "relu"
        for name, old in training.weights(params).items():
            np.testing.assert_array_equal(getattr(moved, name), old - rate * getattr(grads, name))
            assert not np.shares_memory(getattr(moved, name), old)
