"""Judge an attempt: try a learner's function on small random problems and say what it did, in words."""

import inspect
import itertools
import time
import traceback

import numpy as np

from helpers.exercises import answers, compare, messages, surroundings
from helpers.exercises.attempt import call, called, misfit, raised
from helpers.exercises.explain import despite, explained
from helpers.exercises.kinds import Answer, Choice, Exercise, Matching, Trial, Verdict
from helpers.exercises.matching import judge_matching
from helpers.exercises.relations import proportional
from helpers.exercises.source import modest

SINGLE = 1e-5  # what counts as right when an array came back as float32
SECONDS = 1.7  # for all searches together


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
    names = list(inspect.signature(exercise.solution).parameters)
    if not callable(function):
        text = f"✗ The check needs the function itself, without calling it; it was given {answers.described(function)}."
        return Verdict("not a function", text)
    if complaint := misfit(function, names):
        return Verdict("arguments", f"✗ {complaint}")
    problems, calls, runs, refusal = list(exercise.problems(np.random.default_rng(20))), [], [], None
    truths = [compare.truth(exercise, args) for args in problems]
    trial = Trial(exercise, function, problems, truths, time.process_time() + SECONDS)
    for args, right in zip(problems, truths):
        made = call(function, names, args)
        value = surroundings.unpacked(exercise, made.value, right)
        calls.append(made)
        if refusal := refused(exercise, function, made, value, right):
            break
        runs.append(compare.arrays(exercise, value))
    silent = refusal and made.error is None and made.value is None
    if silent and any(call(function, names, args).value is not None for args in problems):
        text = f"✗ This is {exercise.title} with a result on some problems and nothing on others"
        refusal = Verdict("type", f"{text}: is there a branch that ends without `return`?")
    verdict = refusal
    with modest():
        if runs and (not refusal or refusal.kind in ("raised", "not finite", "type")):
            found, shown = compared(trial, runs)
            if not refusal or found.kind not in ("right", "located"):
                verdict, args = found, shown
        if verdict is refusal and refusal.kind not in ("not attempted", "in place", "no result") and not inspect.isgenerator(made.value):
            verdict = despite(trial, refusal, made, runs)
    return finished(exercise, verdict, function, calls, names, args)


def refused(exercise, function, made, value, expected):
    """Return the Verdict on a call that leaves nothing to compare, or None if there is something."""
    who, names = called(function), [output.name for output in exercise.outputs]
    if made.error is not None:
        if stumbled(made.error) or isinstance(made.error, NotImplementedError):
            return Verdict("not attempted", f"… Not finished yet: {who} still meets a `...` on its way.")
        words, text = messages.plain(str(made.error)), raised(function, made.error, made.given)
        begin, end = (f"This is {exercise.title} with {words[0]}: ", f"\n  {words[1]}") if words else ("", "")
        return Verdict("raised", f"✗ {begin}{text}{end}")
    if value is None or value is ...:
        return nothing(exercise, function, made, value)
    if inspect.isgenerator(value):
        text = f"✗ This is {exercise.title} with a generator returned, which computes nothing yet: put `tuple(…)` around it."
        return Verdict("type", text)
    if len(names) > 1 and (not isinstance(value, (tuple, list)) or len(value) != len(names)):
        text = f"✗ This is {exercise.title} with {answers.described(value)} returned"
        return Verdict("type", f"{text}; expected {len(names)} values: ({', '.join(names)}).")
    if len(names) == 1 and isinstance(value, tuple):
        whole, *parts = (getattr(answers.as_array(item), "shape", None) for item in (value, *value))
        if expected[0].shape in parts and whole != expected[0].shape:
            text = f"✗ This is {exercise.title} with {answers.described(value)} returned"
            return Verdict("type", f"{text}; expected one alone: {names[0]}.")
    values = [value] if len(names) == 1 else list(value)
    if missing := [name for name, item in zip(names, values) if item is None or answers.holds_ellipsis(item)]:
        verb = "is" if len(missing) == 1 else "are"
        return Verdict("not attempted", f"… Not finished yet: {compare.listed(missing)} {verb} still to come.")
    return next(filter(None, map(unreadable, itertools.repeat(exercise.title), names, values, expected)), None)


def unreadable(title, name, item, right):
    """Return the Verdict on one output that is no array of finite numbers, or None."""
    if (got := answers.as_array(item)) is None:
        wanted = f"an array of numbers of shape {right.shape}" if right.ndim else "a number"
        text = f"✗ This is {title} with {answers.described(item)} for {name}"
        return Verdict("type", f"{text}; expected {wanted}.")
    if np.iscomplexobj(got):
        return Verdict("type", f"✗ This is {title} with a complex {name}; expected real numbers.")
    if np.isfinite(got).all():
        return None
    at = tuple(map(int, np.argwhere(~np.isfinite(got))[0]))
    what, where = "NaN" if np.isnan(got[at]) else "infinite", f" at index {list(at)}" if at else ""
    text = f"✗ This is {title} with {name} {what}{where}"
    return Verdict("not finite", f"{text}; every number should be finite.")


