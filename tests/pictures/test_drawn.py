"""What stands on a picture: the data's numbers, in looks that go by meaning, marks where they belong, held scales."""

import numpy as np
import pytest
import samples as some
from keeping import texts
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex, to_rgba
from samples import FEW, XS, drawn, inside, lines, powers

from helpers import pictures as pic
from helpers.cells import lstm
from helpers.pictures import gradient_norms, style, words
from helpers.pictures.stage import Stage

LAYERS, EDITED, RACE, RUNNING, CURVES = some.layers(), some.edited(), some.race(T=20), some.running(), some.losses("AB")
INPUT, STATE = (dict(color=style.COLOURS[role], marker=marker) for role, marker in (("input", "s"), ("state", "o")))
PANELS = pic.small_panels(titles={"B": "B, broken"}, roles={"B": "backward"})
LINES = [  # a picture, its data, which of its axes, how a line looks there, its heights
    (pic.layers_side_by_side, LAYERS, 1, INPUT, LAYERS.xs), (pic.layers_side_by_side, LAYERS, 3, INPUT, LAYERS.xs),
    (pic.layers_side_by_side, LAYERS, 1, STATE, LAYERS.feedforward),
    (pic.layers_side_by_side, LAYERS, 3, STATE, LAYERS.recurrent),
    (pic.forward_run, some.passing(), 0, INPUT, XS), (pic.edited_run, EDITED, 0, INPUT, EDITED.edited_xs),
    (PANELS, CURVES, 1, dict(color=style.VERMILION, alpha=None), CURVES["B"]),
    (pic.path_products, FEW, 1, {}, np.cumsum([1.0, 0.5, -0.25, -0.125, 0.125])),
    (pic.memory_race, RACE, 1, dict(color=style.BLUE), np.median(RACE.after, axis=0)),
    *((pic.race_now, RUNNING, 0, dict(color=style.BLUE), [*zip((0, 25, 50), each)]) for each in RUNNING.accuracies),
    # Marks: where a curve leaves the scale and comes back, at each step that is 0, at a cut entry, at an end
    (gradient_norms, powers(1.5), 0, dict(marker="^"), [[0, 1e4], [77, 1e4]]),
    (gradient_norms, powers(0.3), 0, dict(marker="v"), [[0, 1e-16], [69, 1e-16]]),
    (gradient_norms, {"measured": np.maximum(0, np.arange(41) - 14)}, 0, dict(marker="X"), [[t, 0] for t in range(15)]),
    (pic.layers_side_by_side, some.layers(size=-0.5), 1, dict(marker="v"), [[3, -0.1]]),
    (pic.blame_matrix, some.blame(length=2), 1, dict(marker="x"),
     [[1, 3], [1, 4], [2, 4], [1, 5], [2, 5], [3, 5]]),  # none at h_0: no weight acts there
    (pic.descents, some.ways((0.01, 0)), 0, dict(marker="s", linestyle="None"), [[-0.2, -0.1]]),
    (pic.descents, some.ways((0.1, 0), returns=True), 0, dict(marker=">"), [[1, 0.5], [1, 0.5]]),
]  # fmt: skip


@pytest.mark.parametrize(("picture", "data", "n", "look", "expected"), LINES, ids=lambda x: getattr(x, "__name__", ""))
def test_a_line_in_the_look_of_its_meaning_goes_through_the_data(picture, data, n, look, expected):
    """`expected` holds its heights, or its points."""
    found = lines(drawn(picture, data).figure.axes[n], **look)
    shown = [line.get_ydata() if np.ndim(expected) == 1 else line.get_xydata() for line in found]
    same = [np.shape(at) == np.shape(expected) and np.allclose(at, expected) for at in shown]
    (line,) = (line for line, is_it in zip(found, same) if is_it)
    assert "marker" not in look or line.get_markevery() in (None, 1)  # a mark at each step


def test_the_scale_is_held_and_the_last_step_has_its_tick():
    held, free, limits = Stage(gradient_norms(steps=(0, 100))), Stage(gradient_norms), set()
    for radius, T in [(0.3, 100), (1.3, 37), (0.9, 12)]:
        for stage in (held, free):
            stage.draw(powers(radius, T))
        limits.add((held.figure.axes[0].get_xlim(), held.figure.axes[0].get_ylim()))
        assert free.figure.axes[0].get_xticks()[-1] == T
    assert len(limits) == 1 and " T = 12" in texts(held)


