"""Bad data and bad options of every picture get one sentence: what was given, what was expected."""

import numpy as np
import pytest
import samples as some
from samples import FEW, NET, XS, shown

from helpers.cells import lstm, rnn
from helpers.pictures import Walk

B, N, LAYERS, LEDGER, LSTM, RUN, WAYS, PASSING, EDITED = (
    some.blame(), some.norms(), some.layers(), some.ledger(), some.lstm_run(), some.unrolled(), some.ways((0.01, 0)),
    some.passing(), some.edited()
)  # fmt: skip
MEDIAN, LOW, HIGH = some.draws()["RNN"]
PLAIN = rnn.forward(rnn.init(np.random.default_rng(0), 1, 8), np.zeros((5, 1, 1)))
SIZES = "expected T ≤ 6 and H ≤ 3, or collapsed=True and T ≤ 8"

BAD = {  # by picture: its data, or a pair (options, data); the sentence, or how it begins
    "gradient_norms": [(({"floor": "float8"}, some.powers(0.9)), "floor is 'float8'; expected one of")],
    "blame_matrix": [
        ([1], "data is a list; expected Blame(M, read, asked, curves, row, kept)"),
        (B._replace(M=B.M[1:]), "M has shape (5, 6); expected (5, 5)"),
        (B._replace(read="anna"), "read is 'anna'; expected 5 letters, one for each step"),
        (B._replace(asked=None), "asked is None; expected 5 letters"),
        (B._replace(curves=[1]), "curves is a list; expected {label: norms}"),
        (B._replace(curves={"a": B.M[0, 1:]}), "curves['a'] has shape (5,); expected (6,)"),
        (B._replace(row=0), "row is 0; expected a loss from 1 to 5"),
        (B._replace(kept=B.M), "kept has shape (6, 6); expected (6, 6), True or False"),
    ],
    "layer_map": [
        ([1], "data is a list; expected {layer: norms (T+1,)}, from 1 to 4 layers"),
        ({}, "data is 0 layers; expected"),
        (N | {"layer 2": N["layer 2"][1:]}, "data['layer 2'] has shape (6,); expected (7,)"),
        ({"layer 1": -N["layer 1"]}, "data['layer 1'] contains"),
        (some.norms(T=9), "the run has T = 9; expected T ≤ 8, to be readable"),
    ],
    "layers_side_by_side": [
        (LAYERS.xs, "data is an ndarray; expected Layers(xs, feedforward, recurrent)"),
        (LAYERS._replace(xs=LAYERS.xs[:0]), "xs has shape (0,); expected (T,)"),
        (LAYERS._replace(recurrent=list(LAYERS.recurrent)), "recurrent is a list; expected a NumPy array"),
        (LAYERS._replace(feedforward=LAYERS.xs[1:]), "feedforward has shape (11,); expected (12,)"),
    ],
    "ledger_bars": [
        (LEDGER.terms, "data is an ndarray; expected Ledger(deltas, h_prev, terms, t)"),
        (LEDGER._replace(deltas=LEDGER.deltas[:, 0]), "deltas has shape (7,); expected (T, H)"),
        (LEDGER._replace(h_prev=LEDGER.h_prev[1:]), "h_prev has shape (6, 4); expected (7, 4)"),
        (LEDGER._replace(terms=LEDGER.terms[:, 1:]), "terms has shape (7, 3, 4); expected (7, 4, 4)"),
        *((LEDGER._replace(t=t), f"t is {t}; expected a step from 1 to 7") for t in (0, True)),
    ],
    "lstm_inside": [
        (LSTM.trace[0], "data is an ndarray; expected LstmRun(trace, curves)"),
        (LSTM._replace(trace=PLAIN), "trace is a Trace; expected Trace(xs, hs, cs, gates)"),
        (LSTM._replace(curves=[1]), "curves is a list; expected {label: norms}"),
        (LSTM._replace(trace=lstm.forward(NET, np.zeros((5, 2, 1)))),
         "trace.gates has shape (5, 2, 32); expected one sequence, (T, …) or (T, 1, …)"),
        (({"c_scale": 0.5}, LSTM), "c_scale is 0.5; expected a finite number ≥ 1"),
    ],
    "small_panels": [
        ([1], "data is a list; expected {label: values}"),
        ({"A": np.ones(1)}, "data['A'] has shape (1,); expected (n,) with n ≥ 2"),
        ({"A": np.ones((3, 2))}, "data['A'] has shape (3, 2); expected (n,)"),
        (({"n_columns": 0}, some.losses()), "n_columns is 0; expected a whole number ≥ 1"),
    ],
    "path_products": [
        ([1.0], "data is a list; expected a NumPy array of floats of shape (N,)"),
        (FEW[None], "data has shape (1, 5); expected (N,)"),
    ],
    "bands": [
        ([1], "data is a list; expected {label: (median, low, high)}"),
        ({}, "data is a dict; expected {label: (median, low, high)}"),
        ({"a": MEDIAN}, "data['a'] is an ndarray; expected three curves (median, low, high)"),
        ({"a": (MEDIAN, LOW[1:], HIGH)},
         "data['a'] has curves of shapes (31,), (30,), (31,); expected three of one length"),
        *(({"a": three}, "data['a'] has a median outside of (low, high); expected low ≤ median ≤ high")
          for three in ((LOW, MEDIAN, HIGH), (HIGH, LOW, MEDIAN))),
        ({"a": (np.arange(4), (MEDIAN, LOW, HIGH))}, "data['a'] has steps of shape (4,); expected (31,)"),
    ],
    "forward_run": [
        (PASSING.hs, "data is an ndarray; expected Passing(xs, hs, t)"),
        (PASSING._replace(xs=XS[:, None]), "xs has shape (30, 1); expected (T,)"),
        (PASSING._replace(hs=PASSING.hs[1:]), "hs has shape (30, 16); expected (31, H)"),
        *((PASSING._replace(t=t), f"t is {t}; expected a step from 0 to 30") for t in (31, 1.0)),
        (({"most": 0}, PASSING), "most is 0; expected a number > 0"),
    ],
    "edited_run": [
        (PASSING, "data is a Passing; expected Edited(xs, hs, edited_xs, edited_hs)"),
        (EDITED._replace(edited_xs=XS[1:]), "edited_xs has shape (29,); expected (30,)"),
        (EDITED._replace(edited_hs=EDITED.hs[:, 1:]), "edited_hs has shape (31, 15); expected (31, 16)"),
    ],
    "descents": [
        (WAYS.paths, "data is a dict; expected Descents(ws, bs, L, paths)"),
        (WAYS._replace(L=WAYS.L.T), "L has shape (41, 61); expected (61, 41)"),
        (WAYS._replace(paths=[]), "paths is a list; expected {label: (updates + 1, 3)}"),
        (WAYS._replace(paths={"a": np.ones((4, 2))}),
         "paths['a'] has shape (4, 2); expected (updates + 1, 3) for w, b and L"),
    ],
    "unrolled_graph": [
        (RUN, "data is a Run; expected Walk(run, step, weight, path)"),
        (Walk(None), "run is None; expected Run(W_hh"),
        (Walk(RUN._replace(hs=RUN.hs[1:])), "run.xs has shape (5,); expected (4,)"),
        (Walk(RUN._replace(copies=RUN.copies[0])), "run.copies has shape (3, 3); expected (5, 3, 3)"),
        *((Walk(RUN, step), f"step is {step}; expected a whole number from 0 to 13") for step in (14, -1, 2.0)),
        (Walk(RUN, weight=(0, 3)), "weight[1] is 3; expected a whole number from 0 to 2"),
        (Walk(RUN, weight=1), "weight is 1; expected two units (i, j)"),
        (Walk(RUN, path=(0,)), "path is (0,); expected 2 to 6 units"),
        (Walk(RUN, path=(0, -1)), "path[1] is -1; expected a whole number from 0 to 2"),
        *((({"collapsed": True}, Walk(RUN, **lit)),
            "weight and path need single units; expected a graph that is not collapsed")
          for lit in ({"weight": (0, 0)}, {"path": (0, 0)})),
        *((({"collapsed": small}, Walk(some.unrolled(T, H))), f"the run has T = {T} and H = {H}; {SIZES}")
          for T, H, small in ((7, 3, False), (6, 4, False), (9, 3, True))),
    ],
    "looking_back": [
        (["anna"], "data is a list; expected Looking(read, asked, k, blame, probabilities)"),
        (some.looking()._replace(asked="anna"), "asked is 'anna'; expected 5 letters, one for each step"),
        *((some.looking()._replace(k=k), f"k is {k}; expected a step from 1 to 5") for k in (0, 6, True)),
        (some.looking()._replace(blame=FEW[:4]), "blame has shape (4,); expected (5,)"),
        (some.looking()._replace(probabilities=FEW), "probabilities has shape (5,); expected (27,)"),
    ],
    "writing": [
        (["anna"], "data is a list; expected Written(begins, probabilities, drawn_from, names, known)"),
        (some.written()._replace(drawn_from=FEW), "drawn_from has shape (5,); expected (27,)"),
        *((some.written(["bo"] * n), f"names holds {n} names; expected 1 to 12") for n in (0, 13)),
    ],
    "over_digit": [
        (some.reading().xs, "data is an ndarray; expected Reading(xs, digit, probabilities, curves)"),
        (some.reading()._replace(xs=FEW), "xs has shape (5,); expected (T, I)"),
        (some.reading()._replace(probabilities=FEW), "probabilities has shape (5,); expected (10,)"),
        (some.reading()._replace(curves=[1]), "curves is a list; expected {label: norms}"),
    ],
}  # fmt: skip
CASES = [(name, data, said) for name, cases in BAD.items() for data, said in cases]


@pytest.mark.parametrize(("name", "data", "said"), CASES, ids=[f"{name}: {said[:30]}" for name, _, said in CASES])
def test_bad_data_is_named(name, data, said):
    with pytest.raises(ValueError) as caught:
        shown(name, data)
    assert str(caught.value).startswith(said)
