"""Bad input to the LSTM and the GRU gets the sentences that the RNN gives; so does what was built for all cells."""

import numpy as np
import pytest
from test_bad_input import GENERATOR, spoilt

from helpers.cells import gru, initial, losses, lstm, readout, rnn
from helpers.measure import gradients
from helpers.learn import tasks, training

RNG = np.random.default_rng(0)
T, B, I, H = 5, 2, 3, 8
XS, DHS, H0, C0 = (RNG.normal(size=shape) for shape in ((T, B, I), (T, B, H), (B, H), (B, H)))


class Case:
    """A cell, K gates, its good arguments, and calls in which one thing is another."""

    def __init__(self, cell, state0, **more):
        self.cell, self.state0, self.K = cell, state0, cell.Trace.n_gates
        self.bias = {3: "update_bias", 4: "forget_bias"}[self.K]
        self.params = cell.init(RNG, I, H, **more)
        self.trace = cell.forward(self.params, XS, state0)
        self.grads = cell.backward(self.params, self.trace, DHS)

    def init(self, rng=RNG, n_inputs=I, n_hidden=H, **more):
        return self.cell.init(rng, n_inputs, n_hidden, **more)

    def forward(self, xs=XS, state0=None, **weights):
        return self.cell.forward(self.params._replace(**weights), xs, state0)

    def step(self, x=XS[0], state=None, **weights):
        return self.cell.step(self.params._replace(**weights), x, self.state0 if state is None else state)

    def backward(self, dhs=DHS, **parts):
        return self.cell.backward(self.params, self.trace._replace(**parts), dhs)


LSTM, GRU, BEFORE = Case(lstm, lstm.State(H0, C0)), Case(gru, H0), Case(gru, H0, reset="before")
CASES = {"lstm": LSTM, "gru after": GRU, "gru before": BEFORE}
FIELDS = {lstm: "W_ih, W_hh, b_h", gru: "W_ih, W_hh, b_h, b_hn, reset"}
TRACES = {lstm: "xs, hs, cs, gates", gru: "xs, hs, gates, reads, memories"}

