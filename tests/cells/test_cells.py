"""What holds for every cell: forward is the loop of steps, ledgers add up, Jacobians carry the gradient."""

import numpy as np
import pytest
from problems import arrays, every_cell, of_ledger, problem, run, states_of, steps_of

from helpers.cells import gates, gru, lstm, mingru, rnn
from helpers.learn import training
from helpers.measure import gradients

SIZES = [(1, 1, 1, 1), (2, 1, 3, 4), (9, 5, 1, 6), (30, 4, 3, 8), (9, 40, 5, 100)]


def sigma(a):
    return 1 / (1 + np.exp(-a))


@pytest.mark.parametrize("sizes", SIZES)
@every_cell
def test_forward_is_the_loop_of_steps(name, sizes):
    cell, params, xs, state, _ = problem(name, *sizes)
    trace = cell.forward(params, xs, state)
    assert trace.xs is xs
    for x, found in zip(xs, states_of(trace)[1:]):
        before, state = state, cell.step(params, x, state)
        for part, expected in zip(np.atleast_3d(np.array(found)), np.atleast_3d(np.array(state))):
            assert np.linalg.norm(part - expected) <= 1e-14 * np.linalg.norm(expected)
        alone = cell.step(params, x[0], lstm.State(before.h[0], before.c[0]) if cell is lstm else before[0])
        np.testing.assert_allclose(np.array(alone), np.array(state)[..., 0, :], rtol=1e-12, atol=1e-15)


def step_of_the_rnn(p, x, h):
    phi = {"tanh": np.tanh, "relu": lambda a: a * (a > 0), "identity": np.copy}[p.activation]
    return phi(p.W_ih @ x + p.W_hh @ h + p.b_h)


def step_of_the_lstm(p, x, h, c):
    a_i, a_f, a_g, a_o = np.split(p.W_ih @ x + p.W_hh @ h + p.b_h, 4)
    c = sigma(a_f) * c + sigma(a_i) * np.tanh(a_g)
    return sigma(a_o) * np.tanh(c), c


def step_of_the_gru(p, x, h):
    (W_r, W_z, W_n), (V_r, V_z, V_n), (b_r, b_z, b_n) = (np.split(part, 3) for part in p[:3])
    r, z = sigma(W_r @ x + V_r @ h + b_r), sigma(W_z @ x + V_z @ h + b_z)
    read = r * (V_n @ h + p.b_hn) if p.reset == "after" else V_n @ (r * h) + p.b_hn
    return (1 - z) * np.tanh(W_n @ x + b_n + read) + z * h


def step_of_the_mingru(p, x, h):
    a_z, n = np.split(p.W_ih @ x + p.b_h, 2)
    return n + sigma(a_z) * (h - n)


@every_cell
def test_a_step_is_the_formula_written_for_columns(name):
    cell, params, xs, state, _ = problem(name)
    formulas = {rnn: step_of_the_rnn, lstm: step_of_the_lstm, gru: step_of_the_gru, mingru: step_of_the_mingru}
    states = np.array(state).reshape(-1, 5, 6)
    found = np.array(cell.step(params, xs[0], state)).reshape(-1, 5, 6)
    for b in range(5):
        expected = np.reshape(formulas[cell](params, xs[0, b], *states[:, b]), (-1, 6))
        np.testing.assert_allclose(found[:, b], expected, rtol=1e-13, atol=1e-15)


def test_the_lstm_takes_its_state_as_any_pair():
    cell, params, xs, state0, _ = problem("lstm")
    expected = cell.forward(params, xs, state0)
    for pair in (tuple(state0), list(state0), np.array(state0)):
        np.testing.assert_array_equal(cell.forward(params, xs, pair).cs, expected.cs)
        np.testing.assert_array_equal(cell.step(params, xs[0], pair).c, cell.step(params, xs[0], state0).c)


def passes(cell, params, xs, state0, dhs):
    """All that the passes give, {name: array}: of the forward pass, and of what depends on dhs too."""
    trace = cell.forward(params, xs, state0)
    forward = {key: array for key, array in arrays(trace).items() if key != "xs"}  # they are handed on
    forward["jacobians"] = cell.step_jacobians(params, trace)
    grads = cell.backward(params, trace, dhs)
    backward = arrays(grads) | {"blame": gradients.blame(params, trace, dhs, cell)}
    cut = arrays(training.truncated(params, trace, dhs, 2, 1, cell))
    backward |= {f"cut {key}": array for key, array in cut.items()}
    return forward, backward | {"ledger": gradients.ledger(trace, grads.deltas)}


