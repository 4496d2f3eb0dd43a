"""What several curves in one picture say together: each by itself while that is short, else their order and ranges."""

from typing import NamedTuple

import numpy as np

from helpers.pictures import words

MOST = 44  # words for all curves of a picture: with the settings before them a caption stays within 60
APART = 5  # norms that begin closer than this factor lie together
SAME = 0.02  # curves that differ by no more, as a share of their range, are told as one


class End(NamedTuple):
    """A curve in brief: where it begins and ends, and what is to be told besides: a rate, a peak, a dip."""

    label: str
    at_first: float
    first: float
    at_last: float
    last: float
    aside: str


def falls(curves, out=(), along="t", most=MOST, each="step"):
    """Say how norms {label: (steps, norms)} change, from their last step back to the first (forwards unless along time).

    Told within about `most` words. `out` are the (label, way, number of points) that leave the scale, `each` is what
    one point is called.
    """
    curves = _merged(curves, np.log)
    told = [words.fall(label, *points, along) for label, points in curves.items()]
    return _within(most, told, _norm_ends(curves, along), out, each, along)


def spans(curves, out=(), most=MOST):
    """Say where curves {label: (times, values)} begin and end, their peaks and dips; of a true one, how near the others are.

    Told within about `most` words; `out` as above.
    """
    curves = _merged(curves, np.asarray)
    if "true" in curves and len(curves) > 1:
        told = [words.span("true", *curves["true"]), *_beside_true(curves)]
        return " ".join([*map(words.sentence, told), *beyond(out)])
    told = [words.span(label, *points) for label, points in curves.items()]
    return _within(most, told, _value_ends(curves), out, "step", None)


def beyond(out, each="step", brief=False):
    """Say which curves leave the picture's scale: from (label, "above" or "below", number of points)."""
    said = []
    for way in ("above", "below"):
        labels, counts = [label for label, to, _ in out if to == way], [n for _, to, n in out if to == way]
        if not labels:
            continue
        at = " and ".join(map(str, counts)) if len(counts) < 3 else f"{min(counts)} to {max(counts)}"
        where = "" if brief else f" for {at} {each}{'s' * (counts != [1])}"
        names = f"{len(labels)} curves" if brief and len(labels) > 2 else _listed(labels)
        verb = ("goes", "go") if brief else ("is", "are")  # at how many steps is not told then
        said.append(f"{names} {verb[len(labels) > 1]} {way} the picture's scale{where}.")
    return [words.sentence(text) for text in said]


def length(texts):
    """How many words some sentences have together."""
    return len(" ".join(texts).split())


def _listed(labels):
    *others, last = map(words.plain, labels)
    return f"{', '.join(others)} and {last}" if others else last


def _within(most, told, ends, out, each, along):
    """Every curve by itself if that is within `most` words, else all together, with as much beside as there is room for."""
    leaving = beyond(out, each)
    whole = [*map(words.sentence, told), *leaving]
    if length(whole) <= most or len(ends := list(ends)) < 2:
        return " ".join(whole)
    silent = [text for text in told if "no number at any" in text]
    for asides, names in ((len(ends), True), (2, True), (0, True), (0, False)):
        for left in (leaving, beyond(out, each, brief=True)):
            together = [*_together(ends, asides, names, along), *silent, *left]
            if length(together) <= most:
                return " ".join(together)
    return " ".join(together)


def _beside_true(curves):
    """The range of each other curve, and how far it is from the true one at the times that both have."""
    for label, (times, values) in curves.items():
        if label != "true" and np.isnan(values).all():
            yield words.span(label, times, values)
        elif label != "true":
            _, here, there = np.intersect1d(times, curves["true"][0], return_indices=True)
            apart = np.abs(values[here] - curves["true"][1][there])
            away = f", on average {words.number(np.nanmean(apart))} from true" if np.isfinite(apart).any() else ""
            low, high = words.number(np.nanmin(values), 3), words.number(np.nanmax(values), 3)
            yield f"{words.plain(label)} lies between {low} and {high}{away}."


def _together(ends, asides, names, along):
    """Where the curves begin, with `names` if apart, and their order at the end; `asides` of them with what is beside."""

    def at(place):
        return f"{place:g}".replace("-", "−") if along is None else f"{along} = {place:g}"

    digits = 3 if along is None else 2
    ranked = sorted(ends, key=lambda end: -words.rounded(end.last, digits))
    with_aside = {end.label for end in ranked} if asides >= len(ends) else {end.label for end in (ranked[0], ranked[-1])}
    furthest = sorted((end.at_last for end in ends), reverse=along != "t")
    last_at = max(furthest, key=furthest.count)
    parts, rated, colon = [], False, ":" if any("," in end.label for end in ends) else ""
    for end in ranked:
        aside = end.aside if asides and end.label in with_aside else ""
        if rated:
            aside = aside.removeprefix("a factor ").removesuffix(" per step")
        rated = rated or "factor" in aside
        where = "" if end.at_last == last_at else f" at {at(end.at_last)}"
        shown = "exactly 0" if end.last == 0 else words.number(end.last, digits)
        parts.append(f"{end.label}{colon} {shown}{where}{f' ({aside})' if aside else ''}")
    back = "Back at" if along == "t" else "At"
    return [_beginning(ends, names, at, along), f"{back} {at(last_at)}, from highest to lowest: {('; ' if colon else ', ').join(parts)}."]


