"""Notebook 01's exercise: how much does step t matter? Nudge x_t up and down and measure the loss."""

import numpy as np

from helpers.exercises import Exercise, Output, table


def problems(rng):
    """Draw (loss, xs (T,), eps): the final loss of a small random network of its inputs, each time another eps."""
    for T, eps in [(4, 1e-3), (6, 3e-3), (5, 1e-2), (3, 0.1)]:
        w, W, v = rng.normal(size=3), rng.normal(size=(3, 3)), rng.normal(size=3)

        def loss(xs, w=w, W=W, v=v):
            h = np.zeros(3)
            for x in xs:
                h = np.tanh(w * x + W @ h)
            return 0.5 * float(v @ h - 1) ** 2

        yield loss, rng.normal(size=T), eps


def my_sensitivities(loss, xs, eps):
    found = np.zeros(len(xs))
    for t in range(len(xs)):
        up, down = xs.copy(), xs.copy()
        up[t] += eps
        down[t] -= eps
        found[t] = (loss(up) - loss(down)) / (2 * eps)
    return found


SENSITIVITIES = Exercise(
    title="nudging", outputs=(Output("dxs"),), problems=problems, solution=my_sensitivities, mistakes=table("""
no division by ε :: / (2 * eps) → | / (2 * eps) → / 2 | SLOPE → loss(up) - loss(xs)
ε where 2ε belongs :: (2 * eps) → eps
    a sensitivity is a change of the loss per change of the input, and from x − ε to x + ε is a distance of 2ε.
a product where a quotient belongs :: (2 * eps) → 2 * eps | / (2 * eps) → * 2 * eps
    dividing by 2 * eps needs brackets: `/ 2 * eps` divides by 2 and then multiplies by eps.
a difference to one side only :: SLOPE → (loss(up) - loss(xs)) / eps | SLOPE → (loss(xs) - loss(down)) / eps
a nudge of 2ε to one side only :: UP → up[t] += 2 * eps & DOWN → pass
one step of ε and a division by 2ε :: loss(down) → loss(xs) | loss(up) → loss(xs)
    one side has an error of order ε, up and down one of order ε²: the losses at x_t + ε and x_t − ε, 2ε apart.
half a nudge :: UP → up[t] += eps / 2 & DOWN → down[t] -= eps / 2
a nudge in proportion to x_t ~1e-8 :: UP → up[t] += eps * xs[t] & DOWN → down[t] -= eps * xs[t]
| UP → up[t] += eps * xs[t] & DOWN → down[t] -= eps * xs[t] & / (2 * eps) → / (up[t] - down[t])
a step set to zero in place of a nudge :: UP → up[t] = 0 & SLOPE → loss(xs) - loss(up) | UP → up[t] = 0
& SLOPE → loss(up) - loss(xs)
    asked for is the slope at the x_t that is there: a nudge of ±ε, whatever x_t is.
all steps nudged at once :: up[t] → up & down[t] → down
step t and all later ones nudged :: up[t] → up[t:] & down[t] → down[t:]
nudges that are never undone :: up[t] → up[: t + 1] & down[t] → down[: t + 1] | UP → up[t] += eps; up[:t] -= eps
| up, down = xs.copy(), xs.copy() → xs = xs.copy(); xs[t] += eps; up = xs.copy() & UP → xs[t] -= 2 * eps
& DOWN → down = xs
    the question is what one x_t does alone: take a fresh copy of xs for each t, and move one entry.
no distance between up and down :: xs.copy(), xs.copy() → [xs.copy()] * 2
    `up = down = xs` is one array: + ε and − ε cancel; each needs its own `xs.copy()`. Or is the result never filled?
an answer one step off :: found[t] → found[t - 1] | found[t] → found[(t + 1) % len(xs)]
    row t − 1 belongs to x_t: the first entry to x_1, the last to x_T.
the sign turned round :: loss(up) - loss(down) → loss(down) - loss(up)
    it is the loss above minus the loss below; whether it rises or falls when x_t rises is part of the answer.
a step of its own ~1e-6 :: OWN1e-3; found = | OWN1e-4; found = | OWN1e-5; found = | OWN1e-6; found = | OWN1e-2; found =
| OWN1e-7; found =
    the check passes its own eps, and the result is the difference quotient of that very step.
""", SLOPE="(loss(up) - loss(down)) / (2 * eps)", UP="up[t] += eps", DOWN="down[t] -= eps", OWN="found = → eps = "))
