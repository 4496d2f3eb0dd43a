"""Readout, losses, training and the tasks: small, and each checked against its definition."""

import numpy as np
import pytest

from helpers import gradients, losses, readout, rnn, tasks, training


def problem(T=6, B=4, H=5, O=2, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    read = readout.init(rng, H, O, dtype)._replace(b_o=rng.normal(size=O).astype(dtype))
    return read, rng.normal(size=(T + 1, B, H)).astype(dtype), rng.normal(size=(T + 1, B, O)).astype(dtype)


def test_readout_of_one_state_a_batch_or_a_run():
    read, hs, _ = problem()
    outputs = readout.forward(read, hs)
    assert outputs.shape == (7, 4, 2)
    np.testing.assert_allclose(outputs[3, 1], read.W_ho @ hs[3, 1] + read.b_o, rtol=1e-14)
    np.testing.assert_allclose(readout.forward(read, hs[3]), outputs[3], rtol=1e-14)
    np.testing.assert_allclose(readout.forward(read, hs[3, 1]), outputs[3, 1], rtol=1e-14)


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


def test_the_loss_of_all_steps_is_the_sum_of_their_losses():
    outputs, targets = problem(seed=1)[2], problem(seed=2)[2]
    total = sum(losses.squared_error(o, y)[0] for o, y in zip(outputs, targets))
    assert losses.squared_error(outputs, targets)[0] == pytest.approx(total, rel=1e-14)


def test_the_whole_chain_from_loss_to_weights():
    """Loss at the final step, readout and network together: every gradient by complex step."""
    rng = np.random.default_rng(5)
    read, _, targets = problem()
    params, xs = rnn.init(rng, 3, 5, spectral_radius=1.0), rng.normal(size=(6, 4, 3))

    def loss(p, r):
        return losses.at_final_step(r, rnn.forward(p, xs).hs, targets[0])

    trace = rnn.forward(params, xs)
    found = loss(params, read)
    assert not found.dhs[:-1].any()
    grads = rnn.backward(params, trace, found.dhs)
    for name in ("W_ih", "W_hh", "b_h"):
        x = getattr(params, name)
        expected = gradients.complex_step(lambda w, name=name: loss(params._replace(**{name: w}), read).value, x)
        np.testing.assert_allclose(getattr(grads, name), expected, rtol=1e-12, atol=1e-15)
    for name in ("W_ho", "b_o"):
        x = getattr(read, name)
        expected = gradients.complex_step(lambda w, name=name: loss(params, read._replace(**{name: w})).value, x)
        np.testing.assert_allclose(getattr(found.readout, name), expected, rtol=1e-12, atol=1e-15)


def test_the_loss_is_as_precise_as_its_most_precise_part():
    read, hs, targets = problem()
    found = losses.at_final_step(read, hs.astype(np.float32), targets[0])
    assert found.dhs.dtype == found.readout.hs.dtype == np.float64
    np.testing.assert_array_equal(found.dhs[-1], found.readout.hs)


def test_float32_stays_float32_from_loss_to_update():
    read, hs, targets = problem(dtype=np.float32)
    found = losses.at_final_step(read, hs, targets[0])
    assert found.dhs.dtype == found.readout.W_ho.dtype == found.readout.hs.dtype == np.float32
    for rate in (0.1, np.float64(0.1), 1):
        assert training.sgd(read, found.readout, rate).W_ho.dtype == np.float32


def test_sgd_moves_every_weight_against_its_gradient_and_makes_new_ones():
    rng = np.random.default_rng(0)
    params = rnn.init(rng, 2, 3)
    trace = rnn.forward(params, rng.normal(size=(4, 1, 2)))
    grads = rnn.backward(params, trace, rng.normal(size=(4, 1, 3)))
    before = [array.copy() for array in params[:3]]
    moved = training.sgd(params, grads, 0.5)
    assert moved.activation == params.activation
    for name, old in zip(("W_ih", "W_hh", "b_h"), before):
        np.testing.assert_array_equal(getattr(params, name), old)
        np.testing.assert_array_equal(getattr(moved, name), old - 0.5 * getattr(grads, name))
    for array, same in zip(training.sgd(params, grads, 0.0)[:3], before):
        np.testing.assert_array_equal(array, same)


def test_training_takes_one_step_for_each_update_and_the_loss_falls():
    rng = np.random.default_rng(0)
    series = tasks.scale(tasks.sunspots().numbers)
    xs, targets = tasks.windows(series, 11)
    params, read = rnn.init(rng, 1, 8), readout.init(rng, 8, 1)
    trained, trained_read, history = training.train(params, read, xs, targets, 0.1, range(30))
    assert history.shape == (30,)
    assert history[0] == losses.at_final_step(read, rnn.forward(params, xs).hs, targets).value
    assert (np.diff(history) < 0).all()
    halfway = training.train(params, read, xs, targets, 0.1, iter(range(15)))
    again = training.train(halfway[0], halfway[1], xs, targets, 0.1, range(15))
    np.testing.assert_array_equal(np.append(halfway[2], again[2]), history)
    np.testing.assert_array_equal(again[0].W_hh, trained.W_hh)
    np.testing.assert_array_equal(again[1].W_ho, trained_read.W_ho)


def test_training_on_no_updates_changes_nothing():
    read, _, targets = problem()
    params = rnn.init(np.random.default_rng(0), 3, 5)
    same, same_read, history = training.train(params, read, np.ones((6, 4, 3)), targets[0], 0.1, [])
    assert same is params
    assert same_read is read
    assert history.shape == (0,)
