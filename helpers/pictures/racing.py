"""The memory race: who learned when, over the profile of the gradient before and after; and a race as it goes."""

from typing import NamedTuple

import numpy as np
from matplotlib.ticker import FixedLocator, NullLocator

from helpers import expect
from helpers.pictures import style, words
from helpers.pictures.axes import log_axis, time_ticks
from helpers.pictures.curves import Curves
from helpers.pictures.stage import picture

SCALE, LEFT, WIDTH = (1e-30, 1e4), 0.135, 0.845  # of the profile; where axes stand, in parts of the figure
MARKS = {"RNN": ("o", False), "RNN, orthogonal": ("X", True), "LSTM, b_f = 0": ("s", False),
         "LSTM, chrono": ("D", True), "GRU, b_z = 0": ("v", False), "GRU, chrono": ("^", True)}  # kind: marker, filled  # fmt: skip


class Race(NamedTuple):
    """Updates until learned, reached {kind: {T: one number a seed, NaN where never}}, within `budget` updates.

    And the profiles of one of the kinds at one T: at steps t (n,), before and after training (seeds, n).
    """

    reached: dict
    budget: int
    kind: str
    t: np.ndarray
    before: np.ndarray
    after: np.ndarray


class Running(NamedTuple):
    """A race as it goes: for each net its updates, losses and accuracies until now, lists of the same length.

    And the profiles before training and now, (nets, T+1); `budget` is how many updates there may be.
    """

    updates: list
    losses: list
    accuracies: list
    before: np.ndarray
    now: np.ndarray
    budget: int


def _of_race(race):
    expect.fields("data", race, Race)
    seeds = max(len(numbers) for lags in race.reached.values() for numbers in lags.values())
    return tuple((kind, tuple(lags)) for kind, lags in race.reached.items()), seeds, race.budget


@picture(made_for=_of_race)
def memory_race(fig, first):
    """Above: updates until each net had learned, over T, one mark a net; below: one kind's profiles at one T.

    Takes a Race; marks beyond its T are left out, so that who moves T on can guess first. The profile is
    ‖dL/dh_t‖ / ‖dL/dh_T‖, thin for each net and wide for the median. Raises ValueError for what is no Race.
    """
    fig.set_size_inches(style.SIZE[0], 6.6)
    ax = fig.add_axes((LEFT, 0.555, WIDTH, 0.335))
    lags = list(next(iter(first.reached.values())))
    marks = {kind: _marks(ax, kind, k) for k, kind in enumerate(first.reached)}
    never = 2 * first.budget
    ax.axhspan(1.35 * first.budget, 3 * first.budget, color="#E8E8E8", zorder=0)
    ticks = [n for n in (25, 50, 100, 200, 500, 1000, 2000) if n <= first.budget]
    ax.set(yscale="log", ylim=(20, 3 * first.budget), xlim=(-0.5, len(lags) - 0.5), ylabel="updates until learned")
    ax.yaxis.set_major_locator(FixedLocator([*ticks, never]))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set_yticklabels([*map(str, ticks), "never"])
    ax.set_xticks(range(len(lags)), [f"T = {T}" for T in lags])
    ax.tick_params(axis="x", length=0)
    ax.grid(axis="x", visible=False)
    ax.legend(marks.values(), marks, ncols=3, loc="lower left", bbox_to_anchor=(-0.1, 1.0), handletextpad=0.2, columnspacing=1)
    profiles = _Profiles(fig, (LEFT, 0.095, WIDTH, 0.31), ("untrained", "trained"))

    def draw(race):
        width, T = 0.8 / len(race.reached), int(race.t[-1])
        for k, (kind, numbers) in enumerate(race.reached.items()):
            seeds = [(n + 0.5) / len(each) - 0.5 for each in numbers.values() for n in range(len(each))]
            places = np.repeat(np.arange(len(lags)), [len(each) for each in numbers.values()])
            heights = np.nan_to_num(np.concatenate([np.asarray(each, float) for each in numbers.values()]), nan=never)
            heights[np.repeat(list(numbers), [len(each) for each in numbers.values()]) > T] = np.nan
            marks[kind].set_data(places + width * (k - (len(marks) - 1) / 2) + 0.75 * width * np.array(seeds), heights)
        said = profiles.draw(race.t, race.before, race.after, f"{race.kind}, T = {T}")
        return f"{_learned(race, T)} {words.sentence(said)}"

    return draw


def _of_running(race):
    expect.fields("data", race, Running)
    return len(race.updates), race.before.shape[1], race.budget


