"""Truncated BPTT: the backward pass cut into windows of steps, all of them side by side in one batch."""

import numpy as np

from helpers import expect
from helpers.cells import rnn


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
    return params._replace(**{name: array for name, array in grads._asdict().items() if hasattr(params, name)})


def _windows(array, starts, n_rows):
    return _side_by_side(np.stack([array[start : start + n_rows] for start in starts]))


def _side_by_side(windows):
    """Lay windows (N, rows, B, …) side by side in one batch: (rows, N·B, …)."""
    return np.ascontiguousarray(windows.swapaxes(0, 1)).reshape(windows.shape[1], -1, windows.shape[-1])
