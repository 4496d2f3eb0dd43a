"""How much each state of a net of several layers matters: ‖dL/dh_t‖ as a map, a row for each layer, a column a step."""

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.patches import FancyArrowPatch

from helpers import expect
from helpers.pictures import style, words
from helpers.pictures.graph_words import short
from helpers.pictures.outlines import Outlines
from helpers.pictures.stage import picture

MOST_STEPS, MOST_LAYERS = 8, 4  # what stays readable at a phone's width
ROW, FOOT, HEAD = 0.95, 1.12, 0.92  # inches: a layer, what stands below the lowest one, the key above
COLOURS = LinearSegmentedColormap.from_list("gradient", ["white", style.COLOURS["backward"]])
WIDE, HIGH = 0.79, 0.5  # of a cell, in columns and in rows


def _looked_at(data):
    """The layers' names and T, after looking at all of the data."""
    if not isinstance(data, dict) or not 1 <= len(data) <= MOST_LAYERS:
        given = f"{len(data)} layers" if isinstance(data, dict) else expect.described(data)
        raise ValueError(f"data is {given}; expected {{layer: norms (T+1,)}}, from 1 to {MOST_LAYERS} layers")
    shape = ("T+1",)
    for name, norms in data.items():
        expect.array(f"data[{name!r}]", norms, shape)
        expect.not_negative(f"data[{name!r}]", norms)
        shape = norms.shape
    if shape[0] > MOST_STEPS + 1:
        raise ValueError(f"the run has T = {shape[0] - 1}; expected T ≤ {MOST_STEPS}, to be readable")
    return tuple(data), shape[0] - 1


@picture(made_for=_looked_at)
def layer_map(fig, first, scale=(1e-5, 1.0)):
    """A map of ‖dL/dh_t‖, layer by step, on the graph of the stacked layers; the loss reads the last state of the top.

    Takes {layer: norms (T+1,)} for t = 0…T, from the lowest layer to the top; 1 to 4 layers, T ≤ 8. In a cell stands
    its number. The colours' range `scale` is logarithmic and held; what lies beyond has the last colour, and is told.
    Raises ValueError for another number of layers or steps, arrays of different lengths, a negative number.
    """
    names, T = _looked_at(first)
    height = FOOT + HEAD + ROW * (len(names) - 1)
    fig.set_size_inches(style.SIZE[0], height + 0.45)
    ax = fig.add_axes((0, 0, 1, height / (height + 0.45)), xlim=(-1.75, T + 0.95))
    ax.set(ylim=(-FOOT / ROW, len(names) - 1 + (HEAD - 0.45) / ROW), xticks=[], yticks=[])
    ax.spines[:].set_color("none")  # an axis that is switched off would count as changed at every frame
    places = [(t, row) for row in range(len(names)) for t in range(T + 1)]
    corners = np.array([(-WIDE, -HIGH), (WIDE, -HIGH), (WIDE, HIGH), (-WIDE, HIGH)]) / 2
    cells = ax.add_collection(PolyCollection([place + corners for place in np.array(places)], linewidths=1))
    cells.set_edgecolor(style.GREY)
    numbers, colours = Outlines(ax, places, 13, "black"), ScalarMappable(LogNorm(*scale, clip=True), COLOURS)
    _graph(ax, names, T)
    _key(fig, colours, height)

    def draw(data):
        norms = np.concatenate(list(data.values()))
        cells.set_facecolor(colours.to_rgba(np.maximum(norms, scale[0])))
        numbers.set([short(norm) for norm in norms])
        return _told(data, norms, scale)

    return draw


def _graph(ax, names, T):
    """The steps, the layers' names, the inputs and the loss, and arrows the way the run goes."""
    x, top = -0.92, len(names) - 1
    for t in range(T + 1):
        ax.text(t, -FOOT / ROW + 0.12, f"t = {t}" if t == 0 else str(t), ha="center", fontsize=13)
    for row, name in enumerate(names):
        ax.text(-0.5, row, name, ha="right", va="center", fontsize=13)
        for t in range(1, T + 1):
            below = x + 0.24 if row == 0 else row - 1 + HIGH / 2
            _arrow(ax, (t, below), (t, row - HIGH / 2), "W_ih")
            _arrow(ax, (t - 1 + WIDE / 2, row), (t - WIDE / 2, row), "W_hh")
    for t in range(1, T + 1):
        ax.text(t, x + 0.08, f"$x_{{{t}}}$", ha="center", va="center", fontsize=13)
    _arrow(ax, (T + WIDE / 2, top), (T + 0.64, top), "W_ho")
    ax.text(T + 0.77, top, "$L$", ha="center", va="center", fontsize=14)


def _arrow(ax, start, end, name):
    look = dict(arrowstyle="-|>", mutation_scale=9, linewidth=1.8, shrinkA=1, shrinkB=1)
    ax.add_patch(FancyArrowPatch(start, end, color=style.COLOURS[name], zorder=1.5, **look))


def _key(fig, colours, height):
    """The bar that tells which colour is which norm: above the map, with its name before it."""
    whole = height + 0.45
    bar = fig.add_axes((0.36, (height + 0.17) / whole, 0.58, 0.14 / whole))
    fig.colorbar(colours, cax=bar, orientation="horizontal", extend="both")
    bar.minorticks_off()
    fig.text(0.33, (height + 0.24) / whole, r"$\|dL/dh_t\|$ in a cell", ha="right", va="center")


def _told(data, norms, scale):
    """How each layer's norms change going back, from the top down, and what lies beyond the colours."""
    said = [words.fall(name, np.arange(len(data[name])), data[name]) for name in reversed(data)]
    for out, way, end in ((norms < scale[0], "below", scale[0]), (norms > scale[1], "above", scale[1])):
        if out.any():
            n = int(out.sum())
            said.append(f"{words.count(n, 'cell')} lie{'s' * (n == 1)} beyond the colours, {way} {words.number(end)}.")
    return " ".join(map(words.sentence, said))
