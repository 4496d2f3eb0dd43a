"""The matrix of blame M[k, t] as a heat map, letters on both axes, and curves over the same states below it."""

import matplotlib
import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.patches import Rectangle

from helpers import expect
from helpers.pictures import style

LEAST, MOST = 1e-3, 10.0  # the colours' range; what lies beyond is drawn in the last colour


def blame(fig, n_steps, ylabel):
    """A heat map of M for T steps, its rows the losses, its columns the states; below it, curves on a log axis.

    update(M, read, asked, curves, row, kept) takes M (T+1, T+1) of one sequence, the letters read and asked for (a
    string of T each) and {label: norms (T+1,)}, cut off below at 1e-3. Loss `row` is outlined. `kept` (T+1, T+1) is
    True where truncation keeps an entry: the rest of the triangle is pale and crossed. Returns the three largest of a
    row's entries, in words. Raises ValueError for shapes that do not fit.
    """
    fig.set_layout_engine("none")  # letters change, the axes keep their places
    fig.set_size_inches(style.SIZE[0], 6.6)
    top, bottom = fig.add_axes((0.12, 0.43, 0.72, 0.555)), fig.add_axes((0.12, 0.125, 0.72, 0.205))
    triangle = _Triangle(top, n_steps)
    bar = fig.colorbar(triangle.scale, cax=fig.add_axes((0.86, 0.125, 0.02, 0.86)), extend="min")
    bar.set_label("M[k, t]")
    bar.ax.minorticks_off()
    bottom.set(xlim=top.get_xlim(), yscale="log", ylim=(LEAST, 30), ylabel=ylabel)
    bottom.set_xlabel("t, and the letter that $h_t$ has read")
    bottom.minorticks_off()
    lines = [bottom.plot([], [], **look)[0] for look in style.CURVES[:2]]
    labels = []

    def update(M, read, asked, curves, row=None, kept=None):
        expect.array("M", M, (n_steps + 1, n_steps + 1))
        triangle.set(M, read, asked, row, kept)
        if bottom.get_xticklabels()[1].get_text() != triangle.columns[1]:
            bottom.set_xticks(range(n_steps + 1), triangle.columns)
        for line, norms in zip(lines, curves.values()):
            norms = np.asarray(norms)
            line.set_data(np.flatnonzero(norms > 0), np.maximum(norms[norms > 0], LEAST))
        if list(curves) != labels:
            labels[:] = curves
            bottom.legend(lines[: len(labels)], labels, loc="lower right", ncols=2, handlelength=2.8)
        return "" if row is None else _most_blamed(M[row], read)

    return update


class _Triangle:
    """The entries of M from row 1 on, in colour; an outline for one row, crosses where truncation cuts."""

    def __init__(self, ax, n_steps):
        self.ax, self.n_steps, self.columns = ax, n_steps, ()
        self.norm, self.colours = LogNorm(LEAST, MOST, clip=True), matplotlib.colormaps["viridis"]
        self.scale = matplotlib.cm.ScalarMappable(self.norm, self.colours)
        ax.grid(False)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)  # the image, which moves, would be drawn over them
        ax.set(ylabel="k, and the letter asked for")
        extent = (-0.5, n_steps + 0.5, n_steps + 0.5, 0.5)
        self.image = ax.imshow(np.ones((n_steps, n_steps + 1, 4)), extent=extent, aspect="auto", interpolation="nearest")
        self.crosses = ax.plot([], [], linestyle="", marker="x", color=style.GREY, markersize=7)[0]
        self.outline = ax.add_patch(Rectangle((0, 0), 0, 0.96, fill=False, linewidth=3, edgecolor=style.VERMILION))

        ax.set_ylim(n_steps + 0.5, 0.5)
        ax.text(0.99, 0.97, "$t > k$: exactly 0", ha="right", va="top", transform=ax.transAxes)

    def set(self, M, read, asked, row, kept):
        letters = [f"{t}\n{letter}" for t, letter in enumerate("–" + read)]
        if letters != self.columns:
            self.columns = letters
            self.ax.set_xticks(range(self.n_steps + 1), letters)
        rows = [f"{k} {letter}" for k, letter in enumerate(asked, start=1)]
        if [label.get_text() for label in self.ax.get_yticklabels()] != rows:
            self.ax.set_yticks(range(1, self.n_steps + 1), rows)
        there = np.tri(self.n_steps + 1, dtype=bool)  # t ≤ k
        cut = np.zeros_like(there) if kept is None else there & ~kept
        picture = self.colours(self.norm(np.maximum(M, LEAST)))
        picture[cut] = 0.8 + 0.2 * picture[cut]
        picture[~there] = 0  # transparent: the words stand there
        self.image.set_data(picture[1:])
        k, t = np.nonzero(cut[1:])
        self.crosses.set_data(t, k + 1)
        self.outline.set_visible(row is not None)
        if row is not None:
            self.outline.set_bounds(-0.48, row - 0.48, row + 0.96, 0.96)


def _most_blamed(blames, read):
    names = ["h_0", *(f"h_{t} (after {letter})" for t, letter in enumerate(read, start=1))]
    largest = np.argsort(-blames, kind="stable")[:3]
    return ", ".join(f"{names[t]} {blames[t]:.2g}" for t in largest if blames[t] > 0)
