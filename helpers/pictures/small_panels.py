"""Small panels side by side: one curve each, all on the same axes, the others behind it in grey."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.pictures import style


def panels(fig, labels, xlabel, ylabel, ylim, n_columns=5):
    """A panel for each of the labels.

    update(curves) takes {label: values}, one for each label, and returns what each does from its first to its last.
    """
    n_rows = -(-len(labels) // n_columns)
    fig.set_layout_engine("none")  # panels keep their places; laying ten of them out takes longer than drawing them
    places = dict(left=0.1, right=0.98, bottom=0.16, top=0.93, wspace=0.12, hspace=0.36)
    grid = fig.subplots(n_rows, n_columns, sharex=True, sharey=True, squeeze=False, gridspec_kw=places)
    fig.supxlabel(xlabel, fontsize=13, y=0.01)
    fig.supylabel(ylabel, fontsize=13, x=0.01)
    for ax in grid.flat[len(labels) :]:
        ax.set_visible(False)
    grid[0, 0].set_ylim(ylim)
    grid[0, 0].xaxis.set_major_locator(MaxNLocator(2, integer=True))
    drawn = [_panel(ax, label) for ax, label in zip(grid.flat, labels)]

    def update(curves):
        values = [np.asarray(curves[label]) for label in labels]
        grid[0, 0].set_xlim(0, max(map(len, values)) - 1)
        steps = np.concatenate([np.append(np.arange(len(curve)), 0) for curve in values])
        together = np.concatenate([np.append(curve, np.nan) for curve in values])  # NaN lifts the pen between two curves
        for (others, own, end), curve in zip(drawn, values):
            others.set_data(steps, together)
            own.set_data(np.arange(len(curve)), curve)
            end.set_text(f"{curve[0]:.2f} → {curve[-1]:.2f}")
        ends = ", ".join(f"{label} from {curve[0]:.2f} to {curve[-1]:.2f}" for label, curve in zip(labels, values))
        fallen = sum(curve[-1] < curve[0] for curve in values)
        return f"{len(labels)} panels, {fallen} of the curves end lower than they began: {ends}."

    return update


def _panel(ax, label):
    """The artists of one panel: grey curves, its own, and the words for its first and last value."""
    ax.set_title(label, fontweight="bold", pad=3)
    others = ax.plot([], [], color="#C8C8C8", linewidth=1)[0]
    own = ax.plot([], [], color=style.VERMILION, linewidth=2.4)[0]
    end = ax.text(0.97, 0.93, "", ha="right", va="top", fontsize=12, transform=ax.transAxes)
    return others, own, end