def _beginning(ends, names, at, along):
    firsts, digits = {end.at_first for end in ends}, 3 if along is None else 2
    low, high = (which(ends, key=lambda end: words.rounded(end.first, digits)) for which in (min, max))
    where = f"At {at(firsts.pop())}" if len(firsts) == 1 else "Where they begin"
    heights = [value for end in ends for value in (end.first, end.last)]
    if high.first - low.first <= (0.05 * abs(high.first) if along else 0.02 * (max(heights) - min(heights))):
        near = "" if words.number(low.first, digits) == words.number(high.first, digits) else "near "
        return f"{where} {'both' if len(ends) == 2 else 'all'} are {near}{words.number(high.first, digits)}."
    named = names and (along is None or high.first > APART * low.first)
    low_is, high_is = (words.number(end.first, digits) + (f" ({end.label})" if named else "") for end in (low, high))
    return f"{where} the curves lie from {low_is} to {high_is}."


def _norm_ends(curves, along):
    """The End of each curve of norms: with its rate where it has one, else its lowest or highest place inside."""
    for label, (steps, norms) in curves.items():
        known = np.isfinite(norms)
        if not known.any():
            continue
        steps, norms, aside = steps[known], norms[known], ""
        if along == "t":
            aside = words.rate(steps, norms)
            steps, norms = steps[::-1], norms[::-1]
        positive = norms[norms > 0]
        logs = np.log(np.maximum(norms, positive.min() / 2)) if len(positive) else np.zeros(len(norms))  # 0 is below all
        aside = aside or ", ".join(words.extremes(steps, norms, logs, words.INSIDE, f"{along} = "))
        if not (aside or len(norms) < 3 or words.level(norms) or _straight(logs)):
            aside = f"{words.number(norms[len(norms) // 2])} at {along} = {steps[len(norms) // 2]:g}"
        if norms[-1] == 0 < norms[0] and norms[-2] == 0:
            aside = words.silence(steps[::-1], norms[::-1], along)
        yield End(words.plain(label), steps[0], norms[0], steps[-1], norms[-1], aside)


def _straight(heights):
    """Whether a curve is half way about where a line between its ends would be."""
    line, wide = (heights[0] + heights[-1]) / 2, np.ptp(heights)
    return abs(heights[len(heights) // 2] - line) <= 0.15 * wide


def _value_ends(curves):
    """The End of each curve on a linear axis, with its lowest and highest place where they are inside."""
    heights = np.concatenate([values for _, values in curves.values()])
    wide = float(np.nanmax(heights) - np.nanmin(heights))
    for label, (times, values) in curves.items():
        known = np.isfinite(values)
        if known.any():
            times, values = np.asarray(times)[known], values[known]
            aside = ", ".join(words.extremes(times, values, values, 0.1 * wide, "", 3))
            yield End(words.plain(label), times[0], values[0], times[-1], values[-1], aside)


def _merged(curves, scale):
    """Curves that are the same, to a small share of their range, under one name: "true (nudges the same)"."""
    merged = {}
    for label, points in curves.items():
        first = next((name for name, (as_, *_) in merged.items() if _same(as_, points, scale)), None)
        if first is None:
            merged[label] = [points]
        else:
            merged[first].append(label)
    return {_name(label, same): points for label, (points, *same) in merged.items()}


def _name(label, same):
    return f"{words.plain(label)} ({_listed(same)} the same)" if same else label


def _same(one, other, scale):
    """Whether two curves, over the same steps, differ by no more than a small share."""
    if np.shape(one[0]) != np.shape(other[0]) or not np.array_equal(one[0], other[0]):
        return False
    least = 0 if scale is np.log else -1e-9
    finite = np.isfinite(one[1])
    if not (np.array_equal(one[1] > least, other[1] > least) and np.array_equal(finite, np.isfinite(other[1]))):
        return False
    used = finite & ((one[1] > 0) | (scale is not np.log))
    if not used.any():
        return False
    a, b = scale(one[1][used]), scale(other[1][used])
    return bool(np.abs(a - b).max() <= (SAME if scale is np.log else SAME * (np.ptp(a) or 1e-12)))
