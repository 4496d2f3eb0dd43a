"""A digit that is read row by row, and the gradient at each step below it."""

from typing import NamedTuple

import numpy as np

from helpers import expect
from helpers.pictures import style, words
from helpers.pictures.curves import gradient_norms, labels_of
from helpers.pictures.stage import picture


class Reading(NamedTuple):
    """A sequence of rows xs (T, I), each pixel 0 to 1; which digit it is; the probabilities (10,) that the net gives.

    `curves` are those of gradient_norms.
    """

    xs: np.ndarray
    digit: int
    probabilities: np.ndarray
    curves: dict


def _reading(data):
    expect.fields("data", data, Reading)
    expect.array("xs", data.xs, ("T", "I"))
    expect.array("probabilities", data.probabilities, (10,))
    return len(data.xs), data.xs.shape[1], labels_of(data.curves, "curves")


@picture(made_for=_reading)
def over_digit(fig, first, ylabel="gradient norm", scale=(1e-12, 1e3), steps=None, roles=None):
    """Above: the digit as it is read, a column for each step, blank where nothing is to be seen; below: the gradient.

    Takes a Reading. `scale`, `steps`, `roles` and `ylabel` are those of gradient_norms, for the curves. Raises
    ValueError for shapes that do not fit.
    """
    fig.set_size_inches(style.SIZE[0], 5.6)
    T, n_inputs = first.xs.shape
    left, width = 0.135, 0.845
    rows = style.legend_rows(list(first.curves))[0]
    draw_curves = gradient_norms.set_up(
        fig, first.curves, ylabel=ylabel, scale=scale, steps=steps, roles=roles, place=(left, 0.11, width, 0.51 - 0.05 * rows)
    )
    below = fig.axes[-1]
    ax, upright = fig.add_axes((left, 0.67, width, 0.16)), fig.add_axes((0.855, 0.845, 0.125, 0.14))
    image = _image(ax, np.zeros((n_inputs, T)), (0.5, T + 0.5, n_inputs - 0.5, -0.5))
    ax.set(ylim=(n_inputs - 0.5, -0.5), ylabel="rows $x_t$")
    whole = _image(upright, np.zeros((n_inputs, n_inputs)), None)
    told = fig.text(left, 0.93, "", fontsize=14, va="center")
    fig.text(left, 0.87, "The rows as they are read, one a step:", fontsize=13, va="center")

    def draw(data):
        image.set_data(data.xs.T)
        whole.set_data(data.xs[:n_inputs])
        answer, digit = int(data.probabilities.argmax()), f"{'An' if data.digit == 8 else 'A'} {data.digit}"
        told.set_text(f"{digit}. The net answers {answer}, with probability {words.number(data.probabilities[answer])}.")
        said = draw_curves(data.curves, most=30)
        if ax.get_xlim() != below.get_xlim():
            ax.set_xlim(below.get_xlim())
        n_blank = int((~data.xs.any(axis=1)).sum())
        blank = f", {words.count(n_blank, 'blank row')} among them" if n_blank else ""
        verdict = "right" if answer == data.digit else "wrong"
        return (
            f"{digit}, {T} rows long{blank}: the net answers {answer} with probability "
            f"{words.number(data.probabilities[answer])}, which is {verdict}. {said}"
        )

    return draw


def _image(ax, pixels, extent):
    """Pixels from 0 to 1 in grey, a blank one a little darker than the paper."""
    ax.grid(False)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax.imshow(pixels, extent=extent, aspect="auto", interpolation="nearest", cmap="Greys", vmin=-0.2, vmax=1)