def passed_through(change, params, xs, state0, dhs):
    """The arguments of `passes`, each array changed by change(name, array)."""
    parts = {"h": state0.h, "c": state0.c} if isinstance(state0, lstm.State) else {"h": state0}
    state0 = [change(key, array) for key, array in parts.items()]
    params = params._replace(**{key: change(key, array) for key, array in training.weights(params).items()})
    return params, change("xs", xs), lstm.State(*state0) if len(state0) == 2 else state0[0], change("dhs", dhs)


@every_cell
def test_one_float64_argument_makes_the_run_float64_and_none_leaves_it_float32(name):
    cell, *given = problem(name, 3, 2, 5, 4)
    names = []
    passed_through(lambda key, array: names.append(key), *given)
    for doubles in ([], *([key] for key in names), *([other for other in names if other != key] for key in names)):
        dtypes = dict.fromkeys(names, np.float32) | dict.fromkeys(doubles, float)
        mixture = passed_through(lambda key, array, dtypes=dtypes: array.astype(dtypes[key]), *given)
        exactly = passes(cell, *passed_through(lambda key, array: array.astype(float), *mixture))
        wide = (set(doubles) - {"dhs"}, doubles)  # what makes the forward pass float64, and the backward pass
        tolerance = {"rtol": 1e-9, "atol": 1e-11} if wide[0] else {"rtol": 2e-3, "atol": 2e-4}
        for found, exact, double in zip(passes(cell, *mixture), exactly, wide):
            for key, array in found.items():
                assert array.dtype == (float if double else np.float32), (key, doubles)
                np.testing.assert_allclose(array, exact[key], **tolerance, err_msg=f"{key}, {doubles}")
        assert doubles or np.array(cell.step(mixture[0], mixture[1][0], mixture[2])).dtype == np.float32


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["lstm", "gru after", "gru before", "mingru"])
def test_gates_that_are_shut_or_open_beyond_all_digits_say_so_without_a_warning(name):
    for dtype in (np.float32, np.float64):
        cell, params, *given = problem(name, dtype=dtype)
        loud = params._replace(W_ih=params.W_ih * dtype(1e5))
        for found in passes(cell, loud, *given):
            assert [key for key, array in found.items() if not np.isfinite(array).all()] == []
        trace = cell.forward(loud, *given[:2])
        most = 1 if cell is not mingru else abs(gates.split(trace.gates, 2)[1]).max()  # its candidates are no tanh
        assert abs(trace.hs[1:]).max() <= (1 if cell is lstm else max(most, abs(given[1]).max()))
        cell.step(loud, given[0][0], given[1])


@every_cell
def test_results_are_fresh_and_repeat(name):
    cell, *given = problem(name)
    kept = []
    passed_through(lambda key, array: kept.append(array), *given)
    (first, back), (second, again) = passes(cell, *given), passes(cell, *given)
    others = [*second.values(), *again.values(), *kept]
    for key, array in (*first.items(), *back.items()):
        assert not any(np.shares_memory(array, other) for other in others), key
    for key, array in back.items():
        np.testing.assert_array_equal(array, again[key])


