"""The unrolled graph, drawn from the arrays of one run (unroll.run): it steps forward and backward."""

from functools import lru_cache
from itertools import pairwise

import numpy as np
from matplotlib import colormaps
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from helpers import expect
from helpers.measure import unroll
from helpers.pictures import graph_words, style

DECADES = 2  # edge widths span this many powers of ten below the largest gradient on any edge
VALUES = colormaps["BrBG"]  # brown for −1, white for 0, teal for +1; light enough for black numbers on it
MOST_UNITS, MOST_STEPS, MOST_COLLAPSED = 3, 6, 8  # what stays readable at a phone's width
PALE = "#C9C9C9"
ROW = 0.82  # inches from one row of nodes to the next


def unrolled(fig, n_steps, n_hidden, collapsed=False):
    """Draw the unrolled graph of n_steps T and n_hidden H: T ≤ 6, H ≤ 3, or T ≤ 8 with one node per layer (collapsed).

    update(run, step=None, weight=None, path=None): step 0 has computed nothing, 1…T run forward, T+1 is the loss,
    T+2…2T+2 go back from t = T to 0 (None: all done). weight (i, j) lights every copy of W_hh[i, j] and gives each
    copy's gradient; path, the units (u_t, …, u_T), lights one path to h_T and gives its factors.
    """
    expect.count("n_steps", n_steps)
    expect.count("n_hidden", n_hidden)
    most = MOST_COLLAPSED if collapsed else MOST_STEPS
    if n_steps > most or (n_hidden > MOST_UNITS and not collapsed):
        limit = f"n_steps ≤ {MOST_STEPS} and n_hidden ≤ {MOST_UNITS}, or collapsed=True and n_steps ≤ {MOST_COLLAPSED}"
        raise ValueError(f"n_steps is {n_steps} and n_hidden is {n_hidden}; expected {limit}, to be readable")
    graph = _Graph(fig, n_steps, 1 if collapsed else n_hidden)

    def update(run, step=None, weight=None, path=None):
        expect.array("run.hs", run.hs, (n_steps + 1, n_hidden))
        if collapsed and (weight is not None or path is not None):
            raise ValueError("weight and path need single units; expected a graph that is not collapsed")
        seen, last = unroll.collapse(run) if collapsed else run, 2 * n_steps + 2
        graph.draw(seen, last if step is None else step, weight, path, band=step is not None)
        if weight is not None:
            banner, alt = graph_words.weight(run, last if step is None else step, *weight)
        elif path is not None:
            banner, alt = graph_words.path(run, path)
        else:
            banner, alt = graph_words.whole(seen) if step is None else graph_words.step(seen, step, collapsed)
        graph.banner.set([banner])
        return alt

    return update


class _Words:
    """Short texts at many places, kept as one collection of outlines: drawn ten times faster than as many texts."""

    def __init__(self, ax, places, size, colour, halo=0, centred=True):
        self.size, self.centred, look = size, centred, dict(offsets=places, offset_transform=ax.transData, transform=_POINTS)
        layers = [dict(facecolors=colour, linewidths=0)]
        if halo:
            layers.insert(0, dict(facecolors="white", edgecolors="white", linewidths=halo))
        self.layers = [ax.add_collection(PathCollection([], zorder=5, **look, **layer)) for layer in layers]

    def set(self, texts):
        outlines = [_outline(text, self.size, self.centred) for text in texts]
        for layer in self.layers:
            layer.set_paths(outlines)


_POINTS = Affine2D().scale(style.DPI / 72)


@lru_cache(4096)
def _outline(text, size, centred):
    """The outline of a text, in points, centred on the origin or starting there."""
    if not text:
        return Path(np.empty((0, 2)))
    path = TextPath((0, 0), text, size=size)
    if not centred:
        return path
    box = path.get_extents()
    return path.transformed(Affine2D().translate(-(box.x0 + box.x1) / 2, -0.365 * size))


