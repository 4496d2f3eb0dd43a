"""Small nets of every cell, and the kinds of arguments that belong to one: parameters, runs, states, gradients."""

from typing import NamedTuple

import numpy as np
from kinds import Kind, a_cell, also, array, cases, count, fields, optional, typed, word
from problems import CELLS, run

from helpers.cells import gru, lstm, mingru, readout, rnn
from helpers.learn import training, truncation
from helpers.measure import gradients

T, B, I, H, O = 5, 2, 3, 8, 4
RNG = np.random.default_rng(0)
RUNS = {name: run(name, T, B, I, H) for name in CELLS}
CELL, PARAMS, TRACE, DHS, GRADS = RUNS["tanh"]
XS, H0 = TRACE.xs, TRACE.hs[0]
LAYER = readout.Readout(RNG.normal(size=(O, H)), RNG.normal(size=O))
OUTPUTS, CLASSES = RNG.normal(size=(B, O)), np.array([3, 0])
LAYER_GRADS = readout.backward(LAYER, H0, OUTPUTS)
MOMENTS, OTHERS = (training.adam(*net, None, 0.1)[1] for net in ((LAYER, LAYER_GRADS), (PARAMS, GRADS)))
JACOBIANS = rnn.step_jacobians(PARAMS, TRACE)

RESET = "trace is the run of a GRU with another reset gate; expected one with reset"
NOT_ITS_OWN = {  # by cell: the run of another, and what is said of it
    "tanh": ("lstm", "trace is the run of another cell, (xs, hs, cs, gates); expected (xs, hs)"),
    "lstm": ("gru after", "trace is a Trace; expected Trace(xs, hs, cs, gates)"),
    "gru after": ("gru before", f"{RESET} 'after'"),
    "gru before": ("gru after", f"{RESET} 'before'"),
}
NO_RUN = NamedTuple("Pair", [("xs", object), ("hs", object)])(XS, TRACE.hs)
WHOLE = "expected an array of whole numbers"


def params_of(name):
    cell, params, *_ = RUNS[name]
    K = cell.Trace.n_gates
    rows, wrong = K * H, np.ones((6, 6) if K == 1 else (12, 8))
    parts = {"W_ih": array(params.W_ih, "(H, I)" if K == 1 else f"({rows}, I)"), "b_h": array(params.b_h, f"({rows},)")}
    if cell is mingru:
        odd = [(np.ones((n, I)), f"W_ih has shape ({n}, 3); expected ({even}, I)") for n, even in ((5, 4), (1, 2))]
        parts["W_ih"] = also(array(params.W_ih, "(2H, I)"), *odd)
    else:
        square = array(params.W_hh, "(8, 8)" if K == 1 else f"({K}H, H)")
        parts["W_hh"] = also(square, (wrong, f"W_hh has shape {wrong.shape}; expected ({rows}, 8)"))
    if cell is rnn:
        parts["activation"] = word("tanh", *rnn.ACTIVATIONS)
    if cell is gru:
        parts |= {"b_hn": array(params.b_hn, "(8,)"), "reset": word("after", *gru.RESET)}
    text = f"Params({', '.join(params._fields)})"
    others = [(RUNS["lstm"].params, f"params is a Params; expected {text}")] if cell is rnn else []
    return also(fields(params, text, **parts), *others)


def trace_of(name):
    trace = RUNS[name].trace
    widths = {"xs": I, "gates": trace.n_gates * H}
    shapes = {field: f"({T + (field in trace.states)}, {B}, {widths.get(field, H)})" for field in trace._fields}
    parts = {field: array(getattr(trace, field), shape) for field, shape in (shapes | {"xs": f"(T, B, {I})"}).items()}
    other, sentence = NOT_ITS_OWN.get(name, (None, None))
    others = [(RUNS[other].trace, sentence)] if other else []
    return also(fields(trace, f"Trace({', '.join(trace._fields)})", "trace.", **parts), *others)


