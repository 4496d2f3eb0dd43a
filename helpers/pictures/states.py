"""The states of a run under its input: one row per unit, one column per time step, time running left to right."""

from typing import NamedTuple

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm, Normalize
from matplotlib.ticker import FixedLocator, MaxNLocator

from helpers import expect
from helpers.pictures import style, words
from helpers.pictures.curves import Curves
from helpers.pictures.stage import picture

FAINTEST = 1e-8  # the colours of `edited_run` begin here
LEFT, WIDTH = 0.115, 0.86  # of the figure: where both axes stand


class Passing(NamedTuple):
    """Inputs xs (T,), states hs (T+1, H), and the step t (0…T) as far as which the states are computed."""

    xs: np.ndarray
    hs: np.ndarray
    t: int


class Edited(NamedTuple):
    """Inputs (T,) and states (T+1, H) of a run, and of the run with an edited input."""

    xs: np.ndarray
    hs: np.ndarray
    edited_xs: np.ndarray
    edited_hs: np.ndarray


def _passing(data):
    expect.fields("data", data, Passing)
    sizes = _sizes(data.xs, data.hs)
    if isinstance(data.t, bool) or not isinstance(data.t, (int, np.integer)) or not 0 <= data.t <= sizes[0]:
        raise ValueError(f"t is {data.t!r}; expected a step from 0 to {sizes[0]}")
    return sizes


def _edited(data):
    expect.fields("data", data, Edited)
    sizes = _sizes(data.xs, data.hs)
    expect.array("edited_xs", data.edited_xs, data.xs.shape)
    expect.array("edited_hs", data.edited_hs, data.hs.shape)
    return sizes


def _sizes(xs, hs):
    expect.array("xs", xs, ("T",))
    expect.array("hs", hs, (len(xs) + 1, "H"))
    return len(xs), hs.shape[1]


@picture(made_for=_passing)
def forward_run(fig, first, ylabel="input $x_t$", ylim=(-1.2, 1.2), most=0.3):
    """A forward pass that can be stopped anywhere: the input above, the states below, those not computed yet hatched.

    Takes Passing(xs, hs, t). `ylim` holds the input's axis, −`most`…`most` the states' colours. Raises ValueError for
    shapes that do not fit and a step that is not there.
    """
    expect.positive("most", most)
    top, states = _stage(fig, first, ylabel, ylim, rows=0)
    states.colour("state $h_t$", Normalize(-most, most), "BrBG", np.array([-1, -0.5, 0, 0.5, 1]) * most)
    states.hatch("not computed yet", right=True)
    series, now = Curves(top, ["input"], ghosts=False), _Spot(top)

    def draw(data):
        T, n_units = len(data.xs), data.hs.shape[1]
        series.move({"input": (np.arange(1, T + 1), data.xs)})
        now.set(*([[data.t], [data.xs[data.t - 1]]] if data.t else [[], []]))
        states.set(np.where(np.arange(T + 1)[:, None] <= data.t, data.hs, np.nan))
        said = [_so_far(data, n_units), *series.beyond]
        beyond = int((np.abs(data.hs[: data.t + 1]) > most).sum())
        if beyond:
            said.append(f"{words.count(beyond, 'value')} beyond the colours, ±{words.number(most)}.")
        return " ".join(said)

    return draw


def _so_far(data, n_units):
    t = data.t
    if t == 0:
        zero = "" if data.hs[0].any() else f", {'all units' if n_units > 1 else 'the unit'} 0"
        return f"Before step 1 nothing has been read; h_0 is given{zero}."
    unit = np.abs(data.hs[t]).argmax()
    said = f"Step t = {t} has read x_{t} = {words.number(data.xs[t - 1])} and h_{t - 1}; of the {n_units} units of "
    return said + f"h_{t}, unit {unit} is the farthest from zero, {words.number(data.hs[t, unit])}."


@picture(made_for=_edited)
def edited_run(fig, first, ylabel="input $x_t$", ylim=(-2.4, 2.4)):
    """Two forward passes that differ in their input, and how far each state has moved, in colours of decades.

    Takes Edited(xs, hs, edited_xs, edited_hs). What moved by exactly 0 stays hatched. `ylim` holds the input's axis.
    Raises ValueError for shapes that do not fit.
    """
    top, states = _stage(fig, first, ylabel, ylim, rows=1)
    decades = 10.0 ** np.arange(np.log10(FAINTEST), 1, 2)
    states.colour("how far $h_t$ moved", LogNorm(FAINTEST, 1), "viridis", decades)
    states.hatch("unchanged: exactly 0", right=False)
    series, spot = Curves(top, ["as it was", "edited"], {"edited": "input"}), _Spot(top)
    series.lines["as it was"].set(color=style.PALE, linestyle="-", marker="o", linewidth=1.5)
    style.legend_above(top, list(series.lines.values()), list(series.lines))

    def draw(data):
        t = np.arange(1, len(data.xs) + 1)
        series.move({"as it was": (t, data.xs), "edited": (t, data.edited_xs)})
        edits = t[data.edited_xs != data.xs]
        spot.set(edits, data.edited_xs[edits - 1])
        moved = np.abs(data.edited_hs - data.hs)
        states.set(np.where(moved > 0, moved, np.nan))
        return " ".join([_told(edits, data, moved.max(axis=1)), *series.beyond])

    return draw


