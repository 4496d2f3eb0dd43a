"""Pictures over time, time running left to right: gradient norms and curves."""

from functools import partial

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers import expect
from helpers.pictures import curve_words, style, words
from helpers.pictures.axes import TimeAxis, log_axis
from helpers.pictures.stage import picture

ROW = 0.29  # inches that a row of a legend takes
FEW = 41  # a run of at most so many points has a marker at each
FLOORS = {"float16": 2.0**-24, "float32": 2.0**-149, "float64": 5e-324}  # the smallest number above 0


def labels_of(curves, name="data", values="norms"):
    """The labels of some curves. Raises ValueError for what is not a dictionary {label: values} with at least one."""
    if not isinstance(curves, dict) or not curves:
        raise ValueError(f"{name} is {expect.described(curves)}; expected {{label: {values}}}")
    return tuple(curves)


@picture(made_for=labels_of)
def gradient_norms(
    fig,
    first,
    ylabel=r"gradient norm $\|dL/dh_t\|$",
    scale=(1e-16, 1e4),
    steps=None,
    roles=None,
    marks=None,
    floor=None,
    place=None,
    along="t",
):
    """The course's figure: how much does time step t matter to the loss?

    Takes {label: norms}: T+1 numbers for t = 0…T, or a pair (steps, norms) for other steps. The axis is logarithmic
    and held: `scale` are its ends; what leaves it is marked at the border, what is exactly 0 along the foot. `steps`
    (first, last) holds the time axis too. `roles` {label: role} gives a look from style.ROLES, `marks` {t: words} are
    dotted lines, `floor` ("float16", "float32", "float64") a line at the smallest number above 0 of that kind; `place`
    (left, bottom, width, height) is where it stands in a picture of several panels, in parts of the figure. `along`
    names what stands on the axis if it is not time: "forget bias". Raises ValueError for what is no such dictionary, a
    curve without numbers or with a negative one, steps that do not fit, and ends of a scale that is not logarithmic.
    """
    ax = _axes(fig, first, ylabel, place, "time step t" if along == "t" else along)
    log_axis(ax, scale)
    if floor:
        expect.one_of("floor", floor, FLOORS)
        ax.axhline(FLOORS[floor], color=style.GREY, linestyle=style.DOTS, linewidth=1.2)
        ax.text(0.01, FLOORS[floor], f"{floor}: nothing below", va="bottom", transform=ax.get_yaxis_transform(), fontsize=12)
    time = TimeAxis(ax, steps, marks)
    curves_drawn, foot = Curves(ax, first, roles, each=words.place(along)), _Foot(ax)

    def draw(curves, most=curve_words.MOST):
        curves = {label: _points(label, values) for label, values in curves.items()}
        for label, (_, norms) in curves.items():
            expect.not_negative(f"curve {label!r}", np.nan_to_num(norms))
        time.set([t for t, _ in curves.values()])
        curves_drawn.move({label: (t, np.where(norms > 0, norms, np.nan)) for label, (t, norms) in curves.items()})
        foot.mark(np.unique(np.concatenate([t[norms == 0] for t, norms in curves.values()])))
        return curve_words.falls(curves, curves_drawn.out, along, most, curves_drawn.each)

    return draw


@picture(made_for=partial(labels_of, values="values"))
def time_series(fig, first, ylabel="", xlabel="time step t", ylim=None, steps=None, roles=None, marks=None):
    """Curves over time on a linear axis.

    Takes {label: values}, values for t = 0…, or a pair (times, values). `ylim` holds the axis (without it, it ends at
    round numbers around the data); `steps`, `roles` and `marks` are those of gradient_norms. Raises ValueError for what
    is no such dictionary, a curve without numbers, times that do not fit.
    """
    ax = _axes(fig, first, ylabel, None, xlabel)
    ax.yaxis.set_major_locator(MaxNLocator(6))
    time, lines = TimeAxis(ax, steps, marks, "T" if xlabel.endswith(" t") else None), Curves(ax, first, roles)

    def draw(curves):
        curves = {label: _points(label, values) for label, values in curves.items()}
        time.set([t for t, _ in curves.values()])
        limits = tuple(ylim or _rounded([values for _, values in curves.values()]))
        if ax.get_ylim() != limits:
            ax.set_ylim(limits)
        lines.move(curves)
        return curve_words.spans(curves, lines.out)

    return draw


