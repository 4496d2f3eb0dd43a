"""Notebook 02's exercises: the Jacobian that all paths add up to, and the gradient of a shared matrix."""

import numpy as np

from helpers.cells import rnn
from helpers.exercises import Exercise, Output, table
from helpers.exercises.backward_step import SLOPES


def runs(rng):
    """Draw (W_hh (H, H), hs (T+1, H)), the states of a tanh run from a random h_0."""
    for T, H in [(2, 3), (4, 2), (3, 4), (5, 3)]:
        W_hh = 0.9 * rng.normal(size=(H, H)) / np.sqrt(H)
        params = rnn.Params(np.eye(H), W_hh, np.zeros(H))
        state0 = np.tanh(rng.normal(size=(1, H)))
        yield W_hh, rnn.forward(params, rng.normal(size=(T, 1, H)), state0).hs[:, 0]


def my_jacobian(W_hh, hs):
    J = np.eye(len(W_hh))
    for h in hs[1:]:
        J = (1 - h**2)[:, None] * W_hh @ J
    return J


JACOBIAN = Exercise(
    title="the Jacobian ∂h_T/∂h_0", outputs=(Output("J"),), problems=runs, solution=my_jacobian,
    mistakes=table(SLOPES + """
the factors in the wrong order :: FACTOR @ J → J @ (FACTOR)
    the product is J_T ⋯ J_1: what happens first stands on the right. Each new J_t multiplies from the left.
the result transposed :: return J → return J.T
W_hh transposed :: * W_hh @ → * W_hh.T @
    J[i, j] leads from unit j of h_0 to unit i of h_T, as W_hh[i, j] does. The transpose is for carrying gradients back.
one slope for all steps together :: FACTOR @ J → W_hh @ J & return J → return (1 - hs[-1]**2)[:, None] * J
the slopes of the wrong step :: hs[1:] → hs[:-1]
a slope of 1/4, or another constant :: (1 - h**2)[:, None] → 0.25 | (1 - h**2)[:, None] → 0.5
    every step has a tanh: J_t leads to h_t, so its slope is 1 − h_t²; h_{t-1} has had its own in J_{t-1}.
the slopes and the matrices multiplied apart :: return J → return np.prod(1 - hs[1:]**2, axis=0)[:, None] * POWER
    W_hh mixes the units between two slopes: the order of the factors cannot be changed.
a factor for h_0 too :: hs[1:] → hs
    from h_0 to h_T there are T steps, hence T factors: those of `hs[1]` to `hs[T]`. `hs[0]` makes one too many.
one step alone, the last or the first :: hs[1:] → hs[-1:] | hs[1:] → hs[1:2]
    from h_0 to h_T there are T steps, hence T factors: `hs[1]` to `hs[T]`. Is one skipped, or overwritten?
a product of slopes for every pair of units :: (1 - h**2)[:, None] → (1 - np.outer(h, h))
| (1 - h**2)[:, None] → np.outer(1 - h**2, 1 - h**2)
the slopes on the wrong side of W_hh :: [:, None] →
the slopes on the columns of the whole product :: FACTOR @ J → (1 - h**2) * (W_hh @ J)
slopes that pile up :: for h in → W_hh = W_hh.copy()⏎    for h in
& J = FACTOR @ J → W_hh *= (1 - h**2)[:, None]; J = W_hh @ J
    the slope belongs to the unit that is reached, row i: diag(1 − h_t²) W_hh. (H, 1) scales rows, (H,) scales columns.
the factors side by side, not multiplied :: return J → return np.array([FACTOR for h in hs[1:]])
a sum over steps :: J = FACTOR @ J → J = J + FACTOR & np.eye(len(W_hh)) → 0 | J = FACTOR @ J → J = J + FACTOR
an elementwise product :: FACTOR @ J → FACTOR * J | FACTOR @ J → FACTOR * J & np.eye(len(W_hh)) → 1
ones in place of the identity to begin with :: np.eye(len(W_hh)) → np.ones_like(W_hh)
    along a path factors are multiplied, over the units between summed: matrix products, from `np.eye(len(W_hh))` on.
the slopes of h_0 in place of the identity to begin with :: np.eye(len(W_hh)) → np.diag(1 - hs[0]**2)
the identity added at every step :: FACTOR @ J → (1 - h**2)[:, None] * (W_hh @ J + np.eye(len(J)))
| FACTOR @ J → FACTOR @ J + np.eye(len(J))
    h_0 is where the way begins: no slope there, and nothing that joins on the way. Begin with `np.eye(len(W_hh))`, once.
W_hh in place of the identity to begin with :: np.eye(len(W_hh)) → W_hh | np.eye(len(W_hh)) → W_hh & hs[1:] → hs[2:]
    W_hh alone is a factor without a slope, and one too many if T more follow. Begin with `np.eye(len(W_hh))`.
zeros throughout, as products that begin with zeros are :: np.eye(len(W_hh)) → np.zeros_like(W_hh)
    0 times anything is 0. A product begins with the identity, `np.eye(len(W_hh))`, as a sum begins with 0.
""", WHERE="", VALUE="h_t", FACTOR="(1 - h**2)[:, None] * W_hh",
        POWER="np.linalg.matrix_power(W_hh, len(hs) - 1)", PHI="(1 - h**2)[:, None]", STATE="h[:, None]",
        BEFORE="2 * h[:, None]"),
)  # fmt: skip


