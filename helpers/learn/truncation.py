"""Truncated BPTT: the backward pass cut into windows of steps, all of them side by side in one batch."""

import numpy as np

from helpers import expect
from helpers.cells import rnn


def truncated(params, trace, dhs, length, every=1, cell=rnn):
    """Return the weights' gradients of truncated BPTT: no loss is carried back over more than `length` steps.

    The run (any cell's trace, states carried through all T steps) is cut into windows of `length` steps, one every
    `every` steps; each takes the losses dhs (T, B, H) that no earlier window took. every=1 is the band of M in which
    k − t < length; every=length cuts the run into pieces, the cheapest and the commonest, the last of them shorter where
    T is no multiple of it. Returns a NamedTuple like params that holds their gradients. Raises ValueError as the cell's `backward` does, and for a length or stride that
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
    starts = range(0, n_steps - length + every, every)
    beyond = starts[-1] + length - n_steps  # steps after T that the last window would have: without a loss, they do nothing
    asked = np.zeros((len(starts), length, *dhs.shape[1:]), dhs.dtype)
    done = 0
    for window, start in zip(asked, starts):
        losses = dhs[done : start + length]
        window[done - start : done - start + len(losses)] = losses
        done = start + length
    used = [k for k in range(len(starts)) if asked[k].any()] or [0]  # a window without a loss has nothing to say
    cut = [_windows(_padded(array, beyond), [starts[k] for k in used], len(array) - n_steps + length) for array in trace]
    grads = cell.backward(params, type(trace)(*cut), _side_by_side(asked[used]))
    return params._replace(**{name: array for name, array in grads._asdict().items() if hasattr(params, name)})


def _padded(array, n_rows):
    return np.concatenate([array, np.zeros((n_rows, *array.shape[1:]), array.dtype)]) if n_rows else array


def _windows(array, starts, n_rows):
    return _side_by_side(np.stack([array[start : start + n_rows] for start in starts]))


def _side_by_side(windows):
    """Lay windows (N, rows, B, …) side by side in one batch: (rows, N·B, …)."""
    return np.ascontiguousarray(windows.swapaxes(0, 1)).reshape(windows.shape[1], -1, windows.shape[-1])
