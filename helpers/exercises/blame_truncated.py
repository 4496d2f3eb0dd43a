"""Notebook 06's exercise on truncated BPTT: the gradient of a band of M."""

from helpers.cells import rnn
from helpers.learn import training
from helpers.exercises import Exercise, Mistake, Output
from helpers.exercises.backward_step import STEP_MISTAKES, back, draw


def problems(rng):
    """Draw (params, xs (T, I), hs (T+1, H), dhs (T, H), length) of runs of one sequence; the smallest first."""
    for n_steps, n_inputs, n_hidden, length in [(4, 2, 3, 2), (5, 3, 2, 3), (7, 2, 4, 2), (8, 3, 5, 3), (9, 2, 3, 4)]:
        params, trace = draw(rng, n_steps, 1, n_inputs, n_hidden)
        yield params, trace.xs[:, 0], trace.hs[:, 0], rng.normal(size=(n_steps, n_hidden)), length


def _band(params, xs, hs, dhs, length, every=1):
    grads = training.truncated(params, rnn.Trace(xs[:, None], hs[:, None]), dhs[:, None], length, every)
    return grads.W_ih, grads.W_hh


def truth(params, xs, hs, dhs, length):
    """What `my_truncated` should return: dW_ih (H, I) and dW_hh (H, H) of the band k − t < length."""
    return _band(params, xs, hs, dhs, length)


def pieces(params, xs, hs, dhs, length):
    """The gradients of pieces, the last of which is moved back to end at T."""
    return _band(params, xs, hs, dhs, length, every=length)


def loop(switches, params, xs, hs, dhs, length):
    """Send each loss back over `length` steps, with each mistake in `switches` made on purpose."""
    on = switches.__contains__
    T, sums = len(dhs), [0, 0]
    reach = length + on("one more") - on("one less")
    for k in range(1, T + 1):
        if on("every length-th") and k % length or on("last loss") and k < T or on("no last loss") and k == T:
            continue
        first = max(1, k - reach + 1)
        first = 1 if on("whole") or on("tail") else k - reach + 1 if on("below 1") else first
        first = max(0, k - length) if on("to step 0") else first
        first = (k - 1) // length * length + 1 if on("pieces") else first
        first = max(1, T - (T - k) // length * length - length + 1) if on("pieces from the end") else first
        states, before = hs.copy(), max(first, 1) - 1
        if on("restarted"):
            states[before : k + 1] = rnn.forward(params, xs[before:k, None]).hs[:, 0]
        states[before] *= not on("forgotten")
        carried = 0 * dhs[:1]
        for t in range(k, first - 1, -1):
            asked = t == k or on("every loss inside")
            g = dhs[[k - 1]] if on("uncarried") else dhs[[t - 1]] * asked + carried
            _, parts, carried = back(on, params.W_hh, xs[:, None], states[:, None], g, t)
            carried = 0 * carried if on("cut") else carried
            kept = not on("tail") or t > T - length
            kept = kept and (not on("far end") or t == first)
            sums = [total + part * kept for total, part in zip(sums, parts)]
    shared = length if on("mean over the window") else T if on("mean over steps") else 1
    return tuple(total / shared for total in sums)


TRUNCATED = Exercise(
    title="truncated BPTT",
    outputs=(Output("dW_ih"), Output("dW_hh")),
    problems=problems,
    truth=truth,
    loop=loop,
    mistakes=(
        Mistake(
            "a band one step too wide",
            "one more",
            "k − t < length keeps `length` steps, k itself among them: t = k, k − 1, …, k − length + 1.",
            "the end of the walk back.",
        ),
        Mistake(
            "a band one step too narrow",
            "one less",
            "k − t < length keeps `length` steps, k itself among them: t = k, k − 1, …, k − length + 1.",
            "the end of the walk back.",
        ),
        Mistake(
            "pieces in place of a band",
            ("pieces", "pieces from the end", pieces),
            "cut into pieces, a loss at the start of a piece reaches back one step, one at its end `length`: "
            "blocks on the diagonal of M. The band gives each loss its `length` steps.",
            "where the walk from loss k ends: at k − length + 1, wherever k is.",
        ),
        Mistake(
            "no truncation at all",
            "whole",
            "each loss walks back to step 1: that is full BPTT.",
            "the end of the walk back.",
        ),
        Mistake(
            "walks that go on before step 1",
            "below 1",
            "the first losses have fewer than `length` steps behind them. Below t = 1 an index turns negative, and Python "
            "counts it from the end: the last steps are taken for those before the first.",
            "the end of the walk back: never below 1.",
        ),
        Mistake(
            "the last steps of the sequence kept in place of a band",
            "tail",
            "each loss has its own `length` steps, counted back from k, not from T.",
            "the range of t: it depends on k.",
        ),
        Mistake(
            "the immediate gradients alone",
            "cut",
            "at every step of the walk, what came back from the step after it is what there is to carry on.",
            "the end of the loop's body.",
        ),
        Mistake(
            "a walk that goes one step too far, and on to step 0",
            "to step 0",
            "the walk from k ends at t = k − length + 1, and never below 1. At t = 0 no weights acted, and the index "
            "t − 1 takes the last step in its place.",
            "the end of the walk back: a `range` stops before its second number.",
        ),
        Mistake(
            "the same gradient at every step of the walk",
            "uncarried",
            "∂⁺L_k/∂h_k enters at t = k; from there on it is W_hhᵀ δ that walks back.",
            "the end of the inner loop's body: g must change there.",
        ),
        Mistake(
            "the last loss alone",
            "last loss",
            "every loss k has its own walk, and all of them are added up.",
            "the range of k; and that dW starts from zero once, before the loop over k.",
        ),
        Mistake(
            "the last loss left out",
            "no last loss",
            "the losses are k = 1 … T: `range(1, T + 1)`, as a `range` stops before its second number.",
            "the range of k.",
        ),
        Mistake(
            "every loss inside a window taken",
            "every loss inside",
            "the windows of neighbouring losses overlap: a loss met on the way has its own walk, and would be "
            "counted again in each window.",
            "what is added at steps before k: nothing.",
        ),
        Mistake(
            "only every length-th loss sent back",
            "every length-th",
            "a band of M has an entry for every loss k.",
            "the range of k.",
        ),
        Mistake(
            "the forward state cut as well",
            ("restarted", "forgotten"),
            "truncation cuts the way back alone. The states are those of the whole run: h_{t-1} at the start of a "
            "window is what the steps before it left.",
            "the states you multiply with: hs as given.",
        ),
        Mistake(
            "the far end of the walk alone",
            "far end",
            "each step on the walk from k back adds its share: they are summed, as always.",
            "whether the lines that add to dW stand inside the inner loop.",
        ),
        Mistake(
            "a mean over the window",
            "mean over the window",
            "the weights act at every step and the effects add up, with no 1/length.",
            "a division by length.",
        ),
        Mistake(
            "the mean over steps in place of the sum",
            "mean over steps",
            "L = Σ L_k is a sum, and so is its gradient.",
            "a division by T.",
        ),
        *(mistake for mistake in STEP_MISTAKES if mistake.gives not in ("bias from g", "batch mean")),
    ),
)
