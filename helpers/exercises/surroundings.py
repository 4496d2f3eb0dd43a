"""What lies around a learner's function: the form of its result, what it reads beside its arguments, how it ends."""

import ast
import contextlib
import dis
import inspect
import types
from collections.abc import ValuesView

import numpy as np

from helpers.exercises import calls, compare
from helpers.exercises.calls import call
from helpers.exercises.source import Code


def unpacked(exercise, value, right):
    """A named tuple or dict with the outputs' names, or an array of all outputs stacked, as a list of the outputs."""
    names = [output.name for output in exercise.outputs]
    fields = getattr(value, "_asdict", dict)() or (value if isinstance(value, dict) else {})
    if len(names) > 1 and set(names) <= set(fields):
        return [fields[name] for name in names]
    stacked = isinstance(value, np.ndarray) and len(names) > 1 and value.shape == (len(names), *right[0].shape)
    return list(value) if stacked or isinstance(value, ValuesView) else value


def loaded(function, *kinds):
    """The names and constants that a function, and those inside it, load; by instructions of these kinds alone."""
    found, todo = set(), [getattr(function, "__code__", None)]
    while todo:
        if isinstance(code := todo.pop(), types.CodeType):
            steps = [step.argval for step in dis.get_instructions(code) if step.opname.startswith(kinds or "LOAD")]
            found |= {name for step in steps for name in (step if isinstance(step, tuple) else [step])}
            todo += code.co_consts
    return found


def computes(function):
    """Whether a function computes something, and has no `...` that waits for more."""
    with contextlib.suppress(ValueError):
        nodes = list(ast.walk(Code(function).tree))
        kinds = {type(node) for node in nodes}
        unfinished = any(getattr(node, "value", None) is ... for node in nodes)
        return bool({ast.Assign, ast.AugAssign, ast.BinOp} & kinds) and not unfinished
    return False


def computes_in_single(function, runs):
    """Whether an array came back as float32, or the function speaks of float32 on its way."""
    return "float32" in loaded(function) or any(got.dtype == np.float32 for run in runs for got in run)


def returned(function):
    """The line of a `return` that ends a loop in its first round, in words; empty if there is none."""
    with contextlib.suppress(ValueError):
        code = Code(function)
        loops = (node for node in ast.walk(code.tree) if isinstance(node, (ast.For, ast.While)))
        for stmt in (stmt for loop in loops for stmt in loop.body if isinstance(stmt, ast.Return)):
            where = "{}: `{}`".format(*code.quoted(stmt.lineno - 1))
            return f"`return` inside the loop: it ends the function in the first round.\n  In your code, line {where}"
    return ""


def drawn(exercise, function, args, first):
    """That a function gives other numbers when it is called again, in words; empty if it does not."""
    again = call(function, [], args)
    value = unpacked(exercise, again.value, first)
    if again.error is None and compare.worst([compare.arrays(exercise, value)], [first]).max() > 0:
        return "numbers that change from call to call: is something drawn, or kept from the call before?"
    return ""


def elsewhere(function):
    """Which of the notebook's numbers a function reads where an argument belongs, in words; empty if none."""
    for name, how in outside(function).items():
        text = f"{name} read from the notebook{how} where an argument belongs."
        return f"{text}\n  Why: the check brings its own arrays and sizes: what counts must come from the arguments."
    return ""


def unread(exercise, function):
    """Which argument a function never reads, or that it draws numbers, in words; empty if neither."""
    own = inspect.signature(function).parameters if isinstance(function, types.FunctionType) else ()
    for name, called in zip(inspect.signature(exercise.solution).parameters, own):
        if called not in loaded(function) and name in loaded(exercise.solution):
            return f"{called} never read: the result depends on it."
    drawing = {"default_rng", "random", "rand", "randn", "RandomState"} & loaded(function)
    return "numbers drawn: all that is needed are the arguments." if drawing else ""


def outside(function):
    """{name: how} of the numbers that a function, or a learner's function that it calls, reads from the notebook."""
    space, found = getattr(function, "__globals__", {}), {}
    read = lambda function: sorted(loaded(function, "LOAD_GLOBAL", "LOAD_NAME") & {*space})
    for name, value in ((name, space[name]) for name in read(function)):
        if isinstance(value, types.FunctionType) and value.__globals__ is space and value is not function:
            found |= {inner: f", by way of {name}," for inner in read(value) if holds_numbers(space[inner])}
        elif holds_numbers(value):
            found[name] = ""
    return found


def holds_numbers(value):
    """Whether a value is made of numbers: an array, a number, a tuple or list of them, a net's weights."""
    if isinstance(value, (tuple, list)):
        return any(map(holds_numbers, value))
    return isinstance(value, (np.ndarray, np.number, int, float)) and not isinstance(value, bool)


FORMS = {  # the arrays as some code has them in mind: what to say of it, and the form that they have there
    f"one sequence in mind: without the batch axis it is right.\n  Why: B sequences come at once, in rows. {calls.ROWS}":
        lambda array: array.squeeze(-2) if array.ndim > 1 and array.shape[-2] == 1 else array,
    "the batch on axis 0, where time belongs: given (B, T, …) it is right.\n  Why: time comes first here, (T, B, …), "
    "so `xs[t - 1]` is the x_t of all B sequences.": lambda array: array.swapaxes(0, 1) if array.ndim > 2 else array,
}  # fmt: skip


def in_mind(exercise, function, problems, truths):
    """That a function is right for arrays of another form, in words; empty if it is not."""
    shapes = lambda args: [item.shape for item in args if isinstance(item, np.ndarray)]
    for words, form in FORMS.items():
        turned = [tuple(form(item) if isinstance(item, np.ndarray) else item for item in args) for args in problems]
        tried = [(new, truth) for args, new, truth in zip(problems, turned, truths) if shapes(args) != shapes(new)]
        if tried and all(gives(exercise, function, *one, form) for one in tried):
            return words
    return ""


def gives(exercise, function, args, truth, form):
    """Whether a function gives the truth for arrays of another form, brought back to the form asked for."""
    try:
        pairs = zip(compare.arrays(exercise, call(function, [], args).value), truth, strict=True)
        same = lambda got, right: compare.error(np.squeeze(form(got)), np.squeeze(right)) <= exercise.tolerance
        return all(got is not None and same(got, right) for got, right in pairs)
    except (TypeError, ValueError):  # it gives something else than asked for, or nothing
        return False
