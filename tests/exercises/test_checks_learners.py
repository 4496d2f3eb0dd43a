"""Checks that answer back, on functions without a source: whole arrays in other loops, two mistakes at once."""

import pytest
from learners import CARRYING, FILLING, learned, said

from helpers.exercises.bptt import BPTT
from helpers.exercises.four_readings import FOUR_READINGS
from helpers.exercises.update_at_end import UPDATE_AT_END

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
TRANSPOSED, LEFT_EMPTY = ("delta @ params.W_hh", "delta @ params.W_hh.T"), ("total[0] = carried", "pass")
CASES = [  # the exercise, the code, its edits, what the verdict must hold
    (BPTT, CARRYING, [], ["my_bptt is right"]),
    (BPTT, FILLING, [], ["my_bptt is right"]),
    (BPTT, FILLING, [("delta @ W", "delta @ W.T")], ["W_hh the wrong way round"]),
    (BPTT, FILLING, [("delta @ W", "(delta * (1 - hs[t + 1] ** 2)) @ W")], ["tanh′ applied twice on the way back"]),
    (BPTT, FILLING, [("delta, hs[t])", "delta, hs[t - 1])")], ["one row too early"]),
    (BPTT, FILLING, [("delta @ W", "delta @ W; W -= 0.01 * delta.T @ hs[t]")], ["W_hh updated inside the loop"]),
    (BPTT, FILLING, [("total[t] += delta @ W", "total[t] = delta @ W")], ["the immediate gradient of step T alone"]),
    (BPTT, CARRYING, [("delta.T @ hs[t - 1]", "delta.T @ hs[t]")], ["Right already: total, dW_ih and db_h."]),
    (BPTT, CARRYING, [TRANSPOSED, ("delta.T @ hs[t - 1]", "delta.T @ hs[t - 2]")], ["W_hh the wrong way round", "too early"]),
    (BPTT, CARRYING, [TRANSPOSED, ("(1 - hs[t] ** 2) * g", "g")], ["W_hh the wrong way round", "tanh′ missing"]),
    (BPTT, CARRYING, [TRANSPOSED, ("+=", "=")], ["W_hh the wrong way round", "`=` where `+=` belongs"]),
    (BPTT, CARRYING, [LEFT_EMPTY, ("delta.T @ hs[t - 1]", "delta.T @ hs[t - 2]")], ["left empty", "too early"]),
    (UPDATE_AT_END, TRAINING, [], ["is right"]),
    (UPDATE_AT_END, TRAINING, INSIDE, ["W_hh updated inside the loop"]),
    (UPDATE_AT_END, TRAINING, [*INSIDE, ("params.W_hh.copy()", "params.W_hh")], ["inside the loop", "changes params.W_hh"]),
    # subtracting inside the loop while going back through the saved W_hh is exact
    (UPDATE_AT_END, TRAINING, [*INSIDE, ("delta @ W_hh", "delta @ params.W_hh")], ["is right"]),
]


@pytest.mark.parametrize(("exercise", "source", "edits", "words"), CASES)
def test_the_mistakes_are_named(exercise, source, edits, words):
    text = said(exercise, learned(source, *edits)).text
    assert all(some in text for some in words)
    assert len(words) < 2 or text.count("Why:") == 2 or "changes" in words[1]


def test_a_mistake_of_its_own_is_not_named():
    assert said(BPTT, learned(FILLING, ("delta @ W", "0.93 * delta @ W"))).kind in ("located", "slip")


def test_four_readings():
    assert said(FOUR_READINGS, ["imm*total", "Total x Imm"]).kind == "right"
    assert "1 is still to come" in said(FOUR_READINGS, "imm×total").text
    assert "Still missing: 2 of the 2 that belong here." in said(FOUR_READINGS, {"total×total"}).text
    assert "is none of the names that belong here: write some of" in said(FOUR_READINGS, {"total+total"}).text
