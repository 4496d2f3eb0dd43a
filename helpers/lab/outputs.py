"""What a cell leaves behind: a picture as HTML, PNG and text for every place without a kernel, and a live widget."""

import base64
from html import escape

from IPython.display import display

VIEW = "application/vnd.jupyter.widget-view+json"
STILL = "unrolled-still"  # the class of what stands in for a live widget
# JupyterLab: the still picture goes while the widget below it is alive; a widget whose kernel is gone, which would
# show an error, goes instead. Such a widget has text but no element inside.
CHILD = ".jp-OutputArea-child"
SWAP = (
    f"<style>{CHILD}:has(.{STILL}):has(+ {CHILD} .jupyter-widgets *), "
    f"{CHILD}:has(.{STILL}) + {CHILD}:has(.jupyter-widgets):not(:has(.jupyter-widgets *)) {{ display: none }}</style>"
)
# JupyterLab shows the first line of an output that is hidden: with this one it does not tell what is to be predicted.
CURTAIN = "<!-- hidden until you click here or run the cell -->\n"
# Elsewhere (Colab, where each cell is a page of its own) the live widget itself hides the still picture.
HIDE = f"<style>body:not(:has({CHILD})) .{STILL} {{ display: none }}</style>"


def figure(png, sentence, still=False):
    """Return an HTML <figure>: the image with its alt text, and the same sentence as a visible caption."""
    source = "data:image/png;base64," + base64.b64encode(png).decode()
    said, kind = escape(sentence, quote=True), f' class="{STILL}"' if still else ""
    return (
        f'<figure{kind} style="margin: 0; max-width: 900px"><img alt="{said}" src="{source}" style="max-width: 100%">'
        f'<figcaption aria-hidden="true" style="line-height: 1.4">{said}</figcaption></figure>'
    )


def bundle(png, sentence):
    """Return one output for every reader: HTML with alt text and caption, the PNG, and the text alone."""
    html = CURTAIN + figure(png, sentence)
    return {"text/html": html, "image/png": base64.b64encode(png).decode(), "text/plain": sentence}


def display_live(widget, still):
    """Display a mime bundle that needs no kernel, and below it the widget that takes its place while there is one."""
    display(still, raw=True)
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({VIEW: view}, raw=True)


def still(html, **rest):
    """Return the mime bundle that stands in for a widget: HTML that goes while the widget is alive, and the rest."""
    return {"text/html": CURTAIN + SWAP + html, **rest}
