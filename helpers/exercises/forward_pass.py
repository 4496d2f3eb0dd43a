"""Notebook 01's exercise: one step forward."""

import numpy as np

from helpers.cells import rnn
from helpers.exercises import Exercise, Output, table


def problems(rng):
    """Draw (params, x (B, I), h (B, H)), with sizes that differ so that shapes tell."""
    for B, I, H in [(2, 3, 4), (3, 2, 5), (1, 4, 3), (5, 2, 3), (4, 1, 2), (2, 6, 3)]:
        params = rnn.Params(rng.normal(size=(H, I)), 0.8 * rng.normal(size=(H, H)), 0.5 * rng.normal(size=H))
        yield params, rng.normal(size=(B, I)), np.tanh(rng.normal(size=(B, H)))


def my_step(params, x, h):
    return np.tanh(x @ params.W_ih.T + h @ params.W_hh.T + params.b_h)


AFFINE = """
no bias :: + params.b_h →
    b_h belongs in the sum: W_ih x_t + W_hh h_{t-1} + b_h.
no recurrent term :: + h @ params.W_hh.T →
no input term :: x @ params.W_ih.T + →
    W_ih x_t + W_hh h_{t-1} + b_h. Without W_hh h_{t-1} the net remembers nothing; without W_ih x_t it hears nothing.
a reshape where a transpose belongs :: params.W_ih.T → params.W_ih.reshape(x.shape[1], -1)
h before x, where W_ih comes before W_hh :: x @ params.W_ih.T + h @ params.W_hh.T → JOINED
    x goes through W_ih, whose rows have I numbers, and h through W_hh, whose rows have H; b_h is added to every row.
the bias added twice :: + params.b_h → + 2 * params.b_h
    there is one bias here, added once; PyTorch keeps two, b_ih and b_hh, whose sum it is.
one sequence's state, or input, for all :: h @ params.W_hh → h[0] @ params.W_hh | x @ params.W_ih → x[0] @ params.W_ih
    row b of x and of h belongs to sequence b, which reads its own input and goes on from its own state.
"""
JOINED = "np.hstack([h, x]) @ np.hstack([params.W_ih, params.W_hh]).T"
STEP = Exercise(
    title="one step", outputs=(Output("h_t"),), problems=problems, solution=my_step, mistakes=table(AFFINE + """
the batch's rows read as steps :: return ALL → out, h = [], h[0]⏎    for x in x:⏎        h = ALL⏎        out.append(h)
& out.append(h) → out.append(h)⏎    return np.array(out)
columns dealt out into rows by a reshape :: ALL → (ALL).T.reshape(h.shape)
    the B rows are B sequences, all at the same step: none hears another, and B rows come out.
units that hear the new values of those before them :: return ALL → h = h.copy()⏎    for k in range(h.shape[1]):
& range(h.shape[1]): → range(h.shape[1]):⏎        h[:, k] = ALL[:, k]⏎    return h
    all units move at once: each hears h_{t-1}, the old state, of all the others.
W_hh the wrong way round :: h @ params.W_hh.T → h @ params.W_hh
    row i of W_hh holds what flows into unit i. States are rows here, so W_hh h becomes `h @ W_hh.T`.
no tanh :: np.tanh( → (
    without tanh the net is linear: all its steps together are one matrix.
the ReLU in place of tanh :: np.tanh → (lambda a: np.maximum(a, 0))
the logistic function in place of tanh :: np.tanh → (lambda a: 1 / (1 + np.exp(-a)))
tanh written out with a slip :: np.tanh → (lambda a: 2 / (1 + np.exp(-a)) - 1)
| np.tanh → (lambda a: np.exp(a) - np.exp(-a) / np.exp(a) + np.exp(-a))
| np.tanh → (lambda a: (np.exp(a) + np.exp(-a)) / (np.exp(a) - np.exp(-a)))
    h_t = tanh(a_t) = 2 σ(2 a_t) − 1 = (e^a − e^−a) / (e^a + e^−a), between −1 and 1.
a tanh for each term :: W_ih.T + h → W_ih.T) + np.tanh(h | W_ih.T + h → W_ih.T) + np.tanh(h
& + params.b_h → ) + np.tanh(params.b_h | W_ih.T + h → W_ih.T) + np.tanh(h & + params.b_h → ) + (params.b_h
    the three terms are added first and squashed together, once; h_{t-1} has had its tanh at its own step.
a product of the two terms in place of their sum :: W_ih.T + h @ params.W_hh.T → W_ih.T * (h @ params.W_hh.T)
    a_t = W_ih x_t + W_hh h_{t-1} + b_h: three terms, added inside the tanh.
an elementwise product where a matrix product belongs :: h @ params.W_hh.T → h * np.diag(params.W_hh)
    every unit listens to every unit: `@`, not `*`. The diagonal of W_hh alone lets each hear only itself.
the old state added on top :: return ALL → return h + ALL
two steps in place of one :: ALL → np.tanh(x @ params.W_ih.T + ALL @ params.W_hh.T + params.b_h)
a part of the old state kept :: ALL → 0.5 * h + 0.5 * ALL | ALL → 0.1 * h + 0.9 * ALL | ALL → 0.9 * h + 0.1 * ALL
    one step reads h_{t-1} and returns h_t = tanh(a_t), in its place; a leaky unit is another network.
""", JOINED=JOINED, ALL="np.tanh(x @ params.W_ih.T + h @ params.W_hh.T + params.b_h)"))
