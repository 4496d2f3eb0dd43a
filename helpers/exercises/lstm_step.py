"""Notebook 07's first exercise: one step of the LSTM forward."""

import numpy as np

from helpers.cells import lstm
from helpers.cells.gates import logistic as sigma
from helpers.exercises import Exercise, Output, table
from helpers.exercises.forward_pass import AFFINE, JOINED


def problems(rng):
    """Draw (params, x (B, I), h (B, H), c (B, H)), with sizes that differ so that shapes tell."""
    for B, I, H in [(2, 3, 4), (3, 2, 5), (1, 4, 3), (5, 2, 3), (4, 1, 2), (2, 6, 3)]:
        weights = rng.normal(size=(4 * H, I)), 0.6 * rng.normal(size=(4 * H, H)), 0.5 * rng.normal(size=4 * H)
        yield lstm.Params(*weights), rng.normal(size=(B, I)), np.tanh(rng.normal(size=(B, H))), rng.normal(size=(B, H))


def my_lstm_step(params, x, h, c):
    a_i, a_f, a_g, a_o = np.split(x @ params.W_ih.T + h @ params.W_hh.T + params.b_h, 4, axis=1)
    c = sigma(a_f) * c + sigma(a_i) * np.tanh(a_g)
    return sigma(a_o) * np.tanh(c), c


LSTM_STEP = Exercise(
    title="the LSTM's step", outputs=(Output("h_t"), Output("c_t")), problems=problems, solution=my_lstm_step,
    mistakes=table(AFFINE + """
the forget gate read as the share to forget :: sigma(a_f) * c → (1 - sigma(a_f)) * c
    in spite of its name f is the share that is *kept*: f = 1 keeps all.
the gates interleaved :: np.split(SUM, 4, axis=1) → ((SUM)[:, k::4] for k in range(4))
    the first H rows are i's, the next H are f's: blocks, side by side; unit 1's four gates are not neighbours.
the gates in another order :: <a_i, a_f, a_g, a_o> =
    W_ih, W_hh and b_h hold the blocks in the order i, f, g, o; and f keeps the old content, i lets in the new.
tanh on the gates :: sigma(a_?) → np.tanh(a_?) [ifo]
a hard σ, made of straight lines :: sigma(a_?) → np.clip(0.2 * a_? + 0.5, 0, 1) [ifo]
| sigma(a_?) → np.clip(a_? / 6 + 0.5, 0, 1) [ifo] | sigma(a_?) → np.clip((a_? + 1) / 2, 0, 1) [ifo]
no σ on the gates :: sigma(a_?) → a_? [ifo]
σ written out as 1 / 1 + e^{−a} :: sigma(a_?) → (1 / 1 + np.exp(-a_?)) [ifo]
1 added to the forget gate's bias :: sigma(a_f) → sigma(a_f + 1) | sigma(a_f) → sigma(a_f + 2)
σ with its sign turned :: sigma(a_i) → sigma(-a_i) & sigma(a_f) → sigma(-a_f) & sigma(a_o) → sigma(-a_o)
    a gate is σ(a) = 1 / (1 + e^{−a}) of its pre-activation, as it is.
σ where g has its tanh :: np.tanh(a_g) → sigma(a_g)
tanh written out as 2 σ(a) − 1 :: np.tanh(a_g) → (2 * sigma(a_g) - 1) & np.tanh(c), c → 2 * sigma(c) - 1, c
| np.tanh(a_g) → (2 * sigma(a_g) - 1)
the ReLU where g has its tanh :: np.tanh(a_g) → np.maximum(a_g, 0)
g left without its tanh :: np.tanh(a_g) → a_g
    content has a sign: g = tanh(a_g), and tanh(a) = 2 σ(2a) − 1.
σ in place of tanh between c and h :: np.tanh(c), c → sigma(c), c
no tanh between c and h :: np.tanh(c), c → c, c
the tanh around o ⊙ c :: sigma(a_o) * np.tanh(c) → np.tanh(sigma(a_o) * c)
a tanh on the cell state :: c = TERMS → c = np.tanh(TERMS)
    c_t may grow beyond 1, and nothing squashes it on its way on; h_t shows it through a tanh: h_t = o ⊙ tanh(c_t).
the batch's rows read as steps :: a_i, a_f → if len(x) > 1:⏎        rows, h, c = [], h[:1], c[:1]⏎ROWS⏎    a_i, a_f
    the B rows are B sequences, all at the same step: none goes on from another's state.
the old c in the output :: c = TERMS → new = TERMS & np.tanh(c), c → np.tanh(c), new
    h_t shows what the cell holds *now*, after the update, and c_t is what is returned.
peepholes, c among what the gates hear :: c = TERMS → a_i, a_f = a_i + c, a_f + c; c = TERMS
| c = TERMS → a_i, a_f = a_i + c, a_f + c; c = TERMS; a_o = a_o + c
    this LSTM's gates hear x_t and h_{t-1} alone.
i tied to 1 − f :: sigma(a_i) * → (1 - sigma(a_f)) *
the input gate on the old content :: TERMS → sigma(a_i) * (sigma(a_f) * c + np.tanh(a_g))
no forget gate :: sigma(a_f) * c → c
f tied to 1 − i :: sigma(a_f) * c → (1 - sigma(a_i)) * c
    c_t = f ⊙ c_{t-1} + i ⊙ g: f keeps a share of the old, i writes one of the new, each for itself.
no output gate :: sigma(a_o) * →
    h_t = o ⊙ tanh(c_t): o decides how much the cell shows.
c_{t-1} where h_{t-1} belongs :: h @ params.W_hh.T → c @ params.W_hh.T
W_hh's blocks the wrong way round :: h @ params.W_hh.T → np.hstack([h @ block for block in np.split(params.W_hh, 4)])
    all four pre-activations have three terms, W_ih x_t + W_hh h_{t-1} + b_h, on rows each block as `h @ block.T`.
""", JOINED=JOINED, SUM="x @ params.W_ih.T + h @ params.W_hh.T + params.b_h",
        TERMS="sigma(a_f) * c + sigma(a_i) * np.tanh(a_g)",
        ROWS="        for k in range(len(x)):⏎            h, c = my_lstm_step(params, x[k : k + 1], h, c)⏎"
        "            rows.append((h[0], c[0]))⏎        return tuple(map(np.array, zip(*rows)))"),
)  # fmt: skip
