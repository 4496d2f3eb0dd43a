"""The numbers wanted of a function on each problem: the right ones, or those that a learner's function gave."""

import contextlib

import numpy as np

from helpers.exercises import compare
from helpers.exercises.attempt import copied, differing
from helpers.exercises.source import quiet


class Wanted:
    """The arrays wanted on each problem, the smallest first; numbers are the same up to a relative tolerance."""

    def __init__(self, exercise, problems, arrays, tolerance):
        order = sorted(range(len(problems)), key=lambda k: compare.sizes(problems[k]))  # small ones rule most out
        self.cases = [(problems[k], arrays[k]) for k in order]
        self.exercise, self.tolerance = exercise, tolerance

    def begin_with_wrong(self, function):
        """Begin with a problem that a function gets wrong, of middle size."""
        wrong = [k for k in range(len(self.cases)) if self.entries(function, k) < self.size(k)]
        self.cases.insert(0, self.cases.pop(wrong[len(wrong) // 2] if wrong else 0))

    def outputs(self, function, args):
        """What a function gives on a problem; None where it fails, as a wrong one may in any way."""
        try:
            with quiet():
                made = compare.arrays(self.exercise, function(*copied(args)))
        except Exception:  # noqa: BLE001
            return None
        return made if len(made) == len(self.exercise.outputs) and not any(array is None for array in made) else None

    def errors(self, function, tolerance, needed=slice(None)):
        """The largest error of each output; None where none of those needed is right in every problem."""
        errors = np.zeros(len(self.exercise.outputs))
        for args, wanted in self.cases:
            if (made := self.outputs(function, args)) is None:
                return None
            errors = np.maximum(errors, [compare.error(*pair) for pair in zip(wanted, made)])
            if not (errors <= tolerance)[needed].any():
                return None
        return errors

    def keeps(self, function):
        """Whether a function leaves its arguments as they are."""
        args, _ = self.cases[0]
        given = copied(args)
        with quiet(), contextlib.suppress(Exception):
            function(*given)
        return not any(differing("", *pair) for pair in zip(args, given))

    def met(self, function):
        """Whether a function gives all outputs on every problem."""
        return all(self.entries(function, k) == self.size(k) for k in range(len(self.cases)))

    def entries(self, function, k=0):
        """How many entries a function gives on a problem."""
        args, wanted = self.cases[k]
        pairs = [pair for pair in zip(self.outputs(function, args) or [], wanted) if pair[0].shape == pair[1].shape]
        return sum(int((np.abs(a - b) <= self.tolerance * (np.abs(b).max(initial=0) or 1)).sum()) for a, b in pairs)

    def size(self, k=0):
        """How many entries the outputs have on a problem."""
        return sum(array.size for array in self.cases[k][1])
