"""The unrolled graph, drawn from the arrays of one run (unroll.run): it steps forward, backward, and to the update."""

from itertools import pairwise

import numpy as np
from matplotlib import colormaps
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from helpers.measure import unroll
from helpers.pictures import graph_words, style
from helpers.pictures.graph_data import sizes
from helpers.pictures.outlines import Outlines
from helpers.pictures.stage import picture

DECADES = 2  # edge widths span this many powers of ten below the largest gradient on any edge
VALUES = colormaps["BrBG"]  # brown for −1, white for 0, teal for +1; light enough for black numbers on it
MOST_UNITS, MOST_STEPS, MOST_COLLAPSED = 3, 6, 8  # what stays readable at a phone's width
ROW = 0.82  # inches from one row of nodes to the next
SMALL = "#A33F00"  # vermilion, darker for small print


@picture(made_for=sizes)
def unrolled_graph(fig, first, collapsed=False):
    """The unrolled graph of one run: a node is filled by its value, an edge as wide as the gradient that flows back.

    Takes Walk(run, step, weight, path): a run of T ≤ 6 steps and H ≤ 3 units. With `collapsed`, T ≤ 8 and any H: one
    node for each layer; of several units it holds the root mean square, and the norm of their gradients. Raises
    ValueError for a larger run, for steps or units that are not there, and for a weight or a path if `collapsed`.
    """
    T, H = sizes(first)
    if T > (MOST_COLLAPSED if collapsed else MOST_STEPS) or (H > MOST_UNITS and not collapsed):
        limit = f"T ≤ {MOST_STEPS} and H ≤ {MOST_UNITS}, or collapsed=True and T ≤ {MOST_COLLAPSED}"
        raise ValueError(f"the run has T = {T} and H = {H}; expected {limit}, to be readable")
    graph = _Graph(fig, T, 1 if collapsed else H)

    def draw(data):
        if collapsed and (data.weight is not None or data.path is not None):
            raise ValueError("weight and path need single units; expected a graph that is not collapsed")
        seen = data._replace(run=unroll.collapse(data.run)) if collapsed else data
        graph.show(seen)
        banner, sentence = graph_words.told(seen, collapsed and H > 1)
        graph.banner.set([banner])
        return sentence

    return draw


