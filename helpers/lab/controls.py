"""Controls usable by mouse, keyboard and screen reader alike, on ipywidgets 7 and 8."""

import functools

import ipywidgets as widgets

BOXES = {widgets.IntSlider: widgets.BoundedIntText, widgets.FloatSlider: widgets.BoundedFloatText}


@functools.cache
def look(kind, **traits):
    """A layout or a style with these traits, one for all widgets: each of its own is one more message to the page."""
    return kind(**traits)


def layout(**traits):
    """The layout with these traits."""
    return look(widgets.Layout, **traits)


def style(kind, **traits):
    """The style of a kind of widget with these traits."""
    return look(kind.style.klass, **traits)


def plain(kind, *args, **traits):
    """A widget with the usual style, and the usual layout where no other is given."""
    return kind(*args, **{"layout": layout(), "style": style(kind)} | traits)


def bar(description, most):
    """A progress bar."""
    wide = style(widgets.IntProgress, description_width="initial")
    return widgets.IntProgress(max=most, description=description, layout=layout(), style=wide)


def control(name, abbreviation, value):
    """Return the control for one value: abbreviations as for `ipywidgets.interact`. Raises ValueError for any other."""
    if isinstance(abbreviation, bool) and isinstance(value, bool):
        abbreviation = value  # interact's checkbox does not heed a function's default
    made = widgets.interactive.widget_from_abbrev(abbreviation, value)
    if made is None:
        raise ValueError(f"{name} is {abbreviation!r}; expected a control: (least, most), (least, most, step), a list, a bool")
    with made.hold_sync():
        made.description, made.style = name.replace("_", " "), style(type(made), description_width="initial")
        if type(made) in BOXES:
            made.readout, made.layout = False, layout(flex="1 1 auto", width="auto", min_width="0")  # shrinks on a phone
    return made


def row(made):
    """A slider with a number to type beside it; any other control alone."""
    if type(made) not in BOXES:
        return made
    kind = BOXES[type(made)]
    # Its description is not seen, but read out: a slider's handle has no name of its own.
    small = dict(style=style(kind, description_width="0px"), layout=layout(flex="0 0 5.5em", width="5.5em"))
    box = kind(**where(made), description=made.description, **small)
    tidy = (lambda value: round(value, 10),) * 2  # a browser's slider says 0.7999999999999998 where 0.8 is meant
    widgets.link((made, "value"), (box, "value"), tidy)
    widgets.link((made, "disabled"), (box, "disabled"))
    return widgets.HBox([made, box], layout=layout(width="100%", max_width="34em"))


def where(made):
    """Where a slider stands, and between which ends."""
    return {name: getattr(made, name) for name in ("value", "min", "max", "step")}


def player(made, stops):
    """A Play button for a slider: it goes a step each moment and rests at each of the stops, and at the end.

    Raises ValueError for a control that is no slider of whole numbers, and for a stop that is not on it.
    """
    if not isinstance(made, widgets.IntSlider):
        raise ValueError(f"play is on {made.description}; expected a slider of whole numbers, (least, most)")
    for stop in stops:
        if not made.min <= stop <= made.max:
            raise ValueError(f"play has a stop at {stop}; expected stops from {made.min} to {made.max}")
    play = widgets.Play(**where(made), interval=700, layout=layout())
    playing = "playing" if play.has_trait("playing") else "_playing"  # ipywidgets 8, 7
    widgets.link((play, "value"), (made, "value"))  # jslink is not heard on Colab

    def rest(change):
        if change["new"] in stops:
            setattr(play, playing, False)

    play.observe(rest, "value")
    return play
