"""Small panels side by side: one curve each, all on the same axes, the others behind it in grey."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers import style


def panels(fig, labels, xlabel, ylabel, ylim, n_columns=5):
    """A panel for each of the labels.

    update(curves) takes {label: values}, one for each label, and returns what each does from its first to its last.
    """
    n_rows = -(-len(labels) // n_columns)
    grid = fig.subplots(n_rows, n_columns, sharex=True, sharey=True, squeeze=False)
    fig.supxlabel(xlabel, fontsize=13)
    fig.supylabel(ylabel, fontsize=13)
    for ax in grid.flat[len(labels) :]:
        ax.set_visible(False)
    grid[0, 0].set_ylim(ylim)
    grid[0, 0].xaxis.set_major_locator(MaxNLocator(2, integer=True))
    drawn = [_panel(ax, label, len(labels)) for ax, label in zip(grid.flat, labels)]

    def update(curves):
        values = [np.asarray(curves[label]) for label in labels]
        grid[0, 0].set_xlim(0, max(map(len, values)) - 1)
        for (others, own, end), curve in zip(drawn, values):
            for line, other in zip(others, values):
                line.set_data(np.arange(len(other)), other)
            own.set_data(np.arange(len(curve)), curve)
            end.set_text(f"{curve[0]:.2f} → {curve[-1]:.2f}")
        ends = ", ".join(f"{label} from {curve[0]:.2f} to {curve[-1]:.2f}" for label, curve in zip(labels, values))
        fallen = sum(curve[-1] < curve[0] for curve in values)
        return f"{len(labels)} panels, {fallen} of the curves end lower than they began: {ends}."

    return update


def _panel(ax, label, n_curves):
    """The artists of one panel: grey curves, its own, and the words for its first and last value."""
    ax.set_title(label, fontweight="bold", pad=3)
    others = ax.plot(*[[]] * (2 * n_curves), color="#C8C8C8", linewidth=1)
    own = ax.plot([], [], color=style.VERMILION, linewidth=2.4)[0]
    end = ax.text(0.97, 0.93, "", ha="right", va="top", fontsize=12, transform=ax.transAxes)
    return others, own, end
