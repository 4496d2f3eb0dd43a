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
    """Assert that after each of the data the kept figure is a new one given the last two of them; return the sentences.

    (The one before the last is its ghost.) The sentence is that of the last data alone; a ghost has no words: at the
    end the texts are those of the last data alone, too.
    """
    kept, before, sentences = Stage(picture), None, []
    kept._png = bytes  # frames are not encoded: pixels are what is compared
    for n, data in enumerate(datas):
        said, alone = kept.draw(data)[1], unseen(picture)
        assert said == alone.draw(data)[1], f"frame {n}: another sentence"
        if before:
            before.draw(data)
        looks_like(kept, before or alone, f"frame {n}")
        before, sentences = alone, [*sentences, said]
    with matplotlib.rc_context(style.RC):
        alone.canvas.draw()
    assert texts(kept) == texts(alone), "texts that the last data alone do not have"
    return sentences


def unseen(picture, *datas):
    """A stage that was given some data and is not drawn: what moves has moved."""
    stage = Stage(picture)
    stage._png, stage._render = bytes, lambda: None
    for data in datas:
        stage.draw(data)
    return stage


def looks_like(kept, fresh, where):
    """Assert that a stage shows what an unseen one does, drawn whole, every part in matplotlib's own order.

    Every text that is seen is compared, and the pixels: by the largest mean difference in any patch of 20 × 20.
    """
    with matplotlib.rc_context(style.RC):
        fresh.canvas.draw()
    assert texts(kept) == texts(fresh), f"{where}: other texts"
    assert kept.pixels().shape == fresh.pixels().shape, f"{where}: another size"
    sums = np.pad(differences(kept.pixels(), fresh.pixels()).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    patches = (sums[PATCH:, PATCH:] - sums[:-PATCH, PATCH:] - sums[PATCH:, :-PATCH] + sums[:-PATCH, :-PATCH]) / PATCH**2
    place = np.unravel_index(patches.argmax(), patches.shape)
    assert patches.max() < LEAST, f"{where}: the patch at row, column {place} differs by {patches.max():.1f} of 255"


def texts(stage):
    """Every text that is seen on a stage: titles, labels, ticks' and legends' too.

    Not the labels of ticks that matplotlib keeps for later, and does not draw: an axis had more of them before.
    """
    left_over = set()
    for axis in stage.figure.findobj(Axis):
        spare = axis.majorTicks[len(axis.get_majorticklocs()) :] + axis.minorTicks[len(axis.get_minorticklocs()) :]
        left_over |= {id(label) for tick in spare for label in (tick.label1, tick.label2)}
    found = stage.figure.findobj(lambda artist: isinstance(artist, Text) and id(artist) not in left_over)
    return [text.get_text() for text in found if text.get_visible() and text.get_text()]


def differences(a, b):
    """For each pixel the largest difference of its three colours, 0 to 255."""
    return np.abs(a[..., :3].astype(int) - b[..., :3]).max(axis=-1)
