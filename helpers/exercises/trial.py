"""A learner's function as it stands, with or without changes: what it returns, and what its statements are worth."""

import ast
import contextlib

import numpy as np

from helpers.exercises import terms
from helpers.exercises.attempt import copied, differing
from helpers.exercises.compare import arrays, error, sizes
from helpers.exercises.tracing import Code, key, put, statements

HOLE = ast.Name("_new_", ast.Load(), lineno=1, col_offset=0)


class Trial:
    """The code, the problems with what is right, and the problem shown; ValueError where the source cannot be had."""

    def __init__(self, exercise, function):
        self.exercise, self.code = exercise, Code(function)
        self.every = set(range(len(exercise.outputs)))

    def draw(self):
        """Draw the check's own problems and as many fresh ones."""
        drawn = [args for seed in (20, 21) for args in self.exercise.problems(np.random.default_rng(seed))]
        right = lambda args: arrays(self.exercise, self.exercise.solution(*copied(args)))
        self.problems = [(args, right(args)) for args in sorted(drawn, key=sizes)]

    def begin(self):
        """Choose the problem shown, one of middle size on which most is wrong; run the code and the solution on it."""
        rights = [len(self.right(*problem)) for problem in self.problems]
        worst = [problem for problem, n in zip(self.problems, rights) if n == min(rights)]
        self.shown, self.truth = worst[len(worst) // 2]
        self.reference = terms.Reference(self.exercise, self.shown)
        self.read()

    def read(self):
        """Run the code as it stands: the values it meets, and what is right."""
        met, result = self.code.met(self.shown)
        self.met, self.olds = {line: terms.ends(passes) for line, passes in met.items()}, {}
        self.base, self.entries = self.rights(result, self.truth), self.counted(result)
        self.broken = isinstance(result, Exception)

    def rights(self, value, truth):
        """Which outputs are right in what a function returned."""
        with contextlib.suppress(Exception):
            pairs = zip(arrays(self.exercise, value), truth, strict=True)
            return {k for k, pair in enumerate(pairs) if error(*pair) <= self.exercise.tolerance}
        return set()

    def counted(self, value):
        """How many entries of the outputs are right on the problem shown."""
        with contextlib.suppress(Exception):
            pairs = zip(arrays(self.exercise, value), self.truth)
            return sum(int((np.abs(a - b) <= 1e-9 * np.abs(b).max()).sum()) for a, b in pairs if a.shape == b.shape)
        return 0

    def ran(self, args):
        """What the code as it stands returns; None if it fails in any way, or changes what it is given."""
        given = copied(args)
        with contextlib.suppress(Exception):
            value = self.code.run(given)
            return None if any(differing("", *pair) for pair in zip(args, given)) else value

    def right(self, args, truth):
        """Which outputs are right when the code as it stands is run."""
        return self.rights(self.ran(args), truth)

    def statements(self):
        """Yield the statements that were reached, with what is around them."""
        for body, index, stmt, loops in statements(self.code.body):
            if stmt.lineno in self.met and not isinstance(stmt, ast.FunctionDef):
                yield body, index, stmt, loops

    def value(self, stmt, k):
        """What a statement, as it stands, makes of the names at its first pass (k = 0) or its last (k = 1)."""
        return self.code.value(worth_of(stmt), self.met[stmt.lineno][k]) if worth_of(stmt) else None

    def after(self, change, k):
        """What a statement makes when a change is made."""
        with self.code.made(change):
            return self.value(change.stmt, k)

    def with_hole(self, stmt, holder, place):
        """A function of (value, pass): what the statement makes when this value stands at the place."""
        back = put([(holder, place, HOLE)])
        code = compile(ast.Expression(worth_of(stmt)), "<value>", "eval")
        put(back)
        spaces = [self.code.space | names for names in self.met[stmt.lineno]]
        return lambda value, k: eval(code, spaces[k] | {"_new_": value})

    def better(self, stmt, value):
        """Whether a statement comes to a value of the solution's and had none; None: nothing changes, or it fails."""
        self.code.hurry()
        if id(stmt) not in self.olds:
            self.olds[id(stmt)] = [self.value(stmt, k) for k in range(len(self.met[stmt.lineno]))]
        old = self.olds[id(stmt)]
        if isinstance(stmt, ast.Return) and stmt in self.code.body:
            return bool(self.rights(tried(value, -1), self.truth) - self.rights(old[-1], self.truth)) or None
        for k, was in enumerate(old):
            if (new := key(tried(value, k))) is None:
                return None
            if new != key(was):
                made = self.reference.made[k]
                ready = (key(value) for value in terms.lying(self.met[stmt.lineno][k]))  # no sign of anything
                return new in made and key(was) not in made and new not in ready
        return None


def worth_of(stmt):
    """The expression whose value a statement is worth, what is appended to a list too; None where there is none."""
    found = next((node for name in ("value", "iter", "test") if (node := getattr(stmt, name, None)) is not None), None)
    return found.args[-1] if isinstance(stmt, ast.Expr) and isinstance(found, ast.Call) and found.args else found


def tried(value, k):
    """The value at a pass, None where it cannot be had: a change may fail in any way."""
    with contextlib.suppress(Exception):
        return value(k)
