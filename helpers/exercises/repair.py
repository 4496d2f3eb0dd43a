"""Mend a learner's own function: one change, or two, after which all outputs are right, on fresh problems too.

What mends it is proof of where the mistake is. The changes are tried one after the other, by running the function.
"""

import ast
import contextlib
import itertools
import re
import time
from typing import NamedTuple

import numpy as np

from helpers.exercises import changes
from helpers.exercises.compare import truth
from helpers.exercises.expressions import INNER, OUTER
from helpers.exercises.source import Code, TooLate
from helpers.exercises.wanted import Wanted

FEW = 70
TWICE = ("a transpose put in", "a transpose taken out", "`.copy()` put in", INNER, OUTER)
PROMISING = 6  # so many changes that mend a part are tried with a second one


class Place(NamedTuple):
    """One change: its line's number and text, the words for it, the statement afterwards, and the change itself."""

    line: int
    text: str
    words: str
    after: str
    change: changes.Change


def repaired(trial, tolerance, seconds, line=0):
    """The Places at which one change makes everything right, or two; an empty list if none is found in time.

    `line`, where it is known that the function fails there, is its number in the cell: its changes are tried first.
    """
    fresh = list(trial.exercise.problems(np.random.default_rng(21)))
    truths = trial.truths + [truth(trial.exercise, args) for args in fresh]
    with contextlib.suppress(ValueError, TooLate):
        code = Code(trial.function, time.process_time() + trial.within(seconds))
        wanted = Wanted(trial.exercise, trial.problems + fresh, truths, tolerance)
        wanted.begin_with_wrong(code.function())
        return Search(code, wanted).places(Code(trial.exercise.solution).tree, line - code.first + 1)
    return []


class Search:
    """The search for the changes after which a function gives the numbers wanted."""

    def __init__(self, code, wanted):
        self.code, self.wanted, self.promising = code, wanted, []
        self.careless = not wanted.keeps(code.function())  # then a change need not mend that, too

    def places(self, solution, line):
        """The Places of one change, else of two; an empty list where there are none. `line` comes first."""
        one = self.found(changes.slips(self.code, line)) or self.twice()
        return one or self.found(changes.put_in(self.code, solution)) or self.pair()

    def twice(self):
        """The Places of one kind of change made twice, such as two transposes; an empty list where there are none."""
        plain = lambda node: re.fullmatch(r"[\w.]*W[\w.]*", ast.unparse(node))  # a matrix of weights
        listed = [change for change in changes.slips(self.code) if change.words in TWICE]
        listed = [change for change in listed if "transpose" not in change.words or plain(change.node)]
        for one, two in itertools.combinations(listed, 2):
            if one.words == two.words:
                with self.code.made(one):
                    if found := self.found([two]):
                        return [self.place(one), *found]
        return []

    def pair(self):
        """The Places of two changes, first those that are promising alone; an empty list where there are none."""
        few = list(changes.slips(self.code))
        rest = few if len(few) < FEW else []  # of short code, every two changes are tried
        for change in [change for _, _, change in sorted(self.promising)[:PROMISING]] + rest:
            with self.code.made(change):
                if found := self.found(changes.slips(self.code)):
                    return [self.place(change), *found]
        return []

    def found(self, listed):
        """The Place of the first change that gives all numbers; those that give more of them are kept as promising."""
        start = self.wanted.entries(self.code.function())
        for change in listed:
            with self.code.made(change) as function:
                gain = self.wanted.entries(function) - start
                complete = start + gain == self.wanted.size() and self.wanted.met(function)
                if complete and (self.careless or self.wanted.keeps(function)):
                    return [self.place(change)]
            if gain > 0:
                self.promising.append((-gain, len(self.promising), change))
        return []

    def place(self, change):
        """The Place of a change, while it is made."""
        return Place(*self.code.quoted(change.node), change.words, change.after, change)
