"""Checks that answer back, on code as learners write it: mistakes typed in, with no help from the exercises' own loops."""

import numpy as np
import pytest
from learners import CARRYING, FILLING, learned, said

from helpers.exercises.bptt import BPTT
from helpers.exercises.forward_pass import STEP
from helpers.exercises.four_readings import FOUR_READINGS
from helpers.exercises.gradient_check import NUMERICAL_GRADIENT
from helpers.exercises.update_at_end import UPDATE_AT_END

EDITS = [
    (CARRYING, "delta @ params.W_hh", "delta @ params.W_hh.T", "a missing transpose"),
    (CARRYING, "carried = delta @ params.W_hh", "pass", "not carried back"),
    (CARRYING, "(1 - hs[t] ** 2) * g", "g", "tanh′ missing"),
    (CARRYING, "(1 - hs[t] ** 2)", "(1 - hs[t] ** 2) ** 2", "tanh′ applied twice"),
    (CARRYING, "(1 - hs[t] ** 2)", "(1 - np.tanh(hs[t]) ** 2)", "as if h were the pre-activation"),
    (CARRYING, "(1 - hs[t] ** 2)", "(1 - hs[t - 1] ** 2)", "tanh′ read off h_{t-1}"),
    (CARRYING, "(1 - hs[t] ** 2)", "(hs[t] > 0)", "the ReLU's derivative"),
    (CARRYING, "(1 - hs[t] ** 2)", "hs[t] * (1 - hs[t])", "the logistic function's derivative"),
    (CARRYING, "delta.T @ hs[t - 1]", "delta.T @ hs[t]", "h_t where h_{t-1} belongs"),
    (CARRYING, "delta.T @ hs[t - 1]", "delta.T @ hs[t - 2]", "wrapping around at t = 1"),
    (CARRYING, "delta.T @ xs[t - 1]", "delta.T @ xs[t - 2]", "x_{t-1} where x_t belongs"),
    (CARRYING, "+=", "=", "`=` where `+=` belongs"),
    (CARRYING, "dW_hh +=", "dW_hh =", "`=` where `+=` belongs: your dW_hh matches"),
    (CARRYING, "dW_ih, dW_hh, db_h\n", "dW_ih / T, dW_hh / T, db_h / T\n", "the mean over steps"),
    (CARRYING, "dW_ih, dW_hh, db_h\n", "dW_ih / B, dW_hh / B, db_h / B\n", "the mean over the batch"),
    (CARRYING, "delta @ params.W_hh", "delta @ params.W_hh + (dhs[t - 2] if t > 1 else 0)", "added twice"),
    (CARRYING, "g = dhs[t - 1] + carried", "g = carried + (dhs[-1] if t == T else 0)", "of step T alone"),
    (CARRYING, "total[0] = carried", "pass", "total[0] left empty"),
    (CARRYING, "total[t] = g", "total[t - 1] = g", "total shifted by one row"),
    (CARRYING, "    total[0] = carried", "    total = np.roll(total, -1, axis=0)", "total shifted by one row"),
    (CARRYING, "total[t] = g", "total[t] = (1 - hs[t] ** 2) * g", "δ_t stored in total"),
    (CARRYING, "total[t] = g", "total[t] = carried", "the carried gradient alone"),
    (CARRYING, "delta.sum(axis=0)", "g.sum(axis=0)", "the bias's gradient"),
    (CARRYING, "delta.sum(axis=0)", "delta.mean(axis=0)", "the mean over the batch"),
    (CARRYING, "+= delta.T @ hs[t - 1]", "+= hs[t - 1].T @ delta", "the outer products the wrong way round"),
    (CARRYING, "range(T, 0, -1)", "range(1, T + 1)", "the loop running forwards"),
    (CARRYING, "range(T, 0, -1)", "range(T, max(0, T - 4), -1)", "cut off after a few steps"),
    (FILLING, "delta @ W", "delta @ W.T", "a missing transpose"),
    (FILLING, "delta @ W", "0", "not carried back"),
    (FILLING, "delta @ W", "(delta * (1 - hs[t + 1] ** 2)) @ W", "tanh′ applied twice on the way back"),
    (FILLING, "delta @ W", "0.93 * delta @ W", "wrong in its own way"),
    (FILLING, "reversed(range(T))", "range(T)", "not carried back"),
    (FILLING, "delta, hs[t])", "delta, hs[t - 1])", "wrapping around at t = 1"),
    (FILLING, "delta, hs[t])", "delta, hs[t + 1])", "h_t where h_{t-1} belongs"),
    (FILLING, "delta @ W", "delta @ W; W -= 0.01 * delta.T @ hs[t]", "W_hh updated inside the loop"),
    (FILLING, "total[t] += delta @ W", "total[t] = delta @ W", "the immediate gradient of step T alone"),
]


@pytest.mark.parametrize("source", [CARRYING, FILLING], ids=["carrying", "filling"])
def test_bptt_as_learners_write_it_is_right(source):
    verdict = said(BPTT, learned(source))
    assert verdict.kind == "right"
    assert "my_bptt is right" in verdict.text


@pytest.mark.parametrize(("source", "old", "new", "name"), EDITS)
def test_a_mistake_typed_into_a_learners_code_is_named(source, old, new, name):
    verdict = said(BPTT, learned(source, (old, new)))
    if name == "wrong in its own way":
        assert verdict.kind in ("located", "slip")
    else:
        assert verdict.kind == "named"
        assert name in verdict.text