class _Graph:
    """The nodes and edges of one stage: arrays of positions, and the artists that are moved."""

    def __init__(self, fig, T, H):
        self.T, self.H, top = T, H, H - 1
        height = 2.02 + ROW * H
        fig.set_size_inches(style.SIZE[0], height)
        fig.set_layout_engine("none")
        low = -2.0
        ax = self.ax = fig.add_axes((0, 0, 1, 1), xlim=(-0.7, T + 1.6), ylim=(low, low + height / ROW))
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_color("none")  # an axis that is switched off would count as changed at every frame
        t = np.arange(T + 1)
        h = np.stack(np.broadcast_arrays(t[:, None], top - np.arange(H)), axis=-1).astype(float)
        x = np.stack([t[1:], np.full(T, -1.1)], axis=-1)
        o, loss = (T + 1.0, top / 2), (T + 1.0, top / 2 + 1)
        self.places = np.concatenate([h.reshape(-1, 2), x, [o, loss]])
        # From which step on a node or an edge is known, forward and back: h_t at t and at 2T+2−t.
        node_t = np.concatenate([np.repeat(t, H), t[1:], [T + 1, T + 1]])
        self.known, self.back = node_t.copy(), 2 * T + 2 - np.minimum(node_t, T)
        self.known[H * (T + 1) : -2] = 0  # the inputs are given
        edges = [(_lane(x[s - 1], h[s, i]), s, s) for s in t[1:] for i in range(H)]
        edges += [((h[s - 1, j], h[s, i]), s, s - 1) for s in t[1:] for i in range(H) for j in range(H)]
        edges += [((h[T, j], o), T + 1, T) for j in range(H)] + [((o, loss), T + 1, T)]
        segments, edge_known, edge_back = zip(*edges)
        self.edge_known, self.edge_back = np.array(edge_known), 2 * T + 2 - np.array(edge_back)
        matrices = ["W_ih"] * (T * H) + ["W_hh"] * (T * H * H) + ["W_ho"] * H
        self.colours = np.array([style.COLOURS[name] for name in matrices] + [style.GREY])
        self.recurrent = slice(T * H, T * H + T * H * H)  # where the edges of W_hh are
        self._stage(segments)

    def _stage(self, segments):
        ax, T, H = self.ax, self.T, self.H
        diameter = min(40, 0.64 * style.SIZE[0] * 72 / (T + 2.3))
        size = diameter / 2.85
        self.band = ax.add_patch(Rectangle((-9, 0), 0.92, 1, alpha=0.17, lw=0, zorder=0))
        self.edges = ax.add_collection(LineCollection(segments, zorder=2))
        self.nodes = ax.scatter(*self.places.T, s=diameter**2, zorder=3)
        self.values = _Words(ax, self.places, size, "black")
        below = self.places - (0, (diameter / 2 + 0.65 * size) / (ROW * 72))
        self.gradients = _Words(ax, below, size - 0.5, "#A33F00", halo=3.5)  # vermilion, darker for small print
        self.copies = _Words(ax, [(t + 0.5, H - 0.42) for t in range(T)], size, "black")
        self.banner = _Words(ax, [(-0.6, H + 0.14)], 14.5, "black", centred=False)
        for t in range(T + 1):
            ax.text(t, -1.88, f"t = {t}" if t == 0 else str(t), ha="center", va="center", fontsize=13)
        for u in range(H if H > 1 else 0):
            ax.text(-0.62, H - 1 - u, str(u), va="center", color=style.GREY, fontsize=13)
        for (x, y), name in zip([self.places[0] - (0.94, 0), *self.places[-3:]], "hxoL"):
            ax.text(x + 0.37, y + 0.26, f"${name}$", ha="center", fontsize=14)
        for y, name in zip((-0.82, -1.14, -1.46), ("W_hh", "W_ih", "W_ho")):
            ax.add_line(Line2D((-0.6, -0.38), (y, y), color=style.COLOURS[name], lw=4))
            ax.text(-0.31, y, name, va="center", fontsize=12.5)

    def draw(self, run, step, weight=None, path=None, band=True):
        """Move everything to this run and step; weight or path light their edges and pale the rest."""
        values = np.concatenate([run.hs.ravel(), run.xs, [run.output, run.loss]])
        slopes = np.concatenate([run.d_hs.ravel(), run.d_xs, [run.d_output, 1.0]])
        known, back, lit = self.known <= step, self.back <= step, weight is not None or path is not None
        fills = VALUES(0.5 + 0.33 * np.clip(values, -1, 1))
        fills[~known] = 1
        self.nodes.set_facecolor(fills)
        self.nodes.set_edgecolor(np.where(back, style.VERMILION, np.where(known, "black", style.GREY)))
        self.nodes.set_linewidth(np.where(back, 2.2, 1.1))
        self.nodes.set_linestyle(["-" if is_known else ":" for is_known in known])
        self.values.set([graph_words.hundredths(value) if shown else "" for value, shown in zip(values, known)])
        self.gradients.set([graph_words.short(slope) if shown and not lit else "" for slope, shown in zip(slopes, back)])
        t = step if step <= self.T + 1 else 2 * self.T + 2 - step
        foot = -0.6 if t == 0 else -1.75  # h_0 has the key below it
        self.band.set_bounds(t - 0.46 if band and step > 0 and not lit else -9, foot, 0.92, self.H - 0.47 - foot)
        self.band.set_color(style.COLOURS["forward" if step <= self.T + 1 else "backward"])
        if lit:
            self._light(run, step, weight, path)
        else:
            flows = [run.flow_ih.ravel(), run.flow_hh.ravel(), run.flow_ho, [run.d_output]]
            self._flow(np.abs(np.concatenate(flows)), step)

    def _flow(self, flows, step):
        """Edge widths by the logarithm of the gradient that has come back so far."""
        known, back = self.edge_known <= step, self.edge_back <= step
        decades = np.log10(np.maximum(flows / (flows.max() or 1), 10.0**-DECADES))  # from −DECADES to 0
        self.edges.set_linewidth(np.where(back, 0.8 + 6.2 * (1 + decades / DECADES), 1.2))
        self.edges.set_color(np.where(known, self.colours, PALE))
        self.edges.set_linestyle(["-" if is_known else (0, (2, 2)) for is_known in known])
        self.copies.set([""] * self.T)

    def _light(self, run, step, weight, path):
        """Light every copy of a weight, with the gradient of each, or the edges of a path, with their factors."""
        lit, texts = np.zeros((self.T, self.H, self.H), bool), [""] * self.T
        if weight is not None:
            lit[:, *weight] = True
            copies = run.copies[:, *weight]
            texts = [graph_words.short(g) if 2 * self.T + 2 - t <= step else "" for t, g in enumerate(copies, start=1)]
        else:
            for t, (j, i) in enumerate(pairwise(path), start=self.T + 1 - len(path)):
                lit[t, i, j], texts[t] = True, "×" + graph_words.short(run.factors[t, i, j])
        every = np.zeros(len(self.colours), bool)
        every[self.recurrent] = lit.ravel()
        self.edges.set_linewidth(np.where(every, 4.5, 0.7))
        self.edges.set_color(np.where(every, self.colours, PALE))
        self.edges.set_linestyle("-")
        self.copies.set(texts)


def _lane(x, h):
    """The way from an input up to a unit: straight to the lowest, past the others along a lane of its own."""
    if h[1] == 0:
        return x, h
    lane = x[0] - 0.36 - 0.07 * (h[1] - 1)
    return x, (lane, x[1] + 0.55), (lane, h[1] - 0.4), h
