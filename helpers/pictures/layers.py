"""Two layers side by side, without and with the loop to itself through time, and what each makes of the same input."""

from typing import NamedTuple

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle
from matplotlib.ticker import FixedLocator, MaxNLocator

from helpers import expect
from helpers.pictures import style, words
from helpers.pictures.stage import picture

NETS = {
    "feedforward": r"$h_t = \phi(W_{ih}\, x_t + b_h)$",
    "recurrent": r"$h_t = \phi(W_{ih}\, x_t + W_{hh}\, h_{t-1} + b_h)$",
}
HALVES = (0.09, 0.555)  # of the figure: where the two layers begin
WIDE = 0.425


class Layers(NamedTuple):
    """Inputs (T,), and the states (T,) that a layer of one unit makes of them, without and with a loop."""

    xs: np.ndarray
    feedforward: np.ndarray
    recurrent: np.ndarray


def _steps(data):
    expect.fields("data", data, Layers)
    expect.array("xs", data.xs, ("T",))
    expect.array("feedforward", data.feedforward, data.xs.shape)
    expect.array("recurrent", data.recurrent, data.xs.shape)
    return len(data.xs)


@picture(made_for=_steps)
def layers_side_by_side(fig, first, ylim=(-0.1, 1.2)):
    """Two diagrams, and under each what the layer makes of the same input.

    Takes Layers(xs, feedforward, recurrent), for t = 1…T. `ylim` holds both axes; what leaves it is marked at the
    border. Raises ValueError for arrays that are not of one length.
    """
    fig.set_size_inches(style.SIZE[0], 4.7)
    responses = {}
    for (name, formula), left in zip(NETS.items(), HALVES):
        _diagram(fig.add_axes((left, 0.535, WIDE, 0.335)), name, formula)
        responses[name] = _Response(fig.add_axes((left, 0.13, WIDE, 0.31)), len(first.xs), ylim)
    one = responses["feedforward"]
    handles = dict(handles=[one.inputs, one.states], labels=["input $x_t$", "state $h_t$"])
    fig.legend(**handles, loc="center", bbox_to_anchor=(0.53, 0.485), ncols=2, handletextpad=0.2, borderpad=0)
    responses["recurrent"].ax.tick_params(labelleft=False)

    def draw(data):
        beyond = [responses[name].set(data.xs, getattr(data, name)) for name in NETS]
        return " ".join(
            [_told(data), *(f"{name}: {said}" for name, said in zip(("Feedforward", "Recurrent"), beyond) if said)]
        )

    return draw


def _told(data):
    """What each layer makes of the largest input, and what is left of it later."""
    xs, T, pulse = data.xs, len(data.xs), int(np.abs(data.xs).argmax())
    h = {name: [words.number(value) for value in getattr(data, name)] for name in NETS}
    text = f"Feedforward: x_{pulse + 1} = {words.number(xs[pulse])} gives h_{pulse + 1} = {h['feedforward'][pulse]}"
    if pulse + 1 < T:
        text += f", and one step later h is {h['feedforward'][pulse + 1]}"
    text += f". Recurrent, with an arrow W_hh from h to itself: h_{pulse + 1} = {h['recurrent'][pulse]}"
    later = h["recurrent"][pulse + 1 : pulse + 3]
    text += f", then {', '.join(later)}" if later else ""
    return text + (f", and at t = {T} it is {h['recurrent'][-1]}." if pulse + 3 < T else ".")


def _diagram(ax, name, formula):
    ax.set(xlim=(0, 4.4), ylim=(0, 2.2))
    ax.axis("off")
    ax.set_title(f"{name}\n{formula}", pad=4, fontsize=13, linespacing=1.35)
    ax.set_aspect("equal", anchor="W")
    ax.add_patch(Rectangle((0.55, 0.1), 0.5, 0.5, facecolor="white", edgecolor=style.COLOURS["input"], linewidth=2))
    ax.add_patch(Circle((0.8, 1.65), 0.32, facecolor="white", edgecolor=style.COLOURS["state"], linewidth=2.5))
    ax.text(0.8, 0.33, "$x_t$", ha="center", va="center")
    ax.text(0.8, 1.63, "$h_t$", ha="center", va="center")
    _arrow(ax, (0.8, 0.6), (0.8, 1.33), style.COLOURS["W_ih"])
    ax.text(0.95, 0.93, "$W_{ih}$", va="center")
    if name == "recurrent":
        _arrow(ax, (1.05, 1.85), (1.05, 1.45), style.COLOURS["W_hh"], "arc3,rad=-2.6")
        ax.text(1.85, 1.65, "$W_{hh}$, one step later", va="center")
    else:
        ax.text(1.5, 1.65, "no way back to $h_t$", va="center", color=style.GREY)


def _arrow(ax, start, end, colour, bend="arc3"):
    look = dict(arrowstyle="-|>", mutation_scale=16, linewidth=2.5, shrinkA=0, shrinkB=0)
    ax.add_patch(FancyArrowPatch(start, end, color=colour, connectionstyle=bend, **look))


class _Response:
    """Inputs as hollow squares, states as dots on stems; every step has both."""

    def __init__(self, ax, T, ylim):
        self.ax, self.ylim = ax, ylim
        ax.set(xlabel="time step t", xlim=(0.3, T + 0.7), ylim=ylim)
        ticks = MaxNLocator(6, integer=True).tick_values(1, T)
        ax.xaxis.set_major_locator(FixedLocator([*ticks[(ticks >= 1) & (ticks <= 0.93 * T)], T]))
        ax.yaxis.set_major_locator(MaxNLocator(4))
        self.t, colour = np.arange(1, T + 1), style.COLOURS["state"]
        self.stems = ax.vlines(self.t, 0, 0, color=colour, linewidth=2)
        square = dict(marker="s", markersize=9, markerfacecolor="white", color=style.COLOURS["input"])
        self.inputs = ax.plot([], [], linestyle="", **square)[0]
        self.ghost = ax.plot([], [], linestyle="", marker="o", color=colour, alpha=0.35)[0]
        self.states = ax.plot([], [], linestyle="", marker="o", color=colour)[0]
        self.out = [
            ax.plot([], [], linestyle="", marker=m, color="black", markersize=8, clip_on=False)[0] for m in "v^"
        ]

    def set(self, xs, hs):
        """Draw both; return what leaves the scale, in words, or nothing."""
        self.ghost.set_data(*self.states.get_data())
        self.inputs.set_data(self.t, xs)
        self.states.set_data(self.t, hs)
        self.stems.set_segments([[(step, 0), (step, h)] for step, h in zip(self.t, hs)])
        low, high = self.ylim
        leaving = [(xs < low) | (hs < low), (xs > high) | (hs > high)]
        for marks, out, border in zip(self.out, leaving, self.ylim):
            marks.set_data(self.t[out], [border] * out.sum())
        n = int((leaving[0] | leaving[1]).sum())
        return f"{words.count(n, 'step')} beyond the picture's scale." if n else ""
