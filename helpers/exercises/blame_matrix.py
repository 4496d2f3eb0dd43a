"""Notebook 06's exercises on M: why it is lower triangular, what a pass for every loss costs, the blame of letters."""

import numpy as np

from helpers import rnn
from helpers.exercises import Answer, Choice, Exercise, Mistake, Output
from helpers.exercises.backward_step import STEP_MISTAKES, back, draw

LOWER_TRIANGULAR = Choice(
    title="why M is lower triangular",
    options={
        "A": "right: h_t is made after L_k was read off h_k, and the future cannot be blamed for the past.",
        "B": "the entries above the diagonal are exactly 0, not small; and vanishing would begin far below the "
        "diagonal.",
        "C": "a full W_hh gives the same triangle. It comes from the order of the steps, not from the weights.",
        "D": "right: the same in the language of the loop. It starts at T with nothing, and stays nothing until it "
        "meets ∂⁺L_k.",
        "E": "row k reaches back to t = 0: the loss blames every letter on the way, not the last one alone.",
        "F": "true of the weights, but no reason: with a W_hh of its own for every step, M would have the same "
        "triangle.",
    },
    right=frozenset({"A", "D"}),
)

T = 100
STEPS_BACK = Answer(
    title="the number of steps back with a pass for every loss",
    truth=sum(range(1, T + 1)),
    why=f"Loss k walks k steps, and 1 + 2 + … + {T} = {T} · {T + 1} / 2. One sweep walks {T}.",
    mistakes=(
        Mistake(
            "one sweep's count",
            T,
            f"one sweep for the whole gradient takes {T} steps; here each loss has a pass of its own.",
            "the words “a pass of its own”.",
        ),
        Mistake(
            "every pass started at T",
            T * T,
            f"loss k asks nothing of the states after h_k, so that its pass starts at k, not at {T}.",
            "the triangle: which entries are zero anyway?",
        ),
        Mistake(
            "the last step of each pass left out",
            T * (T - 1) // 2,
            "each pass ends at h_0, which takes one more step than ending at h_1.",
            "loss 1: it walks from h_1 to h_0, one step.",
        ),
        Mistake(
            "a step counted for every entry of M",
            T * (T + 3) // 2,
            "the diagonal is where a pass starts: M[k, k] is ∂⁺L_k/∂h_k, and no step has been taken yet.",
            "the entries below the diagonal alone.",
        ),
        Mistake(
            "a row for h_0",
            (T + 1) * (T + 2) // 2,
            "h_0 has no loss, and a pass of k steps visits k + 1 states.",
            "steps between states, not the states.",
        ),
        Mistake(
            "twice the sum",
            T * (T + 1),
            f"the passes are 1, 2, …, {T} steps long, half of {T} on average.",
            "the sum 1 + 2 + … + T.",
        ),
        Mistake(
            "all entries of the matrix",
            (T + 1) ** 2,
            "half of the matrix is zero, and the diagonal costs no step.",
            "the triangle below the diagonal.",
        ),
        Mistake(
            "the number of passes counted as steps of one",
            2 * T,
            "the passes have different lengths: add them up.",
            "the sum 1 + 2 + … + T.",
        ),
    ),
    hint=f"Loss 1 walks one step, from h_1 to h_0. Loss 2 walks two. Add them up to loss {T}.",
)


def problems(rng):
    """Draw (params, hs (T+1, H), dhs (T, H)) of runs of one sequence; sizes differ, the smallest first."""
    for n_steps, n_inputs, n_hidden in [(3, 2, 4), (4, 3, 2), (6, 5, 3), (5, 2, 6), (8, 4, 5)]:
        params, trace = draw(rng, n_steps, 1, n_inputs, n_hidden)
        yield params, trace.hs[:, 0], rng.normal(size=(n_steps, n_hidden))


def truth(params, hs, dhs):
    """What `my_letter_blame` should return: ‖dL_k/dx_t‖ at [k-1, t-1], (T, T)."""
    n_steps, n_hidden = dhs.shape
    alone = np.zeros((n_steps, n_steps, n_hidden))  # step, copy, unit
    alone[np.arange(n_steps), np.arange(n_steps)] = dhs
    xs = np.zeros((n_steps, n_steps, params.W_ih.shape[1]))  # the way back does not read them
    copies = rnn.Trace(xs, np.repeat(hs[:, None], n_steps, axis=1))
    return np.linalg.norm(rnn.backward(params, copies, alone).xs, axis=2).T


