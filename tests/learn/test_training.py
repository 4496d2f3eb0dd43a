"""Truncation, clipping, Adam, learning: each against its definition, against every cell, against PyTorch."""

import numpy as np
import pytest
from problems import alone, arrays, every_cell, of_ledger, one_of_each, problem, run, steps_of

from helpers.cells import gru, losses, lstm, readout
from helpers.learn import tasks, training
from helpers.measure import gradients


def entries_of_each_loss(cell, params, trace, dhs):
    """What the loss at step k (rows) brings to dL/dW_hh (or what the ledger is of) at each step t: (T, T, K·H, H)."""
    each = (cell.backward(params, trace, alone(dhs, k)).deltas for k in range(1, len(dhs) + 1))
    return np.stack([gradients.ledger(trace, deltas) for deltas in each])


@pytest.mark.parametrize("every", [1, 2, "length"])
@pytest.mark.parametrize("length", [1, 3, 4, 7, 50])
@every_cell
def test_truncated_keeps_the_losses_from_what_is_too_far_back(name, length, every):
    """From the ledgers of single losses: with every=1 the band k − t < length, with every=length pieces, or between."""
    cell, params, trace, dhs, _ = run(name)
    every = length if every == "length" else every
    T = len(dhs)
    if every > length:
        return
    entries = entries_of_each_loss(cell, params, trace, dhs)
    kept, done = np.zeros((T, T), bool), 0
    for start in range(0, T, every):  # each window's losses, with its steps; the last window may be shorter
        end = min(start + length, T)
        kept[done:end, start:end] = True
        done = end
    if every == 1 and length < T:
        k, t = np.indices((T, T))
        np.testing.assert_array_equal(kept & (t <= k), (k - t < length) & (t <= k))
    found = training.truncated(params, trace, dhs, length, every, cell)
    assert type(found) is type(params)
    np.testing.assert_allclose(of_ledger(found), entries[kept].sum(axis=0), rtol=1e-11, atol=1e-13)


@one_of_each
def test_truncated_over_the_whole_run_is_not_truncated(name):
    cell, params, trace, dhs, grads = run(name)
    for length, every in ((7, 1), (7, 7), (7, 3), (100, 1), (100, 100)):
        found = training.truncated(params, trace, dhs, length, every, cell)
        for key, array in training.weights(found).items():
            np.testing.assert_allclose(array, getattr(grads, key), rtol=1e-12, atol=1e-14, err_msg=key)


@one_of_each
def test_truncated_to_pieces_is_a_backward_pass_for_each_piece(name):
    """The state is carried from piece to piece, the gradient is not."""
    cell, params, trace, dhs, _ = run(name, T=9)
    found, expected = training.truncated(params, trace, dhs, 3, 3, cell), {}
    for start in (0, 3, 6):
        piece = cell.backward(params, steps_of(trace, start, start + 3), dhs[start : start + 3])
        for key, array in training.weights(piece).items():
            expected[key] = expected.get(key, 0) + array
    for key, array in training.weights(found).items():
        np.testing.assert_allclose(array, expected[key], rtol=1e-11, atol=1e-13, err_msg=key)


@one_of_each
def test_truncated_where_only_some_steps_have_a_loss(name):
    cell, params, trace, dhs, _ = run(name)
    for length, every in ((2, 1), (3, 3)):
        whole = training.truncated(params, trace, dhs, length, every, cell)
        parts = [training.truncated(params, trace, alone(dhs, k), length, every, cell) for k in range(1, 8)]
        for key, array in training.weights(whole).items():
            summed = sum(getattr(part, key) for part in parts)
            np.testing.assert_allclose(array, summed, rtol=1e-11, atol=1e-13, err_msg=key)
    for length in (2, 100):
        nothing = training.truncated(params, trace, 0 * dhs, length, 1, cell)
        assert not any(array.any() for array in training.weights(nothing).values())


