"""What a function expects of its arguments: one sentence when it does not get it."""

import functools
import inspect

import numpy as np

REALS = (int, float, np.integer, np.floating)
FLOATS = (np.float32, np.float64, np.complex128)  # complex for the complex-step derivative


def array(name, value, shape=None):
    """Raise ValueError unless `value` is a finite floating-point array of this shape (of any, if none is given).

    `shape` is a tuple of sizes; a letter such as "T" stands for any size from 1 up, "T+1" for any from 2 up, and the
    same letter for the same size.
    """
    floats(name, value, shape)
    finite(name, value)


def floats(name, value, shape=None):
    """Raise ValueError as `array` does, but for NaN and infinity: those may stand in `value`."""
    if type(value) is not np.ndarray:  # subclasses too: a masked array or a matrix computes something else
        raise ValueError(f"{name} is {described(value)}; expected a NumPy array of floats{_of(shape)}")
    if value.dtype.type not in FLOATS:
        raise ValueError(f"{name} has dtype {value.dtype}; expected float64 or float32")
    if shape is not None and value.shape != shape and not _fits(value.shape, shape := _resolved(value.shape, shape)):
        raise ValueError(f"{name} has shape {value.shape}; expected {_said(shape)}{_at_least(value, shape)}")


def numbers(name, value):
    """Raise ValueError unless `value` is one finite number, or a finite array of floats of any shape."""
    if isinstance(value, REALS):
        number(name, value)
    else:
        array(name, value)


def finite(name, values):
    """Raise ValueError that names the first NaN or infinity in an array of any shape."""
    if not abs(np.vdot(values, values)) < np.inf:  # one product; where finite squares overflow, all are looked at
        _all(name, values, np.isfinite(values), "finite numbers")


def not_negative(name, values):
    """Raise ValueError that names the first negative number in an array of any shape."""
    _all(name, values, np.asarray(values) >= 0, "numbers ≥ 0")


def classes(name, value, shape, n_classes):
    """Raise ValueError unless `value` is a whole-number array of this shape, each from −1 to n_classes − 1."""
    if type(value) is not np.ndarray or value.dtype.kind not in "iu":
        found = f"has dtype {value.dtype}" if type(value) is np.ndarray else f"is {described(value)}"
        raise ValueError(f"{name} {found}; expected an array of whole numbers")
    if value.shape != shape:
        raise ValueError(f"{name} has shape {value.shape}; expected {_said(shape)}")
    _all(name, value, (value >= -1) & (value < n_classes), f"classes from 0 to {n_classes - 1}, or -1 for none")


def number(name, value, least=-np.inf, most=np.inf):
    """Raise ValueError unless `value` is one finite real number with least ≤ value ≤ most."""
    if isinstance(value, bool) or not isinstance(value, REALS):
        raise ValueError(f"{name} is {described(value)}; expected a number")
    if not (abs(value) < np.inf and least <= value <= most):  # NumPy takes no int of more than 64 bits
        limits = {(False, False): "a finite number", (True, False): f"a finite number ≥ {least}"}
        between = f"a number from {least} to {most}"
        raise ValueError(f"{name} is {value}; expected {limits.get((least > -np.inf, most < np.inf), between)}")


def positive(name, value):
    """Raise ValueError unless `value` is one finite real number > 0."""
    number(name, value)
    if value <= 0:
        raise ValueError(f"{name} is {value}; expected a number > 0")


def count(name, value, least=1):
    """Raise ValueError unless `value` is a whole number ≥ least."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise ValueError(f"{name} is {value!r}; expected a whole number ≥ {least}")
    if value < least:
        raise ValueError(f"{name} is {value}; expected a whole number ≥ {least}")


def one_of(name, value, choices):
    """Raise ValueError unless `value` is one of the named choices."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} is {value!r}; expected one of {', '.join(map(repr, choices))}")


def fields(name, value, kind):
    """Raise ValueError unless `value` is a NamedTuple whose first fields are those of `kind`, such as Params."""
    if not isinstance(value, tuple) or getattr(value, "_fields", ())[: len(kind._fields)] != kind._fields:
        raise ValueError(f"{name} is {described(value)}; expected {kind.__name__}({', '.join(kind._fields)})")


def run(name, trace, kind, n_inputs="I", n_hidden=None):
    """Raise ValueError unless `trace` is a run of a cell: xs (T, B, I), T+1 rows for states, T for what is a step's.

    `kind` is the cell's Trace: its `states` names the fields that are states, its `n_gates` tells how wide gates are.
    """
    fields(name, trace, kind)
    if trace._fields != kind._fields:
        found, expected = ", ".join(trace._fields), ", ".join(kind._fields)
        raise ValueError(f"{name} is the run of another cell, ({found}); expected ({expected})")
    array(f"{name}.xs", trace.xs, ("T", "B", n_inputs))
    n_steps, n_batch, _ = trace.xs.shape
    if n_hidden is None:
        array(f"{name}.hs", trace.hs, ("T+1", "B", "H"))
        n_hidden = trace.hs.shape[2]
    for field in kind._fields[1:]:
        width = n_hidden * (kind.n_gates if field == "gates" else 1)
        array(f"{name}.{field}", getattr(trace, field), (n_steps + (field in kind.states), n_batch, width))


