"""The network itself: forward is the loop of steps, backward adds up, and neither touches what it is given."""

import numpy as np
import pytest

from helpers.cells import initial, rnn
from helpers.measure import gradients

ACTIVATIONS = ("tanh", "relu", "identity")
SIZES = [(1, 1, 1, 1), (2, 1, 3, 4), (7, 5, 1, 6), (30, 4, 3, 8), (40, 40, 40, 40)]


def problem(activation="tanh", T=7, B=5, I=3, H=6, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    params = rnn.init(rng, I, H, spectral_radius=0.9, activation=activation, dtype=dtype)
    params = params._replace(b_h=rng.normal(0, 0.1, H).astype(dtype))
    xs, state0, dhs = (rng.normal(size=shape).astype(dtype) for shape in ((T, B, I), (B, H), (T, B, H)))
    return params, xs, state0, dhs


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_forward_is_the_loop_of_steps(activation, sizes):
    params, xs, state0, _ = problem(activation, *sizes)
    hs = [state0]
    for x in xs:
        hs.append(rnn.step(params, x, hs[-1]))
    trace = rnn.forward(params, xs, state0)
    for found, expected in zip(trace.hs, hs):
        assert np.linalg.norm(found - expected) <= 1e-15 * np.linalg.norm(expected)
    assert trace.xs is xs


def test_a_step_is_the_formula_written_for_columns():
    params, xs, state0, _ = problem("tanh")
    for x, h, found in zip(xs[0], state0, rnn.step(params, xs[0], state0)):
        expected = np.tanh(params.W_ih @ x + params.W_hh @ h + params.b_h)
        np.testing.assert_allclose(found, expected, rtol=1e-14)
        np.testing.assert_allclose(rnn.step(params, x, h), expected, rtol=1e-14)


def test_the_state_is_zero_at_first_unless_given():
    params, xs, _, _ = problem()
    trace = rnn.forward(params, xs)
    assert not trace.hs[0].any()
    np.testing.assert_array_equal(trace.hs, rnn.forward(params, xs, np.zeros_like(trace.hs[0])).hs)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_float32_stays_float32_and_says_nearly_the_same(activation):
    in_double, in_single = problem(activation), problem(activation, dtype=np.float32)
    double, single = (
        (rnn.forward(p, xs, state0), rnn.backward(p, rnn.forward(p, xs, state0), dhs))
        for p, xs, state0, dhs in (in_double, in_single)
    )
    assert rnn.step(in_single[0], in_single[1][0], in_single[2]).dtype == np.float32
    assert rnn.slopes(in_single[0], single[0].hs).dtype == np.float32
    for parts64, parts32 in zip(double, single):
        for name, array in parts32._asdict().items():
            assert array.dtype == np.float32, name
            np.testing.assert_allclose(array, getattr(parts64, name), rtol=1e-3, atol=1e-4, err_msg=name)


def test_one_float64_argument_makes_the_run_float64():
    params, xs, _, dhs = problem(dtype=np.float32)
    trace = rnn.forward(params, xs.astype(float))
    assert trace.hs.dtype == np.float64
    assert rnn.backward(params, trace, dhs).total.dtype == np.float64


def test_arguments_are_left_as_they_were():
    params, xs, state0, dhs = problem()
    given = (*params[:3], xs, state0, dhs)
    before = [array.copy() for array in given]
    for array in given:
        array.flags.writeable = False
    trace = rnn.forward(params, xs, state0)
    trace.hs.flags.writeable = False
    rnn.backward(params, trace, dhs)
    rnn.step(params, xs[0], state0)
    for array, copy in zip(given, before):
        np.testing.assert_array_equal(array, copy)


def test_results_are_fresh_each_time():
    params, xs, state0, dhs = problem()
    trace = rnn.forward(params, xs, state0)
    first, second = rnn.backward(params, trace, dhs), rnn.backward(params, trace, dhs)
    assert not np.shares_memory(trace.hs, state0)
    assert not np.shares_memory(rnn.forward(params, xs, state0).hs, trace.hs)
    for name, array in first._asdict().items():
        np.testing.assert_array_equal(array, getattr(second, name), err_msg=name)
        assert not any(np.shares_memory(array, other) for other in (*second, *trace, *params[:3], dhs)), name


def test_strided_and_fortran_arrays_give_the_same():
    params, xs, state0, dhs = problem()
    trace = rnn.forward(params, xs, state0)
    expected = rnn.backward(params, trace, dhs)

    def odd(array):
        return np.repeat(np.asfortranarray(array), 2, axis=-1)[..., ::2]

    odd_params = rnn.Params(*(odd(array) for array in params[:3]))
    odd_trace = rnn.forward(odd_params, odd(xs), odd(state0))
    found = rnn.backward(odd_params, rnn.Trace(odd(odd_trace.xs), odd(odd_trace.hs)), odd(dhs))
    for name, array in found._asdict().items():
        np.testing.assert_allclose(array, getattr(expected, name), rtol=1e-12, atol=1e-14, err_msg=name)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_batch_is_a_set_of_separate_sequences(activation):
    params, xs, state0, dhs = problem(activation)
    grads = rnn.backward(params, rnn.forward(params, xs, state0), dhs)
    summed = 0
    for b in range(xs.shape[1]):
        one = slice(b, b + 1)
        alone = rnn.backward(params, rnn.forward(params, xs[:, one], state0[one]), dhs[:, one])
        np.testing.assert_allclose(alone.total[:, 0], grads.total[:, b], rtol=1e-12, atol=1e-14)
        summed = summed + alone.W_hh
    np.testing.assert_allclose(summed, grads.W_hh, rtol=1e-12)


def test_backward_is_linear_in_the_immediate_gradients():
    """So one sweep serves the losses of all steps: no separate sweep for each."""
    params, xs, state0, dhs = problem()
    trace = rnn.forward(params, xs, state0)
    whole, parts = rnn.backward(params, trace, dhs), 0
    for t in range(len(dhs)):
        alone = np.zeros_like(dhs)
        alone[t] = dhs[t]
        grads = rnn.backward(params, trace, alone)
        assert not grads.total[t + 2 :].any(), "a loss at t cannot reach a later state"
        parts = parts + grads.W_hh
    np.testing.assert_allclose(parts, whole.W_hh, rtol=1e-12)


def test_shapes_and_the_ends_of_the_total_gradient():
    params, xs, state0, dhs = problem()
    trace = rnn.forward(params, xs, state0)
    grads = rnn.backward(params, trace, dhs)
    like = {**params._asdict(), "xs": xs, "state0": state0, "total": trace.hs, "deltas": dhs}
    for name, array in grads._asdict().items():
        assert array.shape == like[name].shape, name
    np.testing.assert_array_equal(grads.total[-1], dhs[-1])
    np.testing.assert_array_equal(grads.total[0], grads.state0)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_ledger_sums_to_the_gradient(activation, sizes):
    params, xs, state0, dhs = problem(activation, *sizes)
    trace = rnn.forward(params, xs, state0)
    grads = rnn.backward(params, trace, dhs)
    entries = gradients.ledger(trace, grads.deltas)
    assert entries.shape == (len(xs), *params.W_hh.shape)
    assert np.linalg.norm(entries.sum(axis=0) - grads.W_hh) <= 1e-12 * np.linalg.norm(grads.W_hh)
    first = sum(np.outer(delta, h) for delta, h in zip(grads.deltas[0], trace.hs[0]))
    np.testing.assert_allclose(entries[0], first, rtol=1e-12, atol=1e-14)


def test_slopes_of_each_activation():
    hs = np.array([-0.5, 0.0, 0.25])
    params = problem(H=3)[0]
    expected = {"tanh": [0.75, 1.0, 0.9375], "relu": [0.0, 0.0, 1.0], "identity": [1.0, 1.0, 1.0]}
    for activation, slopes in expected.items():
        np.testing.assert_array_equal(rnn.slopes(params._replace(activation=activation), hs), slopes)


def test_init_draws_within_the_bound_and_to_the_radius():
    rng = np.random.default_rng(1)
    params = rnn.init(rng, 5, 64)
    bound = 1 / np.sqrt(64)
    for weights in params[:2]:
        assert 0.9 * bound < abs(weights).max() <= bound
        assert abs(weights.mean()) < bound / 5
    assert [array.shape for array in params[:3]] == [(64, 5), (64, 64), (64,)]
    assert params.activation == "tanh"
    assert not params.b_h.any()
    for radius in (0.0, 0.5, 1.6):
        W = rnn.init(rng, 2, 32, spectral_radius=radius).W_hh
        assert gradients.spectral_radius(W) == pytest.approx(radius, abs=1e-12)


def test_init_and_orthogonal_depend_on_the_generator_alone():
    one, again = (rnn.init(np.random.default_rng(3), 2, 4, spectral_radius=1.0) for _ in range(2))
    for array, same in zip(one[:3], again[:3]):
        np.testing.assert_array_equal(array, same)
    rng = np.random.default_rng(3)
    Q = initial.orthogonal(rng, 12)
    np.testing.assert_allclose(Q @ Q.T, np.eye(12), atol=1e-14)
    assert not np.allclose(Q, initial.orthogonal(rng, 12))
