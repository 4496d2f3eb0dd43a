"""explore, show and progress: controls, sentences, what is left for places without a kernel, errors."""

import numpy as np
import pytest

from helpers.lab import explorable as exploring
from helpers.lab import progress_bar, showing
from helpers.lab.explorable import Explorable
from helpers.lab.outputs import STILL
from helpers.pictures import gradient_norms, told

VIEW = "application/vnd.jupyter.widget-view+json"


def curves(radius=0.9, T=30, kind="one"):
    if radius > 1.55:
        raise ArithmeticError("too far")
    return {"measured": radius ** np.arange(T, -1, -1.0)}


def controls():
    return dict(radius=(0.1, 1.6, 0.05), T=(5, 30), kind=["one", "two"])


def sliders(explorable):
    return [row for row in explorable.children if hasattr(row, "children")]


def test_first_values_are_the_functions_defaults():
    assert Explorable(gradient_norms, curves, **controls()).values() == dict(radius=0.9, T=30, kind="one")


def test_every_control_has_a_description_and_every_slider_a_number_to_type():
    explorable = Explorable(gradient_norms, curves, **controls())
    for name, row in zip(("radius", "T"), sliders(explorable)):
        slider, box = row.children
        assert slider.description == box.description == name
        box.value = slider.min
        assert slider.value == slider.min
    assert explorable.controls["kind"].description == "kind"
    assert explorable.sentence.startswith("Radius 0.1, T 5, kind one. Measured falls from 1 at t = 5 to 1e-5 at t = 0")


def test_a_void_control_is_disabled_and_left_out():
    explorable = Explorable(gradient_norms, curves, void={"radius": {"kind": "two"}}, **controls())
    assert not explorable.controls["radius"].disabled
    explorable.controls["kind"].value = "two"
    assert explorable.controls["radius"].disabled
    assert explorable.sentence.startswith("T 30, kind two. ")
    _, box = sliders(explorable)[0].children
    assert box.disabled


def test_a_player_rests_at_its_stops():
    explorable = Explorable(gradient_norms, curves, play={"T": (10, 20)}, **controls())
    play = next(child for child in explorable.children if hasattr(child, "interval"))
    playing = "playing" if play.has_trait("playing") else "_playing"
    play.value = 5
    setattr(play, playing, True)
    rests = []
    while play.value < play.max:
        play.value += 1
        rests += [] if getattr(play, playing) else [play.value]
        setattr(play, playing, True)
    assert rests == [10, 20]
    assert explorable.controls["T"].value == 30
    with pytest.raises(ValueError, match="play has a stop at 99; expected stops from 5 to 30"):
        Explorable(gradient_norms, curves, play={"T": (99,)}, **controls())


def test_a_sentence_of_the_functions_own():
    explorable = Explorable(gradient_norms, lambda radius=0.5: told(curves(radius), "My own."), radius=(0.1, 1.0, 0.1))
    assert explorable.sentence == "Radius 0.5. My own."


def test_what_is_left_without_a_kernel():
    still = Explorable(gradient_norms, curves, **controls()).still()
    assert set(still) == {"text/html", "image/png", "text/plain"}
    assert f'alt="{still["text/plain"]}"' in still["text/html"]
    assert STILL in still["text/html"]


def test_two_outputs_the_still_picture_and_the_widget(monkeypatch):
    shown = []
    monkeypatch.setattr("helpers.lab.outputs.display", lambda data, raw: shown.append(data))
    exploring.explore(gradient_norms, curves, **controls())
    assert [set(data) for data in shown] == [{"text/html", "image/png", "text/plain"}, {VIEW}]


def test_an_error_is_shown_where_the_picture_was_and_raised():
    explorable = Explorable(gradient_norms, curves, **controls())
    with pytest.raises(ArithmeticError, match="too far"):
        explorable.controls["radius"].value = 1.6
    assert 'role="alert"' in explorable.picture.value and "too far" in explorable.picture.value
    explorable.controls["radius"].value = 0.5
    assert "<img" in explorable.picture.value


@pytest.mark.parametrize("wrong, sentence", [
    (dict(rho=(0, 1)), "the function takes no 'rho'; expected one of 'radius', 'T', 'kind'"),
    (dict(T=None), "T is None; expected a control"),
    (dict(play={"rho": ()}), "the function takes no 'rho'"),
    (dict(void={"rho": {}}), "the function takes no 'rho'")])
def test_wrong_controls_are_named(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        Explorable(gradient_norms, curves, **wrong)


def test_show_leaves_html_png_and_text(monkeypatch):
    shown = []
    monkeypatch.setattr(showing, "display", lambda data, raw: shown.append(data))
    showing.show(gradient_norms, curves(0.5))
    showing.show(gradient_norms, told(curves(0.5), "My own."))
    assert set(shown[0]) == {"text/html", "image/png", "text/plain"}
    assert shown[0]["text/plain"] == "Measured falls from 1 at t = 30 to 9.3e-10 at t = 0, a factor 0.5 per step."
    assert 'alt="My own."' in shown[1]["text/html"]


@pytest.fixture
def bars(monkeypatch):
    shown = []
    monkeypatch.setattr(progress_bar, "display_live", lambda bar, still: shown.append((bar, still)))
    return shown


def test_progress_counts_in_words(bars):
    assert list(progress_bar.progress(range(300))) == list(range(300))
    bar, still = bars[0]
    assert (bar.bar.value, bar.words.value) == (300, "300 of 300")
    assert still["text/plain"] == "300 updates"


def test_progress_takes_a_generator(bars):
    assert list(progress_bar.progress((n for n in range(7)), "nets")) == list(range(7))
    bar, still = bars[0]
    assert (bar.bar.value, bar.words.value, still["text/plain"]) == (1, "7", "nets")


def test_no_output_widget():
    from conftest import NOTEBOOKS, ROOT
    for file in (*ROOT.glob("helpers/*/*.py"), *NOTEBOOKS):
        assert "widgets.Output" not in file.read_text(encoding="utf-8"), file
