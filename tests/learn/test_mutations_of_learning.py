"""The same for the readout, the loss and the update: every slip in them must be noticed."""

import numpy as np
import pytest
from mutants import said, spoilt, tells_apart, tried

from helpers.cells import losses, readout, rnn
from helpers.measure import gradients
from helpers.learn import training

RNG = np.random.default_rng(0)
T, B, H, O = 4, 3, 5, 2
W_HO, B_O, HS = RNG.normal(size=(O, H)), RNG.normal(size=O), RNG.normal(size=(T + 1, B, H))
D_OUTPUTS, TARGETS = RNG.normal(size=(T + 1, B, O)), RNG.normal(size=(T + 1, B, O))
READ = readout.Readout(W_HO, B_O)


def check_readout(module):
    read = module.Readout(W_HO, B_O)
    for where in (slice(None), -1, (2, 1)):
        hs, d_outputs = HS[where], D_OUTPUTS[where]
        close(module.forward(read, hs), np.tensordot(hs, W_HO, (-1, 1)) + B_O)
        grads = module.backward(read, hs, d_outputs)
        close(grads.W_ho, np.tensordot(d_outputs.reshape(-1, O), hs.reshape(-1, H), (0, 0)))
        close(grads.b_o, d_outputs.reshape(-1, O).sum(axis=0))
        close(grads.hs, np.tensordot(d_outputs, W_HO, (-1, 0)))


def say_readout(module):
    good = module.Readout(W_HO, B_O)
    bad = [None, *(good._replace(**{name: spoilt(getattr(good, name))}) for name in good._fields),
           good._replace(W_ho=B_O), good._replace(b_o=W_HO)]  # fmt: skip
    return [
        *(said(lambda r=r: module.forward(r, HS)) for r in bad),
        *(said(lambda r=r: module.backward(r, HS, D_OUTPUTS)) for r in bad),
        *(said(lambda h=h: module.forward(good, h)) for h in (spoilt(HS), HS[None], HS[..., 1:], HS[0, :, 1:], 1.0)),
        *(said(lambda h=h: module.backward(good, h, D_OUTPUTS)) for h in (spoilt(HS), HS[..., 1:], HS[0])),
        *(said(lambda d=d: module.backward(good, HS, d)) for d in (spoilt(D_OUTPUTS), D_OUTPUTS[0], HS, None)),
    ]


def check_losses(module):
    for where in (slice(None), -1):
        outputs, targets = D_OUTPUTS[where], TARGETS[where]
        value, d_outputs = module.squared_error(outputs, targets)
        close(value, 0.5 * ((outputs - targets) ** 2).sum() / B)
        close(d_outputs, gradients.complex_step(lambda o, y=targets: losses.squared_error(o, y)[0], outputs))
    loss = module.at_final_step(READ, HS, TARGETS[0])
    close(loss.value, 0.5 * ((HS[-1] @ W_HO.T + B_O - TARGETS[0]) ** 2).sum() / B)
    d_last = (HS[-1] @ W_HO.T + B_O - TARGETS[0]) / B
    close(loss.dhs, np.concatenate([np.zeros((T - 1, B, H)), (d_last @ W_HO)[None]]))
    close(loss.readout.W_ho, d_last.T @ HS[-1])
    assert module.at_final_step(READ, HS.astype(np.float32), TARGETS[0]).dhs.dtype == float


def say_losses(module):
    return [
        *(said(lambda o=o: module.squared_error(o, TARGETS)) for o in (spoilt(TARGETS), TARGETS[0], TARGETS[0, 0], None)),
        *(said(lambda y=y: module.squared_error(TARGETS, y)) for y in (spoilt(TARGETS), TARGETS[0], None)),
        *(said(lambda h=h: module.at_final_step(READ, h, TARGETS[0])) for h in (spoilt(HS), HS[0], HS[:1], None)),
        said(lambda: module.at_final_step(None, HS, TARGETS[0])),
        said(lambda: module.at_final_step(READ, HS, TARGETS)),
        said(lambda: module.at_final_step(READ, HS, TARGETS[0], 3)),
    ]


