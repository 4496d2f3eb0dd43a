"""Bad input gets one sentence: which argument, what was given, what was expected. Never an error from deeper down.

One table and one sweep: the public functions of cells, measure and learn are found by themselves; their arguments have
the kinds that their names have here, or a kind of their own. All kinds of bad values take the place of one argument at
a time. A new function whose argument has no kind yet is asked for one.
"""

import importlib
import inspect
import pkgutil
from typing import NamedTuple

import kinds
import kinds_of_nets as nets
import numpy as np
import pytest
from kinds import also, array, cases, choice, count, fields, function, number, optional, typed, word
from kinds_of_nets import H0, LAYER, LAYER_GRADS, MOMENTS, OUTPUTS, TRACE, XS, B, H, I, O, T

from helpers import cells, learn, measure
from helpers.cells import gates, gru, initial, losses, readout, rnn, sequence
from helpers.learn import letters, racing, tasks, training
from helpers.measure import gradients, unroll

RATE, ANY = number(0.1, "a finite number ≥ 0", (-1, np.inf)), number(1.0, out=(np.inf,))
ABOVE_0 = number(1e-5, positive=True)
WHOLE = "expected an array of whole numbers"
LOSS = also(
    function(losses.squared_error, "outputs", "targets"),
    (lambda o, y: 0.5, "loss returned a float; expected the pair (value, dL/d outputs)"),
    (lambda o, y: (0.5, o, y), "loss returned a tuple; expected the pair (value, dL/d outputs)"),
    (losses.cross_entropy, f"targets has dtype float64; {WHOLE}"))  # fmt: skip
NAMED = {  # what an argument of this name takes, unless its function says something else
    "rng": kinds.generator(), "dtype": kinds.dtype(), "n_inputs": count(I), "n_hidden": count(H), "n_outputs": count(O),
    "n_blocks": count(3), "n_batch": count(B), "recurrent": word("uniform", "uniform", "orthogonal"), "bias": ANY,
    "activation": word("tanh", *rnn.ACTIVATIONS), "reset": word("after", *gru.RESET), "forget_bias": ANY,
    "chrono": optional(number(9, "a finite number ≥ 2", (1, np.inf)), None), "update_bias": ANY, "name": cases("b"),
    "spectral_radius": optional(number(0.9, "a finite number ≥ 0", (-0.1, np.inf))), "layer": nets.layer(),
    "gain": RATE, "input_sd": RATE, "learning_rate": RATE, "threshold": ABOVE_0, "eps": ABOVE_0,
    "rule": word("adam", "sgd", "adam"),
    "cell": kinds.a_cell(rnn), "hs": array(TRACE.hs, "(T+1, B, H)"), "targets": array(OUTPUTS, "(2, 4)"), "loss": LOSS,
    "images": array(nets.RNG.normal(size=(B, 8, 8)), "(B, R, I)"), "delay": count(3, 0),
    "added": also(array(np.ones((T, H))), (np.array(1.0), "added has shape (); expected (T, …) with T ≥ 1")),
    "kept": array(np.full((T, H), 0.5), "(5, 8)"),
}  # fmt: skip


class Row(NamedTuple):
    """A public function and the kinds of its arguments; `call`, where they are given in another way than by name."""

    function: object
    kinds: dict
    call: object = None


LETTERS = [(["anna", bad], f"some_names contains {bad!r}; expected small letters, a to z")
           for bad in ("Bob", "", "é", "a.", 7)]  # fmt: skip
NO_NAMES = [(empty, "some_names is empty; expected a list of names") for empty in ([], (name for name in ()))]
RETURNS = [(np.nan, "nan"), (None, "None"), ("1", "1"), (1j, "1j"), (XS, "an array of shape (5, 2, 3)")]
NO_NUMBER = [(lambda x, it=it: it, f"f returned {said}; expected one finite number") for it, said in RETURNS]
NOT_ANALYTIC = "f returned 2.0 at a complex x; expected a complex number: f is not analytic"
BETAS = [((0.9, 2.0), "betas[1] is 2.0; expected a number ≥ 0 and < 1"),
    ((0.9, "x"), "betas[1] is a str; expected a number"),
         ((1, 1), "betas[0] is 1; expected a number ≥ 0 and < 1"),
         ((-0.1, 0.9), "betas[0] is -0.1; expected a finite number ≥ 0")]  # fmt: skip
MOVES = [(nets.OTHERS, "moments.means['W_ho'] is None; expected a NumPy array of floats of shape (4, 8)"),
         (MOMENTS._replace(squares=MOMENTS.squares | {"b_o": H0}),
          "moments.squares['b_o'] has shape (2, 8); expected (4,)"),
         (MOMENTS._replace(means=None), "moments.means is None; expected {name: array}")]  # fmt: skip
PAIRS = [((XS, OUTPUTS), "batches gave an ndarray; expected pairs (xs, targets)"),
         ([(XS, OUTPUTS, 1)], "batches gave 3 things; expected pairs (xs, targets)"),
         ([(XS[0], OUTPUTS)], "xs has shape (2, 3); expected (T, B, 3)")]  # fmt: skip
