"""Explorables: a picture with controls, and the learner's own function between them."""

import inspect
import traceback
from html import escape

import ipywidgets as widgets

from helpers import expect
from helpers.lab import controls as making
from helpers.lab.outputs import HIDE, bundle, display_live, figure, still
from helpers.pictures import words
from helpers.pictures.stage import Stage


def explore(picture, function, play=None, void=None, **controls):
    """Display a picture of function(**values) with a control for each value, and keep it up to date.

    function takes the controls' values by name and returns what the picture takes, or told(data, "a sentence of one's
    own"). controls take the abbreviations of `ipywidgets.interact`: (least, most[, step]) for a slider with a number to
    type, a list or a dict for a menu, True or False for a checkbox. The first value is the function's own default.
    `play` {name: stops} adds a Play button to a control, that rests at the stops. `void` {name: {other: value}} says
    that a control has no effect while another has that value. Raises ValueError for what is no function, for a control
    that it does not take, and for `play` and `void` of what is no control.
    """
    explorable = Explorable(picture, function, play, void, **controls)
    display_live(explorable, explorable.still())


class Explorable(widgets.VBox):
    """The controls, and below them the picture with its sentence, drawn anew at every change."""

    def __init__(self, picture, function, play=None, void=None, **controls):
        play, void = play or {}, void or {}
        parameters = parameters_of("function", function, *controls, *play, *void)
        check_names("play", play, controls)
        check_void(void, controls)
        self.function, self.stage, self.void = function, Stage(picture), void
        self.controls = {name: making.control(name, abbrev, parameters[name].default) for name, abbrev in controls.items()}
        self.picture = making.plain(widgets.HTML, layout=making.layout(width="100%"))
        self.redraw()
        for control in self.controls.values():
            control.observe(self.redraw, "value")  # before the rows link their boxes: the picture goes first
        players = [making.player(self.controls[name], stops) for name, stops in play.items()]
        super().__init__([*map(making.row, self.controls.values()), *players, self.picture], layout=making.layout())

    def values(self):
        """What the controls say, {name: value}."""
        return {name: control.value for name, control in self.controls.items()}

    def redraw(self, change=None):
        """Draw the picture for the controls' values; an error is shown in its place, and raised."""
        values = self.values()
        silent = {name for name, when in self.void.items() if when.items() <= values.items()}
        for name in self.void:
            self.controls[name].disabled = name in silent
        try:
            self.png, said = self.stage.draw(self.function(**values))
        except Exception as error:
            lines = traceback.format_exception(error.with_traceback(error.__traceback__.tb_next))  # without this line
            self.picture.value = f'{HIDE}<pre role="alert">{escape("".join(lines))}</pre>'
            raise
        self.sentence = f"{settings(values, silent)}. {said}"
        self.picture.value = HIDE + figure(self.png, self.sentence)

    def still(self):
        """The mime bundle for every place that has no kernel to run the widget."""
        rest = bundle(self.png, self.sentence)
        return still(figure(self.png, self.sentence, still=True), **{kind: rest[kind] for kind in ("image/png", "text/plain")})


def parameters_of(name, function, *asked):
    """Return the parameters of a learner's function. Raises ValueError unless it is one, and takes all that are asked."""
    if not callable(function):
        raise ValueError(f"{name} is {expect.described(function)}; expected a function")
    parameters = inspect.signature(function).parameters
    for each in asked:
        if each not in parameters:
            raise ValueError(f"the function takes no {each!r}; expected one of {', '.join(map(repr, parameters)) or 'none'}")
    return parameters


def check_names(name, named, controls):
    """Raise ValueError unless all that are named are controls."""
    for each in named:
        expect.one_of(name, each, controls)


def check_void(void, controls):
    """Raise ValueError unless all that `void` names, {name: {other: value}}, are controls."""
    for name, when in void.items():
        check_names("void", (name, *when), controls)


def settings(values, silent):
    """What the controls say, in words; not those that have no effect."""
    said = (f"{name.replace('_', ' ')} {_said(value)}" for name, value in values.items() if name not in silent)
    return words.sentence(", ".join(said))


def _said(value):
    if isinstance(value, bool):
        return "on" if value else "off"
    return words.number(value, 4) if isinstance(value, float) else str(value).replace("-", "−") or "(empty)"
