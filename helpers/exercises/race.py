"""Notebook 09's exercises: read the table of the race; what Adam's corrections are for."""

import numpy as np

from helpers.exercises import Answer, numbers
from helpers.learn import tasks


def _updates(kind, T, of=np.median):
    """The median updates (or the mean, or another) until learned of a kind's five runs at T, at the better learning rate."""
    runs = [run for run in tasks.memory_race()["runs"] if (run["kind"], run["T"]) == (kind, T)]
    rates = {run["rate"]: [one["updates"] for one in runs if one["rate"] == run["rate"]] for run in runs}
    return of(min(rates.values(), key=lambda updates: sum(n or 2000 for n in updates)))


def _factor(kind, lags=(100, 10), of=np.median):
    return _updates(kind, lags[0], of) / _updates(kind, lags[1], of)


LSTM, GRU = "LSTM, chrono", "GRU, chrono"
LONGER = Answer(
    title="how many times as many updates",
    truth=_factor(LSTM),
    why="Ten times the lag takes far less than ten times the updates, if the gates start open.",
    hint="The medians stand in brackets, in the row of the LSTM with chrono: that at T = 100 over that at T = 10.",
    mistakes=numbers("""
the GRU's row taken for the LSTM's ~0.003 :: factor(GRU)
    the question is about the LSTM with chrono biases.
one median taken from another row or column :: updates(GRU, 100) / updates(LSTM, 10)
| factor(LSTM, lags=(100, 20)) | factor(LSTM, lags=(100, 50)) | factor(LSTM, lags=(50, 10))
    both stand in the LSTM's row, the one under T = 100, the other under T = 10.
one median alone :: updates(LSTM, 100) | updates(LSTM, 10)
the difference in place of the ratio :: updates(LSTM, 100) - updates(LSTM, 10)
    how many *times* as many asks for a ratio.
the lags themselves in place of the updates :: 10
    T grows ten times; the medians stand in brackets.
the means in place of the medians :: factor(LSTM, of=np.mean)
one of the five runs alone :: factor(LSTM, of=max) | factor(LSTM, of=first)
    the median is the third of the five runs, in order; it stands in brackets.
the updates per step of lag :: factor(LSTM) / 10
    asked for are the updates themselves.
""", factor=_factor, updates=_updates, LSTM=LSTM, GRU=GRU, first=lambda runs: runs[0]),
)

FIRST, SECOND = 1 - 0.9, 1 - 0.999  # what one gradient adds to the mean, and its square to the mean of squares
UNCORRECTED = Answer(
    title="the length of the uncorrected first step over the corrected one",
    truth=FIRST / SECOND**0.5,
    why="The mean is 10 times too small, the root of the mean of squares 31.6 times: the step is 3.16 times too long.",
    hint="With n = 1, what is mean, as a multiple of g? What is square, as a multiple of g²? Leave ε aside.",
    tolerance=0.0125,  # 3.2 is √10 to two digits
    mistakes=numbers("""
the mean without its correction, but size with it :: FIRST
    both corrections are left out: the mean of squares is too small as well, and its root divides the step.
size without its correction, but the mean with it :: 1 / SECOND**0.5
    both corrections are left out: the mean of the gradients is too small at first as well: it is 0.1 g.
β in place of 1 − β :: 0.9 / 0.999**0.5
    the first gradient enters the averages with 1 − β: 0.1 g and 0.001 g².
the step, η times too small, or the root of square alone :: 0.01 * FIRST / SECOND**0.5
    the step is η · mean / √square, the corrected one has the length η: divide one by the other.
the second step in place of the first :: (1 - 0.9**2) / (1 - 0.999**2) ** 0.5
    at the first step n is 1, and each average holds one gradient.
no root :: FIRST / SECOND | FIRST / SECOND**2
    `size` is the root of the mean of squares.
the root of the whole ratio, or the square of the mean's factor :: FIRST**2 / SECOND
    the mean enters the step as it is, the mean of squares by its root.
both averages taken to start right, or squares that enter with 0.1² or 0.01 :: 1
    both start at 0: after one gradient they are 0.1 g and 0.001 g², as 1 − 0.9 = 0.1 and 1 − 0.999 = 0.001.
the mean times the root of square :: FIRST * SECOND**0.5
    the step is the mean *over* the root.
""", FIRST=FIRST, SECOND=SECOND),
)
