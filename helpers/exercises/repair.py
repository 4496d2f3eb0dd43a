"""Mend a learner's own function: one change, or two, after which all outputs are right, on fresh problems too.

What mends it is proof of where the mistake is. The changes are tried one after the other, by running the function.
"""

import contextlib
import time
from typing import NamedTuple

import numpy as np

from helpers.exercises import changes
from helpers.exercises.compare import truth
from helpers.exercises.source import Code, TooLate
from helpers.exercises.wanted import Wanted

PROMISING = 6  # so many changes that mend a part are tried with a second one


class Place(NamedTuple):
    """One change that mends: its line's number and text, the words for it, and the statement afterwards."""

    line: int
    text: str
    words: str
    after: str


def repaired(trial, tolerance, seconds, line=0):
    """The Places at which one change makes everything right, or two; an empty list if none is found in time.

    `line`, where it is known that the function fails there, is its number in the cell: its changes are tried first.
    """
    with contextlib.suppress(ValueError, TooLate):
        return Repair(trial, tolerance, time.process_time() + trial.within(seconds)).places(line)
    return []


class Repair:
    """The search for the changes that make a learner's function right."""

    def __init__(self, trial, tolerance, deadline):
        self.code, self.promising = Code(trial.function, deadline), []
        self.solution = Code(trial.exercise.solution).tree
        fresh = list(trial.exercise.problems(np.random.default_rng(21)))
        truths = trial.truths + [truth(trial.exercise, args) for args in fresh]
        self.wanted = Wanted(trial.exercise, trial.problems + fresh, truths, tolerance)
        self.wanted.begin_with_wrong(self.code.function())

    def places(self, line):
        """The Places of one change, else of two."""
        if found := self.found(changes.all_of(self.code, self.solution, line - self.code.first + 1)):
            return found
        for _, _, change in sorted(self.promising)[:PROMISING]:
            with self.code.made(change):
                if found := self.found(changes.slips(self.code)):
                    return [self.place(change), *found]
        return []

    def found(self, listed):
        """The Place of the first change that mends; those that mend a part are kept as promising."""
        start = self.wanted.entries(self.code.function())
        for change in listed:
            with self.code.made(change) as function:
                gain = self.wanted.entries(function) - start
                if start + gain == self.wanted.size() and self.wanted.met(function):
                    return [self.place(change)]
            if gain > 0:
                self.promising.append((-gain, len(self.promising), change))
        return []

    def place(self, change):
        """The Place of a change, while it is made."""
        return Place(*self.code.quoted(change.node), change.words, change.after)
