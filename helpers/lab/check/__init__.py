"""Checks that answer back: `check.bptt(my_bptt)` says whether it is right, or which mistake was made.

How to add one, in the notebook's file in helpers/exercises/:
  1. a function: write `problems(rng)`, which yields argument tuples, and a `truth` whose parameters bear the names the
     learner's function has; list `Mistake(name, gives, why, look)`, where `gives` is a function that makes the
     mistake. All in `STEP = Exercise(title, outputs, problems, truth, mistakes)`; outputs are `Output(name)`.
     If two mistakes can be made at once, write them as switches of one `loop(switches, *args)` (see bptt.py).
  2. a number: `PATHS = Answer(title, truth, why, mistakes)`, where `gives` is the wrong number; `Choice` for
     options, `Matching` for pairs.
  3. in this folder: a one-line function with a docstring. The engine's judge.py finds the words; test_checks.py
     proves that each mistake is named as itself.
"""

# every function of these files is a check, to be called as check.step, check.bptt, …
from helpers.lab.check.gated import *
from helpers.lab.check.vanilla import *
