"""The stage: a kept figure never differs from a fresh one, colours last, order is matplotlib's, errors are told."""

import io
from unittest import mock

import numpy as np
import pytest
from keeping import kept_equals_fresh
from matplotlib.axis import XAxis
from matplotlib.patches import Rectangle
from PIL import Image

from helpers.pictures import told
from helpers.pictures.stage import Stage, picture


@picture(made_for=len)
def falling(fig, first, colour="black", ylim=(1e-12, 10)):
    ax = fig.add_axes((0.15, 0.15, 0.8, 0.8), xlim=(0, len(first)), ylim=ylim, yscale="log")
    line = ax.plot([], [], color=colour)[0]

    def draw(data):
        line.set_data(range(len(data)), data)
        return f"It ends at {data[0]:.2g}."

    return draw


def powers(radius, n=31):
    return radius ** np.arange(n)[::-1].astype(float)


def warmed_up(picture):
    """A stage that has found out what moves."""
    stage = Stage(picture)
    for radius in (0.9, 0.8, 0.7):
        stage.draw(powers(radius))
    return stage


def test_only_what_moved_is_drawn_unless_a_limit_changed():
    stage = warmed_up(falling)
    with mock.patch.object(XAxis, "draw") as drawn:
        stage.draw(powers(0.6))
        assert not drawn.called
        stage.figure.axes[0].set_ylim(1e-4, 1)
        stage.draw(powers(0.6))
        assert drawn.called


def test_what_it_is_made_for_sets_it_up_anew():
    stage = warmed_up(falling)
    figure = stage.figure
    stage.draw(powers(0.6))
    assert stage.figure is figure
    stage.draw(powers(0.6, n=11))
    assert stage.figure is not figure
    assert stage.figure.axes[0].get_xlim() == (0, 11)


def test_options_are_given_by_calling():
    red = falling(colour="red")(ylim=(0.1, 1))
    assert red.options == {"colour": "red", "ylim": (0.1, 1)}
    assert falling.options == {}
    assert red.__doc__ == falling.__doc__
    with pytest.raises(ValueError, match="falling has no option 'color'; expected one of colour, ylim"):
        falling(color="red")


def test_a_sentence_of_ones_own():
    stage = Stage(falling)
    assert stage.draw(powers(0.5))[1] == "It ends at 9.3e-10."
    assert stage.draw(told(powers(0.5), "My own."))[1] == "My own."
    assert stage.draw(told(powers(0.5), also="And more."))[1] == "It ends at 9.3e-10. And more."
    with pytest.raises(ValueError, match="sentence is ' '; expected a sentence"):
        told(1, " ")


def test_bad_pictures_are_named():
    with pytest.raises(ValueError, match="expected a picture such as gradient_norms"):
        Stage(lambda fig: None)
    silent = picture()(lambda fig, first: lambda data: None)
    with pytest.raises(TypeError, match="expected a sentence on what it shows"):
        Stage(silent).draw(1)


# What others' blitting gets wrong: each as the smallest picture


def whole(fig, **limits):
    return fig.add_axes((0.1, 0.1, 0.8, 0.8), **limits)


@picture()
def lines_that_come_and_go(fig, first):
    ax, kept = whole(fig, xlim=(0, 1), ylim=(0, 5)), []

    def draw(n):
        while len(kept) > n:
            kept.pop().remove()
        while len(kept) < n:
            kept.extend(ax.plot([0, 1], [0, len(kept)], lw=9, color="black"))
        return f"{n} lines are drawn."

    return draw


@picture()
def cleared(fig, first):
    ax = whole(fig)

    def draw(n):
        ax.clear()
        ax.plot(range(n + 1), lw=5)
        return f"A line of {n + 1} points."

    return draw


@picture()
def under_another(fig, first):
    ax = whole(fig, xlim=(0, 5), ylim=(0, 1))
    ax.plot([0, 5], [0.5, 0.5], lw=20, color="red", zorder=9)
    ax.text(2, 0.5, "above all", zorder=10)
    moving = ax.plot([], [], lw=9, color="blue", zorder=1)[0]
    return lambda x: moving.set_data([x, x], [0, 1]) or f"A line at {x}."


@picture()
def two_axes(fig, first):
    ax = whole(fig, xlim=(0, 5), ylim=(0, 1))
    twin = ax.twinx()
    twin.set_ylim(0, 1)
    below, above = ax.plot([], [], lw=15, color="blue")[0], twin.plot([0, 5], [0, 1], lw=15, color="red")[0]
    title = fig.text(0.5, 0.97, "", ha="center", va="top")

    def draw(x):
        below.set_data([x, x], [0, 1])
        title.set_text("a long title " * x)
        above.set_alpha(1)
        return f"A line at {x}."

    return draw


@picture()
def image_under_a_grid(fig, first):
    image = whole(fig).imshow(np.zeros((4, 4)), vmin=0, vmax=4, zorder=0)
    return lambda n: image.set_data(np.full((4, 4), n)) or f"All {n}."


@picture()
def no_frame(fig, first):
    ax = whole(fig, xlim=(0, 5), ylim=(0, 1))
    ax.set_axis_off()
    dot = ax.plot([], [], "o", ms=20)[0]
    return lambda x: dot.set_data([x], [0.5]) or f"A dot at {x}."


@picture()
def late_to_move(fig, first):
    ax = whole(fig, xlim=(0, 5), ylim=(0, 1))
    (steady,), (late,) = (ax.plot([], [], lw=9, color=colour) for colour in ("blue", "red"))

    def draw(x):
        steady.set_data([x, x], [0, 1])
        if x > 3:
            late.set_data([0, 5], [0.5, 0.5])
        return f"A line at {x}."

    return draw


SMALLEST = [lines_that_come_and_go, cleared, under_another, two_axes, image_under_a_grid, no_frame, late_to_move]


@pytest.mark.parametrize("picture", SMALLEST, ids=lambda picture: picture.__name__)
def test_a_kept_figure_is_a_fresh_one(picture):
    kept_equals_fresh(picture, [2, 3, 0, 1, 1, 4])


@picture()
def painted(fig, first):
    patch = fig.add_axes((0, 0, 1, 1)).add_patch(Rectangle((0, 0), 1, 1))
    return lambda colour: patch.set_facecolor(colour) or f"The square is {colour} all over."


@picture()
def dot(fig, first):
    spot = fig.add_axes((0, 0, 1, 1), xlim=(0, 5), ylim=(0, 1)).plot([], [], "o", ms=8, color="red")[0]
    return lambda x: spot.set_data([x] if x else [], [0.5] if x else []) or f"The dot is at {x}."


def off(png, stage):
    """By how much the encoded frame differs from the drawn one, for each pixel and colour."""
    return np.abs(np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int) - stage.pixels()[..., :3])


def test_a_small_mark_in_a_new_colour_keeps_it():
    stage = Stage(dot)
    png = [stage.draw(x)[0] for x in (0, 0, 2)][-1]
    red = (stage.pixels()[..., :3] == [255, 0, 0]).all(axis=-1)
    assert red.sum() > 50 and off(png, stage)[red].max() < 32


def test_new_colours_all_over_keep_them():
    stage = Stage(painted)
    for colour in ("white", "teal", "orange", "#123456"):
        assert off(stage.draw(colour)[0], stage).max() < 48
