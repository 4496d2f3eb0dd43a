"""Mend a learner's own function: the smallest change after which all outputs are right, on fresh problems too.

What mends it is proof of where the mistake is. The function runs once under a trace. A change of an expression is
judged by the value that its statement then has; the function is run with it only if that is one of the solution's.
"""

import ast
import contextlib
import time
from typing import NamedTuple

import numpy as np

from helpers.exercises import changes, terms
from helpers.exercises.changes import Change
from helpers.exercises.tracing import TooLate, holes, loaded, quiet
from helpers.exercises.trial import Trial, worth_of


class Place(NamedTuple):
    """One change that mends: its line's number and text, the words for it, and the statement afterwards."""

    line: int
    text: str
    words: str
    after: str


def places(exercise, function, seconds):
    """The Places at which one change makes everything right, or two or three.

    An empty list if none is found in time, or where the function's source cannot be had.
    """
    with contextlib.suppress(ValueError):
        return Search(exercise, function).places(seconds)
    return []


class Search(Trial):
    """One search for the changes that make a learner's function right; ValueError where its source cannot be had."""

    def __init__(self, exercise, function):
        super().__init__(exercise, function)
        self.done, self.told, self.promising, self.rest = [], [], [], []

    def places(self, seconds):
        """See `places`."""
        self.code.deadline = time.process_time() + seconds
        with quiet(), contextlib.suppress(TooLate, Exception):  # a learner's objects may do anything
            self.draw()
            self.begin()
            self.matched() or self.deeper(2) or self.attempts(self.rest, least=1) or self.deeper(3)
        return self.told

    # which changes, the likeliest first

    def matched(self):
        """Run the changes that bring a statement to a value of the solution's, and those of whole statements."""
        self.rest = []
        for kind in (self.simple, self.joined, self.whole):
            listed = list(kind())
            self.rest += [change for better, change in listed if better is False]
            if self.attempts([change for better, change in listed if better], least=kind == self.whole):
                return True
        return False

    def whole(self):
        """Yield (True, change) for the changes of whole statements, of where they store, and of how often they run."""
        for body, index, stmt, loops in self.statements():
            runs = isinstance(stmt, (ast.For, ast.If, ast.While))
            stored = (change for change in changes.of_expressions(stmt) if runs or change.node is None)
            yield from ((True, change) for change in (*changes.of_statement(body, index, stmt, loops), *stored))

    def simple(self):
        """Yield (whether it is better, change) for the changes that need no other term."""
        for _, _, stmt, _ in self.statements():
            for change in changes.of_expressions(stmt):
                if change.node is not None:
                    yield self.better(stmt, lambda k, c=change: self.after(c, k)), change

    def joined(self):
        """Yield (whether it is better, change) for what brings in a name, or a factor or term of the solution."""
        for _, _, stmt, _ in self.statements():
            passes, worth = self.met[stmt.lineno], worth_of(stmt)
            within = terms.within(self.code, passes, self.reference) if worth else {}
            for holder, place, node in list(holes(stmt)) if worth else ():
                values = [self.code.value(node, names) for names in passes]
                listed = isinstance(node, (ast.Tuple, ast.List, ast.Slice))
                if listed or not loaded(node) or not terms.numeric(values[0]):
                    continue
                whole = self.with_hole(stmt, holder, place)
                for rank, words, value, new in terms.put_in(holder, node, np.shape(values[0]), within, self.broken):
                    better = self.better(stmt, lambda k, f=value, v=values, w=whole: w(f(v[k], k), k))
                    if better or better is False and rank < 2 and node is not worth:
                        yield better, Change(rank, words, stmt, ((holder, place, new()),), node)

    # trying them

    def attempts(self, listed, least=0):
        """Run changes, the likeliest first; True when one makes all right. `least` more entries right are promising."""
        for change in sorted(listed, key=lambda change: change.rank):
            with self.code.made(change):
                value = self.ran(self.shown)
                fits = self.rights(value, self.truth) == self.every
                if fits and all(self.right(*problem) == self.every for problem in self.problems):
                    self.told = [self.told_of(one) for one in (*self.done, change)]
                    return True
            if (gain := self.counted(value) - self.entries) >= least:
                self.promising.append((-gain, change.rank, len(self.promising), change))
        return False

    def deeper(self, places):
        """After each promising change look for the next among the matched ones and those of the same kind."""
        if len(self.done) + 1 >= places:
            return False
        rest, promising, self.promising = self.rest, sorted(self.promising), []
        for *_, change in promising[:6]:
            with self.code.made(change):
                self.done.append(change)
                self.read()
                if self.base == self.every:  # right here, and wrong on another problem
                    self.begin()
                again = lambda words=change.words: self.attempts([c for c in self.rest if c.words == words])
                if self.matched() or again() or self.deeper(places):
                    return True
                self.done.pop()
        self.rest, self.promising = rest, promising
        self.read()
        return False

    def told_of(self, change):
        """The Place of a change, while the tree is as all changes make it."""
        spot = change.node if hasattr(change.node, "row") else change.stmt
        now = [n for n in ast.walk(self.code.tree) if isinstance(n, ast.stmt) and n.lineno == change.stmt.lineno]
        return Place(*self.code.quoted(spot), change.words, ast.unparse(now[0]).split("\n")[0] if now else "")
