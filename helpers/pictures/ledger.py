"""The gradient ledger, drawn: a bar for each step's share in a shared gradient, and the outer product that makes it.

Matrices are drawn as squares: the area is the size of the entry, filled squares are positive, hollow ones negative.
"""

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.pictures import style


def ledger(fig, n_steps, n_hidden):
    """A ledger for T steps and H units that fills from t = T back to 1.

    update(deltas, h_prev, terms, t) takes δ (T, H), h_{t-1} (T, H), the terms δ_t h_{t-1}ᵀ (T, H, H) and the step
    that the pen has reached; entry t-1 is step t's.
    """
    fig.set_layout_engine("none")  # squares keep their places
    fig.set_size_inches(style.SIZE[0], 5.0)
    bars = _bars(fig.add_axes((0.1, 0.64, 0.88, 0.33)), n_steps)
    product = _Squares(fig.add_axes((0.04, 0.01, 0.44, 0.43)), n_hidden, edges=True)
    total = _Squares(fig.add_axes((0.52, 0.01, 0.44, 0.43)), n_hidden)

    def update(deltas, h_prev, terms, t):
        norms, written = np.linalg.norm(terms, axis=(1, 2)), terms[t - 1 :]
        so_far, gradient = written.sum(axis=0), terms.sum(axis=0)
        bars(norms, t)
        scales = np.abs(terms).max(), np.abs(deltas).max(), np.abs(h_prev).max()
        product.set(f"step {t}: $\\delta_{{{t}}}\\,h_{{{t - 1}}}^\\top$", terms[t - 1], scales, deltas[t - 1], h_prev[t - 1])
        span = f"step {t} alone" if t == n_steps else f"steps {t} to {n_steps}"
        total.set(f"sum so far: {span}", so_far, (np.abs(gradient).max(),))
        missing = np.linalg.norm(so_far - gradient) / np.linalg.norm(gradient)
        return (
            f"Step {t} adds to dL/dW_hh a term of norm {norms[t - 1]:.2g}, the product of δ_{t}, of norm "
            f"{np.linalg.norm(deltas[t - 1]):.2g}, and h_{t - 1}, of norm {np.linalg.norm(h_prev[t - 1]):.2g}. "
            f"The sum so far ({span}) is {100 * missing:.0f} % away from the whole gradient."
        )

    return update


def _bars(ax, n_steps):
    """Bars for t = 1…T: written ones filled, the one being written hatched, the others not there yet."""
    steps = np.arange(1, n_steps + 1)
    ax.set(xlabel="time step t", ylabel="norm of the term", xlim=(0.3, n_steps + 0.7))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=15))
    ax.grid(axis="x", visible=False)
    bars = ax.bar(steps, np.ones(n_steps), width=0.75, edgecolor=style.GREY, linewidth=1)

    def update(norms, t):
        if ax.get_ylim()[1] != 1.1 * norms.max():
            ax.set_ylim(0, 1.1 * norms.max())
        for step, bar, norm in zip(steps, bars, norms):
            bar.set_height(norm if step >= t else 0)
            bar.set_facecolor(style.COLOURS["backward" if step == t else "W_hh"])
            bar.set_hatch("//" if step == t else "")

    return update


class _Squares:
    """A matrix (H, H) as squares; with `edges` also the column and the row whose outer product it is."""

    def __init__(self, ax, n_hidden, edges=False):
        self.side = 140 / (n_hidden + 2.5)  # points: the side of a full square, a little less than a cell
        rows, columns = np.indices((n_hidden, n_hidden))
        places, colours = [(columns.ravel(), rows.ravel())], ["W_hh", "backward", "forward"]
        if edges:
            along, beside = np.arange(n_hidden), np.full(n_hidden, -1.5)
            places += [(beside, along), (along, beside)]
            ax.text(-2.3, (n_hidden - 1) / 2, "$\\delta_t$", ha="right", va="center")
            ax.text(n_hidden - 0.3, -1.5, "$h_{t-1}^\\top$", ha="left", va="center")
        ax.set(xlim=(-2.2, n_hidden - 0.3), ylim=(n_hidden - 0.3, -2.2), aspect="equal")
        ax.set_axis_off()
        ax.patch.set_visible(False)  # left stale by an axis that is off, it would be drawn over the squares
        self.kinds = [ax.scatter(x, y, marker="s", linewidths=1.5) for x, y in places]
        self.colours = [style.COLOURS[name] for name in colours]
        self.title = ax.set_title("")

    def set(self, title, matrix, scales, column=(), row=()):
        self.title.set_text(title)
        for squares, colour, values, scale in zip(self.kinds, self.colours, (matrix, column, row), scales):
            values = np.ravel(values)
            squares.set_sizes(self.side**2 * np.abs(values) / scale)
            squares.set_edgecolor(colour)
            squares.set_facecolor(np.where(values > 0, colour, "white"))
