"""A loss surface over two parameters, seen from above, with two descents on it and the loss along each."""

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from helpers.pictures import style

STEPS = [-4, -3, -2.5, -2, -1.75, -1.5, -1.25, -1, -0.75, -0.5, -0.25]  # log10 of the loss: where its grey changes
FLOOR, CEILING = 1e-8, 1.0  # the loss axis: what is lower is drawn at the floor
GREYS = LinearSegmentedColormap.from_list("valley", ["#FFFFFF", "#858585"])
LOOKS = {
    "no clipping": dict(color=style.VERMILION, linestyle="--", marker="X", linewidth=2.6),  # seen beneath the other
    "clipped": dict(color=style.BLUE, linestyle="-", marker="s", linewidth=1.3),
}


def descents(fig, ws, bs, E, n_updates):
    """A map of E (len(bs), len(ws)) over the weights ws and the biases bs, and E over the updates.

    update(paths) takes {"no clipping": path, "clipped": path}, each an array (updates + 1, 3) of w, b and E.
    It returns nothing: the sentence is the caller's, who knows where the paths come from.
    """
    land, course = fig.subplots(1, 2, width_ratios=(1.5, 1))
    _map(fig, land, ws, bs, E)
    course.set(xlabel="update", title="E on the way", yscale="log", xlim=(0, n_updates), ylim=(FLOOR, CEILING))
    course.yaxis.minorticks_off()
    lines = {label: _lines(land, course, look) for label, look in LOOKS.items()}
    start = land.plot([], [], "o", color="black", markersize=9, zorder=5)[0]
    words = land.text(0, 0, "", va="center", zorder=6)
    words.set_in_layout(False)
    heights = [height for _, _, height in lines.values()]
    course.legend(heights, list(lines), loc="lower left", handlelength=2.2, borderaxespad=0.1)

    def update(paths):
        for label, path in paths.items():
            trail, end, height = lines[label]
            trail.set_data(path[:, 0], path[:, 1])
            end.set_data(path[-1:, 0], path[-1:, 1])
            height.set_data(np.arange(len(path)), np.maximum(path[:, 2], FLOOR))
        w, b, _ = path[0]
        start.set_data([w], [b])
        near_the_edge = w > ws[0] + 0.7 * (ws[-1] - ws[0])
        words.set(position=(w, b), ha="right" if near_the_edge else "left", text="start  " if near_the_edge else "  start")

    return update


def _map(fig, ax, ws, bs, E):
    scale = ScalarMappable(BoundaryNorm(STEPS, GREYS.N), GREYS)
    heights = np.log10(np.clip(E, 1.01 * 10 ** STEPS[0], 0.99 * 10 ** STEPS[-1]))
    ax.pcolormesh(ws, bs, heights, norm=scale.norm, cmap=GREYS, shading="nearest")
    ax.set(xlabel="weight w", ylabel="bias b", title="E from above", xlim=(ws[0], ws[-1]), ylim=(bs[0], bs[-1]))
    ax.yaxis.set_major_locator(MaxNLocator(5))
    ax.grid(False)
    fig.colorbar(scale, ax=ax, label="$\\log_{10} E$", pad=0.02, ticks=[-4, -3, -2, -1])


def _lines(land, course, look):
    trail = land.plot([], [], **{**look, "marker": ""})[0]
    end = land.plot([], [], markersize=11, markeredgecolor="white", zorder=4, **{**look, "linestyle": ""})[0]
    height = course.plot([], [], markevery=10, **look)[0]
    return trail, end, height
