"""Bad input gets one sentence: which argument, what was given, what was expected. Never an error from deeper down.

One sweep: bad values of each argument's kind take its place, one at a time, in every public function of cells, measure
and learn. Kinds go by the argument's name, or by "module.function.name"; a new argument without one is asked for it.
"""

import copy
import importlib
import inspect
import pkgutil
import re
from collections import namedtuple

import kinds
import numpy as np
import pytest
from kinds import also, array, cases, choice, count, fields, number, optional, typed, word
from problems import CELLS, run

from helpers import cells, learn, measure
from helpers.cells import gru, losses, lstm, mingru, readout, rnn
from helpers.learn import tasks, training
from helpers.measure import unroll

T, B, I, H, O = 5, 2, 3, 8, 4
SIZES = {"T": T, "T+1": T + 1, "B": B, "I": I, "H": H, "O": O, "K": 6, "N": 9, "R": 8}
RNG = np.random.default_rng(0)
RUNS = {name: run(name, T, B, I, H) for name in CELLS}
_, PARAMS, TRACE, _, GRADS = RUNS["tanh"]
XS, H0 = TRACE.xs, TRACE.hs[0]
LAYER = readout.Readout(RNG.normal(size=(O, H)), RNG.normal(size=O))
OUTPUTS = RNG.normal(size=(B, O))
LAYER_GRADS = readout.backward(LAYER, H0, OUTPUTS)
MOMENTS, OTHERS = (training.adam(*net, None, 0.1)[1] for net in ((LAYER, LAYER_GRADS), (PARAMS, GRADS)))
RACER, SYMBOLS = rnn.init(RNG, 6, H), tasks.temporal_order(RNG, 10, B)[0]
ONE = rnn.init(RNG, 1, 3), readout.init(RNG, 3, 1), RNG.normal(size=(4, 1, 1)), np.ones((1, 1))
UNROLLED = unroll.run(*ONE)
WHOLE = "expected an array of whole numbers"


def drawn(shape, *pairs):
    """The kind of an array of this shape, drawn; and pairs beyond it."""
    sizes = (SIZES.get(size) or int(size) for size in re.findall(r"[\w+]+", shape))
    return also(array(RNG.uniform(size=tuple(sizes)), shape), *pairs)


def weights(good, prefix="", *, fixed=True):
    """A NamedTuple of weights, or of their gradients, whose shapes are then known."""
    parts = {key: array(a, str(a.shape) if fixed else "") for key, a in training.weights(good).items()}
    return fields(good, "a NamedTuple such as Params or Gradients", prefix, **parts)


def layer(good):
    parts = {"W_ho": array(good.W_ho, "(O, H)"), "b_o": array(good.b_o, f"({len(good.b_o)},)")}
    return fields(good, "Readout(W_ho, b_o)", **parts)


RATE, ANY, A_CELL = number(0.1, "a finite number ≥ 0", (-1, -(10**20), np.inf)), number(1.0, out=(np.inf,)), kinds.a_cell(rnn)
CHRONO_GIVEN = optional(CHRONO := number(9, "a finite number ≥ 2", (1, np.inf)))
RECURRENT, STATES = word("uniform", "uniform", "orthogonal"), array(TRACE.hs, f"(T, B, {H})")
RETURNS = [(np.nan, "nan"), (None, "None"), ("1", "1"), (1j, "1j"), (XS, "an array of shape (5, 2, 3)")]
CLASSES = np.array([3, 0])
BEYOND = "targets contains {} at index (1,); expected classes from 0 to 3, or -1 for none"
OF_CLASSES = cases(
    CLASSES, (CLASSES[:1], "targets has shape (1,); expected (2,)"), ([0, 1], f"targets is a list; {WHOLE}"),
    (OUTPUTS, f"targets has dtype float64; {WHOLE}"), (CLASSES > 0, f"targets has dtype bool; {WHOLE}"),
    *((np.array([0, y]), BEYOND.format(y)) for y in (4, -2)))  # fmt: skip
