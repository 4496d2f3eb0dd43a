"""What is particular to one picture: where its marks stand, what its colours and sizes are."""

import re

import numpy as np
import pytest
import samples as some
from keeping import texts
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex, to_rgba
from samples import FEW, drawn, inside, lines

from helpers import pictures
from helpers.cells import lstm
from helpers.pictures import style, words
from helpers.pictures.stage import Stage


@pytest.mark.parametrize("name", ["bob", "ann", "jacqueline"])
def test_blame_has_the_letters_of_the_name_on_both_axes_its_curves_below_their_columns(name):
    def letters(labels):
        return [label.get_text()[-1] for label in labels]

    _, top, bottom = drawn(pictures.blame_matrix, some.blame("ann"), some.blame(name))[0].figure.axes
    assert letters(top.get_xticklabels()) == letters(bottom.get_xticklabels()) == list("–." + name)
    assert letters(top.get_yticklabels()) == list(name + ".")
    places = [[ax.transData.transform((t, 1))[0] for t in (0, 3, len(name) + 1)] for ax in (top, bottom)]
    assert np.allclose(*places)


def test_blame_crosses_what_truncation_cuts_and_holds_its_colours():
    (crosses,) = lines(drawn(pictures.blame_matrix, some.blame(length=2))[0].figure.axes[1], marker="x")
    assert len(crosses.get_xdata()) == 6  # none at h_0: no weight acts there
    stage, said = drawn(pictures.blame_matrix, some.blame())
    assert "beyond the colours" not in said
    ticks = [text for text in texts(stage) if re.fullmatch(r"[0-9.]+", text)]
    stage.draw(some.blame(size=100))
    assert ticks == [text for text in texts(stage) if re.fullmatch(r"[0-9.]+", text)]


def test_a_cell_of_layer_map_is_the_darker_the_larger_its_norm_on_colours_that_are_held():
    def fills(stage):
        found = (part for ax in stage.figure.axes for part in ax.collections)
        return next(part for part in found if isinstance(part, PolyCollection)).get_facecolor()

    stage, _ = drawn(pictures.layer_map, some.norms())
    before, seen, upper = fills(stage), texts(stage), fills(stage)[7:, 2]  # blue falls from white to vermilion
    assert len(upper) == 7 and (np.diff(upper) < 0).all()
    stage.draw(some.norms(size=10))
    assert texts(stage) == seen and fills(stage)[6].sum() < before[6].sum()


def test_layers_side_by_side_has_a_marker_at_every_step_and_marks_at_the_border():
    stage, _ = drawn(pictures.layers_side_by_side, data := some.layers())
    for ax, hs in zip(stage.figure.axes[1::2], (data.feedforward, data.recurrent), strict=True):
        for marker, role, values in (("s", "input", data.xs), ("o", "state", hs)):
            (line,) = (line for line in lines(ax, marker=marker) if len(line.get_xdata()) == 12)
            np.testing.assert_array_equal(line.get_ydata(), values)
            assert to_hex(line.get_color()).upper() == style.COLOURS[role] and line.get_markevery() is None
    assert {"12", "input $x_t$", "state $h_t$"} <= set(texts(stage))
    stage.draw(some.layers(size=-0.5))
    (marks,) = lines(stage.figure.axes[1], marker="v")
    assert list(marks.get_xdata()) == [3] and list(marks.get_ydata()) == [-0.1]


def test_ledger_bars_fill_from_the_last_step_back_on_a_scale_that_is_held():
    data, stage, limits = some.ledger(), Stage(pictures.ledger_bars), set()
    sizes, gradient = np.linalg.norm(data.terms, axis=(1, 2)), data.terms.sum(axis=0)
    for t in range(7, 0, -1):
        _, said = stage.draw(some.ledger(t))
        bars = stage.figure.axes[0].patches
        expected = [size if k >= t else 0 for k, size in enumerate(sizes, 1)]
        assert [bar.get_height() for bar in bars] == pytest.approx(expected)
        assert [bool(bar.get_hatch()) for bar in bars] == [k == t for k in range(1, 8)]
        assert said.startswith(f"Step {t} adds to dL/dW_hh the product of δ_{t}, of norm ")
        assert f"a term of norm {words.number(sizes[t - 1])}. " in said
        missing = words.number(100 * np.linalg.norm(data.terms[: t - 1].sum(axis=0)) / np.linalg.norm(gradient))
        away = f"The sum so far (steps {t} to 7) is {missing} % away from the whole gradient."
        assert t in (1, 7) or said.endswith(away)
        limits.add(stage.figure.axes[0].get_ylim())
    assert len(limits) == 1
    assert all(str(T) in texts(drawn(pictures.ledger_bars, some.ledger(T, T))[0]) for T in (7, 20, 37))


