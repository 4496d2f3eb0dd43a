"""predict and recall: nothing shown before commit, a verdict after it, a summary; bad questions named."""

import numpy as np
import pytest

from helpers.lab import prediction as predicting
from helpers.lab.prediction import Prediction
from helpers.lab.questions import Choice, Curve, Number
from helpers.pictures import gradient_norms

TRUTH = {"measured": 0.8 ** np.arange(50, -1, -1.0)}


def line(at_t_0=-8):
    return 10.0 ** np.linspace(at_t_0, 0, 51)


def choice():
    return Prediction("Which?", Choice({"A": "No: a.", "B": "Yes: b."}, "B"))


def number(**options):
    return Prediction("How many?", Number(**{**dict(number=(0, 5), truth=3, why="Because.", unit="nets", within=None), **options}))


def curve():
    return Prediction("Draw it.", Curve(gradient_norms, TRUTH, line, "It is a product.", None, {"at_t_0": (-30, 4)}))


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(predicting, "ASKED", {"Which?": None, "How many?": None, "Draw it.": None})
    monkeypatch.setattr(predicting, "SUMMARIES", [])


def test_nothing_can_be_committed_before_an_option_is_chosen():
    asked = choice()
    assert asked.commit.disabled
    asked.take()
    assert not asked.revealed and not asked.answer.value
    asked.asked.radio.value = "A"
    assert not asked.commit.disabled


@pytest.mark.parametrize("said, text", [
    ("A", "✗ You said A. No: a. It is B. Yes: b."), ("B", "✓ Right: B. Yes: b.")])
def test_a_choice_is_answered_with_its_reason(said, text):
    asked = choice()
    asked.asked.radio.value = said
    asked.commit.click()
    assert text in asked.answer.value
    assert asked.asked.radio.disabled
    asked.again.click()
    assert not asked.answer.value and not asked.asked.radio.disabled


def test_the_button_that_was_pressed_keeps_the_focus():
    asked = choice()
    asked.asked.radio.value = "A"
    assert asked.again.disabled
    asked.commit.click()
    assert not asked.commit.disabled and not asked.again.disabled
    asked.commit.click()  # once more changes nothing
    assert asked.revealed and asked.answer.value.count("You said") == 1
    asked.again.click()
    assert not asked.again.disabled and not asked.revealed
    asked.again.click()
    assert not asked.revealed


@pytest.mark.parametrize("said, text", [
    (3, "✓ Right: 3 nets. Because."), (0, "✗ You said 0 nets, it is 3 nets: 3 less. Because."),
    (5, "✗ You said 5 nets, it is 3 nets: 2 more. Because.")])
def test_a_number_is_answered_with_the_distance(said, text):
    asked = number()
    asked.asked.slider.value = said
    asked.commit.click()
    assert text in asked.answer.value


def test_a_number_that_is_not_whole_may_be_a_tenth_off():
    asked = number(number=(0.0, 1.0, 0.01), truth=0.5, unit="")
    asked.asked.slider.value = 0.54
    asked.commit.click()
    assert "✓ You said 0.54, it is 0.5: 0.04 more, near enough. Because." in asked.answer.value


def test_a_curve_is_laid_over_the_truth_only_after_commit():
    asked = curve()
    assert "measured" not in asked.picture.value.lower()
    asked.asked.controls["at_t_0"].value = -5
    assert "measured" not in asked.picture.value.lower()
    asked.commit.click()
    assert "Measured falls from 1 at t = 50 to 1.4e-5 at t = 0" in asked.picture.value
    assert "✓ You said 1e-5 at t = 0, it is 1.4e-5: 1.4 times less, near enough. It is a product." in asked.answer.value
    asked.again.click()
    assert "measured" not in asked.picture.value.lower()


def test_a_curve_far_off_is_told_by_how_much():
    asked = curve()
    asked.asked.controls["at_t_0"].value = 0
    asked.commit.click()
    assert "✗ You said 1 at t = 0, it is 1.4e-5: 70000 times more." in asked.answer.value


@pytest.mark.parametrize("make", [choice, number, curve])
def test_without_a_kernel_the_truth_is_folded(make):
    still = make().still()
    above, fold = still["text/html"].split("<details>")
    assert set(still) == {"text/html", "text/plain"}
    for truth in ("Yes: b", "Because", "product", "measured", "1.4e-5"):
        assert truth not in above and truth not in still["text/plain"]
    assert "</details>" in fold and "The answer" in fold
    assert any(truth in fold for truth in ("Yes: b", "Because", "product"))


def test_the_summary_counts_first_answers():
    assert predicting.told() == "0 of 3 predictions taken."
    asked = choice()
    asked.asked.radio.value = "A"
    asked.commit.click()
    asked.again.click()
    asked.asked.radio.value = "B"
    asked.commit.click()
    right = number()
    right.asked.slider.value = 3
    right.commit.click()
    assert predicting.told() == "2 of 3 predictions taken, 1 right at the first try. Look again at: Which?"


def test_the_summary_on_the_page_follows(monkeypatch):
    shown = []
    monkeypatch.setattr(predicting, "display_live", lambda widget, still: shown.append((widget, still)))
    predicting.predict.summary()
    asked = choice()
    asked.asked.radio.value = "B"
    asked.commit.click()
    assert "1 of 3 predictions taken, 1 right" in shown[0][0].value
    assert shown[0][1]["text/plain"] == "0 of 3 predictions taken."


def test_what_is_recalled_is_not_counted(monkeypatch):
    shown = []
    monkeypatch.setattr(predicting, "display_live", lambda widget, still: shown.append((widget, still)))
    predicting.recall("Of old?", {"A": "a.", "B": "b."}, right="A")
    widget, still = shown[0]
    widget.asked.radio.value = "A"
    widget.commit.click()
    assert "✓ Right: A. a." in widget.answer.value
    assert "Recall." in still["text/html"] and still["text/plain"] == "Recall. Of old?"
    assert predicting.told() == "0 of 3 predictions taken."


@pytest.mark.parametrize("wrong, sentence", [
    (dict(), "predict was given no kind of answer; expected options, number or picture"),
    (dict(options={"A": "", "B": ""}, right="A", number=(0, 1)), "predict was given options and number"),
    (dict(options={"A": ""}, right="A"), "options is .*; expected a dictionary of two or more"),
    (dict(options={"A": "", "B": ""}, right="C"), "right is 'C'; expected one of 'A', 'B'"),
    (dict(number=(0, 5), truth=7), "truth is 7; expected a number from 0 to 5"),
    (dict(picture=gradient_norms, truth=[1, 2], guess=line), "truth is a list; expected {label: curve}"),
    (dict(picture=gradient_norms, truth=TRUTH, guess=lambda: np.ones(3)), r"guess gave an array of shape \(3,\); expected \(51,\)")])
def test_bad_questions_are_named(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        predicting.predict("?", **wrong)
