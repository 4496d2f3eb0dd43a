"""explore, show and progress: controls, sentences, what is left for places without a kernel, errors."""

import numpy as np
import pytest
from conftest import NOTEBOOKS, ROOT

from helpers.lab import explorable as exploring
from helpers.lab import outputs, progress_bar, showing
from helpers.lab.explorable import Explorable
from helpers.pictures import gradient_norms, told

STILL = {"text/html", "image/png", "text/plain"}


def curves(radius=0.9, T=30, kind="one", bias=0.0):
    if radius > 1.55:
        raise ArithmeticError("too far")
    return {"measured": radius ** np.arange(T, -1, -1.0)}


def explored(**more):
    usual = dict(function=curves, radius=(0.1, 1.6, 0.05), T=(5, 30), kind=["one", "two"])
    return Explorable(gradient_norms, **usual | more)


def test_controls_start_at_the_functions_defaults_have_names_and_a_number_to_type():
    explorable = explored()
    assert explorable.values() == dict(radius=0.9, T=30, kind="one")
    assert explorable.controls["kind"].description == "kind"
    for name, (slider, box) in zip(explorable.controls, (row.children for row in explorable.children[:2])):
        assert slider.description == box.description == name
        box.value = slider.min
        assert slider.value == slider.min
    assert explorable.sentence.startswith("Radius 0.1, T 5, kind one. Measured falls from 1 at t = 5 to 1e-5 at t = 0")


def test_every_kind_of_value_is_said_and_an_underscore_is_a_space():
    kinds = dict(input_sd=(0.0, 1.0), loop=False, n=(-5, 0), word=["", "a"])
    explorable = Explorable(gradient_norms, lambda input_sd=0.98766, loop=True, n=-3, word="": curves(), **kinds)
    assert explorable.sentence.startswith("Input sd 0.9877, loop on, n −3, word (empty). ")
    explorable.controls["loop"].value = False
    assert "loop off" in explorable.sentence and explorable.controls["input_sd"].description == "input sd"


def test_a_void_control_is_disabled_and_left_out():
    explorable = explored(void={"radius": {"kind": "two"}})
    slider, box = explorable.children[0].children
    assert not slider.disabled
    explorable.controls["kind"].value = "two"
    assert slider.disabled and box.disabled and explorable.sentence.startswith("T 30, kind two. ")


def test_a_player_rests_at_its_stops():
    explorable = explored(play={"T": (5, 10, 20, 30)})
    play = next(child for child in explorable.children if hasattr(child, "interval"))
    playing, rests, play.value = "playing" if play.has_trait("playing") else "_playing", [], 5
    while play.value < play.max:
        setattr(play, playing, True)
        play.value += 1
        rests += [] if getattr(play, playing) else [play.value]
        assert explorable.controls["T"].value == play.value
    assert rests == [10, 20, 30]


def test_the_still_picture_the_widget_and_a_sentence_of_ones_own(monkeypatch):
    shown = []
    for module in (outputs, showing):
        monkeypatch.setattr(module, "display", lambda data, raw: shown.append(data))
    exploring.explore(gradient_norms, lambda radius=0.5: told(curves(radius), "My own."), radius=(0.1, 1.0, 0.1))
    showing.show(gradient_norms, curves(0.5))
    showing.show(gradient_norms, told(curves(0.5), "My own."))
    assert [set(data) for data in shown] == [STILL, {outputs.VIEW}, STILL, STILL]
    falls = "Measured falls from 1 at t = 30 to 9.3e-10 at t = 0, a factor 0.5 per step."
    for data, said in zip(shown[:1] + shown[2:], ("Radius 0.5. My own.", falls, "My own.")):
        assert data["text/plain"] == said and f'alt="{said}"' in data["text/html"]
    begins = [outputs.CURTAIN + outputs.SWAP + f'<figure class="{outputs.STILL}"', *2 * [outputs.CURTAIN + "<figure style"]]
    assert all(data["text/html"].startswith(begin) for data, begin in zip(shown[:1] + shown[2:], begins))


def test_an_error_is_shown_where_the_picture_was_and_raised():
    explorable = explored()
    with pytest.raises(ArithmeticError, match="too far"):
        explorable.controls["radius"].value = 1.6
    assert 'role="alert"' in explorable.picture.value and "too far" in explorable.picture.value
    explorable.controls["radius"].value = 0.5
    assert explorable.picture.value.startswith(outputs.HIDE + "<figure") and "<img" in explorable.picture.value


@pytest.mark.parametrize("wrong, sentence", [
    (dict(rho=(0, 1)), "the function takes no 'rho'; expected one of 'radius', 'T', 'kind', 'bias'"),
    (dict(T=None), "T is None; expected a control"), (dict(play={"rho": ()}), "the function takes no 'rho'"),
    (dict(play={"T": (99,)}), "play has a stop at 99; expected stops from 5 to 30"),
    (dict(void={"rho": {}}), "the function takes no 'rho'"),
    (dict(function=None), "function is None; expected a function"),
    (dict(play={"bias": ()}), "play is 'bias'; expected one of 'radius', 'T', 'kind'"),
    (dict(void={"bias": {}}), "void is 'bias'; expected one of 'radius', 'T', 'kind'"),
    (dict(void={"T": {"knid": "two"}}), "void is 'knid'; expected one of 'radius', 'T', 'kind'"),
    *((dict(play={name: ()}), f"play is on {name}; expected a slider of whole numbers") for name in ("radius", "kind"))
])  # fmt: skip
def test_wrong_controls_are_named(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        explored(**wrong)


def test_progress_counts_in_words_a_generator_too(monkeypatch):
    shown = []
    monkeypatch.setattr(progress_bar, "display_live", lambda *both: shown.extend(both))
    assert [*progress_bar.progress(range(300))] == [*range(300)]
    assert [*progress_bar.progress((n for n in range(7)), "nets")] == [*range(7)]
    said = [(bar.bar.value, bar.words.value, still["text/plain"]) for bar, still in zip(shown[::2], shown[1::2])]
    assert said == [(300, "300 of 300", "300 updates"), (1, "7", "nets")]
    with pytest.raises(ValueError, match=r"items is 300; expected an iterable such as range\(300\)"):
        next(progress_bar.progress(300))


def test_no_output_widget():
    for file in (*ROOT.glob("helpers/*/*.py"), *NOTEBOOKS):
        assert "widgets.Output" not in file.read_text(encoding="utf-8"), file
