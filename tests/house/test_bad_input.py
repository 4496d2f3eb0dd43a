"""Bad input gets one sentence: which argument, what was given, what was expected. Never an error from deeper down.

A table says what every argument of every public function of cells, measure and learn takes; a sweep puts all kinds of
bad values in its place, one at a time. What goes beyond a kind stands in test_bad_input_beyond.py, call by call.
"""

import functools
import inspect
from typing import NamedTuple

import numpy as np
import pytest
from kinds import a_cell, array, choice, count, dtype, fields, function, generator, number, optional, said, typed, word
from problems import CELLS, run

from helpers.cells import gates, gru, initial, losses, lstm, mingru, readout, rnn
from helpers.learn import tasks, training, truncation
from helpers.measure import gradients, unroll

T, B, I, H, O = 5, 2, 3, 8, 4
RNG = np.random.default_rng(0)
RUNS = {name: run(name, T, B, I, H) for name in CELLS}
CELL, PARAMS, TRACE, DHS, GRADS = RUNS["tanh"]
XS, H0 = TRACE.xs, TRACE.hs[0]
LAYER = readout.Readout(RNG.normal(size=(O, H)), RNG.normal(size=O))
OUTPUTS, CLASSES = RNG.normal(size=(B, O)), np.array([3, 0])
LAYER_GRADS = readout.backward(LAYER, H0, OUTPUTS)
MOMENTS = training.adam(LAYER, LAYER_GRADS, None, 0.1)[1]
BATCHES = [(XS, OUTPUTS)]


def params_of(name):
    cell, params, *_ = RUNS[name]
    K = cell.Trace.n_gates
    of_W_ih, of_W_hh = ("(H, I)", "(8, 8)") if K == 1 else (f"({K * H}, I)", f"({K}H, H)")
    parts = {"W_ih": array(params.W_ih, "(2H, I)" if cell is mingru else of_W_ih)}
    if cell is not mingru:
        parts["W_hh"] = array(params.W_hh, of_W_hh)
    parts["b_h"] = array(params.b_h, f"({K * H},)")
    if cell is rnn:
        parts["activation"] = word("tanh", *rnn.ACTIVATIONS)
    if cell is gru:
        parts |= {"b_hn": array(params.b_hn, "(8,)"), "reset": word("after", "after", "before")}
    return fields(params, f"Params({', '.join(params._fields)})", **parts)


def trace_of(name, text=None, inputs=str(I)):
    trace = RUNS[name].trace
    widths = {"gates": trace.n_gates * H}
    parts = {field: array(getattr(trace, field), f"({T + (field in trace.states)}, {B}, {widths.get(field, H)})")
             for field in trace._fields[1:]}  # fmt: skip
    parts["xs"] = array(trace.xs, f"(T, B, {inputs})")
    if inputs == "I":  # nothing else tells the sizes
        parts["hs"] = array(trace.hs, "(T+1, B, H)")
    return fields(trace, text or f"Trace({', '.join(trace._fields)})", "trace.", **parts)


def weights(good, prefix="", fixed=True):
    """A NamedTuple of weights, or of their gradients, whose shapes are then known."""
    arrays = training.weights(good)
    parts = {key: array(a, str(a.shape) if fixed else "") for key, a in arrays.items()}
    return fields(good, "a NamedTuple such as Params or Gradients", prefix, **parts)


def layer(good=LAYER):
    parts = {"W_ho": array(good.W_ho, "(O, H)"), "b_o": array(good.b_o, f"({len(good.b_o)},)")}
    return fields(good, "Readout(W_ho, b_o)", **parts)


class Row(NamedTuple):
    """A public function and the kinds of its arguments; `call`, where they are given in another way than by name."""

    function: object
    kinds: dict
    call: object = None


DHS_KIND, SIZES = array(DHS, f"({T}, {B}, {H})"), {"rng": generator(), "n_inputs": count(I), "n_hidden": count(H)}
DRAWN = SIZES | {"recurrent": word("uniform", "uniform", "orthogonal"), "dtype": dtype()}
LAG, RATE = optional(number(9, "a finite number ≥ 2", (1, np.inf))), number(0.1, "a finite number ≥ 0", (-1, np.inf))
LOSS = function(losses.squared_error, "outputs", "targets")
STATES = {"hs": array(TRACE.hs, "(T+1, B, H)"), "layer": layer()}
NET = rnn.init(RNG, 1, 3), readout.init(RNG, 3, 1)
SEQUENCE = {"xs": array(RNG.normal(size=(4, 1, 1)), "(T, 1, 1)"), "targets": array(np.ones((1, 1)), "(1, 1)")}
JACOBIANS = rnn.step_jacobians(PARAMS, TRACE)
EPS, THRESHOLD = number(1e-5, positive=True), number(0.5, positive=True)
ACTIVATION = word("tanh", *rnn.ACTIVATIONS)
UPDATE = {"params": weights(LAYER, fixed=False), "grads": weights(LAYER_GRADS, "grads."), "learning_rate": RATE}
ANY_GRADS = {"grads": weights(LAYER_GRADS, "grads.", False)}
OF_ADAM = fields(MOMENTS, "Moments(updates, means, squares)", "moments.", updates=count(1, 0))
BETAS = choice((0.9, 0.99), "a pair of numbers ≥ 0 and < 1", 0.9, None, (0.9,), [0.1, 0.2, 0.3])
ADAM = UPDATE | {"moments": optional(OF_ADAM), "eps": EPS, "betas": BETAS}
PAIRS = typed(BATCHES, "an iterable of pairs (xs, targets)", (3, "an int"), (None, "None"))
LEARN = {"layer": layer(), "learning_rate": RATE, "params": params_of("lstm"), "cell": a_cell(lstm), "batches": PAIRS,
         "rule": word("adam", "sgd", "adam"), "loss": function(losses.at_final_step, "layer", "hs", "targets"),
         "length": optional(count(3)), "threshold": THRESHOLD}  # fmt: skip