def any_run(trace):
    """The run of any cell: nothing but itself tells its sizes."""
    parts = {"xs": array(trace.xs, "(T, B, I)"), "hs": array(trace.hs, "(T+1, B, H)")}
    no_run = NO_RUN, "trace is a Pair; expected the run of a cell such as rnn, lstm or gru"
    return also(fields(trace, "Trace(xs, hs)", "trace.", **parts), no_run)


def weights(good, prefix="", *, fixed=True):
    """A NamedTuple of weights, or of their gradients, whose shapes are then known."""
    parts = {key: array(a, str(a.shape) if fixed else "") for key, a in training.weights(good).items()}
    return fields(good, "a NamedTuple such as Params or Gradients", prefix, **parts)


def layer(good=LAYER):
    parts = {"W_ho": array(good.W_ho, "(O, H)"), "b_o": array(good.b_o, f"({len(good.b_o)},)")}
    return fields(good, "Readout(W_ho, b_o)", **parts)


def pair(good):
    """The state of the LSTM."""
    wrong = (None, "None"), (0.0, "a float"), ((H0,), "a tuple"), ({"h": 1}, "a dict"), (H0[0], "an ndarray")

    def bad(name):
        yield from typed(good, "the pair (h, c)", *wrong).bad(name)
        for part, whole in good._asdict().items():
            for value, sentence in array(whole, "(2, 8)").bad(f"{name}.{part}"):
                yield good._replace(**{part: value}), sentence
            yield good._replace(**{part: whole[0]}), f"{name}.{part} has shape (8,); expected (2, 8)"

    return Kind(good, bad)


def classes(*more):
    beyond = [(np.array([0, y]), f"targets contains {y} at index (1,); expected classes from 0 to 3, or -1 for none")
              for y in (4, -2)]  # fmt: skip
    return cases(CLASSES, (CLASSES[:1], "targets has shape (1,); expected (2,)"),
                 ([0, 1], f"targets is a list; {WHOLE}"), (OUTPUTS, f"targets has dtype float64; {WHOLE}"),
                 (CLASSES > 0, f"targets has dtype bool; {WHOLE}"), *beyond, *more)  # fmt: skip


def of_cell(name):
    """The kinds of what belongs to a run of one cell, {argument: kind}."""
    cell, _, trace, dhs, _ = RUNS[name]
    h0, h = trace.hs[0], "state.h" if cell is lstm else "h"
    state = pair(lstm.State(h0, trace.cs[0])) if cell is lstm else array(h0, f"({B}, {H})")
    alone = (XS[0, 0, :2], "x has shape (2,); expected (3,)"), (XS[0, 0], f"{h} has shape (2, 8); expected (8,)")
    return {
        "params": params_of(name), "trace": trace_of(name), "dhs": array(dhs, f"({T}, {B}, {H})"), "cell": a_cell(cell),
        "xs": array(XS, f"(T, B, {I})"), "x": also(array(XS[0], f"(B, {I})"), *alone), "state0": optional(state),
        "state": state, "h": also(state, (h0[0], "h has shape (8,); expected (2, 8)")),
        "hs": also(array(H0), (H0[:, :5], "hs has shape (2, 5); expected (…, 8)")),
    }  # fmt: skip


def of_any_cell(name):
    """Yield what measures and what learns with a run of any cell: (function, the kinds of its arguments)."""
    _, _, trace, _, grads = RUNS[name]
    totals = [key for key in grads._fields if key.startswith("total")]
    every = also(count(2), (4, "every is 4; expected at most length = 3, or some loss would be left out"))
    deltas = array(grads.deltas, f"({T}, {B}, {trace.n_gates * H})")
    yield gradients.blame, {"state": word("total", *totals)}
    yield truncation.truncated, {"length": count(3), "every": every}
    yield gradients.ledger, {"trace": any_run(trace), "deltas": deltas}
