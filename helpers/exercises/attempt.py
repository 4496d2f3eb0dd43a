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


def raised(function, error, given=()):
    """Say which exception a learner's function raised, and at which of their lines; `given` are its arguments."""
    message = " ".join(str(error).split())
    message = message[:300] + (" …" if len(message) > 300 else "")
    text = f"{called(function)} raised {type(error).__name__}" + (f": {message}" if message else ".")
    for frame, number in met(function, error)[-1:]:
        line = linecache.getline(frame.f_code.co_filename, number).strip()
        where = f"line {number} of the cell, in {frame.f_code.co_name}".replace("<lambda>", "a lambda")
        text += f"\n  At {where}" + (f":  {line}" if line else ".")
    columns = isinstance(error, ValueError) and re.search("matmul|aligned", message) and holds_matrix(given)
    return f"{text}\n  {on_rows(function)}" if columns else text


def met(function, error):
    """The (frame, line's number in the cell) of a learner's own code that an exception went through; the deepest last."""
    home = getattr(inspect.unwrap(function), "__globals__", None)
    walked = traceback.walk_tb(error.__traceback__) if error else ()
    return [(frame, number) for frame, number in walked if frame.f_globals is home]


def on_rows(function):
    """How formulas for columns become code on rows; δ is known where gradients are among the arguments."""
    text = "Formulas are for columns, code runs on rows: W h becomes `h @ W.T`"
    names = getattr(getattr(function, "__code__", None), "co_varnames", ())
    back = any(name.startswith("dh") for name in names)
    return f"{text}, and Wᵀ δ becomes `delta @ W`." if back else f"{text}."


def holds_matrix(given):
    """Whether there is a matrix among the arguments or in their fields."""
    return any(holds_matrix(item) if isinstance(item, tuple) else np.ndim(item) == 2 for item in given)