class _Graph:
    """The nodes and edges of one stage: arrays of positions, and the artists that are moved."""

    def __init__(self, fig, T, H):
        self.T, self.H, top = T, H, H - 1
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
        self._stage(fig, segments)

    def _stage(self, fig, segments):
        T, H, loss = self.T, self.H, self.places[-1]
        low, heading = -2.5, max(H + 0.14, loss[1] + 1.05)
        height = ROW * (heading + 0.32 - low)
        fig.set_size_inches(style.SIZE[0], height)
        ax = self.ax = fig.add_axes((0, 0, 1, 1), xlim=(-0.7, T + 1.6), ylim=(low, low + height / ROW))
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_color("none")  # an axis that is switched off would count as changed at every frame
        diameter = min(40, 0.64 * style.SIZE[0] * 72 / (T + 2.3))
        size = max(12, diameter / 2.85)
        self.band = ax.add_patch(Rectangle((-9, 0), 0.92, 1, alpha=0.17, lw=0, zorder=0))
        self.edges = ax.add_collection(LineCollection(segments, zorder=2))
        self.nodes = ax.scatter(*self.places.T, s=diameter**2, zorder=3)
        self.values = Outlines(ax, self.places, size, "black")
        off = (diameter / 2 + 0.65 * size) / (ROW * 72)
        below = self.places - (0, off)
        below[-1] = loss + (0, off)  # below L is its edge
        self.gradients = Outlines(ax, below, size - 0.5, SMALL, halo=3.5)
        self.copies = Outlines(ax, [(t + 0.5, H - 0.42) for t in range(T)], size, "black")
        self.banner = Outlines(ax, [(-0.6, heading)], 14.5, "black", centred=False)
        self._names(0.6 * diameter * (T + 2.3) / (style.SIZE[0] * 72), 0.4 * diameter / (ROW * 72))
        self.key = _Key(ax, diameter)

    def _names(self, right, up):
        """The steps, the units, and a letter to the right of the last node of each kind and up."""
        ax, T, H = self.ax, self.T, self.H
        for t in range(T + 1):
            ax.text(t, -1.86, f"t = {t}" if t == 0 else str(t), ha="center", va="center", fontsize=13, zorder=-1)
        for u in range(H if H > 1 else 0):
            ax.text(-0.57, H - 1 - u, str(u), va="center", ha="center", color=style.GREY, fontsize=13, zorder=-1)
        if H > 1:
            ax.text(-0.66, H - 0.37, "unit", va="center", color=style.GREY, fontsize=12.5, zorder=-1)
        for (x, y), name in zip([self.places[T * H], *self.places[-3:]], "hxoL"):
            ax.text(x + right, y + up, f"${name}$", ha="center", fontsize=14, zorder=-1)

    def show(self, data):
        """Move everything to this run and step; weight, path or the update light their edges and pale the rest."""
        run, end = data.run, 2 * self.T + 2
        step = end if data.step is None else data.step
        lit = data.weight is not None or data.path is not None or step > end
        told = (self.back <= step) & (not lit)
        self._fill(run, self.known <= step, told)
        t = step if step <= self.T + 1 else end - step
        banded = data.step is not None and step > 0 and not lit
        foot = -0.6 if t == 0 else -1.7  # h_0 has the key below it
        self.band.set_bounds(t - 0.46 if banded else -9, foot, 0.92, self.H - 0.47 - foot)
        self.band.set_color(style.COLOURS["forward" if step <= self.T + 1 else "backward"])
        if lit:
            self._light(data, step)
        else:
            flows = [run.flow_ih.ravel(), run.flow_hh.ravel(), run.flow_ho, [run.d_output]]
            self._flow(np.abs(np.concatenate(flows)), step)
        self.key.show(
            hh=lit or step > 0, ih=not lit and step > 0, ho=not lit and step > self.T, back=told.any()
        )

    def _fill(self, run, known, told):
        """The nodes: values that are known; the gradients that are told, and vermilion around their nodes."""
        values = np.concatenate([run.hs.ravel(), run.xs, [run.output, run.loss]])
        slopes = np.concatenate([run.d_hs.ravel(), run.d_xs, [run.d_output, 1.0]])
        fills = VALUES(0.5 + 0.33 * np.clip(values, -1, 1))
        fills[~known] = 1
        self.nodes.set_facecolor(fills)
        self.nodes.set_edgecolor(np.where(told, style.VERMILION, np.where(known, "black", style.GREY)))
        self.nodes.set_linewidth(np.where(told, 2.2, 1.1))
        self.nodes.set_linestyle(["-" if is_known else ":" for is_known in known])
        self.values.set([graph_words.hundredths(value) if shown else "" for value, shown in zip(values, known)])
        self.gradients.set([graph_words.short(slope) if shown else "" for slope, shown in zip(slopes, told)])

    def _flow(self, flows, step):
        """Edge widths by the logarithm of the gradient that has come back so far."""
        known, back = self.edge_known <= step, self.edge_back <= step
        self.edges.set_linewidth(np.where(back, _widths(flows), 1.2))
        self.edges.set_color(np.where(known, self.colours, style.PALE))
        self.edges.set_linestyle(["-" if is_known else (0, (2, 2)) for is_known in known])
        self.copies.set([""] * self.T)

    def _light(self, data, step):
        """Light every copy of a weight, with the gradient of each; the edges of a path, with their factors; or all."""
        run, texts = data.run, [""] * self.T
        lit = np.zeros((self.T, self.H, self.H))  # the width of what is lit
        if data.weight is not None:
            lit[:, *data.weight] = 4.5
            known = [2 * self.T + 2 - t <= step for t in range(1, self.T + 1)]
            texts = [graph_words.short(g) if shown else "" for g, shown in zip(run.copies[:, *data.weight], known)]
        elif data.path is not None:
            for t, (j, i) in enumerate(pairwise(data.path), start=self.T + 1 - len(data.path)):
                lit[t, i, j], texts[t] = 4.5, "×" + graph_words.short(run.factors[t, i, j])
        else:
            shares = run.copies if self.H > 1 else np.linalg.norm(run.copies, axis=(1, 2))
            lit[:] = _widths(np.abs(shares)).reshape(lit.shape)
        widths = np.zeros(len(self.colours))
        widths[self.recurrent] = lit.ravel()
        self.edges.set_linewidth(np.where(widths, widths, 0.7))
        self.edges.set_color(np.where(widths, self.colours, style.PALE))
        self.edges.set_linestyle("-")
        self.copies.set(texts)


class _Key:
    """What is what: colours of edges (those that are drawn), fills of nodes, the numbers below them."""

    def __init__(self, ax, diameter):
        self.parts = {}
        for y, name in zip((-0.82, -1.14, -1.46), ("W_hh", "W_ih", "W_ho")):
            line = ax.add_line(Line2D((-0.6, -0.38), (y, y), color=style.COLOURS[name], lw=4, zorder=-1))
            self.parts[name] = line, ax.text(-0.31, y, name, va="center", fontsize=12.5, zorder=-1)
        look = dict(transform=ax.get_yaxis_transform(), va="center", fontsize=12.5, zorder=-1)
        ax.text(0.014, -2.26, "in a node:", **look)
        for x, value, word in ((0.162, -0.7, "negative"), (0.322, 0, "0"), (0.39, 0.7, "positive")):
            fill = dict(color=[VALUES(0.5 + 0.33 * value)], edgecolor="black", s=130, zorder=-1)
            ax.scatter([x], [-2.26], transform=look["transform"], **fill)
            ax.text(x + 0.017, -2.26, word, **look)
        self.parts["back"] = (ax.text(0.57, -2.26, "below it: the loss's gradient", color=SMALL, **look),)

    def show(self, hh, ih, ho, back):
        for name, visible in zip(self.parts, (hh, ih, ho, back)):
            for part in self.parts[name]:
                part.set_visible(bool(visible))


def _widths(flows):
    """Widths of edges, 0.8 to 7 points, by the logarithm of what flows along them."""
    decades = np.log10(np.maximum(flows / (flows.max() or 1), 10.0**-DECADES))  # from −DECADES to 0
    return 0.8 + 6.2 * (1 + decades / DECADES)


def _lane(x, h):
    """The way from an input up to a unit: straight to the lowest, past the others along a lane of its own."""
    if h[1] == 0:
        return x, h
    lane = x[0] - 0.36 - 0.07 * (h[1] - 1)
    return x, (lane, x[1] + 0.55), (lane, h[1] - 0.4), h
