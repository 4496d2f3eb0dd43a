"""predict and recall: nothing shown before commit, a verdict after it, a summary; bad questions named."""

import re

import numpy as np
import pytest

from helpers.lab import prediction as predicting
from helpers.lab.prediction import Prediction
from helpers.lab.questions import question_of
from helpers.pictures import gradient_norms

TRUTH = {"measured": 0.8 ** np.arange(50, -1, -1.0)}
CHOICE = dict(options={"A": "No: a.", "B": "Yes: b."}, right="B")
NUMBER = dict(number=(0, 5), truth=3, why="Because.", unit="nets")
PART = dict(number=(0.0, 1.0, 0.01), truth=0.5, why="Because.")
DRAWN = dict(picture=gradient_norms, truth=TRUTH, guess=lambda at_t_0=-8: 10.0 ** np.linspace(at_t_0, 0, 51))
CURVE = DRAWN | dict(why="It is a product.", at_t_0=(-30, 4))
TIMED = CURVE | dict(truth={"measured": (np.arange(51), TRUTH["measured"])})


def asked(kind, question="?", answer=None):
    """The prediction of a question; with an `answer`, committed."""
    prediction = Prediction(question, question_of(**kind))
    (control,) = prediction.asked.controls.values()
    if answer is not None:
        control.value = answer
        prediction.commit.click()
    return prediction


@pytest.fixture(autouse=True)
def shown(monkeypatch):
    """What is displayed: widgets, each with what stands in for it; and a fresh count."""
    pairs = []
    monkeypatch.setattr(predicting, "ASKED", dict.fromkeys(["Which?", "How many?", "Draw it."]))
    monkeypatch.setattr(predicting, "SUMMARIES", [])
    monkeypatch.setattr(predicting, "display_live", lambda *pair: pairs.append(pair))
    return pairs


def test_commit_needs_an_answer_keeps_the_focus_and_try_again_hides_the_truth():
    one = asked(CHOICE)
    one.take()
    assert one.commit.disabled and one.again.disabled and not one.revealed and not one.answer.value
    one.asked.radio.value = "A"
    assert not one.commit.disabled and one.again.disabled
    for press in (one.commit, one.commit, one.again, one.again, one.commit, one.again):  # once more changes nothing
        press.click()
        assert one.revealed == one.asked.radio.disabled == (press is one.commit)
        assert one.answer.value.count("You said") == one.revealed
        assert not one.commit.disabled and not one.again.disabled


@pytest.mark.parametrize("kind, said, text", [
    (CHOICE, "A", "✗ You said A. No: a. It is B. Yes: b."), (CHOICE, "B", "✓ Right: B. Yes: b."),
    (NUMBER, 1, "✗ You said 1 net, it is 3 nets: 2 less. Because."),
    (NUMBER | dict(unit="passes"), 1, "✗ You said 1 pass, it is 3 passes: 2 less. Because."),
    (NUMBER, 3, "✓ Right: 3 nets. Because."), (NUMBER, 5, "✗ You said 5 nets, it is 3 nets: 2 more. Because."),
    (NUMBER | dict(number=(-30, 0), truth=-20), -19, "✗ You said −19 nets, it is −20 nets: 1 more. Because."),
    (PART, 0.55, "✓ You said 0.55, it is 0.5: 0.05 more, near enough. Because."),
    (PART | dict(number=(-1.0, 0.0, 0.01), truth=-0.5), -0.54,
     "✓ You said −0.54, it is −0.5: 0.04 less, near enough. Because."),
    (PART, 0.56, "✗ You said 0.56, it is 0.5: 0.06 more. Because."),
    (TIMED, -5, "✓ You said 1e-5 at t = 0, it is 1.4e-5: 1.4 times less, near enough. It is a product."),
    (CURVE | dict(truth={"measured": np.zeros(51)}), -5, "✗ You said 1e-5 at t = 0, it is 0. It is a product."),
    (CURVE, -10, "✗ You said 1e-10 at t = 0, it is 1.4e-5: 1.4e5 times less. It is a product."),
    (CURVE, 0, "✗ You said 1 at t = 0, it is 1.4e-5: 70000 times more. It is a product.")])  # fmt: skip
