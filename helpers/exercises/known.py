"""Recognise a known mistake, or two made at once: each is an edit of the solution, and its numbers are compared."""

import functools
import itertools
import time

import numpy as np

from helpers.cells import gru, lstm, rnn
from helpers.exercises import compare
from helpers.exercises.attempt import copied
from helpers.exercises.kinds import Exercise
from helpers.exercises.tracing import key, quiet, source_of
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


class Attempt:
    """What a learner's function gave on all problems, to be compared with what known mistakes give."""

    def __init__(self, exercise: Exercise, problems, runs, wrong, loose):
        order = sorted(range(len(problems)), key=lambda k: compare.sizes(problems[k]))  # small ones rule most out
        self.problems, self.runs = [problems[k] for k in order], [runs[k] for k in order]
        self.exercise, self.wrong, self.loose = exercise, wrong, loose
        self.made = [(m, face, function) for m in exercise.mistakes for face, function in faces(exercise, m)]

    def outputs(self, function, args):
        """What a function gives on a problem; None where it fails, as a mistake may in any way."""
        try:
            with quiet():
                made = compare.arrays(self.exercise, function(*copied(args)))
        except Exception:  # noqa: BLE001
            return None
        return made if len(made) == len(self.wrong) and not any(array is None for array in made) else None

    def fit(self, function, tolerance):
        """The errors of each output against what `function` gives; None where nothing wrong is matched."""
        errors = np.zeros(len(self.wrong))
        for args, run in zip(self.problems, self.runs):
            if (made := self.outputs(function, args)) is None:
                return None
            errors = np.maximum(errors, [compare.error(*pair) for pair in zip(run, made)])
            if not (errors <= tolerance)[self.wrong].any():
                return None
        return errors

    def gain(self, function):
        """How many entries of the smallest problem a function gives that the solution does not give."""
        run, truth = self.runs[0], self.outputs(self.exercise.solution, self.problems[0])
        trios = zip(run, truth, self.outputs(function, self.problems[0]) or truth)
        fair = [trio for trio in trios if len({array.shape for array in trio}) == 1]
        return sum(int((near(made, got) & ~near(right, got)).sum()) for got, right, made in fair)

    @functools.cached_property
    def fits(self):
        """(mistake, errors, which outputs are given) for every face that explains at least one wrong output."""
        found = []
        for mistake, _, function in self.made:
            tolerance = max(mistake.tolerance, self.loose)
            if (errors := self.fit(function, tolerance)) is not None:
                found.append((mistake, errors, errors <= tolerance))
        return found

    @property
    def empty(self):
        """Whether a wrong output is zero in every problem: zeros are made in too many ways for a guess."""
        return any(not any(run[k].any() for run in self.runs) for k in np.flatnonzero(self.wrong))

    def single(self):
        """The ([mistake], errors, which outputs) that gives all the numbers, else every wrong output; or None."""
        full = [found for found in self.fits if found[2][self.wrong].all()]
        best = max(full, key=lambda found: found[2].sum(), default=None)
        return best and ([best[0]], best[1], self.wrong)

    def pairs(self):
        """Yield the pairs of faces, those first of which one gives some of the numbers, then the faces named first."""
        typed = [(mistake, face) for mistake, face, _ in self.made if face]
        gains = {(mistake, face): self.gain(function) for mistake, face, function in self.made if face}
        helpful = sorted((pair for pair in typed if gains[pair] > 0), key=lambda pair: -gains[pair])
        named_first = list({mistake: (mistake, face) for mistake, face in reversed(typed)}.values())[::-1]
        yield from itertools.product(helpful[:6], typed)
        yield from itertools.combinations(named_first, 2)
        yield from itertools.combinations(typed, 2)

    def pair(self, seconds):
        """The two mistakes which, made at once, give every output, and the errors; or None."""
        end = time.process_time() + seconds
        for (one, first), (two, second) in () if self.empty else self.pairs():
            if time.process_time() > end:
                return None
            orders = ((first, second), (second, first)) if one is not two else ()
            both = next(filter(None, (edited(self.exercise.solution, *order) for order in orders)), None)
            tolerance = max(self.loose, one.tolerance, two.tolerance)
            if both and (errors := self.fit(both, tolerance)) is not None and (errors <= tolerance).all():
                return [one, two], errors, self.wrong
        return None

    def partly(self):
        """The mistake that gives most of the wrong outputs: ([mistake], errors, which), or None."""
        best = max(self.fits, key=lambda found: (found[2] & self.wrong).sum(), default=None)
        return best and ([best[0]], best[1], best[2] & self.wrong)


def near(made, got):
    """Which entries of two arrays of one shape are the same, up to rounding."""
    return np.abs(made - got) <= 1e-9 * np.abs(got).max(initial=0)


def same_end(exercise, args, value, error):
    """The known mistake that ends as a call did that leaves nothing to compare, in exception or value; or None."""
    mine = (type(error), str(error)) if error else key(value)
    for mistake in exercise.mistakes if mine and not isinstance(error, NameError) else ():
        for _, function in faces(exercise, mistake):
            with quiet():
                try:
                    theirs = key(function(*copied(args)))
                except Exception as raised:  # noqa: BLE001 – a mistake may fail in any way
                    theirs = type(raised), str(raised)
            if theirs == mine:
                return mistake
    return None
