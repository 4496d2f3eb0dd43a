"""The same for what takes any cell: ledgers, blame, truncation, clipping, Adam, learning, cross-entropy, sequences."""

from functools import cache

import numpy as np
import pytest
from mutants import said, spoilt, tells_apart, tried
from test_cells import CELLS, run

from helpers.cells import gru, losses, readout, rnn
from helpers.measure import gradients
from helpers.learn import tasks, training

T, B, H = 5, 2, 3


@cache
def runs():
    return [run(name, T, B, 2, H) for name in CELLS] + [run("lstm", 1, B, 2, H)]


@cache
def entries(k):
    """What each loss alone brings at each step to the weights of run k: {name: [loss][step]}, from one-step backwards."""
    cell, params, trace, dhs, _ = runs()[k]
    each = []
    for at in range(len(dhs)):
        alone = np.zeros_like(dhs)
        alone[at] = dhs[at]
        each.append(cell.backward(params, trace, alone))
    return each


def blamed(k, state):
    return np.stack([np.zeros((len(runs()[k][3]) + 1, B)), *(np.linalg.norm(getattr(g, state), axis=2) for g in entries(k))])


def cut(trace, start, end):
    return type(trace)(*(a[start : end + (name in trace.states)] for name, a in trace._asdict().items()))


def piecewise(k, length, every):
    """Truncated BPTT written out: a backward pass for each window, over the losses that no earlier one took."""
    cell, params, trace, dhs, _ = runs()[k]
    summed, done, n_steps = {}, 0, len(dhs)
    for start in range(0, n_steps, every):
        start = min(start, max(n_steps - length, 0))
        end = min(start + length, n_steps)
        asked = dhs[start:end].copy()
        asked[: done - start] = 0
        for name, array in training.weights(cell.backward(params, cut(trace, start, end), asked)).items():
            summed[name] = summed.get(name, 0) + array
        done = end
    return summed


def check_gradients(module):
    for k, (cell, params, trace, dhs, grads) in enumerate(runs()):
        ledger = module.ledger(trace, grads.deltas)
        close(ledger.sum(axis=0), grads.W_hh)
        seen = [trace.hs[:-1]] * trace.n_gates
        if cell is gru:
            seen[2] = trace.reads
        blocks = [np.einsum("tbi,tbj->tij", d, s) for d, s in zip(np.split(grads.deltas, trace.n_gates, axis=2), seen)]
        close(ledger, np.concatenate(blocks, axis=1))
        for state in [name for name in ("total", "total_c") if hasattr(grads, name)]:
            close(module.blame(params, trace, dhs, cell, state), blamed(k, state))
            assert module.blame(params, trace, dhs, cell, state).dtype == float
        if cell is rnn:
            close(module.blame(params, trace, dhs), blamed(k, "total"))
    single = run("gru after", T, B, 2, H, dtype=np.float32)
    assert module.blame(*single[1:4], gru).dtype == module.ledger(single[2], single[4].deltas).dtype == np.float32


def say_gradients(module):
    cell, params, trace, dhs, grads = runs()[2]
    bad = [None, trace._replace(hs=spoilt(trace.hs)), trace._replace(hs=trace.hs[:1]), trace._replace(reads=spoilt(trace.reads)),
           trace._replace(xs=trace.xs[1:])]  # fmt: skip
    return [
        *(said(lambda t=t: module.ledger(t, grads.deltas)) for t in bad[:-1]),
        *(said(lambda d=d: module.ledger(trace, d)) for d in (spoilt(grads.deltas), grads.total, dhs, grads.deltas[1:])),
        *(said(lambda t=t: module.blame(params, t, dhs, cell)) for t in bad),
        *(said(lambda d=d: module.blame(params, trace, d, cell)) for d in (spoilt(dhs), dhs[1:], dhs[..., 1:], None)),
        *(said(lambda s=s: module.blame(params, trace, dhs, cell, s)) for s in ("total_c", None, "deltas")),
        *(said(lambda c=c: module.blame(params, trace, dhs, c)) for c in (None, "gru")),
        said(lambda: module.blame(None, trace, dhs, cell)),
    ]


