"""Judge an attempt: try a learner's function on small random problems and say what it did, in words."""

import inspect
import itertools
import time
import traceback

import numpy as np

from helpers.exercises import answers, calls, compare, surroundings
from helpers.exercises.calls import call, called, met
from helpers.exercises.explain import Explained
from helpers.exercises.kinds import Answer, Choice, Exercise, Matching, Trial, Verdict
from helpers.exercises.source import modest

SINGLE = 1e-5  # what counts as right when an array came back as float32
SECONDS = 1.7  # for all searches together


def judge(exercise: Exercise | Answer | Choice | Matching, attempt) -> Verdict:
    """Judge an attempt at any exercise. Pure: nothing is printed, no argument is changed, nothing is raised."""
    if attempt is None or answers.holds_ellipsis(attempt):
        return Verdict("not attempted", f"… Not attempted yet: {exercise.title}.")
    kinds = {Answer: answers.judge_number, Choice: answers.judge_choice, Matching: answers.judge_matching}
    return kinds.get(type(exercise), judge_function)(exercise, attempt)


def judge_function(exercise, function):
    """Call the learner's function on every problem, refuse what cannot be compared, then compare."""
    names = list(inspect.signature(exercise.solution).parameters)
    if not callable(function):
        text = f"✗ The check needs the function itself, without calling it; it was given {answers.described(function)}."
        return Verdict("not a function", text)
    if complaint := calls.misfit(function, names):
        return Verdict("arguments", f"✗ {complaint}")
    problems, made, runs, refusals = list(exercise.problems(np.random.default_rng(20))), [], [], []
    truths = [compare.truth(exercise, args) for args in problems]
    for args, right in zip(problems, truths):
        made.append(call(function, names, args))
        value = surroundings.unpacked(exercise, made[-1].value, right)
        if refusal := refused(exercise, function, made[-1], value, right):
            refusals.append(refusal._replace(tried=args))
            if refusal.kind != "not finite":
                break
        runs.append(compare.arrays(exercise, value))
    trial = Trial(exercise, function, problems, truths, time.process_time() + SECONDS)
    with modest():
        whole = len(runs) == len(problems)
        verdict = compared(trial, runs, refusals) if whole else despite(trial, refusals[-1], made[-1].error)
    return finished(exercise, verdict, function, made, names)


def refused(exercise, function, made, value, expected):
    """Return the Verdict on a call that leaves nothing to compare, or None if there is something."""
    this, names = exercise.this, [output.name for output in exercise.outputs]
    if made.error is not None:
        if stumbled(made.error) or isinstance(made.error, NotImplementedError):
            return Verdict("not attempted", f"… Not finished yet: {called(function)} still meets a `...` on its way.")
        words, text = calls.plain(str(made.error)), calls.raised(function, made.error)
        return Verdict("raised", f"{this} {words[0]}: {text}\n  {words[1]}" if words else f"✗ {text}")
    if value is None or value is ...:
        return nothing(exercise, function, made, value)
    if inspect.isgenerator(value):
        return Verdict("no result", f"{this} a generator returned, which computes nothing yet: put `tuple(…)` around it.")
    if len(names) > 1 and (not isinstance(value, (tuple, list)) or len(value) != len(names)):
        text = f"{answers.described(value)} returned; expected {len(names)} values: ({', '.join(names)})."
        return Verdict("type", f"{this} {text}")
    if len(names) == 1 and isinstance(value, tuple):
        whole, *parts = (getattr(answers.as_array(item), "shape", None) for item in (value, *value))
        if expected[0].shape in parts and whole != expected[0].shape:
            return Verdict("type", f"{this} {answers.described(value)} returned; expected one alone: {names[0]}.")
    values = [value] if len(names) == 1 else list(value)
    if missing := [name for name, item in zip(names, values) if item is None or answers.holds_ellipsis(item)]:
        verb = "is" if len(missing) == 1 else "are"
        return Verdict("not attempted", f"… Not finished yet: {answers.listed(missing)} {verb} still to come.")
    return next(filter(None, (unreadable(this, *output) for output in zip(names, values, expected))), None)


def unreadable(this, name, item, right):
    """Return the Verdict on one output that is no array of finite numbers, or None."""
    if (got := answers.as_array(item)) is None:
        wanted = f"an array of numbers of shape {right.shape}" if right.ndim else "a number"
        return Verdict("type", f"{this} {answers.described(item)} for {name}; expected {wanted}.")
    if np.iscomplexobj(got):
        return Verdict("type", f"{this} a complex {name}; expected real numbers.")
    if np.isfinite(got).all():
        return None
    at = tuple(map(int, np.argwhere(~np.isfinite(got))[0]))
    what, where = "NaN" if np.isnan(got[at]) else "infinite", f" at index {list(at)}" if at else ""
    return Verdict("not finite", f"{this} {name} {what}{where}; every number should be finite.")


def nothing(exercise, function, made, value):
    """The Verdict where nothing came back: work done in place, printed or not returned is an attempt."""
    this, who = f"{exercise.this} nothing returned:", called(function)
    if made.changed:
        text = f"{who} changes {answers.listed(made.changed)} in place, and what it was given is not its own to change."
        return Verdict("in place", f"{this} {text} Return new arrays.")
    if made.printed.strip() and value is None:
        return Verdict("no result", f"{this} `return` hands the result on, `print` only shows something.")
    if value is None and surroundings.computes(function):
        return Verdict("no result", f"{this} does every way through {who} end in a line with `return`?")
    return Verdict("not attempted", f"… Not attempted yet: {who} returns {'nothing' if value is None else '`...`'}.")


