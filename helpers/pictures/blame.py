"""The matrix of blame M[k, t] as a heat map, letters on both axes, and curves over the same states below it."""

from typing import NamedTuple

import matplotlib
import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm
from matplotlib.patches import Rectangle

from helpers import expect
from helpers.pictures import style, words
from helpers.pictures.curves import gradient_norms, labels_of
from helpers.pictures.stage import picture

LEAST, MOST = 1e-3, 10.0  # the colours' range; what lies beyond is drawn in the last colour
LEFT, WIDTH = 0.115, 0.865  # of the figure: where both axes stand
ROW_OF = "backward"  # how a chosen row looks, in the map and below it


class Blame(NamedTuple):
    """M (T+1, T+1) of one sequence, the letters read and asked for (T each), {label: norms (T+1,)} to draw below.

    Loss `row` (1…T) is outlined. `kept` (T+1, T+1) is True where truncation keeps an entry.
    """

    M: np.ndarray
    read: str
    asked: str
    curves: dict
    row: int | None = None
    kept: np.ndarray | None = None


def _looked_at(data):
    """What the axes are set up for: size, letters, labels, whether a row is chosen; after looking at all of the data."""
    expect.fields("data", data, Blame)
    expect.array("M", data.M, ("T+1", "T+1"))
    n_states = len(data.M)
    for name in ("read", "asked"):
        letters = getattr(data, name)
        if not isinstance(letters, str) or len(letters) != n_states - 1:
            raise ValueError(
                f"{name} is {letters!r}; expected {words.count(n_states - 1, 'letter')}, one for each step"
            )
    names = labels_of(data.curves, "curves")
    for label, norms in data.curves.items():
        if np.shape(norms) != (n_states,):
            raise ValueError(f"curves[{label!r}] has shape {np.shape(norms)}; expected ({n_states},)")
    if data.row is not None and (not isinstance(data.row, (int, np.integer)) or not 1 <= data.row < n_states):
        raise ValueError(f"row is {data.row!r}; expected a loss from 1 to {n_states - 1}, or None")
    if data.kept is not None and (np.shape(data.kept) != data.M.shape or np.asarray(data.kept).dtype != bool):
        raise ValueError(f"kept has shape {np.shape(data.kept)}; expected {data.M.shape}, True or False")
    return n_states, data.read, data.asked, names, data.row is None


@picture(made_for=_looked_at)
def blame_matrix(fig, first, ylabel="M[k, t], row k", scale=(1e-3, 30), roles=None):
    """A heat map of M, its rows the losses k, its columns the states t; below it, curves over the same states.

    Takes Blame(M, read, asked, curves, row, kept). The colours' range is held, 1e-3 to 10. A chosen row is outlined;
    what truncation cuts is pale and crossed. `ylabel`, `scale` and `roles` are those of gradient_norms, for the curves;
    a curve whose label stays keeps its ghost. Raises ValueError for shapes, letters and rows that do not fit.
    """
    fig.set_size_inches(style.SIZE[0], 7.0)
    bar, below = fig.add_axes((0.46, 0.952, 0.5, 0.016)), (LEFT, 0.125, WIDTH, 0.2)
    triangle = _Triangle(fig.add_axes((LEFT, 0.44, WIDTH, 0.455)), first)
    _key(fig, bar, triangle.scale)
    roles = ({} if first.row is None else {next(iter(first.curves)): ROW_OF}) | (roles or {})
    draw_curves = gradient_norms.set_up(fig, first.curves, ylabel=ylabel, scale=scale, roles=roles, place=below)
    ax = fig.axes[-1]

    def draw(data):
        triangle.set(data)
        said = draw_curves(data.curves, most=38)
        if ax.get_xlim() != triangle.ax.get_xlim():  # each state below its column
            ax.set(xlim=triangle.ax.get_xlim(), xlabel="t, and the letter that $h_t$ has read")
            ax.set_xticks(*triangle.columns)
        return " ".join([*_summary(data), said])

    return draw