class Curves:
    """Labelled curves that are kept from frame to frame, each with the pale ghost of where it was before."""

    def __init__(self, ax, labels, roles=None, ghosts=True, each="step"):
        self.ax, self.each, looks, self.out = ax, each, style.looks(labels, roles), []
        self.lines = {label: ax.plot([], [], **look)[0] for label, look in looks.items()}
        self.ghosts = {label: _ghost(ax, line) for label, line in self.lines.items()} if ghosts else {}
        self.leaving = ax.plot([], [], linestyle="", marker="^", color="black", markersize=8, zorder=4)[0]
        self.falling = ax.plot([], [], linestyle="", marker="v", color="black", markersize=8, zorder=4)[0]
        for marks in (self.leaving, self.falling):
            marks.set_clip_box(ax.bbox.padded(10))
        style.legend_above(ax, list(self.lines.values()), list(self.lines))

    def move(self, curves):
        """Set every curve, {label: (times, values)}; what leaves the axes is marked on their border."""
        for label, (times, values) in curves.items():
            line = self.lines[label]
            if label in self.ghosts:
                self.ghosts[label].set_data(*line.get_data())
            line.set_data(times, values)
            line.set_markevery(_every(len(times), alone=len(curves) == 1))
        self._mark_what_leaves(curves)

    @property
    def beyond(self):
        """Sentences on what leaves the axes."""
        return curve_words.beyond(self.out, self.each)

    def _mark_what_leaves(self, curves):
        low, high = sorted(self.ax.get_ylim())
        above, below, self.out = [], [], []
        for label, (times, values) in curves.items():
            for marked, out, way in ((above, values > high, "above"), (below, values < low, "below")):
                marked.extend(np.asarray(times)[_ends(out)])
                if out.any():
                    self.out.append((label, way, int(out.sum())))
        self.leaving.set_data(above, [high] * len(above))
        self.falling.set_data(below, [low] * len(below))


def _ghost(ax, line):
    ghost = ax.plot([], [], color=line.get_color(), linestyle=line.get_linestyle(), linewidth=1.2, alpha=0.35, zorder=1.8)[0]
    return ghost


def _ends(out):
    """Where runs of True begin and end: one mark where a curve leaves, one where it comes back."""
    before, after = np.r_[False, out[:-1]], np.r_[out[1:], False]
    return out & ~(before & after)


def _every(n, alone):
    """Which points have a marker: each of a short run, some of a long one, none of a long one that is alone."""
    return 1 if n <= FEW else [] if alone and n > 100 else max(1, n // 15)


class _Foot:
    """Marks along the foot of a log axis: here the norm is exactly 0, which has no place on it."""

    def __init__(self, ax):
        self.ax = ax
        self.marks = ax.plot([], [], linestyle="", marker="X", color="black", markersize=8, zorder=4, transform=ax.get_xaxis_transform())[0]
        self.marks.set_clip_box(ax.bbox.padded(10))
        self.words = ax.text(0, 0.04, "exactly 0", va="bottom", ha="center", transform=ax.get_xaxis_transform(), visible=False)
        self.words.set(clip_on=True, clip_box=ax.bbox.padded(60))

    def mark(self, silent):
        self.marks.set_data(silent, np.zeros(len(silent)))
        self.marks.set_markersize(8 if len(silent) <= FEW else 4)  # every silent step has its mark
        self.words.set_visible(len(silent) > 0)
        if len(silent):
            (low, high), middle = self.ax.get_xlim(), silent[len(silent) // 2]
            share = (middle - low) / (high - low)
            side = "left" if share < 0.12 else "right" if share > 0.88 else "center"  # never over the axis
            self.words.set(x=middle, ha=side)


def _axes(fig, labels, ylabel, place, xlabel):
    rows, _ = style.legend_rows(list(labels))
    ax = fig.add_axes(place or style.room(fig, top=0.22 + ROW * rows))
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return ax


def _points(label, values):
    """The times and the numbers of one curve, after looking at them."""
    times, given = values if isinstance(values, tuple) and len(values) == 2 else (None, values)
    try:
        numbers = np.asarray(given, float)
    except (TypeError, ValueError):
        raise ValueError(f"curve {label!r} is {expect.described(given)}; expected numbers") from None
    if numbers.ndim != 1 or not len(numbers):
        raise ValueError(f"curve {label!r} has shape {numbers.shape}; expected (n,) with n ≥ 1")
    times = np.arange(len(numbers)) if times is None else np.asarray(times)
    if times.shape != numbers.shape:
        raise ValueError(
            f"curve {label!r} has steps of shape {times.shape}; expected {numbers.shape}, one for each number"
        )
    return times, numbers


def _rounded(heights):
    """Limits at round numbers around all finite values; around 0 where there is none."""
    heights = np.concatenate(heights)
    heights = heights[np.isfinite(heights)] if np.isfinite(heights).any() else np.zeros(1)
    low, high = float(heights.min()), float(heights.max())
    margin = 0.05 * (high - low) or 1.0
    ticks = MaxNLocator(6).tick_values(low - margin if low < 0 else max(0.0, low - margin), high + margin)
    return float(ticks[0]), float(ticks[-1])
