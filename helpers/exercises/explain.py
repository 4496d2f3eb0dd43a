"""Explain an attempt that is wrong: the mistake by its name, the learner's line that a change mends, or a slip."""

import time

import numpy as np

from helpers.exercises import compare, surroundings
from helpers.exercises.kinds import Verdict
from helpers.exercises.known import Attempt, same_end
from helpers.exercises.repair import places
from helpers.exercises.slips import slipped


def explained(exercise, function, problems, runs, truths, wrong, loose, end):
    """The Verdict that names the mistake, proved by running it; None if there is none.

    In this order: one known mistake, or a simple relation to the right arrays; a repair in one place; two known
    mistakes; a repair in several places; a slip of the solution; a part of the outputs by one known mistake.
    """
    attempt, names = Attempt(exercise, problems, runs, wrong, loose), [output.name for output in exercise.outputs]
    left = lambda seconds: min(seconds, end - time.process_time())
    if found := attempt.single():
        return named(exercise, *found, wrong, places(exercise, function, left(0.3)))
    if relation := compare.related(names, runs, truths, wrong, max(loose, exercise.tolerance)):
        text = f"✗ This is {exercise.title} with {relation}."
        return with_line(text.replace("?.", "?"), places(exercise, function, left(0.3)))
    if len(mends := places(exercise, function, left(0.9))) != 1 and (found := attempt.pair(left(0.6))):
        return named(exercise, *found, wrong, [])
    if mends:
        return mended(exercise, mends)
    if verdict := surroundings.elsewhere(exercise, function) or slipped(exercise, attempt, left(9)):
        return verdict
    found = attempt.partly()
    return found and named(exercise, *found, wrong, [])


def despite(exercise, function, refusal, made, end):
    """A Verdict on what cannot be compared: the line that a repair changes, else the refusal itself."""
    as_it_stands = refusal.text.removeprefix("✗ ")
    if mends := places(exercise, function, end - time.process_time() - 0.2):
        verdict = mended(exercise, mends)
        return verdict._replace(text=f"{verdict.text}\n  As it stands: {as_it_stands}")
    if verdict := surroundings.alone(exercise, function):
        return verdict._replace(text=f"{verdict.text}\n  {as_it_stands}")
    if mistake := same_end(exercise, made.given, made.value, made.error):
        text = f"✗ This is {exercise.title} with {mistake.name}: it ends in the same way.\n  Why: {mistake.why}"
        return Verdict("named", f"{text}\n  {as_it_stands}")
    return surroundings.elsewhere(exercise, function) or refusal


def named(exercise, found, errors, matched, wrong, mends):
    """Put recognised mistakes into words: `matched` are the outputs that they give."""
    names, largest = np.array([output.name for output in exercise.outputs]), errors[matched].max()
    numbers = f"your {compare.listed(names[matched])} {'matches' if matched.sum() == 1 else 'match'} what that gives"
    numbers += f", to {compare.digits(largest) if largest else 'the last digit'}"
    text = f"✗ This is {exercise.title} with {' and '.join(mistake.name for mistake in found)}: {numbers}."
    text += "".join(f"\n  Why: {mistake.why}" for mistake in found)
    if (rest := wrong & ~matched).any():
        verb = "is" if rest.sum() == 1 else "are"
        text += f"\n  {compare.listed(names[rest])} {verb} not explained by that alone: mend this first."
    elif (~wrong).any():
        text += f"\n  Right already: {compare.listed(names[~wrong])}."
    return with_line(text, mends)


def with_line(text, mends):
    """A Verdict that also quotes the learner's line, where one change mends it."""
    text += f"\n  In your code, line {mends[0].line}: `{mends[0].text}`" if len(mends) == 1 else ""
    return Verdict("named", text, hint=hint(mends))


def mended(exercise, mends):
    """The Verdict on a function that changes of its own lines make right."""
    lines = list(dict.fromkeys((place.line, place.text) for place in mends))
    where = "one line" if len(lines) == 1 else f"{len(lines)} lines"
    text = f"✗ This is {exercise.title} with a mistake in {where}:"
    text += "".join(f"\n  Line {line}: `{quoted}`" for line, quoted in lines)
    text += f"\n  What mends it: {compare.listed(dict.fromkeys(place.words for place in mends))}."
    text += " Then every number is right, on fresh problems too.\n  `check.hint()` shows the change."
    return Verdict("mended", text, hint=hint(mends))


def hint(mends):
    """The lines as they are and as they would be right."""
    return "".join(f"Line {p.line} ({p.words}):\n    {p.text}\n  becomes\n    {p.after}\n" for p in mends)
