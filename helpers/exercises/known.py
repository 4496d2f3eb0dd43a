"""Recognise a known mistake, or two made at once: each is an edit of the solution, and its numbers are compared."""

import functools
import itertools
import time

from helpers.cells import gru, lstm, rnn
from helpers.exercises.source import quiet, source_of
from helpers.measure import gradients

ARROW = "→"  # in an edit, ⏎ stands for a new line


def edited(solution, *edits):
    """Return the solution with these edits made one after the other, or None where one does not find its place."""
    source = "\n".join(source_of(solution).rows)
    for line in "\n".join(edits).splitlines():
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


class Known:
    """What known mistakes give, compared with a learner's numbers: `wanted`, of which the outputs `wrong` differ."""

    def __init__(self, exercise, wanted, wrong):
        self.exercise, self.wanted, self.wrong = exercise, wanted, wrong
        made = [(each, face, edited(exercise.solution, face)) for each in exercise.mistakes for face in each.gives]
        self.made = [(mistake, face, function) for mistake, face, function in made if function]

    @functools.cached_property
    def fits(self):
        """([mistake], errors, which wrong outputs it gives, whether it gives all numbers) of each that gives one."""
        found = []
        for mistake, _, function in self.made:
            tolerance = max(mistake.tolerance, self.wanted.tolerance)
            if (errors := self.wanted.errors(function, tolerance, self.wrong)) is not None:
                given = errors <= tolerance
                found.append(([mistake], errors, given & self.wrong, given.all()))
        return found

    def single(self):
        """The mistake that gives all the numbers, or None."""
        return next((found for found in self.fits if found[3]), None)

    def partly(self):
        """The mistake that gives most of the wrong outputs, at least half of them; or None."""
        best = max(self.fits, key=lambda found: found[2].sum(), default=None)
        return best if best and 2 * best[2].sum() >= self.wrong.sum() else None

    def pair(self, end):
        """The two mistakes which, made at once, give every output; or None where the time is over before."""
        order = sorted(self.made, key=lambda made: self.wanted.missing(made[2]))  # those that give most numbers first
        for (one, first, _), (two, second, _) in itertools.combinations(order, 2):
            tolerance = max(self.wanted.tolerance, one.tolerance, two.tolerance)
            orders = ((first, second), (second, first)) if one is not two else ()
            for both in {edited(self.exercise.solution, *faces) for faces in orders} - {None}:
                if time.process_time() > end:
                    return None
                if (errors := self.wanted.errors(both, tolerance)) is not None and (errors <= tolerance).all():
                    return [one, two], errors, self.wrong, True
        return None
