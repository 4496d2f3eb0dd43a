"""Truncation, clipping, Adam, learning: each against its definition, against every cell, against PyTorch."""

import numpy as np
import pytest
from problems import alone, arrays, every_cell, one_of_each, problem, run, steps_of

from helpers.cells import losses, readout
from helpers.learn import training


@pytest.mark.parametrize(("length", "every"), [(1, 1), (3, 1), (3, 2), (4, 4), (7, 1), (7, 7), (50, 1), (50, 50)])
@every_cell
def test_truncated_keeps_the_losses_from_what_is_too_far_back(name, length, every):
    """Window by window: the state is carried from one to the next, the gradient is not.

    A window has `length` steps and the losses that no window before it had: every=1 is the band k − t < length.
    """
    cell, params, trace, whole, _ = run(name)
    for dhs in (whole, alone(whole, 5), 0 * whole):  # a window without a loss is left out
        done, expected = 0, []
        for start in range(0, len(dhs), every):  # the last window may be shorter
            end = min(start + length, len(dhs))
            own = np.where(np.arange(start, end)[:, None, None] >= done, dhs[start:end], 0)
            expected.append(training.weights(cell.backward(params, steps_of(trace, start, end), own)))
            done = end
        found = training.truncated(params, trace, dhs, length, every, cell)
        assert type(found) is type(params)
        for key, array in training.weights(found).items():
            np.testing.assert_allclose(array, sum(each[key] for each in expected), rtol=1e-11, atol=1e-13, err_msg=key)


@pytest.mark.parametrize(("betas", "eps", "more"), [
    ((0.9, 0.999), 1e-8, {}), ((0.5, 0.9), 0.1, {"betas": (0.5, 0.9), "eps": 0.1})])  # PyTorch's defaults, and others
def test_adam_is_its_definition(betas, eps, more):
    """Algorithm 1 of Kingma & Ba, written out for each weight; what is given stays as it was."""
    params = problem("gru after")[1]
    rng, moments, W = np.random.default_rng(1), None, training.weights(params)
    mean, square = dict.fromkeys(W, 0), dict.fromkeys(W, 0)
    for n in (1, 2, 3):
        grads = params._replace(**{key: rng.normal(size=array.shape) for key, array in W.items()})
        given = [] if moments is None else [*moments.means.values(), *moments.squares.values()]
        before = [array.copy() for array in given]
        np.testing.assert_array_equal(training.adam(params, grads, moments, 0)[0].W_hh, params.W_hh)
        params, moments = training.adam(params, grads, moments, 0.03, **more)
        for array, old in zip(given, before, strict=True):
            np.testing.assert_array_equal(array, old)
        for key, g in training.weights(grads).items():
            mean[key] = betas[0] * mean[key] + (1 - betas[0]) * g
            square[key] = betas[1] * square[key] + (1 - betas[1]) * g**2
            step = mean[key] / (1 - betas[0] ** n) / (np.sqrt(square[key] / (1 - betas[1] ** n)) + eps)
            W[key] = W[key] - 0.03 * step
            np.testing.assert_allclose(getattr(params, key), W[key], rtol=1e-12)
        assert (moments.updates, params.reset) == (n, "after")


def test_clipping_keeps_the_direction_and_leaves_small_gradients_alone():
    grads, read_grads = run("gru after").grads, readout.init(np.random.default_rng(0), 5, 2)
    norm = training.global_norm(grads, read_grads)
    flat = np.concatenate([array.ravel() for each in (grads, read_grads) for array in training.weights(each).values()])
    assert isinstance(norm, float) and norm == pytest.approx(np.linalg.norm(flat), rel=1e-14)
    for each, cut in zip((grads, read_grads), training.clip(0.25, grads, read_grads), strict=True):
        for key, array in training.weights(each).items():
            np.testing.assert_allclose(getattr(cut, key), array * 0.25 / norm, rtol=1e-13)
    for threshold in (norm, 2 * norm, np.inf, np.float32(np.inf)):
        np.testing.assert_array_equal(training.clip(threshold, grads, read_grads)[0].W_hh, grads.W_hh)
    zero = grads._replace(**{key: 0 * array for key, array in training.weights(grads).items()})
    assert training.global_norm(zero) == training.global_norm() == 0
    assert not training.clip(1.0, zero)[0].W_hh.any()


@pytest.mark.parametrize(("dtype", "scale"), [(float, 1e200), (float, 1e-200), (np.float32, 1e30), (np.float32, 1e-22)])
def test_no_square_over_or_underflows(dtype, scale):
    """Or an exploded gradient would be clipped to nothing, and nobody would know."""
    grads = readout.Gradients(np.array([[3 * scale]], dtype), np.array([4 * scale], dtype), None)
    assert training.global_norm(grads) == pytest.approx(5 * scale, rel=1e-6)
    clipped = training.clip(scale / 2, grads)[0]
    np.testing.assert_allclose([clipped.W_ho[0, 0] / scale, clipped.b_o[0] / scale], [0.3, 0.4], rtol=1e-6)


