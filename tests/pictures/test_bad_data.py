"""Bad data and bad options of every picture get one sentence: what was given, what was expected."""

import kinds
import numpy as np
import pytest
import samples as some
from kinds import also, cases, choice, typed
from samples import FEW, NET

from helpers import pictures
from helpers.cells import lstm, rnn
from helpers.pictures import Walk
from helpers.pictures.stage import Picture, Stage

N, LSTM, RUN, LETTERS = some.norms(), some.lstm_run(), some.unrolled(), "5 letters, one for each step"
MEDIAN, LOW, HIGH = some.draws()["RNN"]
TWO, PLAIN = lstm.forward(NET, np.zeros((5, 2, 1))), rnn.forward(some.PARAMS, np.zeros((5, 1, 1)))
LAYERS = "expected {layer: norms (T+1,)}, from 1 to 4 layers"
INSIDE = "data['a'] has a median outside of (low, high); expected low ≤ median ≤ high at every step"
SIZES = "expected T ≤ 6 and H ≤ 3, or collapsed=True and T ≤ 8, to be readable"
SINGLE = "weight and path need single units; expected a graph that is not collapsed"


def record(good, **parts):
    """A NamedTuple of data, and the kinds of its fields: the shape that is expected of an array, or another kind."""
    shapes = {part: kinds.array(getattr(good, part), shape) for part, shape in parts.items() if isinstance(shape, str)}
    return kinds.fields(good, f"{type(good).__name__}({', '.join(good._fields)})", **parts | shapes)


def labelled(good=None, text="{label: norms}"):
    """A dictionary of curves."""
    return typed(good, text, ([1], "a list"), ({}, "a dict"))


def curve(good, text):
    """Labelled curves, each of some numbers or a pair (steps, numbers)."""
    return also(
        labelled(good, text), (FEW, "data is an ndarray; expected " + text),
        *(({"a": values}, f"curve 'a' has shape {shape}; expected (n,) with n ≥ 1")
          for values, shape in (([], (0,)), (0.5, ()), (np.ones((3, 2)), (3, 2)), ((FEW, []), (0,)), ((FEW, 0.5), ()))),
        *(({"a": values}, f"curve 'a' is a {kind}; expected numbers")
          for values, kind in (("abc", "str"), ({}, "dict"), ([FEW, 1], "list"))),
        ({"a": (np.arange(3), FEW)}, "curve 'a' has steps of shape (3,); expected (5,), one for each number"))


def step(least, most):
    return choice(most, f"a step from {least} to {most}", least - 1, most + 1, True, 1.0)


