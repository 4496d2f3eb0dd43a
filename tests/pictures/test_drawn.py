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


def numbers(stage):
    return [text for text in texts(stage) if re.fullmatch(r"[0-9.]+", text)]


@pytest.mark.parametrize("name", ["bob", "ann", "jacqueline"])
def test_blame_has_the_letters_of_the_name_on_both_axes_its_curves_below_their_columns(name):
    _, top, bottom = drawn(pictures.blame_matrix, some.blame("ann"), some.blame(name)).figure.axes
    labels = top.get_xticklabels(), bottom.get_xticklabels(), top.get_yticklabels()
    letters = ["".join(label.get_text()[-1] for label in each) for each in labels]
    assert letters == ["–." + name, "–." + name, name + "."]
    places = [[ax.transData.transform((t, 1))[0] for t in (0, 3, len(name) + 1)] for ax in (top, bottom)]
    assert np.allclose(*places)


def test_blame_crosses_what_truncation_cuts_and_holds_its_colours():
    (crosses,) = lines(drawn(pictures.blame_matrix, some.blame(length=2)).figure.axes[1], marker="x")
    assert len(crosses.get_xdata()) == 6  # none at h_0: no weight acts there
    usual, large = drawn(pictures.blame_matrix, some.blame()), drawn(pictures.blame_matrix, some.blame(size=100))
    assert "beyond the colours" not in usual.said and numbers(usual) == numbers(large)


def test_a_cell_of_layer_map_is_the_darker_the_larger_its_norm_on_colours_that_are_held():
    stages = drawn(pictures.layer_map, some.norms()), drawn(pictures.layer_map, some.norms(size=10))
    usual, large = (part.get_facecolor() for stage in stages for ax in stage.figure.axes for part in ax.collections
        if isinstance(part, PolyCollection) and len(part.get_facecolor()) == 14)
    blues = usual[7:, 2]  # of the upper layer; blue falls from white to vermilion
    assert (np.diff(blues) < 0).all() and large[6].sum() < usual[6].sum() and texts(stages[0]) == texts(stages[1])


def test_layers_side_by_side_has_a_marker_at_every_step_and_marks_at_the_border():
    stage = drawn(pictures.layers_side_by_side, data := some.layers())
    for ax, hs in zip(stage.figure.axes[1::2], (data.feedforward, data.recurrent), strict=True):
        for marker, role, values in (("s", "input", data.xs), ("o", "state", hs)):
            (line,) = (line for line in lines(ax, marker=marker) if len(line.get_xdata()) == 12)
            np.testing.assert_array_equal(line.get_ydata(), values)
            assert to_hex(line.get_color()).upper() == style.COLOURS[role] and line.get_markevery() is None
    assert {"12", "input $x_t$", "state $h_t$"} <= set(texts(stage))
    (marks,) = lines(drawn(pictures.layers_side_by_side, some.layers(size=-0.5)).figure.axes[1], marker="v")
    assert marks.get_xydata().tolist() == [[3, -0.1]]


def test_ledger_bars_fill_from_the_last_step_back_on_a_scale_that_is_held():
    data, stage, limits = some.ledger(), Stage(pictures.ledger_bars), set()
    sizes, gradient = np.linalg.norm(data.terms, axis=(1, 2)), data.terms.sum(axis=0)
    for t in range(7, 0, -1):
        _, said = stage.draw(some.ledger(t))
        bars = stage.figure.axes[0].patches
        assert [bar.get_height() for bar in bars] == pytest.approx([*np.where(np.arange(1, 8) >= t, sizes, 0)])
        assert [bool(bar.get_hatch()) for bar in bars] == [k == t for k in range(1, 8)]
        missing = words.number(100 * np.linalg.norm(data.terms[: t - 1].sum(axis=0)) / np.linalg.norm(gradient))
        away = f"The sum so far (steps {t} to 7) is {missing} % away from the whole gradient."
        assert said.startswith(f"Step {t} adds to dL/dW_hh the product of δ_{t}, of norm ")
        assert f"a term of norm {words.number(sizes[t - 1])}. " in said and (t in (1, 7) or said.endswith(away))
        limits.add(stage.figure.axes[0].get_ylim())
    assert len(limits) == 1
    assert all(str(T) in texts(drawn(pictures.ledger_bars, some.ledger(T, T))) for T in (7, 20, 37))


