"""Recognise a known mistake, or two made at once: each is an edit of the solution, and its numbers are compared."""

import functools
import itertools
import time

import numpy as np

from helpers.cells import gru, lstm, rnn
from helpers.exercises.attempt import copied
from helpers.exercises.source import quiet, source_of
from helpers.exercises.wanted import Wanted
from helpers.measure import gradients

ARROW = "→"  # in an edit, ⏎ stands for a new line


def edited(solution, *edits):
    """Return the solution with these edits made one after the other, or None where one does not find its place."""
    source, _ = source_of(solution)
    for edit in edits:
        for line in edit.strip("\n").splitlines():
            old, new = (side.strip() for side in line.split(ARROW))
            if old not in source:
                return None
            source = source.replace(old, new.replace("⏎", "\n"))
    return compiled(source, solution)


@functools.lru_cache(4096)
def compiled(source, solution):
    """Execute a source beside the solution; None where the edits do not go together."""
    space = {"rnn": rnn, "lstm": lstm, "gru": gru, "gradients": gradients} | solution.__globals__
    try:
        with quiet():
            exec(compile(source, "<mistake>", "exec"), space)  # noqa: S102 – an edit of our own solution
    except SyntaxError:
        return None
    return space[solution.__name__]


def faces(exercise, mistake):
    """The (edit or None, function) of each face of a mistake that finds its place in the exercise's solution."""
    given = mistake.gives if isinstance(mistake.gives, tuple) else (mistake.gives,)
    made = [(None, face) if callable(face) else (face, edited(exercise.solution, face)) for face in given]
    return [(face, function) for face, function in made if function]


def of_loop(exercise, found):
    """Whether one of the mistakes found is made in a loop's first line."""
    lines = [line for line in source_of(exercise.solution)[0].splitlines() if line.strip().startswith("for ")]
    edits = [face for mistake in found for face, _ in faces(exercise, mistake) if face]
    return any(one.split(ARROW)[0].strip() in line for edit in edits for one in edit.splitlines() for line in lines)


class Known:
    """What known mistakes give, compared with a learner's numbers: `wanted`, of which the outputs `wrong` differ."""

    def __init__(self, exercise, wanted: Wanted, wrong):
        self.exercise, self.wanted, self.wrong = exercise, wanted, wrong
        self.made = [(mistake, *face) for mistake in exercise.mistakes for face in faces(exercise, mistake)]

    @functools.cached_property
    def fits(self):
        """(mistake, errors, which outputs are given) for every face that explains at least one wrong output."""
        found = []
        for mistake, _, function in self.made:
            tolerance = max(mistake.tolerance, self.wanted.tolerance)
            if (errors := self.wanted.errors(function, tolerance, self.wrong)) is not None:
                found.append((mistake, errors, errors <= tolerance))
        return found

    def single(self):
        """The ([mistake], errors, which outputs) that gives all the numbers; or None."""
        return next((([mistake], errors, self.wrong) for mistake, errors, given in self.fits if given.all()), None)

    def half(self):
        """The mistake that gives every wrong output, and others than the learner's where those are right; or None."""
        full = [found for found in self.fits if found[2][self.wrong].all()]
        best = max(full, key=lambda found: found[2].sum(), default=None)
        return best and ([best[0]], best[1], self.wrong)

    def partly(self):
        """The mistake that gives most of the wrong outputs: ([mistake], errors, which); None if it gives few."""
        best = max(self.fits, key=lambda found: (found[2] & self.wrong).sum(), default=None)
        few = not best or 2 * (best[2] & self.wrong).sum() < self.wrong.sum()  # one array of five may agree by accident
        return None if few else ([best[0]], best[1], best[2] & self.wrong)

    def pair(self, seconds):
        """The two mistakes which, made at once, give every output: ([mistakes], errors, which), or None."""
        end = time.process_time() + seconds
        for (one, first), (two, second) in self.pairs():
            if time.process_time() > end:
                return None
            orders = ((first, second), (second, first)) if one is not two else ()
            both = next(filter(None, (edited(self.exercise.solution, *order) for order in orders)), None)
            tolerance = max(self.wanted.tolerance, one.tolerance, two.tolerance)
            if both and (errors := self.wanted.errors(both, tolerance)) is not None and (errors <= tolerance).all():
                return [one, two], errors, self.wrong
        return None

    def pairs(self):
        """Yield the pairs of edits, those first of which one gives more of the numbers than the solution does."""
        right = self.wanted.entries(self.exercise.solution)
        edits = [(self.wanted.entries(function) - right, mistake, face) for mistake, face, function in self.made if face]
        helpful = sorted((edit for edit in edits if edit[0] > 0), key=lambda edit: -edit[0])
        yield from ((one[1:], two[1:]) for one in helpful[:6] for two in edits)
        yield from ((one[1:], two[1:]) for one, two in itertools.combinations(edits, 2))


def same_end(exercise, before, made):
    """The one known mistake that ends as a call `made` did that leaves nothing to compare, in exception or value; or None.

    `before` has what came back on the problems before, which the mistake gives as well.
    """
    args, value, error = made.given, made.value, made.error
    mine = (type(error), str(error)) if error else ending(lambda: value)
    given = mine if isinstance(mine, list) else []  # else the ending is not the learner's, but that of reading the value
    told = error or any(not np.isnan(np.frombuffer(numbers, np.float32)).all() for _, numbers in given)
    ends = lambda function: ending(lambda: function(*copied(args))) == mine
    known = exercise.mistakes if told and not isinstance(error, NameError) else ()
    fits = lambda function: ends(function) and before.met(function)
    alike = [mistake for mistake in known if any(fits(function) for _, function in faces(exercise, mistake))]
    return alike[0] if len(alike) == 1 else None


def ending(function):
    """What can be compared of the way a call ends: the exception, or the numbers of what it returns."""
    try:
        with quiet():
            value = function()
            arrays = [np.asarray(item, float) for item in (value if isinstance(value, (tuple, list)) else [value])]
            return [(array.shape, np.float32(array + 0).tobytes()) for array in arrays]
    except Exception as raised:  # noqa: BLE001 – a mistake may fail in any way
        return type(raised), str(raised)
