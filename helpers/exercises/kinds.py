"""What an exercise is made of: problems, one solution, the mistakes known beforehand; and the verdict on an attempt."""

import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np


class Output(NamedTuple):
    """One array that the learner's function returns.

    `time` says how its first axis is filled, "forward" or "backward", so that the step where an error arises can be
    named; `first` is the t of row 0. Without `time`, the axis is no time axis.
    """

    name: str
    time: str | None = None
    first: int = 0


class Mistake(NamedTuple):
    """A wrong answer known beforehand: its name completes "This is BPTT with …"; `why` says what would be right.

    For an Exercise `gives` lists its faces, edits of the solution's source (see `table`), for an Answer wrong numbers.
    `tolerance` is how closely numbers must match to be called this mistake.
    """

    name: str
    gives: Any
    why: str
    tolerance: float = 1e-9


def table(text, **short):
    """Read mistakes from a table: `name :: old → new`, a line each, and indented below the reason that they share.

    " | " separates faces, " & " the places of one; a line that begins with | or & goes on. `? [ifo]` at the end of a
    face stands for its letters, all, one or two of them; `? {a b}` for a and b, both; `f(<a, b, c>)` for all other
    orders of a, b and c there.
    `~1e-6` after a name is its tolerance, a name in capitals a `short`.
    """
    for name in sorted(short, key=len, reverse=True):
        text = text.replace(name, short[name])
    found, group = [], []
    for line in filter(str.strip, text.replace("\n|", " |").replace("\n&", " &").splitlines()):
        if line.startswith("    "):
            group = [mistake._replace(why=f"{mistake.why} {line.strip()}".strip()) for mistake in group]
            continue
        if group and group[0].why:
            found, group = found + group, []
        name, _, edits = line.partition(" ::")
        name, _, tolerance = name.partition(" ~")
        faces = tuple(face for edit in edits.split(" | ") for face in spelt(edit))
        group.append(Mistake(name, faces, "", float(tolerance or 1e-9)))
    return tuple(found + group)


def numbers(text, **names):
    """Read the mistakes of an Answer from a table in which expressions of np and of these names stand in place of edits."""
    read = lambda face: eval(face, {"np": np} | names)
    return tuple(mistake._replace(gives=tuple(map(read, mistake.gives))) for mistake in table(text))


def spelt(edit):
    """The faces that one edit stands for."""
    if (order := re.fullmatch(r"\s*(.*)<(.+)>(.*?)\s*", edit)) and "→" not in edit:
        before, parts, after = order[1], order[2].split(", "), order[3]
        made = [f"{before}{', '.join(some)}{after}" for some in itertools.permutations(parts)]
        return [f"{made[0]} → {other}" for other in made[1:]]
    if all_of := re.fullmatch(r"\s*(.*) \{(.+)\}\s*", edit):
        return ["\n".join(all_of[1].replace("?", word) for word in all_of[2].split())]
    edit, letters = re.fullmatch(r"\s*(.*?)(?: \[([a-z]+)\])?\s*", edit).groups("")
    chosen = [some for n in range(len(letters), 0, -1) for some in itertools.combinations(letters, n)]
    spelt = ["\n".join(edit.replace("?", letter) for letter in some) for some in chosen]
    return spelt or ["\n".join(edit.split(" & "))]


class Exercise(NamedTuple):
    """A function to write. `problems(rng)` lists argument tuples; `solution` is the one in the notebook's fold."""

    title: str
    outputs: tuple[Output, ...]
    problems: Callable
    solution: Callable
    mistakes: tuple[Mistake, ...] = ()
    tolerance: float = 1e-9

    @property
    def this(self):
        """How a verdict on a wrong attempt begins, which goes on with what the attempt is wrong in."""
        return f"✗ Not yet. This is {self.title} with"


class Answer(NamedTuple):
    """A number to give. `why` is said when it is right, `hint` when it is wrong in an unknown way."""

    title: str
    truth: float
    why: str
    mistakes: tuple[Mistake, ...] = ()
    hint: str = ""
    tolerance: float = 1e-6


class Choice(NamedTuple):
    """One or several options to choose: `options` maps each to the reason why it is right or wrong."""

    title: str
    options: Mapping[str, str]
    right: frozenset[str]


class Matching(NamedTuple):
    """A number to give to each of several keys: `truth` maps each to its number, one of the `options`.

    `why` is said of a key when all are right, `look` when its number is wrong; `others` are keys that belong to no
    number, with the reason.
    """

    title: str
    truth: Mapping[str, int]
    options: range
    why: Mapping[str, str]
    look: Mapping[str, str]
    others: Mapping[str, str]


class Trial(NamedTuple):
    """A learner's function on the problems it is tried on, their right arrays, and when all searches must end."""

    exercise: Exercise
    function: Callable
    problems: list
    truths: list
    end: float


class Verdict(NamedTuple):
    """What the checker says. `kind` is one word for tests; `printed` is what the learner's function printed.

    `hint` shows the change that mends the learner's code, where one was found; `tried` is the problem it speaks of.
    """

    kind: str
    text: str
    printed: str = ""
    hint: str = ""
    tried: tuple = ()
