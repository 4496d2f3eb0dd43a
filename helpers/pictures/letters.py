"""A net that reads and writes names: which letters it looks back to, how sure it is of the next, what it writes."""

from typing import NamedTuple

import numpy as np

from helpers import expect
from helpers.learn.tasks import LETTERS
from helpers.pictures import style, words
from helpers.pictures.stage import picture

LEFT, WIDTH = 0.155, 0.825  # of the figure: where axes stand
HALVES = 0, 0.5, 1
COLUMNS, ROWS = 3, 4  # of the names that are written


class Looking(NamedTuple):
    """A name as it is read, ".anna", and asked for, "anna."; the step k that is looked at, 1 … T.

    `blame` (T,) holds ‖dL_k/dx_t‖, `probabilities` (27,) what the net expects at step k, in the order of LETTERS.
    """

    read: str
    asked: str
    k: int
    blame: np.ndarray
    probabilities: np.ndarray


class Written(NamedTuple):
    """What comes after `begins`: probabilities (27,) at temperature 1 and as they are drawn from; some names, at most 12.

    `known` are those of the names that stand in the data.
    """

    begins: str
    probabilities: np.ndarray
    drawn_from: np.ndarray
    names: list
    known: set


def _looking(data):
    expect.fields("data", data, Looking)
    T = len(data.read)
    if len(data.asked) != T:
        raise ValueError(f"asked is {data.asked!r}; expected {T} letters, one for each step")
    if isinstance(data.k, bool) or not isinstance(data.k, (int, np.integer)) or not 1 <= data.k <= T:
        raise ValueError(f"k is {data.k!r}; expected a step from 1 to {T}")
    expect.array("blame", data.blame, (T,))
    expect.array("probabilities", data.probabilities, (len(LETTERS),))
    return data.read


@picture(made_for=_looking)
def looking_back(fig, first):
    """Above: the letters read, and how far each moves the loss of one step; below: what the net expects there.

    Takes a Looking. A bar is ‖dL_k/dx_t‖ as a share of the sum over t. Raises ValueError for letters, steps and shapes
    that do not fit.
    """
    fig.set_size_inches(style.SIZE[0], 5.4)
    T = len(first.read)
    ax = fig.add_axes((LEFT, 0.58, WIDTH, 0.33), xlim=(0.3, T + 0.7), ylim=(0, 1), yticks=HALVES, ylabel="share of the\ngradient")
    ax.set_xticks(range(1, T + 1), first.read, fontsize=16)
    ax.tick_params(axis="x", length=0)
    ax.grid(axis="x", visible=False)
    bars = ax.bar(range(1, T + 1), np.zeros(T), 0.6, color=style.COLOURS["backward"], zorder=2)
    step = ax.set_title("", fontsize=14)
    foretold = _LetterBars(fig, (LEFT, 0.115, WIDTH, 0.29))

    def draw(data):
        shares = np.where(np.arange(1, T + 1) <= data.k, data.blame, 0)
        shares = shares / (shares.sum() or 1)
        for bar, share in zip(bars, shares):
            bar.set_height(share)
        asked = LETTERS.index(data.asked[data.k - 1])
        step.set_text(f"Has read {data.read[: data.k]}   asked for: {data.asked[data.k - 1]}")
        foretold.set(data.probabilities, asked)
        return _looked(data, shares, asked)

    return draw


def _looked(data, shares, asked):
    rank = int((data.probabilities > data.probabilities[asked]).sum())
    guesses = ["its first guess", "its second guess", "its third guess"]
    guess = guesses[rank] if rank < 3 else f"{rank} letters are likelier"
    most = [t for t in np.argsort(-shares, kind="stable")[:3] if shares[t] > 0.005]
    places = ", ".join(f"“{data.read[t]}” at step {t + 1} ({words.number(100 * shares[t])} %)" for t in most)
    return (
        f"The net has read “{data.read[: data.k]}”. It gives “{LETTERS[asked]}”, the letter asked for, the probability "
        f"{words.number(data.probabilities[asked])}: {guess}. It looks back to {places or 'no letter'}."
    )


class _LetterBars:
    """A bar for each letter, from 0 to 1; a mark above the one asked for; dots for a second set of numbers."""

    def __init__(self, fig, place):
        n = len(LETTERS)
        ax = fig.add_axes(place, xlim=(-0.7, n - 0.3), ylim=(0, 1), yticks=HALVES)
        ax.set_ylabel("probability of\nthe next letter")
        ax.set_xticks(range(n), LETTERS)
        ax.tick_params(axis="x", length=0)
        ax.grid(axis="x", visible=False)
        self.ax, self.bars = ax, ax.bar(range(n), np.zeros(n), 0.7, color=style.COLOURS["forward"], zorder=2)
        self.mark = ax.plot([], [], linestyle="", marker="v", color="black", markersize=9, zorder=3)[0]
        self.dots = ax.plot([], [], linestyle="", marker="o", color="black", markersize=6, zorder=3)[0]

    def set(self, heights, asked=None, dots=()):
        """Move the bars, mark the letter asked for, and the dots."""
        for bar, height in zip(self.bars, heights):
            bar.set_height(height)
        self.mark.set_data(*([], []) if asked is None else ([asked], [min(heights[asked] + 0.07, 0.96)]))
        self.dots.set_data(range(len(dots)), dots)


def _written(data):
    expect.fields("data", data, Written)
    for name in ("probabilities", "drawn_from"):
        expect.array(name, getattr(data, name), (len(LETTERS),))
    if not 1 <= len(data.names) <= COLUMNS * ROWS:
        raise ValueError(f"names holds {len(data.names)} names; expected 1 to {COLUMNS * ROWS}")


@picture(made_for=_written)
def writing(fig, first):
    """Above: the probabilities of the next letter, as the net gives them and as they are drawn from; below: names written.

    Takes a Written. A star marks a name that stands in the data. Raises ValueError for shapes that do not fit, no name,
    or more than 12.
    """
    fig.set_size_inches(style.SIZE[0], 4.9)
    letters = _LetterBars(fig, (LEFT, 0.47, WIDTH, 0.4))
    samples = [letters.ax.plot([], [], linestyle="", marker="o", color="black")[0], letters.bars[0]]
    place = dict(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=2, borderaxespad=0.1)
    letters.ax.legend(samples, ["at temperature 1", "drawn from"], **place)
    spots = [fig.text(0.05 + 0.32 * (n % COLUMNS), 0.29 - 0.085 * (n // COLUMNS), "", fontsize=14) for n in range(COLUMNS * ROWS)]

    def draw(data):
        letters.set(data.drawn_from, dots=data.probabilities)
        for n, spot in enumerate(spots):
            name = data.names[n] if n < len(data.names) else ""
            spot.set_text(f"{name}*" if name in data.known else name)
        first_letters = np.argsort(-data.drawn_from, kind="stable")[:3]
        likely = ", ".join(f"“{LETTERS[k]}” {words.number(data.drawn_from[k])}" for k in first_letters)
        found = sum(name in data.known for name in data.names)
        after = f"After “.{data.begins}”" if data.begins else "At the start of a name"
        return (
            f"{after} it draws {likely} first of all. Written: {', '.join(name or '(nothing)' for name in data.names)}. "
            f"{found} of {len(data.names)} stand in the data (*)."
        )

    return draw