def _told(edits, data, moved):
    """Which states moved, and how far the first and the last of them did."""
    if not len(edits):
        return f"Nothing is edited: all {len(moved)} states are as they were, to the last digit."
    edit, states, number = edits[0], np.flatnonzero(moved), words.number
    text = f"x_{edit} moved from {number(data.xs[edit - 1])} to {number(data.edited_xs[edit - 1])}"
    text += f", and {words.count(len(edits) - 1, 'other input')} too: " if len(edits) > 1 else ": "
    if not len(states):
        return text + f"none of the {len(moved)} states moved."
    first, last = states[0], len(moved) - 1
    silent = {0: "", 1: "h_0 did not move at all, "}.get(first, f"h_0 to h_{first - 1} did not move at all, ")
    text += f"{silent}h_{first} moved by {number(moved[first])}"
    if first < last:
        text += f" and h_{last}, the last, by {number(moved[-1])}"
    return text + (" (the largest of its units)." if data.hs.shape[1] > 1 else ".")


def _stage(fig, first, ylabel, ylim, rows):
    """Two axes over one time axis: the input's, under `rows` of legend, and the states', with room for a key above it."""
    fig.set_size_inches(style.SIZE[0], 5.0 + 0.25 * rows)
    height = 0.27
    top, bottom = (
        fig.add_axes((LEFT, 0.97 - 0.055 * rows - height, WIDTH, height)),
        fig.add_axes((LEFT, 0.125, WIDTH, 0.36)),
    )
    T = len(first.xs)
    ticks = MaxNLocator(7, integer=True, steps=[1, 2, 5, 10]).tick_values(0, T)
    for ax in (top, bottom):
        ax.set_xlim(-0.5, T + 0.5)
        ax.yaxis.set_label_coords(-0.095, 0.5)
        ax.xaxis.set_major_locator(FixedLocator([*ticks[(ticks >= 0) & (ticks <= 0.93 * T)], T]))
    top.set(ylabel=ylabel, ylim=ylim)
    top.tick_params(labelbottom=False)
    top.yaxis.set_major_locator(MaxNLocator(5))
    bottom.set(xlabel="time step t", ylabel="unit")
    return top, _States(fig, bottom, *first.hs.shape)


class _Spot:
    """A large hollow square around the inputs in question, with the ghost of where it was."""

    def __init__(self, ax):
        look = dict(linestyle="", marker="s", markersize=12, markerfacecolor="none", markeredgewidth=2)
        self.ghost = ax.plot([], [], color="black", alpha=0.2, **look)[0]
        self.marks = ax.plot([], [], color="black", zorder=4, **look)[0]

    def set(self, times, values):
        self.ghost.set_data(*self.marks.get_data())
        self.marks.set_data(times, values)


class _States:
    """One cell per state and unit, in colour; what is absent (NaN) is hatched."""

    def __init__(self, fig, ax, n_states, n_units):
        self.fig, self.ax = fig, ax
        ax.grid(False)
        ax.patch.set(facecolor="white", edgecolor="#C8C8C8", hatch="///")
        every = max(1, -(-n_units // 6))
        ax.set(ylim=(n_units - 0.5, -0.5), yticks=range(0, n_units, every))
        edges = np.arange(n_states + 1) - 0.5, np.arange(n_units + 1) - 0.5
        self.cells = ax.pcolormesh(*edges, np.zeros((n_units, n_states)))  # every matplotlib can move a mesh by itself

    def colour(self, name, norm, colours, ticks):
        """What the colours mean: a bar above the axes, with its name before it."""
        self.cells.set(norm=norm, cmap=colours)
        bar = self.fig.add_axes((0.5, 0.525, LEFT + WIDTH - 0.5, 0.022))
        self.fig.colorbar(ScalarMappable(norm, colours), cax=bar, orientation="horizontal", extend="both")
        bar.xaxis.set_ticks_position("top")
        bar.minorticks_off()
        bar.set_xticks(ticks, [words.number(tick) for tick in ticks])
        self.fig.text(0.48, 0.536, name, ha="right", va="center")

    def hatch(self, meaning, right):
        box = dict(facecolor="white", edgecolor="none", pad=2)
        place = dict(x=0.98, ha="right") if right else dict(x=0.02, ha="left")
        self.absent = self.ax.text(
            y=0.5, va="center", s=meaning, transform=self.ax.transAxes, bbox=box, zorder=3, **place
        )

    def set(self, values):
        """Show the values (T+1, H); the word for those that are absent stands where they take enough room."""
        self.cells.set_array(np.ma.masked_invalid(values.T))
        self.cells.changed()  # a mesh does not notice by itself
        self.absent.set_visible(bool(np.isnan(values).all(axis=1).mean() > 0.3))