def test_squares_of_ledger_bars_are_filled_by_sign_and_as_large_as_the_entry():
    data = some.ledger(3)
    stage, _ = drawn(pictures.ledger_bars, data)
    pairs = (data.terms[2], data.terms), (data.terms[2:].sum(axis=0), data.terms.sum(axis=0))
    for ax, (matrix, whole) in zip(stage.figure.axes[1:], pairs):
        squares = ax.collections[0]
        filled = (squares.get_facecolor() != to_rgba("white")).any(axis=1)
        assert (filled == (matrix.ravel() > 0)).all()
        sizes = squares.get_sizes() / (140 / (4 + 2.5)) ** 2
        np.testing.assert_allclose(sizes, np.abs(matrix.ravel()) / np.abs(whole).max())
    assert {"positive", "negative", "sum so far: steps 3 to 7"} <= set(texts(stage))


def test_lstm_inside_shows_gates_with_their_spread_and_every_unit_s_c():
    data = some.lstm_run(1, size=4)
    stage, said = drawn(pictures.lstm_inside, some.lstm_run(), data)
    f = data.trace.gates[:, 0, 8:16]
    gates, cells, _ = stage.figure.axes
    band = gates.patches[0].get_xy()
    assert np.allclose(band[:30, 1], np.quantile(f, 0.1, axis=1)) and np.allclose(band[0, 0], 1)
    assert np.allclose(gates.lines[0].get_ydata(), np.median(f, axis=1))
    assert said.startswith(f"Forget gate: median {np.median(f):.3g}, ")
    assert [len(drawn_c.get_segments()) for drawn_c in cells.collections] == [8, 8]  # ghosts, lines
    assert cells.get_ylim() == (-300, 300)
    alone = data._replace(trace=lstm.Trace(*(part[:, 0] for part in data.trace)))
    assert Stage(pictures.lstm_inside).draw(data) == Stage(pictures.lstm_inside).draw(alone)


def test_a_c_that_leaves_the_scale_of_lstm_inside_is_marked():
    stage, _ = drawn(pictures.lstm_inside(c_scale=1), some.lstm_run(6, 40, 5))
    marks = [*lines(stage.figure.axes[1], marker="^"), *lines(stage.figure.axes[1], marker="v")]
    assert marks and {(line.get_marker(), *line.get_ydata()) for line in marks} <= {("^", 1), ("v", -1)}


def test_each_of_small_panels_has_its_curve_its_words_and_the_others():
    curves = some.losses("AB")
    stage, _ = drawn(pictures.small_panels(titles={"B": "B, broken"}, roles={"B": "backward"}), curves)
    first, second = stage.figure.axes
    assert (first.get_title(loc="left"), second.get_title(loc="left")) == ("A", "B, broken")
    own = next(line for line in lines(second, color=style.VERMILION) if not line.get_alpha())
    assert np.allclose(own.get_ydata(), curves["B"])
    assert second.texts[0].get_text() == f"{words.number(curves['B'][0])} → 0.2"
    assert len(lines(second, color=style.PALE)[0].get_xdata()) == 2 * 71
    stage, _ = drawn(pictures.small_panels(n_columns=3, xlabel="update"), some.losses("ABCD"))
    assert [ax.get_visible() for ax in stage.figure.axes] == [True] * 4 + [False] * 2 and "update" in texts(stage)


def test_path_products_are_ranked_and_added():
    stage, _ = drawn(pictures.path_products, FEW)
    tops = [segment[1][1] for segment in stage.figure.axes[0].collections[0].get_segments()]
    assert tops == [1.0, 0.5, -0.25, -0.125, 0.125]
    assert any(np.allclose(line.get_ydata(), np.cumsum(tops)) for line in stage.figure.axes[1].lines
        if len(line.get_xdata()) == 5)
    assert "- - -  all 5 together: 1.25" in texts(stage)


@pytest.mark.parametrize("values", [FEW, -FEW, some.products(), 1e-9 * some.products(9), 1e5 * some.products(40)])
def test_path_products_are_within_the_axes_and_the_figure(values):
    stage, _ = drawn(pictures.path_products, values)
    sums = np.cumsum(values[np.argsort(-np.abs(values), kind="stable")])
    for ax, shown in zip(stage.figure.axes, (values, sums)):
        low, high = ax.get_ylim()
        assert low <= min(0, shown.min()) and max(0, shown.max()) <= high
    assert inside(stage)


def test_bands_lie_between_low_and_high_in_the_colour_of_their_line_and_end_at_the_foot():
    stage, _ = drawn(pictures.bands, data := some.draws())
    band, (_, low, high) = stage.figure.axes[0].patches[0], data["RNN"]
    assert np.allclose(band.get_xy()[:62, 1], np.r_[low, high[::-1]])
    assert to_hex(band.get_facecolor()).upper() == style.VERMILION
    data["RNN"][1, :10] = 0
    stage.draw(data)
    assert 0 < band.get_xy()[:, 1].min() < stage.figure.axes[0].get_ylim()[0]
    assert drawn(pictures.bands(along="forget bias"), data)[0].figure.axes[0].get_xlabel() == "forget bias"
