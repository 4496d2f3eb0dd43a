"""Recognise a known mistake, or two made at once: each is an edit of the solution, and its numbers are compared."""

import functools
import itertools
import time

import numpy as np

from helpers.exercises import compare
from helpers.exercises.attempt import copied
from helpers.exercises.kinds import Exercise
from helpers.exercises.tracing import key, quiet, source_of

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
    space = dict(solution.__globals__)
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

    def fit(self, function, tolerance):
        """The errors of each output against what `function` gives; None where nothing wrong is matched."""
        errors = np.zeros(len(self.wrong))
        for args, run in zip(self.problems, self.runs):
            try:
                with np.errstate(all="ignore"):  # a mistake may overflow: it is theirs, not a warning of ours
                    made = compare.arrays(self.exercise, function(*copied(args)))
            except Exception:  # noqa: BLE001 – a mistake may fail in any way
                return None
            if len(made) != len(run) or any(array is None for array in made):
                return None
            errors = np.maximum(errors, [compare.error(*pair) for pair in zip(run, made)])
            if not (errors <= tolerance)[self.wrong].any():
                return None
        return errors

    @functools.cached_property
    def fits(self):
        """(mistake, errors, tolerance) for every face that explains at least one wrong output."""
        found = []
        for mistake in self.exercise.mistakes:
            tolerance = max(mistake.tolerance, self.loose)
            for _, function in faces(self.exercise, mistake):
                if (errors := self.fit(function, tolerance)) is not None:
                    found.append((mistake, errors, errors <= tolerance))
        return found

    @property
    def empty(self):
        """Whether a wrong output is zero in every problem: zeros are made in too many ways for a guess."""
        return any(not any(run[k].any() for run in self.runs) for k in np.flatnonzero(self.wrong))

    def single(self):
        """The ([mistake], errors) that gives all the numbers, else the one that gives every wrong output; or None."""
        for asked in (np.ones_like(self.wrong), self.wrong):
            for mistake, errors, fit in self.fits:
                if fit[asked].all():
                    return [mistake], errors
        return None

    def pair(self, seconds):
        """The two mistakes which, made at once, give every wrong output, and the errors; or None."""
        helpful = {id(mistake) for mistake, *_ in self.fits}
        typed = [(m, face) for m in self.exercise.mistakes for face, _ in faces(self.exercise, m) if face]
        typed.sort(key=lambda pair: id(pair[0]) not in helpful)
        end = time.perf_counter() + (0 if self.empty else seconds)
        for (one, first), (two, second) in itertools.permutations(typed, 2):
            if time.perf_counter() > end:
                return None
            both = edited(self.exercise.solution, first, second) if one is not two else None
            tolerance = max(self.loose, one.tolerance, two.tolerance)
            if both and (errors := self.fit(both, tolerance)) is not None and (errors <= tolerance)[self.wrong].all():
                return [one, two], errors
        return None

    def partly(self):
        """The mistake that gives most of the wrong outputs: ([mistake], errors, which), or None."""
        best = max(self.fits, key=lambda found: (found[2] & self.wrong).sum(), default=None)
        return best and ([best[0]], best[1], best[2] & self.wrong)


def same_end(exercise, args, value, error):
    """The known mistake that ends as a call did that leaves nothing to compare: same exception, or same value; or None."""
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
