"""The products of all paths between two units, one bar each, and the sum that they add up to."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers import expect
from helpers.pictures import style


def path_products(fig):
    """Draw the products of paths, the largest first, above their running sum.

    update(products) takes an array (N,), one product per path. Bars point up or down by sign.
    """
    bars, sums = fig.subplots(2, 1, sharex=True)
    bars.set_ylabel("product")
    sums.set(ylabel="running sum", xlabel="paths, largest product first")
    sums.xaxis.set_major_locator(MaxNLocator(integer=True))
    for ax in (bars, sums):
        ax.axhline(0, color="black", linewidth=0.8)
        ax.yaxis.set_major_locator(MaxNLocator(4))
    stems = bars.vlines([], [], [], colors=style.COLOURS["W_hh"], linewidth=2)
    line = sums.plot([], [], color=style.COLOURS["W_hh"])[0]
    total = sums.axhline(0, color=style.VERMILION, linestyle="--")
    words = sums.text(0, 0, "", ha="right", va="center", color="black")

    def update(products):
        expect.array("products", products, ("N",))
        ranked = products[np.argsort(-np.abs(products), kind="stable")]
        ranks, running, n = np.arange(1, len(ranked) + 1), np.cumsum(ranked), len(ranked)
        stems.set_segments([((rank, 0), (rank, value)) for rank, value in zip(ranks, ranked)])
        stems.set_linewidth(max(0.8, min(8, 300 / n)))
        line.set_data(ranks, running)
        total.set_ydata([running[-1]] * 2)
        words.set_text(f"all {n}: {running[-1]:.3g}")
        words.set_position((n, 0.5 * running[-1]))
        bars.set_xlim(0, n + 1)
        _hold(bars, ranked)
        _hold(sums, running)
        up, down = int((ranked > 0).sum()), int((ranked < 0).sum())
        half = int(np.searchsorted(np.cumsum(np.abs(ranked)), 0.5 * np.abs(ranked).sum())) + 1
        return (
            f"{n} products of one path each, {up} positive and {down} negative; the largest is {ranked[0]:.3g}. "
            f"The {half} largest make half of the sum of absolute values; with sign, all add up to {running[-1]:.3g}."
        )

    return update


def _hold(ax, values):
    """Set limits around the values and zero, with room for a label."""
    low, high = min(0.0, values.min()), max(0.0, values.max())
    margin = 0.22 * (high - low) or 1.0
    ax.set_ylim(low - margin, high + margin)