RNG = np.random.default_rng(0)
READ = readout.Readout(RNG.normal(size=(2, H)), RNG.normal(size=2))
GRADS = readout.Gradients(RNG.normal(size=(2, H)), RNG.normal(size=2), None)
FLAT = np.concatenate([GRADS.W_ho.ravel(), GRADS.b_o])


def adam_by_hand(updates, rate, first, second, eps):
    """Kingma and Ba's algorithm 1, a weight at a time."""
    moved = READ.W_ho.astype(float)
    m = v = 0
    for n in range(1, updates + 1):
        g = GRADS.W_ho * n
        m, v = first * m + (1 - first) * g, second * v + (1 - second) * g * g
        moved = moved - rate * (m / (1 - first**n)) / (np.sqrt(v / (1 - second**n)) + eps)
    return moved, m, v


def check_training(module):
    assert list(module.weights(GRADS)) == ["W_ho", "b_o"]
    for betas, eps in (((0.9, 0.999), 1e-8), ((0.6, 0.7), 0.1)):
        net, moments, before = READ, None, READ.W_ho.copy()
        for n in (1, 2, 3):
            more = {} if eps == 1e-8 else {"betas": betas, "eps": eps}
            net, moments = module.adam(net, GRADS._replace(W_ho=n * GRADS.W_ho), moments, np.float64(0.1), **more)
            for found, expected in zip((net.W_ho, moments.means["W_ho"], moments.squares["W_ho"]), adam_by_hand(n, 0.1, *betas, eps)):
                close(found, expected)
            assert moments.updates == n
        np.testing.assert_array_equal(READ.W_ho, before)
    close(module.global_norm(GRADS), np.linalg.norm(FLAT))
    close(module.global_norm(GRADS, GRADS), np.sqrt(2) * np.linalg.norm(FLAT))
    assert module.global_norm() == module.global_norm(READ._replace(W_ho=np.zeros((2, 2)), b_o=np.zeros(1))) == 0
    huge = GRADS._replace(W_ho=1e200 * GRADS.W_ho, b_o=1e200 * GRADS.b_o)
    close(module.global_norm(huge) / 1e200, np.linalg.norm(FLAT))
    faint = GRADS._replace(W_ho=(1e-22 * GRADS.W_ho).astype(np.float32), b_o=(1e-22 * GRADS.b_o).astype(np.float32))
    close(module.global_norm(faint) * 1e22, np.linalg.norm(FLAT), rtol=1e-6)
    for threshold, factor in ((0.5, 0.5 / np.linalg.norm(FLAT)), (np.float64(1e3), 1), (np.inf, 1), (np.linalg.norm(FLAT), 1)):
        (clipped,) = module.clip(threshold, GRADS)
        close(clipped.W_ho, factor * GRADS.W_ho)
        close(clipped.b_o, factor * GRADS.b_o)
    single = GRADS._replace(W_ho=GRADS.W_ho.astype(np.float32), b_o=GRADS.b_o.astype(np.float32))
    assert module.clip(np.float64(0.5), single)[0].W_ho.dtype == np.float32
    quiet = READ._replace(W_ho=READ.W_ho.astype(np.float32), b_o=READ.b_o.astype(np.float32))
    moved, moments = module.adam(quiet, single, None, np.float64(0.1))
    assert moved.W_ho.dtype == moments.means["b_o"].dtype == moments.squares["b_o"].dtype == np.float32
    for k, (cell, params, trace, dhs, _) in enumerate(runs()):
        for length, every in ((1, 1), (2, 1), (2, 2), (3, 2), (3, 3), (4, 3), (5, 5), (9, 1), (9, 9)):
            found = module.truncated(params, trace, dhs, length, every, cell)
            for name, array in piecewise(k, length, every).items():
                close(getattr(found, name), array)
    cell, params, trace, dhs, _ = runs()[0]
    last = np.where(np.arange(T)[:, None, None] == T - 1, dhs, 0)
    piece = rnn.backward(params, cut(trace, 3, 5), last[3:])
    close(module.truncated(params, trace, last, 2).W_hh, piece.W_hh)
    close(module.truncated(params, trace, dhs, 2).W_hh, piecewise(0, 2, 1)["W_hh"])
    for length in (2, 9):
        assert not module.truncated(params, trace, 0 * dhs, length).W_hh.any()
    check_learning(module)


