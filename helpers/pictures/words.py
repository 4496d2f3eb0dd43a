"""One number style, and the sentences that pictures share."""

import numpy as np

INSIDE = np.log(1.5)  # the lowest or highest place of a curve is told where it is beyond both ends by such a factor


def number(value, digits=2):
    """A number as one writes it in a sentence: 0.8, 12, 3e-7, −0.04; `digits` that count, and "exactly 0" is 0."""
    value = float(value)
    if not np.isfinite(value):
        return "not a number" if np.isnan(value) else "infinite" if value > 0 else "minus infinite"
    if value == 0:
        return "0"
    shown = rounded(value, digits)
    if 1e-3 <= abs(shown) < 1e5:
        text = f"{shown:.10f}".rstrip("0").rstrip(".")
    else:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        text = f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(exponent)}"
    return text.replace("-", "−", 1) if value < 0 else text


def rounded(value, digits=2):
    """The number with so many digits that count: what is equal to a reader is equal, whatever a machine's last digit is."""
    return float(f"{value:.{digits - 1}e}")


def places(values):
    """Where the smallest and the largest number stands; of those that differ in the last digits alone, the first."""
    close = [rounded(value, 9) for value in values]
    return int(np.nanargmin(close)), int(np.nanargmax(close))


def count(n, what, many=None):
    """A number of things: "1 step", "3 steps"."""
    return f"{n} {what if n == 1 else many or what + 's'}"


def times(ratio):
    """How much less or more, in words: "100 times less", "3 times more", "the same"."""
    if not np.isfinite(ratio) or ratio <= 0:
        return "not comparable"
    if 1 / 1.05 < ratio < 1.05:
        return "the same"
    return f"{number(max(ratio, 1 / ratio))} times {'more' if ratio > 1 else 'less'}"


def plain(label):
    """A label without the marks of a formula: "$x_t$" gives "x_t"."""
    return label.replace("$", "").replace(r"\|", "‖").replace("\\", "")


def sentence(text):
    """The text with a capital letter, unless it begins with a symbol such as x_t or ρ^t."""
    first = text.split(" ", 1)[0]
    return text if "_" in first or len(first) < 2 or not first[0].isascii() else text[0].upper() + text[1:]


def fall(label, steps, norms, along="t"):
    """Say how a norm changes from its last step back to its first; a rate only where the curve has one.

    `along` names what `steps` are if not time, such as "b_f": then it is read forwards, and has no rate.
    """
    label, start, end = plain(label), norms[-1], norms[0]
    if np.isnan(norms).any():
        known = ~np.isnan(norms)
        if not known.any():
            return f"{label}: no number at any step."
        rest, n_silent = fall(label, steps[known], norms[known], along), int((~known).sum())
        only = f"At {along} = {steps[~known][0]:g}" if n_silent == 1 else f"At {count(n_silent, place(along))}"
        return f"{rest} {only} there is no number."
    after = "after" if along == "t" else "before"
    if along != "t":
        start, end, steps, norms = end, start, steps[::-1], norms[::-1]
    if not norms.any():
        return f"{label}: exactly 0 at every {place(along)}."
    if start == 0 and end == 0:
        return f"{label}: exactly 0 at both ends, {along} = {steps[0]:g} and {along} = {steps[-1]:g}."
    if end == 0:
        return f"{label} falls from {number(start)} at {along} = {steps[-1]:g} to exactly 0 at {silence(steps, norms, along)}."
    if start == 0:
        ends = dict.fromkeys((0, np.flatnonzero(norms)[-1]))
        shown = ", ".join(f"{number(norms[k])} at {along} = {steps[k]:g}" for k in ends)
        return f"{label}: {shown}, exactly 0 {after} it."
    if level(norms):
        return f"{label} stays at {number(start)}."
    verb = "rises" if end > 1.05 * start else "falls" if end < 0.95 * start else "goes"
    text = f"{label} {verb} from {number(start)} at {along} = {steps[-1]:g} to {number(end)} at {along} = {steps[0]:g}"
    return f"{text}{_rate(steps, norms, along)}."