@picture(made_for=_of_running)
def race_now(fig, first):
    """A race as it goes: accuracy and loss over the updates, a line a net; below the profiles, before and now.

    Takes a Running. Raises ValueError for what is none.
    """
    fig.set_size_inches(style.SIZE[0], 6.2)
    lines = []
    for place, label, top in ((LEFT, "accuracy", 1.03), (0.61, "loss", 2.0)):
        ax = fig.add_axes((place, 0.61, 0.35, 0.36), xlim=(0, first.budget), ylim=(0, top), xlabel="update", ylabel=label)
        ax.xaxis.set_major_locator(FixedLocator(np.linspace(0, first.budget, 3).round()))
        level = 0.25 if label == "accuracy" else np.log(4)
        ax.axhline(level, color=style.GREY, linestyle=style.DOTS, linewidth=1.5)
        ax.text(first.budget, level, "guessing", ha="right", va="top" if label == "accuracy" else "bottom", color=style.GREY)
        lines.append([ax.plot([], [], color=style.BLUE, linewidth=1.8, marker="o", markersize=3)[0] for _ in first.updates])
    profiles = _Profiles(fig, (LEFT, 0.1, WIDTH, 0.33), ("untrained", "trained"))

    def draw(race):
        for of_kind, values in zip(lines, (race.accuracies, race.losses)):
            for line, updates, heights in zip(of_kind, race.updates, values):
                line.set_data(updates, np.minimum(heights, line.axes.get_ylim()[1]))
        last, best = [heights[-1] for heights in race.accuracies], max(updates[-1] for updates in race.updates)
        said = profiles.draw(np.arange(race.now.shape[1]), race.before, race.now, "")
        of = words.count(len(last), "net")
        right = f"{sum(each >= 0.95 for each in last)} of {of} {'has' if len(last) == 1 else 'have'} learned"
        return f"Update {best}: {right}, accuracy {words.number(min(last))} to {words.number(max(last))}. {words.sentence(said)}"

    return draw


def _learned(race, T):
    """How many nets of each kind learned, most first."""
    n = {kind: int(np.isfinite(at[T]).sum()) for kind, at in race.reached.items()}
    of = max(len(at[T]) for at in race.reached.values())
    each = [f"{n[kind]} of {words.plain(kind)}" for kind in sorted(n, key=n.get, reverse=True)]
    if len(set(n.values())) == 1:
        each = [f"{n[next(iter(n))]} of every kind"]
    return f"Learned in {race.budget} updates, of {of} a kind: {'; '.join(each)}."


def _marks(ax, kind, k):
    """The marks of one kind: the cell's colour; hollow where it does not start so that it carries far."""
    marker, filled = MARKS.get(kind) or (style.OTHERS[k % len(style.OTHERS)][1], True)
    colour = style.look(kind.split(",")[0])["color"]
    look = dict(color=colour, marker=marker, markersize=7, markerfacecolor=colour if filled else "white", markeredgewidth=1.4)
    return ax.plot([], [], linestyle="", label=kind, **look)[0]


class _Profiles:
    """The profiles of several nets at two moments: a thin line a net, a wide one for the median."""

    def __init__(self, fig, place, labels):
        self.ax, self.labels, self.ends = fig.add_axes(place), labels, None
        log_axis(self.ax, SCALE)
        self.ax.set(xlabel="time step t", ylabel=r"$\|dL/dh_t\|\,/\,\|dL/dh_T\|$")
        looks = style.looks(labels)
        self.each = [self.ax.plot([], [], color=looks[label]["color"], linewidth=0.9, alpha=0.6, zorder=1.9)[0] for label in labels]
        self.medians = Curves(self.ax, labels, ghosts=False)
        self.title = self.ax.text(1, 1.02, "", ha="right", va="bottom", transform=self.ax.transAxes)

    def draw(self, t, before, now, title):
        """Move the lines; return what they show, in words."""
        medians = {}
        for label, line, many in zip(self.labels, self.each, (before, now)):
            apart = np.pad(np.asarray(many, float), ((0, 0), (0, 1)), constant_values=np.nan)  # NaN lifts the pen
            line.set_data(np.tile(np.append(t, t[-1]), len(many)), apart.ravel())
            medians[label] = t, np.median(many, axis=0)
        self._limits(t[-1])
        self.medians.move(medians)
        self.title.set_text(title)
        start, end = (words.number(values[0]) for _, values in medians.values())
        whose = "the median" if len(before) > 1 else "this net"
        text = f"of the gradient at the end, {start} reaches t = 0 before training and {end} after ({whose})."
        return " ".join([text, *self.medians.beyond])

    def _limits(self, last):
        if last != self.ends:
            self.ends = last
            self.ax.set_xlim(-0.02 * last, 1.02 * last)
            self.ax.xaxis.set_major_locator(FixedLocator(time_ticks(0, last)))