NO_LOSS = (lambda layer, hs, y: 0.5), "what loss returned is a float; expected Loss(value, dhs, readout)"
ANOTHERS = nets.GRADS, "grads.W_ho is None; expected a NumPy array of floats of shape (4, 8)"
UPDATE = {"params": nets.weights(LAYER, fixed=False), "grads": also(nets.weights(LAYER_GRADS, "grads."), ANOTHERS)}
ANY_GRADS = nets.weights(LAYER_GRADS, "grads.", fixed=False)
LSTM, GRU = nets.of_cell("lstm"), nets.of_cell("gru after")
RACER, SYMBOLS = rnn.init(nets.RNG, 6, H), tasks.temporal_order(nets.RNG, 10, B)[0]
RACED = {"params": cases(RACER), "xs": array(SYMBOLS, "(T, B, 6)"), "targets": nets.classes(), "updates": cases(0)}
ONE = rnn.init(nets.RNG, 1, 3), readout.init(nets.RNG, 3, 1), nets.RNG.normal(size=(4, 1, 1)), np.ones((1, 1))
UNROLLED = unroll.run(*ONE)

OWN = [
    Row(gates.split, {"gates": cases(
        np.ones((2, 8)), (np.zeros((2, 15)), "gates has shape (2, 15); expected (…, 4H)"),
        (np.array(1.0), "gates has shape (); expected (…, 4H)"),
        ([1.0], "gates is a list; expected a NumPy array of shape (…, 4H)")), "n_gates": count(4)}),
    Row(gates.logistic, {"a": array(np.ones(3), finite=False),
                         "out": cases(None, (np.ones(2), "out has shape (2,); expected (3,)"))}),
    Row(sequence.of, {"batch": cases(TRACE, (TRACE.of(0), "xs has shape (5, 3); expected (T, B, I)")),
                      "b": also(count(0, 0), (B, "b is 2; expected a sequence from 0 to 1"))}),
    Row(initial.gate_bias,
        {"bias": kinds.named("b", ANY), "rng": cases(None), "chrono": cases(None)}),  # it draws nothing
    Row(initial.gate_bias,
        {"bias": cases(0.0), "chrono": kinds.optional(number(9, "a finite number ≥ 2", (1, np.inf)))}),
    Row(readout.forward, {"hs": also(STATES := array(TRACE.hs, f"(T, B, {H})"),
        (H0[:, :5], "hs has shape (2, 5); expected (B, 8)"), (H0[0, :5], "hs has shape (5,); expected (8,)"))}),
    Row(readout.backward, {"hs": STATES, "d_outputs": array(np.ones((6, B, O)), "(6, 2, 4)")}),
    Row(losses.squared_error, {"outputs": also(
        array(OUTPUTS, "(B, O)"), (OUTPUTS[0], "outputs has shape (4,); expected (B, O)"),
        (np.ones((0, 2, 4)), "outputs has shape (0, 2, 4); expected (T, B, O) with T ≥ 1"))}),
    Row(losses.cross_entropy, {"outputs": also(
        array(OUTPUTS, "(B, O)"), (np.ones((5, 2, 4)), "targets has shape (2,); expected (5, 2)")),
        "targets": nets.classes()}),
    Row(losses.at_every_step, {"targets": array(np.ones((T, B, O)), "(5, 2, 4)")}),
    Row(gradients.norms, {"total": array(TRACE.hs, "(T, B, H)")}),
    Row(gradients.jacobian_products, {"jacobians": array(nets.JACOBIANS, "(T, B, H, H)")}),
    Row(gradients.lyapunov_rate, {"jacobians": array(nets.JACOBIANS[:, 0], "(T, H, H)")}),
    Row(gradients.spectral_radius, {"W": array(np.ones((8, 8)), "(H, H)")}),
    Row(gradients.largest_singular_value, {"W": array(np.ones((8, 6)), "(H, K)")}),
    Row(gradients.measured_rate, {"norms": also(array(np.ones(4), "(T+1,)"), (
        np.array([1.0, -1.0]), "norms contains -1.0 at index (1,); expected numbers ≥ 0"))}),
    Row(gradients.central_differences, {"f": also(function(np.sum, "x"), *NO_NUMBER), "x": array(XS)}),
    Row(gradients.complex_step, {
        "f": also(function(lambda x: x.sum() + 0j, "x"), (lambda x: 2.0, NOT_ANALYTIC)),
        "x": also(array(XS), (XS.astype(complex), "x has dtype complex128; expected float64 or float32"))}),
    Row(unroll.run, {"params": fields(ONE[0], "Params(W_ih, W_hh, b_h, activation)"), "layer": nets.layer(ONE[1]),
                     "xs": array(ONE[2], "(T, 1, 1)"), "targets": array(ONE[3], "(1, 1)")}),
    Row(unroll.collapse, {"run": fields(UNROLLED, f"Run({', '.join(UNROLLED._fields)})")}),
    Row(training.weights,
        {"params": fields(nets.PARAMS, "a NamedTuple such as Params or Gradients"), "name": cases("params")}),
    Row(training.sgd, UPDATE),
    Row(training.adam, UPDATE | {"betas": also(choice(
        (0.9, 0.99), "a pair of numbers ≥ 0 and < 1", 0.9, None, (0.9,), [0.1, 0.2, 0.3]), *BETAS), "moments": also(
        optional(fields(MOMENTS, "Moments(updates, means, squares)", "moments.", updates=count(1, 0))), *MOVES)}),
    Row(training.global_norm, {"grads": ANY_GRADS}, lambda grads: training.global_norm(LAYER, grads)),
    Row(training.clip, {"grads": ANY_GRADS}, lambda threshold, grads: training.clip(threshold, grads)),
    Row(training.learn, {
        "params": LSTM["params"], "cell": LSTM["cell"],
        "batches": also(typed([(XS, OUTPUTS)], "an iterable of pairs (xs, targets)", (3, "an int"), (None, "None")),
            *PAIRS),
        "loss": also(function(losses.at_final_step, "layer", "hs", "targets"), NO_LOSS), "length": optional(count(3))},
        lambda **given: list(training.learn(**given))),
    Row(training.train, GRU | {"updates": choice([1], "an iterable such as range(300)", 3, None)}),
    Row(racing.run, {"cell": kinds.a_cell(rnn), "n_steps": count(10, 10), "seed": count(0, 0), "updates": count(1),
                     "every": count(25), "start": kinds.named("recurrent", NAMED["recurrent"])},
        lambda start, **given: list(racing.run(recurrent=start, **given))),
    Row(racing.profile, RACED), Row(racing.moment, RACED),
    Row(tasks.scale, {"numbers": also(array(np.ones(3)), (
        np.array([1.0, -2.0]), "numbers contains -2.0 at index (1,); expected numbers ≥ 0"),
        (-2.0, "numbers is -2.0; expected numbers ≥ 0"))}),
    Row(tasks.unscale, {"scaled": also(array(np.ones(3)), (np.inf, "scaled is inf; expected a finite number"))}),
    Row(tasks.windows, {"series": also(array(np.arange(9.0), "(N,)"), (
        np.ones(3), "series has 3 values; expected more than length = 3")), "length": count(3)}),
    Row(tasks.spell, {"some_names": also(choice(["anna"], "a list of names", "anna", None, 7), *LETTERS, *NO_NAMES)}),
    Row(letters.known,
        {"text": typed("anna", "a text such as 'anna'", (None, "None"), (7, "an int")), "most": count(14)}),
    Row(tasks.temporal_order, {"n_steps": count(20, 10)}),
    Row(tasks.adding, {"n_steps": count(20, 2)}),
]  # fmt: skip


