"""Inside an LSTM's run: its gates and its cell states over time, and what of the loss reaches each step."""

from typing import NamedTuple

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.ticker import FixedLocator

from helpers import expect
from helpers.cells import lstm
from helpers.cells.gates import split
from helpers.pictures import style, words
from helpers.pictures.curves import Curves, gradient_norms, labels_of
from helpers.pictures.spread import Band
from helpers.pictures.stage import picture

GATES = {"f": "forget gate", "i": "input gate", "o": "output gate"}
EVEN = 0.1  # up to this |c| the scale is even, beyond it logarithmic
LEVELS = (0.5, 0.1, 0.9)  # of the units: the line, and the ends of the band


class LstmRun(NamedTuple):
    """The Trace of an LSTM on one sequence, (T, 1, …) or (T, …), and {label: norms (T+1,)} to draw below."""

    trace: tuple
    curves: dict


def _labels(data):
    expect.fields("data", data, LstmRun)
    expect.fields("trace", data.trace, lstm.Trace)
    return labels_of(data.curves, "curves")


@picture(made_for=_labels)
def lstm_inside(fig, first, c_scale=300, ylabel="gradient norm", scale=(1e-16, 1e4), steps=None, roles=None):
    """Three panels: an LSTM's gates, every unit's c, and gradient norms.

    Takes LstmRun(trace, curves). Of a gate the line is the median of the units, the band goes from 10 to 90 % of them.
    c is drawn on a scale that is even from −0.1 to 0.1 and logarithmic beyond, held at ± `c_scale` (1 or more); what
    leaves it is marked at the border. `steps` (first, last) holds all three time axes; the other options are those of
    gradient_norms. Raises ValueError for a run of another cell, or of more than one sequence.
    """
    expect.number("c_scale", c_scale, least=1)
    fig.set_size_inches(style.SIZE[0], 6.6)
    gates = _Gates(fig.add_axes((0.105, 0.695, 0.36, 0.235)), steps)
    cells = _Cells(fig.add_axes((0.61, 0.695, 0.365, 0.235)), c_scale, steps)
    options = dict(ylabel=ylabel, scale=scale, steps=steps, roles=roles)
    draw_norms = gradient_norms.set_up(fig, first.curves, place=(0.135, 0.095, 0.84, 0.4), **options)

    def draw(data):
        i, f, _, o = split(_alone("gates", data.trace.gates), 4)
        said = [gates.set(f, i, o), cells.set(_alone("cs", data.trace.cs))]
        return " ".join([*said, draw_norms(data.curves, most=36)])

    return draw


def _alone(name, values):
    """One sequence's values (steps, …) from those of a batch of one (steps, 1, …), or as they are."""
    values = np.asarray(values)
    if values.ndim == 3 and values.shape[1] == 1:
        return values[:, 0]
    if values.ndim != 2:
        raise ValueError(f"trace.{name} has shape {values.shape}; expected one sequence, (T, …) or (T, 1, …)")
    return values


class _Gates:
    """The median of each gate over the units, and the band of the units."""

    def __init__(self, ax, steps):
        ax.set(ylim=(-0.03, 1.03), yticks=(0, 0.5, 1), ylabel="gates", xlabel="t   (band: 10–90 % of units)")
        self.time, self.curves = _Time(ax, steps), Curves(ax, GATES, GATES)
        self.bands = {gate: Band(ax, style.COLOURS[role]) for gate, role in GATES.items()}

    def set(self, *gates):
        """Draw the gates (T, H) in the order of GATES, and say how open the forget gate is."""
        times = np.arange(1, len(gates[0]) + 1)
        self.time.set(len(times))
        spreads = {gate: np.quantile(values, LEVELS, axis=1) for gate, values in zip(GATES, gates)}
        for gate, (_, low, high) in spreads.items():
            self.bands[gate].set(times, low, high)
        self.curves.move({gate: (times, median) for gate, (median, _, _) in spreads.items()})
        middle, low, high = (words.number(value, 3) for value in np.quantile(gates[0], LEVELS))
        return f"Forget gate: median {middle}, the middle 80 % from {low} to {high}."


class _Cells:
    """Every unit's c, and the units before as ghosts; marks at the border for what leaves the scale."""

    def __init__(self, ax, c_scale, steps):
        self.scale, self.time = c_scale, _Time(ax, steps)
        ax.set_yscale("symlog", linthresh=EVEN, linscale=0.7)
        ax.set(ylim=(-c_scale, c_scale), ylabel="c, each unit", xlabel=f"t   (log beyond ±{EVEN:g})")
        powers = 10.0 ** np.arange(0, np.floor(np.log10(c_scale)) + 1, 2)
        ax.yaxis.set_major_locator(FixedLocator([*-powers[::-1], 0, *powers]))
        ax.yaxis.set_major_formatter(lambda value, _: words.number(value))
        ax.minorticks_off()
        colour = style.COLOURS["LSTM's c"]
        self.ghosts = ax.add_collection(LineCollection([], colors=colour, linewidths=0.8, alpha=0.3, zorder=1.8))
        self.lines = ax.add_collection(LineCollection([], colors=colour, linewidths=1.3, zorder=2.2))
        self.out = {
            way: ax.plot([], [], linestyle="", marker=way, color="black", zorder=4, clip_on=False)[0] for way in "^v"
        }

    def set(self, cs):
        """Draw cs (T+1, H), and say how large c gets."""
        times = np.arange(len(cs))
        self.time.set(times[-1])
        self.ghosts.set_segments(self.lines.get_segments())
        self.lines.set_segments([np.column_stack([times, c]) for c in cs.T])
        for way, out, end in (("^", cs > self.scale, self.scale), ("v", cs < -self.scale, -self.scale)):
            leaves = times[out.any(axis=1)][:1]  # the first step that is out of it
            self.out[way].set_data(leaves, [end] * len(leaves))
        beyond = int((np.abs(cs) > self.scale).any(axis=0).sum())
        told = f", and leaves the picture's scale in {words.count(beyond, 'unit')}" if beyond else ""
        return f"|c| reaches {words.number(np.abs(cs).max())}{told}."


class _Time:
    """The time axis of a small panel: its ends and its middle have ticks."""

    def __init__(self, ax, steps):
        self.ax, self.steps, self.ends = ax, steps, None

    def set(self, last):
        ends = tuple(self.steps or (0, last))
        if ends != self.ends:
            self.ends, (low, high) = ends, ends
            margin = 0.02 * (high - low)
            self.ax.set_xlim(low - margin, high + margin)
            self.ax.xaxis.set_major_locator(FixedLocator(sorted({low, (low + high) // 2, high})))
