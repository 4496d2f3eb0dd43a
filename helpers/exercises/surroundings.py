"""What lies around a learner's function: the form of its result, the globals it reads, what it was tried with."""

import dis
import types

import numpy as np

from helpers.exercises.attempt import call
from helpers.exercises.compare import arrays, error
from helpers.exercises.kinds import Verdict


def unpacked(exercise, value):
    """A result in another form as a list of the outputs: a named tuple or dict with their names, an array along its first axis."""
    names = [output.name for output in exercise.outputs]
    if len(names) == 1:
        return value
    fields = getattr(value, "_asdict", dict)() or (value if isinstance(value, dict) else {})
    if set(names) <= set(fields):
        return [fields[name] for name in names]
    if isinstance(value, np.ndarray) and value.dtype != object and value.ndim and len(value) == len(names):
        return list(value)
    return value


def codes(function):
    """Yield a function's code and that of the functions inside it."""
    todo = [getattr(function, "__code__", None)]
    while todo:
        if isinstance(code := todo.pop(), types.CodeType):
            yield code
            todo += [const for const in code.co_consts if isinstance(const, types.CodeType)]


def computes_in_single(function, runs):
    """Whether an array came back as float32, or the function speaks of float32 on its way."""
    words = {word for code in codes(function) for word in (*code.co_names, *code.co_consts) if isinstance(word, str)}
    return "float32" in words or any(got.dtype == np.float32 for run in runs for got in run)


def read_outside(function):
    """The names of numbers and arrays that a function, or one that it calls, reads from the notebook: {name: through which}."""
    space, found = getattr(function, "__globals__", {}), {}
    for code in codes(function):
        for step in dis.get_instructions(code):
            if step.opname in ("LOAD_GLOBAL", "LOAD_NAME") and step.argval in space:
                value = space[step.argval]
                if holds_numbers(value):
                    found[step.argval] = ""
                elif isinstance(value, types.FunctionType) and value.__globals__ is space and value is not function:
                    found |= {name: step.argval for name in read_outside_once(value)}
    return found


def read_outside_once(function):
    """The names of numbers and arrays that one function reads from the notebook."""
    steps = [step for code in codes(function) for step in dis.get_instructions(code)]
    names = {step.argval for step in steps if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return sorted(name for name in names if holds_numbers(function.__globals__.get(name)))


def holds_numbers(value):
    """Whether a value is made of numbers: an array, a number, a tuple or list of them."""
    if isinstance(value, (tuple, list)):
        return bool(value) and all(map(holds_numbers, value[:5]))
    return isinstance(value, (np.ndarray, np.number, int, float)) and not isinstance(value, bool)


def elsewhere(exercise, function):
    """The Verdict on a function that reads what the notebook has defined where its arguments belong, or None."""
    found = read_outside(function)
    if not found:
        return None
    name, through = next(iter(found.items()))
    how = f", by way of {through}," if through else ""
    text = f"✗ This is {exercise.title} with {name} read from the notebook{how} where an argument belongs."
    return Verdict("named", f"{text}\n  Why: the check brings its own arrays, in other sizes: what counts must come from the arguments.")


def alone(exercise, function):
    """The Verdict on a function that is right for one sequence without the batch axis, or None."""
    for args in exercise.problems(np.random.default_rng(20)):
        single = tuple(np.squeeze(item) if isinstance(item, np.ndarray) else item for item in args)
        if all(np.shape(a) == np.shape(b) for a, b in zip(args, single) if isinstance(a, np.ndarray)):
            continue
        made = call(function, ["_"] * len(args), single)
        if made.error is not None or made.value is None:
            return None
        try:
            pairs = list(zip(arrays(exercise, made.value), arrays(exercise, exercise.solution(*args)), strict=True))
        except (TypeError, ValueError):
            return None
        if any(got is None or error(np.squeeze(got), np.squeeze(right)) > exercise.tolerance for got, right in pairs):
            return None
        text = f"✗ This is {exercise.title} with one sequence in mind: without the batch axis the numbers are right."
        return Verdict("named", f"{text}\n  Why: B sequences come at once, in rows. Formulas are for columns: W h becomes `h @ W.T`, Wᵀ δ "
                       "becomes `delta @ W`, and a sum over sequences of δ hᵀ is `delta.T @ h`.")  # fmt: skip
    return None


def told(names, args):
    """What a problem was, in words: the shapes of arrays, the values of numbers."""
    said = []
    for name, item in zip(names, args):
        if isinstance(item, np.ndarray):
            said.append(f"{name} {item.shape}")
        elif isinstance(item, (int, float)):
            said.append(f"{name} = {item:.6g}")
    return said
