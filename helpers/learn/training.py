"""Learning: W ← W − η dL/dW, for every weight at once, after the backward pass is over."""

from typing import NamedTuple

import numpy as np

from helpers import expect
from helpers.cells import losses, rnn
from helpers.learn.truncation import truncated


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
    return _by_sgd(params, _checked(params, grads), None, float(learning_rate))[0]


def _by_sgd(params, gradients, memory, rate):
    moved = {name: getattr(params, name) - rate * gradient for name, gradient in gradients.items()}
    return params._replace(**moved), memory


class Moments(NamedTuple):
    """What Adam remembers: how many updates, and running means of each gradient and its square, {name: array}."""

    updates: int
    means: dict
    squares: dict


BETAS, EPS = (0.9, 0.999), 1e-8  # Adam's usual ones


def adam(params, grads, moments, learning_rate, betas=BETAS, eps=EPS):
    """Return new parameters and Moments; `moments` is None at the first update.

    Each weight moves by −learning_rate · mean / (√square + eps), both corrected for their start at zero.
    Raises ValueError as `sgd` does, for Moments of another net, for betas that are not two numbers ≥ 0 and < 1, and
    for an eps that is not > 0. Source: Kingma & Ba 2015, algorithm 1.
    """
    expect.number("learning_rate", learning_rate, least=0)
    expect.positive("eps", eps)
    betas, gradients = _checked_betas(betas), _checked(params, grads)
    if moments is not None:
        _check_moments(moments, gradients)
    return _by_adam(params, gradients, moments, float(learning_rate), betas, float(eps))


def _by_adam(params, gradients, moments, rate, betas=BETAS, eps=EPS):
    if moments is None:
        zeros = {name: np.zeros_like(getattr(params, name)) for name in gradients}
        moments = Moments(0, zeros, zeros)
    (first, second), n = betas, moments.updates + 1
    means, squares, moved = {}, {}, {}
    rate, root = rate / (1 - first**n), (1 - second**n) ** 0.5
    for name, gradient in gradients.items():
        means[name] = first * moments.means[name] + (1 - first) * gradient
        squares[name] = second * moments.squares[name] + (1 - second) * gradient * gradient
        moved[name] = getattr(params, name) - rate * means[name] / (np.sqrt(squares[name]) / root + eps)
    return params._replace(**moved), Moments(n, means, squares)


def _checked_betas(betas):
    """Return Adam's two betas as floats: a NumPy scalar would turn float32 into float64."""
    if not isinstance(betas, (tuple, list)) or len(betas) != 2:
        raise ValueError(f"betas is {betas!r}; expected a pair of numbers ≥ 0 and < 1")
    for k, beta in enumerate(betas):
        expect.number(f"betas[{k}]", beta, least=0)
        if beta >= 1:
            raise ValueError(f"betas[{k}] is {beta}; expected a number ≥ 0 and < 1")
    return tuple(map(float, betas))


def _check_moments(moments, gradients):
    expect.fields("moments", moments, Moments)
    expect.count("moments.updates", moments.updates, least=0)
    for part in ("means", "squares"):
        arrays = getattr(moments, part)
        if not isinstance(arrays, dict):
            raise ValueError(f"moments.{part} is {expect.described(arrays)}; expected {{name: array}}")
        for name, gradient in gradients.items():
            expect.array(f"moments.{part}[{name!r}]", arrays.get(name), gradient.shape)


def global_norm(*grads):
    """Return the norm of all weights' gradients together, of one or several NamedTuples (cell, readout).

    Raises ValueError for a gradient with NaN or infinity.
    """
    named = [pair for each in grads for pair in weights(each, "grads").items()]
    for name, array in named:
        expect.array(f"grads.{name}", array)
    return _norm([array for _, array in named])


def _norm(arrays):
    arrays = [array.astype(float) if array.dtype == np.float32 else array for array in arrays]
    squares = sum(np.vdot(array, array).real.item() for array in arrays)
    if 1e-280 < squares < np.inf:
        return squares**0.5
    largest = max((abs(array).max(initial=0).item() for array in arrays), default=0.0)  # a square over- or underflowed
    return largest and largest * sum((abs(array / largest) ** 2).sum().item() for array in arrays) ** 0.5


