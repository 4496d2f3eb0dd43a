"""Notebook 07's third exercise: how open must a forget gate start, for a share to be left after a lag?"""

import numpy as np

from helpers.exercises import Exercise, Output, table


def problems(rng):
    """Draw (lag, share): what is to be left of the direct path after so many steps; a lag of 1 last."""
    for lag, share in [(2, 0.3), (10, 0.5), (100, 0.1), (100, 0.5), (1000, 0.9), (1, 0.8)]:
        yield lag, round(share * rng.uniform(0.95, 1.0), 3)


def my_forget_bias(lag, share):
    f = share ** (1 / lag)
    return np.log(f) - np.log(1 - f)


BIAS = Exercise(
    title="the forget bias", outputs=(Output("b_f"),), problems=problems, solution=my_forget_bias, mistakes=table("""
the gate in place of its bias :: LOGIT → f
the logarithm of f in place of σ⁻¹ :: LOGIT → np.log(f) | LOGIT → -np.log(f)
1 − f outside the logarithm :: LOGIT → np.log(f) / (1 - f)
a quotient of the logarithms :: LOGIT → np.log(f) / np.log(1 - f)
log f left out :: LOGIT → -np.log(1 - f)
−log(1/f) − 1, a bracket missing :: LOGIT → -np.log(1 / f) - 1
the inverse of tanh in place of σ's :: LOGIT → np.arctanh(f)
1 taken off :: LOGIT → np.log(f) - np.log(1 - f) - 1
a hard σ undone, a straight line :: LOGIT → (f - 0.5) / 0.2 | LOGIT → 6 * f - 3 | LOGIT → 2 * f - 1
no logarithm in σ⁻¹ :: LOGIT → f / (1 - f) | LOGIT → (1 - f) / f
σ applied in place of undone :: LOGIT → 1 / (1 + np.exp(-f)) | LOGIT → 1 / (1 + np.exp(f))
a logarithm to another base :: LOGIT → np.log10(f) - np.log10(1 - f) | LOGIT → np.log2(f) - np.log2(1 - f)
    f = σ(b_f) = 1 / (1 + e^{−b_f}) is known: undo σ, b_f = log f − log(1 − f), with the natural logarithm.
the lag-th power where the lag-th root belongs ~1e-7 :: GATE → share ** lag | GATE → 1 - (1 - share) ** lag
the share taken for the gate, whatever the lag is :: GATE → share
the same amount lost at each step, not the same share :: GATE → 1 - (1 - share) / lag
1 − f taken as −log(share) / lag ~1e-6 :: LOGIT → np.log(-lag / np.log(share))
| LOGIT → np.log(-lag / np.log(share) - 1)
a bias for the share, divided by the lag :: return LOGIT → return np.log(share / (1 - share)) / lag
whole numbers alone in the root :: GATE → share ** (1 // lag)
the share divided by the lag :: GATE → share / lag
    a gate is met once a step, and gates multiply: f^lag = share. Solve it for f: what undoes a power?
what is lost taken for what is kept, or the sign turned round :: LOGIT → np.log(1 - f) - np.log(f)
what is lost taken for what is kept, in equal amounts :: GATE → 1 - share / lag
    f keeps: f^lag = share. And a gate above ½ has a bias above 0, b_f = log f − log(1 − f).
1 − share where the share belongs :: GATE → (1 - share) ** (1 / lag)
one step too many :: GATE → share ** (1 / (lag + 1))
one step too few :: GATE → share ** (1 / (lag - 1)) | GATE → share ** (1 / max(lag - 1, 1))
    the share is what is *left* after the lag, and from c_t to c_{t+lag} there are `lag` gates.
the share not used, as in the chrono rule :: GATE → 1 - 1 / lag | LOGIT → np.log(lag)
| GATE → np.exp(-1 / lag)
    f = 1 − 1/lag, b_f = log(lag − 1): a memory of about `lag` steps, whatever `share` is to be left after them.
a bias from a grid of halves or whole numbers :: return LOGIT → return np.ceil(2 * (LOGIT)) / 2
| return LOGIT → return np.ceil(LOGIT)
| return LOGIT → return np.round(LOGIT) | return LOGIT → return np.round(2 * (LOGIT)) / 2
    the bias itself is asked for: σ⁻¹ gives it, no grid is needed.
""", GATE="share ** (1 / lag)", LOGIT="np.log(f) - np.log(1 - f)"))
