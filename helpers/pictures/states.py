"""The states of a run under its input: one row per unit, one column per time step, time running left to right."""

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.ticker import MaxNLocator

from helpers.pictures import style

FAINTEST = -8  # the colours of `edited_run` end at changes of 1e-8


def forward_run(fig, ylabel="input $x_t$"):
    """A forward pass that can be stopped anywhere.

    update(xs, hs, t): inputs xs (T,), states hs (T+1, H), shown as far as step t; later states are not yet computed.
    """
    top, show_values = _stage(fig, ylabel, "RdBu_r", (-0.3, 0.3), "state $h_t$", "not computed yet", "right")
    top.set_ylim(-1.2, 1.2)
    series = top.plot([], [], color=style.GREY, marker="s", markersize=4)[0]
    now = top.plot([], [], color=style.COLOURS["W_ih"], marker="s", markersize=11, linestyle="")[0]

    def update(xs, hs, t):
        series.set_data(np.arange(1, len(xs) + 1), xs)
        now.set_data([t] if t else [], [xs[t - 1]] if t else [])
        show_values(np.where(np.arange(len(hs))[:, None] <= t, hs, np.nan), t < len(xs))
        if t == 0:
            return f"Before step 1 all {hs.shape[1]} units of h_0 are 0 and nothing has been read."
        unit = np.abs(hs[t]).argmax()
        return (
            f"Step t = {t} has read x_{t} = {xs[t - 1]:.2f} and h_{t - 1}; of the {hs.shape[1]} units of h_{t}, "
            f"number {unit + 1} is the farthest from zero, {hs[t, unit]:.2f}."
        )

    return update


def edited_run(fig, ylabel="input $x_t$"):
    """Two forward passes that differ in one input, and how far each state has moved, on a colour scale of decades.

    update(xs, hs, edited_xs, edited_hs): inputs (T,), states (T+1, H). What moved by exactly 0 stays hatched.
    """
    label = "$\\log_{10}$ change of $h_t$"
    top, show_values = _stage(fig, ylabel, "viridis", (FAINTEST, 0), label, "unchanged: exactly 0", "left")
    top.set_ylim(-2.4, 2.4)
    before = top.plot([], [], color=style.GREY, linestyle="--", marker="s", markersize=4)[0]
    after = top.plot([], [], color=style.COLOURS["W_ih"], marker="s", markersize=4)[0]
    spot = top.plot([], [], color=style.COLOURS["W_ih"], marker="s", markersize=11, linestyle="")[0]

    def update(xs, hs, edited_xs, edited_hs):
        t = np.arange(1, len(xs) + 1)
        before.set_data(t, xs)
        after.set_data(t, edited_xs)
        edits = t[edited_xs != xs]
        spot.set_data(edits, edited_xs[edits - 1])
        moved = np.abs(edited_hs - hs)
        show_values(np.log10(moved, out=np.full(moved.shape, np.nan), where=moved > 0), len(edits) > 0)
        return _said(edits, xs, edited_xs, moved.max(axis=1))

    return update


def _said(edits, xs, edited_xs, moved):
    """Which states moved, and how far the first and the last of them did."""
    if not len(edits):
        return f"Nothing is edited: all {len(moved)} states are as they were, to the last digit."
    edit, states = edits[0], np.flatnonzero(moved)
    text = f"x_{edit} moved from {xs[edit - 1]:.2f} to {edited_xs[edit - 1]:.2f}: "
    if not len(states):
        return text + f"none of the {len(moved)} states moved."
    first, last = states[0], len(moved) - 1
    silent = "h_0" if first == 1 else f"h_0 to h_{first - 1}"
    text += f"{silent} did not move at all, h_{first} moved by {moved[first]:.2g}"
    return text + ("." if first == last else f" and h_{last}, the last, by {moved[-1]:.1g}.")


def _stage(fig, ylabel, colours, limits, colour_label, absent, side):
    """Two axes over one time axis; returns the upper one and a function that shows values (T+1, H) in the lower one."""
    top, bottom = fig.subplots(2, 1, sharex=True, height_ratios=(1, 1.5))
    top.set_ylabel(ylabel)
    bottom.set(xlabel="time step t", ylabel="unit")
    bottom.grid(False)
    bottom.patch.set(facecolor="#F2F2F2", edgecolor="#C8C8C8", hatch="///")
    scale = ScalarMappable(Normalize(*limits), colours)
    fig.colorbar(scale, ax=bottom, label=colour_label, pad=0.01, extend="both", ticks=MaxNLocator(5))
    box = dict(facecolor="white", edgecolor="none", pad=2)
    at = dict(x=0.98, ha="right") if side == "right" else dict(x=0.02, ha="left")
    words = bottom.text(y=0.5, va="center", s=absent, transform=bottom.transAxes, bbox=box, zorder=3, **at)
    cells = []

    def show_values(values, some_absent):
        if not cells:
            cells.append(_cells(bottom, values.shape, scale))
        cells[0].set_array(np.ma.masked_invalid(values.T))
        cells[0].changed()  # a mesh does not notice by itself
        absent_columns = np.isnan(values).all(axis=1).mean()
        words.set_visible(bool(some_absent and absent_columns > 0.3))

    return top, show_values


def _cells(ax, shape, scale):
    """One cell per state and unit, coloured by `scale`: a mesh, because every matplotlib can move one by itself."""
    n_states, n_units = shape
    edges = np.arange(n_states + 1) - 0.5, np.arange(n_units + 1) + 0.5
    mesh = ax.pcolormesh(*edges, np.zeros((n_units, n_states)), norm=scale.norm, cmap=scale.cmap)
    ax.set(ylim=(n_units + 0.5, 0.5), xlim=(-0.5, n_states - 0.5), yticks=sorted({1, n_units}))
    return mesh