# For each gated cell c, with K·H rows in its weights.
SAID = [
    (lambda c: c.init(0), f"rng is an int; {GENERATOR}"),
    (lambda c: c.init(np.random), f"rng is a module; {GENERATOR}"),
    (lambda c: c.init(n_inputs=0), "n_inputs is 0; expected a whole number ≥ 1"),
    (lambda c: c.init(n_hidden=8.0), "n_hidden is 8.0; expected a whole number ≥ 1"),
    (lambda c: c.init(recurrent="identity"), "recurrent is 'identity'; expected one of 'uniform', 'orthogonal'"),
    (lambda c: c.init(recurrent=None), "recurrent is None; expected one of 'uniform', 'orthogonal'"),
    (lambda c: c.init(dtype=int), "dtype is int; expected float64 or float32"),
    (lambda c: c.init(chrono=1), "chrono is 1; expected a finite number ≥ 2"),
    (lambda c: c.init(chrono=np.inf), "chrono is inf; expected a finite number ≥ 2"),
    (lambda c: c.init(chrono="50"), "chrono is a str; expected a number"),
    (lambda c: c.init(**{c.bias: np.nan}), "{bias} is nan; expected a finite number"),
    (lambda c: c.init(**{c.bias: np.ones(8)}), "{bias} is an ndarray; expected a number"),
    # the parameters, wherever they go in
    (lambda c: c.cell.forward(None, XS), "params is None; expected Params({fields})"),
    (lambda c: c.cell.step(tuple(c.params), XS[0], c.state0), "params is a tuple; expected Params({fields})"),
    (lambda c: c.cell.backward(c.trace, c.trace, DHS), "params is a Trace; expected Params({fields})"),
    (lambda c: c.cell.step_jacobians(c.params._asdict(), c.trace), "params is a dict; expected Params({fields})"),
    (lambda c: c.forward(W_hh=np.ones((8, 8))), "W_hh has shape (8, 8); expected ({KH}, 8)"),
    (lambda c: c.forward(W_hh=np.ones((12, 8))), "W_hh has shape (12, 8); expected ({KH}, 8)"),
    (lambda c: c.forward(W_hh=np.ones(8)), "W_hh has shape (8,); expected ({K}H, H)"),
    (lambda c: c.forward(W_hh=c.params.W_hh.tolist()), "W_hh is a list; expected a NumPy array of floats of shape ({K}H, H)"),
    (lambda c: c.forward(W_ih=np.ones((8, 3))), "W_ih has shape (8, 3); expected ({KH}, I)"),
    (lambda c: c.forward(W_ih=c.params.W_ih[:, :0]), "W_ih has shape ({KH}, 0); expected ({KH}, I) with I ≥ 1"),
    (lambda c: c.forward(b_h=np.ones(8)), "b_h has shape (8,); expected ({KH},)"),
    (lambda c: c.forward(b_h=0.0), "b_h is a float; expected a NumPy array of floats of shape ({KH},)"),
    (lambda c: c.step(W_ih=spoilt(c.params.W_ih)), "W_ih contains nan at index ({last}, 2); expected finite numbers"),
    (lambda c: c.forward(W_hh=spoilt(c.params.W_hh, np.inf)), "W_hh contains inf at index ({last}, 7); expected finite numbers"),
    (lambda c: c.forward(b_h=spoilt(c.params.b_h)), "b_h contains nan at index ({last},); expected finite numbers"),
    # forward and step
    (lambda c: c.forward(XS[0]), "xs has shape (2, 3); expected (T, B, 3)"),
    (lambda c: c.forward(XS[..., :2]), "xs has shape (5, 2, 2); expected (T, B, 3)"),
    (lambda c: c.forward(XS[:0]), "xs has shape (0, 2, 3); expected (T, B, 3) with T ≥ 1"),
    (lambda c: c.forward(spoilt(XS)), "xs contains nan at index (4, 1, 2); expected finite numbers"),
    (lambda c: c.forward(XS.tolist()), "xs is a list; expected a NumPy array of floats of shape (T, B, 3)"),
    (lambda c: c.forward(XS.astype(np.int32)), "xs has dtype int32; expected float64 or float32"),
    (lambda c: c.step(XS), "x has shape (5, 2, 3); expected (B, 3)"),
    (lambda c: c.step(XS[0, 0, :2]), "x has shape (2,); expected (3,)"),
    (lambda c: c.step(1.0), "x is a float; expected a NumPy array of floats of shape (B, 3)"),
    (lambda c: c.step(spoilt(XS[0])), "x contains nan at index (1, 2); expected finite numbers"),
    # backward and step_jacobians
    (lambda c: c.cell.backward(c.params, None, DHS), "trace is None; expected Trace({trace})"),
    (lambda c: c.cell.step_jacobians(c.params, c.trace.hs), "trace is an ndarray; expected Trace({trace})"),
    (lambda c: c.backward(DHS[-1]), "dhs has shape (2, 8); expected (5, 2, 8)"),
    (lambda c: c.backward(c.trace.hs), "dhs has shape (6, 2, 8); expected (5, 2, 8)"),
    (lambda c: c.backward(list(DHS)), "dhs is a list; expected a NumPy array of floats of shape (5, 2, 8)"),
    (lambda c: c.backward(spoilt(DHS)), "dhs contains nan at index (4, 1, 7); expected finite numbers"),
    (lambda c: c.backward(xs=XS[:0]), "trace.xs has shape (0, 2, 3); expected (T, B, 3) with T ≥ 1"),
    (lambda c: c.backward(xs=spoilt(XS)), "trace.xs contains nan at index (4, 1, 2); expected finite numbers"),
    (lambda c: c.backward(hs=c.trace.hs[1:]), "trace.hs has shape (5, 2, 8); expected (6, 2, 8)"),
    (lambda c: c.backward(hs=spoilt(c.trace.hs)), "trace.hs contains nan at index (5, 1, 7); expected finite numbers"),
    (lambda c: c.backward(gates=c.trace.hs[1:]), "trace.gates has shape (5, 2, 8); expected (5, 2, {KH})"),
    (lambda c: c.backward(gates=spoilt(c.trace.gates)), "trace.gates contains nan at index (4, 1, {last}); expected finite numbers"),
    (lambda c: c.cell.step_jacobians(c.params, c.trace._replace(gates=None)),
     "trace.gates is None; expected a NumPy array of floats of shape (5, 2, {KH})"),
    # what takes any cell
    (lambda c: gradients.ledger(None, DHS), "trace is None; expected Trace(xs, hs)"),
    (lambda c: gradients.ledger(c.trace, DHS), "deltas has shape (5, 2, 8); expected (5, 2, {KH})"),
    (lambda c: gradients.ledger(c.trace, spoilt(c.grads.deltas)), "deltas contains nan at index (4, 1, {last}); expected finite numbers"),
    (lambda c: gradients.blame(c.params, c.trace, DHS[:3], c.cell), "dhs has shape (3, 2, 8); expected (5, 2, 8)"),
    (lambda c: gradients.blame(c.params, c.trace, DHS, c.cell, "h"), "state is 'h'; expected one of {totals}"),
    (lambda c: gradients.blame(c.params, c.trace, DHS, c.cell, None), "state is None; expected one of {totals}"),
    (lambda c: gradients.blame(c.params, c.trace._replace(xs=XS[1:]), DHS, c.cell), "trace.hs has shape (6, 2, 8); expected (5, 2, 8)"),
    (lambda c: gradients.blame(None, c.trace, DHS, c.cell), "params is None; expected Params({fields})"),
    (lambda c: gradients.blame(c.params, c.trace, DHS, "lstm"), "cell is a str; expected a cell such as rnn, lstm or gru"),
    (lambda c: gradients.blame(c.params, c.trace, DHS), "params is a Params; expected Params(W_ih, W_hh, b_h, activation)"),
    (lambda c: rnn.backward(rnn.init(RNG, I, H), c.trace, DHS),
     "trace is the run of another cell, ({trace}); expected (xs, hs)"),
    (lambda c: training.truncated(c.params, c.trace, DHS, 0, cell=c.cell), "length is 0; expected a whole number ≥ 1"),
    (lambda c: training.truncated(c.params, c.trace, DHS, 2.0, cell=c.cell), "length is 2.0; expected a whole number ≥ 1"),
    (lambda c: training.truncated(c.params, c.trace, DHS, 2, 0, c.cell), "every is 0; expected a whole number ≥ 1"),
    (lambda c: training.truncated(c.params, c.trace, DHS, 2, 3, c.cell),
     "every is 3; expected at most length = 2, or some loss would be left out"),
    (lambda c: training.truncated(c.params, None, DHS, 2, cell=c.cell), "trace is None; expected Trace({trace})"),
    (lambda c: training.truncated(c.params, c.trace, None, 2, cell=c.cell),
     "dhs is None; expected a NumPy array of floats of shape (5, 2, 8)"),
    (lambda c: training.truncated(c.params, c.trace, DHS, 2, cell=None), "cell is None; expected a cell such as rnn, lstm or gru"),
    (lambda c: training.truncated(c.params, c.trace._replace(xs=None), DHS, 2, cell=c.cell),
     "trace.xs is None; expected a NumPy array of floats of shape (T, B, 3)"),
]  # fmt: skip
TOTALS = {lstm: "'total', 'total_c'", gru: "'total'"}

