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


# shared with gradient_check.py: SLOPE is the quotient, ABOVE, BELOW and HERE are values, PLUS and MINUS the two steps
DIFFERENCES = """
a difference to one side only :: SLOPE → (ABOVE - HERE) / eps | SLOPE → (HERE - BELOW) / eps
    one side has an error of order ε, up and down one of order ε²: the values at + ε and at − ε, which are 2ε apart.
one step of ε and a division by 2ε :: SLOPE → (ABOVE - HERE) / (2 * eps) | SLOPE → (HERE - BELOW) / (2 * eps)
    wanted are the values at + ε and at − ε: after `+= eps` subtract 2ε, or nudge a fresh copy each time.
the division by 2ε forgotten, or a part of it :: / (2 * eps) → | (2 * eps) → 2 | (2 * eps) → eps
    a slope is a change per change of the input: the two values lie 2ε apart, so divide by 2ε.
`/ 2 * eps` where `/ (2 * eps)` belongs :: (2 * eps) → 2 * eps
    Python goes from left to right: `/ 2 * eps` divides by 2 and multiplies by eps; the two values lie 2ε apart.
the second derivative in place of the first :: SLOPE → (ABOVE - 2 * HERE + BELOW) / eps**2
| SLOPE → (ABOVE - 2 * HERE + BELOW) / (2 * eps) | SLOPE → (ABOVE - 2 * HERE + BELOW) / eps
    the changes up and down cancel when they are added: the slope is the value above minus the one below, over 2ε.
the sign turned round, as by below minus above :: SLOPE → (BELOW - ABOVE) / (2 * eps)
    up minus down: a value that rises with the entry has a positive slope.
two steps in place of one, or half a step :: PLUS → PLUS * 2 & MINUS → MINUS * 2 | PLUS → PLUS / 2 & MINUS → MINUS / 2
a step in proportion to the entry ~1e-8 :: PLUS → PLUS * ENTRY & MINUS → MINUS * ENTRY & (2 * eps) → (2 * eps * ENTRY)
a step in proportion to the entry, and a division by 2ε ~1e-8 :: PLUS → PLUS * ENTRY & MINUS → MINUS * ENTRY
a step of its own ~1e-5 :: OWN1e-3; START | OWN1e-4; START | OWN1e-5; START | OWN1e-6; START | OWN1e-2; START
    the check passes its own eps, and the result is the difference quotient of that very step: ±ε for every entry.
the same number above and below :: SLOPE → 0 * ABOVE
    one array goes up, another one down: are both `x.copy()`, and nudged apart? Is the result filled, its imaginary part lost?
"""
SENSITIVITIES = Exercise(
    title="nudging", outputs=(Output("dxs"),), problems=problems, solution=my_sensitivities,
    mistakes=table(DIFFERENCES + """
a nudge of 2ε to one side only :: PLUS → += 2 * eps & down[t] MINUS → pass
the entry set to ±ε in place of moved by it :: up[t] PLUS → up[t] = eps & down[t] MINUS → down[t] = -eps
the slope at xs = 0, the nudges not added to xs :: up, down = xs.copy(), xs.copy() → up, down = 0 * xs, 0 * xs
all other inputs set to zero :: up, down = xs.copy(), xs.copy() → up, down = 0 * xs, 0 * xs
& up[t] PLUS → up[t] = xs[t] + eps & down[t] MINUS → down[t] = xs[t] - eps
a step set to zero in place of a nudge :: up[t] PLUS → up[t] = 0 & SLOPE → HERE - ABOVE
    asked for is the slope at the x_t that is there: a nudge of ±ε, whatever x_t is.
x_{t-1} nudged for step t :: up[t] → up[t - 1] & down[t] → down[t - 1]
the loss of a part of the sequence :: loss(up) - loss(down) → loss(up[t:]) - loss(down[t:])
| loss(up) - loss(down) → loss(up[: t + 1]) - loss(down[: t + 1])
    the loss is that of the whole sequence: all T numbers go in, and one of them, x_t, is moved.
all steps nudged at once :: up[t] → up & down[t] → down
step t and all later ones nudged :: up[t] → up[t:] & down[t] → down[t:]
nudges that are never undone :: up[t] → up[: t + 1] & down[t] → down[: t + 1] | PLUS → PLUS; up[:t] -= eps
| START → xs = xs.copy(); START & up, down = xs.copy(), xs.copy() → xs[t] PLUS; up = xs.copy()
& up[t] PLUS → xs[t] -= 2 * eps & down[t] MINUS → down = xs
    the question is what one x_t does alone: take a fresh copy of xs for each t, and move one entry.
""", SLOPE="(loss(up) - loss(down)) / (2 * eps)", ABOVE="loss(up)", BELOW="loss(down)", HERE="loss(xs)",
        PLUS="+= eps", MINUS="-= eps", ENTRY="xs[t]", START="found =", OWN="found = → eps = "),
)  # fmt: skip