W_HO = "is None; expected a NumPy array of floats of shape (4, 8)"  # where the net is another
ANY_WEIGHTS, ANY_GRADS = (weights(*good, fixed=False) for good in ([LAYER], [LAYER_GRADS, "grads."]))

KINDS = {  # an argument's kind by its name, or by "module.function.name"
    "rng": kinds.generator(), "dtype": kinds.dtype(), "n_inputs": count(I), "n_hidden": count(H), "n_outputs": count(O),
    "n_blocks": count(3), "n_batch": count(B), "n_gates": count(4), "delay": count(3, 0), "length": count(3),
    "every": count(25), "n_steps": count(10, 10), "tasks.adding.n_steps": count(20, 2), "seed": count(0, 0),
    "most": count(14), "bias": ANY, "forget_bias": ANY, "update_bias": ANY, "gain": RATE, "input_sd": RATE,
    "learning_rate": RATE, "threshold": number(1e-5, positive=True), "eps": number(1e-5, positive=True),
    "spectral_radius": optional(number(0.9, "a finite number ≥ 0", (-0.1, np.inf))),
    "initial.gate_bias.bias": cases(0.0), "chrono": optional(CHRONO, None), "initial.gate_bias.chrono": CHRONO_GIVEN,
    "recurrent": RECURRENT, "activation": word("tanh", *rnn.ACTIVATIONS), "reset": word("after", *gru.RESET),
    "rule": word("adam", "sgd", "adam"), "name": cases("b"), "layer": layer(LAYER), "hs": drawn("(T+1, B, H)"),
    "targets": drawn("(2, 4)"), "images": drawn("(B, R, I)"), "kept": drawn("(5, 8)"), "total": drawn("(T, B, H)"),
    "added": also(array(np.ones((T, H))), (np.array(1.0), "added has shape (); expected (T, …) with T ≥ 1")),
    "jacobians": drawn("(T, B, H, H)"), "gradients.lyapunov_rate.jacobians": drawn("(T, H, H)"),
    "gradients.spectral_radius.W": drawn("(H, H)"), "gradients.largest_singular_value.W": drawn("(H, K)"),
    "norms": drawn("(T+1,)", (np.array([1.0, -1.0]), "norms contains -1.0 at index (1,); expected numbers ≥ 0")),
    "gates": cases(
        np.ones((2, 8)), (np.zeros((2, 15)), "gates has shape (2, 15); expected (…, 4H)"),
        (np.array(1.0), "gates has shape (); expected (…, 4H)"),
        ([1.0], "gates is a list; expected a NumPy array of shape (…, 4H)")),
    "a": array(np.ones(3), finite=False), "out": cases(None, (np.ones(2), "out has shape (2,); expected (3,)")),
    "batch": cases(TRACE, (TRACE.of(0), "xs has shape (5, 3); expected (T, B, I)")),
    "b": also(count(0, 0), (B, "b is 2; expected a sequence from 0 to 1")),
    "rnn.slopes.hs": also(array(H0), (H0[:, :5], "hs has shape (2, 5); expected (…, 8)")),
    "readout.forward.hs": also(STATES, (H0[:, :5], "hs has shape (2, 5); expected (B, 8)"),
                               (H0[0, :5], "hs has shape (5,); expected (8,)")),
    "readout.backward.hs": STATES, "d_outputs": drawn("(6, 2, 4)"),
    "loss": also(
        kinds.function(losses.squared_error, "outputs", "targets"),
        (lambda o, y: 0.5, "loss returned a float; expected the pair (value, dL/d outputs)"),
        (lambda o, y: (0.5, o, y), "loss returned a tuple; expected the pair (value, dL/d outputs)"),
        (losses.cross_entropy, f"targets has dtype float64; {WHOLE}")),
    "losses.squared_error.outputs": drawn(
        "(B, O)", (OUTPUTS[0], "outputs has shape (4,); expected (B, O)"),
        (np.ones((0, 2, 4)), "outputs has shape (0, 2, 4); expected (T, B, O) with T ≥ 1")),
    "losses.cross_entropy.outputs": drawn("(B, O)", (np.ones((5, 2, 4)), "targets has shape (2,); expected (5, 2)")),
    "losses.cross_entropy.targets": OF_CLASSES, "losses.at_every_step.targets": drawn("(5, 2, 4)"),
    "f": also(kinds.function(np.sum, "x"),
              *((lambda x, it=it: it, f"f returned {said}; expected one finite number") for it, said in RETURNS)),
    "gradients.central_differences.x": array(XS),
    "gradients.complex_step.f": also(kinds.function(lambda x: x.sum() + 0j, "x"), (
        lambda x: 2.0, "f returned 2.0 at a complex x; expected a complex number: f is not analytic")),
    "gradients.complex_step.x": also(
        array(XS), (XS.astype(complex), "x has dtype complex128; expected float64 or float32")),
    "unroll.run.params": fields(ONE[0], "Params(W_ih, W_hh, b_h, activation)"), "unroll.run.layer": layer(ONE[1]),
    "unroll.run.xs": array(ONE[2], "(T, 1, 1)"), "unroll.run.targets": array(ONE[3], "(1, 1)"),
    "run": fields(UNROLLED, f"Run({', '.join(UNROLLED._fields)})", "run.", hs=array(UNROLLED.hs, "(T+1, H)"),
                  d_hs=array(UNROLLED.d_hs, "(5, 3)"), d_xs=array(UNROLLED.d_xs, "(4,)")),
    "training.weights.params": fields(PARAMS, "a NamedTuple such as Params or Gradients"),
    "training.weights.name": cases("params"), "training.global_norm.grads": ANY_GRADS, "training.clip.grads": ANY_GRADS,
    "training.sgd.params": ANY_WEIGHTS, "training.adam.params": ANY_WEIGHTS,
    "grads": also(weights(LAYER_GRADS, "grads."), (GRADS, f"grads.W_ho {W_HO}")),
    "betas": also(
        choice((0.9, 0.99), "a pair of numbers ≥ 0 and < 1", 0.9, None, (0.9,), [0.1, 0.2, 0.3]),
        ((0.9, 2.0), "betas[1] is 2.0; expected a number ≥ 0 and < 1"),
        ((0.9, "x"), "betas[1] is a str; expected a number"), ((1, 1), "betas[0] is 1; expected a number ≥ 0 and < 1"),
        ((-0.1, 0.9), "betas[0] is -0.1; expected a finite number ≥ 0")),
    "moments": also(
        optional(fields(MOMENTS, "Moments(updates, means, squares)", "moments.", updates=count(1, 0))),
        (OTHERS, f"moments.means['W_ho'] {W_HO}"),
        (MOMENTS._replace(means=None), "moments.means is None; expected {name: array}"),
        (MOMENTS._replace(squares=MOMENTS.squares | {"b_o": H0}),
         "moments.squares['b_o'] has shape (2, 8); expected (4,)")),
    "batches": also(
        typed([(XS, OUTPUTS)], "an iterable of pairs (xs, targets)", (3, "an int"), (None, "None")),
        ((XS, OUTPUTS), "batches gave an ndarray; expected pairs (xs, targets)"),
        ([(XS, OUTPUTS, 1)], "batches gave 3 things; expected pairs (xs, targets)"),
        ([(XS[0], OUTPUTS)], "xs has shape (2, 3); expected (T, B, 3)")),
    "training.learn.loss": also(
        kinds.function(losses.at_final_step, "layer", "hs", "targets"),
        ((lambda layer, hs, y: 0.5), "what loss returned is a float; expected Loss(value, dhs, readout)")),
    "training.learn.length": optional(count(3)),
    "training.train.updates": choice([1], "an iterable such as range(300)", 3, None),
    "truncation.truncated.every": also(
        count(2), (4, "every is 4; expected at most length = 3, or some loss would be left out")),
    "racing.run.cell": A_CELL, "racing.run.updates": count(1), "start": kinds.named("recurrent", RECURRENT),
    "racing.moment.updates": cases(0),
    **{f"racing.{each}.{name}": kind for each in ("profile", "moment") for name, kind in {
        "params": cases(RACER), "cell": A_CELL, "xs": array(SYMBOLS, "(T, B, 6)"), "targets": OF_CLASSES}.items()},
    "numbers": also(
        array(np.ones(3)), (np.array([1.0, -2.0]), "numbers contains -2.0 at index (1,); expected numbers ≥ 0"),
        (-2.0, "numbers is -2.0; expected numbers ≥ 0")),
    "scaled": also(array(np.ones(3)), (np.inf, "scaled is inf; expected a finite number")),
    "series": drawn("(N,)", (np.ones(3), "series has 3 values; expected more than length = 3")),
    "some_names": also(
        choice(["anna"], "a list of names", "anna", None, 7),
        *((empty, "some_names is empty; expected a list of names") for empty in ([], (name for name in ()))),
        *((["anna", bad], f"some_names contains {bad!r}; expected small letters, a to z")
          for bad in ("Bob", "", "é", "a.", 7))),
    "text": typed("anna", "a text such as 'anna'", (None, "None"), (7, "an int")),
}  # fmt: skip


