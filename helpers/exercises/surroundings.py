"""What lies around a learner's function: the form of its result, the globals it reads, what it was tried with."""

import ast
import contextlib
import dis
import inspect
import re
import types
from collections.abc import ValuesView

import numpy as np

from helpers.exercises import compare
from helpers.exercises.attempt import call, on_rows
from helpers.exercises.compare import arrays, error
from helpers.exercises.kinds import Verdict
from helpers.exercises.source import Code, statements


def unpacked(exercise, value, right):
    """A named tuple or dict with the outputs' names, or an array of all outputs stacked, as a list of the outputs."""
    names = [output.name for output in exercise.outputs]
    fields = getattr(value, "_asdict", dict)() or (value if isinstance(value, dict) else {})
    if len(names) > 1 and set(names) <= set(fields):
        return [fields[name] for name in names]
    stacked = isinstance(value, np.ndarray) and len(names) > 1 and value.shape == (len(names), *right[0].shape)
    return list(value) if stacked or isinstance(value, ValuesView) else value


def instructions(function):
    """Yield the instructions of a function and of the functions inside it."""
    todo = [getattr(function, "__code__", None)]
    while todo:
        if isinstance(code := todo.pop(), types.CodeType):
            yield from dis.get_instructions(code)
            todo += code.co_consts


def computes(function):
    """Whether a function computes something, has no `return`, and no `...` that waits for more."""
    with contextlib.suppress(ValueError):
        nodes = list(ast.walk(Code(function).tree))
        unfinished = any(getattr(node, "value", None) is ... for node in nodes)
        kinds = {type(node) for node in nodes}
        return bool({ast.Assign, ast.AugAssign, ast.BinOp} & kinds) and ast.Return not in kinds and not unfinished
    return False


def computes_in_single(function, runs):
    """Whether an array came back as float32, or the function speaks of float32 on its way."""
    spoken = any(step.argval == "float32" for step in instructions(function))
    return spoken or any(got.dtype == np.float32 for run in runs for got in run)