def loop(switches, params, hs, dhs):
    """Send each loss back to all letters, with each mistake in `switches` made on purpose."""
    on = switches.__contains__
    n_steps, dx = len(dhs), np.zeros((len(dhs), len(dhs), params.W_ih.shape[1]))
    shown = np.zeros((n_steps, n_steps))
    states, xs = hs[:, None], np.zeros((n_steps, 1, params.W_ih.shape[1]))
    for k in range(1, n_steps + 1):
        carried = 0 * dhs[:1]
        for t in range(n_steps, 0, -1):
            asked = t == k or on("up to k") and t < k or on("from k on") and t > k
            g = dhs[t - 1 : t] * asked + carried
            delta, _, carried = back(on, params.W_hh, xs, states, g, t)
            carried = 0 * carried if on("cut") else carried
            dx[k - 1, t - 1] = ((carried if on("one late") else g if on("read from g") else delta) @ params.W_ih)[0]
            shown[k - 1, t - 1] = np.linalg.norm(delta if on("deltas") else g)
    shown = shown if on("states") or on("deltas") else _size(on, dx)
    return shown.T if on("transposed") else shown


def _size(on, dx):
    if on("absolute") or on("signed"):
        return (np.abs(dx) if on("absolute") else dx).sum(axis=2)
    squares = (dx**2).mean(axis=2) if on("mean") else (dx**2).sum(axis=2)
    return squares if on("squared") else np.sqrt(squares)


LETTER_BLAME = Exercise(
    title="the blame of letters",
    outputs=(Output("X"),),
    problems=problems,
    truth=truth,
    loop=loop,
    mistakes=(
        Mistake(
            "the immediate gradients alone",
            "cut",
            "only the diagonal is filled: loss k never reaches a letter before k. What is carried back must be "
            "added at the next step.",
            "the end of the loop's body.",
        ),
        Mistake(
            "rows and columns exchanged",
            "transposed",
            "a row is a loss, a column is a letter: X is lower triangular.",
            "the order of the two indices where you store the result.",
        ),
        Mistake(
            "all losses up to k in row k",
            "up to k",
            "row k belongs to L_k alone: immediate gradients at earlier steps are other losses'.",
            "what is added at steps before k.",
        ),
        Mistake(
            "all losses from k on in row k",
            "from k on",
            "row k belongs to L_k alone; what later losses send is in their own rows.",
            "where row k starts: nothing is carried into step k.",
        ),
        Mistake(
            "the norms of dL_k/dh_t",
            "states",
            "that is M, without its first row and column. A letter entered through W_ih: dL_k/dx_t = W_ihᵀ δ_t.",
            "the line that stores the result.",
        ),
        Mistake(
            "the norms of δ_t",
            "deltas",
            "δ_t = dL_k/da_t sits behind W_ih: dL_k/dx_t = W_ihᵀ δ_t.",
            "the line that stores the result.",
        ),
        Mistake(
            "dL_k/dh_t in place of δ_t at the letter",
            "read from g",
            "the letter entered before the tanh, so that W_ihᵀ acts on δ_t.",
            "the line that makes dL_k/dx_t.",
        ),
        Mistake(
            "the letter's blame taken one step too late",
            "one late",
            "after the carry the gradient stands at h_{t-1}; the letter x_t is blamed by δ_t, before it.",
            "the order of the lines in the loop.",
        ),
        Mistake(
            "a squared norm",
            "squared",
            "the norm is the root of the sum of squares.",
            "the last line: `np.linalg.norm`.",
        ),
        Mistake(
            "the mean where the sum belongs",
            "mean",
            "the norm is the root of the *sum* of squares over the inputs.",
            "a `.mean` under the root.",
        ),
        Mistake(
            "the sum of absolute values",
            "absolute",
            "the exercise asks for the Euclidean norm.",
            "the last line: `np.linalg.norm`.",
        ),
        Mistake(
            "entries added up with their signs",
            "signed",
            "entries of opposite sign cancel; a norm squares them first.",
            "the last line: `np.linalg.norm`.",
        ),
        *(
            mistake
            for mistake in STEP_MISTAKES
            if mistake.gives in ("untransposed", "no slope", "slope of h", "slope of h_prev", "carried from g")
            or mistake.name == "tanh′ applied twice"
        ),
    ),
)
