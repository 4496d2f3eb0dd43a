"""Notebook 01's exercise: how much does step t matter? Nudge x_t up and down and measure the loss."""

import numpy as np

from helpers.measure import gradients
from helpers.exercises import Exercise, Mistake, Output


def nudgeable(rng):
    """Draw (loss, xs (T,), eps): the final loss of a small random network as a function of its inputs."""
    for T in (4, 6, 5):
        w, W, v = rng.normal(size=3), rng.normal(size=(3, 3)), rng.normal(size=3)

        def loss(xs, w=w, W=W, v=v):
            h = np.zeros(3)
            for x in xs:
                h = np.tanh(w * x + W @ h)
            return 0.5 * float(v @ h - 1) ** 2

        yield loss, rng.normal(size=T), 1e-3


def sensitivities(loss, xs, eps):
    """Return dL/dx_t for t = 1…T by central differences: (T,)."""
    return gradients.central_differences(loss, xs, eps)


def one_sided(loss, xs, eps):
    """The rise of the loss when one input at a time is raised by eps."""
    return np.array([loss(xs + eps * at) - loss(xs) for at in np.eye(len(xs))])


def never_undone(loss, xs, eps):
    """Central differences whose loop leaves each nudge in place: + eps, then − 2 eps, and on to the next step."""
    found, xs = np.empty(len(xs)), xs.copy()
    for t in range(len(xs)):
        xs[t] += eps
        above = loss(xs)
        xs[t] -= 2 * eps
        found[t] = (above - loss(xs)) / (2 * eps)
    return found


def piled_up(loss, xs, eps):
    """Central differences from two arrays in which the nudges pile up, step after step."""
    steps = np.tri(len(xs))
    return np.array([(loss(xs + eps * at) - loss(xs - eps * at)) / (2 * eps) for at in steps])


def all_at_once(loss, xs, eps):
    """One and the same number for every step: what nudging the whole sequence gives."""
    return np.full(len(xs), (loss(xs + eps) - loss(xs - eps)) / (2 * eps))


SENSITIVITIES = Exercise(
    title="nudging",
    outputs=(Output("dxs", "forward", first=1),),
    problems=nudgeable,
    truth=sensitivities,
    mistakes=(
        Mistake(
            "no division by ε",
            (lambda *args: 2 * args[2] * sensitivities(*args), lambda *args: args[2] * sensitivities(*args), one_sided),
            "a sensitivity is a change of the loss per change of the input; without the division it shrinks with ε.",
            "the line that subtracts the two losses.",
        ),
        Mistake(
            "ε where 2ε belongs",
            lambda *args: 2 * sensitivities(*args),
            "from x − ε to x + ε is a distance of 2ε.",
            "the denominator.",
        ),
        Mistake(
            "a product where a quotient belongs",
            lambda *args: sensitivities(*args) * args[2] ** 2,
            "dividing by 2 * eps needs brackets: `/ 2 * eps` divides by 2 and then multiplies by eps.",
            "the brackets of the denominator.",
        ),
        Mistake(
            "a difference to one side only",
            (
                lambda *args: one_sided(*args) / args[2],
                lambda loss, xs, eps: -one_sided(loss, xs, -eps) / eps,
            ),
            "the idea is right, the error is of order ε; up and down, it is of order ε².",
            "the second loss: take it at x_t − ε, not at x_t.",
        ),
        Mistake(
            "one step of ε and a division by 2ε",
            lambda *args: one_sided(*args) / (2 * args[2]),
            "from x to x + ε is a distance of ε; 2ε belongs to the pair x − ε, x + ε.",
            "the second loss: take it at x_t − ε, not at x_t.",
        ),
        Mistake(
            "all steps nudged at once",
            all_at_once,
            "`xs + eps` moves every x_t; the question is what one of them does alone.",
            "the line that makes the nudged sequence.",
        ),
        Mistake(
            "nudges that are never undone",
            (never_undone, piled_up),
            "when step t is nudged, the steps before it must be back where they were.",
            "the array you nudge: take a fresh copy of xs for each t.",
        ),
        Mistake(
            "no distance between up and down",
            lambda loss, xs, eps: np.zeros(len(xs)),
            "`up = down = xs` is one array with two names, so that + ε and − ε cancel; each needs its own `xs.copy()`.",
            "the two arrays you nudge, or, if they are two, the line that fills the result.",
        ),
        Mistake(
            "an answer one step off",
            (lambda *args: np.roll(sensitivities(*args), 1), lambda *args: np.roll(sensitivities(*args), -1)),
            "row t − 1 belongs to x_t: xs[0] is x_1.",
            "the index at which you store the result.",
        ),
        Mistake(
            "time running backwards",
            lambda *args: sensitivities(*args)[::-1],
            "the first entry belongs to x_1, the last to x_T.",
            "the order of the loop, or of the result.",
        ),
        Mistake(
            "the sign lost",
            lambda *args: np.abs(sensitivities(*args)),
            "whether the loss rises or falls when x_t rises is part of the answer; the picture takes the absolute value.",
            "the call of abs.",
        ),
        Mistake(
            "the sign turned round",
            lambda *args: -sensitivities(*args),
            "it is the loss above minus the loss below.",
            "the order of the subtraction.",
        ),
        Mistake(
            "a relative change of the loss",
            lambda loss, xs, eps: sensitivities(loss, xs, eps) / loss(xs),
            "dL/dx_t compares changes: divide by 2ε alone, not by the loss as well.",
            "the denominator.",
        ),
        Mistake(
            "a nudge in proportion to x_t",
            lambda loss, xs, eps: sensitivities(loss, xs, eps) * xs,
            "the nudge is ±ε, whatever x_t is; ε x_t would ask nothing of an x_t that is zero.",
            "the line that makes the nudged sequence.",
            1e-5,
        ),
    ),
)
