"""A loss surface over two parameters, seen from above, with descents on it, and the loss along each."""

from typing import NamedTuple

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from helpers import expect
from helpers.pictures import curve_words, style, words
from helpers.pictures.axes import log_axis
from helpers.pictures.curves import Curves, labels_of
from helpers.pictures.stage import picture

SHADES = 4  # greys to a factor of ten
GREYS = LinearSegmentedColormap.from_list("valley", ["#FFFFFF", "#6E6E6E"])


class Descents(NamedTuple):
    """A map L (len(bs), len(ws)) over evenly spaced weights ws and biases bs, and paths on it.

    `paths` {label: (updates + 1, 3)}: w, b and L before the first update and after each.
    """

    ws: np.ndarray
    bs: np.ndarray
    L: np.ndarray
    paths: dict


def _map_and_updates(data):
    """What the axes are set up for: the map (its ends and its sum tell one from another), labels, number of updates."""
    expect.fields("data", data, Descents)
    for name in ("ws", "bs"):
        expect.array(name, getattr(data, name), ("T+1",))
    expect.array("L", data.L, (len(data.bs), len(data.ws)))
    names = labels_of(data.paths, "paths", "(updates + 1, 3)")
    for label, path in data.paths.items():
        if np.ndim(path) != 2 or np.shape(path)[1] != 3:
            raise ValueError(f"paths[{label!r}] has shape {np.shape(path)}; expected (updates + 1, 3) for w, b and L")
    ends = (float(axis[k]) for axis in (data.ws, data.bs) for k in (0, -1))
    return (data.L.shape, *ends, float(data.L.sum()), names, max(map(len, data.paths.values())) - 1)


@picture(made_for=_map_and_updates)
def descents(fig, first, map_scale=(1e-4, 1.0), scale=(1e-8, 1.0), roles=None, xlabel="weight w", ylabel="bias b"):
    """Descents on a map of the loss L, and L over their updates.

    Takes Descents(ws, bs, L, paths). `map_scale` are the ends of the map's greys, `scale` those of L over the updates
    (both logarithmic, both held); `roles` {label: role} gives a look from style.ROLES, else the label does. A path
    that leaves the map is marked where it crosses the border. Raises ValueError for shapes that do not fit.
    """
    fig.set_size_inches(style.SIZE[0], 4.5)
    land, course = fig.add_axes((0.115, 0.14, 0.475, 0.64)), fig.add_axes((0.72, 0.14, 0.245, 0.64))
    _map(fig, land, first, map_scale)
    land.set(xlabel=xlabel, ylabel=ylabel)
    log_axis(course, scale)
    course.set(xlabel="update", ylabel="L", xlim=(0, _map_and_updates(first)[-1]))
    heights = _heights(course, first.paths, roles)
    looks = style.looks(first.paths, roles).items()
    trails = {label: _Trail(land, look, below=n == 0 < len(looks) - 1) for n, (label, look) in enumerate(looks)}
    start = _Start(land)

    def draw(data):
        for label, path in data.paths.items():
            trails[label].set(path)
        start.set(*next(iter(data.paths.values()))[0, :2])
        ways = {label: np.where(path[:, 2] > 0, path[:, 2], np.nan) for label, path in data.paths.items()}
        heights.move({label: (np.arange(len(L)), L) for label, L in ways.items()})
        said = [_told(label, path, trails[label].inside(path)) for label, path in data.paths.items()]
        return " ".join(said + curve_words.beyond(heights.out, brief=True))

    return draw


def _map(fig, ax, data, scale):
    """The map in greys, lighter is lower, and above it the bar that tells which grey is which L."""
    decades = np.log10(scale)
    levels = 10.0 ** np.linspace(*decades, round(SHADES * (decades[1] - decades[0])) + 1)
    greys = ScalarMappable(BoundaryNorm(levels, GREYS.N, clip=True), GREYS)
    (dw, db), ws, bs = (np.diff(axis[:2])[0] / 2 for axis in data[:2]), data.ws, data.bs
    extent = (ws[0] - dw, ws[-1] + dw, bs[0] - db, bs[-1] + db)
    ax.imshow(data.L, norm=greys.norm, cmap=GREYS, extent=extent, origin="lower", aspect="auto")
    ax.set(xlim=(ws[0], ws[-1]), ylim=(bs[0], bs[-1]))
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.yaxis.set_major_locator(MaxNLocator(5))
    ax.grid(False)
    left, _, width, _ = ax.get_position().bounds
    place = fig.add_axes((left + 0.07, 0.845, width - 0.07, 0.03))
    bar = fig.colorbar(greys, cax=place, orientation="horizontal", spacing="uniform")
    bar.ax.xaxis.set_ticks_position("top")
    bar.ax.minorticks_off()
    whole = np.arange(np.ceil(decades[0]), np.floor(decades[1]) + 1)
    bar.set_ticks(10.0**whole, labels=[f"$10^{{{power:.0f}}}$" for power in whole])
    fig.text(left, 0.8575, "L", ha="left", va="center")