def weights_and_gradients(dtype=np.float64):
    """A net of two parts with its gradients: (params, grads, readout, its grads)."""
    rng = np.random.default_rng(0)
    params, read = gru.init(rng, 3, 5, dtype=dtype), readout.init(rng, 5, 2, dtype)
    draw = lambda each: each._replace(
        **{key: rng.normal(size=array.shape).astype(dtype) for key, array in training.weights(each).items()}
    )
    return params, draw(params), read, draw(read)


@pytest.mark.parametrize("settings", [{}, {"betas": (0.5, 0.9), "eps": 1e-3}])
def test_adam_is_pytorchs(settings):
    torch = pytest.importorskip("torch")
    params, *_ = weights_and_gradients()
    rng, moments = np.random.default_rng(1), None
    tensors = {key: torch.tensor(array, requires_grad=True) for key, array in training.weights(params).items()}
    optimizer = torch.optim.Adam(tensors.values(), lr=0.03, **settings)
    for _ in range(12):
        grads = {key: rng.normal(0, 2, array.shape) for key, array in training.weights(params).items()}
        for key, tensor in tensors.items():
            tensor.grad = torch.from_numpy(grads[key])
        optimizer.step()
        params, moments = training.adam(params, params._replace(**grads), moments, 0.03, **settings)
        for key, tensor in tensors.items():
            expected = tensor.detach().numpy()
            assert np.linalg.norm(getattr(params, key) - expected) <= 1e-12 * np.linalg.norm(expected)
    assert moments.updates == 12


@pytest.mark.parametrize(("betas", "eps"), [((0.9, 0.999), 1e-8), ((0.5, 0.9), 0.1)])
def test_adam_is_its_definition(betas, eps):
    """Three updates of W_hh beside algorithm 1 of Kingma & Ba, written out."""
    params, *_ = weights_and_gradients()
    rng, moments, W, mean, square = np.random.default_rng(1), None, params.W_hh, 0, 0
    for n in (1, 2, 3):
        grads = params._replace(**{key: rng.normal(size=array.shape) for key, array in training.weights(params).items()})
        params, moments = training.adam(params, grads, moments, 0.03, betas, eps)
        mean = betas[0] * mean + (1 - betas[0]) * grads.W_hh
        square = betas[1] * square + (1 - betas[1]) * grads.W_hh**2
        W = W - 0.03 * mean / (1 - betas[0] ** n) / (np.sqrt(square / (1 - betas[1] ** n)) + eps)
        np.testing.assert_allclose(params.W_hh, W, rtol=1e-12)


def test_the_first_step_of_adam_has_the_length_of_the_learning_rate():
    params, grads, *_ = weights_and_gradients()
    before = [array.copy() for array in (*arrays(params).values(), *arrays(grads).values())]
    moved, moments = training.adam(params, grads, None, 0.1)
    for key, array in training.weights(params).items():
        np.testing.assert_allclose(array - getattr(moved, key), 0.1 * np.sign(getattr(grads, key)), rtol=1e-5)
        np.testing.assert_allclose(moments.means[key], 0.1 * getattr(grads, key), rtol=1e-12)
    kept = [array.copy() for array in (moments.means | moments.squares).values()]
    training.adam(moved, grads, moments, 0.1)
    now = *arrays(params).values(), *arrays(grads).values(), *(moments.means | moments.squares).values()
    for array, old in zip(now, before + kept, strict=True):
        np.testing.assert_array_equal(array, old)
    assert moved.reset == params.reset
    np.testing.assert_array_equal(training.adam(params, grads, None, 0)[0].W_hh, params.W_hh)


def test_clipping_is_pytorchs():
    torch = pytest.importorskip("torch")
    _, grads, _, read_grads = weights_and_gradients()
    for threshold in (0.5, 3.0, 100.0):
        clipped = training.clip(threshold, grads, read_grads)
        pairs = [(old, new) for each, cut in zip((grads, read_grads), clipped)
                 for old, new in zip(training.weights(each).values(), training.weights(cut).values())]  # fmt: skip
        tensors = [torch.zeros(old.shape, dtype=torch.float64) for old, _ in pairs]
        for tensor, (old, _) in zip(tensors, pairs):
            tensor.grad = torch.tensor(old)
        norm = torch.nn.utils.clip_grad_norm_(tensors, threshold).item()
        assert training.global_norm(grads, read_grads) == pytest.approx(norm, rel=1e-13)
        for tensor, (_, new) in zip(tensors, pairs):
            np.testing.assert_allclose(new, tensor.grad.numpy(), rtol=3e-6 / norm)  # PyTorch adds 1e-6 to the norm


