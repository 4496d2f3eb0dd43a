"""What holds for every cell: forward is the loop of steps, ledgers add up, Jacobians carry the gradient."""

import numpy as np
import pytest
from problems import arrays, every_cell, problem, run, states_of, steps_of

from helpers.cells import lstm, mingru
from helpers.learn import training
from helpers.measure import gradients

all_sizes = pytest.mark.parametrize("sizes", [(1, 1, 1, 1), (2, 1, 3, 4), (9, 5, 1, 6), (30, 4, 3, 8), (9, 40, 5, 100)])


@all_sizes
@every_cell
def test_forward_is_the_loop_of_steps_and_a_step_takes_a_sequence_alone(name, sizes):
    """That a step is the cell's formula is PyTorch's to say, in test_proofs.py."""
    cell, params, xs, state, _ = problem(name, *sizes)
    trace = cell.forward(params, xs, state)
    assert trace.xs is xs
    for x, found in zip(xs, states_of(trace)[1:]):
        alone, state = cell.step(params, x[0], state[..., 0, :]), np.array(cell.step(params, x, state))
        assert (np.linalg.norm(found - state, axis=-1) <= 1e-14 * np.linalg.norm(state, axis=-1)).all()
        np.testing.assert_allclose(np.array(alone), state[..., 0, :], rtol=1e-12, atol=1e-15)


def given_to(name, *sizes, **more):
    """A cell and what its passes are given: params, and {name: array}, those of params and of the state among them."""
    cell, params, xs, state0, dhs = problem(name, *sizes, **more)
    state0 = dict(zip("hc", state0.reshape(-1, *dhs.shape[1:])))
    return cell, params, training.weights(params) | {"xs": xs, "dhs": dhs} | state0


def passes(cell, params, given):
    """All that the passes give, {name: array}: of the forward pass and a step, and of what depends on dhs too."""
    params = params._replace(**{key: given[key] for key in training.weights(params)})
    state0 = [given["h"], given["c"]] if "c" in given else given["h"]  # any pair will do
    xs, dhs = given["xs"], given["dhs"]
    trace = cell.forward(params, xs, state0)
    grads = cell.backward(params, trace, dhs)
    forward = {key: array for key, array in arrays(trace).items() if key != "xs"}  # they are handed on
    forward["jacobians"] = cell.step_jacobians(params, trace)
    if len({array.dtype for array in given.values()}) == 1:  # among others a step rounds where a run does not
        forward["step"] = np.array(cell.step(params, xs[0], state0))
    cut = arrays(training.truncated(params, trace, dhs, 2, 1, cell))
    backward = arrays(grads) | {f"cut {key}": array for key, array in cut.items()}
    ledger, blame = gradients.ledger(trace, grads.deltas), gradients.blame(params, trace, dhs, cell)
    return forward, backward | {"ledger": ledger, "blame": blame}


@every_cell
def test_one_float64_argument_makes_the_run_float64_and_none_leaves_it_float32(name):
    cell, params, given = given_to(name, 3, 2, 5, 4)
    for doubles in ([], *([key] for key in given), *([other for other in given if other != key] for key in given)):
        mixture = {key: array.astype(float if key in doubles else np.float32) for key, array in given.items()}
        exactly = passes(cell, params, {key: array.astype(float) for key, array in mixture.items()})
        wide = (set(doubles) - {"dhs"}, doubles)  # what makes the forward pass float64, and the backward pass
        tolerance = {"rtol": 1e-9, "atol": 1e-11} if wide[0] else {"rtol": 2e-3, "atol": 2e-4}
        for found, exact, double in zip(passes(cell, params, mixture), exactly, wide):
            for key, array in found.items():
                assert array.dtype == (float if double else np.float32), (key, doubles)
                np.testing.assert_allclose(array, exact[key], **tolerance, err_msg=f"{key}, {doubles}")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["lstm", "gru after", "gru before", "mingru"])