TRAIN = {"layer": layer(), "learning_rate": RATE, "params": params_of("gru after"), "cell": a_cell(gru),
         "xs": array(XS, "(T, B, 3)"), "targets": array(OUTPUTS, "(2, 4)"),
         "updates": choice([1], "an iterable such as range(300)", 3, None)}  # fmt: skip
PARAMS_TEXT = "Params(W_ih, W_hh, b_h, activation)"
UNROLLED = unroll.run(*NET, *(kind.good for kind in SEQUENCE.values()))


def rows_of_the_cells():
    any_number, reset = number(1.0, out=(np.inf,)), word("after", "after", "before")
    radius = optional(number(0.9, "a finite number ≥ 0", (-0.1, np.inf)))
    yield Row(rnn.init, DRAWN | {"spectral_radius": radius, "activation": ACTIVATION})
    yield Row(lstm.init, DRAWN | {"forget_bias": any_number})
    yield Row(gru.init, DRAWN | {"update_bias": any_number, "reset": reset})
    yield Row(mingru.init, SIZES | {"update_bias": any_number, "dtype": dtype()})
    yield from (Row(cell.init, SIZES | {"chrono": LAG}) for cell in (lstm, gru, mingru))
    for name, (cell, params, trace, _, grads) in RUNS.items():
        state = {} if cell is lstm else {"state0": optional(array(trace.hs[0], f"({B}, {H})"))}
        h = {} if cell is lstm else {"h": array(trace.hs[0], f"({B}, {H})")}
        pair = lstm.State(trace.hs[0], trace.cs[0]) if cell is lstm else None
        params, trace_kind = params_of(name), trace_of(name)
        yield Row(cell.check, {"params": params})
        yield Row(cell.forward, {"params": params, "xs": array(XS, f"(T, B, {I})")} | state)
        step = functools.partial(cell.step, state=pair) if pair else cell.step
        yield Row(cell.step, {"params": params, "x": array(XS[0], f"(B, {I})")} | h, step)
        yield Row(cell.backward, {"params": params, "trace": trace_kind, "dhs": DHS_KIND})
        yield Row(cell.step_jacobians, {"params": params, "trace": trace_kind})
        common = {"params": params, "trace": trace_kind, "dhs": DHS_KIND, "cell": a_cell(cell)}
        totals = [key for key in grads._fields if key.startswith("total")]
        yield Row(gradients.blame, common | {"state": word("total", *totals)})
        yield Row(truncation.truncated, common | {"length": count(3), "every": count(2)})
        deltas = array(grads.deltas, f"({T}, {B}, {trace.n_gates * H})")
        yield Row(gradients.ledger, {"trace": trace_of(name, "Trace(xs, hs)", "I"), "deltas": deltas})


