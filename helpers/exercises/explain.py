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
    """What can be said of a wrong attempt: by known mistakes, the learner's own code, or slips of the solution."""

    def __init__(self, trial, line=0, tolerance=None):
        self.exercise, self.function, self.problems, self.truths, self.end = trial
        self.tolerance = tolerance or self.exercise.tolerance
        self.mine = mending(self.exercise, self.function, self.problems, self.truths, self.tolerance, line)

    def after(self, seconds):
        """When a search of so many seconds must end, or all must."""
        return min(time.process_time() + seconds, self.end)

    def first(self, *steps):
        """The Verdict of the first step to find something: words, or changes of the learner's own code; else None."""
        for step in steps:
            if found := step():
                return Verdict("named", f"{self.exercise.this} {found}") if isinstance(found, str) else found
        return None

    def mended(self, seconds, *steps):
        """The Verdict on a function that one of these searches makes right; nothing if none does."""
        places = self.mine.until(self.after(seconds), *steps)
        return places and mended(self.exercise, places)

    def despite(self):
        """The Verdict on what cannot be compared, as it ended in an exception or in no numbers; or None."""
        return self.first(
            lambda: surroundings.returned(self.function),
            lambda: self.mended(1, self.mine.one, self.mine.twice),
            lambda: surroundings.in_mind(self.exercise, self.function, self.problems, self.truths),
            lambda: surroundings.elsewhere(self.function),
        )

    def compared(self, runs, wrong):
        """The Verdict on numbers that are wrong in these outputs, proved by running it; None if there is none.

        First what one mistake explains, or one change of the learner's own code; then two; then a part.
        """
        names = [output.name for output in self.exercise.outputs]
        close = 1e-9 if self.tolerance == self.exercise.tolerance else self.tolerance
        wanted = Wanted(self.exercise, self.problems, runs, close)
        known, theirs = Known(self.exercise, wanted, wrong), Search(self.exercise.solution, wanted)
        silent = all(unsaid(runs, k) for k in range(len(names)))  # which tells no mistake from another
        told = lambda found, places=(): found and named(self.exercise, *found, wrong, places)
        slip = lambda seconds, step: (places := theirs.until(self.after(seconds), step)) and slipped(self.exercise, places)
        line = lambda: self.mine.until(self.after(0.5), self.mine.one)
        if verdict := self.first(
            lambda: surroundings.returned(self.function),
            lambda: surroundings.drawn(self.exercise, self.function, self.problems[0], runs[0]),
            lambda: not silent and (found := known.single()) and told(found, line()),
        ):
            return verdict
        if any(not any(run[k].any() for run in runs) or unsaid(runs, k) for k in np.flatnonzero(wrong)):
            return self.mended(0.6, self.mine.one)  # zeros, or no numbers, are made in too many ways for a guess
        related_so = related(names, runs, self.truths, wrong, self.tolerance)
        return self.first(
            lambda: related_so and with_line(f"{self.exercise.this} {related_so}.".replace("?.", "?"), line()),
            lambda: self.mended(0.5, self.mine.one),
            lambda: surroundings.elsewhere(self.function) or surroundings.unread(self.exercise, self.function),
            lambda: slip(0.4, theirs.one),
            lambda: told(known.pair(self.after(0.6))),
            lambda: self.mended(0.4, self.mine.twice, lambda: self.mine.put_in(self.exercise.solution), self.mine.two),
            lambda: told(known.partly()),
            lambda: slip(np.inf, theirs.two),
        )


def unsaid(runs, k):
    """Whether an output holds no number at all in any run."""
    return all((np.abs(run[k].astype(float)) > 1e29).all() for run in runs)


def named(exercise, found, errors, matched, complete, wrong, places):
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
    return with_line(text, places if complete else [])


def with_line(text, places):
    """A Verdict that also quotes the learner's line, where one change mends it: not what may be done at many lines."""
    put_in = lambda place: place.change.words in PUT and place.text.startswith("for ")
    places = [place for place in places if place.change.words != "a sign" and not put_in(place)]
    text += "".join(f"\n  In your code, line {place.line}: `{place.text}`" for place in places)
    return Verdict("named", text, hint=hint(places))


def mended(exercise, places):
    """The Verdict on a function that changes of its own lines make right."""
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
    """The Verdict on a slip of the solution, or two, which give the learner's numbers."""
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
