"""Display: a picture as one bundle of HTML, PNG and text, and progress bars."""

import base64
from html import escape

import ipywidgets as widgets
from IPython.display import display

from helpers.pictures.stage import Stage

VIEW = "application/vnd.jupyter.widget-view+json"


def show(picture, **values):
    """Display a picture drawn with these values, once, with its alt text.

    picture(fig) sets the stage and returns update(**values), which returns the alt text: one sentence.
    """
    display(bundle(*Stage(picture).draw(**values)), raw=True)


def bundle(png, alt):
    """Return one output for every reader: HTML with alt text and caption, the PNG, and the text alone."""
    return {
        "text/html": figure(png, alt),
        "image/png": base64.b64encode(png).decode(),
        "text/plain": alt,
    }


def figure(png, alt):
    """Return an HTML <figure>: the image with its alt text, and the same sentence as a visible caption."""
    source = "data:image/png;base64," + base64.b64encode(png).decode()
    said = escape(alt, quote=True)
    return (
        f'<figure style="margin: 0; max-width: 900px"><img alt="{said}" src="{source}" style="max-width: 100%">'
        f'<figcaption aria-hidden="true" style="line-height: 1.4">{said}</figcaption></figure>'
    )


class Bundled:
    """A widget that leaves HTML, PNG and text as well, for every place that has no kernel to run it."""

    _ipython_display_ = None  # ipywidgets 7 would display the widget alone

    def fallback(self):
        """Return the mime bundle to leave beside the live widget."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs):
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {**self.fallback(), VIEW: view}


class Progress(Bundled, widgets.HBox):
    """A progress bar with its count in words."""

    def __init__(self, total, what):
        self.bar = widgets.IntProgress(max=total, description=what, style={"description_width": "initial"})
        self.words = widgets.Label()
        super().__init__([self.bar, self.words])

    def fallback(self):
        return {"text/plain": f"{self.bar.max} {self.bar.description}"}

    def reach(self, done):
        self.bar.value, self.words.value = done, f"{done} of {self.bar.max}"


def progress(items, what="updates"):
    """Yield the items of a sequence one by one while a progress bar counts them."""
    bar = Progress(len(items), what)
    display(bar)
    every = max(1, len(items) // 100)
    for done, item in enumerate(items, start=1):
        yield item
        if done % every == 0 or done == len(items):
            bar.reach(done)
