"""Notebook 06's exercise on the blame of letters: dL_k/dx_t for all losses and all inputs."""

import numpy as np

from helpers.cells import rnn
from helpers.exercises import Exercise, Mistake, Output
from helpers.exercises.backward_step import STEP_MISTAKES, back, draw


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
            shown[k - 1, t - 1] = np.linalg.norm(carried if on("W_hh") else delta if on("deltas") else g)
    shown = shown if on("states") or on("deltas") or on("W_hh") else _size(on, dx)
    shown[:, :1] *= not on("step 1 left out")
    return shown.T if on("transposed") else shown


def empty(params, hs, dhs):
    """An X in which nothing was stored."""
    return np.zeros((len(dhs), len(dhs)))


def lumped(params, hs, dhs):
    """One norm for all losses together, in every row of a column that the loop had reached: no axis was named."""
    return np.broadcast_to(np.linalg.norm(truth(params, hs, dhs), axis=0), (len(dhs), len(dhs)))


def multiplied(params, hs, dhs):
    """The product of the norms in place of the norm of the product."""
    return loop({"deltas"}, params, hs, dhs) * np.linalg.norm(params.W_ih)


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
            "nothing stored",
            empty,
            "every entry of X is still 0.",
            "the line that writes into X, inside the loop.",
        ),
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
            "W_hh where W_ih belongs",
            "W_hh",
            "the letter x_t entered through W_ih; W_hhᵀ δ_t is the blame of the state h_{t-1}.",
            "the matrix in the line that stores the result.",
        ),
        Mistake(
            "one norm for all losses together",
            lumped,
            "without an axis, `np.linalg.norm` takes all rows as one: each loss, each row, has a norm of its own.",
            "the `axis` of `np.linalg.norm`.",
        ),
        Mistake(
            "norms multiplied",
            multiplied,
            "‖W_ihᵀ δ‖ depends on the direction of δ: first the product, then its norm.",
            "the line that stores the result.",
        ),
        Mistake(
            "step 1 left out",
            "step 1 left out",
            "the first letter is x_1, and the walk back ends with it: `range(T, 0, -1)` runs from T down to 1.",
            "the end of the loop over t.",
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
