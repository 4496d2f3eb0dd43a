"""Judge a change by the value that its statement then has, in the values met on the way, before anything is run."""

import ast

import numpy as np

from helpers.exercises import changes, terms
from helpers.exercises.changes import holes, put
from helpers.exercises.moves import of_statement
from helpers.exercises.tracing import key, settle, telling

ROOT = ast.Name("_new_", ast.Load(), lineno=1, col_offset=0)
JOINING = ("append", "insert", "concatenate", "hstack", "vstack", "stack", "array")  # calls that only put values side by side
SAME = 3  # how many changes of one place are run though they begin with the same value


class Judge:
    """The code as it stands, what its statements met, and the solution's values; `rights` says what a return is worth."""

    def __init__(self, code, met, reference, broken, rights):
        self.code, self.met, self.reference, self.broken, self.rights = code, met, reference, broken, rights
        self.seen, self.befores, self.places, self.ready, self.origins = {}, {}, {}, {}, {}

    def statements(self):
        """Yield the statements that were reached, with what is around them."""
        for body, index, stmt, loops in changes.statements(self.code.body):
            if stmt.lineno in self.met and not isinstance(stmt, ast.FunctionDef):
                yield body, index, stmt, loops

    def simple(self):
        """Yield (score, change) for the changes that need no other term."""
        for body, index, stmt, loops in self.statements():
            for change in of_statement(body, index, stmt, loops):
                yield 0.9 if "=`" in change.words else 1, change
            for change in (*changes.of_expressions(stmt), *changes.unwrapped(stmt)):
                self.code.hurry()
                if (score := self.score(change)) is not None:
                    yield score, change

    def joined(self, late):
        """Yield (score, change) for the changes that bring in another term: a name, or a factor or term of the solution.

        First where a value strange to the solution is made of known ones, `late` all others.
        """
        for _, _, stmt, _ in self.statements():
            passes, within = self.passes(stmt), None
            for holder, place, node in list(holes(stmt)):
                self.code.hurry()
                if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load) or isinstance(node, (ast.Tuple, ast.List, ast.Slice)):
                    continue
                if late == self.origin(stmt, node):
                    continue
                values = [self.code.value(node, names) for names in passes]
                if key(values[0]) is None or isinstance(values[0], (tuple, list)):
                    continue
                within = within or terms.within(self.code, stmt, passes, self.reference)
                whole = self.with_hole(stmt, holder, place)
                top = self.unit(stmt, node) is node
                for joined in terms.put_in(holder, node, np.shape(values[0]), within, self.broken):
                    score = self.judged(stmt, node, lambda k, j=joined, v=values, w=whole: w(j.value(v[k], k), k))
                    if score is not None and (score == 0 or not (top and joined.operator is None) and (score < 1 or joined.rank < 2)):
                        yield score, joined.change(stmt, holder, place, node)
            for change in terms.arguments(stmt, within) if within else ():
                if (score := self.score(change)) is not None:
                    yield score, change

    def with_hole(self, stmt, holder, place):
        """A function of (value, pass): what the statement's unit is when this value stands at the place."""
        old = at((holder, place))
        self.units(stmt)
        back = put([(holder, place, ROOT)])
        unit = self.unit(stmt, old)
        code = compile(ast.Expression(unit), "<value>", "eval") if unit is not ROOT else None
        put(back)
        spaces = [self.code.space | names for names in self.passes(stmt)]

        def whole(value, k):
            if code is None:
                return value
            spaces[k]["_new_"] = value
            return eval(code, spaces[k])

        return whole

    def passes(self, stmt):
        """The names' values at the first, the second and the last pass over a statement."""
        met = self.met[stmt.lineno]
        return met if len(met) < 3 else [met[0], met[1], met[-1]]

    def units(self, stmt):
        """{an expression's id: (holder, key) of the smallest part around it that has a value of its own}; None: the whole."""
        if id(stmt) not in self.places:
            field = next((name for name in ("value", "iter", "test") if getattr(stmt, name, None) is not None), None)
            self.places[id(stmt)] = {None: (stmt, field)} if field else {}
            if field and not isinstance(stmt, ast.Return):
                self.mark((stmt, field), self.places[id(stmt)])
        return self.places[id(stmt)]

    def mark(self, place, found):
        """Note the unit of every expression below a place: parts of tuples and of calls that join have their own."""
        node = at(place)
        found |= {id(part): place for part in ast.walk(node)}
        joins = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in JOINING
        listed = node.elts if isinstance(node, (ast.Tuple, ast.List)) else node.args if joins else []
        for k in [k for k, part in enumerate(listed) if not isinstance(part, ast.Starred)]:
            self.mark((listed, k), found)

    def unit(self, stmt, node=None):
        """The part of a statement that has a value of its own and holds this expression, as it now stands; or None."""
        units = self.units(stmt)
        place = units.get(id(node)) or units.get(None)
        return place and at(place)

    def score(self, change):
        """Judge a change that is to be made for it: see `judged`."""

        def value(k):
            back = put(change.sets)
            try:
                settle(change.sets[-1][2], change.stmt.lineno)
                unit = self.unit(change.stmt, change.node)
                return None if unit is None else self.code.value(unit, self.passes(change.stmt)[k])
            finally:
                put(back)

        return self.judged(change.stmt, change.node, value)

    def before(self, stmt, node):
        """(where, values, keys, whether the solution made them too, or they tell nothing) of a place before any change."""
        unit, passes = self.unit(stmt, node), self.passes(stmt)
        where = id(stmt), id(unit)
        if where not in self.befores:
            old = [self.code.value(unit, names) if unit is not None else None for names in passes]
            familiar = [not self.strange(value, k) for k, value in enumerate(old)]
            self.befores[where] = old, [key(item) for item in old], familiar
        return where, *self.befores[where]

    def strange(self, value, k):
        """Whether a value is one by which something could be told, and not one that the solution made at this pass."""
        return key(value) is None or telling(value) and self.reference.rank(value, k) > 0

    def origin(self, stmt, node):
        """Whether a place makes a strange value of known ones: there a mistake shows for the first time."""
        where, *_, familiar = self.before(stmt, node)
        if where not in self.origins:
            loaded = {n.id for n in ast.walk(self.unit(stmt, node) or stmt) if isinstance(n, ast.Name)}
            self.origins[where] = any(
                not known and not any(self.clouded(names[n], k) for n in loaded & set(names))
                for k, (known, names) in enumerate(zip(familiar, self.passes(stmt)))
            )
        return self.origins[where]

    def clouded(self, value, k):
        """Whether a name's value is strange to the solution in every way: what is made of it tells nothing."""
        return telling(value) and getattr(value, "_fields", None) is None and self.reference.rank(value, k) == 1

    def judged(self, stmt, node, value):
        """The rank of the value of a place after a change among the solution's, see `Reference.rank`; 2 where the old one was better; or None.

        None where the change changes nothing or fails, or where others with the same value are tried.
        """
        where, old, keys, familiar = self.before(stmt, node)
        last = len(old) - 1
        if isinstance(stmt, ast.Return) and stmt in self.code.body:
            return 0 if self.rights(tried(value, last)) - self.rights(old[last]) else None
        for k in range(last + 1):
            new = tried(value, k)
            found = key(new)
            if found != keys[k] or found is None:
                break
        else:
            return None
        if new is None and not isinstance(stmt, ast.Expr):
            return None
        if found is not None:
            self.seen[where, k, found] = self.seen.get((where, k, found), 0) + 1
            if self.seen[where, k, found] > SAME:
                return None
        rank, was = self.reference.rank(new, k), self.reference.rank(old[k], k)
        fits = self.broken or form(found) == form(keys[k])
        if fits and rank < was:
            return rank if found not in self.lying(stmt, k) else 1
        return 2 if all(familiar) or not fits or rank > was else 1

    def lying(self, stmt, k):
        """The keys of what lies ready at a statement: to put one of them in a value's place is no sign of anything."""
        if (stmt, k) not in self.ready:
            names = self.passes(stmt)[k]
            fields = [getattr(value, field) for value in names.values() for field in getattr(value, "_fields", ())]
            self.ready[stmt, k] = {key(value) for value in (*names.values(), *fields)}
        return self.ready[stmt, k]


def tried(value, k):
    """The value at a pass, None where it cannot be had."""
    try:
        return value(k)
    except Exception:  # noqa: BLE001 – a change may fail in any way
        return None


def at(place):
    """What stands at (holder, key)."""
    holder, name = place
    return getattr(holder, name) if isinstance(name, str) else holder[name]


def form(found):
    """The shape in a key, or the shapes of its items; None where there is no key."""
    if not found:
        return None
    return found[0] if isinstance(found[-1], bytes) else tuple(map(form, found[1:]))
