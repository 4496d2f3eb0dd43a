"""Readout, losses, truncation, clipping, SGD, Adam, learning: each against its definition, for every cell."""

from functools import partial
from itertools import chain, islice
from unittest.mock import Mock

import numpy as np
import pytest
from problems import alone, arrays, every_cell, one_of_each, problem, run, steps_of

from helpers.cells import losses, readout
from helpers.learn import training
from helpers.measure import gradients

RNG = np.random.default_rng(0)
READ, HS = readout.init(RNG, 5, 3)._replace(b_o=RNG.normal(size=3)), RNG.normal(size=(7, 2, 5))
OUTPUTS, WANTED, CLASSES = RNG.normal(size=(7, 2, 3)), RNG.normal(size=(7, 2, 3)), RNG.integers(-1, 3, (7, 2))


def test_the_readout_takes_one_state_a_batch_or_a_run():
    outputs = np.einsum("oh,tbh->tbo", READ.W_ho, HS) + READ.b_o
    for where in (..., 3, (3, 1)):
        np.testing.assert_allclose(readout.forward(READ, HS[where]), outputs[where], rtol=1e-13, strict=True)
    one, batch = (readout.backward(READ, HS[where], OUTPUTS[where]) for where in ((3, 1), (3, [1])))
    for found, expected in zip(one._replace(hs=one.hs[None]), batch):
        np.testing.assert_array_equal(found, expected, strict=True)