def read_outside(function):
    """{name: its value} of what a function reads from the notebook."""
    space = getattr(function, "__globals__", {})
    loads = [step.argval for step in instructions(function) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")]
    return {name: space[name] for name in loads if name in space}


def named(function):
    """Yield the names in a function's instructions; one that loads two names has both, from Python 3.13 on."""
    for step in instructions(function):
        yield from step.argval if isinstance(step.argval, tuple) else [step.argval]


def unread(exercise, function):
    """The Verdict on a function that never reads an argument which the solution reads, or None."""
    names = list(inspect.signature(exercise.solution).parameters)
    mine, right = ({*named(function)}, {*named(exercise.solution)})
    own = list(inspect.signature(function).parameters) if isinstance(function, types.FunctionType) else []
    for name, called in zip(names, own):
        if called not in mine and name in right:
            return Verdict("named", f"✗ This is {exercise.title} with {called} never read: the result depends on it.")
    return None


def drawn(trial, runs):
    """The Verdict on a function that gives other numbers when it is called again, or None."""
    again = call(trial.function, ["_"] * len(trial.problems[0]), trial.problems[0])
    value = unpacked(trial.exercise, again.value, trial.truths[0])
    if again.error is None and compare.worst([arrays(trial.exercise, value)], runs[:1]).max() > 0:
        text = f"✗ This is {trial.exercise.title} with numbers that change from call to call: is something drawn,"
        return Verdict("named", f"{text} or kept from the call before? All that is needed are the arguments.")
    return None


def returned(exercise, function):
    """The Verdict on a `return` that ends a loop in its first round, or None."""
    with contextlib.suppress(ValueError):
        code = Code(function)
        loops = (stmt for _, _, stmt, _ in statements(code.body) if isinstance(stmt, (ast.For, ast.While)))
        for stmt in (stmt for loop in loops for stmt in loop.body if isinstance(stmt, ast.Return)):
            text = f"✗ This is {exercise.title} with `return` inside the loop: it ends the function in the first round."
            return Verdict("named", "{}\n  In your code, line {}: `{}`".format(text, *code.quoted(stmt)))
    return None


def overwritten(exercise, function):
    """The Verdict on a loop that gives a new value to the array whose entries it reads one by one, or None."""
    with contextlib.suppress(ValueError):
        code = Code(function)
        for _, _, stmt, around in statements(code.body):
            for target in (ast.unparse(outer[at].target) for outer, at in around if isinstance(outer[at], ast.For)):
                counters = "|".join(re.findall(r"\w+", target))
                if found := re.match(rf"(\w+) = .*\b(\1\[(?:{counters})\b.*?\])", ast.unparse(stmt)):
                    text = f"✗ This is {exercise.title} with {found[1]} overwritten in the loop"
                    why = f"`{found[2]}` is then read from what the round before has made: use another name."
                    return Verdict("named", "{}, line {}: `{}`\n  Why: {}".format(text, *code.quoted(stmt), why))
    return None


def complex_numbers(exercise, function):
    """The Verdict on a function with complex numbers on its way, or None: no exercise has any."""
    if "imag" in {*named(function)} or any(isinstance(step.argval, complex) for step in instructions(function)):
        text = f"✗ This is {exercise.title} with complex numbers on the way: what the check brings is made for real ones."
        return Verdict("named", text)
    return None


def drawing(exercise, function):
    """The Verdict on a function that draws numbers of its own, or None."""
    if {"default_rng", "random", "rand", "randn", "RandomState"} & {*named(function)}:
        return Verdict("named", f"✗ This is {exercise.title} with numbers drawn: all that is needed are the arguments.")
    return None


def beside_the_arguments(exercise, function):
    """The Verdict on a function whose numbers come from elsewhere than from all of its arguments, or None."""
    return elsewhere(exercise, function) or drawing(exercise, function) or unread(exercise, function)


def holds_numbers(value):
    """Whether a value is made of numbers: an array, a number, a tuple or list of them."""
    if hasattr(value, "_fields"):  # a net's weights, with the name of its activation
        return any(map(holds_numbers, value))
    if isinstance(value, (tuple, list)):
        return bool(value) and all(map(holds_numbers, value[:5]))
    return isinstance(value, (np.ndarray, np.number, int, float)) and not isinstance(value, bool)


def elsewhere(exercise, function):
    """The Verdict on a function that reads what the notebook has defined where its arguments belong, or None."""
    found = {}
    for name, value in read_outside(function).items():
        if isinstance(value, types.FunctionType) and value.__module__ == function.__module__ and value is not function:
            inner = sorted(inner for inner, value in read_outside(value).items() if holds_numbers(value))
            found |= {inner: f", by way of {name}," for inner in inner}
        elif holds_numbers(value):
            found[name] = ""
    for name, how in found.items():
        text = f"✗ This is {exercise.title} with {name} read from the notebook{how} where an argument belongs."
        why = "Why: the check brings its own arrays and sizes: what counts must come from the arguments."
        return Verdict("named", f"{text}\n  {why}")


def alone(trial):
    """The Verdict on a function that is right for one sequence without the batch axis, or None."""
    for args, truth in zip(trial.problems, trial.truths):
        single = tuple(np.squeeze(item) if isinstance(item, np.ndarray) else item for item in args)
        if any(np.shape(a) != np.shape(b) for a, b in zip(args, single) if isinstance(a, np.ndarray)):
            made = call(trial.function, ["_"] * len(args), single)
            try:
                pairs = list(zip(arrays(trial.exercise, made.value), truth, strict=True))
            except (TypeError, ValueError):
                return None
            same = lambda got, right: error(np.squeeze(got), np.squeeze(right)) <= trial.exercise.tolerance
            if any(got is None or not same(got, right) for got, right in pairs):
                return None
            text = f"✗ This is {trial.exercise.title} with one sequence in mind: without the batch axis it is right."
            return Verdict("named", f"{text}\n  Why: B sequences come at once, in rows. {on_rows(trial.function)}")


def told(names, args):
    """What a problem was, in words: the shapes of arrays, the values of numbers."""
    arrays = [f"{name} {item.shape}" for name, item in zip(names, args) if isinstance(item, np.ndarray)]
    return arrays + [f"{name} = {item:.6g}" for name, item in zip(names, args) if isinstance(item, (int, float))]
