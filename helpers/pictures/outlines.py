"""Short texts at many places, drawn as one collection of outlines: ten times faster than as many texts."""

from functools import lru_cache

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from helpers.pictures import style

_POINTS = Affine2D().scale(style.DPI / 72)


class Outlines:
    """Texts at fixed places (N, 2) of the axes, centred there or starting there; `halo` is a white border in points."""

    def __init__(self, ax, places, size, colour, halo=0, centred=True):
        self.size, self.centred = size, centred
        look = dict(offsets=places, offset_transform=ax.transData, transform=_POINTS, zorder=5)
        layers = [dict(facecolors=colour, linewidths=0)]
        if halo:
            layers.insert(0, dict(facecolors="white", edgecolors="white", linewidths=halo))
        self.layers = [ax.add_collection(PathCollection([], **look, **layer)) for layer in layers]
        self.texts = []

    def set(self, texts):
        """Show these texts, one for each place."""
        if texts == self.texts:
            return
        self.texts, outlines = texts, [_outline(text, self.size, self.centred) for text in texts]
        for layer in self.layers:
            layer.set_paths(outlines)


@lru_cache(4096)
def _outline(text, size, centred):
    """The outline of a text, in points, centred on the origin or starting there."""
    if not text:
        return Path(np.empty((0, 2)))
    path = TextPath((0, 0), text, size=size)
    if not centred:
        return path
    box = path.get_extents()
    return path.transformed(Affine2D().translate(-(box.x0 + box.x1) / 2, -0.365 * size))
