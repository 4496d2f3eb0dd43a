"""Pictures over time, time running left to right: gradient norms and curves.

Each is a picture: it sets its axes once and returns `update`, which moves the artists and returns the alt text.
"""

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.pictures import style

DECADES = 4  # the log axis moves in whole blocks of this many powers of ten, so that it seldom moves at all


def gradient_norms(fig, ylabel=r"gradient norm $\|dL/dh_t\|$", title="", place=111):
    """The course's figure: how much does time step t matter to the loss?

    update(curves) takes {label: norms}: T+1 numbers for t = 0…T, or a pair (steps, norms) for other steps.
    The axis is logarithmic; what is exactly zero has no place on it and is marked ✕ at its foot. `place` is where it
    stands in a picture of several panels, as matplotlib's add_subplot takes it.
    """
    ax = fig.add_subplot(place, xlabel="time step t", ylabel=ylabel, yscale="log", title=title)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.minorticks_off()
    lines = _Lines(ax)
    zeros = ax.plot([], [], linestyle="", marker="X", color="black", markersize=8, clip_on=False, zorder=5)[0]
    words = ax.text(0, 0.04, "exactly 0", va="bottom", transform=ax.get_xaxis_transform(), visible=False)
    for note in (zeros, words):
        note.set_in_layout(False)  # unclipped and empty, the marks would be laid out at the figure's corner

    def update(curves):
        curves = {label: _points(values) for label, values in curves.items()}
        low, high = _decades(np.concatenate([norms for _, norms in curves.values()]))
        _limits(ax, [steps for steps, _ in curves.values()], (low, high))
        lines.set({label: (t, np.where(norms > 0, norms, np.nan)) for label, (t, norms) in curves.items()})
        silent = np.unique(np.concatenate([t[norms == 0] for t, norms in curves.values()]))
        zeros.set_data(silent, np.full(len(silent), low))
        zeros.set_markevery(max(1, len(silent) // 15))
        words.set_visible(len(silent) > 0)
        words.set_x(silent[len(silent) // 2] if len(silent) else 0)
        return " ".join(_fall(label, *points) for label, points in curves.items())

    return update


def time_series(fig, ylabel="", title="", ylim=None, xlabel="time step t"):
    """Curves over time on a linear axis.

    update(curves) takes {label: values}, values for t = 0…, or a pair (times, values).
    """
    ax = fig.add_subplot(xlabel=xlabel, ylabel=ylabel, title=title)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    lines = _Lines(ax)

    def update(curves):
        curves = {label: _points(values) for label, values in curves.items()}
        heights = np.concatenate([values for _, values in curves.values()])
        _limits(ax, [times for times, _ in curves.values()], ylim or _padded(heights))
        lines.set(curves)
        return " ".join(_range(label, *points) for label, points in curves.items())

    return update


def _points(values):
    if isinstance(values, tuple):
        return np.asarray(values[0]), np.asarray(values[1])
    return np.arange(len(values)), np.asarray(values)


def _decades(norms):
    """Limits that hold all positive norms, in whole blocks of decades; (1e-8, 1) where there is nothing to hold."""
    exponents = np.log10(norms[norms > 0].astype(float)) if (norms > 0).any() else np.array([-8.0, 0.0])
    low = DECADES * np.floor((exponents.min() - 0.2) / DECADES)
    high = DECADES * np.ceil((exponents.max() + 0.2) / DECADES)
    return 10.0**low, 10.0 ** min(high, 300)


def _padded(heights):
    low, high = float(heights.min()), float(heights.max())
    margin = 0.08 * (high - low) or 1.0
    return low - margin, high + margin


def _limits(ax, times, ylim):
    """Set the limits only if they differ: setting them means drawing the axes anew."""
    xlim = min(t[0] for t in times), max(t[-1] for t in times)
    margin = 0.02 * (xlim[1] - xlim[0]) or 0.5
    xlim = xlim[0] - margin, xlim[1] + margin
    if ax.get_xlim() != xlim:
        ax.set_xlim(xlim)
    if ax.get_ylim() != tuple(ylim):
        ax.set_ylim(ylim)


class _Lines:
    """Labelled curves that are kept from frame to frame, told apart by colour, dash and marker."""

    def __init__(self, ax):
        self.ax, self.lines, self.labels = ax, [], None

    def set(self, curves):
        while len(self.lines) < len(curves):
            look = style.CURVES[len(self.lines) % len(style.CURVES)]
            self.lines += self.ax.plot([], [], **look)
        for line, (times, values) in zip(self.lines, curves.values()):
            line.set_data(times, values)
            alone_and_long = len(curves) == 1 and len(times) > 100  # nothing to be told from: markers would be spots
            line.set_markevery([] if alone_and_long else max(1, len(times) // 15))
        for line in self.lines[len(curves) :]:
            line.set_data([], [])
        if list(curves) != self.labels:
            self.labels = list(curves)
            self._legend()

    def _legend(self):
        if self.ax.get_legend():
            self.ax.get_legend().remove()
        room = dict(loc="lower left", bbox_to_anchor=(-0.02, 1.0), borderaxespad=0.1, handlelength=2.8, columnspacing=1.4)
        fit = max(1, 72 // (8 + max(map(len, self.labels))))  # about 72 letters stand side by side, 8 go into a sample
        columns = -(-len(self.labels) // -(-len(self.labels) // fit))  # in as few rows as fit, and rows alike
        self.ax.legend(self.lines, self.labels, ncols=columns, **room)


def _fall(label, steps, norms):
    """Say in a sentence how a norm changes from its last step back to its first."""
    start, end = norms[-1], norms[0]
    if start == 0 and end == 0:
        return f"{label}: exactly 0 at both ends, t = {steps[0]} and t = {steps[-1]}."
    if end == 0:
        silent = steps[norms == 0]
        return f"{label}: falls from {start:.2g} at t = {steps[-1]} to exactly 0 at t = {silent[-1]} and before."
    if start == 0:
        return f"{label}: {end:.2g} at t = {steps[0]}, exactly 0 at t = {steps[-1]}."
    verb = "rises" if end > 1.05 * start else "falls" if end < 0.95 * start else "stays level"
    factor = (end / start) ** (1 / max(1, steps[-1] - steps[0]))
    return (
        f"{label}: going back, {verb} from {start:.2g} at t = {steps[-1]} to {end:.2g} at t = {steps[0]}, "
        f"a factor {factor:.2f} per step."
    )


def _range(label, times, values):
    low, high = values.argmin(), values.argmax()
    return (
        f"{label}: from {values[0]:.3g} at {times[0]} to {values[-1]:.3g} at {times[-1]}, "
        f"lowest {values[low]:.3g} at {times[low]}, highest {values[high]:.3g} at {times[high]}."
    )