@pytest.mark.parametrize(("loss", "targets"), [(losses.squared_error, WANTED), (losses.cross_entropy, CLASSES)])
@pytest.mark.parametrize(("whole", "where"), [(losses.at_every_step, slice(1, None)), (losses.at_final_step, -1)])
def test_a_loss_is_its_definition_and_its_gradients_are_those_of_the_value(whole, where, loss, targets):
    targets, outputs = targets[where], readout.forward(READ, HS[where])
    found = whole(READ, HS, targets, loss)
    if loss is losses.squared_error:
        expected = 0.5 * ((outputs - targets) ** 2).sum() / 2
    else:
        probabilities = np.exp(outputs) / np.exp(outputs).sum(axis=-1, keepdims=True)
        expected = -np.log(np.take_along_axis(probabilities, targets[..., None], -1)[targets >= 0]).sum() / 2
    assert isinstance(found.value, float) and found.value == pytest.approx(expected, rel=1e-13)
    by_states = gradients.complex_step(lambda hs: whole(READ, hs, targets, loss).value, HS)
    np.testing.assert_allclose(found.dhs, by_states[1:], rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(found.readout.hs, found.dhs[-1] if where == -1 else found.dhs)
    for name, W in READ._asdict().items():
        f = lambda W, name=name: whole(READ._replace(**{name: W}), HS, targets, loss).value
        by_weights = gradients.complex_step(f, W)
        np.testing.assert_allclose(getattr(found.readout, name), by_weights, rtol=1e-12, atol=1e-15)
    assert whole(READ, HS.astype(np.float32), targets, loss).dhs.dtype == float  # one float64 is enough


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_cross_entropy_of_the_certain_and_of_nothing(dtype):
    loud = np.array([[1e4, 0.0, -1e4]], dtype)
    for right, expected in ((0, 0), (1, 1e4), (2, 2e4), (-1, 0)):
        value, d_outputs = losses.cross_entropy(loud, np.array([right], np.int8))
        assert str(value) == str(float(expected)) and d_outputs.dtype == dtype and d_outputs.any() == (right > 0)
    beside = np.repeat(loud[:, :2].T, 8, axis=1)  # a loud sequence and a silent one
    value, _ = losses.cross_entropy(beside, np.array([3, 3], np.uint8))
    assert value == pytest.approx(np.log(8), rel=1e-15 if dtype is np.float64 else 1e-7)
    assert str(losses.cross_entropy(np.zeros((2, 1)), np.zeros(2, int))[0]) == "0.0"  # never −0.0


@pytest.mark.parametrize(("length", "every"), [(1, 1), (3, 1), (3, 2), (4, 4), (7, 1), (7, 7), (50, 1), (50, 50)])
@every_cell
def test_truncated_keeps_the_losses_from_what_is_too_far_back(name, length, every):
    """Window by window: each takes the losses that none before it had; the state is carried on, the gradient is not."""
    cell, params, trace, whole, _ = run(name)
    for dhs in (whole, alone(whole, 5), 0 * whole):  # a window without a loss is left out
        found, done, expected = training.truncated(params, trace, dhs, length, every, cell), 0, []
        for start in range(0, len(dhs), every):  # the last window may be shorter
            end = min(start + length, len(dhs))
            own = np.where(np.arange(start, end)[:, None, None] >= done, dhs[start:end], 0)
            expected.append(cell.backward(params, steps_of(trace, start, end), own))
            done = end
        assert type(found) is type(params)
        for key, array in training.weights(found).items():
            summed = sum(getattr(each, key) for each in expected)
            np.testing.assert_allclose(array, summed, rtol=1e-11, atol=1e-13, err_msg=key)


@pytest.mark.parametrize(("rule", "rate", "more"), [
    ("SGD", 0.5, {}), ("SGD", 0.0, {}), ("Adam", 0.03, {}), ("Adam", 0.0, {}),
    ("Adam", 0.03, {"betas": (0.5, 0.9), "eps": 0.1})])  # fmt: skip
@pytest.mark.parametrize("name", ["relu", "gru before"])
def test_sgd_and_adam_are_pytorchs_make_new_weights_and_leave_what_is_given(name, rule, rate, more):
    torch, (_, params, *_), moments = pytest.importorskip("torch"), problem(name), None
    theirs = {key: torch.tensor(array) for key, array in training.weights(params).items()}
    optimizer = getattr(torch.optim, rule)(theirs.values(), lr=rate, **more)
    for n in (1, 2, 3):
        for tensor in theirs.values():
            tensor.grad = torch.from_numpy(RNG.normal(size=tensor.shape))
        optimizer.step()
        before, grads = params, params._replace(**{key: tensor.grad.numpy() for key, tensor in theirs.items()})
        for part in (training.weights(params), *(moments[1:] if moments else [])):
            for array in part.values():
                array.flags.writeable = False
        if rule == "SGD":
            params = training.sgd(params, grads, rate)
        else:
            params, moments = training.adam(params, grads, moments, rate, **more)
        assert params[-1] == name.split()[-1] and (rule == "SGD" or moments.updates == n)
        for key, tensor in theirs.items():
            np.testing.assert_allclose(getattr(params, key), tensor.numpy(), rtol=1e-12 if rule == "Adam" else 0)
            assert not np.shares_memory(getattr(params, key), getattr(before, key))


@pytest.mark.parametrize(("dtype", "scale"), [
    (float, 1), (float, 1e200), (float, 1e-200), (np.float32, 1), (np.float32, 1e30), (np.float32, 1e-22)])  # fmt: skip
def test_clipping_keeps_the_direction_whatever_the_scale_and_leaves_small_gradients_alone(dtype, scale):
    """No square may over- or underflow, or an exploded gradient would be clipped to nothing, and nobody would know."""
    flat = (-abs(RNG.normal(size=20)) * scale).astype(dtype)  # no sign may count, nor an array that is zero
    flat[18:] = 0
    both = [readout.Gradients(half[:8].reshape(2, 4), half[8:], None) for half in np.split(flat, 2)]
    norm, rtol = training.global_norm(*both), 1e-13 if dtype is float else 1e-6
    assert isinstance(norm, float) and norm / scale == pytest.approx(np.linalg.norm(flat / scale), rel=rtol)
    for threshold in (0.25 * scale, norm, 2 * norm, dtype(np.inf)):
        cut = [array for each in training.clip(threshold, *both) for array in training.weights(each).values()]
        expected = flat / norm * threshold if threshold < norm else flat
        np.testing.assert_allclose(np.concatenate(cut, axis=None), expected, rtol=rtol if threshold < norm else 0)
    zero = readout.Gradients(np.zeros((2, 4)), np.zeros(2), None)
    assert training.global_norm(zero) == training.global_norm() == 0 and not training.clip(1.0, zero)[0].W_ho.any()


def by_hand(nets, batches, loss, cell, rule="sgd", threshold=np.inf, length=7):
    """What `learn` should yield at a rate of 0.2, written out; `nets` are the params and the readout."""
    memories, (rate, eps) = [None, None], np.array([0.2, 1e-8])  # NumPy's scalars: they must leave float32 as it is
    for xs, targets in batches:
        trace = cell.forward(nets[0], xs)
        found = loss(nets[1], trace.hs, targets)
        grads = training.truncated(nets[0], trace, found.dhs, length, 1, cell), found.readout
        clipped = training.clip(threshold, *grads)
        if rule == "adam":
            nets, memories = zip(*(training.adam(*each, rate, eps=eps) for each in zip(nets, clipped, memories)))
        else:
            nets = [training.sgd(*each, rate) for each in zip(nets, clipped)]
        yield training.Update(*nets, found.value, training.global_norm(*grads))


@pytest.mark.parametrize("more", [{}, {"rule": "adam"}, {"threshold": 0.05}, {"length": 3},
                                  {"rule": "adam", "threshold": np.float64(0.1), "length": 2}])  # fmt: skip
@pytest.mark.parametrize(("whole", "where"), [(losses.at_every_step, ...), (losses.at_final_step, -1)])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@one_of_each
def test_learning_is_the_loop_written_out_takes_no_batch_more_and_stays_float32(name, dtype, whole, where, more):
    cell, params, xs, _, _ = problem(name, dtype=dtype)
    rng, loss = np.random.default_rng(3), partial(whole, loss=losses.cross_entropy)
    read = readout.init(rng, 6, 4, dtype)
    batches = [(rng.normal(size=xs.shape).astype(dtype), rng.integers(0, 4, xs.shape[:2])[where]) for _ in range(4)]
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
    interrupt = Mock(side_effect=KeyboardInterrupt)
    for n, then in ((0, ""), (60, ""), (0, "!"), (1, "!"), (7, "!")):
        *nets, history = training.train(params, read, xs, targets, 0.3, chain(range(n), map(interrupt, then)), cell)
        assert history.tolist() == [update.loss for update in updates[:n]]
        for net, expected in zip(nets, updates[n - 1][:2] if n else (params, read), strict=True):
            for key, array in arrays(expected).items():
                np.testing.assert_array_equal(getattr(net, key), array)
