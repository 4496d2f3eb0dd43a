"""Odd arrays in the place of every array argument of every public function: the same answer, or a ValueError in words.

Odd in how they lie in memory (strides, order, read-only), in precision, in size (empty) and in values (huge, tiny).
"""

import numpy as np
from test_bad_input import called, each_function

LAYOUTS = [(axis, step, order) for axis in range(4) for step, order in ((1, "F"), (2, "C"), (-1, "C"), (-3, "F"))]
ODD = [lambda a: a * 1e300, lambda a: a * 1e-300, lambda a: a * 0, lambda a: a[:0], lambda a: a[..., :0],
       lambda a: a[None], *(lambda a, kind=kind: a.astype(kind) for kind in (np.float32, np.int64, str))]  # fmt: skip


def laid_out(array, axis, step, order):
    """The same numbers in another layout: read-only rows of a wider array, read backwards, in Fortran's order."""
    axis = min(axis, array.ndim - 1)
    wide = np.empty([*array.shape[:axis], abs(step) * array.shape[axis], *array.shape[axis + 1 :]], array.dtype, order)
    view = wide[(slice(None),) * axis + (slice(None, None, step),)]
    view[...] = array
    view.flags.writeable = False
    return view


def replaced(value, change):
    """The argument with every array in it changed; None if there is none."""
    if isinstance(value, np.ndarray) and value.ndim:
        return change(value)
    fields = getattr(value, "_asdict", dict)()
    parts = {name: part for name in fields if (part := replaced(fields[name], change)) is not None}
    return value._replace(**parts) if parts else None


def arrays(value):
    """All arrays and numbers of an answer, in order."""
    if isinstance(value, (np.ndarray, np.number, float, int)):
        return [np.asarray(value)]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else ()
    return [array for part in parts for array in arrays(part)]


def answers(function, arguments, changes):
    """What the function answers, or the words of its ValueError: as it is, and with arrays of each argument changed."""
    tried = ((name, replaced(kind.good, change)) for name, kind in arguments.items() for change in changes)
    for instead in [{}, *({name: value} for name, value in tried if value is not None)]:
        try:
            with np.errstate(all="ignore"):
                yield arrays(called(function, arguments, **instead))
        except ValueError as error:
            yield str(error)


@each_function
def test_a_layout_changes_nothing(function, arguments):
    changes = [lambda a, layout=layout: laid_out(a, *layout) for layout in LAYOUTS]
    expected, *others = answers(function, arguments, changes)
    for found in others:
        for array, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(array, other, rtol=1e-9, atol=1e-12)


@each_function
def test_odd_values_get_an_answer_or_words(function, arguments):
    for found in answers(function, arguments, ODD):
        assert not isinstance(found, str) or "expected" in found, found  # the course's words, not NumPy's