DATA = {
    "gradient_norms": also(
        curve(some.powers(0.9), "{label: norms}"),
        ({"a": FEW}, "curve 'a' contains -0.25 at index (1,); expected numbers ≥ 0"),
        ({"a": np.array([np.nan, -1])}, "curve 'a' contains -1.0 at index (1,); expected numbers ≥ 0")),
    "time_series": curve({"a": FEW}, "{label: values}"),
    "memory_race": record(some.race()), "race_now": record(some.running()),
    "blame_matrix": record(
        some.blame(), M="(T+1, T+1)", read=choice(".anna", LETTERS, "anna", None), asked=choice("anna.", LETTERS, None),
        curves=also(labelled(), ({"a": FEW}, "curves['a'] has shape (5,); expected (6,)")),
        row=choice(3, "a loss from 1 to 5, or None", 0, 6, 1.0),
        kept=cases(None, (some.blame().M, "kept has shape (6, 6); expected (6, 6), True or False"))),
    "layer_map": cases(
        N, ([1], f"data is a list; {LAYERS}"), ({}, f"data is 0 layers; {LAYERS}"),
        (N | {"layer 2": FEW}, "data['layer 2'] has shape (5,); expected (7,)"),
        ({"layer 1": -FEW}, "data['layer 1'] contains -0.5 at index (0,); expected numbers ≥ 0"),
        (some.norms(T=9), "the run has T = 9; expected T ≤ 8, to be readable")),
    "layers_side_by_side": record(some.layers(), xs="(T,)", feedforward="(12,)", recurrent="(12,)"),
    "ledger_bars": record(some.ledger(), deltas="(T, H)", h_prev="(7, 4)", terms="(7, 4, 4)", t=step(1, 7)),
    "lstm_inside": record(LSTM, curves=labelled(), trace=cases(
        None, (PLAIN, "trace is a Trace; expected Trace(xs, hs, cs, gates)"),
        (TWO, "trace.gates has shape (5, 2, 32); expected one sequence, (T, …) or (T, 1, …)"))),
    "small_panels": also(labelled(some.losses(), "{label: values}"), *(
        ({"A": np.ones(shape)}, f"data['A'] has shape {shape}; expected (n,) with n ≥ 2") for shape in ((1,), (3, 2)))),
    "path_products": kinds.array(FEW, "(N,)"),
    "bands": also(
        labelled(some.draws(), "{label: (median, low, high)}"),
        ({"a": LOW}, "data['a'] is an ndarray; expected three curves (median, low, high)"),
        ({"a": (LOW, FEW, HIGH)}, "data['a'] has curves of shapes (31,), (5,), (31,); expected three of one length"),
        ({"a": (LOW, MEDIAN, HIGH)}, INSIDE), ({"a": (HIGH, LOW, MEDIAN)}, INSIDE),
        ({"a": (FEW, (LOW, LOW, LOW))}, "data['a'] has steps of shape (5,); expected (31,), one for each number")),
    "forward_run": record(some.passing(), xs="(T,)", hs="(31, H)", t=step(0, 30)),
    "edited_run": record(some.edited(), xs="(T,)", hs="(31, H)", edited_xs="(30,)", edited_hs="(31, 16)"),
    "descents": record(some.ways((0.01, 0)), ws="(T+1,)", bs="(T+1,)", L="(61, 41)", paths=also(
        labelled(None, "{label: (updates + 1, 3)}"),
        ({"a": np.ones((4, 2))}, "paths['a'] has shape (4, 2); expected (updates + 1, 3) for w, b and L"))),
    "unrolled_graph": also(
        record(Walk(RUN), step=choice(None, "a whole number from 0 to 13", 14, -1, 2.0, True),
            weight=choice(None, "two units (i, j)", 1, (0,), (0, 1, 2)),
            path=choice(None, "2 to 6 units", (0,), 7 * (0,))),
        (Walk(None), f"run is None; expected Run({', '.join(RUN._fields)})"),
        (Walk(RUN._replace(hs=RUN.hs[1:])), "run.xs has shape (5,); expected (4,)"),
        (Walk(RUN._replace(copies=RUN.copies[0])), "run.copies has shape (3, 3); expected (5, 3, 3)"),
        (Walk(RUN, weight=(0, 3)), "weight[1] is 3; expected a whole number from 0 to 2"),
        (Walk(RUN, path=(0, -1)), "path[1] is -1; expected a whole number from 0 to 2"),
        *((Walk(some.unrolled(T, H)), f"the run has T = {T} and H = {H}; {SIZES}") for T, H in ((7, 3), (6, 4)))),
    "looking_back": record(some.looking(), asked=choice("anna.", LETTERS, "anna"), k=step(1, 5), blame="(5,)",
        probabilities="(27,)"),
    "writing": record(some.written(), probabilities="(27,)", drawn_from="(27,)", names=cases(
        None, *((["bo"] * n, f"names holds {n} names; expected 1 to 12") for n in (0, 13)))),
    "over_digit": record(some.reading(), xs="(T, I)", probabilities="(10,)",
        curves=labelled()),
}  # fmt: skip
OPTIONS = [  # a picture with a bad option, its data, the sentence
    (pictures.gradient_norms(floor="float8"), some.powers(0.9),
     "floor is 'float8'; expected one of 'float16', 'float32', 'float64'"),
    *((pictures.gradient_norms(scale=bad), some.powers(0.9),
       f"scale is {bad!r}; expected (least, most) with 0 < least < most")
      for bad in ((0, 1), (1, 1e-3), (1, 1), (-1, 1), (1, 2, 3), ("1", "2"), 5, None)),
    (pictures.lstm_inside(c_scale=0.5), LSTM, "c_scale is 0.5; expected a finite number ≥ 1"),
    (pictures.small_panels(n_columns=0), some.losses(), "n_columns is 0; expected a whole number ≥ 1"),
    (pictures.forward_run(most=0), some.passing(), "most is 0; expected a number > 0"),
    (pictures.unrolled_graph(collapsed=True), Walk(some.unrolled(9)), f"the run has T = 9 and H = 3; {SIZES}"),
    (pictures.unrolled_graph(collapsed=True), Walk(RUN, weight=(0, 0)), SINGLE),
    (pictures.unrolled_graph(collapsed=True), Walk(RUN, path=(0, 0)), SINGLE),
]


def test_every_picture_has_bad_data():
    assert {name for name in pictures.__all__ if isinstance(getattr(pictures, name), Picture)} == set(DATA)


@pytest.mark.parametrize("name", DATA)
def test_bad_data_is_named(name):
    draw = Stage(getattr(pictures, name)).draw
    draw(DATA[name].good)  # or the bad ones would fail for another reason than theirs
    for data, sentence in DATA[name].bad("data"):
        assert kinds.said(lambda data=data: draw(data)) == sentence


@pytest.mark.parametrize(("picture", "data", "sentence"), OPTIONS)
def test_bad_options_are_named(picture, data, sentence):
    assert kinds.said(lambda: Stage(picture).draw(data)) == sentence
