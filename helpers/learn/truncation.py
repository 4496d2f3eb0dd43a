"""Truncated BPTT: the backward pass cut into windows of steps, all of them side by side in one batch."""

import numpy as np

from helpers import expect
from helpers.cells import rnn


def truncated(params, trace, dhs, length, every=1, cell=rnn):
    """Return the weights' gradients of truncated BPTT: no loss is carried back over more than `length` steps.

    The run (any cell's trace, states carried through all T steps) is cut into windows of `length` steps, one every
    `every` steps; each takes the losses dhs (T, B, H) that no earlier window took. every=1 is the band of M in which
    k − t < length; every=length cuts the run into pieces, the cheapest and the commonest, the last of them shorter
    where T is no multiple of it. Returns a NamedTuple like params that holds their gradients. Raises ValueError as the
    cell's `backward` does, and for a length or stride that does not fit. Source: Williams & Peng 1990, BPTT(h; h′).
    """
    expect.cell("cell", cell)
    n_hidden, n_inputs = cell.check(params)
    expect.run("trace", trace, cell.Trace, n_inputs, n_hidden)
    expect.array("dhs", dhs, trace.hs[1:].shape)
    expect.count("length", length)
    expect.count("every", every)
    if every > length:
        raise ValueError(f"every is {every}; expected at most length = {length}, or some loss would be left out")
    asked, done = [], 0
    for start in range(0, len(dhs), every):
        losses = dhs[start : start + length].copy()
        losses[: done - start] = 0  # an earlier window took them
        asked.append((start, losses))
        done = start + length
    asked = [window for window in asked if window[1].any()] or asked[:1]  # one without a loss has nothing to say
    whole, last = ([window for window in asked if (len(window[1]) == length) == full] for full in (True, False))
    found = [_gradients_of(windows, params, trace, cell) for windows in (whole, last) if windows]
    return params._replace(**{name: sum(grads[name] for grads in found) for name in found[0]})


def _gradients_of(windows, params, trace, cell):
    """Return {name: gradient} of the weights for windows (first step, losses) of one length, all in one sweep."""
    starts, losses = zip(*windows)
    n_rows = {field: len(losses[0]) + (field in trace.states) for field in trace._fields}
    cut = [[array[t : t + n_rows[field]] for t in starts] for field, array in trace._asdict().items()]
    side_by_side = type(trace)(*(np.concatenate(windows, axis=1) for windows in cut))  # in one batch
    grads = cell.backward(params, side_by_side, np.concatenate(losses, axis=1))
    return {name: array for name, array in grads._asdict().items() if hasattr(params, name)}
