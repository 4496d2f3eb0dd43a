"""Learning: W ← W − η dL/dW, for every weight at once, after the backward pass is over."""

from typing import NamedTuple

import numpy as np

from helpers import expect
from helpers.cells import losses, rnn


def weights(params, name="params"):
    """Return the arrays among a NamedTuple's fields that learn, {name: array}: those called W_… and b_…."""
    expect.named_tuple(name, params)
    return {name: value for name, value in params._asdict().items() if name.startswith(("W_", "b_"))}


def sgd(params, grads, learning_rate):
    """Return new parameters, each array moved by −learning_rate times its gradient.

    params is any NamedTuple of weights (rnn.Params, readout.Readout, …) and grads holds a gradient of the same
    name and shape for each. Raises ValueError for a learning rate that is negative or not finite, a gradient of
    another shape, NaN or infinity.
    """
    expect.number("learning_rate", learning_rate, least=0)
    rate = float(learning_rate)  # a NumPy scalar would turn float32 into float64
    pairs = _paired(params, grads)
    return params._replace(**{name: value - rate * gradient for name, (value, gradient) in pairs.items()})


class Moments(NamedTuple):
    """What Adam remembers: how many updates, and running means of each gradient and its square, {name: array}."""

    updates: int
    means: dict
    squares: dict


