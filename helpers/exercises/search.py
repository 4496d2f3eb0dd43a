"""The search for changes of a function after which it gives the numbers wanted: what mends a learner's own code is proof
of where the mistake is, and a slip of the solution that gives a learner's numbers is theirs."""

import contextlib
import functools
from typing import NamedTuple

import numpy as np

from helpers.exercises import changes, compare
from helpers.exercises.calls import call, copied
from helpers.exercises.source import Code, TooLate, quiet

FEW = 150  # of code with no more slips than this, every two are tried
TWICE = ("a transpose", "`.copy()`", "`np.outer`", "`@`")


class Wanted:
    """The arrays wanted on each problem, the smallest first; numbers are the same up to a relative tolerance."""

    def __init__(self, exercise, problems, arrays, tolerance):
        self.exercise, self.tolerance = exercise, tolerance
        self.cases = sorted(zip(problems, arrays), key=lambda case: compare.sizes(case[0]))  # small ones rule most out

    def begin_with_wrong(self, function):
        """Begin with a problem that a function gets wrong, of middle size."""
        wrong = [k for k in range(len(self.cases)) if self.missing(function, k)]
        self.cases.insert(0, self.cases.pop(wrong[len(wrong) // 2] if wrong else 0))

    def outputs(self, function, args):
        """What a function gives on a problem; None where it fails, as a wrong one may in any way."""
        try:
            with quiet():
                made = compare.arrays(self.exercise, function(*copied(args)))
        except (Exception, SystemExit):  # noqa: BLE001
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
        return not call(function, range(len(args)), args).changed

    def met(self, function):
        """Whether a function gives all outputs on every problem."""
        return not any(self.missing(function, k) for k in range(len(self.cases)))

    def missing(self, function, k=0):
        """How many entries of the outputs a function does not give on a problem."""
        args, wanted = self.cases[k]
        if (made := self.outputs(function, args)) is None:
            return sum(array.size for array in wanted)
        return sum(compare.wrong_entries(*pair, self.tolerance).sum() for pair in zip(made, wanted))


class Place(NamedTuple):
    """One change: its line's number in the cell, the text there, and the change itself."""

    line: int
    text: str
    change: changes.Change


class Search:
    """The search for the changes of a function after which it gives what is wanted, each time as a list of Places."""

    def __init__(self, function, wanted, line=0):
        self.wanted, self.promising, self.code = wanted, [], None  # without its source, nothing is found
        with contextlib.suppress(ValueError):
            self.code = Code(function)
            self.first = line - self.code.first + 1
            self.careless = not wanted.keeps(function)  # then a change need not mend that, too

    @functools.cached_property
    def slips(self):
        """The changes that need nothing but what stands in the code, those of the line where it failed first."""
        return changes.slips(self.code, self.first)

    def until(self, end, *steps):
        """What the first of these steps to find something finds, until the time is over."""
        with contextlib.suppress(TooLate):
            if self.code:
                self.code.deadline = end
                return next(filter(None, (step() for step in steps)), [])
        return []

    def one(self, listed=None, code=None):
        """The Place of the first change that gives all numbers; those that give more of them are kept as promising."""
        code = code or self.code
        before = self.wanted.missing(code.function())
        for change in self.slips if listed is None else listed:
            function = code.function(change.lines)
            missing = self.wanted.missing(function)
            if not missing and self.wanted.met(function) and (self.careless or self.wanted.keeps(function)):
                return [Place(*code.quoted(change.at, change.column), change)]
            if missing < before and code is self.code:
                self.promising.append((missing, len(self.promising), change))
        return []

    def after(self, change, kind=""):
        """The Places of a change and of a second one, of this kind where one is given."""
        if not self.code.function(change.lines):
            return []
        code = self.code.with_lines(change.lines)
        found = self.one([other for other in changes.slips(code) if other.words.startswith(kind)], code)
        return found and [Place(*self.code.quoted(change.at, change.column), change), *found]

    def twice(self):
        """The Places of one kind of change made twice, such as two transposes."""
        listed = [change for change in self.slips if change.words.startswith(TWICE)]
        return next(filter(None, (self.after(change, change.words) for change in listed)), [])

    def two(self):
        """The Places of two changes, first those that are promising alone."""
        listed = [change for *_, change in sorted(self.promising)[:6]] + (self.slips if len(self.slips) < FEW else [])
        return next(filter(None, map(self.after, listed)), [])

    def put_in(self, solution):
        """The Place of one change that puts in a function, a factor or a term of the solution."""
        return self.one(changes.put_in(self.code, Code(solution)))


def mending(exercise, function, problems, truths, tolerance, line=0):
    """The Search for what mends a learner's function, on fresh problems too; `line`, where it failed, is tried first."""
    fresh = list(exercise.problems(np.random.default_rng(21)))
    wanted = Wanted(exercise, problems + fresh, truths + [compare.truth(exercise, args) for args in fresh], tolerance)
    wanted.begin_with_wrong(function)
    return Search(function, wanted, line)