def _key(fig, ax, scale):
    """The bar that tells which colour is which M: above the map, with its name before it."""
    bar = fig.colorbar(scale, cax=ax, orientation="horizontal", extend="both")
    bar.ax.minorticks_off()
    bar.set_ticks([1e-3, 1e-2, 1e-1, 1, 10], labels=["0.001", "0.01", "0.1", "1", "10"])
    fig.text(0.44, 0.96, r"blame  M[k, t] = $\|dL_k/dh_t\|$", ha="right", va="center")


class _Triangle:
    """The entries of M from row 1 on, in colour; an outline for one row, crosses where truncation cuts."""

    def __init__(self, ax, first):
        self.ax, self.last = ax, len(first.M) - 1
        self.norm, self.colours = LogNorm(LEAST, MOST, clip=True), matplotlib.colormaps["viridis"]
        self.scale = ScalarMappable(self.norm, self.colours)
        self.there = np.tri(self.last + 1, dtype=bool)  # t ≤ k
        ax.grid(False)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)  # the image, which moves, would be drawn over them
        extent = (-0.5, self.last + 0.5, self.last + 0.5, 0.5)
        self.image = ax.imshow(
            np.ones((self.last, self.last + 1, 4)), extent=extent, aspect="auto", interpolation="nearest"
        )
        self.crosses = ax.plot(
            [], [], linestyle="", marker="x", color=style.GREY, markersize=max(3, 7 - self.last / 10)
        )[0]
        edge = dict(fill=False, linewidth=3, edgecolor=style.COLOURS[ROW_OF], clip_on=False)
        self.outline = ax.add_patch(Rectangle((0, 0), 0, 0.96, **edge))
        ax.text(0.99, 0.97, "$t > k$: exactly 0", ha="right", va="top", transform=ax.transAxes)
        self._letters(first.read, first.asked)

    def _letters(self, read, asked):
        every = 1 + self.last // 20  # so many columns to a number, so that numbers do not touch
        self.columns = (
            [*range(self.last + 1)],
            [f"{t if t % every == 0 else ''}\n{x}" for t, x in enumerate("–" + read)],
        )
        self.ax.set_xticks(*self.columns)
        rows = range(1, self.last + 1, 1 + self.last // 16)
        self.ax.set_yticks(rows, [f"{k} {asked[k - 1]}" for k in rows])
        self.ax.set(ylim=(self.last + 0.5, 0.5), ylabel="k, and the letter asked for")

    def set(self, data):
        cut = np.zeros_like(self.there) if data.kept is None else self.there & ~data.kept
        shown = self.colours(self.norm(np.maximum(data.M, LEAST)))
        shown[cut] = 0.8 + 0.2 * shown[cut]
        shown[~self.there] = 0  # transparent: the words stand there
        self.image.set_data(shown[1:])
        k, t = np.nonzero(cut[1:, 1:])  # h_0 stays without a cross: no weight acts there
        self.crosses.set_data(t + 1, k + 1)
        self.outline.set_visible(data.row is not None)
        if data.row is not None:
            self.outline.set_bounds(-0.48, data.row - 0.48, data.row + 0.96, 0.96)


def _summary(data):
    """What a chosen row blames most, what truncation keeps, and what lies beyond the colours."""
    if data.row is not None:
        names = [
            "h_0 (before the first)",
            *(f"h_{t} (after “{letter}”)" for t, letter in enumerate(data.read, start=1)),
        ]
        blames = data.M[data.row]
        largest = [t for t in np.argsort(-blames, kind="stable")[:3] if blames[t] > 0]
        most = ", ".join(f"{names[t]} {words.number(blames[t])}" for t in largest) or "no state"
        last = ", the last" if data.row == len(data.read) else ""
        yield f"Loss {data.row}{last}, which asks for “{data.asked[data.row - 1]}”, blames most {most}."
    if data.kept is not None:
        there = np.tri(len(data.M) - 1, dtype=bool)  # from h_1 on
        yield f"{(data.kept[1:, 1:] & there).sum()} of {there.sum()} entries are kept."
    beyond = int((data.M > MOST).sum())
    if beyond:
        yield f"{words.count(beyond, 'entry', 'entries')} of M lie{'s' * (beyond == 1)} beyond the colours, above {words.number(MOST)}."
