"""Slips of the solution, one or two, that give a learner's numbers are theirs."""

import ast
import contextlib
import time

from helpers.exercises import changes
from helpers.exercises.kinds import Verdict
from helpers.exercises.repair import Search
from helpers.exercises.source import Code, TooLate


def slipped(exercise, wanted, seconds):
    """The Verdict on numbers that one or two one-place slips of the solution give too, or None."""
    with contextlib.suppress(TooLate, ValueError):
        code = Code(exercise.solution, time.process_time() + seconds)
        search = Search(code, wanted)
        if found := search.places(changes.slips(code)) or search.found(changes.put_in(code, code.tree)):
            slips = " and ".join(dict.fromkeys(told(place.change) for place in found))
            text = f"✗ This is {exercise.title} with {slips}."
            numbers = "That change" if len(found) == 1 else "These changes"
            verb = "gives" if len(found) == 1 else "give"
            return Verdict("slip", f"{text}\n  {numbers} of the solution {verb} your numbers, in every problem.")
    return None


def told(change):
    """One slip of the solution in words: its line, the kind of change, and what stands there then."""
    target = getattr(change.stmt, "target", None) or getattr(change.stmt, "targets", [None])[0]
    line = f"the line that makes {ast.unparse(target)}" if target else "the last line"
    line = "the line of a loop" if isinstance(change.stmt, ast.For) else line
    wrong = change.sets[0][2]
    seen = f", as in `{ast.unparse(wrong)}`" if isinstance(wrong, ast.expr) else ""
    return f"a slip in {line}: {change.words}{seen}"
