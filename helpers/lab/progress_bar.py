"""A progress bar with its count in words."""

import time
from collections.abc import Iterable

import ipywidgets as widgets

from helpers.lab import controls as making
from helpers.lab.outputs import STILL, display_live, still

OFTEN = 0.1  # seconds between two states of a bar: what is sent more often waits in line


class Progress(widgets.HBox):
    """A bar and "30 of 300"; where the number of items is not known, the count alone."""

    def __init__(self, total, what):
        self.total, self.what = total, what
        self.bar = making.bar(what, total or 1)
        self.words = making.plain(widgets.Label)
        super().__init__([self.bar, self.words], layout=making.layout())

    def reach(self, done, ended=False):
        self.bar.value = done if self.total else int(ended)
        self.words.value = f"{done} of {self.total}" if self.total else f"{done}"

    def still(self):
        text = f"{self.total} {self.what}" if self.total else self.what
        return still(f'<span class="{STILL}">{text}</span>', **{"text/plain": text})


def progress(items, what="updates"):
    """Yield the items of any iterable one by one while a progress bar counts them.

    Raises ValueError at the first one for what is no iterable.
    """
    if not isinstance(items, Iterable):
        raise ValueError(f"items is {items!r}; expected an iterable such as range(300)")
    total = len(items) if hasattr(items, "__len__") else None
    bar = Progress(total, what)
    display_live(bar, bar.still())
    done, shown = 0, time.monotonic()
    for done, item in enumerate(items, start=1):
        yield item
        if time.monotonic() - shown > OFTEN:
            bar.reach(done)
            shown = time.monotonic()
    bar.reach(done, ended=True)
