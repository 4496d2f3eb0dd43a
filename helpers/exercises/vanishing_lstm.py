"""Notebook 07's third exercise: how open must a forget gate start, for a share to be left after a lag?"""

import numpy as np

from helpers.exercises import Exercise, Mistake, Output


def problems(rng):
    """(lag, share): what should be left of the direct path after so many steps. `rng` is not needed."""
    yield from [(1, 0.8), (2, 0.3), (10, 0.5), (100, 0.1), (100, 0.5), (1000, 0.9)]


def truth(lag, share):
    """The bias b_f with σ(b_f)^lag = share: the gate must be share^(1/lag)."""
    return logit(share ** (1 / lag))


def logit(gate):
    """σ⁻¹(f) = log(f / (1 − f))."""
    return np.log(gate / (1 - gate))


BIAS = Exercise(
    title="the forget bias",
    outputs=(Output("b_f"),),
    problems=problems,
    truth=truth,
    mistakes=(
        Mistake("the gate in place of its bias", lambda lag, share: share ** (1 / lag), "this is f, a number between 0 and 1; the "
                "gate is σ(b_f), so b_f = σ⁻¹(f) = log(f / (1 − f)).", "the last line: undo the σ."),
        Mistake("the share taken as the gate of every step", lambda lag, share: logit(share), "a gate equal to the share leaves "
                "share^lag: it is met once a step.", "where the lag enters: f^lag = share."),
        Mistake("the lag-th power where the lag-th root belongs", lambda lag, share: logit(share**lag),
                "f^lag = share, so f = share^(1/lag).", "the exponent.", 1e-7),
        Mistake("the share divided by the lag", lambda lag, share: logit(share / lag), "gates multiply, so the lag-th root is "
                "asked for; sums would divide.", "how f follows from f^lag = share."),
        Mistake("the sign turned round", lambda lag, share: -truth(lag, share), "a gate that keeps is close to 1, and σ is above ½ "
                "for a positive bias.", "f / (1 − f), not (1 − f) / f."),
        Mistake("the logarithm of f in place of σ⁻¹", (lambda lag, share: np.log(share) / lag,
                lambda lag, share: -np.log(share) / lag), "log f is the direct path's rate per "
                "step; the bias is σ⁻¹(f) = log f − log(1 − f).", "the last line: undo the σ, not an exponential."),
        Mistake("σ applied in place of undone", lambda lag, share: 1 / (1 + np.exp(-(share ** (1 / lag)))), "f is known, and f = "
                "σ(b_f): b_f = σ⁻¹(f) = log(f / (1 − f)).", "the last line."),
        Mistake("no logarithm in σ⁻¹", lambda lag, share: np.exp(truth(lag, share)), "f / (1 − f) is e^b_f; b_f is its "
                "logarithm.", "the last line."),
        Mistake("tanh undone in place of σ", lambda lag, share: np.arctanh(share ** (1 / lag)), "a gate is made by σ; "
                "artanh undoes tanh.", "the last line."),
        Mistake("1 − share where the share belongs", lambda lag, share: truth(lag, 1 - share), "the share is what is *left* "
                "after the lag.", "which number is share, what is left or what is lost?"),
        Mistake("one step too many", lambda lag, share: truth(lag + 1, share), "from c_t to c_{t+lag} there are `lag` gates.",
                "the exponent."),
        Mistake("a logarithm to base 10", lambda lag, share: truth(lag, share) / np.log(10), "σ is made with e, so the natural "
                "logarithm undoes it.", "`np.log`, not `np.log10`."),
        Mistake("the chrono rule log(lag)", lambda lag, share: np.log(lag), "log(lag) makes f^lag close to 1/e for a "
                "long lag, whatever share is asked for.", "where the share enters."),
    ),
)
