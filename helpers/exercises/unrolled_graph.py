"""Notebook 02's exercises: the Jacobian that all paths add up to, and the gradient of a shared matrix."""

import numpy as np

from helpers.cells import rnn
from helpers.exercises import Exercise, Mistake, Output


def runs(rng):
    """Draw (W_hh (H, H), hs (T+1, H)), the states of a tanh run from a random h_0."""
    for T, H in [(2, 3), (4, 2), (3, 4), (5, 3)]:
        W_hh = 0.9 * rng.normal(size=(H, H)) / np.sqrt(H)
        params = rnn.Params(np.eye(H), W_hh, np.zeros(H))
        state0 = np.tanh(rng.normal(size=(1, H)))
        yield W_hh, rnn.forward(params, rng.normal(size=(T, 1, H)), state0).hs[:, 0]


def jacobian(W_hh, hs):
    """Return ∂h_T/∂h_0 (H, H), the product J_T ⋯ J_1."""
    return product(frozenset(), W_hh, hs)


def product(switches, W_hh, hs):
    """Multiply the step Jacobians, with each mistake in `switches` made on purpose."""
    on = switches.__contains__
    W = W_hh.T if on("transpose") else W_hh
    states = hs[:-1] if on("wrong step") else hs if on("h_0 too") else hs[1:]
    slopes = np.ones_like(states) if on("no slope") else 1 - states if on("no square") else 1 - states**2
    slopes = 1 - np.tanh(states) ** 2 if on("slope of the state") else slopes
    Js = slopes[:, None, :] * W if on("columns") else slopes[:, :, None] * W
    Js = np.array([W @ np.diag(row) for row in slopes]) if on("right side") else Js
    if on("sum"):
        return Js.sum(axis=0)
    J = np.eye(len(W))
    for step in Js[1:] if on("first left out") else Js[:-1] if on("last left out") else Js:
        J = J @ step if on("order") else J * step if on("elementwise") else step @ J
    return np.prod(Js, axis=0) if on("elementwise") else J


JACOBIAN = Exercise(
    title="the Jacobian ∂h_T/∂h_0",
    outputs=(Output("J"),),
    problems=runs,
    truth=jacobian,
    loop=product,
    mistakes=(
        Mistake(
            "the factors in the wrong order",
            "order",
            "the product is J_T ⋯ J_1: what happens first stands on the right, next to h_0.",
            "the loop: each new J_t multiplies from the left, `J_t @ J`.",
        ),
        Mistake(
            "a transposed W_hh",
            "transpose",
            "W_hh[i, j] leads from unit j to unit i, and so does J_t[i, j]: it stands as it is. The transpose is for "
            "carrying gradients back.",
            "the line that makes J_t.",
        ),
        Mistake(
            "no tanh′",
            "no slope",
            "each edge carries φ'(a_i) W_hh[i, j]; W_hh alone is right for a linear net only.",
            "the line that makes J_t: 1 − h_t² is missing.",
        ),
        Mistake(
            "the slopes of the wrong step",
            "wrong step",
            "J_t leads to h_t, so its slope is 1 − h_t²; h_{t-1} has had its own in J_{t-1}.",
            "the index of hs: T slopes, from `hs[1]` to `hs[T]`.",
        ),
        Mistake(
            "a factor for h_0 too",
            "h_0 too",
            "from h_0 to h_T there are T steps, hence T factors; no step leads to h_0.",
            "where the loop starts: at `hs[1]`.",
        ),
        Mistake(
            "the slopes on the wrong side of W_hh",
            "columns",
            "the slope belongs to the unit that is reached, row i: diag(1 − h_t²) W_hh. On columns it scales the unit left.",
            "the shape of the slopes: (H, 1) scales rows, (H,) scales columns.",
        ),
        Mistake(
            "h where h² belongs",
            "no square",
            "tanh′(a) = 1 − tanh(a)² = 1 − h².",
            "the slope.",
        ),
        Mistake(
            "tanh applied to a state that is tanh already",
            "slope of the state",
            "h_t = tanh(a_t), so the slope is 1 − h_t²; tanh(h_t) would be one tanh too many.",
            "the slope.",
        ),
        Mistake(
            "a sum over steps",
            "sum",
            "along a path the factors of all steps are multiplied; only different paths are added.",
            "the loop: a matrix product, not a plus.",
        ),
        Mistake(
            "an elementwise product",
            "elementwise",
            "`*` keeps to the edges between the same two units, over and over; `@` adds over every unit in between.",
            "the product: `@`, not `*`.",
        ),
        Mistake(
            "the first step left out",
            "first left out",
            "from h_0 to h_T there are T steps, hence T factors.",
            "where the loop starts.",
        ),
        Mistake(
            "the last step left out",
            "last left out",
            "from h_0 to h_T there are T steps, hence T factors.",
            "where the loop ends: `range(1, T)` stops at T − 1.",
        ),
    ),
)


def gradients_of_copies(rng):
    """Draw untied gradients (T, H, H)."""
    for T, H in [(2, 3), (4, 2), (5, 3)]:
        yield (rng.normal(size=(T, H, H)),)


def tied_gradient(untied):
    """Return the gradient (H, H) of a matrix that T steps share, from the gradients (T, H, H) of its copies."""
    return untied.sum(axis=0)


TIED = Exercise(
    title="the gradient of the shared matrix",
    outputs=(Output("dW_hh"),),
    problems=gradients_of_copies,
    truth=tied_gradient,
    mistakes=(
        Mistake(
            "the mean over the copies",
            lambda untied: untied.mean(axis=0),
            "turning the one knob by ε turns all T copies by ε, and the loss feels all of it: nothing is divided by T.",
            "`mean` where the sum belongs.",
        ),
        Mistake(
            "the product of the copies' gradients",
            lambda untied: untied.prod(axis=0),
            "products run along one path. The copies are different ways from the knob to the loss: ways are added.",
            "`prod` where the sum belongs.",
        ),
        Mistake(
            "the matrix product of the copies' gradients",
            lambda untied: np.linalg.multi_dot(untied),
            "products run along one path. The copies are different ways from the knob to the loss: ways are added.",
            "`@` where the sum belongs.",
        ),
        Mistake(
            "the last copy alone",
            lambda untied: untied[-1],
            "the copy of step T is nearest to the loss, but the knob turns the earlier copies as well.",
            "the index −1.",
        ),
        Mistake(
            "the first copy alone",
            lambda untied: untied[0],
            "the knob turns every later copy as well.",
            "the index 0; or a `return` inside the loop.",
        ),
        Mistake(
            "the largest gradient of each weight's copies",
            (
                lambda untied: untied.max(axis=0),
                lambda untied: np.take_along_axis(untied, np.abs(untied).argmax(axis=0)[None], axis=0)[0],
            ),
            "the smaller ones act too, and those of the other sign work against it.",
            "`max` where the sum belongs.",
        ),
        Mistake(
            "the gradients' sizes added",
            lambda untied: np.abs(untied).sum(axis=0),
            "the copies' gradients differ in sign and partly cancel: that is lost in their sizes.",
            "`abs`.",
        ),
        Mistake(
            "the root of the sum of squares",
            lambda untied: np.sqrt((untied**2).sum(axis=0)),
            "that is a norm: it forgets the signs, and gradients with opposite signs do cancel.",
            "the square.",
        ),
        Mistake(
            "the wrong axis",
            (lambda untied: untied.sum(axis=1), lambda untied: untied.sum(axis=2), lambda untied: untied.sum(axis=-1).T),
            "the copies are stacked along axis 0, the time axis; the result has W_hh's shape.",
            "`axis=0`.",
        ),
    ),
)