@every_cell
def test_one_sequence_of_a_batch_is_what_it_is_alone(name):
    """Its arrays are those of a run of its own; the weights' gradients are the sums over the batch."""
    cell, params, trace, dhs, grads = run(name)
    summed = dict.fromkeys(training.weights(params), 0)
    for b in range(dhs.shape[1]):
        one = cell.Trace(*(array[:, b : b + 1] for array in trace))
        alone = cell.backward(params, one, dhs[:, b : b + 1])
        summed = {key: array + getattr(alone, key) for key, array in summed.items()}
        assert type(trace.of(b)) is cell.Trace and type(grads.of(b)) is cell.Gradients
        parts = arrays(grads.of(b)) | {f"trace.{key}": array for key, array in arrays(trace.of(b)).items()}
        whole = arrays(alone) | {f"trace.{key}": array for key, array in arrays(one).items()} | training.weights(grads)
        for key, array in parts.items():
            axis = 0 if "state0" in key else 1
            expected = whole[key] if key in params._fields else whole[key].squeeze(axis)
            np.testing.assert_allclose(array, expected, rtol=1e-12, atol=1e-14, err_msg=key)
    for key, array in summed.items():
        np.testing.assert_allclose(array, getattr(grads, key), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("sizes", SIZES)
@every_cell
def test_the_ledger_sums_to_the_gradient(name, sizes):
    cell, params, trace, dhs, grads = run(name, *sizes)
    entries = gradients.ledger(trace, grads.deltas)
    whole = of_ledger(grads)
    assert entries.shape == (len(dhs), *whole.shape)
    assert np.linalg.norm(entries.sum(axis=0) - whole) <= 1e-12 * np.linalg.norm(whole)
    for t in {0, len(dhs) - 1}:  # a step's entry is what it alone would bring
        alone = cell.backward(params, steps_of(trace, t, t + 1), grads.total[t + 1 : t + 2])
        if cell is not lstm:  # what comes back through c_t has no place among the immediate gradients
            np.testing.assert_allclose(entries[t], of_ledger(alone), rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("T", [1, 2, 3, 7, 8, 9, 100])
def test_the_scan_is_the_loop_in_log_2_of_its_steps(T):
    rng = np.random.default_rng(T)
    turning = np.exp(1j * rng.uniform(0, 6, (T, 2)))
    for kept in (rng.random((T, 2, 3)), 0.9 * turning, rng.random(T).astype(np.float32)):
        added = rng.normal(size=kept.shape).astype(kept.dtype)
        h, expected = 0, []
        for z, b in zip(kept, added):
            h = z * h + b
            expected.append(h)
        hs, n_passes = mingru.scan(kept, added)
        assert n_passes == np.ceil(np.log2(T))
        assert hs.dtype == kept.dtype and not np.shares_memory(hs, added)
        np.testing.assert_allclose(hs, expected, rtol=0, atol=8 * np.finfo(kept.dtype).eps)


@every_cell
def test_a_step_jacobian_is_the_derivative_of_a_step(name):
    cell, params, trace, _, _ = run(name)
    J = cell.step_jacobians(params, trace)
    for t, b in ((0, 1), (4, 2)):
        state = np.array([trace.hs[t, b], trace.cs[t, b]] if cell is lstm else trace.hs[t, b])
        assert J.shape == (7, 5, state.size, state.size)
        for i, row in enumerate(J[t, b]):

            def part(s, t=t, b=b, i=i):
                return np.array(cell.step(params, trace.xs[t, b], s)).ravel()[i]

            np.testing.assert_allclose(row, gradients.complex_step(part, state).ravel(), rtol=1e-12, atol=1e-15)


@every_cell
def test_products_of_step_jacobians_carry_the_gradient(name):
    cell, params, trace, dhs, _ = run(name, T=12)
    dhs[:-1] = 0
    grads = cell.backward(params, trace, dhs)
    products = gradients.jacobian_products(cell.step_jacobians(params, trace))
    H = dhs.shape[2]
    by_h = np.einsum("bi,tbij->tbj", dhs[-1], products[:, :, :H, :H])
    np.testing.assert_allclose(by_h, grads.total, rtol=1e-10, atol=1e-14)


def test_slopes_of_each_activation():
    hs = np.array([-0.5, 0.0, 0.25])
    params = problem("tanh", H=3)[1]
    expected = {"tanh": [0.75, 1.0, 0.9375], "relu": [0.0, 0.0, 1.0], "identity": [1.0, 1.0, 1.0]}
    for activation, slopes in expected.items():
        for shape in ((3,), (1, 3), (1, 1, 3)):
            found = rnn.slopes(params._replace(activation=activation), hs.reshape(shape))
            np.testing.assert_array_equal(found, np.reshape(slopes, shape))
            assert found.dtype == float


def test_the_logistic_function():
    a = np.linspace(-30, 30, 61)
    expected = sigma(a)
    np.testing.assert_allclose(gates.logistic(a), expected, rtol=1e-15)
    assert gates.logistic(a, out=a) is a
    np.testing.assert_allclose(a, expected, rtol=1e-15)


def test_an_output_gate_that_is_exactly_shut_lets_nothing_through():
    """Where o is 0, tanh c cannot be read off h = o tanh c: the slopes must come out 0, not 0/0."""
    cell, params, xs, state0, dhs = problem("lstm")
    params = params._replace(b_h=np.append(params.b_h[:-6], [-800, -800, -800, 0, 0, 0]))  # σ(−800) is 0 in float64
    grads = cell.backward(params, cell.forward(params, xs, state0), dhs)
    by_nudges = gradients.central_differences(
        lambda W: (dhs * cell.forward(params._replace(W_hh=W), xs, state0).hs[1:]).sum(), params.W_hh
    )
    np.testing.assert_allclose(grads.W_hh, by_nudges, rtol=1e-7, atol=1e-8)
