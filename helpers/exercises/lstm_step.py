"""Notebook 07's first exercise: one step of the LSTM forward."""

import numpy as np

from helpers.cells import lstm
from helpers.exercises import Exercise, Mistake, Output
from helpers.cells.gates import logistic

SIZES = [(2, 3, 4), (3, 2, 5), (1, 4, 3), (5, 2, 3), (4, 1, 2), (2, 6, 3)]  # B, I, H
ORDERS = ("ifog", "igfo", "ogif", "ofig", "gifo", "fiog", "igof", "oifg")  # other orders of the blocks i, f, g, o


def problems(rng):
    """Draw (params, x (B, I), h (B, H), c (B, H)), with sizes that differ so that shapes tell."""
    for B, I, H in SIZES:
        params = lstm.Params(rng.normal(size=(4 * H, I)), 0.6 * rng.normal(size=(4 * H, H)), 0.5 * rng.normal(size=4 * H))
        yield params, rng.normal(size=(B, I)), np.tanh(rng.normal(size=(B, H))), rng.normal(size=(B, H))


def truth(params, x, h, c):
    """What `my_lstm_step` should return: h_t and c_t, (B, H) each."""
    return tuple(lstm.step(params, x, (h, c)))


def gates(on, switches, a):
    """i, f, g, o from a_t (B, 4H), with each mistake in `switches` made on purpose."""
    order = next((name for name in switches if sorted(name) == sorted("ifgo")), "ifgo")
    blocks = a.reshape(len(a), -1, 4).transpose(2, 0, 1) if on("interleaved") else np.split(a, 4, axis=1)
    a_of = dict(zip(order, blocks))
    squash = {gate: logistic for gate in "ifo"} | {"g": np.tanh}
    squash |= {gate: np.tanh for gate in "ifo" if on("tanh gates") or on(f"tanh {gate}")}
    squash["g"] = logistic if on("logistic g") else (lambda a: a) if on("bare g") else squash["g"]
    return (squash[gate](a_of[gate]) for gate in "ifgo")


def loop(switches, params, x, h, c):
    """Take one step, with each mistake in `switches` made on purpose."""
    on = switches.__contains__
    a = (not on("no input")) * (x @ params.W_ih.T) + (not on("no loop")) * (h @ params.W_hh.T)
    i, f, g, o = gates(on, switches, a + (not on("no bias")) * params.b_h)
    f = 1 - i if on("coupled") else 1 - f if on("remembers 1 - f") else 1 if on("no forget") else f
    new = g if on("no input gate") else i + g if on("gate added") else i * g
    kept = h if on("h for c") else c
    c_next = f * (kept + new) if on("forget on new") else f * kept + (f * new if on("new scaled") else new)
    c_next = kept + f * new if on("forget moved") else f * kept * new if on("multiplied") else new if on("no old c") else c_next
    c_next = np.tanh(c_next) if on("c squashed") else c_next
    shown = c if on("old c") else c_next
    squashed = shown if on("no tanh") else logistic(shown) if on("logistic c") else np.tanh(shown)
    h_next = squashed if on("no output gate") else o * squashed
    h_next = np.tanh(o * c_next) if on("tanh outside") else h_next
    return (c_next, h_next) if on("pair swapped") else (h_next, c_next)


