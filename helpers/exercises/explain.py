"""Explain an attempt that is wrong: the mistake by its name, the learner's line that a change mends, or a slip."""

import re
import time

import numpy as np

from helpers.exercises import compare, surroundings
from helpers.exercises.answers import listed
from helpers.exercises.expressions import PUT
from helpers.exercises.kinds import Verdict
from helpers.exercises.known import Known
from helpers.exercises.relations import related
from helpers.exercises.search import Search, Wanted, mending


class Explained:
    """What can be said of a wrong attempt, one Verdict after another: the first that is not None is the one to give."""

    def __init__(self, trial, line=0, tolerance=None):
        self.exercise, self.function, self.problems, self.truths, self.end = trial
        self.tolerance = tolerance or self.exercise.tolerance
        self.mine = mending(self.exercise, self.function, self.problems, self.truths, self.tolerance, line)

    def deadline(self, seconds):
        """When a search of so many seconds must end, or all must."""
        return min(time.process_time() + seconds, self.end)

    def said(self, words):
        """The Verdict on what is known in words; None where they are empty."""
        return Verdict("named", f"{self.exercise.this} {words}") if words else None

    def mended(self, seconds, *steps):
        """The Verdict on a function that one of these searches makes right, or None."""
        return mended(self.exercise, self.mine.until(self.deadline(seconds), *steps))

    def despite(self):
        """Yield the Verdict on what cannot be compared, as it ended in an exception or in no numbers; or None."""
        yield self.said(surroundings.returned(self.function))
        yield self.mended(1, self.mine.one, self.mine.twice)
        yield self.said(surroundings.in_mind(self.exercise, self.function, self.problems, self.truths))
        yield self.said(surroundings.elsewhere(self.function))

    def compared(self, runs, wrong):
        """Yield the Verdict on numbers that are wrong in these outputs, proved by running it; None where there is none.

        First what one mistake explains, or one change of the learner's own code; then two; then a part.
        """
        exercise, names = self.exercise, [output.name for output in self.exercise.outputs]
        close = 1e-9 if self.tolerance == exercise.tolerance else self.tolerance
        wanted = Wanted(exercise, self.problems, runs, close)
        known, theirs = Known(exercise, wanted, wrong), Search(exercise.solution, wanted)
        slip = lambda seconds, step: slipped(exercise, theirs.until(self.deadline(seconds), step))
        line = lambda: self.mine.until(self.deadline(0.5), self.mine.one)
        yield self.said(surroundings.returned(self.function))
        yield self.said(surroundings.drawn(exercise, self.function, self.problems[0], runs[0]))
        silent = [unsaid(runs, k) for k in range(len(names))]
        if not all(silent) and (found := known.single()):  # without a number, no mistake is told from another
            yield named(exercise, *found, wrong, line())
        if any(silent[k] or not any(run[k].any() for run in runs) for k in np.flatnonzero(wrong)):
            yield self.mended(0.6, self.mine.one)
            return  # zeros, or no numbers, are made in too many ways for a guess
        if words := related(names, runs, self.truths, wrong, self.tolerance):
            yield with_line(f"{exercise.this} {words}.".replace("?.", "?"), line())
        yield self.mended(0.5, self.mine.one)
        yield self.said(surroundings.elsewhere(self.function) or surroundings.unread(exercise, self.function))
        yield slip(0.4, theirs.one)
        if found := known.pair(self.deadline(0.6)):
            yield named(exercise, *found, wrong)
        yield self.mended(0.4, self.mine.twice, lambda: self.mine.put_in(exercise.solution), self.mine.two)
        if found := known.partly():
            yield named(exercise, *found, wrong)
        yield slip(np.inf, theirs.two)


def unsaid(runs, k):
    """Whether an output holds no number at all in any run."""
    return all((np.abs(run[k].astype(float)) > 1e29).all() for run in runs)


def named(exercise, found, errors, matched, complete, wrong, places=()):
    """Put recognised mistakes into words: `matched` are the wrong outputs that they give."""
    names, largest = np.array([output.name for output in exercise.outputs]), errors[matched].max()
    numbers = f"your {listed(names[matched])} {'matches' if matched.sum() == 1 else 'match'} what that gives"
    numbers += f", to {compare.digits(largest) if largest else 'the last digit'}"
    text = f"{exercise.this} {' and '.join(mistake.name for mistake in found)}: {numbers}."
    text += "".join(f"\n  Why: {why}" for why in dict.fromkeys(mistake.why for mistake in found))
    if (rest := wrong & ~matched).any():
        verb = "is" if rest.sum() == 1 else "are"
        text += f"\n  {listed(names[rest])} {verb} not explained by that alone: mend this first."
    elif (~wrong).any():
        text += f"\n  Right already: {listed(names[~wrong])}."
    return with_line(text, places if complete else ())


def with_line(text, places):
    """A Verdict that also quotes the learner's line, where one change mends it: not what may be done at many lines."""
    put_in = lambda place: place.change.words in PUT and place.text.startswith("for ")
    places = [place for place in places if place.change.words != "a sign" and not put_in(place)]
    text += "".join(f"\n  In your code, line {place.line}: `{place.text}`" for place in places)
    return Verdict("named", text, hint=hint(places))


def mended(exercise, places):
    """The Verdict on a function that changes of its own lines make right; None where there are none."""
    if not places:
        return None
    lines = list(dict.fromkeys((place.line, place.text) for place in places))
    words = list(dict.fromkeys(place.change.words for place in places))
    text = f"{exercise.this} a mistake in {'one line' if len(lines) == 1 else 'two lines'}:"
    text += "".join(f"\n  Line {line}: `{quoted}`" for line, quoted in lines)
    text += f"\n  A change that mends it: {listed(words)}{', twice' * (len(words) < len(places))}."
    text += " Then every number is right, on fresh problems too.\n  `check.hint()` shows the change."
    return Verdict("mended", text, hint=hint(places))


def hint(places):
    """The lines as they are and as they would be right; of two changes in a line, the later one holds both."""
    after = lambda change: f"\n  becomes\n    {change.after}" if change.after != "pass" else ""
    last = {place.line: place for place in places}.values()
    return "".join(f"Line {p.line} ({p.change.words}):\n    {p.text}{after(p.change)}\n" for p in last)


def slipped(exercise, places):
    """The Verdict on slips of the solution which give the learner's numbers; None where there are none."""
    if not places:
        return None
    slips = ", and ".join(dict.fromkeys(told(place) for place in places))
    numbers = "That change of the solution gives" if len(places) == 1 else "These changes of the solution give"
    return Verdict("slip", f"{exercise.this} {slips}.\n  {numbers} your numbers, in every problem.")


def told(place):
    """One slip of the solution in words: its line, the kind of change, and what stands there then."""
    change, text = place.change, place.change.lines[place.change.at].text.strip()
    target = re.split(r" [-+*]?= ", text)[0]
    line = "a loop's line" if target == text else f"the line that makes {target}"
    line = "the last line" if text.startswith("return") else line
    new = change.new.removeprefix("(").removesuffix(")")
    lost = change.old.replace(new, "").strip(" */+-@()")
    words = change.words + (f", as in `{new}`" if 0 < len(new) < 40 and " in place of " not in change.words else "")
    if change.words.startswith("another name"):
        words = f"`{new}` where `{change.old}` belongs"
    elif change.words.endswith("left out") and lost.isidentifier():
        words = f"`{lost}` left out"
    return f"a slip in {line}: {words}"
