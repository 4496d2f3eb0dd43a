"""The products of all paths between two units, one bar each, and the sum that they add up to."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers import expect
from helpers.pictures import style, words
from helpers.pictures.stage import picture


def _scales(data):
    """The number of paths, and round numbers around the products and around their running sum."""
    expect.array("data", data, ("N",))
    return len(data), _limits(data), _limits(np.cumsum(_ranked(data)))


@picture(made_for=_scales)
def path_products(fig, first):
    """The products of paths, the largest in size first, above their running sum.

    Takes an array (N,), one product for each path. Bars point up or down by sign. Both scales end at round numbers
    around the data. Raises ValueError for what is no such array.
    """
    n, limits, sum_limits = _scales(first)
    fig.set_size_inches(style.SIZE[0], 4.3)
    bars, sums = fig.add_axes((0.16, 0.585, 0.81, 0.385)), fig.add_axes((0.16, 0.14, 0.81, 0.345))
    bars.set(ylabel="product", xlim=(0, n + 1), ylim=limits)
    sums.set(ylabel="running sum", xlabel="paths, by the size of their product", xlim=(0, n + 1), ylim=sum_limits)
    bars.tick_params(labelbottom=False)
    for ax in (bars, sums):
        ax.axhline(0, color="black", linewidth=0.8, zorder=1.5)
        ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        ticks = MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(*ax.get_ylim())
        ax.set_yticks([tick for tick in ticks if ax.get_ylim()[0] <= tick <= ax.get_ylim()[1]])
        ax.yaxis.set_major_formatter(lambda value, _: words.number(value, 4))
        ax.yaxis.set_label_coords(-0.155, 0.5)
    colour, ranks = style.COLOURS["W_hh"], np.arange(1, n + 1)
    stems = bars.vlines(ranks, 0, 0, colors=colour, linewidth=max(0.8, min(8, 300 / n)))
    line = sums.plot([], [], color=colour, marker="o" if n <= 40 else "")[0]
    whole = sums.axhline(0, color="black", linestyle="--", linewidth=1.2, zorder=1.8)
    name = sums.text(1, 1.02, "", ha="right", va="bottom", transform=sums.transAxes)

    def draw(data):
        ranked = _ranked(data)
        running = np.cumsum(ranked)
        stems.set_segments([((rank, 0), (rank, value)) for rank, value in zip(ranks, ranked)])
        line.set_data(ranks, running)
        whole.set_ydata([running[-1]] * 2)
        name.set_text(f"- - -  all {n} together: {words.number(running[-1], 3)}")
        return _told(ranked, running[-1])

    return draw


def _ranked(products):
    return products[np.argsort(-np.abs(products), kind="stable")]


def _limits(values):
    """Round numbers around the values and zero."""
    low, high = min(0.0, values.min()), max(0.0, values.max())
    margin = 0.05 * (high - low) or 1.0
    ticks = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(
        low - margin * (low < 0), high + margin * (high > 0 or low == 0)
    )
    return float(ticks[0]), float(ticks[-1])


def _told(ranked, total):
    """How many products there are of each sign, how few make half of all sizes, and what all add up to."""
    n, up, down = len(ranked), int((ranked > 0).sum()), int((ranked < 0).sum())
    if n == 1:
        return f"A single path, its product {words.number(ranked[0], 3)}."
    text = f"{n} paths, a product for each: {up} positive, {down} negative"
    text += f", {n - up - down} exactly 0; " if up + down < n else "; "
    text += f"the largest in size is {words.number(ranked[0])}. "
    sizes = np.cumsum(np.abs(ranked))
    if sizes[-1]:
        half = int(np.searchsorted(sizes, 0.5 * sizes[-1])) + 1
        make = "largest makes" if half == 1 else f"{half} largest make"
        text += f"The {make} half of the sum of all sizes. "
    return text + f"With their signs all add up to {words.number(total, 3)}."
