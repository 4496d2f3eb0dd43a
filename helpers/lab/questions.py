"""The kinds of prediction: what is asked, which controls take the answer, and what there is to say about it."""

import re
from html import escape

import ipywidgets as widgets
import numpy as np

from helpers import expect
from helpers.lab import controls as making
from helpers.lab.explorable import parameters_of
from helpers.lab.outputs import figure
from helpers.pictures import words
from helpers.pictures.stage import Stage

GUESS = "your guess"


def question_of(
    options=None, right=None, number=None, truth=None, picture=None, guess=None, why="", unit="", within=None, **controls
):
    """Return the Choice, Number or Curve that is asked for. Raises ValueError for none of them, or for several."""
    given = {"options": options, "number": number, "picture": picture}
    kinds = [name for name, value in given.items() if value is not None]
    if len(kinds) != 1:
        raise ValueError(f"predict was given {' and '.join(kinds) or 'no kind of answer'}; expected options, number or picture")
    if controls and picture is None:  # a misspelt keyword is one of them
        raise ValueError(f"predict was given {', '.join(controls)}; expected controls beside a picture alone")
    if within is not None:
        expect.number("within", within, least=1 if picture is not None else 0)
    if options is not None:
        return Choice(options, right)
    if number is not None:
        return Number(number, truth, why, unit, within)
    return Curve(picture, truth, guess, why, within, controls)


class Choice:
    """One of several options, {option: reason}; the reason says why it is right, or why not."""

    def __init__(self, options, right):
        if not isinstance(options, dict) or len(options) < 2:
            raise ValueError(f"options is {options!r}; expected a dictionary of two or more, {{option: reason}}")
        expect.one_of("right", right, options)
        self.options, self.right = options, right
        wide = making.layout(width="100%")
        self.radio = making.plain(widgets.RadioButtons, options=list(options), value=None, layout=wide)
        self.controls, self.rows = {"option": self.radio}, [self.radio]

    def ready(self):
        return self.radio.value is not None

    def asked(self):
        return "<ul>" + "".join(f"<li>{escape(option)}</li>" for option in self.options) + "</ul>"

    def verdict(self):
        """Whether the answer is right, and the sentences to say."""
        said, truth = self.radio.value, f"{self.right}. {self.options[self.right]}"
        if said == self.right:
            return True, f"Right: {truth}"
        return False, f"You said {said}. {self.options[said]} It is {truth}"

    def truth(self):
        return escape(f"{self.right}. {self.options[self.right]}")

    def draw(self, revealed):
        return ""


class Number:
    """A number between two ends; right within a tolerance."""

    def __init__(self, number, truth, why, unit, within):
        ends = number if isinstance(number, (tuple, list)) and all(isinstance(end, expect.REALS) for end in number) else ()
        if not 2 <= len(ends) <= 3 or not ends[0] < ends[1]:
            raise ValueError(f"number is {number!r}; expected (least, most) or (least, most, step)")
        whole = all(isinstance(end, int) for end in number)
        expect.number("truth", truth, least=number[0], most=number[1])
        self.ends, self.value, self.why = number, truth, why
        self.unit = f" {unit}" if unit else ""
        self.within = within if within is not None else 0 if whole else 0.1 * abs(truth)
        self.slider = making.control("your number", tuple(number), number[0])
        self.controls, self.rows = {"number": self.slider}, [making.row(self.slider)]

    def ready(self):
        return True

    def asked(self):
        return f"<p>A number from {words.number(self.ends[0], 9)} to {words.number(self.ends[1], 9)}{escape(self.unit)}.</p>"

    def verdict(self):
        said, off = self.slider.value, abs(self.slider.value - self.value)
        right = off <= self.within + 1e-12
        if off <= 1e-12:
            return True, f"Right: {self._said(self.value)}. {self.why}"
        way = "more" if said > self.value else "less"
        told = f"You said {self._said(said)}, it is {self._said(self.value)}: {words.number(off)} {way}"
        return right, f"{told}{', near enough' if right else ''}. {self.why}"

    def _said(self, value):
        unit = re.sub("(ss)es$|s$", r"\1", self.unit) if value == 1 else self.unit  # 2 passes, 1 pass
        return f"{words.number(value, 3)}{unit}"

    def truth(self):
        return escape(f"{self._said(self.value)}. {self.why}")

    def draw(self, revealed):
        return ""


class Curve:
    """A curve drawn with controls over a picture; right within a factor at its first step."""

    def __init__(self, picture, truth, guess, why, within, controls):
        if not isinstance(truth, dict) or not truth:
            raise ValueError(f"truth is {expect.described(truth)}; expected {{label: curve}}, as the picture takes them")
        parameters_of("guess", guess, *controls)
        self.stage, self.curves, self.guess, self.why = Stage(picture), truth, guess, why
        self.within = within or 10
        self.controls = {name: making.control(name, abbrev, _middle(abbrev)) for name, abbrev in controls.items()}
        self.rows = [making.row(control) for control in self.controls.values()]
        self.guessed()

    def ready(self):
        return True

    def guessed(self):
        """The learner's curve over the steps of the true one: (steps, values)."""
        first = next(iter(self.curves.values()))
        curve = np.asarray(self.guess(**{name: control.value for name, control in self.controls.items()}), float)
        steps = first[0] if isinstance(first, tuple) else np.arange(len(first))
        if curve.shape != np.shape(steps):
            raise ValueError(f"guess gave an array of shape {curve.shape}; expected {np.shape(steps)}, as the truth has")
        return steps, curve

    def asked(self):
        return ""

    def draw(self, revealed):
        """The picture: the guess alone, or over the truth, once it may be seen."""
        return figure(*self.stage.draw({**(self.curves if revealed else {}), GUESS: self.guessed()}))

    def verdict(self):
        steps, curve = self.guessed()
        first = next(iter(self.curves.values()))
        values = np.asarray(first[1] if isinstance(first, tuple) else first)
        said, true = curve[0], float(values[0])
        if true <= 0 or said <= 0:
            right, off = said == true, ""
        else:
            right, off = max(said / true, true / said) <= self.within, f": {words.times(said / true)}"
        told = f"You said {words.number(said)} at t = {steps[0]}, it is {words.number(true)}{off}"
        return bool(right), f"{told}{', near enough' if right else ''}. {self.why}"

    def truth(self):
        return figure(*Stage(self.stage.picture).draw(self.curves)) + f"<p>{escape(self.why)}</p>"


def _middle(abbreviation):
    """Where a control of a guess begins: half way, so that it says nothing."""
    if not isinstance(abbreviation, tuple):
        return abbreviation
    low, high, *step = abbreviation
    step = step[0] if step else 1 if isinstance(low, int) and isinstance(high, int) else (high - low) / 10
    return low + round((high - low) / 2 / step) * step