def check_training(module):
    for dtype in (float, np.float32):
        read = readout.Readout(W_HO.astype(dtype), B_O.astype(dtype))
        moved = module.sgd(read, readout.Gradients(2 * read.W_ho, read.b_o + 1, None), np.float64(0.25))
        np.testing.assert_allclose(moved.W_ho, W_HO / 2, rtol=1e-6)
        np.testing.assert_allclose(moved.b_o, 0.75 * B_O - 0.25, rtol=1e-5, atol=1e-6)
        assert moved.W_ho.dtype == moved.b_o.dtype == dtype
    start, xs, targets = rnn.init(np.random.default_rng(1), 2, H), HS[..., :2], TARGETS[0]
    middle, middle_read, value = by_hand(start, READ, xs, targets)
    end, end_read, later_value = by_hand(middle, middle_read, xs, targets)
    for updates, net, read, values in (
        ([], start, READ, []),
        (["once"], middle, middle_read, [value]),
        (iter(range(2)), end, end_read, [value, later_value]),
    ):
        trained, trained_read, history = module.train(start, READ, xs, targets, 0.1, updates)
        close(history, values)
        for found, expected in zip((*trained[:3], *trained_read), (*net[:3], *read)):
            close(found, expected)


def by_hand(params, read, xs, targets):
    """One update, written out."""
    trace = rnn.forward(params, xs)
    loss = losses.at_final_step(read, trace.hs, targets)
    grads = rnn.backward(params, trace, loss.dhs)
    moved = {name: getattr(params, name) - 0.1 * getattr(grads, name) for name in ("W_ih", "W_hh", "b_h")}
    moved_read = readout.Readout(read.W_ho - 0.1 * loss.readout.W_ho, read.b_o - 0.1 * loss.readout.b_o)
    return params._replace(**moved), moved_read, loss.value


def say_training(module):
    grads, spoilt_read = readout.Gradients(W_HO, B_O, None), READ._replace(b_o=spoilt(B_O))
    return [
        *(said(lambda e=e: module.sgd(READ, grads, e)) for e in (-1, np.nan, None)),
        *(said(lambda p=p: module.sgd(p, grads, 0.1)) for p in (None, spoilt_read, READ._replace(b_o=[0.0]))),
        *(said(lambda g=g: module.sgd(READ, g, 0.1)) for g in (None, spoilt_read, grads._replace(W_ho=B_O))),
        said(lambda: module.train(READ, READ, HS, TARGETS, 0.1, 3)),
    ]


CHECKS = {readout: (check_readout, say_readout), losses: (check_losses, say_losses),
          training: (check_training, say_training)}  # fmt: skip
BROKEN = [(readout, "forward"), (readout, "backward"), (readout, "_check"), (losses, "squared_error"),
          (losses, "at_final_step"), (training, "sgd"), (training, "train")]  # fmt: skip
# Slips that change nothing anyone could see, each with its reason.
LEFT = "NumPy reads any negative size as: what is left"
EQUIVALENT = {
    "backward": {
        "rows = d_outputs.reshape(-1, n_outputs) -> rows = d_outputs.reshape(-2, n_outputs)": LEFT,
        "return Gradients(rows.T @ hs.reshape(-1, n_hidden), rows.sum(axis=0), d_outputs @ readout.W_ho) -> "
        "return Gradients(rows.T @ hs.reshape(-2, n_hidden), rows.sum(axis=0), d_outputs @ readout.W_ho)": LEFT,
    },
    "squared_error": {"n_batch = outputs.shape[-2] -> n_batch = targets.shape[-2]": "they have one shape"},
}


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)


def notices(module, broken):
    return tells_apart(broken, *CHECKS[module], lambda: CHECKS[module][1](module))


@pytest.mark.parametrize("module", CHECKS)
def test_the_helpers_themselves_pass(module):
    check, say = CHECKS[module]
    check(module)
    assert all(kind == "ValueError" for kind, _ in say(module))


@pytest.mark.parametrize(("module", "name"), BROKEN)
def test_every_slip_is_noticed(module, name):
    unnoticed, slips = tried(module, name, lambda broken: notices(module, broken))
    assert len(slips) >= 3
    assert unnoticed <= set(EQUIVALENT.get(name, {})) <= set(slips)
