"""What a function expects of its arguments: one sentence when it does not get it."""

import numpy as np

FLOATS = (np.float32, np.float64, np.complex128)  # complex for the complex-step derivative


def array(name, value, shape):
    """Raise ValueError unless `value` is a finite floating-point array of this shape.

    `shape` is a tuple of sizes; a letter such as "T" stands for any size from 1 up.
    """
    if not isinstance(value, np.ndarray):
        raise ValueError(f"{name} is a {type(value).__name__}; expected a NumPy array of floats of shape {_said(shape)}")
    if value.dtype.type not in FLOATS:
        raise ValueError(f"{name} has dtype {value.dtype}; expected float64 or float32")
    sizes_fit = all(got >= 1 if isinstance(want, str) else got == want for got, want in zip(value.shape, shape))
    if value.ndim != len(shape) or not sizes_fit:
        raise ValueError(f"{name} has shape {value.shape}; expected {_said(shape)}" + _at_least_one(value, shape))
    finite(name, value)


def finite(name, values):
    """Raise ValueError that names the first NaN or infinity in an array of any shape."""
    if not np.isfinite(values).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(values))[0])
        raise ValueError(f"{name} contains {values[where]} at index {where}; expected finite numbers")


def number(name, value, least=-np.inf, most=np.inf):
    """Raise ValueError unless `value` is one finite real number with least ≤ value ≤ most."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise ValueError(f"{name} is a {type(value).__name__}; expected a number")
    if not (np.isfinite(value) and least <= value <= most):
        limits = {(False, False): "a finite number", (True, False): f"a finite number ≥ {least}"}
        between = f"a number from {least} to {most}"
        raise ValueError(f"{name} is {value}; expected {limits.get((least > -np.inf, most < np.inf), between)}")


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


def _said(shape):
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def _at_least_one(value, shape):
    empty = [want for got, want in zip(value.shape, shape) if isinstance(want, str) and got == 0]
    return f" with {empty[0]} ≥ 1" if value.ndim == len(shape) and empty else ""
