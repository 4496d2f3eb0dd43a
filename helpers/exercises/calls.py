"""Call a learner's function: on copies, listening for prints, warnings, exceptions and changed arguments."""

import contextlib
import inspect
import io
import linecache
import re
import traceback
import warnings
from typing import Any, NamedTuple

import numpy as np


class Call(NamedTuple):
    """One call: what came back, or the exception; what was printed, warned about, and changed in place."""

    value: Any
    error: BaseException | None
    printed: str
    warned: list[str]
    changed: list[str]
    given: Any = ()


def call(function, names, args):
    """Call `function` on copies of `args`; `names` name the arguments in what is reported as changed."""
    given = copied(args)
    value = error = None
    printed = io.StringIO()
    listening = np.errstate(divide="warn", over="warn", invalid="warn", under="ignore")
    with warnings.catch_warnings(record=True) as caught, listening, contextlib.redirect_stdout(printed):
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", RuntimeWarning)  # NumPy's: overflow, division by zero, invalid values
        try:
            value = copied(function(*given))  # a copy: the learner may fill the same array at every call
        except (Exception, SystemExit) as raised:  # noqa: BLE001 – reported to the learner as theirs
            error = raised
    warned = list(dict.fromkeys(str(w.message) for w in caught))
    changed = [name for pair in zip(names, args, given) for name in differing(*pair)]
    return Call(value, error, printed.getvalue(), warned, changed, args)


def copied(value):
    """Copy the arrays in nested tuples, lists and dictionaries; anything else is passed on."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, tuple):
        items = [copied(item) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if type(value) is list:
        return [copied(item) for item in value]
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    return value


def differing(name, before, after):
    """List the names of the arrays in `before` that are not the same in `after`, beyond rounding."""
    if isinstance(before, tuple):
        named = [f"{name}.{field}" for field in getattr(before, "_fields", ())]
        items = named or [f"{name}[{k}]" for k in range(len(before))]
        return [found for item, *pair in zip(items, before, after) for found in differing(item, *pair)]
    if not isinstance(before, np.ndarray):
        return []
    same = before.shape == after.shape and np.allclose(before, after, rtol=1e-9, atol=1e-12, equal_nan=True)
    return [] if same else [name]


def called(function):
    """The name to call a learner's function by."""
    name = getattr(function, "__name__", "")
    return name if name.isidentifier() else "Your function"


def misfit(function, names):
    """Say in words why `function` cannot be called with arguments called `names`; empty if it can."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some functions written in C do not tell
        return ""
    try:
        signature.bind(*names)
        misfits = set(names) == set(signature.parameters) and list(names) != list(signature.parameters)
    except TypeError:
        misfits = True
    takes, given = ", ".join(signature.parameters), ", ".join(names)
    text = f"{called(function)} is called with {len(names)} arguments, ({given}), and takes ({takes})."
    return text if misfits else ""


def raised(function, error):
    """Say which exception a learner's function raised, at which of their lines, and what the message means."""
    message = " ".join(str(error).split())
    message = message[:300] + (" …" if len(message) > 300 else "")
    text = f"{called(function)} raised {type(error).__name__}" + (f": {message}" if message else ".")
    frame, number = met(function, error)
    if frame:
        line = linecache.getline(frame.f_code.co_filename, number).strip()
        where = f"line {number} of the cell, in {frame.f_code.co_name}".replace("<lambda>", "a lambda")
        text += f"\n  At {where}" + (f":  {line}" if line else ".")
    return text


def met(function, error):
    """The deepest frame of a learner's own code that an exception went through, and the line's number; or (None, 0)."""
    home = getattr(inspect.unwrap(function), "__globals__", None)
    walked = traceback.walk_tb(error.__traceback__) if error else ()
    return [(None, 0), *((frame, number) for frame, number in walked if frame.f_globals is home)][-1]


def told(names, args):
    """What a problem was, in words: the shapes of arrays, the values of numbers."""
    arrays = [f"{name} {item.shape}" for name, item in zip(names, args) if isinstance(item, np.ndarray)]
    return arrays + [f"{name} = {item:.6g}" for name, item in zip(names, args) if isinstance(item, (int, float))]


def plain(message):
    """The mistake behind an exception's message, and what to do; None where it is not among those that are known."""
    return next((words for part, words in PLAIN.items() if re.search(part, message)), None)


def warned(message):
    """A warning's message, and where such numbers come from."""
    return message + next((words for part, words in WARNED.items() if part in message), "")


ROWS = "Formulas are for columns, code runs on rows: W h becomes `h @ W.T`, and Wᵀ δ becomes `delta @ W`."
PLAIN = {  # what stands in a message of Python or NumPy: the mistake, and what to do
    "only length-1|only 0-dim": ("an array in a function for one number", "`np.tanh` takes arrays, `math.tanh` one number."),
    "keyword": ("a function that knows no such keyword", "Python's `sum` and `max` know no `axis`; `np.sum` does."),
    "Cannot cast ufunc": ("whole numbers where floats belong", "Begin with `np.zeros(shape)`: it holds floats."),
    "out of bounds|out of range": ("an index past the end", "n rows have the indices 0 to n − 1: T steps, T + 1 states."),
    "equal division": ("a split along another axis", "`np.split(a, 4, axis=1)` splits columns, without `axis` rows."),
    "broadcast": ("two shapes that do not fit", "`+`, `*` and `=` need equal shapes, or a 1: print both `.shape`."),
    "mismatch in its core|not aligned|enough dim|inputs have": (
        "a matrix product whose inner sizes differ", ROWS),
    "division by zero": ("a division by zero", "What stands below the line, and when is it 0?"),
    "read-only": ("a change of what may only be read", "Work on a copy, `a.copy()`."),
    "not callable": ("round brackets behind something that is no function", "Entries are `a[t]`; a product is `a * (b)`."),
    "item assignment|set attribute|assign to field": ("a change of a tuple's part", "Give all parts a new name."),
    "truth value": ("an array where one truth is asked for", "`np.minimum` and `np.where` take each entry."),
    "inhomogeneous|must match exactly|with a sequence": ("arrays of several shapes put into one", "Take one at a time."),
    "to unpack": ("another number of names than of values", "Names on the left, values on the right: count both."),
    "before assignment|not associated": ("a name that has no value yet", "What is given one in a function is its own."),
    "not defined": ("a name that is nowhere defined", "Is it spelt otherwise, or in a cell that has not been run?"),
    "subscriptable|indices": ("an index that does not fit what it is for", "What shape has what is left of the bracket?"),
    "bitwise_xor|for \\^": ("`^` where a power belongs", "In Python a power is `**`; `^` compares bits."),
    "iterable|a sequence": ("a single number where several are asked for", "What goes in is the whole sequence."),
    "operand|can't multiply|concatenate": ("an operation on things that are no arrays", "`np.array(a)` makes a list one."),
    "no attribute": ("a field or method that is not there", "What is it called, and what is it a part of?"),
    "positional argument|multiple values": ("a call with other arguments", "Look at the `def` of what is called."),
}  # fmt: skip
WARNED = {  # what stands in a warning: where such numbers come from
    "in log": ": the logarithm of 0 or of a negative number is taken", "in sqrt": ": the root of a negative number is taken",
    "invalid value": ", as from 0 / 0 or 0 · ∞", "divide by zero": ": what stands below the line is 0 in one of the problems",
}  # fmt: skip
