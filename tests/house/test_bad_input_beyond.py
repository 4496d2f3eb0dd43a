"""Bad input that goes beyond a kind of argument: what does not fit together, call by call; and damaged data."""

import re
from typing import NamedTuple

import numpy as np
import pytest
from kinds import said
from problems import CELLS, spoilt
from test_bad_input import BATCHES, CLASSES, GRADS, H0, LAYER, LAYER_GRADS, MOMENTS, OUTPUTS, PARAMS, RUNS, TRACE, XS

from helpers.cells import gates, losses, lstm, mingru, readout, rnn
from helpers.learn import tasks, training, truncation
from helpers.measure import gradients

PAIR = lstm.State(H0, RUNS["lstm"].trace.cs[0])
FINITE, ROWS_OF = "expected finite numbers", {"lstm": 32, "gru after": 24, "gru before": 24}
NO_PAIRS = [(None, "None"), (0.0, "a float"), ((H0,), "a tuple"), ({"h": 1}, "a dict"), (np.ones(3), "an ndarray")]
SINGLE = [name for name in CELLS if name != "lstm"]  # their state is one array
OF_BOTH, GRUS = ("backward", "step_jacobians"), (("gru after", "gru before"), ("gru before", "gru after"))
BETAS = [((0.9, 2.0), "betas[1] is 2.0; expected a number ≥ 0 and < 1"),
         ((1, 1), "betas[0] is 1; expected a number ≥ 0 and < 1"),
         ((-0.1, 0.9), "betas[0] is -0.1; expected a finite number ≥ 0"),
         ((0.9, "x"), "betas[1] is a str; expected a number")]  # fmt: skip


def forward(name="tanh", xs=XS, state0=None, **weights):
    return RUNS[name].cell.forward(RUNS[name].params._replace(**weights), xs, state0)


def step(name, x=XS[0], state=H0):
    return RUNS[name].cell.step(RUNS[name].params, x, state)


def backward(name, trace, by="backward"):
    cell, params, _, dhs, _ = RUNS[name]
    return cell.backward(params, trace, dhs) if by == "backward" else cell.step_jacobians(params, trace)


def learn(**more):
    return list(training.learn(**{"params": PARAMS, "layer": LAYER, "batches": BATCHES, "learning_rate": 0.1} | more))


def final(loss):
    return losses.at_final_step(LAYER, TRACE.hs, OUTPUTS, loss)


