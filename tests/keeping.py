"""A figure that is kept from frame to frame, held against one that is made anew."""

import matplotlib
import numpy as np
from matplotlib.axis import Axis
from matplotlib.text import Text

from helpers.pictures import style
from helpers.pictures.stage import Stage

PATCH = 20  # pixels: the side of the square that differences are looked for in
LEAST = 1.0  # of 255, the mean over a patch: less is how an edge is smoothed, and no eye sees it


def kept_equals_fresh(picture, datas):
    """Assert that after each of the data the kept figure is a new one that was given the last two of them.

    (The one before the last is its ghost.) The sentence is compared, every text that is seen, and the pixels: by the
    largest mean difference in any patch of 20 × 20. A ghost has no words: texts are those of a new stage that was
    given the last data alone, too.
    """
    kept, before = _stage(picture), None
    for n, data in enumerate(datas):
        _, said = kept.draw(data)
        alone = _stage(picture)
        _, expected = alone.draw(data)
        assert said == expected, f"frame {n}: another sentence"
        assert texts(kept) == texts(alone), f"frame {n}: other texts"
        fresh, before = before or alone, alone
        if fresh is not alone:
            fresh._render = lambda: None  # it moves what moves, and is drawn below
            fresh.draw(data)
        with matplotlib.rc_context(style.RC):
            fresh.canvas.draw()  # whole: every part in matplotlib's own order
        worst, (y, x) = largest_difference(kept.pixels(), fresh.pixels())
        assert worst < LEAST, f"frame {n}: the patch at row {y}, column {x} differs by {worst:.1f} of 255"


def _stage(picture):
    """A stage that does not encode its frames: pixels are what is compared."""
    stage = Stage(picture)
    stage._png = bytes
    return stage


def texts(stage):
    """Every text that is seen on a stage: titles, labels, ticks' and legends' too."""
    left_over = {id(label) for axis in stage.figure.findobj(Axis) for label in _left_over(axis)}
    found = stage.figure.findobj(lambda artist: isinstance(artist, Text) and id(artist) not in left_over)
    return [text.get_text() for text in found if text.get_visible() and text.get_text()]


def _left_over(axis):
    """Labels of ticks that matplotlib keeps for later, and does not draw: an axis had more of them before."""
    for ticks, places in ((axis.majorTicks, axis.get_majorticklocs()), (axis.minorTicks, axis.get_minorticklocs())):
        yield from (label for tick in ticks[len(places) :] for label in (tick.label1, tick.label2))


def largest_difference(a, b):
    """The largest mean difference in any patch, 0 to 255, and the patch's first row and column."""
    assert a.shape == b.shape, f"the kept figure has {a.shape[:2]} pixels, the fresh one {b.shape[:2]}"
    off = np.abs(a.astype(int) - b.astype(int)).max(axis=-1)
    sums = np.pad(off.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    patches = (sums[PATCH:, PATCH:] - sums[:-PATCH, PATCH:] - sums[PATCH:, :-PATCH] + sums[:-PATCH, :-PATCH]) / PATCH**2
    return patches.max(), np.unravel_index(patches.argmax(), patches.shape)
