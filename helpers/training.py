"""Learning: W ← W − η dL/dW, for every weight at once, after the backward pass is over."""

import numpy as np

from helpers import expect, losses, rnn


def sgd(params, grads, learning_rate):
    """Return new parameters, each array moved by −learning_rate times its gradient.

    params is any NamedTuple of weights (rnn.Params, readout.Readout, …) and grads holds a gradient of the same
    name and shape for each. Raises ValueError for a learning rate that is negative or not finite, a gradient of
    another shape, NaN or infinity.
    """
    expect.number("learning_rate", learning_rate, least=0)
    expect.named_tuple("params", params)
    expect.named_tuple("grads", grads)
    moved = {}
    for name, weights in params._asdict().items():
        if isinstance(weights, str):  # the name of an activation does not learn
            continue
        gradient = getattr(grads, name, None)
        expect.array(name, weights)
        expect.array(f"grads.{name}", gradient, weights.shape)
        moved[name] = weights - float(learning_rate) * gradient  # a NumPy scalar would turn float32 into float64
    return params._replace(**moved)


def train(params, readout, xs, targets, learning_rate, updates, cell=rnn):
    """Take one full-batch SGD step on the loss at the final step for each item of `updates`.

    xs (T, B, I), targets (B, O); `updates` is any iterable, such as progress(range(300)). Returns the trained
    params and readout and the losses before each update. Raises ValueError as `sgd` and the cell do.
    """
    if not np.iterable(updates):
        raise ValueError(f"updates is {updates!r}; expected an iterable such as range(300)")
    history = []
    for _ in updates:
        trace = cell.forward(params, xs)
        loss = losses.at_final_step(readout, trace.hs, targets)
        grads = cell.backward(params, trace, loss.dhs)
        params = sgd(params, grads, learning_rate)
        readout = sgd(readout, loss.readout, learning_rate)
        history.append(loss.value)
    return params, readout, np.array(history)