def inputs(name, value, sizes, steps=()):
    """Raise ValueError unless `value` holds inputs to a cell of `sizes` (H, I); return the shape of its state.

    For one step the inputs are (B, I), the state is (B, H); or (I,) and (H,), for a single sequence. With
    steps=("T",) they are those of a run, (T, B, I).
    """
    n_hidden, n_inputs = sizes
    alone = not steps and getattr(value, "ndim", None) == 1
    array(name, value, (n_inputs,) if alone else (*steps, "B", n_inputs))
    return *value.shape[len(steps) : -1], n_hidden


def cell(name, value):
    """Raise ValueError unless `value` is a cell: a module with the verbs of rnn, such as lstm or gru."""
    missing = [verb for verb in ("check", "step", "forward", "backward", "Trace") if not hasattr(value, verb)]
    if missing:
        raise ValueError(f"{name} is {described(value)}; expected a cell such as rnn, lstm or gru")


def named_tuple(name, value):
    """Raise ValueError unless `value` is a NamedTuple, such as Params or Gradients."""
    if not hasattr(value, "_asdict"):
        raise ValueError(f"{name} is {described(value)}; expected a NamedTuple such as Params or Gradients")


def function(name, value, *takes):
    """Raise ValueError unless `value` can be called with the arguments that `takes` names."""
    if not callable(value):
        raise ValueError(f"{name} is {described(value)}; expected a function")
    asked = _can_be_called if inspect.isfunction(value) else _can_be_called.__wrapped__  # others may have no hash
    if not asked(value, takes):
        called = getattr(value, "__name__", described(value))
        raise ValueError(f"{name} is {called}; expected a function of ({', '.join(takes)})")


@functools.lru_cache(64)  # a loss is asked at every update, and a signature costs more than a step of the net
def _can_be_called(value, takes):
    try:
        return inspect.signature(value).bind(*takes) is not None
    except (TypeError, ValueError) as problem:  # some functions that are not written in Python do not tell: ValueError
        return isinstance(problem, ValueError)


def generator(name, value):
    """Raise ValueError unless `value` is NumPy's random Generator."""
    if not isinstance(value, np.random.Generator):
        raise ValueError(f"{name} is {described(value)}; expected a Generator such as np.random.default_rng(0)")


def real_dtype(name, value):
    """Raise ValueError unless `value` is the dtype float64 or float32."""
    if not isinstance(value, (type, str, np.dtype)) or value not in (float, np.float64, np.float32, "float64", "float32"):
        raise ValueError(f"{name} is {getattr(value, '__name__', value)}; expected float64 or float32")


def _all(name, values, good, expected):
    if np.count_nonzero(good) < good.size:  # half the price of good.all(), and every call pays it
        values, where = np.asarray(values), tuple(int(i) for i in np.argwhere(~good)[0])
        found = f"contains {values[where]} at index {where}" if values.ndim else f"is {values}"
        raise ValueError(f"{name} {found}; expected {expected}")


def described(value):
    """Say what a value is, for a sentence: None, a list, an ndarray."""
    if value is None:
        return "None"
    kind = type(value).__name__
    return f"{'an' if kind[0] in 'aeiou' or kind == 'ndarray' else 'a'} {kind}"


def _resolved(got, want):
    """Put the size of its first place for a letter that comes back: a square is (8, 8), not (H, H)."""
    if len(got) != len(want) or len(set(want)) == len(want):
        return want
    repeated = {letter for letter in want if isinstance(letter, str) and want.count(letter) > 1}
    return tuple(got[want.index(size)] or size if size in repeated else size for size in want)


def _fits(got, want):
    if len(got) != len(want):
        return False
    for size, wanted in zip(got, want):
        if size != wanted and not (isinstance(wanted, str) and size >= _least(wanted)):
            return False
    return True


def _least(letter):
    return 2 if letter == "T+1" else 1


def _said(shape):
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def _of(shape):
    return "" if shape is None else f" of shape {_said(shape)}"


def _at_least(value, shape):
    """Say what a letter stands for, if it is a size that is too small that does not fit."""
    pairs = zip(value.shape, shape) if value.ndim == len(shape) else ()
    small = [want for got, want in pairs if isinstance(want, str) and got < _least(want)]
    return f" with {small[0].removesuffix('+1')} ≥ 1" if small else ""
