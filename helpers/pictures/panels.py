"""Small panels side by side: one curve each, all on the same axes, the others behind it in grey."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers import expect
from helpers.pictures import curve_words, style, words
from helpers.pictures.curves import Curves, labels_of
from helpers.pictures.stage import picture

ROW = 1.75  # inches that a row of panels takes
FEW = 6  # of so many curves the ends of each are told


def _sizes(curves):
    """The labels and how many numbers each curve has: what the panels and their axes are set up for."""
    labels_of(curves, values="values")
    for label, values in curves.items():
        if np.ndim(values) != 1 or len(values) < 2:
            raise ValueError(f"data[{label!r}] has shape {np.shape(values)}; expected (n,) with n ≥ 2")
    return tuple((label, len(values)) for label, values in curves.items())


@picture(made_for=_sizes)
def small_panels(fig, first, xlabel="update", ylabel="loss", ylim=(0, 1), n_columns=5, titles=None, roles=None):
    """A panel for each curve, the others behind it in grey.

    Takes {label: values}, values at 0, 1, … `ylim` holds the axis, what leaves it is marked at the border; `titles`
    {label: words} stand in place of the labels; `roles` {label: role} gives a look from style.ROLES (else black);
    `n_columns` panels stand side by side. Raises ValueError for curves of fewer than two numbers.
    """
    expect.count("n_columns", n_columns)
    n_columns = min(n_columns, len(first))
    n_rows = -(-len(first) // n_columns)
    fig.set_size_inches(style.SIZE[0], ROW * n_rows + 0.6)
    left, bottom, width, height = style.room(fig, left=0.85, right=0.15, bottom=0.65, top=0.3)
    places = dict(left=left, right=left + width, bottom=bottom, top=bottom + height, wspace=0.12, hspace=0.3)
    grid = fig.subplots(n_rows, n_columns, sharex=True, sharey=True, squeeze=False, gridspec_kw=places)
    fig.text(left + width / 2, 0.02, xlabel, ha="center", va="bottom")
    fig.text(0.01, bottom + height / 2, ylabel, rotation=90, ha="left", va="center")
    grid[0, 0].set(ylim=ylim, xlim=(0, max(map(len, first.values())) - 1))
    grid[0, 0].xaxis.set_major_locator(MaxNLocator(3, integer=True, steps=[1, 2, 3, 5, 10]))
    for ax in grid.flat[len(first) :]:
        ax.set_visible(False)
    for ax in grid.flat[max(0, len(first) - n_columns) : len(first)]:  # the last of each column tells the steps
        ax.tick_params(labelbottom=True)
    roles = {label: "measured" for label in first} | (roles or {})
    panels = {label: _Panel(ax, label, (titles or {}).get(label, label), roles) for label, ax in zip(first, grid.flat)}

    def draw(curves):
        curves = {label: np.asarray(values, float) for label, values in curves.items()}
        steps = np.concatenate([np.append(np.arange(len(values)), 0) for values in curves.values()])
        heights = np.concatenate([np.append(values, np.nan) for values in curves.values()])  # NaN lifts the pen
        for label, values in curves.items():
            panels[label].set(values, steps, heights)
        out = [left for panel in panels.values() for left in panel.curve.out]
        return " ".join([_summary(curves), *curve_words.beyond(out)])

    return draw


class _Panel:
    """All curves in grey, one in its own look, and the words for its first and last value."""

    def __init__(self, ax, label, title, roles):
        ax.set_title(title, fontweight="bold", fontsize=13, pad=6)
        self.label, self.others = label, ax.plot([], [], color=style.PALE, linewidth=1, zorder=1.5)[0]
        self.curve = Curves(ax, [label], roles)
        self.curve.lines[label].set_marker("")
        self.ends = ax.text(0.97, 0.95, "", ha="right", va="top", fontsize=12.5, transform=ax.transAxes, zorder=5)

    def set(self, values, steps, heights):
        self.others.set_data(steps, heights)
        self.curve.move({self.label: (np.arange(len(values)), values)})
        self.ends.set_text(f"{words.number(values[0])} → {words.number(values[-1])}")


def _summary(curves):
    """How many curves end lower than they began; where each begins and ends, or of many the range, lowest and highest."""
    n, fallen = len(curves), sum(values[-1] < values[0] for values in curves.values())
    each = [f"{label} {words.number(values[0])} to {words.number(values[-1])}" for label, values in curves.items()]
    if n == 1:
        return f"{each[0]}."
    text = f"{'All' if fallen == n else f'{fallen} of'} {n} curves end lower than they began: "
    return f"{text}{', '.join(each) if n <= FEW else _ranges(curves)}."


def _ranges(curves):
    firsts, lasts = ([values[at] for values in curves.values()] for at in (0, -1))
    ranked = sorted(curves, key=lambda label: words.rounded(curves[label][-1]))
    low, high = words.number(min(firsts)), words.number(max(firsts))
    begin = f"all begin at {low}" if low == high else f"they begin at {low} to {high}"
    ends = f"lowest {ranked[0]} at {words.number(min(lasts))}, highest {ranked[-1]} at {words.number(max(lasts))}"
    return f"{begin} and end at a median of {words.number(np.median(lasts))}, {ends}"