def check_learning(module):
    cell, params, trace, _, _ = runs()[1]
    batches = [(trace.xs, np.ones((B, 2))), [trace.xs[:4], np.zeros((B, 2))]]
    for more in ({}, {"rule": "adam"}, {"threshold": 0.1}, {"length": 2}):
        net, read, memory = params, READ, [None, None]
        for update, (xs, targets) in zip(module.learn(params, READ, batches, 0.2, cell=cell, **more), batches, strict=True):
            states = cell.forward(net, xs)
            loss = losses.at_final_step(read, states.hs, targets)
            close(update.loss, loss.value)
            grads = cell.backward(net, states, loss.dhs)
            if "length" in more:
                grads = training.truncated(net, states, loss.dhs, 2, 1, cell)
            close(update.norm, training.global_norm(grads, loss.readout))
            grads, read_grads = training.clip(more.get("threshold", np.inf), grads, loss.readout)
            if "rule" in more:
                net, memory[0] = training.adam(net, grads, memory[0], 0.2)
                read, memory[1] = training.adam(read, read_grads, memory[1], 0.2)
            else:
                net, read = training.sgd(net, grads, 0.2), training.sgd(read, read_grads, 0.2)
            for found, expected in zip((*update.params, *update.readout), (*net, *read)):
                close(found, expected)


def say_training(module):
    cell, params, trace, dhs, _ = runs()[1]
    moments = training.adam(READ, GRADS, None, 0.1)[1]
    strange = [moments._replace(means={}), moments._replace(squares=moments.squares | {"W_ho": READ.b_o}), 3]
    bad = [None, spoilt(GRADS.W_ho), GRADS._replace(b_o=spoilt(GRADS.b_o)), GRADS._replace(W_ho=None)]
    one = [(trace.xs, np.ones((B, 2)))]

    def learn(batches=one, **more):
        return list(module.learn(params, READ, batches, 0.1, **{"cell": cell} | more))

    return [
        said(lambda: module.weights(3)), said(lambda: module.weights(3, "grads")),
        *(said(lambda g=g: module.adam(READ, g, None, 0.1)) for g in bad),
        *(said(lambda m=m: module.adam(READ, GRADS, m, 0.1)) for m in strange),
        *(said(lambda b=b: module.adam(READ._replace(b_o=b), GRADS, None, 0.1)) for b in (spoilt(READ.b_o), [0.0])),
        *(said(lambda e=e: module.adam(READ, GRADS, None, e)) for e in (-1, None)),
        *(said(lambda g=g: module.global_norm(g)) for g in bad), *(said(lambda g=g: module.clip(1, g)) for g in bad),
        *(said(lambda h=h: module.clip(h, GRADS)) for h in (0, -np.inf, np.nan, None, np.ones(2))),
        *(said(lambda a=a: module.truncated(*a)) for a in (
            (None, trace, dhs, 2, 1, cell), (params, None, dhs, 2, 1, cell), (params, trace, spoilt(dhs), 2, 1, cell),
            (params, trace, dhs[1:], 2, 1, cell), (params, trace, dhs, 0, 1, cell), (params, trace, dhs, 2, 0, cell),
            (params, trace, dhs, 2, 3, cell), (params, trace, dhs, 2.5, 1, cell), (params, trace, dhs, 2, 1, None),
            (params, trace._replace(xs=None), dhs, 2, 1, cell), (params, trace, dhs, 2, 1.0, cell))),
        *(said(lambda b=b: learn(b)) for b in (3, [3], one[0], [(*one[0], 1)], [[trace.xs]])),
        *(said(lambda m=m: learn(**m)) for m in ({"rule": "x"}, {"cell": None}, {"loss": 1}, {"loss": lambda *_: 0.5},
                                                {"threshold": 0}, {"threshold": None})),
    ]  # fmt: skip


