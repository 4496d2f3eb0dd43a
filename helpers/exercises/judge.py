"""Judge an attempt: try a learner's function on small random problems and say what it did, in words."""

import inspect
import traceback

import numpy as np

from helpers.exercises import answers, compare, mistakes
from helpers.exercises.attempt import call, called, misfit, raised
from helpers.exercises.kinds import Answer, Choice, Exercise, Matching, Verdict
from helpers.exercises.matching import judge_matching

SINGLE = 1e-5  # what counts as right when an array came back as float32


def judge(exercise: Exercise | Answer | Choice | Matching, attempt) -> Verdict:
    """Judge an attempt at any exercise. Pure: nothing is printed, no argument is changed, nothing is raised."""
    if attempt is None or answers.holds_ellipsis(attempt):
        return Verdict("not attempted", f"… Not attempted yet: {exercise.title}.")
    if isinstance(exercise, Answer):
        return answers.judge_number(exercise, attempt)
    if isinstance(exercise, Choice):
        return answers.judge_choice(exercise, attempt)
    if isinstance(exercise, Matching):
        return judge_matching(exercise, attempt)
    return judge_function(exercise, attempt)


def judge_function(exercise, function):
    """Call the learner's function on every problem, refuse what cannot be compared, then compare."""
    names = list(inspect.signature(exercise.truth).parameters)
    if not callable(function):
        found = answers.described(function)
        text = f"✗ The check needs the function itself, without calling it; it was given {found}."
        return Verdict("not a function", text)
    if complaint := misfit(function, names):
        return Verdict("arguments", f"✗ {complaint}")
    problems = list(exercise.problems(np.random.default_rng(20)))
    calls, runs = [], []
    for args in problems:
        calls.append(call(function, names, args))
        expected = arrays(exercise, exercise.truth(*args))
        refusal = forgotten(function, names, problems, calls[-1]) or refused(exercise, function, calls[-1], expected)
        if refusal:
            return finished(refusal, function, calls, names, args)
        runs.append(arrays(exercise, calls[-1].value))
    verdict, args = compared(exercise, function, problems, runs)
    return finished(verdict, function, calls, names, args)


def arrays(exercise, value):
    """Return what a function returned as a list of arrays, one for each output; None where one is no array."""
    values = [value] if len(exercise.outputs) == 1 else list(value)
    return [answers.as_array(item) for item in values]


def forgotten(function, names, problems, made):
    """Return the Verdict on a function that answers some problems and returns nothing on this one, or None."""
    if made.error is not None or made.value is not None:
        return None
    if all(call(function, names, args).value is None for args in problems):
        return None
    text = f"✗ {called(function)} returns a result on some problems and nothing on others: is there a branch"
    return Verdict("type", f"{text} that ends without `return`?")


def refused(exercise, function, made, expected):
    """Return the Verdict on a call that leaves nothing to compare, or None if there is something."""
    who, names = called(function), [output.name for output in exercise.outputs]
    if made.error is not None:
        if stumbled(made.error) or isinstance(made.error, NotImplementedError):
            return Verdict("not attempted", f"… Not finished yet: {who} still meets a `...` on its way.")
        return Verdict("raised", f"✗ {raised(function, made.error)}")
    value = made.value
    if value is None or value is ...:
        return Verdict("not attempted", f"… Not attempted yet: {who} returns {value is ... and '`...`' or 'nothing'}.")
    if len(names) > 1 and (not isinstance(value, (tuple, list)) or len(value) != len(names)):
        found = answers.described(value)
        return Verdict("type", f"✗ {who} returned {found}; expected {len(names)} values: ({', '.join(names)}).")
    values = [value] if len(names) == 1 else list(value)
    missing = [name for name, item in zip(names, values) if item is None or answers.holds_ellipsis(item)]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        return Verdict("not attempted", f"… Not finished yet: {compare.listed(missing)} {verb} still to come.")
    for name, item, right in zip(names, values, expected):
        got = answers.as_array(item)
        if got is None:
            found = answers.described(item)
            return Verdict("type", f"✗ {name} is {found}; expected an array of numbers of shape {right.shape}.")
        if np.iscomplexobj(got):
            return Verdict("type", f"✗ {name} is complex; expected real numbers.")
        if not np.isfinite(got).all():
            at = tuple(int(i) for i in np.argwhere(~np.isfinite(got))[0])
            what = "NaN" if np.isnan(got[at]) else "infinite"
            where = f" at index {list(at)}" if at else ""
            return Verdict("not finite", f"✗ {name} is {what}{where}; every number should be finite.")
    return None