ROWS = [
    *rows_of_the_cells(),
    Row(rnn.slopes, {"params": params_of("tanh"), "hs": array(H0)}),
    Row(gates.logistic, {"a": array(np.ones(3), finite=False)}),
    Row(gates.split, {"n_gates": count(4)}, lambda n_gates: gates.split(np.ones((2, 8)), n_gates)),
    Row(initial.weights, SIZES | {"n_blocks": count(3), "recurrent": DRAWN["recurrent"]}),
    Row(initial.input_weights, SIZES | {"n_blocks": count(3)}),
    Row(initial.orthogonal, {"rng": generator(), "n_hidden": count(H)}),
    Row(initial.gate_bias, {"rng": generator(), "n_hidden": count(H), "chrono": LAG},
        lambda **given: initial.gate_bias("b", bias=0, **given)),
    Row(initial.gate_bias, {"bias": number(1.0, out=(np.inf,))},
        lambda bias: initial.gate_bias("bias", None, H, bias, None)),
    Row(readout.init, {"rng": generator(), "n_hidden": count(H), "n_outputs": count(O), "dtype": dtype()}),
    Row(readout.forward, {"layer": layer(), "hs": array(TRACE.hs, f"(T, B, {H})")}),
    Row(readout.backward, {"layer": layer(), "hs": array(TRACE.hs, f"(T, B, {H})"),
                           "d_outputs": array(np.ones((6, B, O)), "(6, 2, 4)")}),
    Row(losses.squared_error, {"outputs": array(OUTPUTS, "(B, O)"), "targets": array(OUTPUTS, "(2, 4)")}),
    Row(losses.cross_entropy, {"outputs": array(OUTPUTS, "(B, O)")},
        functools.partial(losses.cross_entropy, targets=CLASSES)),
    Row(losses.at_final_step, STATES | {"targets": array(OUTPUTS, "(2, 4)"), "loss": LOSS}),
    Row(losses.at_every_step, STATES | {"targets": array(np.ones((T, B, O)), "(5, 2, 4)"), "loss": LOSS}),
    Row(gradients.norms, {"total": array(GRADS.total, "(T, B, H)")}),
    Row(gradients.jacobian_products, {"jacobians": array(JACOBIANS, "(T, B, H, H)")}),
    Row(gradients.lyapunov_rate, {"jacobians": array(JACOBIANS[:, 0], "(T, H, H)")}),
    Row(gradients.spectral_radius, {"W": array(np.ones((8, 8)), "(H, H)")}),
    Row(gradients.largest_singular_value, {"W": array(np.ones((8, 6)), "(H, K)")}),
    Row(gradients.measured_rate, {"norms": array(np.ones(4), "(T+1,)")}),
    Row(gradients.mean_field_rate, {"gain": RATE, "input_sd": RATE, "activation": ACTIVATION}),
    Row(gradients.central_differences, {"f": function(np.sum, "x"), "x": array(XS), "eps": EPS}),
    Row(gradients.complex_step, {"f": function(lambda x: x.sum(), "x"), "x": array(XS), "eps": EPS}),
    Row(unroll.run, SEQUENCE | {"params": fields(NET[0], PARAMS_TEXT), "layer": layer(NET[1])}),
    Row(unroll.collapse, {"run": fields(UNROLLED, f"Run({', '.join(unroll.Run._fields)})")}),
    Row(training.weights, {"params": fields(PARAMS, "a NamedTuple such as Params or Gradients")}),
    Row(training.sgd, UPDATE),
    Row(training.adam, ADAM),
    Row(training.global_norm, ANY_GRADS, lambda grads: training.global_norm(LAYER, grads)),
    Row(training.clip, {"threshold": THRESHOLD} | ANY_GRADS, lambda threshold, grads: training.clip(threshold, grads)),
    Row(training.learn, LEARN, lambda **given: list(training.learn(**given))),
    Row(training.train, TRAIN),
    Row(tasks.scale, {"numbers": array(np.ones(3))}),
    Row(tasks.unscale, {"scaled": array(np.ones(3))}),
    Row(tasks.windows, {"series": array(np.arange(9.0), "(N,)"), "length": count(3)}),
    Row(tasks.spell, {"some_names": choice(["anna"], "a list of names", "anna", None, 7), "dtype": dtype()}),
    Row(tasks.temporal_order, {"rng": generator(), "n_steps": count(20, 10), "n_batch": count(2), "dtype": dtype()}),
    Row(tasks.adding, {"rng": generator(), "n_steps": count(20, 2), "n_batch": count(2), "dtype": dtype()}),
]  # fmt: skip


def called(row, **instead):
    given = {name: kind.good for name, kind in row.kinds.items()} | instead
    return (row.call or row.function)(**given)


def unlike(row):
    """Whatever a function says, to bad values in the place of one argument, that the table does not say."""
    wrong = []
    for name, kind in row.kinds.items():
        for value, sentence in kind.bad(name):
            found = said(lambda name=name, value=value: called(row, **{name: value}))
            wrong += [] if found == sentence else [(found, sentence)]
    return wrong


def name_of(row):
    return f"{row.function.__module__.split('.')[-1]}.{row.function.__name__}"


each_row = pytest.mark.parametrize("row", ROWS, ids=[f"{name_of(row)}-{', '.join(row.kinds)[:20]}" for row in ROWS])


@each_row
def test_bad_input_is_named(row):
    called(row)  # or the bad values would fail for another reason than theirs
    assert unlike(row) == []


MODULES = (gates, gru, initial, losses, lstm, mingru, readout, rnn, gradients, unroll, tasks, training, truncation)
INNER = {"from_inputs", "to_inputs", "stretches", "check_weights"}  # the cells call them, with what they have checked
# The other table has what these take, or they are only handed on.
BEYOND = {"gates.split.gates", "gates.logistic.out", "losses.cross_entropy.targets", "lstm.step.state",
          "lstm.forward.state0", "initial.gate_bias.name", "training.weights.name"}  # fmt: skip


def test_every_argument_of_every_public_function_is_in_the_table():
    asked = {f"{name_of(row)}.{argument}" for row in ROWS for argument in row.kinds}
    public = [
        function for module in MODULES for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and name[0] != "_" and name not in INNER
    ]  # fmt: skip
    there = {f"{name_of(Row(each, {}))}.{given}" for each in public for given in inspect.signature(each).parameters}
    assert asked | BEYOND == there
    assert not asked & BEYOND
