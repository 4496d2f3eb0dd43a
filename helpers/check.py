"""Checks that answer back: `check.bptt(my_bptt)` says whether it is right, or which mistake was made.

How to add one, in the notebook's file in helpers/exercises/:
  1. a function: write `problems(rng)`, which yields argument tuples, and a `truth` whose parameters bear the names the
     learner's function has; list `Mistake(name, gives, why, look)`, where `gives` is a function that makes the
     mistake. All in `STEP = Exercise(title, outputs, problems, truth, mistakes)`; outputs are `Output(name)`.
     If two mistakes can be made at once, write them as switches of one `loop(switches, *args)` (see bptt.py).
  2. a number: `PATHS = Answer(title, truth, why, mistakes)`, where `gives` is the wrong number; `Choice` for options.
  3. here: a one-line function with a docstring. The engine's judge.py finds the words; test_checks.py proves that
     each mistake is named as itself.
"""

import textwrap

from helpers.exercises import bptt as _bptt
from helpers.exercises import forward_pass, judge


def answer(exercise, attempt):
    """Judge an attempt at any exercise and print what there is to say about it."""
    verdict = judge(exercise, attempt)
    lines = verdict.printed.rstrip("\n").splitlines()
    if lines:
        print("\n".join(lines[:20] + [f"(and {len(lines) - 20} more lines)"] * (len(lines) > 20)))
    for line in verdict.text.splitlines():
        print(textwrap.fill(line, 88, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False))


def step(my_step):
    """Check `my_step(params, x, h) -> h_t`: x (B, I), h (B, H) is h_{t-1}, the result (B, H)."""
    answer(forward_pass.STEP, my_step)


def bptt(my_bptt):
    """Check `my_bptt(params, xs, hs, dhs) -> (total, dW_ih, dW_hh, db_h)`.

    xs (T, B, I), hs (T+1, B, H), dhs (T, B, H) immediate gradients; total (T+1, B, H) is dL/dh_t, aligned with hs.
    """
    answer(_bptt.BPTT, my_bptt)
