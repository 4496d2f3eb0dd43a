"""Two layers side by side: what they say of a pulse, what leaves the scale, bad input."""

import re

import numpy as np
import pytest
from keeping import kept_equals_fresh, texts
from matplotlib.colors import to_hex

from helpers.pictures import Layers, layers_side_by_side, style
from helpers.pictures.stage import Stage


def layers(at=3, T=12, size=1.0, w_hh=0.8):
    xs = np.zeros(T)
    xs[at - 1] = size
    hs, h = [], 0.0
    for x in xs:
        h = np.tanh(x + w_hh * h)
        hs.append(h)
    return Layers(xs, np.tanh(xs), np.array(hs))


def test_the_sentence_follows_the_pulse():
    stage = Stage(layers_side_by_side)
    assert stage.draw(layers())[1] == (
        "Feedforward: x_3 = 1 gives h_3 = 0.76, and one step later h is 0. Recurrent, with an arrow W_hh from h to itself: "
        "h_3 = 0.76, then 0.54, 0.41, and at t = 12 it is 0.079."
    )
    assert stage.draw(layers(at=12))[1].endswith("to itself: h_12 = 0.76.")
    assert Stage(layers_side_by_side).draw(layers(1, T=1))[1].endswith("to itself: h_1 = 0.76.")
    assert "x_3 = −0.5 gives h_3 = −0.46" in stage.draw(layers(size=-0.5))[1]


def test_every_step_has_its_marker_in_the_colour_of_its_meaning():
    stage = Stage(layers_side_by_side)
    stage.draw(layers())
    for ax in stage.figure.axes[1::2]:
        drawn = {line.get_marker(): line for line in ax.lines if len(line.get_xdata()) == 12}
        assert to_hex(drawn["s"].get_color()).upper() == style.COLOURS["input"]
        assert to_hex(drawn["o"].get_color()).upper() == style.COLOURS["state"]
        assert all(line.get_markevery() is None for line in drawn.values())
    assert {"12", "input $x_t$", "state $h_t$"} <= set(texts(stage))


def test_what_leaves_the_scale_is_marked_and_told():
    stage = Stage(layers_side_by_side)
    _, said = stage.draw(layers(size=-0.5))
    assert "Feedforward: 1 step beyond the picture's scale." in said
    assert re.search(r"Recurrent: [2-9] steps beyond the picture's scale\.$", said)
    marks = next(line for line in stage.figure.axes[1].lines if line.get_marker() == "v")
    assert list(marks.get_xdata()) == [3] and list(marks.get_ydata()) == [-0.1]
    assert "beyond" not in Stage(layers_side_by_side(ylim=(-1, 1))).draw(layers(size=-0.5))[1]


def test_a_kept_figure_draws_what_a_fresh_one_draws():
    kept_equals_fresh(layers_side_by_side, [layers(), layers(5), layers(5, size=-1.0), layers(2, T=20), layers(7, w_hh=1.4)])


def test_bad_data_is_named():
    good = layers()
    for bad, said in [
        (good.xs, "data is an ndarray; expected Layers(xs, feedforward, recurrent)"),
        (good._replace(xs=good.xs[:0]), "xs has shape (0,); expected (T,)"),
        (good._replace(recurrent=list(good.recurrent)), "recurrent is a list; expected a NumPy array"),
        (good._replace(feedforward=good.xs[1:]), "feedforward has shape (11,); expected (12,)"),
    ]:
        with pytest.raises(ValueError, match=re.escape(said)):
            Stage(layers_side_by_side).draw(bad)
