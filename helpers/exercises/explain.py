"""Explain an attempt that is wrong: the mistake by its name, the learner's line that a change mends, or a slip of the solution."""

import time

import numpy as np

from helpers.exercises import compare, surroundings
from helpers.exercises.kinds import Verdict
from helpers.exercises.known import Attempt, same_end
from helpers.exercises.repair import Search
from helpers.exercises.slips import slipped


def explained(exercise, function, problems, runs, truths, wrong, loose, end):
    """The Verdict that names the mistake, proved by running it; None if there is none.

    In this order: one known mistake, or a simple relation to the right arrays; a repair in one place; two known mistakes;
    a repair in several places; a slip of the solution; a part of the outputs by one known mistake.
    """
    attempt, names = Attempt(exercise, problems, runs, wrong, loose), np.array([output.name for output in exercise.outputs])
    search, left = searched(exercise, function), lambda: end - time.process_time()
    if found := attempt.single():
        return named(exercise, *found, names, wrong, wrong, search.places(min(0.3, left())))
    if relation := compare.related(list(names), runs, truths, wrong, max(loose, exercise.tolerance)):
        return with_lines("named", f"✗ This is {exercise.title} with {relation}.".replace("?.", "?"), search.places(min(0.3, left())))
    if len(mends := search.places(0.9)) == 1:
        return repair(exercise, mends)
    if found := attempt.pair(0.6):
        return named(exercise, *found, names, wrong, wrong, [])
    if mends:
        return repair(exercise, mends)
    if verdict := surroundings.elsewhere(exercise, function) or slipped(exercise, attempt, left()):
        return verdict
    if found := attempt.partly():
        return named(exercise, *found[:2], names, wrong, found[2], [])
    return None


class NoSearch:
    """Stands for a search where a function's source cannot be had."""

    def places(self, seconds):
        """Nowhere."""
        return []


def searched(exercise, function):
    """A search for repairs of the learner's function; an empty one if its source cannot be had."""
    try:
        return Search(exercise, function)
    except ValueError:
        return NoSearch()


def mended(exercise, function, refusal, made, end):
    """A Verdict on what cannot be compared: the line that a repair changes, else the refusal itself."""
    search = searched(exercise, function)
    if mends := search.places(end - time.process_time() - 0.2):
        verdict = repair(exercise, mends)
        return verdict._replace(text=f"{verdict.text}\n  As it stands: {refusal.text.removeprefix('✗ ')}")
    if verdict := surroundings.alone(exercise, function):
        return verdict._replace(text=f"{verdict.text}\n  {refusal.text.removeprefix('✗ ')}")
    if mistake := same_end(exercise, made.given, made.value, made.error):
        text = f"✗ This is {exercise.title} with {mistake.name}: it ends in the same way.\n  Why: {mistake.why}"
        return Verdict("named", f"{text}\n  {refusal.text.removeprefix('✗ ')}")
    return surroundings.elsewhere(exercise, function) or refusal


def named(exercise, found, errors, names, wrong, matched, mends):
    """Put a recognised mistake into words."""
    numbers = f"your {compare.listed(names[matched])} {'matches' if matched.sum() == 1 else 'match'}"
    largest = errors[matched].max()
    numbers += f" what that gives, to {compare.digits(largest) if largest else 'the last digit'}"
    text = f"✗ This is {exercise.title} with {' and '.join(mistake.name for mistake in found)}: {numbers}."
    text += "".join(f"\n  Why: {mistake.why}" for mistake in found)
    if (rest := wrong & ~matched).any():
        text += f"\n  {compare.listed(names[rest])} {'is' if rest.sum() == 1 else 'are'} not explained by that alone: mend this first."
    elif (~wrong).any():
        text += f"\n  Right already: {compare.listed(names[~wrong])}."
    return with_lines("named", text, mends)


def with_lines(kind, text, mends):
    """A Verdict that also quotes the learner's line, where a repair has found it."""
    if len(mends) == 1:
        text += f"\n  In your code, line {mends[0].line}: `{mends[0].text}`"
    return Verdict(kind, text, hint=hint(mends))


def repair(exercise, mends):
    """The Verdict on a function that changes of its own lines make right."""
    lines = list(dict.fromkeys((place.line, place.text) for place in mends))
    where = "one line" if len(lines) == 1 else f"{len(lines)} lines"
    quoted = "".join(f"\n  Line {line}: `{text}`" for line, text in lines)
    words = compare.listed(dict.fromkeys(place.words for place in mends))
    text = f"✗ This is {exercise.title} with a mistake in {where}:{quoted}\n  What mends it: {words}. Then every number is right, on fresh problems too."
    return Verdict("mended", f"{text}\n  `check.hint()` shows the change.", hint=hint(mends))


def hint(mends):
    """The lines as they are and as they would be right."""
    return "".join(f"Line {place.line} ({place.words}):\n    {place.text}\n  becomes\n    {place.after}\n" for place in mends)
