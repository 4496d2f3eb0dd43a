"""Mend a learner's own function: the smallest change after which all outputs are right, on fresh problems too.

What mends it is proof of where the mistake is. The function runs once under a trace. A change of an expression is judged
by the value that its statement then has; the function is run with it only if that is one of the solution's values.
"""

import ast
import contextlib
import time
from typing import NamedTuple

import numpy as np

from helpers.exercises import changes, terms
from helpers.exercises.attempt import copied, differing
from helpers.exercises.changes import Change, holes, loaded, put
from helpers.exercises.compare import arrays, error, sizes
from helpers.exercises.tracing import Code, TooLate, key, quiet, settle

HOLE = ast.Name("_new_", ast.Load(), lineno=1, col_offset=0)


class Place(NamedTuple):
    """One change that mends: its line's number and text, the words for it, and the statement afterwards."""

    line: int
    text: str
    words: str
    after: str


class Search:
    """One search for the changes that make a learner's function right; ValueError where its source cannot be had."""

    def __init__(self, exercise, function):
        self.exercise, self.code = exercise, Code(function)
        self.done, self.told, self.promising, self.rest = [], [], [], []
        self.every = set(range(len(exercise.outputs)))

    def places(self, seconds):
        """The Places at which one change makes everything right, or two or three; an empty list if none is found in time."""
        self.code.deadline = time.process_time() + seconds
        with quiet(), contextlib.suppress(TooLate, Exception):  # a learner's objects may do anything
            drawn = [args for seed in (20, 21) for args in self.exercise.problems(np.random.default_rng(seed))]
            self.problems = [(args, arrays(self.exercise, self.exercise.solution(*copied(args)))) for args in sorted(drawn, key=sizes)]
            self.begin()
            self.matched() or self.deeper(2) or self.attempts(self.rest, least=1) or self.deeper(3)
        return self.told

    def begin(self):
        """Choose the problem shown, one of middle size on which most is wrong, and run the code and the solution on it."""
        rights = [len(self.right(*problem)) for problem in self.problems]
        worst = [problem for problem, n in zip(self.problems, rights) if n == min(rights)]
        self.shown, self.truth = worst[len(worst) // 2]
        self.reference = terms.Reference(self.exercise, self.shown)
        self.read()

    def read(self):
        """Run the code as it stands: the values it meets, and what is right."""
        met, result = self.code.met(self.shown)
        self.met, self.olds = {line: terms.ends(passes) for line, passes in met.items()}, {}
        self.base, self.entries, self.broken = self.rights(result, self.truth), self.counted(result), isinstance(result, Exception)

    # what a function returned is worth

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
        """What the code as it stands returns; None if it fails, as a change may in any way, or changes what it is given."""
        given = copied(args)
        with contextlib.suppress(Exception):
            value = self.code.run(given)
            return None if any(differing("", *pair) for pair in zip(args, given)) else value

    def right(self, args, truth):
        """Which outputs are right when the code as it stands is run."""
        return self.rights(self.ran(args), truth)

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

    def statements(self):
        """Yield the statements that were reached, with what is around them."""
        for body, index, stmt, loops in changes.statements(self.code.body):
            if stmt.lineno in self.met and not isinstance(stmt, ast.FunctionDef):
                yield body, index, stmt, loops

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
        """Yield (whether it is better, change) for the changes that bring in a name, or a factor or term of the solution."""
        for _, _, stmt, _ in self.statements():
            passes, worth = self.met[stmt.lineno], worth_of(stmt)
            within = terms.within(self.code, passes, self.reference) if worth else {}
            for holder, place, node in list(holes(stmt)) if worth else ():
                values = [self.code.value(node, names) for names in passes]
                if not loaded(node) or isinstance(node, (ast.Tuple, ast.List, ast.Slice)) or not terms.numeric(values[0]):
                    continue
                whole = self.with_hole(stmt, holder, place)
                for rank, words, value, new in terms.put_in(holder, node, np.shape(values[0]), within, self.broken):
                    better = self.better(stmt, lambda k, f=value, v=values, w=whole: w(f(v[k], k), k))
                    if better or better is False and rank < 2 and node is not worth:
                        yield better, Change(rank, words, stmt, ((holder, place, new()),), node)

    # whether a change is worth to be run

    def value(self, stmt, k):
        """What a statement, as it stands, makes of the names at its first pass (k = 0) or its last (k = 1)."""
        return self.code.value(worth_of(stmt), self.met[stmt.lineno][k]) if worth_of(stmt) else None

    def after(self, change, k):
        """What a statement makes when a change is made."""
        with self.made(change):
            return self.value(change.stmt, k)

    def with_hole(self, stmt, holder, place):
        """A function of (value, pass): what the statement makes when this value stands at the place."""
        back = put([(holder, place, HOLE)])
        code = compile(ast.Expression(worth_of(stmt)), "<value>", "eval")
        put(back)
        spaces = [self.code.space | names for names in self.met[stmt.lineno]]
        return lambda value, k: eval(code, spaces[k] | {"_new_": value})

    def better(self, stmt, value):
        """Whether a statement comes to a value of the solution's and had none; None where it changes nothing, or fails."""
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
                made, ready = self.reference.made[k], (key(named) for named in terms.lying(self.met[stmt.lineno][k]))
                return new in made and key(was) not in made and new not in ready  # what lies ready is no sign of anything
        return None

    # trying them

    def attempts(self, listed, least=0):
        """Run changes, the likeliest first; True when one makes everything right. What makes `least` entries right is promising."""
        for change in sorted(listed, key=lambda change: change.rank):
            with self.made(change):
                value = self.ran(self.shown)
                if self.rights(value, self.truth) == self.every and all(self.right(*problem) == self.every for problem in self.problems):
                    self.told = [self.told_of(one) for one in (*self.done, change)]
                    return True
            if (gain := self.counted(value) - self.entries) >= least:
                self.promising.append((-gain, change.rank, len(self.promising), change))
        return False

    @contextlib.contextmanager
    def made(self, change):
        """The code with a change made."""
        back = put(change.sets)
        for _, _, new in change.sets:
            settle(new, change.stmt)
        try:
            yield
        finally:
            put(back)

    def deeper(self, places):
        """After each promising change look for the next among the matched ones and those of the same kind."""
        if len(self.done) + 1 >= places:
            return False
        rest, promising, self.promising = self.rest, sorted(self.promising), []
        for *_, change in promising[:6]:
            with self.made(change):
                self.done.append(change)
                self.read()
                if self.base == self.every:  # right here, and wrong on another problem
                    self.begin()
                if self.matched() or self.attempts([c for c in self.rest if c.words == change.words]) or self.deeper(places):
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


def worth_of(stmt):
    """The expression whose value a statement is worth, what is appended to a list too; None where there is none."""
    found = next((node for name in ("value", "iter", "test") if (node := getattr(stmt, name, None)) is not None), None)
    return found.args[-1] if isinstance(stmt, ast.Expr) and isinstance(found, ast.Call) and found.args else found


def tried(value, k):
    """The value at a pass, None where it cannot be had: a change may fail in any way."""
    with contextlib.suppress(Exception):
        return value(k)
