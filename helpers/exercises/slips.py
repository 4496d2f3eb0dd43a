"""The one-place slips of a solution: one that gives a learner's numbers is theirs; problems must tell all apart."""

import ast
import contextlib
import time

from helpers.exercises import changes
from helpers.exercises.kinds import Verdict
from helpers.exercises.tracing import Code, TooLate, holes, quiet, statements


def slips(solution, deadline):
    """Yield (change, code) with the change made, for every one-place slip of a solution."""
    code = Code(solution, deadline)
    for body, index, stmt, loops in statements(code.body):
        every = [*changes.of_statement(body, index, stmt, loops)]
        if not isinstance(stmt, ast.FunctionDef):
            every += [*changes.of_expressions(stmt), *renamed(code, stmt)]
        for change in every:
            code.hurry()
            with code.made(change):
                yield change, code


def renamed(code, stmt):
    """Yield the changes of one name for another of the function."""
    names = {node.id for node in ast.walk(code.tree) if isinstance(node, ast.Name)}
    names = sorted(names - {"np", "range", "len", "sum"})
    for holder, place, node in holes(stmt):
        if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load):
            for name in names:
                if name != node.id:
                    new = ast.Name(name, ast.Load())
                    yield changes.Change(1, "another name", stmt, ((holder, place, new),), node)


def slipped(exercise, attempt, seconds):
    """The Verdict on numbers that a slip of the solution gives too, or None."""
    end, tolerance = time.process_time() + (0 if attempt.empty else seconds), max(attempt.loose, 1e-9)
    with quiet(), contextlib.suppress(TooLate, ValueError):
        for change, code in slips(exercise.solution, end):
            errors = attempt.fit(lambda *args, code=code: code.run(args), tolerance)
            if errors is not None and (errors <= tolerance).all():
                return told(exercise, change)
    return None


def told(exercise, change):
    """The Verdict on one slip of the solution."""
    target = getattr(change.stmt, "target", None) or getattr(change.stmt, "targets", [None])[0]
    line = f"the line that makes {ast.unparse(target)}" if target else "the last line"
    line = "the line of a loop" if isinstance(change.stmt, ast.For) else line
    text = f"✗ This is {exercise.title} with a slip in {line}: {change.words}."
    return Verdict("slip", f"{text}\n  That change of the solution gives your numbers, in every problem.")