# What belongs to a run of one cell

RESET = "trace is the run of a GRU with another reset gate; expected one with reset"
NOT_ITS_OWN = {  # by cell: the run of another, and what is said of it
    "tanh": ("lstm", "trace is the run of another cell, (xs, hs, cs, gates); expected (xs, hs)"),
    "lstm": ("gru after", "trace is a Trace; expected Trace(xs, hs, cs, gates)"),
    "gru after": ("gru before", f"{RESET} 'after'"), "gru before": ("gru after", f"{RESET} 'before'"),
}  # fmt: skip
NO_RUN = namedtuple("Pair", ["xs", "hs"])(XS, TRACE.hs)


def params_of(cell, params):
    K = cell.Trace.n_gates
    rows, wrong = K * H, np.ones((6, 6) if K == 1 else (12, 8))
    parts = {"W_ih": array(params.W_ih, "(H, I)" if K == 1 else f"({rows}, I)"), "b_h": array(params.b_h, f"({rows},)")}
    if cell is mingru:
        odd = [(np.ones((n, I)), f"W_ih has shape ({n}, 3); expected ({even}, I)") for n, even in ((5, 4), (1, 2))]
        parts["W_ih"] = also(array(params.W_ih, "(2H, I)"), *odd)
    else:
        square = array(params.W_hh, "(8, 8)" if K == 1 else f"({K}H, H)")
        parts["W_hh"] = also(square, (wrong, f"W_hh has shape {wrong.shape}; expected ({rows}, 8)"))
    own = {"activation": KINDS["activation"], "reset": KINDS["reset"], "b_hn": array(params.b_h[:H], "(8,)")}
    parts |= {name: kind for name, kind in own.items() if name in params._fields}
    text = f"Params({', '.join(params._fields)})"
    others = [(RUNS["lstm"].params, f"params is a Params; expected {text}")] if cell is rnn else []
    return also(fields(params, text, **parts), *others)