def stumbled(error):
    """Whether an exception came from a `...` on the way; `... @ W` says nothing of it, so the frames are asked."""
    if isinstance(error, (TypeError, AttributeError)) and "ellipsis" in str(error):
        return True
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    unfinished = any(value is ... for frame in frames for value in frame.f_locals.values())
    return unfinished and isinstance(error, ValueError) and "enough dimensions" in str(error)


def despite(trial, refusal, error):
    """The Verdict on what cannot be compared: what explains it, and the refusal as it stands."""
    if refusal.kind in ("not attempted", "in place", "no result"):
        return refusal
    _, line = met(trial.function, error)
    if not (verdict := next(filter(None, Explained(trial, line).despite()), None)):
        return refusal
    as_it_stands = unheaded(trial.exercise, refusal.text)
    if calls.ROWS in verdict.text:
        as_it_stands = as_it_stands.replace(f"\n  {calls.ROWS}", "")  # the verdict says that already
    return verdict._replace(text=f"{verdict.text}\n  As it stands: {as_it_stands}")


def unheaded(exercise, text):
    """A verdict's text without its beginning, to stand below another one's."""
    return text.removeprefix(f"{exercise.this} ").removeprefix("✗ ")


def compared(trial, runs, refusals):
    """The Verdict on a function whose outputs can be compared with the truth; `refusals` are for what is not finite."""
    exercise, function, truths = trial.exercise, trial.function, trial.truths
    errors, tolerance = compare.worst(runs, truths), exercise.tolerance
    single = tolerance < SINGLE and surroundings.computes_in_single(function, runs)
    if errors.max() <= (tolerance := SINGLE if single else tolerance):
        text = f"✓ {called(function)} is right: largest relative error {compare.digits(errors.max())}"
        note = ", as close as float32 comes (the course computes in float64)" if single else ""
        return Verdict("right", f"{text} over {len(runs)} random problems{note}.")
    explained = Explained(trial, tolerance=tolerance).compared(runs, errors > tolerance)
    found = next(filter(None, itertools.chain(explained, refusals)), None)
    return found or located(trial, runs, errors, tolerance)


def located(trial, runs, errors, tolerance):
    """Say where an attempt, wrong in an unknown way, first differs from the truth."""
    exercise, tries = trial.exercise, zip(runs, trial.truths, trial.problems)
    names = [output.name for output in exercise.outputs]
    run, right, args = next(one for one in tries if max(map(compare.error, *one[:2])) > tolerance)
    this, wrong = exercise.this, np.flatnonzero(errors > tolerance)
    for name, got, expected in zip(names, run, right):
        if got.shape != expected.shape:
            return Verdict("shape", f"{this} {compare.shapes(name, got.shape, expected.shape)}.", tried=args)
    if errors.max() < 1e-4:
        text = f"{this} rounding: correct to {compare.digits(errors.max())} only, where 1e-15 is left."
        return Verdict("nearly", f"{text}\n  Look for a step size, a float32 array, or a rounded constant on the way.")
    where = f"{called(trial.function)}: {compare.first_difference(exercise.outputs, run, right, tolerance)}"
    empty = [names[k] for k in wrong if not any(every[k].any() for every in runs)]
    text = f"{this} {answers.listed(empty)} zero everywhere.\n  {where}" if empty else f"✗ {where}"
    if agreeing := [name for name, error in zip(names, errors) if error <= tolerance]:
        text += f"\n  Right already: {answers.listed(agreeing)}."
    return Verdict("located", text, tried=args)


def finished(exercise, verdict, function, made, names):
    """Add to a verdict what else was noticed: changed arguments, warnings, prints, the problem tried."""
    text, kind, this = verdict.text, verdict.kind, exercise.this
    changed = list(dict.fromkeys(name for one in made for name in one.changed))
    if changed and kind == "right":
        kind, text = "changes its arguments", f"{this} the right numbers, but it changes what it was given."
    if changed and kind == "located":
        text = f"{this} {answers.listed(changed)} changed in place.\n  {unheaded(exercise, text)}"
    if changed and kind != "in place":
        text += f"\n  It changes {answers.listed(changed)} in place: work on a copy, `{changed[0]}.copy()`."
    if kind in ("located", "shape", "raised", "not finite") and (tried := calls.told(names, verdict.tried)):
        text += f"\n  Tried with {answers.listed(tried)}."
    warned = list(dict.fromkeys(message for one in made for message in one.warned))
    if warned:  # the solution may meet the same one
        own = {message for one in made for message in call(exercise.solution, names, one.given).warned}
        warned = [message for message in warned if message not in own]
    if warned and kind != "not attempted":
        text += f"\n  On the way there was a warning: {calls.warned(warned[0])}."
    if made[0].printed and len(made) > 1:
        text += f"\n  ({called(function)} prints; above is what it printed on the first of {len(made)} problems.)"
    return Verdict(kind, text, made[0].printed, verdict.hint)
