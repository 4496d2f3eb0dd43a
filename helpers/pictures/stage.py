"""A figure that is kept: each new frame draws only what moved since the last, over a stored background.

A picture is a function that sets its axes once and returns `draw(data) -> sentence`:

    @picture(made_for=len)                # what of the data the axes are set up for: when it changes, they are set up anew
    def falling(fig, first, colour="black"):
        line = fig.add_axes((0.1, 0.1, 0.8, 0.8), xlim=(0, len(first)), ylim=(0, 1)).plot([], [], color=colour)[0]
        def draw(data):
            line.set_data(range(len(data)), data)
            return f"It ends at {words.number(data[-1])}."
        return draw

Which artists move is found by looking: matplotlib marks what changed as stale.
"""

import functools
import inspect
import io
from typing import Any, NamedTuple

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image, ImageChops

from helpers.pictures import style

# Of the pixels that an encoded frame may show in another colour: few by much (a small mark), more by a little (a tone).
TOO_MANY = (48, 13), (12, 3000)  # off by more than this in a channel, in as many pixels


class Told(NamedTuple):
    """Data with a sentence: in place of the picture's own, or after it (`also`)."""

    data: Any
    sentence: str | None = None
    also: str | None = None


def told(data, sentence=None, also=None):
    """Return data for a picture with `sentence` in place of the picture's own, or with `also` after it."""
    for name, text in (("sentence", sentence), ("also", also)):
        if text is not None and (not isinstance(text, str) or not text.strip()):
            raise ValueError(f"{name} is {text!r}; expected a sentence")
    return Told(data, sentence, also)


class Picture:
    """A kind of picture with its options; called with options it gives the same picture with these."""

    def __init__(self, set_up, made_for, **options):
        functools.update_wrapper(self, set_up)
        self.set_up, self.made_for, self.options = set_up, made_for, options
        known = list(inspect.signature(set_up).parameters)[2:]
        for name in options:
            if name not in known:
                raise ValueError(f"{self.__name__} has no option {name!r}; expected one of {', '.join(known) or 'none'}")

    def __call__(self, **options):
        return Picture(self.set_up, self.made_for, **{**self.options, **options})


def picture(made_for=None):
    """Make a Picture of a function (fig, first, **options) -> draw; `made_for(data)` is all that set-up reads of data."""
    return lambda set_up: Picture(set_up, made_for or (lambda data: None))


