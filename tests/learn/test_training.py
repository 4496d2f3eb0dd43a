"""Truncation, clipping, SGD, Adam, learning: each against its definition, for every cell."""

from functools import partial
from itertools import islice

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


@pytest.mark.parametrize("rate", [0.5, 0.0])
def test_sgd_moves_every_weight_against_its_gradient_and_makes_new_ones(rate):
    _, params, _, _, grads = run("relu")
    moved = training.sgd(params, grads, rate)
    assert moved.activation == "relu"
    for name, old in training.weights(params).items():
        np.testing.assert_array_equal(getattr(moved, name), old - rate * getattr(grads, name))
        assert not np.shares_memory(getattr(moved, name), old)


@pytest.mark.parametrize("more", [{}, {"betas": (0.5, 0.9), "eps": 0.1}])
def test_adam_is_its_definition(more):
    """Algorithm 1 of Kingma & Ba, written out for each weight, PyTorch's defaults; what is given stays as it was."""
    params, moments, rng = problem("gru after")[1], None, np.random.default_rng(1)
    (first, second), eps = more.get("betas", (0.9, 0.999)), more.get("eps", 1e-8)
    W, mean, square = training.weights(params), dict.fromkeys(params._fields, 0), dict.fromkeys(params._fields, 0)
    for n in (1, 2, 3):
        grads = params._replace(**{key: rng.normal(size=array.shape) for key, array in W.items()})
        given = [*moments.means.values(), *moments.squares.values()] if moments else []
        for array in (*given, *training.weights(params).values()):
            array.flags.writeable = False
        np.testing.assert_array_equal(training.adam(params, grads, moments, 0)[0].W_hh, params.W_hh)
        params, moments = training.adam(params, grads, moments, 0.03, **more)
        for key, g in training.weights(grads).items():
            mean[key] = first * mean[key] + (1 - first) * g
            square[key] = second * square[key] + (1 - second) * g**2
            W[key] = W[key] - 0.03 * mean[key] / (1 - first**n) / (np.sqrt(square[key] / (1 - second**n)) + eps)
            np.testing.assert_allclose(getattr(params, key), W[key], rtol=1e-12)
        assert (moments.updates, params.reset) == (n, "after")


def test_clipping_keeps_the_direction_and_leaves_small_gradients_alone():
    both = run("gru after").grads, readout.init(np.random.default_rng(0), 5, 2)
    norm = training.global_norm(*both)
    flat = np.concatenate([array.ravel() for each in both for array in training.weights(each).values()])
    assert isinstance(norm, float) and norm == pytest.approx(np.linalg.norm(flat), rel=1e-14)
    for threshold in (0.25, norm, 2 * norm, np.inf, np.float32(np.inf)):
        for each, cut in zip(both, training.clip(threshold, *both), strict=True):
            for key, array in training.weights(each).items():
                expected = array * threshold / norm if threshold < norm else array
                np.testing.assert_allclose(getattr(cut, key), expected, rtol=1e-13 if threshold < norm else 0)
    zero = both[1]._replace(W_ho=0 * both[1].W_ho)
    assert training.global_norm(zero) == training.global_norm() == 0
    assert not training.clip(1.0, zero)[0].W_ho.any()


@pytest.mark.parametrize(("dtype", "scale"), [(float, 1e200), (float, 1e-200), (np.float32, 1e30), (np.float32, 1e-22)])
def test_no_square_over_or_underflows(dtype, scale):
    """Or an exploded gradient would be clipped to nothing, and nobody would know."""
    grads = readout.Gradients(np.array([[3 * scale]], dtype), np.array([4 * scale], dtype), None)
    assert training.global_norm(grads) == pytest.approx(5 * scale, rel=1e-6)
    clipped = training.clip(scale / 2, grads)[0]
    np.testing.assert_allclose([clipped.W_ho[0, 0] / scale, clipped.b_o[0] / scale], [0.3, 0.4], rtol=1e-6)


def by_hand(nets, batches, loss, cell, rule="sgd", threshold=np.inf, length=7):
    """What `learn` should yield at a rate of 0.2, written out; `nets` are the params and the readout."""
    memories = [None, None]
    for xs, targets in batches:
        trace = cell.forward(nets[0], xs)
        found = loss(nets[1], trace.hs, targets)
        grads = training.truncated(nets[0], trace, found.dhs, length, 1, cell), found.readout
        clipped = training.clip(threshold, *grads)
        if rule == "adam":
            nets, memories = zip(*(training.adam(*each, 0.2) for each in zip(nets, clipped, memories)))
        else:
            nets = [training.sgd(*each, 0.2) for each in zip(nets, clipped)]
        yield training.Update(*nets, found.value, training.global_norm(*grads))


@pytest.mark.parametrize("more", [{}, {"rule": "adam"}, {"threshold": 0.05}, {"length": 3},
                                  {"rule": "adam", "threshold": np.float64(0.1), "length": 2}])  # fmt: skip
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@one_of_each
def test_learning_is_the_loop_written_out_takes_no_batch_more_and_stays_float32(name, dtype, more):
    cell, params, xs, _, _ = problem(name, dtype=dtype)
    rng, loss = np.random.default_rng(3), partial(losses.at_every_step, loss=losses.cross_entropy)
    read = readout.init(rng, 6, 4, dtype)
    batches = [(rng.normal(size=xs.shape).astype(dtype), rng.integers(0, 4, xs.shape[:2])) for _ in range(4)]
    asked = iter([*batches, "one that nobody asks for"])
    found = list(islice(training.learn(params, read, asked, np.float64(0.2), loss, cell, **more), 4))
    assert len(list(asked)) == 1
    for update, expected in zip(found, by_hand((params, read), batches, loss, cell, **more), strict=True):
        assert (update.loss, update.norm) == (expected.loss, expected.norm)
        for key, array in arrays(expected).items():
            np.testing.assert_array_equal(arrays(update)[key], array, err_msg=key)
            assert arrays(update)[key].dtype == dtype
    assert more != {"threshold": 0.05} or all(update.norm > 0.05 for update in found), "nothing was clipped"


@one_of_each
def test_train_is_the_loop_of_learn_and_keeps_what_it_learned_when_it_is_interrupted(name):
    cell, params, xs, _, _ = problem(name)
    read, targets = readout.init(np.random.default_rng(0), 6, 1), np.sign(xs[0, :, :1])
    updates = list(training.learn(params, read, [(xs, targets)] * 60, 0.3, cell=cell))
    assert updates[-1].loss < 0.7 * updates[0].loss

    def interrupted(after):
        yield from range(after)
        raise KeyboardInterrupt

    for after in (0, 1, 7, 60):
        reached = updates[after - 1] if after else training.Update(params, read, None, None)
        for times in (range(after), interrupted(after)):
            *nets, history = training.train(params, read, xs, targets, 0.3, times, cell=cell)
            assert history.tolist() == [update.loss for update in updates[:after]]
            for net, expected in zip(nets, reached):
                for key, array in arrays(expected).items():
                    np.testing.assert_array_equal(getattr(net, key), array)
