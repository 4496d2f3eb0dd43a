"""Notebook 03's exercise: the gradient of any function by central differences."""

import functools

import numpy as np

from helpers.exercises import Exercise, Mistake, Output, table


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


def together(entries):
    """The mistake of moving all of `entries(i)` where W[i] alone is asked for."""

    def found(f, W, eps):
        gradient = np.zeros_like(W)
        for i in np.ndindex(W.shape):
            step = np.zeros_like(W)
            step[entries(i)] = eps
            gradient[i] = (f(W + step) - f(W - step)) / (2 * eps)
        return gradient

    return found


NUMERICAL_GRADIENT = Exercise(
    title="a numerical gradient", outputs=(Output("gradient"),), problems=problems, solution=my_numerical_gradient,
    mistakes=table("""
a one-sided difference :: SLOPE → (above - f(W)) / eps | SLOPE → (f(W) - f(probe)) / eps
one side at W itself, divided by 2ε :: SLOPE → (above - f(W)) / (2 * eps) | SLOPE → (f(W) - f(probe)) / (2 * eps)
    (f(W + ε) − f(W)) / ε is wrong by an amount of order ε; with W + ε and W − ε, 2ε apart, the error is of order ε².
the division by 2ε forgotten, or a part of it :: (2 * eps) → eps | (2 * eps) → 2 | / (2 * eps) →
`/ 2 * eps` where `/ (2 * eps)` belongs :: (2 * eps) → 2 * eps
the second derivative in place of the first :: SLOPE → (above - 2 * f(W) + f(probe)) / eps**2
    the slope is f above minus f below, divided by the distance between them: 2ε, in brackets.
half a step :: + eps → + eps / 2 & - eps → - eps / 2
half a step over its own distance :: + eps → + eps / 2 & - eps → - eps / 2 & (2 * eps) → eps
a step in proportion to the entry ~1e-8 :: + eps → + eps * abs(W[i]) & - eps → - eps * abs(W[i])
& (2 * eps) → (2 * eps * abs(W[i])) | W[i] + eps → W[i] * (1 + eps) & W[i] - eps → W[i] * (1 - eps)
a step of its own ~1e-5 :: OWN1e-5; START | OWN1e-6; START | OWN1e-4; START | OWN1e-3; START
    the check passes its own eps, and the result must be the difference quotient of that very step: ±ε for every entry.
the entry not put back :: (2 * eps) → (2 * eps); W = W.copy(); W[i] -= eps
| (2 * eps) → (2 * eps); W = W.copy(); W[i] += eps
    after an entry has been tried it must return to its value, or the next slope is taken at another W.
the same number above and below :: SLOPE → 0 * above
    `above = W` copies nothing: both names are one array. Use `W.copy()`; or is the gradient never filled?
a complex step in place of differences :: START → return gradients.complex_step(f, W); START
    asked for are central differences, which want no more of f than that it returns a number; f may take no complex one.
the rows kept apart :: f(probe) → f(np.where((np.arange(len(W)) == i[0])[:, None], probe, 0))
    the other rows of W stay as they are: f may let rows meet.
""", SLOPE="(above - f(probe)) / (2 * eps)", START="gradient, probe =", OWN="gradient, probe = → eps = ")
    + (Mistake("more than one entry moved at a time",
               (together(lambda i: i[0]), together(lambda i: (slice(None), i[1])), together(lambda i: ...),
                lambda f, W, eps: (f(W + eps) - f(W - eps)) / (2 * eps)),
               "moving a row, a column or all of W measures a sum of slopes; each entry needs its own: `W[i, j]`."),),
)  # fmt: skip