def by_hand(cell, params, read, batches, rate, loss=losses.at_final_step, rule="sgd", threshold=np.inf, length=None):
    """What `learn` should yield, written out."""
    memories = [None, None]
    for xs, targets in batches:
        trace = cell.forward(params, xs)
        found = loss(read, trace.hs, targets)
        if length is None:
            grads = cell.backward(params, trace, found.dhs)
        else:
            grads = training.truncated(params, trace, found.dhs, length, 1, cell)
        norm = training.global_norm(grads, found.readout)
        both = []
        for k, (each, g) in enumerate(zip((params, read), training.clip(threshold, grads, found.readout))):
            moved = training.sgd(each, g, rate)
            if rule == "adam":
                moved, memories[k] = training.adam(each, g, memories[k], rate)
            both.append(moved)
        params, read = both
        yield params, read, found.value, norm


@pytest.mark.parametrize("more", [{}, {"rule": "adam"}, {"threshold": 0.05}, {"length": 3},
                                  {"rule": "adam", "threshold": 0.1, "length": 2}])  # fmt: skip
@one_of_each
def test_learning_is_the_loop_written_out(name, more):
    cell, params, xs, _, _ = problem(name)
    rng = np.random.default_rng(3)
    read = readout.init(rng, 6, 4)
    batches = [(rng.normal(size=xs.shape), rng.integers(0, 4, xs.shape[:2])) for _ in range(4)]

    def loss(read, hs, classes):
        return losses.at_every_step(read, hs, classes, losses.cross_entropy)

    found = list(training.learn(params, read, iter(batches), 0.2, loss, cell, **more))
    expected = list(by_hand(cell, params, read, batches, 0.2, loss, **more))
    assert len(found) == 4
    for update, (net, its_read, value, norm) in zip(found, expected, strict=True):
        assert (update.loss, update.norm) == (value, norm)
        for key, array in (arrays(net) | arrays(its_read)).items():
            np.testing.assert_array_equal((arrays(update.params) | arrays(update.readout))[key], array, err_msg=key)
    assert more != {"threshold": 0.05} or all(update.norm > 0.05 for update in found), "nothing was clipped"


@pytest.mark.parametrize("rule", ["sgd", "adam"])
def test_learning_stops_when_you_like_takes_no_batch_more_and_stays_float32(rule):
    cell, params, xs, _, _ = problem("lstm", dtype=np.float32)
    read, given = readout.init(np.random.default_rng(0), 6, 2, np.float32), []

    def endless():
        while True:
            given.append(xs)
            yield xs, np.zeros((5, 2), np.float32)

    more = {"cell": cell, "rule": rule, "threshold": np.float64(0.01)}
    for update in training.learn(params, read, endless(), np.float64(0.1), **more):
        for array in (*arrays(update.params).values(), *arrays(update.readout).values()):
            assert array.dtype == np.float32
        if len(given) == 3:
            break
    assert len(given) == 3
    assert list(training.learn(params, read, [], 0.1, cell=cell)) == []


@one_of_each
def test_train_is_the_loop_of_learn(name):
    cell, params, xs, _, _ = problem(name)
    read, targets = readout.init(np.random.default_rng(0), 6, 1), np.sign(xs[0, :, :1])
    trained, trained_read, history = training.train(params, read, xs, targets, 0.3, range(60), cell=cell)
    assert history.shape == (60,) and history[-1] < 0.7 * history[0]
    updates = list(training.learn(params, read, [(xs, targets)] * 60, 0.3, cell=cell))
    np.testing.assert_array_equal(history, [update.loss for update in updates])
    np.testing.assert_array_equal(trained.W_hh, updates[-1].params.W_hh)
    np.testing.assert_array_equal(trained_read.W_ho, updates[-1].readout.W_ho)


def test_training_that_is_interrupted_keeps_what_it_learned():
    _, params, xs, _, _ = problem("tanh")
    read, targets = readout.init(np.random.default_rng(0), 6, 1), xs[0, :, :1]

    def interrupted(after):
        yield from range(after)
        raise KeyboardInterrupt

    for after in (0, 1, 7):
        found = training.train(params, read, xs, targets, 0.1, interrupted(after))
        expected = training.train(params, read, xs, targets, 0.1, range(after))
        np.testing.assert_array_equal(found[0].W_hh, expected[0].W_hh)
        np.testing.assert_array_equal(found[1].W_ho, expected[1].W_ho)
        assert found[2].tolist() == expected[2].tolist()
        assert len(found[2]) == after