class Stage:
    """A Picture on its figure. `draw(data)` returns (png, sentence): the frame as PNG bytes, and what it shows."""

    def __init__(self, picture):
        if not isinstance(picture, Picture):
            raise ValueError(f"picture is {picture!r}; expected a picture such as gradient_norms")
        self.picture, self.made_for = picture, None

    def draw(self, data):
        """Draw data, or told(data, …). Raises TypeError if the picture gives no sentence."""
        data, sentence, also = data if isinstance(data, Told) else Told(data)
        made_for = (self.picture.made_for(data),)
        with matplotlib.rc_context(style.RC):
            if made_for != self.made_for:
                self._set_up(data)
                self.made_for = made_for
            own = self._draw(data)
            if not isinstance(own, str) or not own.strip():
                raise TypeError(f"the picture {self.picture.__name__} returned {own!r}; expected a sentence on what it shows")
            self._render()
        said = sentence or own
        return self._png(), f"{said} {also}" if also else said

    def pixels(self):
        """Return the frame as it was drawn, before it is encoded: (height, width, 4), red, green, blue, alpha."""
        return np.asarray(self.canvas.buffer_rgba())

    def _set_up(self, data):
        self.figure = Figure(figsize=style.SIZE, dpi=style.DPI)
        self.canvas = FigureCanvasAgg(self.figure)
        self.order, self.moving, self.frame, self.blank, self.background = [], set(), [], [], None
        self.colours = None
        self._draw = self.picture.set_up(self.figure, data, **self.picture.options)

    def _render(self):
        order = list(_artists(self.figure))
        changed = {artist for artist in order if artist.stale}
        moved = {artist for artist in changed if not _is_frame(artist)}
        if not self.order:  # the first frame is drawn whole: what moves is not known yet
            self.order = order
            self.canvas.draw()
            return
        written = not all(map(_is_blank, self.blank))
        if self.background is None or order != self.order or changed - moved or moved - self.moving or written:
            self.order, self.moving = order, (self.moving | moved) & set(order)
            self._keep_background()
        renderer = self.canvas.get_renderer()
        renderer.restore_region(self.background)
        for artist in self.frame:
            artist.draw(renderer)

    def _keep_background(self):
        """Draw all that does not move and store it; what lies over something that moves is left to each frame."""
        renderer = self.canvas.get_renderer()
        self.frame, self.blank = [], [artist for artist in self.moving if _is_blank(artist)]
        covered = []  # boxes of the figure that may be drawn anew
        for artist in self.order:
            if artist in self.moving:
                self.frame.append(artist)
                covered += () if _is_blank(artist) else (_reach(artist),)
            elif covered and artist.get_visible() and any(map(_extent(artist, renderer).overlaps, covered)):
                self.frame.append(artist)
                covered.append(_extent(artist, renderer))
        for artist in self.frame:
            artist.set_animated(True)  # left out; an invisible title would lose its place
        self.canvas.draw()
        self.background = self.canvas.copy_from_bbox(self.figure.bbox)
        for artist in self.frame:
            artist.set_animated(False)

    def _png(self):
        """Encode the frame in 256 colours: a third of the bytes and a quarter of the time of full colour."""
        frame = Image.frombuffer("RGBA", self.canvas.get_width_height(), self.canvas.buffer_rgba()).convert("RGB")
        image = self.colours and frame.quantize(palette=self.colours, dither=Image.Dither.NONE)
        if image is None or _faded(image, frame):
            image = self.colours = frame.quantize(256, Image.Quantize.FASTOCTREE)
            if _faded(image, frame):
                image, self.colours = frame, None
        file = io.BytesIO()
        image.save(file, "PNG", compress_level=1)
        return file.getvalue()


def _faded(image, frame):
    """Whether too many of the pixels have another colour in an image of few colours than in the frame."""
    channels = ImageChops.difference(frame, image.convert("RGB")).split()
    counts = functools.reduce(ImageChops.lighter, channels).histogram()  # of pixels, by how far their worst channel is off
    return any(sum(counts[off_by + 1 :]) >= fewer_than for off_by, fewer_than in TOO_MANY)


def _artists(figure):
    """Every artist that is drawn by itself, of a figure and of its axes, in matplotlib's drawing order."""
    yield figure.patch
    for child in _by_height(figure):
        if not isinstance(child, Axes):
            yield child
        elif child.get_visible():
            yield from (child.patch,) if child.axison else ()
            yield from (part for part in _by_height(child) if child.axison or not _is_frame(part))


def _by_height(parent):
    parts = (part for part in parent.get_children() if part is not parent.patch)
    return sorted(parts, key=lambda part: part.get_zorder())


def _is_frame(artist):
    """Whether a change of this artist (an axis, a spine, the axes' background) means drawing the whole stage anew."""
    axes = getattr(artist, "axes", None)
    fixed = (artist.figure.patch,) if axes is None else (axes.patch, *axes.spines.values(), axes.xaxis, axes.yaxis)
    return any(artist is part for part in fixed)


def _is_blank(artist):
    """Whether an artist is a text without a word, as the titles of axes are that matplotlib moves at every drawing."""
    return isinstance(artist, Text) and not artist.get_text()


def _extent(artist, renderer):
    """Where an artist that does not move is drawn; an axis draws the grid, too."""
    return artist.axes.bbox if isinstance(artist, Axis) else artist.get_window_extent(renderer)


def _reach(artist):
    """How far an artist may be drawn: its clip box where it has one (a picture may set a wider one), else anywhere."""
    box = artist.get_clip_box() if artist.get_clip_on() else None
    return artist.figure.bbox if box is None else box
