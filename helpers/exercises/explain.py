"""Explain an attempt that is wrong: the mistake by its name, the learner's line that a change mends, or a slip."""

import ast

import numpy as np

from helpers.exercises import compare, surroundings
from helpers.exercises.attempt import met, on_rows
from helpers.exercises.expressions import PUT
from helpers.exercises.kinds import Verdict
from helpers.exercises.known import Known, of_loop, same_end
from helpers.exercises.relations import related
from helpers.exercises.repair import repaired
from helpers.exercises.slips import Slips
from helpers.exercises.wanted import Wanted


def explained(trial, runs, wrong, tolerance):
    """The Verdict that names the mistake, proved by running it; None if there is none.

    First what one mistake explains, or one change of the learner's own code; then two; then a part.
    """
    exercise, function = trial.exercise, trial.function
    if verdict := surroundings.returned(exercise, function) or surroundings.complex_numbers(exercise, function):
        return verdict
    wanted = Wanted(exercise, trial.problems[: len(runs)], runs, 1e-9 if tolerance == exercise.tolerance else tolerance)
    known, names = Known(exercise, wanted, wrong), [output.name for output in exercise.outputs]
    mends = lambda seconds: repaired(trial, tolerance, seconds)
    if found := known.single():
        return named(exercise, *found, wrong, mends(0.5))
    if not known.half() and any(not any(run[k].any() for run in runs) for k in np.flatnonzero(wrong)):
        return None  # zeros are made in too many ways for a guess
    if relation := related(names, runs, trial.truths, wrong, tolerance):
        return with_line(f"✗ This is {exercise.title} with {relation}.".replace("?.", "?"), mends(0.3))
    if len(places := mends(0.6)) == 1:
        return mended(exercise, places)
    slips = Slips(exercise, wanted)
    if verdict := surroundings.beside_the_arguments(exercise, function) or slips.one(trial.within(0.4)):
        return verdict
    if found := known.half() or known.pair(trial.within(0.7)):
        return named(exercise, *found, wrong, places)
    if places:
        return mended(exercise, places)
    if verdict := slips.more(trial.within(np.inf)):
        return verdict
    if found := known.partly():
        return named(exercise, *found, wrong, [])
    return surroundings.overwritten(exercise, function)


def despite(trial, refusal, made, runs):
    """A Verdict on what cannot be compared, after some runs: the line that a repair changes, else the refusal itself."""
    exercise, function = trial.exercise, trial.function
    line = next((number for _, number in met(function, made.error)[-1:]), 0)
    verdict = surroundings.returned(exercise, function)
    if not verdict and (places := repaired(trial, exercise.tolerance, 1, line)):
        verdict = mended(exercise, places)
    verdict = verdict or surroundings.alone(trial)
    verdict = verdict or surroundings.overwritten(exercise, function) or surroundings.elsewhere(exercise, function)
    if not verdict and (mistake := same_end(exercise, Wanted(exercise, trial.problems[: len(runs)], runs, 1e-9), made)):
        text = f"✗ This is {exercise.title} with {mistake.name}: it ends in the same way.\n  Why: {mistake.why}"
        verdict = Verdict("named", text)
    if not verdict:
        return refusal
    as_it_stands = refusal.text.removeprefix("✗ ").removeprefix(f"This is {exercise.title} with ")
    if (rows := on_rows(function)) in verdict.text:
        as_it_stands = as_it_stands.replace(f"\n  {rows}", "")  # the verdict says that already
    return verdict._replace(text=f"{verdict.text}\n  As it stands: {as_it_stands}")


def named(exercise, found, errors, matched, wrong, mends):
    """Put recognised mistakes into words: `matched` are the outputs that they give."""
    names, largest = np.array([output.name for output in exercise.outputs]), errors[matched].max()
    numbers = f"your {compare.listed(names[matched])} {'matches' if matched.sum() == 1 else 'match'} what that gives"
    numbers += f", to {compare.digits(largest) if largest else 'the last digit'}"
    text = f"✗ This is {exercise.title} with {' and '.join(mistake.name for mistake in found)}: {numbers}."
    text += "".join(f"\n  Why: {why}" for why in dict.fromkeys(mistake.why for mistake in found))
    if (rest := wrong & ~matched).any():
        verb = "is" if rest.sum() == 1 else "are"
        text += f"\n  {compare.listed(names[rest])} {verb} not explained by that alone: mend this first."
    elif (~wrong).any():
        text += f"\n  Right already: {compare.listed(names[~wrong])}."
    anywhere = lambda place: place.words in ("a function put in", "a factor put in", "a term put in")
    in_a_loop = lambda place: place.words in PUT and place.after.startswith("for ") and not of_loop(exercise, found)
    fits = lambda place: not anywhere(place) and not in_a_loop(place)
    verdict = with_line(text, list(filter(fits, mends)))
    return verdict if all(map(fits, mends)) else verdict._replace(hint="")  # half of a change would mislead


def with_line(text, mends):
    """A Verdict that also quotes the learner's line, where one change mends it: not what may be done at many lines."""
    mends = [place for place in mends if place.words != "a sign" and not isinstance(place.change.node, ast.Tuple)]
    one = len({place.line for place in mends}) == 1
    text += f"\n  In your code, line {mends[0].line}: `{mends[0].text}`" if one else ""
    return Verdict("named", text, hint=hint(mends))


def mended(exercise, mends):
    """The Verdict on a function that changes of its own lines make right."""
    lines = list(dict.fromkeys((place.line, place.text) for place in mends))
    words = list(dict.fromkeys(place.words for place in mends))
    where = "one line" if len(lines) == 1 else f"{len(lines)} lines"
    text = f"✗ This is {exercise.title} with a mistake in {where}:"
    text += "".join(f"\n  Line {line}: `{quoted}`" for line, quoted in lines)
    text += f"\n  A change that mends it: {compare.listed(words)}{', twice' * (len(words) < len(mends))}."
    text += " Then every number is right, on fresh problems too.\n  `check.hint()` shows the change."
    return Verdict("mended", text, hint=hint(mends))


def hint(mends):
    """The lines as they are and as they would be right; of two changes in a line, the later one holds both."""
    after = lambda place: f"\n  becomes\n    {place.after}" if place.after != "pass" else ""
    return "".join(f"Line {p.line} ({p.words}):\n    {p.text}{after(p)}\n" for p in {p.line: p for p in mends}.values())
