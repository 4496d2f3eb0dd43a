"""Odd arrays in the place of every array argument of every public function: the same answer, or a ValueError in words.

Odd in how they lie in memory (strides, order, read-only), in precision, in size (empty) and in values (huge, tiny).
"""

import copy

import numpy as np
import pytest
from test_bad_input import ROWS, called, name_of

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import given, settings
from hypothesis import strategies as st


def laid_out(array, order, axis, step, writable):
    """The same numbers in another layout: rows of a wider array, read backwards, in Fortran's order, read-only."""
    wide = np.empty([*array.shape[:axis], abs(step) * array.shape[axis], *array.shape[axis + 1 :]], array.dtype, order)
    view = wide[(slice(None),) * axis + (slice(None, None, step),)]
    view[...] = array
    view.flags.writeable = writable
    return view


def replaced(value, change):
    """The argument with every array in it changed; None if there is none."""
    if isinstance(value, np.ndarray) and value.ndim:
        return change(value)
    if isinstance(value, tuple) and hasattr(value, "_replace"):
        parts = {name: replaced(part, change) for name, part in value._asdict().items()}
        parts = {name: part for name, part in parts.items() if part is not None}
        return value._replace(**parts) if parts else None


def arrays(value):
    """All arrays and numbers of an answer, in order."""
    if isinstance(value, (np.ndarray, np.number, float, int)):
        return [np.asarray(value)]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else ()
    return [array for part in parts for array in arrays(part)]


ODD = [lambda a: a * 1e300, lambda a: a * 1e-300, lambda a: a * 0, lambda a: a[:0], lambda a: a[..., :0], lambda a: a[None],
       *(lambda a, kind=kind: a.astype(kind) for kind in (np.float32, np.int64, str))]  # fmt: skip


def answer(row, **instead):
    """What the function answers, or the words of its ValueError."""
    fresh = {name: copy.deepcopy(kind.good) for name, kind in row.kinds.items() if isinstance(kind.good, np.random.Generator)}
    try:
        with np.errstate(all="ignore"):
            return arrays(called(row, **fresh, **instead))
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize("row", ROWS, ids=name_of)
@settings(deadline=None, derandomize=True, max_examples=6, database=None)
@given(axis=st.integers(0, 3), step=st.sampled_from([1, 2, -1, -3]), order=st.sampled_from("CF"), writable=st.booleans())
def test_a_layout_changes_nothing(row, axis, step, order, writable):
    for name, kind in row.kinds.items():
        other = replaced(kind.good, lambda a: laid_out(a, order, min(axis, a.ndim - 1), step, writable))
        if other is not None:
            for found, expected in zip(answer(row, **{name: other}), answer(row), strict=True):
                np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_odd_values_get_an_answer_or_words(row):
    for name, kind in row.kinds.items():
        for odd in ODD if replaced(kind.good, np.array) is not None else ():
            found = answer(row, **{name: replaced(kind.good, odd)})
            assert not isinstance(found, str) or "expected" in found, found  # the course's words, not NumPy's