READ, MATRIX = readout.init(RNG, H, 4), RNG.normal(size=(B, 4))
READ_GRADS = readout.Gradients(READ.W_ho, READ.b_o, DHS)
CLASSES = RNG.integers(0, 4, B)
MOMENTS = training.adam(READ, READ_GRADS, None, 0.1)[1]


def learn(batches=((XS, MATRIX),), learning_rate=0.1, **more):
    return list(training.learn(LSTM.params, READ, batches, learning_rate, **{"cell": lstm} | more))


OWN = [
    # the state of the LSTM is a pair
    (lambda: LSTM.forward(state0=H0), "state0.h has shape (8,); expected (2, 8)"),
    (lambda: LSTM.forward(state0=np.stack([H0, C0, H0])), "state0 is an ndarray; expected the pair (h, c)"),
    (lambda: LSTM.forward(state0=0.0), "state0 is a float; expected the pair (h, c)"),
    (lambda: LSTM.forward(state0=(H0,)), "state0 is a tuple; expected the pair (h, c)"),
    (lambda: LSTM.forward(state0={"h": H0, "c": C0}), "state0 is a dict; expected the pair (h, c)"),
    (lambda: LSTM.forward(state0=(H0, None)), "state0.c is None; expected a NumPy array of floats of shape (2, 8)"),
    (lambda: LSTM.forward(state0=(H0[:1], C0)), "state0.h has shape (1, 8); expected (2, 8)"),
    (lambda: LSTM.forward(state0=(H0, C0[0])), "state0.c has shape (8,); expected (2, 8)"),
    (lambda: LSTM.forward(state0=(H0, spoilt(C0))), "state0.c contains nan at index (1, 7); expected finite numbers"),
    (lambda: lstm.step(LSTM.params, XS[0], None), "state is None; expected the pair (h, c)"),
    (lambda: LSTM.step(state=(H0, C0[0])), "state.c has shape (8,); expected (2, 8)"),
    (lambda: LSTM.step(XS[0, 0]), "state.h has shape (2, 8); expected (8,)"),
    (lambda: LSTM.step(state=(spoilt(H0), C0)), "state.h contains nan at index (1, 7); expected finite numbers"),
    (lambda: LSTM.backward(cs=LSTM.trace.cs[1:]), "trace.cs has shape (5, 2, 8); expected (6, 2, 8)"),
    (lambda: LSTM.backward(cs=spoilt(LSTM.trace.cs)), "trace.cs contains nan at index (5, 1, 7); expected finite numbers"),
    (lambda: lstm.backward(LSTM.params, GRU.trace, DHS), "trace is a Trace; expected Trace(xs, hs, cs, gates)"),
    # what only the GRU has
    (lambda: GRU.init(reset="both"), "reset is 'both'; expected one of 'after', 'before'"),
    (lambda: GRU.forward(reset=None), "reset is None; expected one of 'after', 'before'"),
    (lambda: GRU.step(reset=True), "reset is True; expected one of 'after', 'before'"),
    (lambda: GRU.forward(b_hn=np.ones(24)), "b_hn has shape (24,); expected (8,)"),
    (lambda: GRU.forward(b_hn=spoilt(GRU.params.b_hn)), "b_hn contains nan at index (7,); expected finite numbers"),
    (lambda: GRU.forward(state0=(H0, C0)), "state0 is a tuple; expected a NumPy array of floats of shape (2, 8)"),
    (lambda: GRU.forward(state0=H0[0]), "state0 has shape (8,); expected (2, 8)"),
    (lambda: GRU.forward(state0=spoilt(H0)), "state0 contains nan at index (1, 7); expected finite numbers"),
    (lambda: GRU.step(state=H0[0]), "h has shape (8,); expected (2, 8)"),
    (lambda: GRU.step(XS[0, 0]), "h has shape (2, 8); expected (8,)"),
    (lambda: GRU.step(state=spoilt(H0)), "h contains nan at index (1, 7); expected finite numbers"),
    (lambda: GRU.backward(reads=H0), "trace.reads has shape (2, 8); expected (5, 2, 8)"),
    (lambda: GRU.backward(memories=spoilt(DHS)), "trace.memories contains nan at index (4, 1, 7); expected finite numbers"),
    (lambda: gradients.ledger(GRU.trace._replace(reads=spoilt(DHS)), GRU.grads.deltas),
     "trace.recurrent_inputs contains nan at index (4, 2, 1, 7); expected finite numbers"),
    # initial
    (lambda: initial.weights(RNG, I, H, recurrent="eye"), "recurrent is 'eye'; expected one of 'uniform', 'orthogonal'"),
    (lambda: initial.gate_bias("b", RNG, H, None, None), "b is None; expected a number"),
    (lambda: rnn.init(RNG, I, H, recurrent="eye"), "recurrent is 'eye'; expected one of 'uniform', 'orthogonal'"),
    # losses
    (lambda: losses.cross_entropy(MATRIX, CLASSES[:1]), "targets has shape (1,); expected (2,)"),
    (lambda: losses.cross_entropy(MATRIX, MATRIX), "targets has dtype float64; expected an array of whole numbers"),
    (lambda: losses.cross_entropy(MATRIX, [0, 1]), "targets is a list; expected an array of whole numbers"),
    (lambda: losses.cross_entropy(MATRIX, CLASSES > 0), "targets has dtype bool; expected an array of whole numbers"),
    (lambda: losses.cross_entropy(MATRIX, np.array([0, 4])),
     "targets contains 4 at index (1,); expected classes from 0 to 3, or -1 for none"),
    (lambda: losses.cross_entropy(MATRIX, np.array([-2, 0])),
     "targets contains -2 at index (0,); expected classes from 0 to 3, or -1 for none"),
    (lambda: losses.cross_entropy(MATRIX[0], CLASSES), "outputs has shape (4,); expected (B, O)"),
    (lambda: losses.cross_entropy(spoilt(MATRIX), CLASSES), "outputs contains nan at index (1, 3); expected finite numbers"),
    (lambda: losses.at_every_step(READ, H0, MATRIX), "hs has shape (2, 8); expected (T+1, B, H)"),
    (lambda: losses.at_every_step(READ, LSTM.trace.hs, MATRIX), "targets has shape (2, 4); expected (5, 2, 4)"),
    (lambda: losses.at_every_step(READ, LSTM.trace.hs, MATRIX, "cross_entropy"), "loss is a str; expected a function"),
    (lambda: losses.at_final_step(READ, LSTM.trace.hs, CLASSES, None), "loss is None; expected a function"),
    (lambda: losses.at_final_step(READ, LSTM.trace.hs, MATRIX, losses.cross_entropy),
     "targets has dtype float64; expected an array of whole numbers"),
    # training
    (lambda: training.clip(0, READ_GRADS), "threshold is 0; expected a number > 0"),
    (lambda: training.clip(-1.0, READ_GRADS), "threshold is -1.0; expected a number > 0"),
    (lambda: training.clip(np.nan, READ_GRADS), "threshold is nan; expected a finite number"),
    (lambda: training.clip(None, READ_GRADS), "threshold is None; expected a number"),
    (lambda: training.clip(np.ones(3), READ_GRADS), "threshold is an ndarray; expected a number"),
    (lambda: training.clip(1.0, None), "grads is None; expected a NamedTuple such as Params or Gradients"),
    (lambda: training.clip(1.0, READ_GRADS._replace(W_ho=spoilt(READ.W_ho))),
     "grads.W_ho contains nan at index (3, 7); expected finite numbers"),
    (lambda: training.global_norm(READ_GRADS, READ_GRADS._replace(b_o=spoilt(READ.b_o, np.inf))),
     "grads.b_o contains inf at index (3,); expected finite numbers"),
    (lambda: training.global_norm([READ.W_ho]), "grads is a list; expected a NamedTuple such as Params or Gradients"),
    (lambda: training.weights([READ.W_ho]), "params is a list; expected a NamedTuple such as Params or Gradients"),
    (lambda: training.adam(READ, READ_GRADS, None, -1), "learning_rate is -1; expected a finite number ≥ 0"),
    (lambda: training.adam(READ, None, None, 0.1), "grads is None; expected a NamedTuple such as Params or Gradients"),
    (lambda: training.adam(READ, READ_GRADS._replace(b_o=None), None, 0.1),
     "grads.b_o is None; expected a NumPy array of floats of shape (4,)"),
    (lambda: training.adam(READ, READ_GRADS, 0, 0.1), "moments is an int; expected Moments(updates, means, squares)"),
    (lambda: training.adam(LSTM.params, LSTM.grads, MOMENTS, 0.1),
     "moments.means['W_ih'] is None; expected a NumPy array of floats of shape (32, 3)"),
    (lambda: training.adam(READ, READ_GRADS, MOMENTS._replace(squares=MOMENTS.squares | {"b_o": H0}), 0.1),
     "moments.squares['b_o'] has shape (2, 8); expected (4,)"),
    (lambda: learn(rule="momentum"), "rule is 'momentum'; expected one of 'sgd', 'adam'"),
    (lambda: learn(rule=None), "rule is None; expected one of 'sgd', 'adam'"),
    (lambda: learn(cell="lstm"), "cell is a str; expected a cell such as rnn, lstm or gru"),
    (lambda: learn(loss=None), "loss is None; expected a function"),
    (lambda: learn(loss=lambda read, hs, y: 0.5), "what loss returned is a float; expected Loss(value, dhs, readout)"),
    (lambda: learn(batches=3), "batches is an int; expected an iterable of pairs (xs, targets)"),
    (lambda: learn(batches=(XS, MATRIX)), "batches gave an ndarray; expected pairs (xs, targets)"),
    (lambda: learn(batches=[(XS, MATRIX, CLASSES)]), "batches gave 3 things; expected pairs (xs, targets)"),
    (lambda: learn(batches=[(XS, CLASSES)]), f"targets has dtype {CLASSES.dtype}; expected float64 or float32"),
    (lambda: learn(batches=[(XS[0], MATRIX)]), "xs has shape (2, 3); expected (T, B, 3)"),
    (lambda: learn(threshold=0), "threshold is 0; expected a number > 0"),
    (lambda: learn(length=0), "length is 0; expected a whole number ≥ 1"),
    (lambda: learn(learning_rate=np.inf), "learning_rate is inf; expected a finite number ≥ 0"),
    # tasks
    (lambda: tasks.temporal_order(0, 20, 2), f"rng is an int; {GENERATOR}"),
    (lambda: tasks.temporal_order(RNG, 9, 2), "n_steps is 9; expected a whole number ≥ 10"),
    (lambda: tasks.temporal_order(RNG, 20.0, 2), "n_steps is 20.0; expected a whole number ≥ 10"),
    (lambda: tasks.temporal_order(RNG, 20, 0), "n_batch is 0; expected a whole number ≥ 1"),
    (lambda: tasks.temporal_order(RNG, 20, 2, int), "dtype is int; expected float64 or float32"),
    (lambda: tasks.adding(None, 20, 2), f"rng is None; {GENERATOR}"),
    (lambda: tasks.adding(RNG, 1, 2), "n_steps is 1; expected a whole number ≥ 2"),
    (lambda: tasks.adding(RNG, 20, -1), "n_batch is -1; expected a whole number ≥ 1"),
    (lambda: tasks.adding(RNG, 20, 2, "int64"), "dtype is int64; expected float64 or float32"),
    (lambda: tasks.spell("anna"), "some_names is 'anna'; expected a list of names"),
    (lambda: tasks.spell([]), "some_names is []; expected a list of names"),
    (lambda: tasks.spell(None), "some_names is None; expected a list of names"),
    (lambda: tasks.spell(["anna", "Bob"]), "some_names contains 'Bob'; expected small letters, a to z"),
    (lambda: tasks.spell(["anna", ""]), "some_names contains ''; expected small letters, a to z"),
    (lambda: tasks.spell(["zoé"]), "some_names contains 'zoé'; expected small letters, a to z"),
    (lambda: tasks.spell(["anna."]), "some_names contains 'anna.'; expected small letters, a to z"),
    (lambda: tasks.spell([7]), "some_names contains 7; expected small letters, a to z"),
    (lambda: tasks.spell(["anna"], complex), "dtype is complex; expected float64 or float32"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "sentence"), SAID, ids=[sentence.split(";")[0] for _, sentence in SAID])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_bad_input_to_any_gated_cell_is_named(case, call, sentence):
    with pytest.raises(ValueError) as caught:
        call(case)
    cell, rows = case.cell, case.K * H
    assert str(caught.value) == sentence.format(
        K=case.K, KH=rows, last=rows - 1, fields=FIELDS[cell], trace=TRACES[cell], bias=case.bias, totals=TOTALS[cell]
    )


