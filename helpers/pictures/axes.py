"""Axes of curves: a logarithmic scale with powers of ten, and time, which runs left to right."""

import numpy as np
from matplotlib.ticker import FixedLocator, MaxNLocator

from helpers import expect
from helpers.pictures import style

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def log_axis(ax, scale):
    """Give an axes a logarithmic y axis from scale[0] to scale[1], with ticks at about six powers of ten.

    Raises ValueError for what is not two numbers > 0 that ascend.
    """
    ends = scale if isinstance(scale, (tuple, list)) and all(isinstance(end, expect.REALS) for end in scale) else ()
    if len(ends) != 2 or not 0 < ends[0] < ends[1]:
        raise ValueError(f"scale is {scale!r}; expected (least, most) with 0 < least < most")
    ax.set(yscale="log", ylim=scale)
    ax.minorticks_off()
    ax.yaxis.set_major_locator(FixedLocator(_decades(*scale)))
    # 10⁻⁸ as plain text: typeset as formulas, the ticks take a fifth of a first picture's time.
    ax.yaxis.set_major_formatter(lambda value, _: "10" + f"{np.log10(value):.0f}".translate(SUPERSCRIPTS))


def _decades(low, high):
    """Powers of ten: about six of them."""
    first, last = np.ceil(np.log10(low)), np.floor(np.log10(high))
    every = max(1, int(np.ceil((last - first) / 6)))
    every = every if every <= 2 else 4 * -(-every // 4) if every > 2 else every
    return 10.0 ** np.arange(np.ceil(first / every) * every, last + 1, every)


class TimeAxis:
    """The time axis: round numbers and the last step have ticks; a held axis marks the last step, its `end`, by a line."""

    def __init__(self, ax, steps, marks, end="T"):
        self.ax, self.steps, self.ends, self.end = ax, steps, None, end
        for t, text in (marks or {}).items():
            ax.axvline(t, color=style.GREY, linestyle=style.DOTS, linewidth=1.5)
            ax.text(t, 0.98, f" {text}", va="top", transform=ax.get_xaxis_transform(), color=style.GREY, fontsize=12.5)
        self.last = ax.plot([], [], color=style.GREY, linewidth=1.2, linestyle="--", transform=ax.get_xaxis_transform())[0]
        self.words = ax.text(0, 0.97, "", va="top", transform=ax.get_xaxis_transform(), color=style.GREY, clip_on=True)

    def set(self, times):
        ends = min(t[0] for t in times), max(t[-1] for t in times)
        self._limits(*map(float, self.steps or ends))
        if self.steps:
            inside = ends[1] < self.steps[1]
            self.last.set_data(*([[ends[1]] * 2, [0, 1]] if inside else [[], []]))
            self.words.set_text(f" {self.end} = {ends[1]}" if inside and self.end else "")
            self.words.set_x(ends[1])

    def _limits(self, low, high):
        """Set limits and ticks only if they differ: setting them means drawing the axes anew."""
        if (low, high) != self.ends:
            self.ends, margin = (low, high), 0.02 * (high - low) or 0.5
            self.ax.set_xlim(low - margin, high + margin)
            self.ax.xaxis.set_major_locator(FixedLocator(time_ticks(low, high)))


def time_ticks(low, high):
    """Round numbers, and the last step in place of those too close to it."""
    ticks = MaxNLocator(8, integer=True, steps=[1, 2, 5, 10]).tick_values(low, high)
    return [tick for tick in ticks if low <= tick <= high - 0.07 * (high - low)] + [high]