def test_the_setting_before_stays_as_a_ghost_and_one_curve_needs_no_legend():
    ax = drawn(gradient_norms, powers(0.9), powers(0.8)).figure.axes[0]
    (line,), ghost = lines(ax, linewidth=2.8), next(other for other in ax.lines if other.get_alpha())
    assert np.allclose(ghost.get_ydata(), powers(0.9)["measured"]) and ax.get_legend() is None
    assert ghost.get_linewidth() < line.get_linewidth() and ghost.get_zorder() < line.get_zorder()


def test_looks_go_by_meaning_and_what_was_measured_is_last_and_heaviest():
    looks = style.looks(["GRU", "mine", "RNN", "theirs", "mean field", "measured"], roles={"mean field": "predicted"})
    assert looks["RNN"] == style.looks(["RNN"])["RNN"] and looks["mine"]["linestyle"] != looks["theirs"]["linestyle"]
    colours = [looks[label]["color"] for label in ("RNN", "mean field", "mine", "theirs")]
    assert colours == [style.COLOURS["RNN"], style.COLOURS["predicted"], style.GREY, style.GREY]
    assert all(looks["measured"][what] > max(looks["mean field"][what], looks["RNN"][what])
        for what in ("zorder", "linewidth"))


TEXTS = [  # a picture, its data, some of the texts that are seen
    (gradient_norms(marks={39: "11 years back"}, floor="float32", scale=(1e-50, 1)), powers(0.9) | {"GRU": np.ones(9)},
     {" 11 years back", "float32: nothing below", "measured", "GRU"}),
    (pic.layers_side_by_side, LAYERS, {"12", "input $x_t$", "state $h_t$"}),
    (pic.memory_race, RACE, {"never", "RNN, T = 20"}), (pic.path_products, FEW, {"- - -  all 5 together: 1.25"}),
    (pic.small_panels(xlabel="update"), CURVES, {"update", "A", "B"}),
    (pic.ledger_bars, some.ledger(3), {"positive", "negative", "sum so far: steps 3 to 7"}),
    *((pic.ledger_bars, some.ledger(T, T), {str(T)}) for T in (7, 20, 37)),
]  # fmt: skip


@pytest.mark.parametrize(("picture", "data", "seen"), TEXTS, ids=lambda x: getattr(x, "__name__", ""))
def test_marks_scales_and_titles_have_their_words(picture, data, seen):
    assert seen <= set(texts(drawn(picture, data)))


@pytest.mark.parametrize("name", ["bob", "ann", "jacqueline"])
def test_blame_has_the_letters_of_the_name_on_both_axes_its_curves_below_their_columns(name):
    _, top, bottom = drawn(pic.blame_matrix, some.blame("ann"), some.blame(name)).figure.axes
    labels = top.get_xticklabels(), bottom.get_xticklabels(), top.get_yticklabels()
    letters = ["".join(label.get_text()[-1] for label in each) for each in labels]
    assert letters == ["–." + name, "–." + name, name + "."]
    places = [[ax.transData.transform((t, 1))[0] for t in (0, 3, len(name) + 1)] for ax in (top, bottom)]
    assert np.allclose(*places)


def test_colours_of_blame_and_of_layer_map_are_held_and_a_cell_is_the_darker_the_larger_its_norm():
    for picture, sample in ((pic.blame_matrix, some.blame), (pic.layer_map, some.norms)):
        usual, large = drawn(picture, sample()), drawn(picture, sample(size=100))
        assert texts(usual) == texts(large) and "beyond the colours" not in usual.said
    usual, large = (part.get_facecolor() for stage in (usual, large) for ax in stage.figure.axes
        for part in ax.collections if isinstance(part, PolyCollection) and len(part.get_facecolor()) == 14)
    assert (np.diff(usual[7:, 2]) < 0).all() and large[6].sum() < usual[6].sum()  # blue falls from white to vermilion


def test_ledger_bars_fill_from_the_last_step_back_on_a_scale_that_is_held():
    data, stage, limits = some.ledger(), Stage(pic.ledger_bars), set()
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