def adam(params, grads, moments, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    """Return new parameters and Moments; `moments` is None at the first update.

    Each weight moves by −learning_rate · mean / (√square + eps), both corrected for their start at zero.
    Raises ValueError as `sgd` does, and for Moments of another net. Source: Kingma & Ba 2015, algorithm 1.
    """
    expect.number("learning_rate", learning_rate, least=0)
    pairs = _paired(params, grads)
    if moments is None:
        zeros = {name: np.zeros_like(value) for name, (value, _) in pairs.items()}
        moments = Moments(0, zeros, zeros)
    expect.fields("moments", moments, Moments)
    for name, (value, _) in pairs.items():
        expect.array(f"moments.means[{name!r}]", moments.means.get(name), value.shape)
        expect.array(f"moments.squares[{name!r}]", moments.squares.get(name), value.shape)
    n = moments.updates + 1
    means, squares, moved = {}, {}, {}
    rate, root = float(learning_rate) / (1 - betas[0] ** n), np.sqrt(1 - betas[1] ** n).item()
    for name, (value, gradient) in pairs.items():
        means[name] = betas[0] * moments.means[name] + (1 - betas[0]) * gradient
        squares[name] = betas[1] * moments.squares[name] + (1 - betas[1]) * gradient * gradient
        moved[name] = value - rate * means[name] / (np.sqrt(squares[name]) / root + eps)
    return params._replace(**moved), Moments(n, means, squares)


def global_norm(*grads):
    """Return the norm of all weights' gradients together, of one or several NamedTuples (cell, readout).

    Raises ValueError for a gradient with NaN or infinity.
    """
    arrays = []
    for each in grads:
        for name, array in weights(each, "grads").items():
            expect.array(f"grads.{name}", array)
            arrays.append(array.astype(np.result_type(array, float)))
    squares = sum(np.vdot(array, array).real.item() for array in arrays)
    if 1e-280 < squares < np.inf:
        return squares**0.5
    largest = max((abs(array).max().item() for array in arrays), default=0.0)  # a square over- or underflowed
    return largest and largest * sum((abs(array / largest) ** 2).sum().item() for array in arrays) ** 0.5


def clip(threshold, *grads):
    """Return the gradients, all scaled by one factor so that their global norm is at most `threshold`: a tuple.

    The direction stays. Raises ValueError for a threshold that is not > 0 (infinity: nothing is clipped) and for a
    gradient with NaN or infinity. Source: Pascanu, Mikolov & Bengio 2013, algorithm 1.
    """
    _check_threshold(threshold)
    return _shortened(threshold, global_norm(*grads), grads)


def _check_threshold(threshold):
    if not (isinstance(threshold, (float, np.floating)) and threshold == np.inf):
        expect.positive("threshold", threshold)


def _shortened(threshold, norm, grads):
    factor = float(threshold) / norm if norm > threshold else 1.0  # a NumPy scalar would turn float32 into float64
    return tuple(each._replace(**{name: factor * array for name, array in weights(each).items()}) for each in grads)


def truncated(params, trace, dhs, length, every=1, cell=rnn):
    """Return the weights' gradients of truncated BPTT: no loss is carried back over more than `length` steps.

    The run (any cell's trace, states carried through all T steps) is cut into windows of `length` steps, one every
    `every` steps; each takes the losses dhs (T, B, H) that no earlier window took. every=1 is the band of M in which
    k − t < length; every=length cuts the run into pieces, the cheapest and the commonest. Returns a NamedTuple like
    params that holds their gradients. Raises ValueError as the cell's `backward` does, and for a length or stride that
    does not fit. Source: Williams & Peng 1990, BPTT(h; h′).
    """
    expect.cell("cell", cell)
    n_hidden, n_inputs = cell.check(params)
    expect.run("trace", trace, cell.Trace, n_inputs, n_hidden)
    n_steps = len(trace.xs)
    expect.array("dhs", dhs, trace.hs[1:].shape)
    expect.count("length", length)
    expect.count("every", every)
    if every > length:
        raise ValueError(f"every is {every}; expected at most length = {length}, or some loss would be left out")
    length = min(length, n_steps)
    starts = [*range(0, n_steps - length, every), n_steps - length]
    asked = np.zeros((len(starts), *dhs[:length].shape), dhs.dtype)
    done = 0
    for window, start in zip(asked, starts):
        window[done - start :] = dhs[done : start + length]
        done = start + length
    used = [k for k in range(len(starts)) if asked[k].any()] or [0]  # a window without a loss has nothing to say
    cut = [_windows(array, [starts[k] for k in used], len(array) - n_steps + length) for array in trace]
    grads = cell.backward(params, type(trace)(*cut), _side_by_side(asked[used]))
    return params._replace(**weights(grads))


def _windows(array, starts, n_rows):
    return _side_by_side(np.stack([array[start : start + n_rows] for start in starts]))


def _side_by_side(windows):
    """Lay windows (N, rows, B, …) side by side in one batch: (rows, N·B, …)."""
    return np.ascontiguousarray(windows.swapaxes(0, 1)).reshape(windows.shape[1], -1, windows.shape[-1])


def _paired(params, grads):
    expect.named_tuple("grads", grads)
    pairs = {}
    for name, value in weights(params).items():
        gradient = getattr(grads, name, None)
        expect.array(name, value)
        expect.array(f"grads.{name}", gradient, value.shape)
        pairs[name] = value, gradient
    return pairs


class Update(NamedTuple):
    """The net after an update; the loss before it, and the global norm of its gradient, before any clipping."""

    params: NamedTuple
    readout: NamedTuple
    loss: float
    norm: float


RULES = {"sgd": lambda params, grads, memory, learning_rate: (sgd(params, grads, learning_rate), None), "adam": adam}


def learn(
    params, readout, batches, learning_rate, loss=losses.at_final_step, cell=rnn, rule="sgd", threshold=np.inf, length=None
):
    """Yield an Update for each of the batches (xs (T, B, I), targets), any iterable of pairs; stop when you like.

    `loss` is called with (readout, hs, targets) and returns a Loss; `rule` is "sgd" or "adam"; gradients are clipped
    to the global norm `threshold`; with `length`, BPTT is truncated to that many steps. Raises ValueError as they do,
    at the first batch.
    """
    expect.one_of("rule", rule, RULES)
    expect.cell("cell", cell)
    expect.function("loss", loss)
    memory, readout_memory = None, None
    for xs, targets in _pairs(batches):
        trace = cell.forward(params, xs)
        found = loss(readout, trace.hs, targets)
        expect.fields("what loss returned", found, losses.Loss)
        if length is None:
            grads = cell.backward(params, trace, found.dhs)
        else:
            grads = truncated(params, trace, found.dhs, length, cell=cell)
        norm = global_norm(grads, found.readout)
        _check_threshold(threshold)
        grads, readout_grads = _shortened(threshold, norm, (grads, found.readout))
        params, memory = RULES[rule](params, grads, memory, learning_rate)
        readout, readout_memory = RULES[rule](readout, readout_grads, readout_memory, learning_rate)
        yield Update(params, readout, found.value, norm)


def _pairs(batches):
    if not np.iterable(batches):
        raise ValueError(f"batches is {expect.described(batches)}; expected an iterable of pairs (xs, targets)")
    for batch in batches:
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            given = f"{len(batch)} things" if isinstance(batch, (tuple, list)) else expect.described(batch)
            raise ValueError(f"batches gave {given}; expected pairs (xs, targets)")
        yield batch


def train(params, readout, xs, targets, learning_rate, updates, cell=rnn):
    """Take one full-batch SGD step on the loss at the final step for each item of `updates`.

    xs (T, B, I), targets (B, O); `updates` is any iterable, such as progress(range(300)). Returns the trained
    params and readout and the losses before each update. Raises ValueError as `sgd` and the cell do.
    """
    if not np.iterable(updates):
        raise ValueError(f"updates is {updates!r}; expected an iterable such as range(300)")
    history = []
    for update in learn(params, readout, ((xs, targets) for _ in updates), learning_rate, cell=cell):
        params, readout = update.params, update.readout
        history.append(update.loss)
    return params, readout, np.array(history)
