"""Notebook 08's exercise: biases of the update gate that spread the units' memories over 1 … T steps."""

import numpy as np

from helpers.exercises import Exercise, Mistake, Output


def problems(rng):
    """Draw (u, longest): numbers u (H,) uniform between 0 and 1, and the longest lag."""
    for H, longest in [(3, 10), (5, 50), (4, 100), (7, 784), (6, 20)]:
        yield rng.uniform(size=H), longest


def chrono_bias(u, longest):
    """Return log of u stretched to 1 … longest − 1."""
    return np.log(1 + u * (longest - 2))


CHRONO_BIAS = Exercise(
    title="the chrono bias",
    outputs=(Output("b_z"),),
    problems=problems,
    truth=chrono_bias,
    mistakes=(
        Mistake(
            "the logarithm left out",
            (lambda u, longest: 1 + u * (longest - 2), lambda u, longest: u * (longest - 1)),
            "a unit with bias b remembers for 1 + e^b steps; to remember for T of them, b is log(T − 1), not T − 1.",
            "the last line: which number goes into σ?",
        ),
        Mistake(
            "a logarithm to another base",
            (lambda u, longest: np.log10(1 + u * (longest - 2)), lambda u, longest: np.log2(1 + u * (longest - 2))),
            "σ is made of e, so e^b = T − 1 asks for the natural logarithm.",
            "`np.log`.",
        ),
        Mistake(
            "the sign turned round",
            lambda u, longest: -np.log(1 + u * (longest - 2)),
            "in the LSTM the input gate gets −b. Here z multiplies the old state: to keep, it must be near 1, so b is positive.",
            "the sign of the result.",
        ),
        Mistake(
            "the bias not cleared of the 1 in 1 + e^b",
            (lambda u, longest: np.log(1 + u * (longest - 1)), lambda u, longest: np.log(2 + u * (longest - 2))),
            "times run up to T, so e^b = time − 1 runs from 1 to T − 1.",
            "the two ends: u = 0 gives log 1, u = 1 gives log(T − 1).",
        ),
        Mistake(
            "a range that starts at 0",
            tuple(lambda u, longest, less=less: np.log(u * (longest - less)) for less in (0, 1, 2)),
            "e^b is to start at 1, where σ(0) = 1/2 remembers for two steps; from 0 on, b could fall without bound.",
            "what u = 0 gives: it should be log 1.",
        ),
        Mistake(
            "a range of the right start and the wrong length",
            (lambda u, longest: np.log(1 + u * longest), lambda u, longest: np.log(1 + u * (longest - 3))),
            "from 1 to T − 1 it is T − 2, so u = 1 must land on T − 1.",
            "what u = 1 gives: it should be log(T − 1).",
        ),
        Mistake(
            "the stretch left out",
            (lambda u, longest: np.log(u), lambda u, longest: np.log(1 + u)),
            "u runs from 0 to 1, e^b from 1 to T − 1: without the longest lag nothing remembers for long.",
            "`longest`, which is not used.",
        ),
        Mistake(
            "the longest lag for every unit",
            lambda u, longest: np.full_like(u, np.log(longest - 1)),
            "units that all remember for T steps hear nothing quickly: the draw spreads them over 1 … T.",
            "u: each unit has its own.",
        ),
        Mistake(
            "the logarithm taken before the stretch",
            (lambda u, longest: u * np.log(longest - 1), lambda u, longest: 1 + u * (np.log(longest - 1) - 1)),
            "then the logarithm of the time is spread evenly, and most units get short memories; chrono spreads "
            "e^b itself evenly between 1 and T − 1.",
            "the order: first stretch u, then take the logarithm.",
        ),
        Mistake(
            "the gate in place of its bias",
            (lambda u, longest: 1 - 1 / (2 + u * (longest - 2)), lambda u, longest: 1 / (1 + np.exp(-np.log(1 + u * (longest - 2))))),
            "σ is applied at every step, in the forward pass; what is set once is the bias inside it.",
            "the last line: a logistic function too many.",
        ),
    ),
)