def test_squares_of_ledger_bars_are_filled_by_sign_and_as_large_as_the_entry():
    stage = drawn(pic.ledger_bars, data := some.ledger(3))
    pairs = (data.terms[2], data.terms), (data.terms[2:].sum(axis=0), data.terms.sum(axis=0))
    for ax, (matrix, whole) in zip(stage.figure.axes[1:], pairs):
        squares = ax.collections[0]
        filled = (squares.get_facecolor() != to_rgba("white")).any(axis=1)
        assert (filled == (matrix.ravel() > 0)).all()
        sizes = squares.get_sizes() / (140 / (4 + 2.5)) ** 2
        np.testing.assert_allclose(sizes, np.abs(matrix.ravel()) / np.abs(whole).max())


def test_lstm_inside_shows_gates_with_their_spread_and_every_unit_s_c():
    data = some.lstm_run(1, size=4)
    stage = drawn(pic.lstm_inside, some.lstm_run(), data)
    gates, cells, _ = stage.figure.axes
    f, band = data.trace.gates[:, 0, 8:16], gates.patches[0].get_xy()
    assert np.allclose(band[:30, 1], np.quantile(f, 0.1, axis=1)) and np.allclose(band[0, 0], 1)
    assert np.allclose(gates.lines[0].get_ydata(), np.median(f, axis=1))
    assert stage.said.startswith(f"Forget gate: median {np.median(f):.3g}, ")
    assert [len(part.get_segments()) for part in cells.collections] == [8, 8]  # ghosts, lines
    assert cells.get_ylim() == (-300, 300)
    alone = data._replace(trace=lstm.Trace(*(part[:, 0] for part in data.trace)))
    assert Stage(pic.lstm_inside).draw(data) == Stage(pic.lstm_inside).draw(alone)
    ax = drawn(pic.lstm_inside(c_scale=1), some.lstm_run(6, 40, 5)).figure.axes[1]
    marks = [(line.get_marker(), *line.get_ydata()) for line in lines(ax, marker="^") + lines(ax, marker="v")]
    assert marks and {*marks} <= {("^", 1), ("v", -1)}  # where a c leaves the scale


def test_each_of_small_panels_has_its_words_and_the_others():
    first, second = drawn(PANELS, CURVES).figure.axes
    assert (first.get_title(loc="left"), second.get_title(loc="left")) == ("A", "B, broken")
    assert second.texts[0].get_text() == f"{words.number(CURVES['B'][0])} → 0.2"
    assert len(lines(second, color=style.PALE)[0].get_xdata()) == 2 * 71
    panels = drawn(pic.small_panels(n_columns=3), some.losses("ABCD")).figure.axes
    assert [ax.get_visible() for ax in panels] == [True] * 4 + [False] * 2


@pytest.mark.parametrize("values", [FEW, -FEW, some.products(), 1e-9 * some.products(9), 1e5 * some.products(40)])
def test_path_products_are_ranked_and_within_the_axes_and_the_figure(values):
    stage = drawn(pic.path_products, values)
    ranked = sorted(values, key=abs, reverse=True)
    assert [segment[1][1] for segment in stage.figure.axes[0].collections[0].get_segments()] == ranked
    for ax, shown in zip(stage.figure.axes, (values, np.cumsum(ranked))):
        low, high = ax.get_ylim()
        assert low <= min(0, shown.min()) and max(0, shown.max()) <= high
    assert inside(stage)


def test_bands_lie_between_low_and_high_in_the_colour_of_their_line_and_end_at_the_foot():
    stage = drawn(pic.bands(along="forget bias", steps=(0, 40), floor="float32"), data := some.draws())
    assert "float32: nothing below" in texts(stage) and (ax := stage.figure.axes[0]).get_xlim()[1] > 40
    assert np.allclose(ax.patches[0].get_xy()[:62, 1], np.r_[data["RNN"][1], data["RNN"][2, ::-1]])
    assert to_hex(ax.patches[0].get_facecolor()).upper() == style.VERMILION and ax.get_xlabel() == "forget bias"
    data["RNN"][1, :10] = 0
    ax = drawn(pic.bands, data).figure.axes[0]
    assert 0 < ax.patches[0].get_xy()[:, 1].min() < ax.get_ylim()[0]


def cells(stage):  # the mesh's values, (16, 31), masked where nothing is shown
    return stage.figure.axes[1].collections[0].get_array().reshape(16, 31)


