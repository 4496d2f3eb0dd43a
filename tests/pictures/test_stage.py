"""The stage: a kept figure never differs from a fresh one, colours last, order is matplotlib's, errors are told."""

import io
from unittest import mock

import numpy as np
import pytest
from keeping import kept_equals_fresh
from matplotlib.axis import XAxis
from matplotlib.patches import Rectangle
from PIL import Image
from samples import back, drawn

from helpers.pictures import told
from helpers.pictures.stage import Stage, picture


@picture(made_for=len)
def falling(fig, first, colour="black", ylim=(1e-12, 10)):
    ax = fig.add_axes((0.15, 0.15, 0.8, 0.8), xlim=(0, len(first)), ylim=ylim, yscale="log")
    line = ax.plot([], [], color=colour)[0]
    return lambda data: line.set_data(range(len(data)), data) or f"It ends at {data[0]:.2g}."


def test_only_what_moved_is_drawn_unless_a_limit_changed_or_what_it_is_made_for():
    stage = drawn(falling, *(back(radius, 30) for radius in (0.9, 0.8, 0.7)))  # now it knows what moves
    figure, last = stage.figure, back(0.6, 30)
    with mock.patch.object(XAxis, "draw") as axis_drawn:
        stage.draw(last)
        assert not axis_drawn.called and stage.figure is figure
        stage.figure.axes[0].set_ylim(1e-4, 1)
        stage.draw(last)
        assert axis_drawn.called
    stage.draw(last[:11])
    assert stage.figure is not figure and stage.figure.axes[0].get_xlim() == (0, 11)


def test_options_are_given_by_calling():
    red = falling(colour="red")(ylim=(0.1, 1))
    assert (red.options, falling.options, red.__doc__) == ({"colour": "red", "ylim": (0.1, 1)}, {}, falling.__doc__)
    with pytest.raises(ValueError, match="falling has no option 'color'; expected one of colour, ylim"):
        falling(color="red")


def test_a_sentence_of_ones_own_and_none_at_all():
    data, own = back(0.5, 30), "It ends at 9.3e-10."
    for shown, said in ((data, own), (told(data, "Mine."), "Mine."), (told(data, also="More."), f"{own} More.")):
        assert drawn(falling, shown).said == said
    with pytest.raises(ValueError, match="sentence is ' '; expected a sentence"):
        told(1, " ")
    with pytest.raises(TypeError, match="expected a sentence on what it shows"):
        drawn(picture()(lambda fig, first: lambda data: None), 1)
    with pytest.raises(ValueError, match="expected a picture such as gradient_norms"):
        Stage(lambda fig: None)


# What others' blitting gets wrong: each as the smallest picture


def smallest(set_up):
    """A picture of one axes: `set_up(ax)` gives what moves it."""

    def made(fig, first):
        move = set_up(fig.add_axes((0.1, 0.1, 0.8, 0.8), xlim=(0, 5), ylim=(0, 5)))
        return lambda x: move(x) or f"At {x}."

    made.__name__ = set_up.__name__
    return picture()(made)


@smallest
def lines_that_come_and_go(ax):
    def move(n):
        for line in [*ax.lines[n:]]:
            line.remove()
        for k in range(len(ax.lines), n):
            ax.plot([0, 1], [0, k], lw=9, color="black")

    return move


@smallest
def cleared(ax):
    return lambda n: ax.clear() or ax.plot(range(n + 1), lw=5) and None


@smallest
def under_another(ax):
    ax.plot([0, 5], [2, 2], lw=20, color="red", zorder=9)
    ax.text(2, 2, "above all", zorder=10)
    moving = ax.plot([], [], lw=9, color="blue", zorder=1)[0]
    return lambda x: moving.set_data([x, x], [0, 5])


@smallest
def two_axes(ax):
    twin, title = ax.twinx(), ax.figure.text(0.5, 0.97, "", ha="center", va="top")
    below, above = ax.plot([], [], lw=15, color="blue")[0], twin.plot([0, 5], [0, 1], lw=15, color="red")[0]
    return lambda x: below.set_data([x, x], [0, 5]) or title.set_text("a long title " * x) or above.set_alpha(1)


@smallest
def image_under_a_grid(ax):
    image = ax.imshow(np.zeros((4, 4)), vmin=0, vmax=4, zorder=0)
    return lambda n: image.set_data(np.full((4, 4), n))


@smallest
def no_frame(ax):
    ax.set_axis_off()
    dot = ax.plot([], [], "o", ms=20)[0]
    return lambda x: dot.set_data([x], [2])


@smallest
def late_to_move(ax):
    (steady,), (late,) = (ax.plot([], [], lw=9, color=colour) for colour in ("blue", "red"))
    return lambda x: steady.set_data([x, x], [0, 5]) or x > 3 and late.set_data([0, 5], [2, 2])


SMALLEST = [lines_that_come_and_go, cleared, under_another, two_axes, image_under_a_grid, no_frame, late_to_move]


@pytest.mark.parametrize("picture", SMALLEST, ids=lambda picture: picture.__name__)
def test_a_kept_figure_is_a_fresh_one(picture):
    kept_equals_fresh(picture, [2, 3, 0, 1, 1, 4])


@picture()
def painted(fig, first):
    """A square all over the figure, and a small dot on it, where one is asked for."""
    patch = fig.add_axes((0, 0, 1, 1), xlim=(0, 1), ylim=(0, 1)).add_patch(Rectangle((0, 0), 1, 1))
    dot = fig.axes[0].plot([], [], "o", ms=8, color="red")[0]
    return lambda data: patch.set_facecolor(data[0]) or dot.set_data(data[1], data[1]) or f"It is {data} all over."


def test_new_colours_all_over_and_a_small_mark_in_a_new_colour_keep_them():
    for datas, small in (([("white", []), ("white", []), ("white", [0.4])], True),
                         ([(colour, []) for colour in ("white", "teal", "orange", "#123456")], False)):  # fmt: skip
        stage = Stage(painted)
        for data in datas:
            png, pixels = stage.draw(data)[0], stage.pixels()[..., :3]
            off = np.abs(np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int) - pixels)
            red = (pixels == [255, 0, 0]).all(axis=-1)
            assert off[red].max(initial=0) < 32 and (small or off.max() < 48)
        assert (red.sum() > 50) == small
