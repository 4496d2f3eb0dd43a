"""Every explorable of every notebook, driven to the ends of its controls and to values in between."""

import contextlib
import html
import io
import itertools
import json
import random
import warnings
from pathlib import Path

import numpy as np
import pytest
from matplotlib.patches import Rectangle
from PIL import Image

from helpers.lab import explorable as explore_module
from helpers.lab import showing as show_module
from helpers.lab.explorable import Explorable
from helpers.pictures.stage import Stage

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
RANDOM_VALUES = 12


def displayed_by(path, monkeypatch):
    """Run a notebook's code cells in this process and return what its explore calls display."""
    displayed = []
    monkeypatch.chdir(path.parent)
    monkeypatch.setattr(explore_module, "display", displayed.append)
    monkeypatch.setattr(show_module, "display", lambda *args, **kwargs: None)
    namespace = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), path.name, "exec"), namespace)
    return displayed


def ends(control):
    """The least and the greatest value of a slider; every choice of a menu; both states of a checkbox."""
    if hasattr(control, "min"):
        return [control.min, control.max]
    if hasattr(control, "options"):
        return [option[1] if isinstance(option, tuple) else option for option in control.options]
    return [False, True]


def between(control, rng):
    if not hasattr(control, "min"):
        return rng.choice(ends(control))
    steps = round((control.max - control.min) / control.step)
    value = control.min + rng.randint(0, steps) * control.step
    return type(control.value)(min(value, control.max))


def settings(explorable):
    """Each control's ends with the others at rest, all corners where they are few, and random values."""
    controls, rng = explorable.controls, random.Random(0)
    rest = explorable.values()
    for name, control in controls.items():
        yield from ({**rest, name: end} for end in ends(control))
    corners = list(itertools.product(*map(ends, controls.values())))
    for corner in corners if len(corners) <= 32 else rng.sample(corners, 32):
        yield dict(zip(controls, corner))
    for _ in range(RANDOM_VALUES):
        yield {name: between(control, rng) for name, control in controls.items()}


def move(explorable, values):
    for name, value in values.items():
        explorable.controls[name].value = value


def lost_in_encoding(stage, png):
    """The share of pixels that a PNG of 256 colours shows clearly differently from what was drawn."""
    decoded = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    return (np.abs(decoded.astype(int) - stage.pixels()[..., :3]).max(axis=2) > 48).mean()


def finite(figure):
    limits = [(*ax.get_xlim(), *ax.get_ylim()) for ax in figure.axes]
    return bool(limits) and np.isfinite(limits).all()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_explorables(path, monkeypatch):
    explorables = displayed_by(path, monkeypatch)
    assert explorables, f"{path.name} has no explorable"
    for explorable in explorables:
        drive(explorable)


def drive(explorable):
    seen = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", DeprecationWarning)  # between libraries, on old versions
        for values in settings(explorable):
            move(explorable, values)
            assert f'alt="{explorable.alt}"' in html.unescape(explorable.picture.value)
            assert 'role="alert"' not in explorable.picture.value
            assert finite(explorable.stage.figure), values
            assert len(explorable.alt) > 30, explorable.alt
            assert lost_in_encoding(explorable.stage, explorable.png) < 2e-3, values
            drawn = explorable.stage.pixels().copy()
            assert np.array_equal(seen.setdefault(explorable.alt, drawn), drawn), (
                f"two different pictures share one alt text at {values}: {explorable.alt}"
            )
        assert len(seen) > 1, "no control changes the picture"
        same_as_drawn_whole(explorable)


def same_as_drawn_whole(explorable):
    """The kept figure, of which only what moved is drawn, looks like a figure drawn whole."""
    fresh = Stage(explorable.stage.picture)
    _, alt = fresh.draw(**explorable.values())
    assert alt == explorable.alt
    off = np.abs(fresh.pixels().astype(int) - explorable.stage.pixels()).max(axis=2) > 64
    assert off.mean() < 0.01, f"{off.mean():.1%} of the pixels differ from a fresh figure's at {explorable.values()}"


# The machinery itself, on a picture of three lines


def falling(fig):
    ax = fig.add_subplot(xlim=(0, 30), ylim=(1e-12, 10), yscale="log")
    line = ax.plot([], [])[0]

    def update(radius=0.9, T=30, activation="tanh"):
        if radius > 1.55:
            raise ArithmeticError("too far")
        line.set_data(range(T + 1), radius ** np.arange(T + 1.0))
        return f"With {activation} the norm falls to {radius**T:.2g} after {T} steps."

    return update