def test_gates_that_are_shut_or_open_beyond_all_digits_say_so_without_a_warning(name, dtype):
    cell, params, given = given_to(name, dtype=dtype)
    forward, backward = passes(cell, params, given | {"W_ih": given["W_ih"] * dtype(1e5)})
    assert [key for key, array in (forward | backward).items() if not np.isfinite(array).all()] == []
    assert (forward["gates"] == 0).any()  # tanh c cannot be read off h = o tanh c then
    h, *_ = forward["step"].reshape(-1, *given["h"].shape)
    np.testing.assert_allclose(forward["hs"][1], h, rtol=1e-5)


@every_cell
def test_results_are_fresh_and_repeat(name):
    cell, params, given = given_to(name)
    one, two = (forward | backward for forward, backward in (passes(cell, params, given) for _ in range(2)))
    for key, array in one.items():
        assert not any(np.shares_memory(array, other) for other in (*two.values(), *given.values())), key
        np.testing.assert_array_equal(array, two[key])


@every_cell
def test_the_sequences_of_a_batch_make_up_the_whole(name):
    """Each is a Trace or Gradients of its own; the weights' gradients are sums over the batch, and the same for all."""
    _, params, trace, dhs, grads = run(name)
    for whole in (trace, grads):
        parts = [whole.of(b) for b in range(dhs.shape[1])]
        assert {type(part) for part in parts} == {type(whole)}
        for key, array in arrays(whole).items():
            found = [arrays(part)[key] for part in parts]
            together = found[0] if key in params._fields else np.stack(found, axis=0 if "state0" in key else 1)
            np.testing.assert_array_equal(together, array, err_msg=key)


@all_sizes
@every_cell
def test_the_ledger_sums_to_the_gradient(name, sizes):
    cell, params, trace, dhs, grads = run(name, *sizes)
    entries, of = gradients.ledger(trace, grads.deltas), "W_ih" if cell is mingru else "W_hh"
    assert entries.shape == (len(dhs), *getattr(params, of).shape)
    assert np.linalg.norm(entries.sum(axis=0) - getattr(grads, of)) <= 1e-12 * np.linalg.norm(getattr(grads, of))
    for t in {0, len(dhs) - 1} if cell is not lstm else ():  # what comes back through c_t is in no immediate gradient
        alone = cell.backward(params, steps_of(trace, t, t + 1), grads.total[t + 1 : t + 2])
        np.testing.assert_allclose(entries[t], getattr(alone, of), rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("T", [1, 2, 3, 7, 8, 9, 100])
def test_the_scan_is_the_loop_in_log_2_of_its_steps(T):
    rng = np.random.default_rng(T)
    for kept in (rng.random((T, 2, 3)), 0.9 * np.exp(1j * rng.uniform(0, 6, (T, 2))), rng.random(T).astype(np.float32)):
        added = rng.normal(size=kept.shape).astype(kept.dtype)
        hs, n_passes = mingru.scan(kept, added)
        assert n_passes == np.ceil(np.log2(T)) and hs.dtype == kept.dtype and not np.shares_memory(hs, added)
        before = np.concatenate([0 * hs[:1], hs[:-1]])
        np.testing.assert_allclose(hs, kept * before + added, rtol=0, atol=8 * np.finfo(kept.dtype).eps)


@every_cell
def test_step_jacobians_are_the_derivatives_of_a_step_and_their_products_carry_the_gradient(name):
    cell, params, trace, dhs, _ = run(name, T=12)
    J, states, H = cell.step_jacobians(params, trace), states_of(trace), dhs.shape[2]
    for t, b in ((0, 1), (4, 2)):
        state = states[t][..., b, :]
        assert J.shape == (12, 5, state.size, state.size)
        for i, row in enumerate(J[t, b]):
            part = lambda s, t=t, b=b, i=i: np.array(cell.step(params, trace.xs[t, b], s)).ravel()[i]
            np.testing.assert_allclose(row, gradients.complex_step(part, state).ravel(), rtol=1e-12, atol=1e-15)
    dhs[:-1] = 0
    by_h = np.einsum("bi,tbij->tbj", dhs[-1], gradients.jacobian_products(J)[:, :, :H, :H])
    np.testing.assert_allclose(by_h, cell.backward(params, trace, dhs).total, rtol=1e-10, atol=1e-14)