def clip(threshold, *grads):
    """Return the gradients, all scaled by one factor so that their global norm is at most `threshold`: a tuple.

    The direction stays. Raises ValueError for a threshold that is not > 0 (infinity: nothing is clipped) and for a
    gradient with NaN or infinity. Source: Pascanu, Mikolov & Bengio 2013, algorithm 1.
    """
    _check_threshold(threshold)
    norm = global_norm(*grads)
    return tuple(each._replace(**_shortened(weights(each), threshold, norm)) for each in grads)


def _check_threshold(threshold):
    if not (isinstance(threshold, (float, np.floating)) and threshold == np.inf):
        expect.positive("threshold", threshold)


def _shortened(gradients, threshold, norm):
    if norm <= threshold:
        return gradients
    factor = float(threshold) / norm  # a NumPy scalar would turn float32 into float64
    return {name: factor * gradient for name, gradient in gradients.items()}


def _checked(params, grads):
    expect.named_tuple("grads", grads)
    gradients = {}
    for name, value in weights(params).items():
        gradients[name] = gradient = getattr(grads, name, None)
        expect.array(name, value)
        expect.array(f"grads.{name}", gradient, value.shape)
    return gradients


class Update(NamedTuple):
    """The net after an update; the loss before it, and the global norm of its gradient, before any clipping."""

    params: NamedTuple
    readout: NamedTuple
    loss: float
    norm: float


RULES = {"sgd": _by_sgd, "adam": _by_adam}


def learn(
    params, layer, batches, learning_rate, loss=losses.at_final_step,
    cell=rnn, rule="sgd", threshold=np.inf, length=None,
):
    """Yield an Update for each of the batches (xs (T, B, I), targets), any iterable of pairs; stop when you like.

    `loss` is called with (layer, hs, targets), `layer` being the Readout, and returns a Loss; `rule` is "sgd" or
    "adam"; gradients are clipped to the global norm `threshold`; with `length`, BPTT is truncated to that many steps.
    Raises ValueError as they do, at the first batch.
    """
    expect.one_of("rule", rule, RULES)
    expect.cell("cell", cell)
    expect.function("loss", loss, "layer", "hs", "targets")
    _check_threshold(threshold)
    expect.number("learning_rate", learning_rate, least=0)
    move, rate, memory, layer_memory = RULES[rule], float(learning_rate), None, None
    for xs, targets in _pairs(batches):
        trace = cell.forward(params, xs)
        found = loss(layer, trace.hs, targets)
        expect.fields("what loss returned", found, losses.Loss)
        if length is None:
            grads = cell.backward(params, trace, found.dhs)
        else:
            grads = truncated(params, trace, found.dhs, length, cell=cell)
        gradients, of_layer = _checked(params, grads), _checked(layer, found.readout)
        norm = _norm([*gradients.values(), *of_layer.values()])
        params, memory = move(params, _shortened(gradients, threshold, norm), memory, rate)
        layer, layer_memory = move(layer, _shortened(of_layer, threshold, norm), layer_memory, rate)
        yield Update(params, layer, found.value, norm)


def _pairs(batches):
    if not np.iterable(batches):
        raise ValueError(f"batches is {expect.described(batches)}; expected an iterable of pairs (xs, targets)")
    for batch in batches:
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            given = f"{len(batch)} things" if isinstance(batch, (tuple, list)) else expect.described(batch)
            raise ValueError(f"batches gave {given}; expected pairs (xs, targets)")
        yield batch


def train(params, layer, xs, targets, learning_rate, updates, cell=rnn):
    """Take one full-batch SGD step on the loss at the final step for each item of `updates`.

    xs (T, B, I), targets (B, O); `layer` is a Readout; `updates` is any iterable, such as progress(range(300)). Returns
    the trained params and readout and the losses before each update. Interrupted (Ctrl+C, the kernel's Interrupt), it
    returns what was learned until then: the history is as long as the updates that were made. Raises ValueError as
    `sgd` and the cell do.
    """
    if not np.iterable(updates):
        raise ValueError(f"updates is {updates!r}; expected an iterable such as range(300)")
    history, done = [], (params, layer, 0)
    try:
        for update in learn(params, layer, ((xs, targets) for _ in updates), learning_rate, cell=cell):
            history.append(update.loss)
            done = update.params, update.readout, len(history)
    except KeyboardInterrupt:
        pass
    params, layer, n_updates = done
    return params, layer, np.array(history[:n_updates])
