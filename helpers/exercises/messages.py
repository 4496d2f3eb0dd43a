"""What an exception's message means, in plain words."""

import re

PLAIN = {  # what stands in a message of Python or NumPy: the mistake, and what to do
    "only length-1 arrays|only 0-dimensional arrays": (
        "an array in a function for one number", "`math.tanh` takes one number; NumPy's own, `np.tanh`, takes arrays."),
    "unexpected keyword argument 'axis'|invalid keyword argument|takes no keyword": (
        "a function that knows no `axis`", "Python's `sum` and `max` add up rows; `np.sum(a, axis=0)` knows axes."),
    "Cannot cast ufunc": ("whole numbers where floats belong", "`np.zeros(shape)` without a dtype holds floats."),
    "out of bounds|index out of range": (
        "an index past the end", "n rows have the indices 0 to n − 1 (steps are T, states T + 1)."),
    "equal division": (
        "a split along another axis", "`np.split(a, 4, axis=1)` splits columns; without `axis` it splits rows."),
    "non-broadcastable": ("`a += b` with a larger b", "a keeps its shape: sum b over what a has not, as the batch."),
    "could not( be)? broadcast": (
        "two shapes that do not fit", "`+`, `*` and `=` need equal shapes, or a 1: print both with `.shape`."),
    "mismatch in its core dimension|not aligned|enough dimensions|inputs have": (
        "a matrix product whose inner sizes differ", "`a @ b`: as many columns in a as there are rows in b."),
    "division by zero": ("a division by zero", "What stands below the line, and when is it 0?"),
    "read-only": ("a change of what may only be read", "Work on a copy, `a.copy()`."),
    "is not callable": (
        "round brackets behind something that is no function", "Entries are `a[t]`; a product is `a * (b)`."),
    "support item assignment": ("a change of a tuple's or number's part", "Make a list, or give all parts a new name."),
    "truth value of an array": (
        "an array where one truth is asked for", "`if`, `min` and `max` want one; `np.minimum` takes each entry."),
    "inhomogeneous|must match exactly|array element with a sequence": (
        "arrays of several shapes put into one", "Take them one at a time, in a loop."),
    "values to unpack": ("another number of names than of values", "Names on the left, values on the right: count both."),
    "before assignment|not associated with a value": (
        "a name that has no value yet", "It is given one further down, so it is the function's own: begin with one."),
    "is not defined": ("a name that is nowhere defined", "Is it spelt otherwise, or in a cell that has not been run?"),
    "is not subscriptable|indices must be|too many indices|only integers": (
        "an index that does not fit what it is for", "What is left of the bracket, and what shape does it have?"),
    "'bitwise_xor'|for \\^": ("`^` where a power belongs", "In Python a power is `**`; `^` compares bits."),
    "can't set attribute|cannot assign to field": (
        "a change of a named tuple's field", "Its fields stay: compute new arrays and return them."),
    "is not iterable|object is not a sequence": (
        "a single number where several are asked for", "What goes in is the whole sequence, not one of its numbers."),
    "unsupported operand|bad operand|can't multiply|concatenate": (
        "an operation on things that are no arrays", "Lists and None do not compute: `np.array(a)`, and a `return`."),
    "has no attribute": ("a field or method that is not there", "What is it called, and what is it a part of?"),
    "positional argument|multiple values for": ("a call with other arguments", "Look at the `def` of what is called."),
}  # fmt: skip
WARNED = {  # what stands in a warning: where such numbers come from
    "invalid value encountered in log": ": the logarithm of a negative number is taken",
    "invalid value encountered in sqrt": ": the root of a negative number is taken",
    "invalid value": ", as from 0 / 0 or 0 · ∞",
    "divide by zero encountered in log": ": the logarithm of 0 is taken in one of the problems",
    "divide by zero": ": what stands below the line is 0 in one of the problems",
}


def warned(message):
    """A warning's message, and where such numbers come from."""
    return message + next((words for part, words in WARNED.items() if part in message), "")


def plain(message):
    """The mistake behind an exception's message, and what to do; None where it is not among those that are known."""
    return next((words for part, words in PLAIN.items() if re.search(part, message)), None)
