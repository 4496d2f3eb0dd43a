"""Kinds of arguments: a good value of each, and a function from the argument's name to pairs (bad value, sentence)."""

from collections import namedtuple
from itertools import chain
from types import SimpleNamespace

import numpy as np

Kind = namedtuple("Kind", "good bad")


def cases(good, *pairs):
    """What has no kind of its own: the bad values and their sentences as they are."""
    return Kind(good, lambda name: pairs)


def also(kind, *pairs):
    """The same kind, and what goes beyond it: pairs (bad value, sentence)."""
    return Kind(kind.good, lambda name: [*kind.bad(name), *pairs])


def named(name, kind):
    """The same kind, under another name."""
    return Kind(kind.good, lambda _: kind.bad(name))


def optional(kind, good=...):
    """The same, where None has a meaning of its own, or is the good value."""
    good = kind.good if good is ... else good
    return Kind(good, lambda name: (pair for pair in kind.bad(name) if pair[0] is not None))


def typed(good, text, *wrong):
    """What is told by its type: `wrong` are (value, what it is said to be)."""
    return Kind(good, lambda name: [(value, f"{name} is {said}; expected {text}") for value, said in wrong])


def choice(good, text, *wrong):
    """One of what `text` names; `wrong` are things that are not."""
    return typed(good, text, *((value, repr(value)) for value in wrong))


def array(good, shape="", finite=True):
    """An array of floats; `shape` as the sentences say it, such as "(T, B, 3)"."""

    def bad(name):
        want = f"expected a NumPy array of floats{' of shape ' * bool(shape)}{shape}"
        for value, said in (None, "None"), (good.tolist(), "a list"), (np.ma.array(good), "a MaskedArray"):
            yield value, f"{name} is {said}; {want}"
        for dtype in (np.int64, np.float16, object):
            yield good.astype(dtype), f"{name} has dtype {np.dtype(dtype)}; expected float64 or float32"
        for wrong in (np.nan, np.inf) if finite else ():
            spoilt, at = good.copy(), (*(0 for _ in good.shape[1:]), good.shape[-1] - 1)  # a transpose would move it
            spoilt[at] = wrong
            yield spoilt, f"{name} contains {wrong} at index {at}; expected finite numbers"
        for value, expected in misshapen(good, shape) if shape else ():
            yield value, f"{name} has shape {value.shape}; expected {expected}"

    return Kind(good, bad)


def misshapen(good, shape):
    """Arrays of another shape: an axis more, a size one less, no entries, a rectangle for a square."""
    sizes = shape.strip("(),").split(", ")
    squares = {size for size in sizes if sizes.count(size) > 1 and not size.isdigit()}
    for letter in squares:  # a square is told by its size
        shape = shape.replace(letter, str(good.shape[sizes.index(letter)]))
        yield np.delete(good, 0, -1), shape
    if np.ndim(good) < 3 and sizes != ["B", "O"] and not squares:  # outputs may have an axis more
        yield good[None], shape
    for axis, size in enumerate(sizes):
        if size.isdigit():
            yield np.delete(good, 0, axis), shape
        elif size not in squares:
            yield np.take(good, range(size == "T+1"), axis), f"{shape} with {size.removesuffix('+1')} ≥ 1"


def number(good, text="a finite number", out=(), *, positive=False):
    """One number; `text` says the limits, `out` are some that are beyond."""
    kinds = (None, "None"), ("1", "a str"), ([1], "a list"), (np.ones(3), "an ndarray"), (True, "a bool")
    parts = choice(good, text, np.nan, -np.inf, *out), choice(good, "a number > 0", *(0, -0.5) * positive)
    return Kind(good, lambda name: chain(*(part.bad(name) for part in (typed(good, "a number", *kinds), *parts))))


def count(good, least=1):
    return choice(good, f"a whole number ≥ {least}", least - 1, float(good), True, "8", None)


def word(good, *words):
    return choice(good, f"one of {', '.join(map(repr, words))}", "elu", None, 3, np.tanh)


def generator():
    wrong = (0, "an int"), (None, "None"), (np.random, "a module"), (np.random.RandomState(0), "a RandomState")
    return typed(np.random.default_rng(0), "a Generator such as np.random.default_rng(0)", *wrong)


def dtype():
    said = {int: "int", "float16": "float16", None: "None", complex: "complex"}
    return typed(np.float32, "float64 or float32", *said.items())


def function(good, *takes):
    kind = typed(good, "a function", (None, "None"), (0.5, "a float"), ("tanh", "a str"))
    said = f"is <lambda>; expected a function of ({', '.join(takes)})"
    return Kind(good, lambda name: [*kind.bad(name), (lambda: 0, f"{name} {said}")])


def a_cell(good):
    return typed(good, "a cell such as rnn, lstm or gru", (None, "None"), ("lstm", "a str"), (np, "a module"))


def fields(good, text, prefix="", **parts):
    """A NamedTuple, and each of the fields that are checked: `prefix` stands before their names."""

    def bad(name):
        alike = SimpleNamespace(**good._asdict()), "a SimpleNamespace"
        given = (None, "None"), (good._asdict(), "a dict"), (tuple(good), "a tuple"), alike
        yield from typed(good, text, *given).bad(name)
        for part, kind in parts.items():
            yield from ((good._replace(**{part: value}), said) for value, said in kind.bad(prefix + part))

    return Kind(good, bad)


def said(call):
    """The sentence of the ValueError that a call raises; of any other error, its kind."""
    try:
        call()
    except Exception as error:  # noqa: BLE001
        return str(error) if type(error) is ValueError else f"{type(error).__name__}: {error}"
    return "nothing"
