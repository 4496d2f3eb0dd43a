"""A figure that is kept: each new frame draws only what moved since the last, over a stored background.

A picture is `def picture(fig): …; return update`. It sets its axes once; `update(**values)` moves artists and
returns one sentence, the alt text. Which artists move is found by looking: matplotlib marks what changed as stale.
"""

import io

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from helpers.pictures import style


class Stage:
    """A picture on its figure. `draw(**values)` returns (png, alt): the frame as PNG bytes and what it shows."""

    def __init__(self, picture):
        self.picture = picture
        self.figure = Figure(figsize=style.SIZE, dpi=style.DPI, layout="constrained")
        self.canvas = FigureCanvasAgg(self.figure)
        self.moving, self.background, self.colours = [], None, None
        with matplotlib.rc_context(style.RC):
            self.update = picture(self.figure)
        laid_out = [axes for axes in self.figure.axes if axes.get_in_layout()]
        self.start = {axes: axes.get_position(original=True).frozen() for axes in laid_out}
        self.engine, self.layouts = self.figure.get_layout_engine(), {}  # where axes stand, by the room they need
        self.figure.set_layout_engine("none")  # at every whole redraw it would work anew

    def draw(self, **values):
        """Update the picture and return its frame (png, alt). Raises TypeError if the picture gives no alt text."""
        with matplotlib.rc_context(style.RC):
            alt = self.update(**values)
            if not isinstance(alt, str) or not alt.strip():
                raise TypeError(f"the picture's update returned {alt!r}; expected a sentence that says what it shows")
            self._render()
        return self._png(), alt

    def pixels(self):
        """Return the frame as it was drawn, before it is encoded: (height, width, 4), red, green, blue, alpha."""
        return np.asarray(self.canvas.buffer_rgba())

    def _render(self):
        changed = set(_stale_artists(self.figure))
        scenery = changed - set(self.moving)
        if self.background is None:
            self._lay_out()
            self.canvas.draw()
            self.background = False  # the first frame is drawn whole: what moves is not known yet
            return
        if scenery or not self.background:
            self._redraw_background(scenery)
        renderer = self.canvas.get_renderer()
        renderer.restore_region(self.background)
        for artist in self.moving:
            artist.draw(renderer)

    def _redraw_background(self, scenery):
        new = [artist for artist in scenery if not _is_frame(artist)]
        for artist in new:
            artist.set_animated(True)  # leaves it out of the background
        order = {artist: i for i, artist in enumerate(_artists(self.figure))}
        self.moving = sorted([*self.moving, *new], key=lambda artist: (artist.get_zorder(), order.get(artist, 0)))
        self.moving = [artist for artist in self.moving if artist in order]
        self._lay_out()
        self.canvas.draw()
        self.background = self.canvas.copy_from_bbox(self.figure.bbox)

    def _lay_out(self):
        """Place the axes; the layout engine, which takes a third of a whole redraw, works once for each need of room."""
        need = tuple(_room(axes) for axes in self.start)
        if need not in self.layouts:
            self._place(self.start)  # from where it stands it would end a last digit elsewhere
            self.engine.execute(self.figure)
            self.layouts[need] = {axes: axes.get_position(original=True).frozen() for axes in self.start}
        self._place(self.layouts[need])

    def _place(self, places):
        for axes, place in places.items():
            axes.set_position(place)
            axes.set_in_layout(True)  # the line above took it out

    def _png(self):
        """Encode the frame in 256 colours: a third of the bytes and a quarter of the time of full colour."""
        frame = Image.frombuffer("RGBA", self.canvas.get_width_height(), self.canvas.buffer_rgba()).convert("RGB")
        image = self.colours and frame.quantize(palette=self.colours, dither=Image.Dither.NONE)
        if image is None or _faded(self.pixels(), image):
            image = self.colours = frame.quantize(256, Image.Quantize.FASTOCTREE)  # choosing colours is what takes long
        file = io.BytesIO()
        image.save(file, "PNG", compress_level=1)
        return file.getvalue()


def _faded(pixels, image):
    """Whether pixels (height, width, 4) have lost colour in an image of few: of a sample, 1 in 1000 is off by an eighth."""
    palette = np.array(image.getpalette(), int).reshape(-1, 3)
    off = np.abs(palette[np.asarray(image)[::5, ::5]] - pixels[::5, ::5, :3]).max(axis=-1) > 32
    return off.mean() > 1e-3


def _room(axes):
    """What decides how much room stands around axes: names, legend and free texts, how long tick labels are and where."""
    legend = axes.get_legend()
    texts = [text.get_text() for text in axes.texts if text.get_in_layout() and text.get_visible()]
    names = [axes.get_title("left"), axes.get_xlabel(), axes.get_ylabel(), *texts]
    entries = [text.get_text() for text in legend.get_texts()] if legend else []
    return (*names, None, *entries, *_ticks(axes.xaxis), *_ticks(axes.yaxis))


def _ticks(axis):
    """Of the labels in view, the longest one's length; the first and last one's, and their places in thousandths."""
    low, high, *places = axis.get_transform().transform([*axis.get_view_interval(), *axis.get_majorticklocs()])
    shares = [round(1000 * (place - low) / (high - low)) for place in places]
    lengths = [len(label.get_text()) for label in axis.get_majorticklabels()]
    seen = [(length, share) for length, share in zip(lengths, shares) if 0 <= share <= 1000]
    return (max(seen)[0], *seen[0], *seen[-1]) if seen else ()


def _artists(figure):
    """Every artist that is drawn by itself: of a figure, and of its axes; a hidden frame is never drawn."""
    for child in figure.get_children():
        if not isinstance(child, Axes):
            yield child
        else:
            yield from (part for part in child.get_children() if child.axison or not _is_frame(part))


def _stale_artists(figure):
    return [artist for artist in _artists(figure) if artist.stale]


def _is_frame(artist):
    """Whether a change of this artist (an axis, a spine, the axes' background) means drawing the whole stage anew."""
    axes = getattr(artist, "axes", None)
    fixed = (artist.figure.patch,) if axes is None else (axes.patch, *axes.spines.values(), axes.xaxis, axes.yaxis)
    return any(artist is part for part in fixed)
