"""Many draws in one picture: a median line and a band for each label, over time."""

from functools import partial

import numpy as np
from matplotlib.patches import Polygon

from helpers import expect
from helpers.pictures import style, words
from helpers.pictures.curves import ROW, gradient_norms, labels_of
from helpers.pictures.stage import picture


@picture(made_for=partial(labels_of, values="(median, low, high)"))
def bands(
    fig,
    first,
    ylabel=r"$\|dL/dh_t\|$ over the draws",
    scale=(1e-16, 1e4),
    steps=None,
    roles=None,
    marks=None,
    floor=None,
    place=None,
    along="t",
    spread="the middle 80 % of the draws",
):
    """Gradient norms of many draws: for each label the median as a line, and a band for the spread.

    Takes {label: (median, low, high)}, T+1 numbers each for t = 0…T, such as
    `np.quantile(norms, (0.5, 0.1, 0.9), axis=0)` for norms (draws, T+1); or a pair (steps, (median, low, high)) for
    other steps. `spread` says what lies between low and high; the other options are those of gradient_norms.
    Raises ValueError for what is not three curves of one length with low ≤ median ≤ high.
    """
    if place is None:  # a legend of many rows takes nothing from the axes
        fig.set_size_inches(style.SIZE[0], style.SIZE[1] + ROW * max(0, style.legend_rows(list(first))[0] - 1))
    options = dict(ylabel=ylabel, scale=scale, steps=steps, roles=roles, marks=marks, floor=floor, place=place, along=along)
    draw_medians = gradient_norms.set_up(fig, first, **options)
    drawn = {label: Band(fig.axes[-1], look["color"]) for label, look in style.looks(first, roles).items()}

    def draw(data):
        points = {label: _points(label, values) for label, values in data.items()}
        for label, (times, median, low, high) in points.items():
            drawn[label].set(times, np.maximum(low, scale[0] / 10), np.maximum(high, scale[0] / 10))
        medians = {label: (times, median) for label, (times, median, _, _) in points.items()}
        said = draw_medians(medians, most=37)
        return f"{'Medians: ' if len(points) > 1 else 'The median of '}{said} {_widths(points, along, spread)}"

    return draw


class Band:
    """An area between two curves, moved from frame to frame."""

    def __init__(self, ax, colour):
        self.area = ax.add_patch(Polygon(np.zeros((1, 2)), facecolor=colour, alpha=0.22, linewidth=0, zorder=1.6))

    def set(self, times, low, high):
        """Fill what lies between low and high, numbers for each of the times."""
        self.area.set_xy(np.column_stack([np.r_[times, times[::-1]], np.r_[low, high[::-1]]]))


def _points(label, values):
    """Return steps, median, low and high of one label, after looking at them."""
    times, values = values if isinstance(values, tuple) and len(values) == 2 else (None, values)
    name = f"data[{label!r}]"
    if not isinstance(values, (tuple, list, np.ndarray)) or len(values) != 3:
        raise ValueError(f"{name} is {expect.described(values)}; expected three curves (median, low, high)")
    median, low, high = (np.asarray(curve, float) for curve in values)
    if median.ndim != 1 or not median.shape == low.shape == high.shape:
        shapes = f"{median.shape}, {low.shape}, {high.shape}"
        raise ValueError(f"{name} has curves of shapes {shapes}; expected three of one length")
    if (low > median).any() or (median > high).any():
        raise ValueError(f"{name} has a median outside of (low, high); expected low ≤ median ≤ high at every step")
    times = np.arange(len(median)) if times is None else np.asarray(times)
    if times.shape != median.shape:
        raise ValueError(f"{name} has steps of shape {times.shape}; expected {median.shape}, one for each number")
    return times, median, low, high


def _widths(points, along, spread):
    """How wide the bands are: of one where it begins, from low to high; of several, where the medians were told last."""
    if len(points) == 1:
        [(times, _, low, high)] = points.values()
        return f"At {along} = {times[0]:g}, {spread} lie from {words.number(low[0])} to {words.number(high[0])}."
    k = 0 if along == "t" else -1
    ratios = {words.plain(label): _ratio(low[k], high[k]) for label, (_, _, low, high) in points.items()}
    labels = min(ratios, key=ratios.get), max(ratios, key=ratios.get)
    narrow, wide = (words.number(ratios[label]).replace("infinite", "infinity") for label in labels)
    if narrow == wide:
        return f"There {spread} span a factor {wide}."
    return f"There {spread} span a factor from {narrow} ({labels[0]}) to {wide} ({labels[1]})."


def _ratio(low, high):
    """How many times as far a band's upper end is: 1 where both are 0, infinity where the lower one alone is."""
    return words.rounded(high / low) if low else np.inf if high else 1.0
