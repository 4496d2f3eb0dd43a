"""Predictions that are taken: the learner commits, then sees the truth over the guess, and is told how far off and why."""

from functools import partial
from html import escape

import ipywidgets as widgets

from helpers.lab import controls as making
from helpers.lab.outputs import HIDE, STILL, display_live, still
from helpers.lab.questions import question_of

ASKED = {}  # {question: None, or whether the first answer was right}; lasts as long as the kernel
SUMMARIES = []  # the summaries on the page, brought up to date at every commit


def predict(
    question, options=None, *, right=None, number=None, truth=None, picture=None, guess=None, why="", unit="", within=None, **controls
):
    """Ask for a prediction: one of `options`, a `number`, or a curve drawn over a `picture`.

    options {option: reason why (not)} with the `right` one; or number (least, most[, step]) with `truth`; or a picture
    of curves with truth {label: curve} and guess(**values) -> array, a curve over the same steps, with a control for
    each of its parameters. `why` is the reason, `unit` what is counted; `within` is what counts as near enough: for a
    number how far off (0, or a tenth of a number that is not whole), for a curve the factor at its first step (10).
    The truth is nowhere on the screen before Commit. Raises ValueError for a question of no kind or of several, for an
    option, a number or a curve that does not fit, and for controls where there is no picture.
    """
    asked = question_of(options, right, number, truth, picture, guess, why, unit, within, **controls)
    ASKED.setdefault(question, None)
    prediction = Prediction(question, asked)
    display_live(prediction, prediction.still())


def recall(question, options=None, *, right=None, number=None, truth=None, why="", unit="", within=None):
    """Ask for something from an earlier notebook, as `predict` does; not counted among the predictions."""
    asked = question_of(options, right, number, truth, why=why, unit=unit, within=within)
    recalled = Prediction(question, asked, "Recall.")
    display_live(recalled, recalled.still())


class Prediction(widgets.VBox):
    """The question, the controls for an answer, Commit, and what there is to say afterwards."""

    def __init__(self, question, asked, call="Predict."):
        self.question, self.asked, self.call, self.revealed = question, asked, call, False
        button, html = partial(making.plain, widgets.Button), partial(making.plain, widgets.HTML)
        said = "Commit: show the truth beside my answer", "Try again: hide the truth"
        self.commit = button(description="Commit", tooltip=said[0], disabled=not asked.ready())
        self.again = button(description="Try again", tooltip=said[1], disabled=True)
        self.opening = asked.draw(revealed=False)
        self.answer = html(self.opening)
        self.commit.on_click(lambda _: self.take())
        self.again.on_click(lambda _: self.hide())
        for control in asked.controls.values():
            control.observe(lambda _: self.redraw(), "value")
        buttons = widgets.HBox([self.commit, self.again], layout=making.layout())
        super().__init__([html(HIDE + self.asking()), *asked.rows, buttons, self.answer], layout=making.layout())
        _sum_up()

    def redraw(self, said=""):
        """Show what may be seen, the picture and what is said below it, and whether the buttons can be pressed."""
        self.answer.value = self.asked.draw(self.revealed) + said
        self.commit.disabled = not self.asked.ready()  # a button that was pressed stays: without it the focus is lost
        self.again.disabled = self.again.disabled and not self.revealed
        for control in self.asked.controls.values():
            control.disabled = self.revealed

    def take(self):
        """Commit: the truth is shown, and the first answer is kept for the summary."""
        if self.revealed or not self.asked.ready():
            return
        self.revealed = True
        right, text = self.asked.verdict()
        if self.question in ASKED and ASKED[self.question] is None:
            ASKED[self.question] = right
        # an alert: screen readers say one that arrives with its text, and seldom such a status
        self.redraw(f'<p role="alert">{"✓" if right else "✗"} {escape(text.strip())}</p>')
        _sum_up()

    def hide(self):
        """Try again: the truth goes."""
        self.revealed = False
        self.redraw()

    def asking(self):
        return f"<p><strong>{self.call}</strong> {escape(self.question)}</p>"

    def still(self):
        """What stands here without a kernel: the question, the options, and the truth folded."""
        fold = f"<details><summary>The answer</summary>{self.asked.truth()}</details>"
        html = f'<div class="{STILL}">{self.asking()}{self.opening}{self.asked.asked()}{fold}</div>'
        return still(html, **{"text/plain": f"{self.call} {self.question}"})


def summary():
    """Say how many predictions were taken, how many were right at the first try, and which to look at again."""
    line = making.plain(widgets.HTML, HIDE + f"<p>{escape(told())}</p>")
    SUMMARIES.append(line)
    display_live(line, still(f'<p class="{STILL}">{escape(told())}</p>', **{"text/plain": told()}))


def told():
    """The sentence of the summary."""
    taken = {question: right for question, right in ASKED.items() if right is not None}
    wrong = [question for question, right in taken.items() if not right]
    text = f"{len(taken)} of {len(ASKED)} predictions taken"
    if not taken:
        return text + "."
    again = f" Look again at: {' · '.join(wrong)}" if wrong else ""
    return f"{text}, {len(taken) - len(wrong)} right at the first try.{again}"


def _sum_up():
    for line in SUMMARIES:
        line.value = HIDE + f"<p>{escape(told())}</p>"


predict.summary = summary
