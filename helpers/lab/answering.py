"""What a check prints: the verdict on an attempt, and the hint that the last one has found."""

import importlib
import textwrap

from helpers.environment import printable
from helpers.exercises import judge

_last = {"hint": "", "verdict": None}


def answer(name, attempt):
    """Judge an attempt at the exercise of this name, "file.EXERCISE", and print what there is to say about it."""
    file, _, exercise = name.partition(".")
    verdict = judge(getattr(importlib.import_module(f"helpers.exercises.{file}"), exercise), attempt)
    _last.update(hint=verdict.hint, verdict=verdict)
    lines = verdict.printed.rstrip("\n").splitlines()
    if lines:
        print("\n".join(lines[:20] + [f"(and {len(lines) - 20} more lines)"] * (len(lines) > 20)))
    for line in verdict.text.splitlines():
        filled = textwrap.fill(line, 88, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        print(printable(filled))


def hint():
    """Show the change of your own code that the last check has found, if it has found one."""
    print(printable(_last["hint"].rstrip("\n")) or "The last check found no single change of your code that mends it.")


def require():
    """Raise AssertionError with the last check's verdict unless it says right: what a grader runs below a check."""
    verdict = _last["verdict"]
    if verdict is None or verdict.kind != "right":
        raise AssertionError(printable(verdict.text) if verdict else "No check has been run.")
