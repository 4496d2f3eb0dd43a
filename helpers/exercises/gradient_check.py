"""Notebook 03's exercise: the gradient of any function by central differences."""

import functools

import numpy as np

from helpers.exercises import Exercise, Output, table
from helpers.exercises.sensitivities import DIFFERENCES


def bowl(v, u, W):
    """A function f(W) in which rows and columns meet; neither even nor quadratic, so that all formulas differ."""
    return float(np.tanh(u @ np.tanh(W @ v)) + 0.3 * np.sin(W.sum()) ** 3 + 0.3 * (W**3).sum())


def problems(rng):
    """Draw (f, W (H, I), eps), with steps so long that their error shows."""
    for shape, eps in [((2, 3), 0.02), ((3, 2), 0.05), ((4, 3), 0.01), ((1, 4), 0.03)]:
        yield functools.partial(bowl, rng.normal(size=shape[1]), rng.normal(size=shape[0])), rng.normal(size=shape), eps


def my_numerical_gradient(f, W, eps):
    gradient, probe = np.zeros_like(W), W.copy()
    for i in np.ndindex(W.shape):
        probe[i] = W[i] + eps
        above = f(probe)
        probe[i] = W[i] - eps
        gradient[i] = (above - f(probe)) / (2 * eps)
        probe[i] = W[i]
    return gradient


NUMERICAL_GRADIENT = Exercise(
    title="a numerical gradient", outputs=(Output("gradient"),), problems=problems, solution=my_numerical_gradient,
    mistakes=table("""
a formula of four values :: gradient[i] = SLOPE → E = np.zeros_like(W); E[i] = eps; gradient[i] = (
& gradient[i] = ( → gradient[i] = (8 * (above - f(probe)) - f(W + 2 * E) + f(W - 2 * E)) / (12 * eps)
    that is better than what is asked for: central differences, with two values for each entry.
""" + DIFFERENCES + """
the entry set to ±ε in place of moved by it :: RAISED → probe[i] = eps & LOWERED → probe[i] = -eps
| RAISED → probe[i] = eps | LOWERED → probe[i] = -eps
    asked for is the slope at the W that is there: W[i, j] ± ε.
W left out, ±ε alone :: RAISED → probe = 0 * W; probe[i] = eps & LOWERED → probe[i] = -eps
    asked for is the slope at the W that is there: W[i, j] ± ε, all other entries as they are.
the diagonal alone :: ONLY (i[0] == i[1]) *
the last row, or column, left out :: ONLY (i[0] < len(W) - 1) * | ONLY (i[1] < W.shape[1] - 1) *
| ONLY (i[0] < len(W) - 1) * (i[1] < W.shape[1] - 1) *
the first row, or column, left out :: ONLY (i[0] > 0) * | ONLY (i[1] > 0) * | ONLY (i[0] > 0) * (i[1] > 0) *
rows and columns dealt out in another order :: return gradient → return gradient.T.reshape(W.shape)
one number for each row :: return gradient → return gradient[:, -1] | return gradient → return gradient[:, 0]
    every entry of W has a slope, at its own place: `for i in np.ndindex(W.shape)` meets each once, row by row.
nudges that pile up :: START → E = np.zeros_like(W); START & above = f(probe) → E[i] = eps; above = f(W + E)
& (above - f(probe)) → (above - f(W - E))
the entry not put back :: (2 * eps) → (2 * eps); W = W.copy(); W[i] -= eps
| RAISED → W, probe = W.copy(), W.copy(); RAISED & LOWERED → probe[i] -= 2 * eps & (2 * eps) → (2 * eps); W[i] += eps
    before the next entry is tried, this one must be W's again: put it back, or make a fresh `W.copy()`; `=` alone copies nothing.
the rows kept apart :: f(probe) → f(np.where((np.arange(len(W)) == i[0])[:, None], probe, 0))
    the other rows of W stay as they are: f may let rows meet.
more than one entry moved at a time :: RAISED → probe = W.copy(); probe[i[0]] += eps & LOWERED → probe[i[0]] -= 2 * eps
| RAISED → probe = W.copy(); probe[:, i[1]] += eps & LOWERED → probe[:, i[1]] -= 2 * eps
| RAISED → probe = W PLUS & LOWERED → probe = W MINUS | START → return (f(W PLUS) - f(W MINUS)) / (2 * eps); START
    moving a row, a column or all of W measures a sum of slopes; each entry needs its own: `W[i, j]`.
""", SLOPE="(above - f(probe)) / (2 * eps)", ABOVE="above", BELOW="f(probe)", HERE="f(W)", PLUS="+ eps", MINUS="- eps",
        ENTRY="abs(W[i])", START="gradient, probe =", OWN="gradient, probe = → eps = ",
        ONLY="gradient[i] = → gradient[i] =", RAISED="probe[i] = W[i] + eps", LOWERED="probe[i] = W[i] - eps"),
)  # fmt: skip