def test_forward_run_shows_states_as_far_as_they_are_computed():
    stage = Stage(pic.forward_run)
    for t in (0, 1, 12, 30):
        _, said = stage.draw(data := some.passing(t))
        assert (np.ma.getmaskarray(cells(stage)) == (np.arange(31) > t)).all()
        np.testing.assert_array_equal(cells(stage)[:, : t + 1], data.hs[: t + 1].T)
        assert ("not computed yet" in texts(stage)) == (t < 20)
        assert t == 0 or f"unit {np.abs(data.hs[t]).argmax()} is the farthest from zero" in said
    ax = stage.figure.axes[1]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["0", "3", "6", "9", "12", "15"]
    assert ax.get_ylim() == (15.5, -0.5) and "30" in [text.get_text() for text in ax.get_xticklabels()]


def test_edited_run_moves_what_comes_after_and_nothing_before_and_no_weight_s_colour_is_there():
    for t in (12, 1):
        stage = drawn(pic.edited_run, data := some.edited(t))
        moved = np.ma.masked_equal(np.abs(data.edited_hs - data.hs).T, 0)
        assert (cells(stage) == moved).all() and (moved.mask == (np.arange(31) < t)).all()
        assert ("unchanged: exactly 0" in texts(stage)) == (t == 12)
    for shown in (stage, drawn(pic.forward_run, some.passing())):
        colours = {line.get_color() for ax in shown.figure.axes for line in ax.lines}
        assert not colours & {style.COLOURS[name] for name in ("W_ih", "W_hh", "W_ho")}


LEAVING = [((0.1, 0), ">", (1, 0.5)), ((-0.1, 0), "<", (-1, 0.5)), ((0, 0.3), "^", (-0.5, 2)),
    ((0.03, -0.3), "v", (-0.25, -2))]


@pytest.mark.parametrize(("step", "side", "place"), LEAVING)
def test_descents_that_leave_the_map_are_marked_where_they_cross_its_border(step, side, place):
    ax = drawn(pic.descents, some.ways(step)).figure.axes[0]
    (marks,) = (line for each in "<>v^" for line in lines(ax, marker=each))
    assert marks.get_marker() == side and np.allclose(marks.get_xydata()[0], place)


def test_descents_have_the_bar_above_the_map_and_another_map_is_set_up_anew():
    stage = drawn(pic.descents, data := some.ways((0.01, 0)))
    land, course, bar = (ax.get_position() for ax in stage.figure.axes)
    assert bar.y0 > land.y1 and bar.x1 < course.x0 and bar.width > bar.height  # beside the map it would name the axis
    for another, same in ((some.ways((0.02, 0)), True), (data._replace(L=data.L + 0.1), False)):
        figure, _ = stage.figure, stage.draw(another)
        assert (stage.figure is figure) == same


def test_a_memory_race_has_a_mark_for_every_net_up_to_T_and_the_profile_of_each():
    above, below = drawn(pic.memory_race, RACE).figure.axes
    marks = {line.get_label(): line for line in above.lines if line.get_label() in some.KINDS}
    assert set(marks) == set(some.KINDS)
    for heights in (np.asarray(line.get_ydata()) for line in marks.values()):
        assert np.array_equal(heights[:6], [25, 400, 2000] * 2) and np.isnan(heights[6:]).all()
    places = np.asarray(marks["RNN"].get_xdata())
    assert len(set(places)) == 9 and (np.abs(places - np.repeat([0, 1, 2], 3)) < 0.5).all()
    thin = [np.isnan(line.get_ydata()).sum() for line in below.lines if len(line.get_xdata()) == 3 * 12]
    assert thin == [3, 3]  # the pen is lifted between two nets


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("values", "said"), [
    ([1.0, np.inf], "Loss rises from 1 at 0 to infinite at 1. Other stays at 1. Loss is above the picture's scale for 1 step."),
    ([np.nan, np.nan], "Loss: no number at any step. Other stays at 1.")])  # fmt: skip
def test_what_is_no_number_leaves_the_others_their_axis(values, said):
    stage = drawn(pic.time_series, {"loss": np.array(values), "other": np.ones(2)})
    low, high = stage.figure.axes[0].get_ylim()
    assert low <= 1 <= high < np.inf and stage.said == said
    drawn(pic.time_series, {"loss": np.array(values)})  # alone
