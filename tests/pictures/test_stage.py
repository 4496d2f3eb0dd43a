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


def warmed_up(picture):
    """A stage that has found out what moves."""
    return drawn(picture, *(back(radius, 30) for radius in (0.9, 0.8, 0.7)))


def test_only_what_moved_is_drawn_unless_a_limit_changed():
    stage = warmed_up(falling)
    with mock.patch.object(XAxis, "draw") as axis_drawn:
        stage.draw(back(0.6, 30))
        assert not axis_drawn.called
        stage.figure.axes[0].set_ylim(1e-4, 1)
        stage.draw(back(0.6, 30))
        assert axis_drawn.called


def test_what_it_is_made_for_sets_it_up_anew():
    stage = warmed_up(falling)
    for T, same in ((30, True), (10, False)):
        figure, _ = stage.figure, stage.draw(back(0.6, T))
        assert (stage.figure is figure) == same and stage.figure.axes[0].get_xlim() == (0, T + 1)


def test_options_are_given_by_calling():
    red = falling(colour="red")(ylim=(0.1, 1))
    assert (red.options, falling.options) == ({"colour": "red", "ylim": (0.1, 1)}, {})
    assert red.__doc__ == falling.__doc__
    with pytest.raises(ValueError, match="falling has no option 'color'; expected one of colour, ylim"):
        falling(color="red")


def test_a_sentence_of_ones_own():
    data = back(0.5, 30)
    for shown, said in ((data, "It ends at 9.3e-10."), (told(data, "My own."), "My own."),
                        (told(data, also="And more."), "It ends at 9.3e-10. And more.")):  # fmt: skip
        assert drawn(falling, shown).said == said
    with pytest.raises(ValueError, match="sentence is ' '; expected a sentence"):
        told(1, " ")


def test_bad_pictures_are_named():
    with pytest.raises(ValueError, match="expected a picture such as gradient_norms"):
        Stage(lambda fig: None)
    with pytest.raises(TypeError, match="expected a sentence on what it shows"):
        drawn(picture()(lambda fig, first: lambda data: None), 1)


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
    kept = []

    def move(n):
        while len(kept) > n:
            kept.pop().remove()
        while len(kept) < n:
            kept.extend(ax.plot([0, 1], [0, len(kept)], lw=9, color="black"))

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

    def move(x):
        below.set_data([x, x], [0, 5])
        title.set_text("a long title " * x)
        above.set_alpha(1)

    return move


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


def off(png, stage):
    """By how much the encoded frame differs from the drawn one, for each pixel and colour."""
    return np.abs(np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int) - stage.pixels()[..., :3])


def test_a_small_mark_in_a_new_colour_keeps_it():
    @smallest
    def dot(ax):
        spot = ax.plot([], [], "o", ms=8, color="red")[0]
        return lambda x: spot.set_data([x] if x else [], [2] if x else [])

    stage = drawn(dot, 0, 0)
    png, _ = stage.draw(2)
    red = (stage.pixels()[..., :3] == [255, 0, 0]).all(axis=-1)
    assert red.sum() > 50 and off(png, stage)[red].max() < 32


def test_new_colours_all_over_keep_them():
    @picture()
    def painted(fig, first):
        patch = fig.add_axes((0, 0, 1, 1)).add_patch(Rectangle((0, 0), 1, 1))
        return lambda colour: patch.set_facecolor(colour) or f"The square is {colour} all over."

    stage = Stage(painted)
    for colour in ("white", "teal", "orange", "#123456"):
        assert off(stage.draw(colour)[0], stage).max() < 48