def trace_of(name, trace):
    widths = {"xs": I, "gates": trace.n_gates * H}
    shapes = {field: f"({T + (field in trace.states)}, {B}, {widths.get(field, H)})" for field in trace._fields}
    parts = {field: array(getattr(trace, field), shape) for field, shape in (shapes | {"xs": f"(T, B, {I})"}).items()}
    others = [(RUNS[other].trace, said) for own, (other, said) in NOT_ITS_OWN.items() if own == name]
    return also(fields(trace, f"Trace({', '.join(trace._fields)})", "trace.", **parts), *others)


def pair(good):
    """The state of the LSTM."""
    wrong = (None, "None"), (0.0, "a float"), ((H0,), "a tuple"), ({"h": 1}, "a dict"), (H0[0], "an ndarray")

    def bad(name):
        yield from typed(good, "the pair (h, c)", *wrong).bad(name)
        for part, whole in good._asdict().items():
            alone = whole[0], f"{name}.{part} has shape (8,); expected (2, 8)"
            for value, sentence in also(array(whole, "(2, 8)"), alone).bad(f"{name}.{part}"):
                yield good._replace(**{part: value}), sentence

    return kinds.Kind(good, bad)


def of_cell(name):
    cell, params, trace, dhs, grads = RUNS[name]
    h0, h = trace.hs[0], "state.h" if cell is lstm else "h"
    state = pair(lstm.State(h0, trace.cs[0])) if cell is lstm else array(h0, f"({B}, {H})")
    alone = (XS[0, 0, :2], "x has shape (2,); expected (3,)"), (XS[0, 0], f"{h} has shape (2, 8); expected (8,)")
    any_run = {"xs": array(trace.xs, "(T, B, I)"), "hs": array(trace.hs, "(T+1, B, H)")}  # it alone tells its sizes
    return {
        "params": params_of(cell, params), "trace": trace_of(name, trace), "dhs": array(dhs, f"({T}, {B}, {H})"),
        "cell": kinds.a_cell(cell), "xs": array(XS, f"(T, B, {I})"), "x": also(array(XS[0], f"(B, {I})"), *alone),
        "state0": optional(state), "state": state, "h": also(state, (h0[0], "h has shape (8,); expected (2, 8)")),
        "gradients.blame.state": word("total", *(key for key in grads._fields if key.startswith("total"))),
        "gradients.ledger.trace": also(fields(trace, "Trace(xs, hs)", "trace.", **any_run), (
            NO_RUN, "trace is a Pair; expected the run of a cell such as rnn, lstm or gru")),
        "gradients.ledger.deltas": array(grads.deltas, f"({T}, {B}, {trace.n_gates * H})"),
    }  # fmt: skip


