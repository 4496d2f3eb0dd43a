"""Notebook 01's exercise: how many numbers does the network hold, for a short sequence and for a long one?"""

from helpers.exercises import Exercise, Mistake, Output


def sizes(rng):
    """Draw (n_inputs, n_hidden, n_steps): small ones, and each network at T = 5 and at T = 500."""
    for I, H in [(1, 2), (3, 12), (2, 7), (5, 4)]:
        yield from [(I, H, 5), (I, H, 500)]


def parameter_count(n_inputs, n_hidden, n_steps):
    """Count W_ih (H, I), W_hh (H, H) and b_h (H,); the number of steps does not enter."""
    return n_hidden * n_inputs + n_hidden * n_hidden + n_hidden


PARAMETER_COUNT = Exercise(
    title="the number of parameters",
    outputs=(Output("count"),),
    problems=sizes,
    truth=parameter_count,
    mistakes=(
        Mistake(
            "a set of weights for every step",
            lambda I, H, T: T * (H * I + H * H + H),
            "the weights are shared: step 500 uses the very arrays that step 1 used.",
            "the factor T: there is no T in the shape of any weight.",
        ),
        Mistake(
            "a W_hh for every step",
            (lambda I, H, T: H * I + T * H * H + H, lambda I, H, T: H * I + (T - 1) * H * H + H),
            "one W_hh carries h_{t-1} to h_t at every step; the arrows between the steps are all the same matrix.",
            "the term for W_hh.",
        ),
        Mistake(
            "a W_ih for every step",
            lambda I, H, T: T * H * I + H * H + H,
            "T inputs come in, one after the other, through the same W_ih.",
            "the term for W_ih.",
        ),
        Mistake(
            "one bias for all units",
            lambda I, H, T: H * I + H * H + 1,
            "each of the H units has a bias of its own: b_h has shape (H,).",
            "the term for the bias.",
        ),
        Mistake(
            "b_h left out",
            lambda I, H, T: H * I + H * H,
            "each of the H units has a bias of its own.",
            "the third term of a_t = W_ih x_t + W_hh h_{t-1} + b_h.",
        ),
        Mistake(
            "W_ih left out",
            lambda I, H, T: H * H + H,
            "the input has weights too: W_ih has shape (H, I).",
            "the first term of a_t = W_ih x_t + W_hh h_{t-1} + b_h.",
        ),
        Mistake(
            "W_hh left out",
            lambda I, H, T: H * I + H,
            "this is the feedforward layer; the loop adds W_hh of shape (H, H).",
            "the middle term of a_t = W_ih x_t + W_hh h_{t-1} + b_h.",
        ),
        Mistake(
            "one recurrent weight per unit",
            lambda I, H, T: H * I + H + H,
            "every unit listens to every unit: W_hh has shape (H, H), not (H,).",
            "the term for W_hh.",
        ),
        Mistake(
            "two biases",
            lambda I, H, T: H * I + H * H + 2 * H,
            "PyTorch keeps two, b_ih and b_hh; only their sum matters, so this course has one.",
            "the terms for the bias.",
        ),
        Mistake(
            "a unit for every step",
            (lambda I, H, T: T * I + T * T + T, lambda I, H, T: T * I + T * H + H, lambda I, H, T: H * I + H * T + H),
            "the number of units H is chosen; the number of steps T is the length of the sequence that comes.",
            "the shapes of the weights: W_ih (H, I), W_hh (H, H), b_h (H,).",
        ),
    ),
)
