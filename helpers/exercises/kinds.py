"""What an exercise is made of: the truth, the mistakes known beforehand, and the verdict on an attempt."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Output(NamedTuple):
    """One array that the learner's function returns.

    `time` says how its first axis was filled, "forward" or "backward", so that the step where an error arises
    can be named; `first` is the t of row 0. Without `time`, the axis is no time axis.
    """

    name: str
    time: str | None = None
    first: int = 0


class Mistake(NamedTuple):
    """A wrong answer known beforehand: what it is, what it gives, why it is wrong, where to look.

    `name` completes "This is BPTT with …". `gives` is, for an Exercise, a function with the learner's signature or
    the name of a switch of the exercise's `loop`; a tuple of these where one mistake has several faces. For an
    Answer it is the wrong value. `tolerance` is how closely numbers must match to be called this mistake.
    """

    name: str
    gives: Any
    why: str
    look: str
    tolerance: float = 1e-9


class Exercise(NamedTuple):
    """A function to write. `problems(rng)` lists argument tuples; `truth(*args)` returns one array or a tuple.

    `loop(switches, *args)` is the truth once more, with switches (a set of names) that each turn one mistake on: it
    lets two mistakes made at once be recognised.
    """

    title: str
    outputs: tuple[Output, ...]
    problems: Callable
    truth: Callable
    mistakes: tuple[Mistake, ...] = ()
    loop: Callable | None = None
    tolerance: float = 1e-9


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


class Verdict(NamedTuple):
    """What the checker says. `kind` is one word for tests; `printed` is what the learner's function printed."""

    kind: str
    text: str
    printed: str = ""