def name_of(function):
    return f"{function.__module__.split('.')[-1]}.{function.__name__}"


def public():
    """Every public function of the three floors; not what is called with arguments that a caller has looked at."""
    inner = {"from_inputs", "to_inputs", "sigma", "check_weights"}
    for floor in (cells, measure, learn):
        for file in pkgutil.iter_modules(floor.__path__, f"{floor.__name__}."):
            for name, each in inspect.getmembers(importlib.import_module(file.name), inspect.isfunction):
                if each.__module__ == file.name and name[0] != "_" and name not in inner:
                    yield each


def rows():
    """Each function with {argument: kind}; what takes what belongs to a cell's run, once for each cell."""
    others, seen = {cell.__name__ for cell, *_ in RUNS.values()}, set()
    for cell, own in ((cell.__name__, of_cell(name)) for name, (cell, *_) in RUNS.items()):
        for each in (each for each in public() if each.__module__ not in others - {cell}):
            names = [(name, f"{name_of(each)}.{name}") for name in inspect.signature(each).parameters]
            keys = {name: full if full in KINDS | own else name for name, full in names}
            if each not in seen or own.keys() & keys.values():
                yield each, {name: (KINDS | own).get(key) for name, key in keys.items()}
            seen.add(each)


ROWS = list(rows())
each_function = pytest.mark.parametrize("function, arguments", ROWS, ids=[name_of(each) for each, _ in ROWS])


def test_every_argument_has_a_kind():
    without = [f"{name_of(each)}.{name}" for each, arguments in ROWS for name in arguments if not arguments[name]]
    assert without == [], "give them a kind in KINDS"


def called(function, arguments, **instead):
    given = inspect.signature(function).bind_partial()
    for name, value in ({name: kind.good for name, kind in arguments.items()} | instead).items():
        value = copy.deepcopy(value) if isinstance(value, np.random.Generator) else value  # each call draws the same
        more = {"*grads": (LAYER, value), "**start": {"recurrent": value}}  # one of several
        given.arguments[name] = more.get(str(given.signature.parameters[name]), value)
    found = function(*given.args, **given.kwargs)
    return list(found) if inspect.isgenerator(found) else found


@each_function
def test_bad_input_is_named(function, arguments):
    called(function, arguments)  # or the bad values would fail for another reason than theirs
    tried = [({name: value}, sentence) for name, kind in arguments.items() for value, sentence in kind.bad(name)]
    said = [(kinds.said(lambda bad=bad: called(function, arguments, **bad)), sentence) for bad, sentence in tried]
    assert [(got, sentence) for got, sentence in said if got != sentence] == []
