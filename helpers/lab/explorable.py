"""Explorables: a picture with controls, usable by mouse, keyboard and screen reader alike."""

import inspect
import traceback
from html import escape

import ipywidgets as widgets
from IPython.display import display

from helpers.lab.showing import Bundled, bundle, figure
from helpers.pictures.stage import Stage


def explore(picture, **controls):
    """Display a picture with a control for each named value of its update.

    picture(fig) sets the stage and returns update(**values), which returns the alt text: one sentence.
    controls take the abbreviations of `ipywidgets.interact`: (least, most[, step]) for a slider with a number to
    type, a list or a dict for a menu, True or False for a checkbox. The first value shown is the update's own default.
    """
    display(Explorable(picture, **controls))


class Explorable(Bundled, widgets.VBox):
    """The controls, and below them the picture with its alt text and caption, redrawn at every change."""

    def __init__(self, picture, **controls):
        self.stage = Stage(picture)
        parameters = inspect.signature(self.stage.update).parameters
        self.controls = {name: _control(name, abbrev, parameters) for name, abbrev in controls.items()}
        self.picture = widgets.HTML(layout=widgets.Layout(width="100%"))
        self.redraw()
        for control in self.controls.values():
            control.observe(self.redraw, "value")  # before the rows link their boxes: the picture goes first
        super().__init__([*map(_row, self.controls.values()), self.picture])

    def values(self):
        return {name: control.value for name, control in self.controls.items()}

    def redraw(self, change=None):
        """Draw the picture for the controls' values; an error is shown in its place, and raised."""
        try:
            self.png, self.alt = self.stage.draw(**self.values())
        except Exception:
            self.picture.value = f'<pre role="alert">{escape(traceback.format_exc())}</pre>'
            raise
        self.picture.value = figure(self.png, self.alt)

    def fallback(self):
        return bundle(self.png, self.alt)


def _control(name, abbrev, parameters):
    if name not in parameters:
        raise ValueError(f"the picture's update takes no {name!r}; expected one of {', '.join(map(repr, parameters))}")
    control = widgets.interactive.widget_from_abbrev(abbrev, parameters[name].default)
    if control is None:
        raise ValueError(f"{name} is {abbrev!r}; expected a control: (least, most), (least, most, step), a list, a bool")
    control.description = control.description or name.replace("_", " ")
    control.style.description_width = "initial"
    return control


def _row(control):
    """A slider with a number to type beside it; any other control alone."""
    boxes = {widgets.IntSlider: widgets.BoundedIntText, widgets.FloatSlider: widgets.BoundedFloatText}
    if type(control) not in boxes:
        return control
    control.readout = False
    limits = dict(min=control.min, max=control.max, step=control.step)
    box = boxes[type(control)](control.value, **limits, description=control.description)
    box.style.description_width = "0px"  # not seen, but read out: a slider's handle has no name of its own
    box.layout = widgets.Layout(flex="0 0 5.5em", width="5.5em")
    control.layout = widgets.Layout(flex="1 1 auto", width="auto", min_width="0")  # shrinks on a phone
    tidy = (lambda value: round(value, 10),) * 2  # a browser's slider says 0.7999999999999998 where 0.8 is meant
    widgets.link((control, "value"), (box, "value"), tidy)
    return widgets.HBox([control, box], layout=widgets.Layout(width="100%", max_width="34em"))