@pytest.mark.parametrize(("call", "sentence"), OWN, ids=[sentence.split(";")[0] for _, sentence in OWN])
def test_bad_input_is_named(call, sentence):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_good_input_of_these_cases_is_good(case):
    """Or the cases would fail for another reason than theirs."""
    case.forward(state0=case.state0)
    case.step()
    case.backward()
    case.cell.step_jacobians(case.params, case.trace)
    gradients.ledger(case.trace, case.grads.deltas)
    gradients.blame(case.params, case.trace, DHS, case.cell)
    training.truncated(case.params, case.trace, DHS, 2, 2, case.cell)
    losses.cross_entropy(MATRIX, CLASSES)
    losses.at_every_step(READ, LSTM.trace.hs, np.stack([MATRIX] * T))
    training.adam(READ, READ_GRADS, MOMENTS, 0.1)
    assert len(learn(length=2, threshold=np.inf, rule="adam")) == 1
    tasks.spell(["anna"])


@pytest.mark.parametrize("content", [b"anna\n", None])
def test_damaged_and_missing_names_are_named(content, tmp_path, monkeypatch):
    monkeypatch.setattr(tasks, "DATA", tmp_path)
    if content is not None:
        (tmp_path / "names.txt").write_bytes(content)
    with pytest.raises(FileNotFoundError if content is None else ValueError) as caught:
        tasks.names()
    assert str(caught.value).startswith(f"{tmp_path / 'names.txt'} {'is missing' if content is None else 'has checksum'}")