def test_clipping_keeps_the_direction_and_leaves_small_gradients_alone():
    _, grads, _, read_grads = weights_and_gradients()
    norm = training.global_norm(grads, read_grads)
    flat = np.concatenate([array.ravel() for each in (grads, read_grads) for array in training.weights(each).values()])
    assert isinstance(norm, float)
    assert norm == pytest.approx(np.linalg.norm(flat), rel=1e-14)
    before = grads.W_hh.copy()
    clipped, clipped_read = training.clip(0.25, grads, read_grads)
    assert training.global_norm(clipped, clipped_read) == pytest.approx(0.25, rel=1e-14)
    for each, cut in ((grads, clipped), (read_grads, clipped_read)):
        for key, array in training.weights(each).items():
            np.testing.assert_allclose(getattr(cut, key), array * 0.25 / norm, rtol=1e-13)
    np.testing.assert_array_equal(grads.W_hh, before)
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


def test_float32_stays_float32_through_updates():
    params, grads, *_ = weights_and_gradients(np.float32)
    for rate in (0.1, np.float64(0.1), 1):
        moved, moments = training.adam(params, grads, None, rate)
        moved, moments = training.adam(moved, grads, moments, rate)
        for array in (*training.weights(moved).values(), *moments.means.values(), *moments.squares.values()):
            assert array.dtype == np.float32
    for threshold in (0.5, np.float64(0.5), 100, np.inf):
        for array in training.weights(training.clip(threshold, grads)[0]).values():
            assert array.dtype == np.float32


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


def test_learning_stops_when_you_like_and_takes_no_batch_more():
    cell, params, xs, _, _ = problem("lstm", dtype=np.float32)
    read, given = readout.init(np.random.default_rng(0), 6, 2, np.float32), []

    def endless():
        while True:
            given.append(xs)
            yield xs, np.zeros((5, 2), np.float32)

    more = {"cell": cell, "rule": "adam", "threshold": np.float64(1)}
    for update in training.learn(params, read, endless(), np.float64(0.1), **more):
        for array in (*arrays(update.params).values(), *arrays(update.readout).values()):
            assert array.dtype == np.float32
        if len(given) == 3:
            break
    assert len(given) == 3
    assert list(training.learn(params, read, [], 0.1, cell=cell)) == []


@one_of_each
def test_every_cell_trains_with_train(name):
    cell, params, xs, _, _ = problem(name)
    read, targets = readout.init(np.random.default_rng(0), 6, 1), np.sign(xs[0, :, :1])
    trained, trained_read, history = training.train(params, read, xs, targets, 0.3, range(60), cell=cell)
    assert history[-1] < 0.7 * history[0]
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


def test_an_lstm_learns_what_came_first_and_what_came_second():
    rng = np.random.default_rng(0)
    params, read = lstm.init(rng, 6, 16, chrono=20, dtype=np.float32), readout.init(rng, 16, 4, np.float32)
    batches = (tasks.temporal_order(rng, 20, 32, np.float32) for _ in range(400))

    def loss(read, hs, classes):
        return losses.at_final_step(read, hs, classes, losses.cross_entropy)

    xs, classes = tasks.temporal_order(rng, 20, 500, np.float32)
    for n, update in enumerate(training.learn(params, read, batches, 1e-2, loss, lstm, rule="adam", threshold=1.0)):
        if n % 25 == 24:
            hs = lstm.forward(update.params, xs).hs
            if (readout.forward(update.readout, hs[-1]).argmax(axis=1) == classes).mean() > 0.95:
                break
    else:
        pytest.fail("not learnt within 400 updates")
