"""A slip of the solution that gives a learner's numbers is theirs."""

import ast
import contextlib
import time

from helpers.exercises import changes
from helpers.exercises.kinds import Verdict
from helpers.exercises.source import Code, TooLate


def slipped(exercise, wanted, seconds):
    """The Verdict on numbers that a one-place slip of the solution gives too, or None."""
    with contextlib.suppress(TooLate, ValueError):
        code = Code(exercise.solution, time.process_time() + seconds)
        for change in changes.slips(code):
            with code.made(change) as function:
                if wanted.met(function):
                    return told(exercise, change)
    return None


def told(exercise, change):
    """The Verdict on one slip of the solution."""
    target = getattr(change.stmt, "target", None) or getattr(change.stmt, "targets", [None])[0]
    line = f"the line that makes {ast.unparse(target)}" if target else "the last line"
    line = "the line of a loop" if isinstance(change.stmt, ast.For) else line
    text = f"✗ This is {exercise.title} with a slip in {line}: {change.words}."
    return Verdict("slip", f"{text}\n  That change of the solution gives your numbers, in every problem.")