def public():
    """Every public function of the three floors; not what is called with arguments that a caller has looked at."""
    inner = {"from_inputs", "to_inputs", "stretches", "sigma", "check_weights"}
    for floor in (cells, measure, learn):
        for file in pkgutil.iter_modules(floor.__path__, f"{floor.__name__}."):
            for name, each in inspect.getmembers(importlib.import_module(file.name), inspect.isfunction):
                if each.__module__ == file.name and name[0] != "_" and name not in inner:
                    yield each


def rows():
    """A row for each function; for what a cell offers, and for what takes a run, one for each cell."""
    each_cell = {cell.__name__ for cell, *_ in nets.RUNS.values()}
    for name, (cell, *_) in nets.RUNS.items():
        yield from (Row(each, nets.of_cell(name)) for each in public() if each.__module__ == cell.__name__)
        yield from (Row(each, nets.of_cell(name) | more) for each, more in nets.of_any_cell(name))
    yield from OWN
    told = {row.function for row in OWN} | {each for each, _ in nets.of_any_cell("tanh")}
    yield from (Row(each, {}) for each in public() if each not in told and each.__module__ not in each_cell)


def completed(row):
    """The row with the kind of every argument, and None for one that has none yet."""
    arguments = inspect.signature(row.function).parameters
    return row._replace(kinds={name: row.kinds.get(name) or NAMED.get(name) for name in arguments})


ROWS = list(map(completed, rows()))


def name_of(row):
    return f"{row.function.__module__.split('.')[-1]}.{row.function.__name__}"


def test_every_argument_has_a_kind():
    without = [f"{name_of(row)}({name})" for row in ROWS for name, kind in row.kinds.items() if kind is None]
    assert without == [], "give them a kind in NAMED, or a Row in OWN"


def called(row, **instead):
    given = {name: kind.good for name, kind in row.kinds.items()} | instead
    return (row.call or row.function)(**given)


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_bad_input_is_named(row):
    called(row)  # or the bad values would fail for another reason than theirs
    tried = [(value, sentence, name) for name, kind in row.kinds.items() for value, sentence in kind.bad(name)]
    said = [kinds.said(lambda name=name, value=value: called(row, **{name: value})) for value, _, name in tried]
    assert [(got, sentence) for got, (_, sentence, _) in zip(said, tried) if got != sentence] == []
