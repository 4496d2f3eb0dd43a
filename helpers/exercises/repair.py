"""Mend a learner's own function: the smallest change after which all outputs are right, on fresh problems too.

What mends it is proof of where the mistake is. The function runs once under a trace; a change is first judged by the value
that its statement then has, and run only if that value is new. Values that the solution met come first.
"""

import ast
import contextlib
import time
from typing import NamedTuple

import numpy as np

from helpers.exercises import terms
from helpers.exercises.attempt import copied, differing
from helpers.exercises.changes import put
from helpers.exercises.compare import arrays, error, sizes
from helpers.exercises.tracing import Code, TooLate, quiet, settle
from helpers.exercises.worth import Judge


class Place(NamedTuple):
    """One change that mends: its line's number and text, the words for it, and the statement afterwards."""

    line: int
    text: str
    words: str
    after: str


class Search:
    """One search: the code as it stands, the problem shown, and what was found worth a second change.

    `one_place` and `several` return the Places at which changes make the function right, or an empty list. Raises
    ValueError where the function's source cannot be had.
    """

    def __init__(self, exercise, function):
        self.exercise, self.done, self.told, self.promising, self.rest, self.truths = exercise, [], [], [], [], {}
        self.names = list(exercise.solution.__code__.co_varnames[: exercise.solution.__code__.co_argcount])
        self.problems = sorted(exercise.problems(np.random.default_rng(20)), key=sizes)
        self.fresh = list(exercise.problems(np.random.default_rng(21)))
        self.code = Code(function)
        self.ready = False

    def begin(self):
        """Choose the problem shown, one of middle size on which most is wrong, and run the code and the solution on it."""
        every = set(range(len(self.exercise.outputs)))
        rights = [self.right(args) for args in self.problems]
        wrong = [k for k, found in enumerate(rights) if found != every]
        worst = [k for k in wrong if len(rights[k]) == min(len(rights[j]) for j in wrong)]
        self.shown = self.problems[worst[len(worst) // 2] if worst else 0]
        self.reference = terms.Reference(self.exercise, self.shown)
        self.read()
        self.ready = True

    def one_place(self, seconds):
        """Look for one change that makes everything right, by the solution's values; for two where that has made some of it right."""
        return self.within(seconds, self.matched, lambda: self.deeper(2))

    def anywhere(self, seconds):
        """Look for one change of any other kind, then for two or three after what was promising."""
        return self.within(seconds, lambda: self.deeper(3), self.others, lambda: self.deeper(2))

    def within(self, seconds, *steps):
        """Take steps until one succeeds or the time is over."""
        self.code.deadline = time.perf_counter() + seconds
        with quiet(), contextlib.suppress(TooLate, Exception):  # a learner's objects may do anything
            if not self.ready:
                self.begin()
            any(step() for step in steps)
        return self.told

    def read(self):
        """Run the code as it stands: the values it meets, and which outputs are right."""
        met, result = self.code.met(self.shown)
        self.base, self.entries = self.rights(result), self.counted(result)
        broken = isinstance(result, Exception) or not self.base and self.shapes(result) != self.shapes(self.truth(self.shown))
        self.judge = Judge(self.code, met, self.reference, broken, self.rights)

    def shapes(self, value):
        """The shapes of what a function returned; None where it is not as many arrays as asked for."""
        with contextlib.suppress(Exception):
            return [array.shape for array in (value if isinstance(value, list) else arrays(self.exercise, value))]

    def truth(self, args):
        """What the solution gives for a problem."""
        if id(args) not in self.truths:
            self.truths[id(args)] = arrays(self.exercise, self.exercise.solution(*copied(args)))
        return self.truths[id(args)]

    def rights(self, value, args=None):
        """Which outputs are right in what a function returned for a problem."""
        with contextlib.suppress(Exception):
            got, truth = arrays(self.exercise, value), self.truth(args or self.shown)
            return {k for k, pair in enumerate(zip(got, truth, strict=True)) if error(*pair) <= self.exercise.tolerance}
        return set()

    def counted(self, value):
        """How many entries of the outputs are right on the problem shown."""
        with contextlib.suppress(Exception):
            pairs = zip(arrays(self.exercise, value), self.truth(self.shown))
            return sum(int((np.abs(a - b) <= 1e-9 * np.abs(b).max()).sum()) for a, b in pairs if a.shape == b.shape)
        return 0

    def ran(self, args):
        """What the code as it stands returns; None if it fails or changes what it is given."""
        given = copied(args)
        try:
            value = self.code.run(given)
        except TooLate:
            raise
        except Exception:  # noqa: BLE001 – a changed function may fail in any way
            return None
        return None if any(differing(*trio) for trio in zip(self.names, args, given)) else value

    def right(self, args):
        """Which outputs are right when the code as it stands is run."""
        return self.rights(self.ran(args), args)

    # which changes, the likeliest first

    def matched(self):
        """Try the changes that bring a statement to a value of the solution's; the others are kept for later."""
        self.rest = []
        return any(self.attempts(self.sifted(listed)) for listed in (self.judge.simple(), self.judge.joined(late=False)))

    def sifted(self, listed):
        """The changes of a list that lead to a value of the solution's; the rest is kept."""
        listed = list(listed)
        self.rest += [pair for pair in listed if pair[0] >= 1]
        return [pair for pair in listed if pair[0] < 1]

    def others(self):
        """Try the changes of which nothing can be told by values, and more terms."""
        return self.attempts(self.rest) or self.attempts(list(self.judge.joined(late=True)))

    # trying them

    def attempts(self, listed):
        """Run the changes in their order; True when one makes everything right."""
        for score, change in sorted(listed, key=lambda pair: (pair[0], pair[1].rank)):
            with self.made(change):
                value = self.ran(self.shown)
                if len(self.rights(value)) == len(self.exercise.outputs) and self.proved():
                    self.tell([*self.done, change])
                    return True
            gain = self.counted(value) - self.entries
            if gain > 0 or (score == 0 and gain == 0):
                self.promising.append((-gain, score, change.rank, len(self.promising), change))
        return False

    @contextlib.contextmanager
    def made(self, change):
        """The code with a change made."""
        back = put(change.sets)
        for _, _, new in change.sets:
            settle(new, change.stmt.lineno)
        try:
            yield
        finally:
            put(back)

    def proved(self):
        """Whether the code as it stands is right on every problem, on fresh ones too."""
        every = set(range(len(self.exercise.outputs)))
        return all(self.right(args) == every for args in (*self.problems, *self.fresh))

    def deeper(self, places):
        """After each promising change look for the next among the matched ones and those of the same kind."""
        if len(self.done) + 1 >= places:
            return False
        rest, promising, self.promising = self.rest, sorted(self.promising), []
        for *_, change in promising[:6]:
            with self.made(change):
                self.done.append(change)
                try:
                    self.read()
                    if len(self.base) == len(self.exercise.outputs):  # right here, and wrong on another problem
                        self.begin()
                    if self.matched() or self.attempts(p for p in self.rest if p[1].words == change.words) or self.deeper(places):
                        return True
                finally:
                    self.done.pop()
        self.rest, self.promising = rest, promising
        self.read()
        return False

    def tell(self, made):
        """Keep what was changed, with the learner's lines; the tree is as the changes make it."""
        for change in made:
            spot = change.node if hasattr(change.node, "row") else change.stmt
            now = next((n for n in ast.walk(self.code.tree) if isinstance(n, ast.stmt) and n.lineno == change.stmt.lineno), None)
            after = ast.unparse(now).split("\n")[0] if now else ""
            self.told.append(Place(*self.code.quoted(spot), change.words, after))
