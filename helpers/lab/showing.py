"""Display a picture of data, once."""

from IPython.display import display

from helpers.lab.outputs import bundle
from helpers.pictures.stage import Stage


def show(picture, data):
    """Display a picture of these data, with the sentence on what it shows as alt text and caption.

    data is what the picture takes, or told(data, "a sentence of one's own").
    """
    display(bundle(*Stage(picture).draw(data)), raw=True)
