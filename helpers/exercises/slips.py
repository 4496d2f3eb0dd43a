"""Slips of the solution, one or two, that give a learner's numbers are theirs."""

import ast
import contextlib
import functools
import time

from helpers.exercises import changes
from helpers.exercises.kinds import Verdict
from helpers.exercises.repair import Search
from helpers.exercises.source import Code, TooLate


class Slips:
    """The search for slips of an exercise's solution that give the numbers wanted."""

    def __init__(self, exercise, wanted):
        self.exercise, self.wanted = exercise, wanted

    @functools.cached_property
    def search(self):
        """The search; ValueError where the solution's source cannot be had. Each of `slips` is tried once."""
        code = Code(self.exercise.solution)
        self.slips = changes.slips(code)
        return Search(code, self.wanted)

    def one(self, seconds):
        """The Verdict on one slip, or None."""
        return self.verdict(seconds, lambda: self.search.found(self.slips))

    def more(self, seconds):
        """The Verdict on one of the slips that are left, on two, or on something put in; or None."""
        put_in = lambda code: self.search.found(changes.put_in(code, code.tree))
        searched = lambda: self.search.found(self.slips) or self.search.pair() or put_in(self.search.code)
        return self.verdict(seconds, searched)

    def verdict(self, seconds, searched):
        """The Verdict on what is found in so many seconds, or None."""
        with contextlib.suppress(TooLate, ValueError):
            self.search.code.deadline = time.process_time() + seconds
            if found := searched():
                slips = ", and ".join(dict.fromkeys(told(place.change) for place in found))
                numbers = "That change of the solution gives" if len(found) == 1 else "These changes of the solution give"
                text = f"✗ This is {self.exercise.title} with {slips}.\n  {numbers} your numbers, in every problem."
                return Verdict("slip", text)
        return None


def told(change):
    """One slip of the solution in words: its line, the kind of change, and what stands there then."""
    wrong, right = change.sets[0][2], change.node
    seen = ast.unparse(wrong) if isinstance(wrong, ast.expr) else ""
    lost = [part for part in (getattr(right, "left", None), getattr(right, "right", None)) if part not in (None, wrong)]
    words = change.words + (f", as in `{seen}`" if 0 < len(seen) < 40 else "")  # a long one would show the solution
    if change.words.startswith("another name"):
        words = f"`{seen}` where `{ast.unparse(right)}` belongs"
    elif change.words.endswith("left out"):
        plain = len(lost) == 1 and isinstance(lost[0], (ast.Name, ast.Attribute, ast.Constant))
        words = f"`{ast.unparse(lost[0])}` left out" if plain else words.replace(", as in", " beside")
    target = getattr(change.stmt, "target", None) or getattr(change.stmt, "targets", [None])[0]
    line = f"the line that makes {ast.unparse(target)}" if target else "the last line"
    line = "the line of a loop" if isinstance(change.stmt, ast.For) else line
    return f"a slip in {line}: {words}"