def test_an_answer_gets_its_distance_and_the_reason(kind, said, text):
    assert f">{text}<" in asked(kind, answer=said).answer.value


@pytest.mark.parametrize("ends, half_way", [((-30, 4), -13), ((0.2, 1.2), 0.7), ((1, 11, 4), 5)])
def test_a_control_of_a_guess_begins_half_way(ends, half_way):
    assert asked(CURVE | dict(at_t_0=ends)).asked.controls["at_t_0"].value == pytest.approx(half_way)


def test_a_curve_is_laid_over_the_truth_only_after_commit():
    one = asked(CURVE)
    move = lambda: one.asked.controls["at_t_0"].set_trait("value", -5)
    for act in (lambda: None, move, one.commit.click, one.again.click):
        act()
        assert ("Measured falls from 1 at t = 50 to 1.4e-5 at t = 0" in one.answer.value) == one.revealed
        assert ("measured" in one.answer.value.lower()) == one.revealed == (act == one.commit.click)


@pytest.mark.parametrize("kind, truth", [(CHOICE, "Yes: b"), (NUMBER, "Because"), (CURVE, "product")])
def test_without_a_kernel_the_truth_is_folded(kind, truth):
    still = asked(kind).still()
    above, fold = still["text/html"].split("<details>")
    assert set(still) == {"text/html", "text/plain"}
    assert not any(told in above + still["text/plain"] for told in (truth, "measured", "1.4e-5"))
    assert truth in fold and "</details>" in fold and "The answer" in fold


def test_the_summary_counts_first_answers_but_what_is_recalled_and_follows_on_the_page(shown):
    predicting.predict.summary()
    predicting.recall("Of old?", {"A": "a.", "B": "b."}, right="A")
    (page, still), (recalled, recalled_still) = shown
    recalled.asked.radio.value = "A"
    recalled.take()
    assert "✓ Right: A. a." in recalled.answer.value and recalled_still["text/plain"] == "Recall. Of old?"
    assert "Recall." in recalled_still["text/html"]
    assert predicting.told() == still["text/plain"] == "0 of 3 predictions taken."
    assert still["text/plain"] in still["text/html"]
    one = asked(CHOICE, "Which?", "A")
    one.again.click()
    one.asked.radio.value = "B"
    one.commit.click()
    asked(NUMBER, "How many?", 3)
    told = "2 of 3 predictions taken, 1 right at the first try. Look again at: Which?"
    assert predicting.told() == told and told in page.value


@pytest.mark.parametrize("wrong, sentence", [
    (dict(), "predict was given no kind of answer; expected options, number or picture"),
    (CHOICE | dict(number=(0, 1)), "predict was given options and number"),
    (dict(options={"A": ""}, right="A"), "options is .*; expected a dictionary of two or more"),
    (CHOICE | dict(right="C"), "right is 'C'; expected one of 'A', 'B'"),
    (dict(number=(0, 5), truth=7), "truth is 7; expected a number from 0 to 5"),
    *((NUMBER | dict(number=bad), rf"number is {re.escape(repr(bad))}; expected \(least, most\) or \(least, most, step\)")
      for bad in (5, (5,), (5, 0), (1, 1), ("0", "5"), (0, 5, 1, 1))),
    (NUMBER | dict(within="1"), "within is a str; expected a number"),
    (CURVE | dict(within=0.5), "within is 0.5; expected a finite number ≥ 1"),
    (NUMBER | dict(wihtin=1), "predict was given wihtin; expected controls beside a picture alone"),
    (CHOICE | dict(a=(0, 1), b=2), "predict was given a, b; expected controls beside a picture alone"),
    (DRAWN | dict(truth=[1, 2]), "truth is a list; expected {label: curve}"),
    (DRAWN | dict(guess=None), "guess is None; expected a function"),
    (CURVE | dict(rho=(0, 1)), "the function takes no 'rho'; expected one of 'at_t_0'"),
    (DRAWN | dict(guess=lambda: np.ones(3)), r"guess gave an array of shape \(3,\); expected \(51,\)")])  # fmt: skip
def test_bad_questions_are_named(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        predicting.predict("?", **wrong)
