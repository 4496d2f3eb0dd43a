"""Two layers side by side, without and with the loop to itself through time, and what each makes of the same input."""

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle
from matplotlib.ticker import MaxNLocator

from helpers.pictures import style

NETS = {
    "feedforward": r"$h_t = \phi(W_{ih}\, x_t + b_h)$",
    "recurrent": r"$h_t = \phi(W_{ih}\, x_t + W_{hh}\, h_{t-1} + b_h)$",
}


def layers_side_by_side(fig):
    """Two diagrams, and under each the states of its first unit.

    update(xs, feedforward, recurrent) takes inputs and states of one unit, T numbers each, for t = 1…T.
    """
    axes = fig.subplots(2, 2, sharey="row", height_ratios=(1, 1.15))
    stems = []
    for (name, formula), diagram, response in zip(NETS.items(), axes[0], axes[1]):
        _diagram(diagram, name, formula)
        stems.append(_response(response))
    axes[1, 0].set_ylabel("$x_t$ and $h_t$")

    def update(xs, feedforward, recurrent):
        t = np.arange(1, len(xs) + 1)
        for (inputs, states, drops), hs, ax in zip(stems, (feedforward, recurrent), axes[1]):
            inputs.set_data(t, xs)
            states.set_data(t, hs)
            drops.set_segments([[(step, 0), (step, h)] for step, h in zip(t, hs)])
            ax.set(xlim=(0.3, len(xs) + 0.7), ylim=(-0.08, 1.15))
        pulse = int(np.argmax(xs))
        return (
            f"Feedforward: x_{pulse + 1} = {xs[pulse]:.2g} gives h_{pulse + 1} = {feedforward[pulse]:.2f}, and one step later "
            f"h is {feedforward[pulse + 1]:.2f}. Recurrent, with an arrow W_hh from h to itself: h_{pulse + 1} = "
            f"{recurrent[pulse]:.2f}, then {recurrent[pulse + 1]:.2f}, {recurrent[pulse + 2]:.2f}, … and still "
            f"{recurrent[-1]:.2f} at t = {len(xs)}."
        )

    return update


def _diagram(ax, name, formula):
    ax.set(xlim=(0, 4.4), ylim=(0, 2.2), aspect="equal")
    ax.axis("off")
    ax.set_title(name)
    ax.add_patch(Rectangle((0.55, 0.1), 0.5, 0.5, facecolor="white", edgecolor="black", linewidth=1.5))
    ax.add_patch(Circle((0.8, 1.65), 0.32, facecolor="white", edgecolor=style.COLOURS["forward"], linewidth=2.5))
    ax.text(0.8, 0.33, "$x_t$", ha="center", va="center")
    ax.text(0.8, 1.63, "$h_t$", ha="center", va="center")
    _arrow(ax, (0.8, 0.6), (0.8, 1.33), style.COLOURS["W_ih"])
    ax.text(0.95, 0.93, "$W_{ih}$", va="center")
    ax.text(1.35, 0.2, formula, va="center", fontsize=12)
    if name == "recurrent":
        _arrow(ax, (1.05, 1.85), (1.05, 1.45), style.COLOURS["W_hh"], "arc3,rad=-2.6")
        ax.text(1.85, 1.65, "$W_{hh}$, one step later", va="center")
    else:
        ax.text(1.5, 1.65, "no way back to $h_t$", va="center", color=style.GREY)


def _arrow(ax, start, end, colour, bend="arc3"):
    look = dict(arrowstyle="-|>", mutation_scale=16, linewidth=2.5, shrinkA=0, shrinkB=0)
    ax.add_patch(FancyArrowPatch(start, end, color=colour, connectionstyle=bend, **look))


def _response(ax):
    ax.set_xlabel("time step t")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    drops = ax.vlines([], [], [], color=style.COLOURS["forward"], linewidth=2)
    square = dict(marker="s", markersize=9, markerfacecolor="white", color=style.GREY, linestyle="")
    inputs = ax.plot([], [], label="input $x_t$", **square)[0]
    states = ax.plot([], [], label="state $h_t$", marker="o", color=style.COLOURS["forward"], linestyle="")[0]
    ax.legend(loc="upper right", borderaxespad=0, handletextpad=0.2)
    return inputs, states, drops
