"""Notebook 01's exercise: how many numbers does the network hold, for a short sequence and for a long one?"""

from helpers.exercises import Exercise, Output, table


def problems(rng):
    """Draw (n_inputs, n_hidden, n_steps): small ones, and each network at T = 5, 500 and 1. `rng` is not needed."""
    for I, H in [(1, 2), (3, 12), (2, 7), (5, 4)]:
        yield from [(I, H, 5), (I, H, 500), (I, H, 1)]


def my_count(n_inputs, n_hidden, n_steps):
    return n_hidden * n_inputs + n_hidden * n_hidden + n_hidden


PARAMETER_COUNT = Exercise(
    title="the number of parameters", outputs=(Output("count"),), problems=problems, solution=my_count,
    mistakes=table("""
a set of weights for every step :: ALL → n_steps * (ALL) | ALL → (n_steps + 1) * (ALL) | ALL → (n_steps - 1) * (ALL)
a bias for every step :: W_HH + n_hidden → W_HH + n_hidden * n_steps
W_hh or W_ih counted anew for each step :: W_HH → n_steps * W_HH | W_HH → (n_steps - 1) * W_HH | W_IH → n_steps * W_IH
| W_IH + W_HH → n_steps * (W_IH + W_HH) | W_IH + W_HH → n_steps * W_IH + (n_steps - 1) * W_HH
| W_HH → (n_steps > 1) * W_HH
    the weights are shared: step 500 uses the very arrays that step 1 used. There is no T in the shape of any weight.
the states counted as well :: ALL → ALL + n_hidden * n_steps | ALL → ALL + n_hidden * (n_steps + 1)
a unit for every step :: ALL → n_steps * n_inputs + n_steps * n_steps + n_steps | W_HH → n_hidden * n_steps
| W_HH → n_steps * n_steps
    a parameter is a number that training changes; h_1 … h_T are computed, and T is the length of what comes.
one bias for all units, or for each input :: W_HH + n_hidden → W_HH + 1 | W_HH + n_hidden → W_HH + n_inputs
no bias, or no weight from a unit to itself :: W_HH + n_hidden → W_HH
    W_ih x_t + W_hh h_{t-1} + b_h: b_h has shape (H,), a bias for each unit, and W_hh (H, H), with its diagonal.
H numbers counted once more: a second bias, h_0, or W_ho :: W_HH + n_hidden → W_HH + 2 * n_hidden
    PyTorch has two biases, of which only the sum counts; h_0 and the readout are not among W_ih, W_hh and b_h.
W_ih left out :: W_IH + →
W_hh left out :: W_HH + →
one square matrix over inputs and units :: ALL → (n_inputs + n_hidden) ** 2 + n_hidden
I and H exchanged :: ALL → n_inputs * n_hidden + n_inputs * n_inputs + n_inputs
one unit's weights alone :: ALL → n_inputs + n_hidden + 1 | ALL → n_inputs + n_hidden
the sizes multiplied :: ALL → W_IH * W_HH * n_hidden
W_hh counted alone :: ALL → W_HH
W_hh taken as symmetric :: W_HH → n_hidden * (n_hidden + 1) // 2
    W_ih has shape (H, I), W_hh (H, H): every unit listens to every unit, itself too, with a weight each.
a readout counted too :: ALL → ALL + n_hidden + 1 | ALL → ALL + n_hidden * n_inputs + n_inputs
    W_ho and b_o are not asked for: W_ih, W_hh and b_h are.
`^` for a power :: ALL → (W_IH + n_hidden) ^ (2 + n_hidden)
    in Python a power is `**`; `^` compares bits, after all sums.
""", W_IH="n_hidden * n_inputs", W_HH="n_hidden * n_hidden",
        ALL="n_hidden * n_inputs + n_hidden * n_hidden + n_hidden"),
)  # fmt: skip
