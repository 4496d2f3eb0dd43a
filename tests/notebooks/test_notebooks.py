"""Every notebook, run once: its exercises, its folds of PyTorch, its explorables and predictions.

A stub is quietly not attempted, a folded solution is right, a fold prints what stands below it. An explorable is driven
to the ends of its controls and to values in between, a prediction gets every answer.
"""

import html
import io
import itertools
import random
import warnings

import matplotlib.text
import numpy as np
import pytest
from conftest import NOTEBOOKS, cells, each_notebook
from keeping import differences, looks_like, unseen
from notebook_runs import EXERCISE, TORCH, marks, ran
from PIL import Image

from helpers.lab.explorable import Explorable
from helpers.lab.prediction import Prediction
from helpers.lab.questions import Choice, question_of
from helpers.pictures.stage import Stage

MOST_WORDS = 60  # of a caption, its settings among them
WITH_FOLDS = [path for path in NOTEBOOKS if any(TORCH.search(source) for _, source, _ in cells(path))]


@each_notebook
def test_every_stub_is_quietly_not_attempted_and_every_solution_right(path):
    headings = [found for kind, source, _ in cells(path) if kind == "markdown" for found in EXERCISE.findall(source)]
    assert [heading for heading, _, _ in ran(path).exercises] == headings
    assert path.stem.startswith("00") or 2 <= len(headings) <= 4
    for heading, unsolved, solved in ran(path).exercises:
        assert set(marks(unsolved)) == {"…"}, f"{heading}: {unsolved}"
        assert marks(solved) == ["✓"] * len(marks(unsolved)), f"{heading}: {solved}"


@pytest.mark.parametrize("path", WITH_FOLDS, ids=lambda path: path.stem)
def test_the_fold_in_pytorch_prints_what_it_says(path):
    pytest.importorskip("torch")
    printed, below = zip(*ran(path).torch)
    assert any(printed) and [text.strip() for text in printed] == [text.strip() for text in below]


def test_a_notebook_shows_pytorch():
    assert "03_bptt" in [path.stem for path in WITH_FOLDS]


def values(control, shares=(0, 1)):
    """Values of a slider, as far from its least as the shares say; every choice of a menu; both states of a box."""
    if hasattr(control, "min"):
        steps = round((control.max - control.min) / control.step)
        places = [round(control.min + round(share * steps) * control.step, 10) for share in shares if share < 1]
        return [type(control.value)(min(place, control.max)) for place in places] + [control.max] * (1 in shares)
    if hasattr(control, "options"):
        return [option[1] if isinstance(option, tuple) else option for option in control.options]
    return [False, True] if isinstance(control.value, bool) else [control.value]


def settings(controls):
    """All sliders at one end, at the other, half way and anywhere, while menus go through their choices; shuffled."""
    rng = random.Random(0)
    each = {name: values(control, (0, 1, 0.5, rng.random())) for name, control in controls.items()}
    most = max(4, *map(len, each.values()))
    found = [{name: places[k % len(places)] for name, places in each.items()} for k in range(most)]
    rng.shuffle(found)
    return found


@each_notebook
def test_pictures_and_predictions(path):
    made = ran(path).made
    assert made["explore"], f"{path.name} has no explorable"
    for args, kwargs in made["explore"]:
        drive(Explorable(*args, **kwargs))
    for (question, *options), kwargs in made["predict"]:
        take(Prediction(question, question_of(*options, **kwargs)))
    for (picture, data), _ in made["show"]:  # a picture that is shown once: no text over another
        stage = Stage(picture)
        is_seen_and_said(stage, *stage.draw(data))
        assert overlapping(stage.figure) == []


def drive(explorable):
    """Every setting gives data, a sentence, colours that mean one thing; the figure that is kept is a fresh one."""
    said, tried = set(), settings(explorable.controls)
    for control in explorable.controls.values():
        control.unobserve(explorable.redraw, "value")  # one picture a setting, not one for each control that is moved
        assert reaches_its_end(control)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", DeprecationWarning)  # between libraries, on old versions
        for setting in tried:
            for name, value in setting.items():
                explorable.controls[name].value = value
            explorable.redraw()
            picture = html.unescape(explorable.picture.value)
            assert f'alt="{explorable.sentence}"' in picture and 'role="alert"' not in picture
            is_seen_and_said(explorable.stage, explorable.png, explorable.sentence)
            said.add(explorable.sentence)
        assert len(said) > 1, "no control changes what is said"
    last = [explorable.function(**setting) for setting in tried[-2:]]
    looks_like(explorable.stage, unseen(explorable.stage.picture, *last), "after all settings")


def is_seen_and_said(stage, png, sentence):
    """A frame says something, in few words, its colours mean one thing, and the PNG shows what was drawn."""
    assert len(sentence) > 30 and "nan" not in sentence.split() and len(sentence.split()) <= MOST_WORDS, sentence
    for legend in filter(None, (ax.get_legend() for ax in stage.figure.axes)):  # of one entry it says nothing
        looks = [(line.get_color(), line.get_linestyle(), str(line.get_marker())) for line in legend.get_lines()]
        assert len(looks) == len(set(looks)) and len(legend.get_texts()) > 1, sentence
    decoded = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))  # of 256 colours
    assert (differences(decoded, stage.pixels()) > 48).sum() <= 12, sentence


def reaches_its_end(control):
    """Whether a slider on Colab reaches its greatest value: jQuery UI counts whole steps from the least, in floats."""
    low, high, step = (getattr(control, name, 1) for name in ("min", "max", "step"))
    return round((high - low) / step) * step + low <= high


def take(prediction):
    """Every answer gets its verdict, and try again hides it; the reason is not in sight before."""
    kind = prediction.asked
    for answers in itertools.product(*map(values, kind.controls.values())):
        for control, value in zip(kind.controls.values(), answers):
            control.value = value
        prediction.take()
        assert 'role="alert"' in prediction.answer.value and prediction.revealed
        prediction.hide()
        assert 'role="alert"' not in prediction.answer.value
    still = prediction.still()
    above = still["text/html"].split("<details>")[0] + still["text/plain"]
    reasons = kind.options.values() if isinstance(kind, Choice) else [kind.why]
    assert not any(reason and html.escape(reason) in above for reason in reasons)


def overlapping(figure):
    """Pairs of texts on a figure that lie over each other: what a reader could not read."""
    renderer = figure.canvas.get_renderer()
    texts = [text for text in figure.findobj(matplotlib.text.Text) if text.get_visible() and text.get_text().strip()]
    boxes = [(text.get_text(), text.get_window_extent(renderer).padded(-2)) for text in texts]
    inside = [(words, box) for words, box in boxes if box.width > 0 and box.height > 0 and figure.bbox.overlaps(box)]
    return [(a, b) for (a, one), (b, two) in itertools.combinations(inside, 2) if one.overlaps(two)]