def stumbled(error):
    """Whether an exception came from a `...` on the way; `... @ W` says nothing of it, so the frames are asked."""
    if isinstance(error, (TypeError, AttributeError)) and "ellipsis" in str(error):
        return True
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    unfinished = any(value is ... for frame in frames for value in frame.f_locals.values())
    return unfinished and isinstance(error, ValueError) and "enough dimensions" in str(error)


def cut_off(got, expected):
    """Whether `got` came as whole numbers where fractions were expected."""
    return got.dtype.kind in "biu" and not np.array_equal(expected, np.round(expected))


def compared(exercise, function, problems, runs):
    """Compare all runs with the truth: the Verdict, and the problem it speaks of (None where it speaks of all)."""
    truths = [arrays(exercise, exercise.truth(*args)) for args in problems]
    types = {got.dtype for run in runs for got in run}
    single = np.dtype(np.float32) in types and exercise.tolerance < SINGLE
    tolerance = SINGLE if single else exercise.tolerance
    errors = compare.worst(runs, truths)
    if errors.max() <= tolerance:
        text = f"✓ {called(function)} is right: largest relative error {compare.digits(errors.max())}"
        text += f" over {len(problems)} random problems"
        text += ", as close as float32 comes (the course computes in float64)." if single else "."
        return Verdict("right", text), None
    if named := mistakes.recognised(exercise, problems, runs, errors > tolerance, single and SINGLE):
        return named, None
    which = next(i for i, pair in enumerate(zip(runs, truths)) if compare.worst(*([x] for x in pair)).max() > tolerance)
    return located(exercise, function, runs[which], truths[which], errors, tolerance), problems[which]


def located(exercise, function, run, truth, errors, tolerance):
    """Say where an attempt, wrong in an unknown way, first differs from the truth."""
    who, names = called(function), [output.name for output in exercise.outputs]
    for name, got, expected in zip(names, run, truth):
        if got.shape != expected.shape:
            text = compare.shapes(name, got.shape, expected.shape)
            return Verdict("shape", f"✗ {who}: {text}" + "." * (not text.endswith("?")))
    if errors.max() < 1e-4:
        text = f"✗ {who} is nearly right: correct to {compare.digits(errors.max())} only, where rounding leaves 1e-15."
        return Verdict("nearly", text + "\n  Look for a step size, a float32 array, or a rounded constant on the way.")
    k = next(k for k, pair in enumerate(zip(run, truth)) if compare.error(*pair) > tolerance)
    text = [f"✗ {who}: {compare.first_difference(exercise.outputs[k], run[k], truth[k], tolerance)}"]
    wrong = [k for k, error in enumerate(errors) if error > tolerance]
    text += filter(None, (compare.relation(names[k], run[k], truth[k]) for k in wrong))
    if whole := [name for name, *pair in zip(names, run, truth) if cut_off(*pair)]:
        text.append(f"Whole numbers in {compare.listed(whole)}: fractions put into an array of integers are cut off.")
    agreeing = [name for name, error in zip(names, errors) if error <= tolerance]
    text += [f"Right already: {compare.listed(agreeing)}."] if agreeing else []
    return Verdict("located", "\n  ".join(text))


def finished(verdict, function, calls, names, args):
    """Add to a verdict what else was noticed: changed arguments, warnings, prints, the problem tried."""
    who, text, kind = called(function), verdict.text, verdict.kind
    changed = list(dict.fromkeys(name for made in calls for name in made.changed))
    if changed and kind == "right":
        kind, text = "changes its arguments", f"✗ {who} gives the right numbers, but changes what it was given."
    if changed:
        text += f"\n  It changes {compare.listed(changed)} in place: work on a copy, `{changed[0]}.copy()`."
    if kind in ("located", "shape", "raised", "not finite"):
        sizes = [f"{name} {item.shape}" for name, item in zip(names, args) if isinstance(item, np.ndarray)]
        text += f"\n  Tried with {compare.listed(sizes)}." if sizes else ""
    warned = list(dict.fromkeys(message for made in calls for message in made.warned))
    if warned and kind != "not attempted":
        text += f"\n  On the way there was a warning: {warned[0]}."
    printed = calls[0].printed
    if printed and len(calls) > 1:
        text += f"\n  ({who} prints; above is what it printed on the first of {len(calls)} problems.)"
    return Verdict(kind, text, printed)
