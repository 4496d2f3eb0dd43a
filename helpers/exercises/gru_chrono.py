"""Notebook 08's exercise: biases of the update gate that spread the units' memories over 2 to T steps."""

import numpy as np

from helpers.exercises import Exercise, Output, table


def problems(rng):
    """Draw (u, longest): numbers u (H,) uniform between 0 and 1, and the longest lag."""
    for H, longest in [(3, 10), (5, 50), (4, 100), (7, 784), (6, 20)]:
        u = rng.uniform(size=H)
        u[0] /= 1000  # a span below 1 must show
        yield u, longest


def my_chrono_bias(u, longest):
    return np.log(1 + u * (longest - 2))


CHRONO_BIAS = Exercise(
    title="the chrono bias", outputs=(Output("b_z"),), problems=problems, solution=my_chrono_bias, mistakes=table("""
the logarithm left out :: ALL → TIME | ALL → u * (longest - 1) | ALL → u * longest
a logarithm to another base :: np.log → np.log10 | np.log → np.log2
    a unit with bias b remembers for 1 + e^b steps, as σ is made of e: for T of them b is log(T − 1).
the sign turned round :: return np.log → return -np.log
    in the LSTM the input gate gets −b. Here z multiplies the old state: to keep, it must be near 1, so b is positive.
the time spread in place of e^b = time − 1 :: TIME → 2 + u * (longest - 1) | longest - 2 → longest - 1 | 1 + u → 2 + u
e^b spread from 2 up in place of from 1 :: TIME → 2 + u * (longest - 3)
brackets left out, u · T − 2 in place of u (T − 2) :: TIME → 1 + u * longest - 2 | TIME → np.abs(1 + u * longest - 2)
times up to T + 1 :: longest - 2 → longest | longest - 2 → longest + 1
a range that starts at 0 :: TIME → u * longest | TIME → u * (longest - 1) | TIME → u * (longest - 2)
times spread from T down to 1 :: TIME → 1 + (1 - u) * (longest - 2)
    times run from 2 up to T, so e^b = time − 1 runs from 1 to T − 1: u = 0 gives log 1, u = 1 gives log(T − 1).
the gate in place of its bias :: return ALL → return 1 / (1 + np.exp(-ALL))
    σ is for the net: the bias is what σ is applied to, b = log(time − 1).
whole steps alone :: TIME → np.floor(TIME) | TIME → np.round(TIME)
u stretched to its own ends first :: TIME → 1 + (u - u.min()) / (u.max() - u.min()) * (longest - 2)
    time = 1 + e^b may be any number, nothing is rounded: u is the draw as it is, between 0 and 1.
the biases of other gates beside z's :: return ALL → return np.concatenate([0 * u, ALL, 0 * u])
| return ALL → return np.concatenate([-ALL, ALL]) | return ALL → return np.concatenate([ALL, -ALL])
| return ALL → return np.concatenate([ALL, 0 * u]) | return ALL → return np.concatenate([0 * u, ALL])
    asked for is z's block alone, H numbers, one for each u.
the notebook's longest lag in place of the argument :: longest - 2 → 98
a gate spread evenly, not its time :: return ALL → z = 0.5 + u * (0.5 - 1 / longest); return np.log(z) - np.log(1 - z)
| return ALL → return np.log(u / (1 - u))
| return ALL → z = 1 / longest + u * (1 - 2 / longest); return np.log(z) - np.log(1 - z)
    time = 1 / (1 − z): an even spread of z crowds the short times; chrono spreads the times.
the longest lag for every unit :: ALL → np.log(longest - 1) + 0 * u | ALL → np.log(longest) + 0 * u
| ALL → np.log(longest - 2) + 0 * u
evenly spaced times in place of u :: ALL → np.log(np.linspace(1, longest - 1, len(u)))
    units that all remember for T steps hear nothing quickly: the draw spreads them over 2 to T, each by its own u.
the logarithm taken before the stretch :: ALL → u * np.log(longest - 1) | ALL → u * np.log(longest) | ALL → np.log(u) * (longest - 2)
| ALL → np.log(1 + u) * (longest - 2)
    then log times are spread evenly, and most units get short memories; chrono spreads e^b itself evenly.
""", ALL="np.log(1 + u * (longest - 2))", TIME="1 + u * (longest - 2)"))