def check_losses(module):
    outputs, classes = RNG.normal(size=(T, B, 4)), np.array([[0, 3], [-1, 1], [2, -1], [-1, -1], [1, 0]])
    for where in (slice(None), 0, 1):
        o, y = outputs[where], classes[where]
        p = np.exp(o) / np.exp(o).sum(axis=-1, keepdims=True)
        value, d_outputs = module.cross_entropy(o, y)
        close(value, -sum(np.log(q[c]) for q, c in zip(p.reshape(-1, 4), y.ravel()) if c >= 0) / B)
        close(d_outputs, np.where((y >= 0)[..., None], p - np.eye(4)[y], 0) / B)
    close(module.cross_entropy(1000 * outputs, classes)[0], losses.cross_entropy(1000 * outputs, classes)[0])
    assert np.isfinite(module.cross_entropy(1000 * outputs, classes)[0])
    assert module.cross_entropy(outputs[:, :1], classes[:, :1])[0] > 0
    hs = runs()[0][2].hs
    for loss, targets in ((losses.squared_error, outputs[..., :2]), (losses.cross_entropy, classes // 2)):
        found = module.at_every_step(READ, hs, targets, loss)
        value, d_outputs = loss(readout.forward(READ, hs[1:]), targets)
        close(found.value, value)
        close(found.dhs, d_outputs @ READ.W_ho)
        close(found.readout.b_o, d_outputs.sum(axis=(0, 1)))
        close(found.readout.W_ho, np.einsum("tbo,tbh->oh", d_outputs, hs[1:]))


def say_losses(module):
    o, y, hs = np.ones((T, B, 4)), np.zeros((T, B), int), runs()[0][2].hs
    return [
        *(said(lambda o=o: module.cross_entropy(o, y)) for o in (spoilt(o), o[0], o[0, 0], None)),
        *(said(lambda y=y: module.cross_entropy(o, y)) for y in (y[0], y + 4, y - 2, y + 0.0, None)),
        *(said(lambda h=h: module.at_every_step(READ, h, o[..., :2])) for h in (spoilt(hs), hs[0], hs[1:], None)),
        *(said(lambda r=r: module.at_every_step(r, hs, o[..., :2])) for r in (None, READ._replace(b_o=spoilt(READ.b_o)))),
        *(said(lambda f=f: getattr(module, f)(READ, hs, o[..., :2], 3)) for f in ("at_every_step", "at_final_step")),
    ]


def check_tasks(module):
    xs, targets = module.spell(["ab", "z"], np.float32)
    expected = np.zeros((3, 2, 27), np.float32)
    for t, b, letter in ((0, 0, 0), (1, 0, 1), (2, 0, 2), (0, 1, 0), (1, 1, 26)):
        expected[t, b, letter] = 1
    np.testing.assert_array_equal(xs, expected)
    assert xs.dtype == np.float32
    assert module.spell(["a"])[0].dtype == float
    np.testing.assert_array_equal(targets, [[1, 26], [2, 0], [0, -1]])
    for n_steps in (10, 23):
        xs, classes = module.temporal_order(np.random.default_rng(0), n_steps, 400, np.float32)
        again = tasks.temporal_order(np.random.default_rng(0), n_steps, 400)
        np.testing.assert_array_equal(xs, again[0])
        np.testing.assert_array_equal(classes, again[1])
        assert xs.dtype == np.float32
        numbers = module.adding(np.random.default_rng(0), n_steps, 400, np.float32)
        for found, expected in zip(numbers, tasks.adding(np.random.default_rng(0), n_steps, 400)):
            close(found, expected, rtol=1e-6)
            assert found.dtype == np.float32
    assert module.names()[0] == "aaron"


def say_tasks(module):
    rng = np.random.default_rng
    return [
        *(said(lambda n=n: module.spell(n)) for n in ("anna", [], None, ["a", "B"], ["a."], [""], [7])),
        said(lambda: module.spell(["a"], int)),
        *(said(lambda a=a: module.temporal_order(*a)) for a in ((0, 10, 1), (rng(), 9, 1), (rng(), 10, 0), (rng(), 10, 1, int))),
        *(said(lambda a=a: module.adding(*a)) for a in ((0, 10, 1), (rng(), 1, 1), (rng(), 10, 0), (rng(), 10, 1, int))),
    ]


CHECKS = {gradients: (check_gradients, say_gradients), training: (check_training, say_training),
          losses: (check_losses, say_losses), tasks: (check_tasks, say_tasks)}  # fmt: skip
BROKEN = {
    gradients: ("ledger", "blame"),
    training: ("weights", "adam", "global_norm", "clip", "_check_threshold", "_shortened", "truncated", "_windows",
               "_side_by_side", "_paired", "learn", "_pairs"),
    losses: ("cross_entropy", "at_every_step"),
    tasks: ("spell", "temporal_order", "adding"),
}
# Slips that change nothing anyone could see, each with its reason.
LEFT = "NumPy reads any negative size as: what is left"
EQUIVALENT = {
    (gradients, "ledger"): {
        "return (rows @ seen).reshape(n_states - 1, -1, n_hidden) -> "
        "return (rows @ seen).reshape(n_states - 1, -2, n_hidden)": LEFT,
        "rows = deltas.reshape(n_states - 1, n_batch, seen.shape[1], -1).transpose(0, 2, 3, 1) -> "
        "rows = deltas.reshape(n_states - 1, n_batch, seen.shape[1], -2).transpose(0, 2, 3, 1)": LEFT,
    },
    (training, "global_norm"): {
        "if 1e-280 < squares < np.inf: -> nothing": "the other way gives the same, only later",
    },
    (training, "_shortened"): {
        "factor = float(threshold) / norm if norm > threshold else 1.0 -> "
        "factor = float(threshold) / norm if norm >= threshold else 1.0": "where they are equal, the factor is 1",
    },
    (training, "_side_by_side"): {
        "return np.ascontiguousarray(windows.swapaxes(0, 1)).reshape(windows.shape[1], -1, windows.shape[-1]) -> "
        "return np.ascontiguousarray(windows.swapaxes(0, 1)).reshape(windows.shape[1], -2, windows.shape[-1])": LEFT,
    },
}


def close(found, expected, **tolerance):
    np.testing.assert_allclose(found, expected, **({"rtol": 1e-9, "atol": 1e-12} | tolerance))


said_by = cache(lambda module: CHECKS[module][1](module))


def notices(broken, module):
    """Return True if the small checks tell this module from a right one."""
    return tells_apart(broken, *CHECKS[module], lambda: said_by(module))


@pytest.mark.parametrize("module", BROKEN)
def test_the_helpers_themselves_pass(module):
    CHECKS[module][0](module)
    assert all(kind == "ValueError" for kind, _ in said_by(module))
    assert not notices(module, module)


@pytest.mark.parametrize(("module", "name"), [(module, name) for module, names in BROKEN.items() for name in names])
def test_every_slip_is_noticed(module, name):
    unnoticed, slips = tried(module, name, lambda broken: notices(broken, module))
    assert slips
    assert unnoticed <= set(EQUIVALENT.get((module, name), {})) <= set(slips)
