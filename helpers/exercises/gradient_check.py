"""Notebook 03's exercise: the gradient of any function by central differences."""

import functools

import numpy as np

from helpers.measure import gradients
from helpers.exercises import Exercise, Mistake, Output


def bowl(v, W):
    """A function f(W) of a matrix that is neither even nor quadratic, so that every difference formula differs."""
    return float(np.tanh(W @ v).sum() + 0.3 * (W**3).sum())


def problems(rng):
    """Draw (f, W (H, I), eps), with steps so long that their error shows."""
    for shape, eps in [((2, 3), 0.02), ((3, 2), 0.05), ((4, 3), 0.01), ((1, 4), 0.03)]:
        yield functools.partial(bowl, rng.normal(size=shape[1])), rng.normal(size=shape), eps


def truth(f, W, eps):
    """What `my_numerical_gradient` should return, with the learner's own eps."""
    return gradients.central_differences(f, W, eps)


def loop(switches, f, W, eps):
    """Central differences, with each mistake in `switches` made on purpose."""
    on = switches.__contains__
    W, gradient, eps = W.copy(), np.zeros_like(W), next((float(name) for name in switches if "e-" in name), eps)
    for i in np.ndindex(W.shape):
        at = i[0] if on("row") else (slice(None), i[1]) if on("column") else ... if on("all") else i
        above, below = W.copy(), W.copy()
        above[at] += eps
        below[at] -= eps
        below = W if on("forward") or on("half forward") else above if on("alias") else below
        above = W if on("backward") else above
        width = eps if on("no 2") or on("forward") or on("backward") else 2 if on("no eps") else 2 * eps
        gradient[i] = (f(above) - f(below)) / (1 if on("bare") else 2 / eps if on("precedence") else width)
        W = above.copy() if on("left above") else below.copy() if on("left below") else W
    return -gradient if on("sign") else gradient


NUMERICAL_GRADIENT = Exercise(
    title="a numerical gradient",
    outputs=(Output("gradient"),),
    problems=problems,
    truth=truth,
    loop=loop,
    mistakes=(
        Mistake(
            "a one-sided difference",
            ("forward", "backward"),
            "(f(W + ε) − f(W)) / ε is wrong by an amount of order ε; with W + ε and W − ε the error is of order ε².",
            "the two places where f is called: one on each side of W.",
        ),
        Mistake(
            "one side at W itself, divided by 2ε",
            "half forward",
            "from W + ε back to W is one ε, not two: the lower side has not been reached. After `W[i] += eps`, only "
            "`W[i] -= 2 * eps` gets there.",
            "the line that goes to the lower side.",
        ),
        Mistake(
            "a factor 2 forgotten",
            "no 2",
            "from W − ε to W + ε the distance is 2ε.",
            "the division.",
        ),
        Mistake(
            "the division by ε forgotten",
            ("no eps", "bare"),
            "a slope is a difference of values over a distance, and the distance is 2ε.",
            "the division.",
        ),
        Mistake(
            "`/ 2 * eps` where `/ (2 * eps)` belongs",
            "precedence",
            "Python divides by 2 and then multiplies by eps.",
            "the brackets in the division.",
        ),
        Mistake(
            "its sign flipped",
            "sign",
            "the slope is f above minus f below.",
            "the order of the difference.",
        ),
        Mistake(
            "the entry not put back",
            ("left below", "left above"),
            "after an entry has been tried it must return to its value, or the next slope is taken at another W.",
            "the end of the loop's body.",
        ),
        Mistake(
            "more than one entry moved at a time",
            ("row", "column", "all"),
            "moving a whole row, a whole column or all of W measures the sum of many slopes; each entry needs its own.",
            "the index in the line that adds eps: `W[i, j]`, both of them.",
        ),
        Mistake(
            "the same number above and below",
            "alias",
            "`above = W` copies nothing: both names are one array, and what happens to one happens to the other.",
            "how the moved arrays are made (`W.copy()`), and whether the gradient is ever filled.",
        ),
        Mistake(
            "a step of its own",
            ("1e-5", "1e-6", "1e-4", "1e-7"),
            "the check passes its own eps, and the result must be the difference quotient of that very step.",
            "where eps is set: it is an argument.",
            tolerance=1e-6,
        ),
    ),
)