LSTM_STEP = Exercise(
    title="the LSTM's step",
    outputs=(Output("h"), Output("c")),
    problems=problems,
    truth=truth,
    loop=loop,
    mistakes=(
        Mistake("the input and the forget gate exchanged", "figo", "i scales what is new, g_t; f scales what is there "
                "already, c_{t-1}: c_t = f ⊙ c_{t-1} + i ⊙ g.", "the order in which the four blocks are unpacked, i, f, g, o, "
                "and the line for c_t."),
        Mistake("the gates in another order", ORDERS, "the rows of W_ih, W_hh and b_h hold the blocks i, f, g, o, in this "
                "order; other libraries have other orders, so weights cannot be carried over unseen.",
                "the line that splits a_t into four."),
        Mistake("the gates interleaved", "interleaved", "the first H rows are i's, the next H are f's: blocks, side by side; "
                "unit 1's four gates are not neighbours.", "the line that splits a_t into four: `np.split(a, 4, axis=-1)`."),
        Mistake("tanh on the gates", ("tanh gates", "tanh i", "tanh f", "tanh o"), "a gate is a share, from 0 to 1: σ. "
                "tanh runs from −1 to 1, and a gate below 0 would turn signs round.", "the lines for i, f and o."),
        Mistake("σ where g has its tanh", "logistic g", "g is content, not a gate: with σ it could only ever add to c, never "
                "take away.", "the line for g."),
        Mistake("g left without its tanh", "bare g", "g = tanh(a_g), so that one step writes at most ±1 into the cell.",
                "the line for g."),
        Mistake("no tanh between c and h", "no tanh", "h_t = o ⊙ tanh(c_t): c may grow beyond 1, h may not.",
                "the line for h."),
        Mistake("σ between c and h", "logistic c", "h_t = o ⊙ tanh(c_t): content keeps its sign; only gates are made by σ.",
                "the line for h."),
        Mistake("the old c in the output", "old c", "h_t shows what the cell holds *now*: o ⊙ tanh(c_t), after the update.",
                "the c in the line for h."),
        Mistake("the forget gate on the new content", ("forget on new", "new scaled", "forget moved"), "f decides what stays of c_{t-1}; "
                "what is new has its own gate i.", "the brackets in the line for c_t."),
        Mistake("no forget gate", "no forget", "this is the LSTM of 1997, c_t = c_{t-1} + i ⊙ g; since 2000 f ⊙ c_{t-1} is "
                "what stays.", "the first term in the line for c_t."),
        Mistake("the old cell state dropped", "no old c", "c_t has two terms: what is kept, f ⊙ c_{t-1}, and what is written, "
                "i ⊙ g.", "the line for c_t."),
        Mistake("a product where the sum belongs", "multiplied", "what is kept and what is written are *added*: the sum is the "
                "straight road.", "the sign between the two terms of c_t."),
        Mistake("the forget gate read as the share to forget", "remembers 1 - f", "in spite of its name f is the share that is "
                "*kept*: f = 1 keeps all.", "the factor of c_{t-1}."),
        Mistake("f tied to 1 − i", "coupled", "keeping and writing have a gate each, so that a cell can do both or neither; "
                "tying them is the GRU's way.", "the factor of c_{t-1}."),
        Mistake("no input gate", "no input gate", "i decides how much of g is written: c_t = f ⊙ c_{t-1} + i ⊙ g.",
                "the second term in the line for c_t."),
        Mistake("the input gate added to g", "gate added", "a gate scales: i ⊙ g.", "the second term in the line for c_t."),
        Mistake("no output gate", "no output gate", "h_t = o ⊙ tanh(c_t): o decides how much the cell shows.",
                "the line for h."),
        Mistake("the tanh around o ⊙ c", "tanh outside", "the tanh squashes c_t alone; then o takes its share.",
                "the brackets in the line for h."),
        Mistake("a tanh on the cell state", "c squashed", "nothing squashes c on its way from step to step: c_t = f ⊙ c_{t-1} + "
                "i ⊙ g, the straight road. tanh(c_t) is made for h alone.", "the line for c_t."),
        Mistake("h_{t-1} where c_{t-1} belongs", "h for c", "the forget gate keeps a share of the *cell* state c_{t-1}; "
                "h_{t-1} comes in through W_hh.", "the line for c_t."),
        Mistake("no bias", "no bias", "all four pre-activations have three terms, W_ih x_t + W_hh h_{t-1} + b_h; without "
                "b_h no gate can start open.", "the sum before σ and tanh."),
        Mistake("no recurrent term", "no loop", "without W_hh h_{t-1} the gates do not know what the net has seen.",
                "the sum before σ and tanh."),
        Mistake("no input term", "no input", "without W_ih x_t nothing is ever read.", "the sum before σ and tanh."),
        Mistake("h and c exchanged", "pair swapped", "the step returns (h, c): first what is shown, then what is kept.",
                "the return line."),
    ),
)