def gradients_of_copies(rng):
    """Draw untied gradients (T, H, H)."""
    for T, H in [(2, 3), (4, 2), (5, 3)]:
        yield (rng.normal(size=(T, H, H)),)


def my_tied_gradient(untied):
    return untied.sum(axis=0)


TIED = Exercise(
    title="the gradient of the shared matrix", outputs=(Output("dW_hh"),), problems=gradients_of_copies,
    solution=my_tied_gradient, mistakes=table("""
the mean over the copies :: sum → mean
a weighted mean of the copies :: SUM → np.average(untied, axis=0, weights=np.arange(1, len(untied) + 1))
| SUM → np.tensordot(np.arange(1, len(untied) + 1), untied, 1) | SUM → SUM - (untied[0] + untied[-1]) / 2
one copy times T :: SUM → len(untied) * untied[-1] | SUM → len(untied) * untied[0]
older copies discounted :: SUM → np.tensordot(0.9 ** np.arange(len(untied))[::-1], untied, 1)
a division by the notebook's number of steps :: SUM → SUM / 6 | SUM → SUM / 3 | SUM → SUM / 5
    turning the one knob by ε turns all T copies by ε, and the loss feels all of it: nothing is divided or weighed.
the matrix product of the copies' gradients :: SUM → np.linalg.multi_dot(untied[::-1]) | SUM → np.linalg.multi_dot(untied)
the copies multiplied entry by entry :: SUM → np.prod(untied, axis=0)
    products run along one path. The copies are different ways from the knob to the loss: ways are added.
the first copy counted twice :: SUM → SUM + untied[0]
one copy alone, the last or the first :: SUM → untied[-1] | SUM → untied[0]
the last copy left out :: untied. → untied[:-1].
    the knob turns the copies of all T steps: add all of them up.
the gradients' sizes added :: untied. → np.abs(untied).
the root of the sum of squares :: SUM → np.sqrt((untied**2).sum(axis=0))
the median of the copies :: SUM → np.median(untied, axis=0)
the sum clipped :: SUM → np.clip(SUM, -1, 1) | SUM → np.clip(SUM, -5, 5)
    all that the copies do to the loss is added, with its signs: gradients of opposite sign cancel.
numbers dealt out by a reshape where an axis is moved :: SUM → untied.reshape(*untied.shape[1:], -1).sum(axis=-1)
the wrong axis :: axis=0 → axis=(1, 2) | axis=0 → axis=(0, 2) | axis=0 → axis=1 | axis=0 → axis=2
| SUM → untied.sum(axis=-1).T
    the copies are stacked along axis 0, the time axis; the result is one matrix of W_hh's shape.
""", SUM="untied.sum(axis=0)"),
)