PAIRS = [
    (EDITS[0], EDITS[9]),
    (EDITS[0], EDITS[2]),
    (EDITS[1], EDITS[8]),
    (EDITS[3], EDITS[13]),
    (EDITS[0], EDITS[11]),
    (EDITS[9], EDITS[17]),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_mistakes_at_once_are_both_named(one, other):
    verdict = said(BPTT, learned(CARRYING, one[1:3], other[1:3]))
    assert verdict.kind == "named"
    assert one[3] in verdict.text
    assert other[3] in verdict.text
    assert verdict.text.count("Why:") == 2


def test_a_named_mistake_says_what_is_right_already():
    assert "Right already: total, dW_ih and db_h." in said(BPTT, learned(CARRYING, EDITS[8][1:3])).text


# The other exercises, as learners write them


def test_step_as_learners_write_it():
    assert said(STEP, lambda params, x, h: np.tanh(x @ params.W_ih.T + h @ params.W_hh.T + params.b_h)).kind == "right"
    wrong = said(STEP, lambda params, x, h: np.tanh(x @ params.W_ih.T + h @ params.W_hh + params.b_h))
    assert "a missing transpose on W_hh" in wrong.text
    both = said(STEP, lambda params, x, h: np.tanh(x @ params.W_ih.T + h @ params.W_hh))
    assert "a missing transpose on W_hh and no bias" in both.text


DIFFERENCES = """
def my_numerical_gradient(f, W, eps):
    G = np.zeros_like(W)
    for i in np.ndindex(W.shape):
        w = W[i]
        pass
    return G
"""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "W[i] = w + eps; up = f(W); W[i] = w - eps; down = f(W); W[i] = w; G[i] = (up - down) / (2 * eps)",
            "is right",
        ),
        (
            "W[i] += eps; up = f(W); W[i] -= 2 * eps; down = f(W); W[i] += eps; G[i] = (up - down) / (2 * eps)",
            "is right",
        ),
        ("W[i] += eps; up = f(W); W[i] -= eps; G[i] = (up - f(W)) / eps", "a one-sided difference"),
        ("W[i] += eps; up = f(W); W[i] -= eps; G[i] = (up - f(W)) / (2 * eps)", "one side at W itself"),
        ("W[i] = w + eps; up = f(W); W[i] = w - eps; down = f(W); W[i] = w; G[i] = (up - down) / eps", "a factor 2"),
        ("W[i] = w + eps; up = f(W); W[i] = w - eps; down = f(W); W[i] = w; G[i] = (up - down) / 2 * eps", "/ 2 * eps"),
        ("W[i] = w + eps; up = f(W); W[i] = w - eps; G[i] = (up - f(W)) / (2 * eps)", "the entry not put back"),
        ("W[i] = w + eps; up = f(W); W[i] = w - eps; G[i] = (up - f(W)) / (2 * eps)", "It changes W in place"),
        ("W[i] = w + eps; up = f(W); W[i] = w - eps; down = f(W); W[i] = w; G[i] = (down - up) / (2 * eps)", "sign"),
        ("e = 1e-5; W[i] += e; up = f(W); W[i] -= 2 * e; G[i] = (up - f(W)) / (2 * e); W[i] = w", "a step of its own"),
        ("up = W; down = W; up[i] += eps; down[i] -= eps; G[i] = (f(up) - f(down)) / (2 * eps)", "the same number"),
    ],
)
def test_gradient_check_as_learners_write_it(line, words):
    assert words in said(NUMERICAL_GRADIENT, learned(DIFFERENCES, ("pass", line))).text


def test_four_readings():
    assert said(FOUR_READINGS, ["imm*total", "Total x Imm"]).kind == "right"
    assert "1 more option does belong here" in said(FOUR_READINGS, "imm×total").text
    assert "Still missing: 1 of the 2 that belong here." in said(FOUR_READINGS, {"total×total", "imm×total"}).text
    assert "does not belong here; expected some of" in said(FOUR_READINGS, {"total+total"}).text


TRAINING = """
def my_training_step(params, xs, hs, dhs, learning_rate):
    W_ih, W_hh, b_h = params.W_ih.copy(), params.W_hh.copy(), params.b_h.copy()
    dW_ih, dW_hh, db_h, carried = 0, 0, 0, 0
    for t in range(len(xs), 0, -1):
        delta = (1 - hs[t] ** 2) * (dhs[t - 1] + carried)
        dW_ih, dW_hh, db_h = dW_ih + delta.T @ xs[t - 1], dW_hh + delta.T @ hs[t - 1], db_h + delta.sum(0)
        carried = delta @ W_hh
        # inside
    return W_ih - learning_rate * dW_ih, W_hh - learning_rate * dW_hh, b_h - learning_rate * db_h
"""
INSIDE = ("# inside", "W_hh -= learning_rate * delta.T @ hs[t - 1]"), ("W_hh - learning_rate * dW_hh, b_h", "W_hh, b_h")


def test_update_at_end_as_learners_write_it():
    assert said(UPDATE_AT_END, learned(TRAINING)).kind == "right"
    assert "W_hh updated inside the loop" in said(UPDATE_AT_END, learned(TRAINING, *INSIDE)).text
    moved_in_place = said(UPDATE_AT_END, learned(TRAINING, *INSIDE, ("params.W_hh.copy()", "params.W_hh")))
    assert "W_hh updated inside the loop" in moved_in_place.text
    assert "It changes params.W_hh in place" in moved_in_place.text
    # Subtracting inside the loop while going back through the saved W_hh is exact.
    assert said(UPDATE_AT_END, learned(TRAINING, *INSIDE, ("delta @ W_hh", "delta @ params.W_hh"))).kind == "right"