def controls():
    return dict(radius=(0.1, 1.6, 0.05), T=(5, 30), activation=["tanh", "relu"])


def test_initial_values_are_the_updates_defaults():
    assert Explorable(falling, **controls()).values() == dict(radius=0.9, T=30, activation="tanh")


def test_every_control_has_a_description_and_every_slider_a_number_to_type():
    explorable = Explorable(falling, **controls())
    rows = explorable.children[:-1]
    for (name, control), row in zip(explorable.controls.items(), rows):
        assert control.description == name
        if hasattr(control, "min"):
            slider, box = row.children
            box.value = control.min
            assert slider.value == control.min
            assert box.description == name
    assert "after 5 steps" in explorable.alt


def test_a_bundle_carries_widget_html_png_and_text():
    explorable = Explorable(falling, **controls())
    data = explorable._repr_mimebundle_()
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/html", "image/png", "text/plain"}
    assert data["text/plain"] == explorable.alt
    assert f'alt="{explorable.alt}"' in data["text/html"]
    assert explorable._ipython_display_ is None  # ipywidgets 7 would display the widget alone


def test_an_error_is_shown_where_the_picture_was_and_raised():
    explorable = Explorable(falling, **controls())
    with pytest.raises(ArithmeticError, match="too far"):
        explorable.controls["radius"].value = 1.6
    assert 'role="alert"' in explorable.picture.value
    assert "too far" in explorable.picture.value
    explorable.controls["radius"].value = 0.5
    assert "<img" in explorable.picture.value


def test_a_picture_without_alt_text_is_refused():
    with pytest.raises(TypeError, match="expected a sentence"):
        Stage(lambda fig: lambda: None).draw()


def test_a_control_that_update_does_not_take_is_named():
    with pytest.raises(ValueError, match="takes no 'rho'; expected one of 'radius', 'T', 'activation'"):
        Explorable(falling, rho=(0, 1))


def test_a_control_that_is_none_is_named():
    with pytest.raises(ValueError, match="T is None; expected a control"):
        Explorable(falling, T=None)


def warmed_up(picture):
    """A stage that has found out what moves, and the background that it keeps."""
    stage = Stage(picture)
    for radius in (0.9, 0.8, 0.7):
        stage.draw(radius=radius)
    return stage, stage.background


def test_only_what_moved_is_drawn():
    stage, background = warmed_up(falling)
    stage.draw(radius=0.6)
    assert stage.background is background
    line = stage.figure.axes[0].lines[0]
    assert line in stage.moving


def test_axes_without_a_frame_are_kept_too():
    def bare(fig):
        update = falling(fig)
        fig.axes[0].set_axis_off()
        return update

    stage, background = warmed_up(bare)
    stage.draw(radius=0.6)
    assert stage.background is background
    fresh = Stage(bare)
    fresh.draw(radius=0.6)
    assert np.array_equal(stage.pixels(), fresh.pixels())


def test_new_colours_get_a_palette_of_their_own():
    def painted(fig):
        patch = fig.add_subplot().add_patch(Rectangle((0, 0), 1, 1))

        def update(colour):
            patch.set_facecolor(colour)
            return f"The square is {colour} all over."

        return update

    stage = Stage(painted)
    for colour in ("white", "teal", "orange", "#123456"):
        png, _ = stage.draw(colour=colour)
        assert lost_in_encoding(stage, png) < 2e-3


def test_a_changed_limit_redraws_the_stage():
    stage, background = warmed_up(falling)
    stage.figure.axes[0].set_ylim(1e-4, 1)
    stage.draw(radius=0.6)
    assert stage.background is not background


def test_no_output_widget():
    root = Path(__file__).resolve().parents[2]
    for file in (*root.glob("helpers/*.py"), *NOTEBOOKS):
        assert "widgets.Output" not in file.read_text(encoding="utf-8"), file


def test_progress_counts_in_words():
    bar = show_module.Progress(300, "updates")
    bar.reach(30)
    assert (bar.bar.value, bar.words.value) == (30, "30 of 300")
    assert bar.fallback() == {"text/plain": "300 updates"}


def test_progress_yields_every_item(monkeypatch):
    shown = []
    monkeypatch.setattr(show_module, "display", shown.append)
    assert list(show_module.progress(range(7))) == list(range(7))
    assert shown[0].bar.value == 7
