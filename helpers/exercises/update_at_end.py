"""Notebook 03's exercise: one training step whose update comes at the very end."""

from helpers.cells import rnn
from helpers.learn import training
from helpers.exercises import Exercise, Mistake, Output, bptt
from helpers.exercises.backward_step import STEP_MISTAKES, back


def problems(rng):
    """Draw (params, xs, hs, dhs, learning_rate), with rates large enough for a moved W_hh to show."""
    for args, learning_rate in zip(bptt.problems(rng), [0.1, 0.3, 0.05, 0.2] * 3):
        yield *args, learning_rate


def truth(params, xs, hs, dhs, learning_rate):
    """What `my_training_step` should return: W_ih, W_hh and b_h after one step of SGD."""
    grads = rnn.backward(params, rnn.Trace(xs, hs), dhs)
    return training.sgd(params, grads, learning_rate)[:3]


def loop(switches, params, xs, hs, dhs, learning_rate):
    """Go back through time, then update, with each mistake in `switches` made on purpose."""
    on = switches.__contains__
    T, carried = len(dhs), 0 * dhs[0]
    sums = [0 * weights for weights in params[:3]]
    running = [0 * weights for weights in params[:3]]
    rate = 1 if on("no rate") else learning_rate**2 if on("rate twice") else learning_rate
    rate = -rate if on("sign") else rate
    W = params.W_hh
    for t in range(T, 0, -1):
        g = dhs[t - 1] + carried
        _, parts, carried = back(on, W, xs, hs, g, t)
        sums = parts if on("assigned") else [a + b for a, b in zip(sums, parts)]
        running = [a + b for a, b in zip(running, sums)]
        moves = on("moving") or on("moving first")
        W = W - rate * parts[1] if moves else W - rate * sums[1] if on("moving faster") else W
        carried = back(on, W, xs, hs, g, t)[2] if on("moving first") else carried
        carried = 0 * carried if on("cut") else carried
    sums = running if on("running") or on("moving faster") else sums
    sums = [part / (T if on("mean over steps") else 1) for part in sums]
    new = [weights - rate * part for weights, part in zip(params[:3], sums)]
    new = [-rate * part for part in sums] if on("change alone") else sums if on("gradients") else new
    return tuple(old if on(f"{name} left") else moved for name, old, moved in zip(params._fields, params, new))


UPDATE_AT_END = Exercise(
    title="a training step",
    outputs=(Output("W_ih"), Output("W_hh"), Output("b_h")),
    problems=problems,
    truth=truth,
    loop=loop,
    mistakes=(
        Mistake(
            "W_hh updated inside the loop",
            ("moving", "moving first", "moving faster"),
            "δ_t must flow back through the W_hh that the forward pass used. Moved on the way, it belongs to a network that "
            "never ran, and the larger η, the further.",
            "the line that changes W_hh: it belongs after the loop, at the very end.",
        ),
        Mistake(
            "the running sum subtracted at every step",
            "running",
            "inside the loop the gradient is still growing; subtracting it T times counts the late steps again and again.",
            "the update: once, after the loop.",
        ),
        Mistake(
            "its sign flipped",
            "sign",
            "the gradient points uphill: W ← W − η dL/dW.",
            "the sign in the update.",
        ),
        Mistake(
            "the learning rate left out",
            "no rate",
            "W ← W − η dL/dW: the gradient gives the direction, η says how far.",
            "the update.",
        ),
        Mistake(
            "the learning rate applied twice",
            "rate twice",
            "η scales the step once, either in the sums or in the update.",
            "the two places where learning_rate stands.",
        ),
        Mistake(
            "the mean over steps in place of the sum",
            "mean over steps",
            "the weights act T times and the effects add up, with no 1/T.",
            "a division by T.",
        ),
        Mistake(
            "`=` where `+=` belongs",
            "assigned",
            "each step overwrites the contribution of the one before, and only that of t = 1 survives.",
            "the lines for the three gradients in the loop.",
        ),
        Mistake(
            "the state's gradient not carried back",
            "cut",
            "dL/dh_t = ∂⁺L/∂h_t + W_hhᵀ δ_{t+1}: without the second term there is no *through time*.",
            "the end of the loop's body.",
        ),
        Mistake(
            "the gradients returned in place of the new weights",
            "gradients",
            "the function returns the weights after the step.",
            "the last line.",
        ),
        Mistake(
            "the change returned in place of the new weights",
            "change alone",
            "−η dL/dW is what is added to W; the function returns the weights after the step.",
            "the last line.",
        ),
        Mistake("W_ih left as it was", "W_ih left", "SGD moves all three: W_ih, W_hh and b_h.", "the update of W_ih."),
        Mistake("W_hh left as it was", "W_hh left", "SGD moves all three: W_ih, W_hh and b_h.", "the update of W_hh."),
        Mistake("b_h left as it was", "b_h left", "SGD moves all three: W_ih, W_hh and b_h.", "the update of b_h."),
        *(mistake for mistake in STEP_MISTAKES if mistake.gives != "outer"),
    ),
)