def nothing(exercise, function, made, value):
    """The Verdict where nothing came back: work done in place, printed or not returned is an attempt."""
    this, who = f"✗ This is {exercise.title} with", called(function)
    if made.changed:
        text = f"{this} nothing returned: {who} changes {compare.listed(made.changed)} in place, and"
        return Verdict("in place", f"{text} what it was given is not its own to change. Return new arrays.")
    if made.printed.strip() and value is None:
        text = f"{this} nothing returned: `return` hands the result on, `print` only shows something."
        return Verdict("no result", f"{text} {who} returns None.")
    if value is None and surroundings.computes(function):
        return Verdict("no result", f"{this} nothing returned: is `return` missing in the last line?")
    return Verdict("not attempted", f"… Not attempted yet: {who} returns {'nothing' if value is None else '`...`'}.")


def stumbled(error):
    """Whether an exception came from a `...` on the way; `... @ W` says nothing of it, so the frames are asked."""
    if isinstance(error, (TypeError, AttributeError)) and "ellipsis" in str(error):
        return True
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    unfinished = any(value is ... for frame in frames for value in frame.f_locals.values())
    return unfinished and isinstance(error, ValueError) and "enough dimensions" in str(error)


def compared(trial, runs):
    """Compare all runs with the truth: the Verdict, and the problem it speaks of (None where it speaks of all)."""
    exercise, function, truths = trial.exercise, trial.function, trial.truths[: len(runs)]
    single = exercise.tolerance < SINGLE and surroundings.computes_in_single(function, runs)
    tolerance = SINGLE if single else exercise.tolerance
    errors = compare.worst(runs, truths)
    if errors.max() <= tolerance:
        text = f"✓ {called(function)} is right: largest relative error {compare.digits(errors.max())}"
        text += f" over {len(runs)} random problems"
        text += ", as close as float32 comes (the course computes in float64)." if single else "."
        return Verdict("right", text), None
    which = next(k for k, pair in enumerate(zip(runs, truths)) if max(map(compare.error, *pair)) > tolerance)
    found = surroundings.drawn(trial, runs) or explained(trial, runs, errors > tolerance, tolerance)
    return found or located(exercise, function, runs, truths, which, errors, tolerance), trial.problems[which]


def located(exercise, function, runs, truths, which, errors, tolerance):
    """Say where an attempt, wrong in an unknown way, first differs from the truth."""
    who, names, run, right = called(function), [output.name for output in exercise.outputs], runs[which], truths[which]
    for name, got, expected in zip(names, run, right):
        if got.shape != expected.shape:
            words = compare.shapes(name, got.shape, expected.shape)
            return Verdict("shape", f"✗ This is {exercise.title} with {words}.")
    if errors.max() < 1e-4:
        text = f"✗ This is {exercise.title} with rounding: correct to {compare.digits(errors.max())} only, where 1e-15"
        text += " is left.\n  Look for a step size, a float32 array, or a rounded constant on the way."
        return Verdict("nearly", text)
    if relation := proportional(names, runs, truths, errors > tolerance, tolerance):
        return Verdict("named", f"✗ This is {exercise.title} with {relation}.")
    text = [f"✗ {who}: {compare.first_difference(exercise.outputs, run, right, tolerance)}"]
    wrong = [k for k in range(len(names)) if errors[k] > tolerance]
    if empty := [names[k] for k in wrong if not any(every[k].any() for every in runs)]:
        text = [f"✗ This is {exercise.title} with {compare.listed(empty)} zero everywhere.", text[0].removeprefix("✗ ")]
    if agreeing := [name for name, error in zip(names, errors) if error <= tolerance]:
        text.append(f"Right already: {compare.listed(agreeing)}.")
    return Verdict("located", "\n  ".join(text))


def finished(exercise, verdict, function, calls, names, args):
    """Add to a verdict what else was noticed: changed arguments, warnings, prints, the problem tried."""
    who, text, kind = called(function), verdict.text, verdict.kind
    changed = list(dict.fromkeys(name for made in calls for name in made.changed))
    if changed and kind == "right":
        kind = "changes its arguments"
        text = f"✗ This is {exercise.title} with the right numbers, but it changes what it was given."
    if changed and kind == "located":
        text = f"✗ This is {exercise.title} with {compare.listed(changed)} changed in place.\n  {text.removeprefix('✗ ')}"
    if changed and kind != "in place":
        text += f"\n  It changes {compare.listed(changed)} in place: work on a copy, `{changed[0]}.copy()`."
    if kind in ("located", "shape", "raised", "not finite") and (tried := surroundings.told(names, args)):
        text += f"\n  Tried with {compare.listed(tried)}."
    warned = list(dict.fromkeys(message for made in calls for message in made.warned))
    if warned:  # the solution may meet the same one
        own = {message for made in calls for message in call(exercise.solution, names, made.given).warned}
        warned = [message for message in warned if message not in own]
    if warned and kind != "not attempted":
        text += f"\n  On the way there was a warning: {messages.warned(warned[0])}."
    printed = calls[0].printed
    if printed and len(calls) > 1:
        text += f"\n  ({who} prints; above is what it printed on the first of {len(calls)} problems.)"
    return Verdict(kind, text.replace("✗ This is", "✗ Not yet. This is", 1), printed, verdict.hint)
