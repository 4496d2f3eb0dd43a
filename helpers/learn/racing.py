"""The memory race: a net learns which of two symbols came first, and says every few updates where it stands."""

from functools import partial
from typing import NamedTuple

import numpy as np

from helpers import expect
from helpers.cells import losses, readout
from helpers.learn import tasks, training
from helpers.measure import gradients

LEARNED = 0.95  # the part of the test that counts as learned
TESTED, MEASURED, BATCH, CLIP = 500, 64, 32, 1.0  # sequences of the test, of the profile, of an update; clipping
AT_END = partial(losses.at_final_step, loss=losses.cross_entropy)


class Moment(NamedTuple):
    """Where a net stands: updates made, loss and accuracy on the test, profile (T+1,), and the net itself."""

    updates: int
    loss: float
    accuracy: float
    profile: np.ndarray
    params: NamedTuple
    layer: readout.Readout


def run(cell, n_steps, seed, learning_rate=0.01, updates=1000, every=25, n_hidden=16, rule="adam", **start):
    """Yield a Moment at the start and after every so many `updates`; end when it has learned or has made them all.

    The task is tasks.temporal_order of `n_steps`, float32, fresh sequences at every update, clipped; `start` goes to
    cell.init: forget_bias=1.0, chrono=50, recurrent="orthogonal" … The same arguments give the same run.
    Raises ValueError for what the task, cell.init or training.learn refuse, and for counts below 1.
    """
    expect.cell("cell", cell)
    expect.count("n_steps", n_steps, least=10)
    expect.count("seed", seed, least=0)
    expect.count("updates", updates)
    expect.count("every", every)
    rng = np.random.default_rng(seed)
    params = cell.init(rng, 6, n_hidden, dtype=np.float32, **start)
    layer = readout.init(rng, n_hidden, 4, dtype=np.float32)
    batches = (tasks.temporal_order(rng, n_steps, BATCH, np.float32) for _ in range(updates))
    never_seen = tasks.temporal_order(np.random.default_rng([n_steps, 99]), n_steps, TESTED, np.float32)
    yield moment(0, params, layer, cell, *never_seen)
    learning = training.learn(params, layer, batches, learning_rate, AT_END, cell, rule, CLIP)
    for n, now in enumerate(learning, start=1):
        if n % every == 0 or n == updates:
            reached = moment(n, now.params, now.readout, cell, *never_seen)
            yield reached
            if reached.accuracy >= LEARNED:
                return


def moment(updates, params, layer, cell, xs, targets):
    """Test a net on sequences xs (T, B, 6) and their classes targets (B,): a Moment. Raises as `profile` does."""
    expect.cell("cell", cell)
    outputs = readout.forward(layer, cell.forward(params, xs).hs[-1])
    loss, _ = losses.cross_entropy(outputs, targets)
    accuracy = float((outputs.argmax(axis=1) == targets).mean())
    measured = profile(params, layer, cell, xs[:, :MEASURED], targets[:MEASURED])
    return Moment(updates, loss, accuracy, measured, params, layer)


def profile(params, layer, cell, xs, targets):
    """Return ‖dL/dh_t‖ / ‖dL/dh_T‖ for t = 0…T, (T+1,): how much of the gradient at the end reaches step t.

    For the LSTM it is its c, the state that is kept. The ratio shows the way back alone: ‖dL/dh_T‖ changes in training;
    where it is exactly 0, so is all before it. xs is (T, B, I), targets are classes (B,). Raises ValueError as the
    cell's `forward` does, and for targets that are no classes.
    """
    expect.cell("cell", cell)
    trace = cell.forward(params, xs)
    grads = cell.backward(params, trace, AT_END(layer, trace.hs, targets).dhs)
    norms = gradients.norms(getattr(grads, "total_c", grads.total)).astype(float)
    return norms / (norms[-1] or 1)
