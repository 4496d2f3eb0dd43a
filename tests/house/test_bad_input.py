"""Bad input gets one sentence: which argument, what was given, what was expected. Never a traceback from deeper down."""

import numpy as np
import pytest

from helpers.cells import initial, losses, readout, rnn
from helpers.measure import gradients
from helpers.learn import tasks, training

RNG = np.random.default_rng(0)
T, B, I, H, O = 5, 2, 3, 8, 4
PARAMS = rnn.init(RNG, I, H)
XS, STATE0, DHS = RNG.normal(size=(T, B, I)), RNG.normal(size=(B, H)), RNG.normal(size=(T, B, H))
TRACE = rnn.forward(PARAMS, XS)
GRADS = rnn.backward(PARAMS, TRACE, DHS)
READ = readout.init(RNG, H, O)
TARGETS = RNG.normal(size=(B, O))
JACOBIANS = rnn.step_jacobians(PARAMS, TRACE)
GENERATOR = "expected a Generator such as np.random.default_rng(0)"


def spoilt(array, value=np.nan):
    """A copy with one bad number at its last entry."""
    array = array.copy()
    array[tuple(size - 1 for size in array.shape)] = value
    return array


def forward(xs=XS, state0=None, **weights):
    return rnn.forward(PARAMS._replace(**weights), xs, state0)


def backward(dhs=DHS, params=PARAMS, **parts):
    return rnn.backward(params, TRACE._replace(**parts), dhs)


