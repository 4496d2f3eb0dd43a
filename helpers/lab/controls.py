"""Controls usable by mouse, keyboard and screen reader alike, on ipywidgets 7 and 8."""

import ipywidgets as widgets

BOXES = {widgets.IntSlider: widgets.BoundedIntText, widgets.FloatSlider: widgets.BoundedFloatText}


def control(name, abbreviation, value):
    """Return the control for one value: abbreviations as for `ipywidgets.interact`. Raises ValueError for any other."""
    made = widgets.interactive.widget_from_abbrev(abbreviation, value)
    if made is None:
        raise ValueError(f"{name} is {abbreviation!r}; expected a control: (least, most), (least, most, step), a list, a bool")
    made.description = name.replace("_", " ")
    made.style.description_width = "initial"
    return made


def row(made):
    """A slider with a number to type beside it; any other control alone."""
    if type(made) not in BOXES:
        return made
    made.readout = False
    limits = dict(min=made.min, max=made.max, step=made.step)
    # Its description is not seen, but read out: a slider's handle has no name of its own.
    look = dict(style={"description_width": "0px"}, layout=widgets.Layout(flex="0 0 5.5em", width="5.5em"))
    box = BOXES[type(made)](made.value, **limits, description=made.description, **look)
    with made.layout.hold_sync():
        made.layout.flex, made.layout.width, made.layout.min_width = "1 1 auto", "auto", "0"  # shrinks on a phone
    tidy = (lambda value: round(value, 10),) * 2  # a browser's slider says 0.7999999999999998 where 0.8 is meant
    widgets.link((made, "value"), (box, "value"), tidy)
    widgets.link((made, "disabled"), (box, "disabled"))
    return widgets.HBox([made, box], layout=widgets.Layout(width="100%", max_width="34em"))


def player(made, stops):
    """A Play button for a slider: it goes a step each moment and rests at each of the stops, and at the end."""
    for stop in stops:
        if not made.min <= stop <= made.max:
            raise ValueError(f"play has a stop at {stop}; expected stops from {made.min} to {made.max}")
    play = widgets.Play(value=made.value, min=made.min, max=made.max, step=made.step, interval=700)
    playing = "playing" if play.has_trait("playing") else "_playing"  # ipywidgets 8, 7
    widgets.link((play, "value"), (made, "value"))  # jslink is not heard on Colab

    def rest(change):
        if change["new"] in stops:
            setattr(play, playing, False)

    play.observe(rest, "value")
    return play
