"""The gradient ledger, drawn: a bar for each step's share in a shared gradient, and the outer product that makes it.

Matrices are drawn as squares: the area is the size of the entry, filled squares are positive, hollow ones negative.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.ticker import FixedLocator, MaxNLocator

from helpers import expect
from helpers.pictures import style, words
from helpers.pictures.stage import picture

FEW = 20  # a ledger of at most so many steps has a tick at each


class Ledger(NamedTuple):
    """δ_t (T, H), h_{t-1} (T, H), the terms δ_t h_{t-1}ᵀ (T, H, H), and the step t (1…T) that the pen has reached.

    Row t−1 is step t's: steps T…t are written.
    """

    deltas: np.ndarray
    h_prev: np.ndarray
    terms: np.ndarray
    t: int


def _sizes(data):
    """T, H, and the largest number of each kind, which holds the scales; after looking at all of the data."""
    expect.fields("data", data, Ledger)
    expect.array("deltas", data.deltas, ("T", "H"))
    T, H = data.deltas.shape
    expect.array("h_prev", data.h_prev, (T, H))
    expect.array("terms", data.terms, (T, H, H))
    if isinstance(data.t, bool) or not isinstance(data.t, (int, np.integer)) or not 1 <= data.t <= T:
        raise ValueError(f"t is {data.t!r}; expected a step from 1 to {T}")
    kinds = (_norms(data.terms), data.terms, data.deltas, data.h_prev, data.terms.sum(axis=0))
    return T, H, tuple(float(np.abs(values).max()) or 1.0 for values in kinds)


@picture(made_for=_sizes)
def ledger_bars(fig, first):
    """A ledger for T steps that fills from t = T back to 1: bars, step t's outer product, the sum so far.

    Takes Ledger(deltas, h_prev, terms, t). The scales are held: each ends at the largest number of its kind in the
    whole ledger. Raises ValueError for shapes that do not fit and for a step that is not there.
    """
    T, H, (norm, *scales, total_scale) = _sizes(first)
    fig.set_size_inches(style.SIZE[0], 5.4)
    bars = _Bars(fig.add_axes((0.115, 0.665, 0.865, 0.31)), T, norm)
    product = _Squares(fig.add_axes((0.02, 0.075, 0.5, 0.41)), H, scales, edges=True)
    total = _Squares(fig.add_axes((0.5, 0.075, 0.5, 0.41)), H, [total_scale])
    for place, filled, word in ((0.16, True, "positive"), (0.36, False, "negative")):
        box = product.ax.scatter([place], [0.04], s=90, marker="s", color=style.GREY, transform=fig.transFigure)
        box.set(clip_on=False, facecolor=style.GREY if filled else "white", linewidth=1.5)
        fig.text(place + 0.02, 0.038, word, va="center", fontsize=12.5)
    fig.text(0.56, 0.038, "area: the size of the entry", va="center", fontsize=12.5)

    def draw(data):
        bars.set(_norms(data.terms), data.t)
        outer = f"step {data.t}: $\\delta_{{{data.t}}}\\,h_{{{data.t - 1}}}^\\top$"
        product.set(outer, data.terms[data.t - 1], data.deltas[data.t - 1], data.h_prev[data.t - 1])
        total.set(f"sum so far: {_span(data)}", data.terms[data.t - 1 :].sum(axis=0))
        return _told(data)

    return draw


def _norms(terms):
    return np.linalg.norm(terms, axis=(1, 2))


def _span(data):
    T = len(data.terms)
    return f"step {T} alone" if data.t == T else f"steps {data.t} to {T}"


def _told(data):
    """What step t adds, of what norms it is made, and what the sum so far lacks."""
    t, (delta, h) = data.t, (np.linalg.norm(values[data.t - 1]) for values in (data.deltas, data.h_prev))
    text = f"Step {t} adds to dL/dW_hh the product of δ_{t}, of norm {words.number(delta)}, and h_{t - 1}, of norm "
    text += f"{words.number(h)}: a term of norm {words.number(_norms(data.terms)[t - 1])}. "
    gradient = data.terms.sum(axis=0)
    missing, size = np.linalg.norm(data.terms[: t - 1].sum(axis=0)), np.linalg.norm(gradient)
    if size == 0:
        return text + "The whole gradient is 0."
    if missing <= 1e-12 * size:
        return text + f"The sum so far ({_span(data)}) is the whole gradient."
    return (
        text + f"The sum so far ({_span(data)}) is {words.number(100 * missing / size)} % away from the whole gradient."
    )


class _Bars:
    """Bars for t = 1…T: written ones filled, the one being written hatched, the others not there yet."""

    def __init__(self, ax, T, norm):
        self.steps = np.arange(1, T + 1)
        ax.set(xlabel="time step t", ylabel="norm of the term", xlim=(0.3, T + 0.7), ylim=(0, 1.1 * norm))
        few = MaxNLocator(10, integer=True, steps=[1, 2, 5, 10]).tick_values(1, T)
        ticks = self.steps if T <= FEW else [*few[(few >= 1) & (few <= 0.95 * T)], T]
        ax.xaxis.set_major_locator(FixedLocator(ticks))
        ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        ax.grid(axis="x", visible=False)
        self.bars = ax.bar(
            self.steps, np.zeros(T), width=0.75, color=style.COLOURS["W_hh"], edgecolor="white", linewidth=0
        )

    def set(self, norms, t):
        for step, bar, norm in zip(self.steps, self.bars, norms):
            bar.set_height(norm if step >= t else 0)
            bar.set_hatch("//" if step == t else "")


class _Squares:
    """A matrix (H, H) as squares; with `edges` also the column and the row whose outer product it is."""

    def __init__(self, ax, H, scales, edges=False):
        self.ax, self.scales = ax, scales
        self.side = 140 / (H + 2.5)  # points: the side of a full square, a little less than a cell
        rows, columns = np.indices((H, H))
        places, colours = [(columns.ravel(), rows.ravel())], ["W_hh", "backward", "state"]
        if edges:
            along, beside = np.arange(H), np.full(H, -1.5)
            places += [(beside, along), (along, beside)]
            ax.text(-2.3, (H - 1) / 2, "$\\delta_t$", ha="right", va="center")
            ax.text(H - 0.3, -1.5, "$h_{t-1}^\\top$", ha="left", va="center")
        ax.set(xlim=(-2.2, H - 0.3), ylim=(H - 0.3, -2.2), aspect="equal", xticks=[], yticks=[])
        ax.spines[:].set_color("none")  # an axis that is switched off would count as changed at every frame
        self.kinds = [ax.scatter(x, y, marker="s", linewidths=1.5) for x, y in places]
        self.colours = [style.COLOURS[name] for name in colours]
        self.title = ax.set_title("")

    def set(self, title, *matrices):
        """Show the matrix (H, H), and with edges the column and the row (H,) it is made of."""
        self.title.set_text(title)
        for squares, colour, values, scale in zip(self.kinds, self.colours, map(np.ravel, matrices), self.scales):
            squares.set_sizes(self.side**2 * np.abs(values) / scale)
            squares.set_edgecolor(colour)
            squares.set_facecolor(np.where(values > 0, colour, "white"))