CASES = [
    # rnn.init and rnn.orthogonal
    (lambda: rnn.init(0, I, H), f"rng is an int; {GENERATOR}"),
    (lambda: rnn.init(None, I, H), f"rng is None; {GENERATOR}"),
    (lambda: rnn.init(np.random, I, H), f"rng is a module; {GENERATOR}"),
    (lambda: rnn.init(np.random.RandomState(0), I, H), f"rng is a RandomState; {GENERATOR}"),
    (lambda: rnn.init(RNG, 0, H), "n_inputs is 0; expected a whole number ≥ 1"),
    (lambda: rnn.init(RNG, I, -3), "n_hidden is -3; expected a whole number ≥ 1"),
    (lambda: rnn.init(RNG, I, 8.0), "n_hidden is 8.0; expected a whole number ≥ 1"),
    (lambda: rnn.init(RNG, True, H), "n_inputs is True; expected a whole number ≥ 1"),
    (lambda: rnn.init(RNG, I, "8"), "n_hidden is '8'; expected a whole number ≥ 1"),
    (lambda: rnn.init(RNG, I, H, spectral_radius=-0.1), "spectral_radius is -0.1; expected a finite number ≥ 0"),
    (lambda: rnn.init(RNG, I, H, spectral_radius=np.nan), "spectral_radius is nan; expected a finite number ≥ 0"),
    (lambda: rnn.init(RNG, I, H, spectral_radius=np.inf), "spectral_radius is inf; expected a finite number ≥ 0"),
    (lambda: rnn.init(RNG, I, H, spectral_radius="0.9"), "spectral_radius is a str; expected a number"),
    (lambda: rnn.init(RNG, I, H, spectral_radius=[0.9]), "spectral_radius is a list; expected a number"),
    (lambda: rnn.init(RNG, I, H, activation="sigmoid"),
     "activation is 'sigmoid'; expected one of 'tanh', 'relu', 'identity'"),
    (lambda: rnn.init(RNG, I, H, dtype=int), "dtype is int; expected float64 or float32"),
    (lambda: rnn.init(RNG, I, H, dtype="float16"), "dtype is float16; expected float64 or float32"),
    (lambda: initial.orthogonal(1, H), f"rng is an int; {GENERATOR}"),
    (lambda: initial.orthogonal(RNG, 0), "n_hidden is 0; expected a whole number ≥ 1"),
    # the parameters, wherever they go in
    (lambda: rnn.forward(tuple(PARAMS), XS), "params is a tuple; expected Params(W_ih, W_hh, b_h, activation)"),
    (lambda: rnn.forward(PARAMS._asdict(), XS), "params is a dict; expected Params(W_ih, W_hh, b_h, activation)"),
    (lambda: rnn.step(None, XS[0], STATE0), "params is None; expected Params(W_ih, W_hh, b_h, activation)"),
    (lambda: rnn.backward(TRACE, TRACE, DHS), "params is a Trace; expected Params(W_ih, W_hh, b_h, activation)"),
    (lambda: rnn.slopes(READ, STATE0), "params is a Readout; expected Params(W_ih, W_hh, b_h, activation)"),
    (lambda: forward(W_hh=np.ones((8, 6))), "W_hh has shape (8, 6); expected (8, 8)"),
    (lambda: forward(W_hh=np.ones((6, 6))), "W_hh has shape (6, 6); expected (8, 8)"),
    (lambda: forward(W_ih=np.ones((3,))), "W_ih has shape (3,); expected (H, I)"),
    (lambda: forward(W_ih=np.ones((8, 0))), "W_ih has shape (8, 0); expected (H, I) with I ≥ 1"),
    (lambda: forward(W_ih=PARAMS.W_ih.tolist()), "W_ih is a list; expected a NumPy array of floats of shape (H, I)"),
    (lambda: forward(b_h=np.ones((8, 1))), "b_h has shape (8, 1); expected (8,)"),
    (lambda: forward(b_h=0.0), "b_h is a float; expected a NumPy array of floats of shape (8,)"),
    (lambda: forward(W_hh=np.eye(8, dtype=int)),
     f"W_hh has dtype {np.eye(8, dtype=int).dtype}; expected float64 or float32"),
    (lambda: forward(W_ih=spoilt(PARAMS.W_ih)), "W_ih contains nan at index (7, 2); expected finite numbers"),
    (lambda: forward(W_hh=spoilt(PARAMS.W_hh, np.inf)), "W_hh contains inf at index (7, 7); expected finite numbers"),
    (lambda: forward(b_h=spoilt(PARAMS.b_h, -np.inf)), "b_h contains -inf at index (7,); expected finite numbers"),
    (lambda: backward(params=PARAMS._replace(W_hh=spoilt(PARAMS.W_hh))),
     "W_hh contains nan at index (7, 7); expected finite numbers"),
    (lambda: forward(activation="elu"), "activation is 'elu'; expected one of 'tanh', 'relu', 'identity'"),
    (lambda: forward(activation=np.tanh), "activation is <ufunc 'tanh'>; expected one of 'tanh', 'relu', 'identity'"),
    (lambda: forward(activation=None), "activation is None; expected one of 'tanh', 'relu', 'identity'"),
    # rnn.forward
    (lambda: forward(XS[0]), "xs has shape (2, 3); expected (T, B, 3)"),
    (lambda: forward(XS[..., :2]), "xs has shape (5, 2, 2); expected (T, B, 3)"),
    (lambda: forward(XS[:0]), "xs has shape (0, 2, 3); expected (T, B, 3) with T ≥ 1"),
    (lambda: forward(XS[:, :0]), "xs has shape (5, 0, 3); expected (T, B, 3) with B ≥ 1"),
    (lambda: forward(spoilt(XS)), "xs contains nan at index (4, 1, 2); expected finite numbers"),
    (lambda: forward(XS.tolist()), "xs is a list; expected a NumPy array of floats of shape (T, B, 3)"),
    (lambda: forward(None), "xs is None; expected a NumPy array of floats of shape (T, B, 3)"),
    (lambda: forward(XS.astype(np.int32)), "xs has dtype int32; expected float64 or float32"),
    (lambda: forward(XS > 0), "xs has dtype bool; expected float64 or float32"),
    (lambda: forward(XS.astype(object)), "xs has dtype object; expected float64 or float32"),
    (lambda: forward(XS.astype(np.float16)), "xs has dtype float16; expected float64 or float32"),
    (lambda: forward(np.ma.masked_less(XS, 0)),
     "xs is a MaskedArray; expected a NumPy array of floats of shape (T, B, 3)"),
    (lambda: forward(state0=STATE0[0]), "state0 has shape (8,); expected (2, 8)"),
    (lambda: forward(state0=STATE0[:1]), "state0 has shape (1, 8); expected (2, 8)"),
    (lambda: forward(state0=0.0), "state0 is a float; expected a NumPy array of floats of shape (2, 8)"),
    (lambda: forward(state0=np.zeros((B, H), np.int8)), "state0 has dtype int8; expected float64 or float32"),
    (lambda: forward(state0=spoilt(STATE0, np.inf)), "state0 contains inf at index (1, 7); expected finite numbers"),
    # rnn.step
    (lambda: rnn.step(PARAMS, XS, STATE0), "x has shape (5, 2, 3); expected (B, 3)"),
    (lambda: rnn.step(PARAMS, XS[0, 0, :2], STATE0[0]), "x has shape (2,); expected (3,)"),
    (lambda: rnn.step(PARAMS, 1.0, STATE0), "x is a float; expected a NumPy array of floats of shape (B, 3)"),
    (lambda: rnn.step(PARAMS, XS[0], STATE0[0]), "h has shape (8,); expected (2, 8)"),
    (lambda: rnn.step(PARAMS, XS[0, 0], STATE0), "h has shape (2, 8); expected (8,)"),
    (lambda: rnn.step(PARAMS, XS[0], spoilt(STATE0)), "h contains nan at index (1, 7); expected finite numbers"),
    (lambda: rnn.step(PARAMS, spoilt(XS[0]), STATE0), "x contains nan at index (1, 2); expected finite numbers"),
    # rnn.backward and rnn.slopes
    (lambda: rnn.backward(PARAMS, None, DHS), "trace is None; expected Trace(xs, hs)"),
    (lambda: rnn.backward(PARAMS, TRACE.hs, DHS), "trace is an ndarray; expected Trace(xs, hs)"),
    (lambda: backward(DHS[-1]), "dhs has shape (2, 8); expected (5, 2, 8)"),
    (lambda: backward(TRACE.hs), "dhs has shape (6, 2, 8); expected (5, 2, 8)"),
    (lambda: backward(list(DHS)), "dhs is a list; expected a NumPy array of floats of shape (5, 2, 8)"),
    (lambda: backward(np.ones((T, B, H), np.int64)), "dhs has dtype int64; expected float64 or float32"),
    (lambda: backward(spoilt(DHS)), "dhs contains nan at index (4, 1, 7); expected finite numbers"),
    (lambda: backward(hs=TRACE.hs[1:]), "trace.hs has shape (5, 2, 8); expected (6, 2, 8)"),
    (lambda: backward(hs=spoilt(TRACE.hs)), "trace.hs contains nan at index (5, 1, 7); expected finite numbers"),
    (lambda: backward(xs=spoilt(XS)), "trace.xs contains nan at index (4, 1, 2); expected finite numbers"),
    (lambda: backward(xs=XS[:0]), "trace.xs has shape (0, 2, 3); expected (T, B, 3) with T ≥ 1"),
    (lambda: rnn.slopes(PARAMS, 0.5), "hs is a float; expected a NumPy array of floats"),
    (lambda: rnn.slopes(PARAMS, STATE0[:, :5]), "hs has shape (2, 5); expected (…, 8)"),
    (lambda: rnn.slopes(PARAMS, spoilt(STATE0)), "hs contains nan at index (1, 7); expected finite numbers"),
    # readout
    (lambda: readout.init(None, H, O), f"rng is None; {GENERATOR}"),
    (lambda: readout.init(RNG, H, 0), "n_outputs is 0; expected a whole number ≥ 1"),
    (lambda: readout.forward(PARAMS, STATE0), "readout is a Params; expected Readout(W_ho, b_o)"),
    (lambda: readout.forward(READ, STATE0[:, :5]), "hs has shape (2, 5); expected (B, 8)"),
    (lambda: readout.forward(READ, TRACE.hs[..., :5]), "hs has shape (6, 2, 5); expected (T, B, 8)"),
    (lambda: readout.forward(READ, spoilt(STATE0)), "hs contains nan at index (1, 7); expected finite numbers"),
    (lambda: readout.forward(READ._replace(b_o=np.ones(3)), STATE0), "b_o has shape (3,); expected (4,)"),
    (lambda: readout.forward(READ._replace(W_ho=spoilt(READ.W_ho)), STATE0),
     "W_ho contains nan at index (3, 7); expected finite numbers"),
    (lambda: readout.backward(READ, STATE0, TARGETS[:1]), "d_outputs has shape (1, 4); expected (2, 4)"),
    (lambda: readout.backward(READ, STATE0, spoilt(TARGETS)),
     "d_outputs contains nan at index (1, 3); expected finite numbers"),
    # losses
    (lambda: losses.squared_error(TARGETS, TARGETS[0]), "targets has shape (4,); expected (2, 4)"),
    (lambda: losses.squared_error(TARGETS[0], TARGETS), "outputs has shape (4,); expected (B, O)"),
    (lambda: losses.squared_error(TARGETS, TARGETS.tolist()),
     "targets is a list; expected a NumPy array of floats of shape (2, 4)"),
    (lambda: losses.squared_error(spoilt(TARGETS), TARGETS),
     "outputs contains nan at index (1, 3); expected finite numbers"),
    (lambda: losses.squared_error(TARGETS, spoilt(TARGETS, np.inf)),
     "targets contains inf at index (1, 3); expected finite numbers"),
    (lambda: losses.at_final_step(READ, STATE0, TARGETS), "hs has shape (2, 8); expected (T+1, B, H)"),
    (lambda: losses.at_final_step(READ, TRACE.hs[:1], TARGETS),
     "hs has shape (1, 2, 8); expected (T+1, B, H) with T ≥ 1"),
    (lambda: losses.at_final_step(None, TRACE.hs, TARGETS), "readout is None; expected Readout(W_ho, b_o)"),
    # gradients
    (lambda: gradients.norms(GRADS.total[0]), "total has shape (2, 8); expected (T, B, H)"),
    (lambda: gradients.norms(GRADS), "total is a Gradients; expected a NumPy array of floats of shape (T, B, H)"),
    (lambda: gradients.norms(spoilt(GRADS.total)), "total contains nan at index (5, 1, 7); expected finite numbers"),
    (lambda: gradients.ledger(None, GRADS.deltas), "trace is None; expected Trace(xs, hs)"),
    (lambda: gradients.ledger(TRACE, GRADS.total), "deltas has shape (6, 2, 8); expected (5, 2, 8)"),
    (lambda: gradients.ledger(TRACE._replace(hs=TRACE.hs[:1]), GRADS.deltas[:0]),
     "trace.hs has shape (1, 2, 8); expected (T+1, B, H) with T ≥ 1"),
    (lambda: gradients.ledger(TRACE._replace(hs=spoilt(TRACE.hs)), GRADS.deltas),
     "trace.hs contains nan at index (5, 1, 7); expected finite numbers"),
    (lambda: rnn.step_jacobians(None, TRACE), "params is None; expected Params(W_ih, W_hh, b_h, activation)"),
    (lambda: rnn.step_jacobians(PARAMS, TRACE.hs), "trace is an ndarray; expected Trace(xs, hs)"),
    (lambda: rnn.step_jacobians(PARAMS, TRACE._replace(hs=TRACE.hs[..., :5])),
     "trace.hs has shape (6, 2, 5); expected (T+1, B, 8)"),
    (lambda: gradients.jacobian_products(JACOBIANS[..., :5]),
     "jacobians has shape (5, 2, 8, 5); expected (T, B, 8, 8)"),
    (lambda: gradients.jacobian_products(JACOBIANS[:0]),
     "jacobians has shape (0, 2, 8, 8); expected (T, B, 8, 8) with T ≥ 1"),
    (lambda: gradients.lyapunov_rate(JACOBIANS), "jacobians has shape (5, 2, 8, 8); expected (T, H, H)"),
    (lambda: gradients.lyapunov_rate(spoilt(JACOBIANS[:, 0])),
     "jacobians contains nan at index (4, 7, 7); expected finite numbers"),
    (lambda: gradients.spectral_radius(np.ones((8, 6))), "W has shape (8, 6); expected (8, 8)"),
    (lambda: gradients.spectral_radius(0.9), "W is a float; expected a NumPy array of floats of shape (H, H)"),
    (lambda: gradients.spectral_radius(spoilt(np.eye(3))), "W contains nan at index (2, 2); expected finite numbers"),
    (lambda: gradients.largest_singular_value(np.ones(3)), "W has shape (3,); expected (H, K)"),
    (lambda: gradients.largest_singular_value(np.matrix(np.eye(2))),
     "W is a matrix; expected a NumPy array of floats of shape (H, K)"),
    (lambda: gradients.measured_rate(np.ones((3, 2))), "norms has shape (3, 2); expected (T+1,)"),
    (lambda: gradients.measured_rate(np.ones(1)), "norms has shape (1,); expected (T+1,) with T ≥ 1"),
    (lambda: gradients.measured_rate(np.array([1.0, -1.0])), "norms contains -1.0 at index (1,); expected numbers ≥ 0"),
    (lambda: gradients.measured_rate([1.0, 0.5]), "norms is a list; expected a NumPy array of floats of shape (T+1,)"),
    (lambda: gradients.mean_field_rate(-1.0, 0.1), "gain is -1.0; expected a finite number ≥ 0"),
    (lambda: gradients.mean_field_rate(1.0, np.nan), "input_sd is nan; expected a finite number ≥ 0"),
    (lambda: gradients.mean_field_rate(np.ones(3), 0.1), "gain is an ndarray; expected a number"),
    (lambda: gradients.mean_field_rate(1.0, 0.1, "elu"),
     "activation is 'elu'; expected one of 'tanh', 'relu', 'identity'"),
    (lambda: gradients.central_differences(np.sum, [1.0]), "x is a list; expected a NumPy array of floats"),
    (lambda: gradients.central_differences(np.sum, np.arange(3, dtype=np.int64)),
     "x has dtype int64; expected float64 or float32"),
    (lambda: gradients.central_differences(np.sum, spoilt(XS)),
     "x contains nan at index (4, 1, 2); expected finite numbers"),
    (lambda: gradients.central_differences(np.sum, XS, eps=0), "eps is 0; expected a number > 0"),
    (lambda: gradients.central_differences(np.sum, XS, eps=np.inf), "eps is inf; expected a finite number"),
    (lambda: gradients.central_differences(np.copy, XS),
     "f returned an array of shape (5, 2, 3); expected one finite number"),
    (lambda: gradients.central_differences(lambda x: np.nan, XS), "f returned nan; expected one finite number"),
    (lambda: gradients.central_differences(lambda x: None, XS), "f returned None; expected one finite number"),
    (lambda: gradients.central_differences(None, XS), "f is None; expected a function"),
    (lambda: gradients.complex_step(3.0, XS), "f is a float; expected a function"),
    (lambda: gradients.complex_step(np.sum, XS.astype(complex)), "x has dtype complex128; expected float64 or float32"),
    (lambda: gradients.complex_step(np.sum, XS, eps=-1e-30), "eps is -1e-30; expected a number > 0"),
    (lambda: gradients.complex_step(lambda x: abs(x).max(), np.array([2.0])),
     "f returned 2.0 at a complex x; expected a complex number, as an analytic function gives"),
    # training
    (lambda: training.sgd(PARAMS, GRADS, -0.1), "learning_rate is -0.1; expected a finite number ≥ 0"),
    (lambda: training.sgd(PARAMS, GRADS, np.nan), "learning_rate is nan; expected a finite number ≥ 0"),
    (lambda: training.sgd(PARAMS, GRADS, np.inf), "learning_rate is inf; expected a finite number ≥ 0"),
    (lambda: training.sgd(PARAMS, GRADS, None), "learning_rate is None; expected a number"),
    (lambda: training.sgd(PARAMS, GRADS, True), "learning_rate is a bool; expected a number"),
    (lambda: training.sgd(tuple(PARAMS), GRADS, 0.1),
     "params is a tuple; expected a NamedTuple such as Params or Gradients"),
    (lambda: training.sgd(PARAMS, None, 0.1), "grads is None; expected a NamedTuple such as Params or Gradients"),
    (lambda: training.sgd(READ, GRADS, 0.1), "grads.W_ho is None; expected a NumPy array of floats of shape (4, 8)"),
    (lambda: training.sgd(PARAMS, GRADS._replace(b_h=GRADS.W_hh), 0.1), "grads.b_h has shape (8, 8); expected (8,)"),
    (lambda: training.sgd(PARAMS, GRADS._replace(W_hh=spoilt(GRADS.W_hh)), 0.1),
     "grads.W_hh contains nan at index (7, 7); expected finite numbers"),
    (lambda: training.sgd(PARAMS._replace(b_h=spoilt(PARAMS.b_h)), GRADS, 0.1),
     "b_h contains nan at index (7,); expected finite numbers"),
    (lambda: training.sgd(PARAMS._replace(b_h=[0.0] * 8), GRADS, 0.1),
     "b_h is a list; expected a NumPy array of floats"),
    (lambda: training.train(PARAMS, READ, XS, TARGETS, 0.1, 30),
     "updates is 30; expected an iterable such as range(300)"),
    (lambda: training.train(PARAMS, READ, XS, TARGETS[0], 0.1, [1]), "targets has shape (4,); expected (2, 4)"),
    (lambda: training.train(PARAMS, READ, XS, TARGETS, -1, [1]), "learning_rate is -1; expected a finite number ≥ 0"),
    # tasks
    (lambda: tasks.scale([1.0, 2.0]), "numbers is a list; expected a NumPy array of floats"),
    (lambda: tasks.scale(np.array([1.0, np.nan])), "numbers contains nan at index (1,); expected finite numbers"),
    (lambda: tasks.scale(np.array([1.0, -2.0])), "numbers contains -2.0 at index (1,); expected numbers ≥ 0"),
    (lambda: tasks.scale(-2.0), "numbers is -2.0; expected numbers ≥ 0"),
    (lambda: tasks.unscale(np.inf), "scaled is inf; expected a finite number"),
    (lambda: tasks.unscale("1"), "scaled is a str; expected a NumPy array of floats"),
    (lambda: tasks.windows(np.ones((3, 1)), 2), "series has shape (3, 1); expected (N,)"),
    (lambda: tasks.windows(np.arange(9, dtype=np.int64), 2), "series has dtype int64; expected float64 or float32"),
    (lambda: tasks.windows(np.ones(9), 0), "length is 0; expected a whole number ≥ 1"),
    (lambda: tasks.windows(np.ones(9), 2.5), "length is 2.5; expected a whole number ≥ 1"),
    (lambda: tasks.windows(np.ones(9), 9), "series has 9 values; expected more than length = 9"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize(("call", "sentence"), CASES, ids=[sentence.split(";")[0] for _, sentence in CASES])
def test_bad_input_is_named(call, sentence):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence


def test_the_good_input_of_these_cases_is_good():
    """Or the cases would fail for another reason than theirs."""
    forward(state0=STATE0)
    backward()
    rnn.step(PARAMS, XS[0], STATE0)
    rnn.step(PARAMS, XS[0, 0], STATE0[0])
    rnn.slopes(PARAMS, STATE0)
    readout.backward(READ, STATE0, TARGETS)
    losses.at_final_step(READ, TRACE.hs, TARGETS)
    training.train(PARAMS, READ, XS, TARGETS, 0.1, [1])
    gradients.lyapunov_rate(JACOBIANS[:, 0])


def test_a_missing_data_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(tasks, "DATA", tmp_path)
    with pytest.raises(FileNotFoundError) as caught:
        tasks.sunspots()
    file = tmp_path / "sunspots.csv"
    assert str(caught.value) == f"{file} is missing; expected it in the course's data folder: fetch the course again"


@pytest.mark.parametrize("damage", ["one digit", "cut short", "empty", "line ends"])
def test_a_damaged_data_file_is_named(damage, tmp_path, monkeypatch):
    whole = (tasks.DATA / "sunspots.csv").read_bytes()
    file = tmp_path / "sunspots.csv"
    file.write_bytes(
        {
            "one digit": whole.replace(b"1957,190.2", b"1957,190.3"),
            "cut short": whole[:-20],
            "empty": b"",
            "line ends": whole.replace(b"\n", b"\r\n"),
        }[damage]
    )
    assert file.read_bytes() != whole
    monkeypatch.setattr(tasks, "DATA", tmp_path)
    with pytest.raises(ValueError) as caught:
        tasks.sunspots()
    named = str(caught.value)
    assert named.startswith(f"{file} has checksum ")
    assert f"expected {tasks.CHECKSUMS['sunspots.csv'][:12]}…: fetch the course again" in named
