"""Inside an LSTM's run: its gates and its cell states over time, and what of the loss reaches each step."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.ticker import MaxNLocator

from helpers.pictures import curves as plots, style
from helpers.cells.gates import split

BLOCK = 4  # the limits of c grow by this factor, so that they seldom change
GATES = {"f": style.CURVES[2], "i": style.CURVES[4], "o": style.CURVES[5]}


def inside(fig):
    """Three panels: the gates (mean over units), every unit's c, and below them gradient norms on a log axis.

    update(trace, curves) takes an LSTM's Trace of one sequence, and {label: norms} with T+1 norms each.
    """
    fig.set_size_inches(style.SIZE[0], 5.6)
    grid = fig.add_gridspec(2, 2, height_ratios=(1, 1.7))
    gates = _gates(fig.add_subplot(grid[0, 0]))
    cells = _cells(fig.add_subplot(grid[0, 1]))
    norms = plots.gradient_norms(fig, ylabel="gradient norm", place=grid[1, :])

    def update(trace, curves):
        i, f, _, o = (gate[:, 0] for gate in split(trace.gates, 4))
        gates(f, i, o)
        largest = cells(trace.cs[:, 0])
        norms(curves)
        ends = ", ".join(f"{label} {values[-1]:.1g} to {values[0]:.1g}" for label, values in curves.items())
        return (
            f"The forget gate is {f.mean():.2f} on average, and |c| grows up to {largest:.2g}. "
            f"Norms going back from t = {len(f)} to t = 0: {ends}."
        )

    return update


def _gates(ax):
    ax.set(xlabel="time step t", ylabel="gates, mean", ylim=(-0.03, 1.03), yticks=(0, 0.5, 1))
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    lines = [ax.plot([], [], **look)[0] for look in GATES.values()]
    room = dict(loc="lower left", bbox_to_anchor=(-0.05, 1.0), borderaxespad=0.1, handlelength=2.8, columnspacing=1.4)
    ax.legend(lines, GATES, ncols=3, **room)

    def update(*gates):
        steps = np.arange(1, len(gates[0]) + 1)
        _set_steps(ax, len(steps))
        for line, gate in zip(lines, gates):
            line.set_data(steps, gate.mean(axis=1))
            line.set_markevery(max(1, len(steps) // 8))

    return update


def _cells(ax):
    ax.set(xlabel="time step t", ylabel="c, each unit", ylim=(-1, 1))
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.yaxis.set_major_locator(MaxNLocator(4))
    curves = ax.add_collection(LineCollection([], colors=style.COLOURS["forward"], linewidths=1.2))

    def update(cs):
        largest = np.abs(cs).max()
        limit = float(BLOCK ** np.ceil(np.log(max(largest, 1e-3)) / np.log(BLOCK)))
        if ax.get_ylim() != (-limit, limit):
            ax.set_ylim(-limit, limit)
        _set_steps(ax, len(cs) - 1)
        steps = np.arange(len(cs))
        curves.set_segments([np.column_stack([steps, c]) for c in cs.T])
        return largest

    return update


def _set_steps(ax, last):
    limits = (-0.02 * last, 1.02 * last)
    if ax.get_xlim() != limits:
        ax.set_xlim(limits)