def silence(steps, norms, along):
    """Where a curve is exactly 0 from its first step on, in words: "t = 4 and before"; somewhere it is not."""
    n = np.flatnonzero(norms)[0]
    further = "before" if along == "t" else "beyond"
    return f"{along} = {steps[n - 1]:g}" + f" and {further}" * bool(n > 1)


def level(norms):
    """Whether all norms are the same to a reader, and not 0."""
    return norms.min() >= 0.995 * norms.max() > 0


def place(along):
    """What one point of an axis is called: a step of time, or a place on another axis."""
    return "step" if along == "t" else "place"


def extremes(steps, values, heights, least, at, digits=2):
    """Name a lowest and a highest place that are inside, by more than `least` beyond both ends of the heights: a list."""
    said, (low, high) = [], places(heights)
    for word, k, gap in (
        ("lowest", low, min(heights[0], heights[-1]) - heights[low]),
        ("highest", high, heights[high] - max(heights[0], heights[-1])),
    ):
        if gap > least:
            said.append(f"{word} {number(values[k], digits)} at {at}{steps[k]:g}")
    return said


def rate(steps, norms):
    """A factor per step if both halves of a curve have about the same, as words; else nothing."""
    n = len(norms)
    if n < 3 or not _have_logarithms(norms) or level(norms):
        return ""
    logs, middle = np.log(norms), n // 2
    late = (logs[middle] - logs[-1]) / (steps[-1] - steps[middle])
    early = (logs[0] - logs[middle]) / (steps[middle] - steps[0])
    whole = (logs[0] - logs[-1]) / (steps[-1] - steps[0])
    if abs(late - early) >= 0.03 + 0.3 * abs(whole) or extremes(steps, norms, logs, INSIDE, ""):
        return ""
    return f"a factor {number(np.exp(whole), 3 if -0.1 < whole < 0.7 else 2)} per step"


def _have_logarithms(norms):
    """Whether all norms are above 0 and below infinity."""
    return norms.min() > 0 and norms.max() < np.inf


def _rate(steps, norms, along):
    """The rate of a curve over time that has one; else its highest or lowest place, or where it stands half way."""
    n = len(norms)
    if n < 3 or not _have_logarithms(norms):
        return ""
    if found := rate(steps, norms) if along == "t" else "":
        return f", {found}"
    half_way = f"with {number(norms[n // 2])} at {along} = {steps[n // 2]:g}"
    return f", {[half_way, *extremes(steps, norms, np.log(norms), INSIDE, f'{along} = ')][-1]}"


def span(label, times_, values):
    """Say where a curve begins and ends, its lowest and highest place where they are inside; or how often it swings."""
    label = plain(label)
    if np.isnan(values).all():
        return f"{label}: no number at any step."
    low, high = places(values)
    at = [str(time).replace("-", "−") for time in times_]
    if number(values[low], 3) == number(values[high], 3):
        return f"{label} stays at {number(values[low], 3)}."
    first, last, lowest, highest = (f"{number(values[k], 3)} at {at[k]}" for k in (0, -1, low, high))
    inside = [f"{word} {place}" for word, k, place in (("lowest", low, lowest), ("highest", high, highest))
              if number(values[k], 3) not in (number(values[0], 3), number(values[-1], 3))]  # fmt: skip
    above = values > np.nanmean(values)
    crests = np.flatnonzero(above[1:] & ~above[:-1])
    if len(crests) >= (4 if inside else 2):
        apart = number((times_[crests[-1]] - times_[crests[0]]) / (len(crests) - 1))
        rises = f"it rises above its mean {len(crests)} times, {apart} apart on average"
        dying = np.ptp(values[np.isfinite(values)][-5:]) < 0.05 * (values[high] - values[low])
        return f"{label} swings from {lowest} to {highest}; {rises}{', and dies away' if dying else ''}."
    way = {(0, len(values) - 1): "rises", (len(values) - 1, 0): "falls"}.get((low, high), "goes")
    return ", ".join([f"{label} {way} from {first} to {last}", *inside]) + "."