def _heights(ax, paths, roles):
    """The curves of L over the updates: thin, for L may jump at each; their legend in a column above them."""
    curves = Curves(ax, paths, roles)
    for line in curves.lines.values():
        line.set_linewidth(1.3)
    if len(paths) > 1:
        place = dict(loc="lower left", bbox_to_anchor=(-0.3, 1.0), borderaxespad=0.1, handlelength=2.4)
        ax.legend(list(curves.lines.values()), list(paths), **place)
    return curves


class _Trail:
    """A path on the map: its ghost, a mark where it ends, triangles where it crosses the border.

    One that lies below others is wider, so that it is seen where they are the same.
    """

    def __init__(self, ax, look, below):
        width, size = (3.4, 12) if below else (1.6, 9)
        bare, mark = (
            {**look, "marker": ""},
            {**look, "linestyle": "", "markeredgecolor": "white", "clip_on": False, "zorder": 4},
        )
        self.ax = ax
        self.ghost = ax.plot([], [], **{**bare, "linewidth": 1.2, "alpha": 0.35, "zorder": 1.8})[0]
        self.halo = ax.plot([], [], color="white", linewidth=width + 1.8, zorder=2)[0]
        self.line = ax.plot([], [], **{**bare, "linewidth": width})[0]
        self.end = ax.plot([], [], **{**mark, "markersize": size})[0]
        self.gates = {side: ax.plot([], [], **{**mark, "marker": side, "markersize": size + 2})[0] for side in "<>v^"}

    def set(self, path):
        """Draw the path (updates + 1, 3) of w, b and L."""
        self.ghost.set_data(*self.line.get_data())
        for line in (self.halo, self.line):
            line.set_data(path[:, 0], path[:, 1])
        self.end.set_data(*(path[-1:, :2].T if self.inside(path)[-1] else ([], [])))
        crossings = self._crossings(path[:, :2])
        for side, marks in self.gates.items():
            marks.set_data(*np.reshape([place for at, place in crossings if at == side], (-1, 2)).T)

    def inside(self, path):
        """Which points of a path are on the map."""
        (left, right), (low, high) = self.ax.get_xlim(), self.ax.get_ylim()
        return (path[:, 0] >= left) & (path[:, 0] <= right) & (path[:, 1] >= low) & (path[:, 1] <= high)

    def _crossings(self, points):
        """The side and the place of each step from inside to outside, or back."""
        inside = self.inside(points)
        steps = [(n, n + 1) if inside[n] else (n + 1, n) for n in np.flatnonzero(inside[1:] != inside[:-1])]
        return [self._crossing(points[within], points[beyond]) for within, beyond in steps]

    def _crossing(self, within, beyond):
        """The side that the way to a place beyond the border crosses first, and where."""
        lows, highs = np.transpose([self.ax.get_xlim(), self.ax.get_ylim()])
        limits, step = np.where(beyond > within, highs, lows), beyond - within
        parts = np.divide(limits - within, step, out=np.full(2, np.inf), where=step != 0)
        axis = int(parts.argmin())
        return ("<>", "v^")[axis][int(step[axis] > 0)], within + parts[axis] * step


class _Start:
    """The dot where all paths start, and its word, on the side that has room."""

    def __init__(self, ax):
        self.ax = ax
        self.dot = ax.plot([], [], "o", color="black", markersize=8, zorder=6)[0]
        self.word = ax.text(0, 0, "", va="center", zorder=6, path_effects=[withStroke(linewidth=3, foreground="white")])

    def set(self, w, b):
        self.dot.set_data([w], [b])
        left, right = self.ax.get_xlim()
        far = w > left + 0.7 * (right - left)
        self.word.set(position=(w, b), ha="right" if far else "left", text="start  " if far else "  start")


def _told(label, path, inside):
    """Say how a descent goes: its longest step, where it ends, and whether it leaves the map."""
    steps, (w, b, L) = np.hypot(*np.diff(path[:, :2], axis=0).T), path[-1]
    n = steps.round(6).argmax()
    said = f"{words.sentence(label)}: longest step {words.number(steps[n])}, at update {n + 1}; "
    if not inside.all():
        when = inside.argmin()
        said += f"leaves the map {'there' if when == n + 1 else f'at update {when}'}, "
    ends = f"at w = {words.number(w)}, b = {words.number(b)}," if inside[-1] else "outside, at"
    return f"{said}ends {ends} L = {words.number(L)}."