SAID = [
    *((lambda name=name: forward(name, W_hh=np.ones((12, 8))), f"W_hh has shape (12, 8); expected ({rows}, 8)")
      for name, rows in ROWS_OF.items()),
    (lambda: forward(W_hh=np.ones((6, 6))), "W_hh has shape (6, 6); expected (8, 8)"),
    *((lambda n=n: mingru.check(mingru.Params(np.ones((n, 3)), np.ones(n))), f"W_ih has shape ({n}, 3); expected ({n ^ 1 or 2}, I)")
      for n in (5, 1)),
    # a step of one sequence
    *((lambda name=name: step(name, XS[0, 0, :2]), "x has shape (2,); expected (3,)") for name in CELLS),
    *((lambda name=name: step(name, XS), "x has shape (5, 2, 3); expected (B, 3)") for name in CELLS),
    *((lambda name=name: step(name, XS[0, 0]), "h has shape (2, 8); expected (8,)") for name in SINGLE),
    *((lambda name=name: step(name, state=H0[0]), "h has shape (8,); expected (2, 8)") for name in SINGLE),
    (lambda: step("tanh", [[1.0], [2.0, 3.0]]), "x is a list; expected a NumPy array of floats of shape (B, 3)"),
    # the state of the LSTM is a pair
    *((lambda state=state: step("lstm", state=state), f"state is {kind}; expected the pair (h, c)")
      for state, kind in NO_PAIRS),
    (lambda: step("lstm", XS[0, 0], PAIR), "state.h has shape (2, 8); expected (8,)"),
    (lambda: step("lstm", state=(H0, PAIR.c[0])), "state.c has shape (8,); expected (2, 8)"),
    (lambda: step("lstm", state=(spoilt(H0), PAIR.c)), f"state.h contains nan at index (0, 7); {FINITE}"),
    (lambda: forward("lstm", state0=(H0, None)), "state0.c is None; expected a NumPy array of floats of shape (2, 8)"),
    (lambda: forward("lstm", state0=(H0[:1], PAIR.c)), "state0.h has shape (1, 8); expected (2, 8)"),
    (lambda: forward("lstm", state0=H0[0]), "state0 is an ndarray; expected the pair (h, c)"),
    (lambda: forward("lstm", state0=(H0, spoilt(PAIR.c))), f"state0.c contains nan at index (0, 7); {FINITE}"),
    # a run and parameters of different make
    *((lambda by=by, name=name, trace=RUNS[other].trace: backward(name, trace, by),
       f"trace is the run of a GRU with another reset gate; expected one with reset {name.split()[1]!r}")
      for by in OF_BOTH for name, other in GRUS),
    *((lambda by=by: backward("tanh", RUNS["lstm"].trace, by),
       "trace is the run of another cell, (xs, hs, cs, gates); expected (xs, hs)") for by in OF_BOTH),
    *((lambda by=by: backward("lstm", RUNS["gru after"].trace, by),
       "trace is a Trace; expected Trace(xs, hs, cs, gates)") for by in OF_BOTH),
    (lambda: gradients.blame(RUNS["lstm"].params, RUNS["lstm"].trace, GRADS.deltas),
     "params is a Params; expected Params(W_ih, W_hh, b_h, activation)"),
    (lambda: gradients.ledger(NamedTuple("Pair", [("xs", object), ("hs", object)])(XS, TRACE.hs), GRADS.deltas),
     "trace is a Pair; expected the run of a cell such as rnn, lstm or gru"),
    (lambda: truncation.truncated(PARAMS, TRACE, GRADS.deltas, 2, 3),
     "every is 3; expected at most length = 2, or some loss would be left out"),
    # the rest of the cells' floor
    (lambda: rnn.slopes(PARAMS, H0[:, :5]), "hs has shape (2, 5); expected (…, 8)"),
    (lambda: gates.split(np.zeros((2, 15)), 4), "gates has shape (2, 15); expected (…, 4H)"),
    (lambda: gates.split(np.array(1.0), 4), "gates has shape (); expected (…, 4H)"),
    (lambda: gates.split([1.0, 2.0], 2), "gates is a list; expected a NumPy array of shape (…, 2H)"),
    (lambda: gates.logistic(H0, np.ones(2)), "out has shape (2,); expected (2, 8)"),
    (lambda: readout.forward(LAYER, H0[:, :5]), "hs has shape (2, 5); expected (B, 8)"),
    (lambda: readout.forward(LAYER, H0[0, :5]), "hs has shape (5,); expected (8,)"),
    (lambda: readout.backward(LAYER, H0, OUTPUTS[:1]), "d_outputs has shape (1, 4); expected (2, 4)"),
    (lambda: losses.squared_error(OUTPUTS[0], OUTPUTS), "outputs has shape (4,); expected (B, O)"),
    (lambda: losses.squared_error(np.ones((0, 2, 4)), OUTPUTS),
     "outputs has shape (0, 2, 4); expected (T, B, O) with T ≥ 1"),
    (lambda: losses.cross_entropy(OUTPUTS, CLASSES[:1]), "targets has shape (1,); expected (2,)"),
    (lambda: losses.cross_entropy(OUTPUTS, OUTPUTS), "targets has dtype float64; expected an array of whole numbers"),
    (lambda: losses.cross_entropy(OUTPUTS, [0, 1]), "targets is a list; expected an array of whole numbers"),
    (lambda: losses.cross_entropy(OUTPUTS, CLASSES > 0), "targets has dtype bool; expected an array of whole numbers"),
    *((lambda y=y: losses.cross_entropy(OUTPUTS, np.array([0, y])),
       f"targets contains {y} at index (1,); expected classes from 0 to 3, or -1 for none") for y in (4, -2)),
    (lambda: losses.cross_entropy(np.ones((5, 2, 4)), CLASSES), "targets has shape (2,); expected (5, 2)"),
    (lambda: final(lambda o, y: 0.5), "loss returned a float; expected the pair (value, dL/d outputs)"),
    (lambda: final(lambda o, y: (0.5, o, y)), "loss returned a tuple; expected the pair (value, dL/d outputs)"),
    (lambda: final(losses.at_final_step), "loss is at_final_step; expected a function of (outputs, targets)"),
    (lambda: final(losses.cross_entropy), "targets has dtype float64; expected an array of whole numbers"),
    # measure
    (lambda: gradients.measured_rate(np.array([1.0, -1.0])), "norms contains -1.0 at index (1,); expected numbers ≥ 0"),
    (lambda: gradients.largest_singular_value(np.matrix(np.eye(2))),
     "W is a matrix; expected a NumPy array of floats of shape (H, K)"),
    *((lambda back=back: gradients.central_differences(lambda x: back, XS),
       f"f returned {said}; expected one finite number")
      for back, said in ((np.nan, "nan"), (None, "None"), ("1", "1"), (1j, "1j"), (XS, "an array of shape (5, 2, 3)"))),
    (lambda: gradients.complex_step(np.sum, XS.astype(complex)), "x has dtype complex128; expected float64 or float32"),
    (lambda: gradients.complex_step(lambda x: abs(x).max(), np.array([2.0])),
     "f returned 2.0 at a complex x; expected a complex number: f is not analytic"),
    # learn
    *((lambda betas=betas: training.adam(LAYER, LAYER_GRADS, None, 0.1, betas), sentence) for betas, sentence in BETAS),
    (lambda: training.adam(PARAMS, GRADS, MOMENTS, 0.1),
     "moments.means['W_ih'] is None; expected a NumPy array of floats of shape (8, 3)"),
    (lambda: training.adam(LAYER, LAYER_GRADS, MOMENTS._replace(squares=MOMENTS.squares | {"b_o": H0}), 0.1),
     "moments.squares['b_o'] has shape (2, 8); expected (4,)"),
    (lambda: training.adam(LAYER, LAYER_GRADS, MOMENTS._replace(means=None), 0.1),
     "moments.means is None; expected {name: array}"),
    (lambda: training.weights(LAYER.W_ho, "grads"),
     "grads is an ndarray; expected a NamedTuple such as Params or Gradients"),
    (lambda: training.sgd(LAYER, GRADS, 0.1), "grads.W_ho is None; expected a NumPy array of floats of shape (4, 8)"),
    (lambda: training.global_norm([LAYER.W_ho]), "grads is a list; expected a NamedTuple such as Params or Gradients"),
    (lambda: learn(loss=losses.squared_error), "loss is squared_error; expected a function of (layer, hs, targets)"),
    (lambda: learn(loss=lambda layer, hs, y: 0.5), "what loss returned is a float; expected Loss(value, dhs, readout)"),
    (lambda: learn(batches=(XS, OUTPUTS)), "batches gave an ndarray; expected pairs (xs, targets)"),
    (lambda: learn(batches=[(XS, OUTPUTS, 1)]), "batches gave 3 things; expected pairs (xs, targets)"),
    (lambda: learn(batches=[(XS[0], OUTPUTS)]), "xs has shape (2, 3); expected (T, B, 3)"),
    (lambda: tasks.scale(np.array([1.0, -2.0])), "numbers contains -2.0 at index (1,); expected numbers ≥ 0"),
    (lambda: tasks.scale(-2.0), "numbers is -2.0; expected numbers ≥ 0"),
    (lambda: tasks.unscale(np.inf), "scaled is inf; expected a finite number"),
    (lambda: tasks.windows(np.ones(9), 9), "series has 9 values; expected more than length = 9"),
    (lambda: tasks.spell([]), "some_names is empty; expected a list of names"),
    (lambda: tasks.spell(name for name in ()), "some_names is empty; expected a list of names"),
    *((lambda name=name: tasks.spell(["anna", name]), f"some_names contains {name!r}; expected small letters, a to z")
      for name in ("Bob", "", "zoé", "a.", 7)),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize(("call", "sentence"), SAID, ids=[sentence.split(";")[0] for _, sentence in SAID])
def test_what_goes_beyond_a_kind_is_named(call, sentence):
    assert said(call) == sentence


@pytest.mark.parametrize(("name", "read"), [("sunspots.csv", tasks.sunspots), ("names.txt", tasks.names)])
@pytest.mark.parametrize("damage", ["missing", "one sign", "cut short", "empty", "line ends"])
def test_a_missing_or_damaged_data_file_is_named(name, read, damage, tmp_path, monkeypatch):
    whole, file = (tasks.DATA / name).read_bytes(), tmp_path / name
    monkeypatch.setattr(tasks, "DATA", tmp_path)
    if damage == "missing":
        with pytest.raises(FileNotFoundError) as caught:
            read()
        assert str(caught.value).startswith(f"{file} is missing; expected it in the course's data folder: fetch")
        return
    damaged = {"one sign": whole[:-2] + b"~\n", "cut short": whole[:-20], "empty": b""}
    file.write_bytes(damaged.get(damage, whole.replace(b"\n", b"\r\n")))
    assert file.read_bytes() != whole
    with pytest.raises(ValueError) as caught:
        read()
    expected = f"; expected {tasks.CHECKSUMS[name][:12]}…: fetch the course again"
    assert re.fullmatch(f"{re.escape(str(file))} has checksum .+…{expected}", str(caught.value))
