"""Changes of a whole statement: `=`, `+=` or `-=`, left out, exchanged with the next, in or out of a loop."""

import ast

from helpers.exercises.changes import Change, binop, expression


def of_statement(body, index, stmt, loops):
    """Yield the changes of a whole statement: `=`, `+=` or `-=`, left out, exchanged with the next, in or out of a loop."""
    before, rest = body[:index], body[index + 1 :]
    if isinstance(stmt, ast.AugAssign):
        yield Change(1, "`=` in place of `+=`", stmt, ((body, index, ast.Assign([stmt.target], stmt.value)),))
        for other in {ast.Add: (ast.Sub, ast.Mult), ast.Sub: (ast.Add,)}.get(type(stmt.op), (ast.Add,)):
            yield Change(1, "another `+=`, `-=` or `*=`", stmt, ((stmt, "op", other()),))
        fresh = binop(expression(ast.unparse(stmt.target)), type(stmt.op), stmt.value)
        yield Change(2, "a new array, not a change in place", stmt, ((body, index, ast.Assign([stmt.target], fresh)),))
    if isinstance(stmt, ast.Assign) and isinstance(stmt.targets[0], (ast.Name, ast.Subscript)):
        for operator in (ast.Add, ast.Sub):
            new = ast.AugAssign(stmt.targets[0], operator(), stmt.value)
            yield Change(1, f"`{'+' if operator is ast.Add else '-'}=` in place of `=`", stmt, ((body, index, new),))
    if not isinstance(stmt, ast.Return) and before + rest:
        yield Change(1.5, "a line left out", stmt, ((body, slice(None), before + rest),))
    if rest and not isinstance(rest[0], ast.Return) and not isinstance(stmt, ast.Return):
        yield Change(2, "two lines exchanged", stmt, ((body, slice(None), [*before, rest[0], stmt, *rest[1:]]),))
    for outer, at in loops[-1:] if before + rest and not isinstance(stmt, ast.For) else ():
        for place in (at, at + 1):
            moved = outer[:place] + [stmt] + outer[place:]
            yield Change(1.5, "a line moved out of the loop", stmt, ((body, slice(None), before + rest), (outer, slice(None), moved)))
    for step, loop in ((k, body[index + k]) for k in (-1, 1) if 0 <= index + k < len(body)):
        if isinstance(loop, ast.For) and not isinstance(stmt, ast.Return):
            inside = [*loop.body, stmt] if step < 0 else [stmt, *loop.body]
            yield Change(1.5, "a line moved into the loop", stmt, ((loop.body, slice(None), inside), (body, slice(None), before + rest)))
