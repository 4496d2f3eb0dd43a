"""Readout and losses: small, and each checked against its definition."""

import numpy as np
import pytest

from helpers.cells import losses, readout
from helpers.measure import gradients

LOSSES = [losses.squared_error, losses.cross_entropy]
RNG = np.random.default_rng(0)
READ, HS = readout.init(RNG, 5, 3)._replace(b_o=RNG.normal(size=3)), RNG.normal(size=(7, 4, 5))
OUTPUTS, WANTED, CLASSES = RNG.normal(size=(7, 4, 3)), RNG.normal(size=(7, 4, 3)), RNG.integers(-1, 3, (7, 4))


def targets_of(loss):
    return WANTED if loss is losses.squared_error else CLASSES


@pytest.mark.parametrize("where", [..., 3, (3, 1)])
def test_the_readout_and_its_gradients_of_one_state_a_batch_or_a_run(where):
    hs, d_outputs = HS[where], OUTPUTS[where]
    expected = np.einsum("oh,tbh->tbo", READ.W_ho, HS) + READ.b_o
    np.testing.assert_allclose(readout.forward(READ, hs), expected[where], rtol=1e-13, strict=True)
    for name, found in readout.backward(READ, hs, d_outputs)._asdict().items():
        f = lambda x, name=name: (d_outputs * readout.forward(*pair(name, x, hs))).sum()
        x = hs if name == "hs" else getattr(READ, name)
        np.testing.assert_allclose(found, gradients.complex_step(f, x), rtol=1e-12, atol=1e-14)


def pair(name, x, hs):
    """A readout and states with x in the place of one of them."""
    return (READ, x) if name == "hs" else (READ._replace(**{name: x}), hs)


@pytest.mark.parametrize("where", [..., -1])
@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_is_its_definition_and_its_gradient_that_of_the_value(loss, where):
    outputs, targets = OUTPUTS[where], targets_of(loss)[where]
    value, d_outputs = loss(outputs, targets)
    probabilities = np.exp(outputs) / np.exp(outputs).sum(axis=-1, keepdims=True)
    asked = [p[y] for p, y in zip(probabilities.reshape(-1, 3), CLASSES[where].ravel()) if y >= 0]
    sum_of = 0.5 * ((outputs - WANTED[where]) ** 2).sum() if targets.ndim == outputs.ndim else -np.log(asked).sum()
    assert isinstance(value, float) and value == pytest.approx(sum_of / 4, rel=1e-13)
    found = gradients.complex_step(lambda o: loss(o, targets)[0], outputs)
    np.testing.assert_allclose(d_outputs, found, rtol=1e-12, atol=1e-15)
    unasked = CLASSES[where] == -1
    assert unasked.any() and (loss is losses.squared_error or not d_outputs[unasked].any())


@pytest.mark.filterwarnings("error")
def test_cross_entropy_of_the_certain_and_of_nothing():
    loud = np.array([[1e4, 0.0, -1e4]])
    for outputs in (loud, loud.astype(np.float32)):
        for right, value in enumerate((0.0, 1e4, 2e4)):
            found = losses.cross_entropy(outputs, np.array([right], np.uint8))
            assert found[0] == value and found[1].dtype == outputs.dtype
        value, d_outputs = losses.cross_entropy(outputs, np.array([-1]))
        assert value == 0 and not d_outputs.any()
    assert losses.cross_entropy(np.zeros((1, 8)), np.array([3]))[0] == pytest.approx(np.log(8), rel=1e-15)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_loss_at_every_step_is_the_sum_of_losses_at_one(loss):
    targets = targets_of(loss)
    found = losses.at_every_step(READ, HS, targets[1:], loss)
    parts = [losses.at_final_step(READ, HS[: t + 1], targets[t], loss) for t in range(1, 7)]
    for t, part in enumerate(parts, start=1):
        value, d_outputs = loss(readout.forward(READ, HS[t]), targets[t])
        grads = readout.backward(READ, HS[t], d_outputs)
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
    narrow = readout.Readout(*(array.astype(np.float32) for array in READ))
    for layer, targets in ((narrow, WANTED.astype(np.float32)), (READ, WANTED)):
        found = whole(layer, HS.astype(np.float32), targets[where])
        assert found.dhs.dtype == found.readout.W_ho.dtype == found.readout.hs.dtype == targets.dtype