def test_squares_of_ledger_bars_are_filled_by_sign_and_as_large_as_the_entry():
    stage = drawn(pictures.ledger_bars, data := some.ledger(3))
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
    alone = data._replace(trace=lstm.Trace(*(part[:, 0] for part in data.trace)))
    stage = drawn(pictures.lstm_inside, some.lstm_run(), data)
    gates, cells, _ = stage.figure.axes
    f, band = data.trace.gates[:, 0, 8:16], gates.patches[0].get_xy()
    assert np.allclose(band[:30, 1], np.quantile(f, 0.1, axis=1)) and np.allclose(band[0, 0], 1)
    assert np.allclose(gates.lines[0].get_ydata(), np.median(f, axis=1))
    assert stage.said.startswith(f"Forget gate: median {np.median(f):.3g}, ")
    assert [len(drawn_c.get_segments()) for drawn_c in cells.collections] == [8, 8]  # ghosts, lines
    assert cells.get_ylim() == (-300, 300)
    kinds = [drawn(pictures.lstm_inside, each) for each in (data, alone)]
    assert kinds[0].said == kinds[1].said and (kinds[0].pixels() == kinds[1].pixels()).all()
    ax = drawn(pictures.lstm_inside(c_scale=1), some.lstm_run(6, 40, 5)).figure.axes[1]
    marks = [(line.get_marker(), *line.get_ydata()) for line in lines(ax, marker="^") + lines(ax, marker="v")]
    assert marks and {*marks} <= {("^", 1), ("v", -1)}  # where a c leaves the scale


def test_each_of_small_panels_has_its_curve_its_words_and_the_others():
    curves = some.losses("AB")
    first, second = drawn(pictures.small_panels(titles={"B": "B, broken"}, roles={"B": "backward"}), curves).figure.axes
    assert (first.get_title(loc="left"), second.get_title(loc="left")) == ("A", "B, broken")
    own = next(line for line in lines(second, color=style.VERMILION) if not line.get_alpha())
    assert np.allclose(own.get_ydata(), curves["B"])
    assert second.texts[0].get_text() == f"{words.number(curves['B'][0])} → 0.2"
    assert len(lines(second, color=style.PALE)[0].get_xdata()) == 2 * 71
    stage = drawn(pictures.small_panels(n_columns=3, xlabel="update"), some.losses("ABCD"))
    assert [ax.get_visible() for ax in stage.figure.axes] == [True] * 4 + [False] * 2 and "update" in texts(stage)


@pytest.mark.parametrize("values", [FEW, -FEW, some.products(), 1e-9 * some.products(9), 1e5 * some.products(40)])
def test_path_products_are_ranked_and_added_within_the_axes_and_the_figure(values):
    stage = drawn(pictures.path_products, values)
    bars, sums = stage.figure.axes
    ranked = sorted(values, key=abs, reverse=True)
    assert [segment[1][1] for segment in bars.collections[0].get_segments()] == pytest.approx(ranked)
    assert any(np.allclose(line.get_ydata(), np.cumsum(ranked)) for line in sums.lines
        if len(line.get_xdata()) == len(values))
    for ax, shown in ((bars, values), (sums, np.cumsum(ranked))):
        low, high = ax.get_ylim()
        assert low <= min(0, shown.min()) and max(0, shown.max()) <= high
    assert f"- - -  all {len(values)} together: {words.number(values.sum(), 3)}" in texts(stage)
    assert inside(stage)


def test_bands_lie_between_low_and_high_in_the_colour_of_their_line_and_end_at_the_foot():
    ax = drawn(pictures.bands(along="forget bias"), data := some.draws()).figure.axes[0]
    assert np.allclose(ax.patches[0].get_xy()[:62, 1], np.r_[data["RNN"][1], data["RNN"][2, ::-1]])
    assert to_hex(ax.patches[0].get_facecolor()).upper() == style.VERMILION and ax.get_xlabel() == "forget bias"
    data["RNN"][1, :10] = 0
    ax = drawn(pictures.bands, data).figure.axes[0]
    assert 0 < ax.patches[0].get_xy()[:, 1].min() < ax.get_ylim()[0]
