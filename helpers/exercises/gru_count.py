"""Notebook 08's exercise: how many numbers do the three cells hold, with PyTorch's two biases?"""

from helpers.exercises import Exercise, Mistake, Output


def sizes(rng):
    """Draw (n_inputs, n_hidden)."""
    yield from [(1, 2), (3, 12), (2, 7), (5, 4), (4, 9)]


def cells(blocks=(1, 4, 3), biases=2, extra=0):
    """Return the count of the three cells' weights, as a function of I and H."""
    return lambda I, H: tuple(k * (H * I + H * H + biases * H) + extra * H * (k == 3) for k in blocks)


def counts(n_inputs, n_hidden):
    """Count one block for the RNN, four for the LSTM, three for the GRU, of W_ih, W_hh and two biases each."""
    return cells()(n_inputs, n_hidden)


COUNTS = Exercise(
    title="the number of parameters",
    outputs=(Output("RNN"), Output("LSTM"), Output("GRU")),
    problems=sizes,
    truth=counts,
    mistakes=(
        Mistake(
            "one bias",
            (cells(biases=1), cells(biases=1, extra=1)),
            "that is how this course counts: only the sum of the two biases matters, but for n's second one. PyTorch "
            "keeps b_ih and b_hh for every block.",
            "the terms for the bias.",
        ),
        Mistake(
            "no bias",
            cells(biases=0),
            "every block has two biases, of H numbers each.",
            "the terms for the bias.",
        ),
        Mistake(
            "two biases and b_hn besides",
            cells(extra=1),
            "b_hn is a part of PyTorch's second bias b_hh: n's.",
            "the terms for the GRU's bias.",
        ),
        Mistake(
            "the gates counted without the candidate",
            (cells((1, 3, 2)), cells((1, 3, 3)), cells((1, 4, 2))),
            "the candidate, g in the LSTM and n in the GRU, has weights of its own too: a gate has a block, and it has one.",
            "the number of blocks: count the lines that make r, z, n and i, f, g, o.",
        ),
        Mistake(
            "a block for a state",
            (cells((1, 5, 3)), cells((1, 5, 4)), cells((1, 4, 4))),
            "c and h are made of what is there already: their lines have no weights.",
            "the number of blocks: count the lines that make r, z, n and i, f, g, o.",
        ),
        Mistake(
            "one W_ih for all the gates of a cell",
            lambda I, H: tuple(H * I + k * (H * H + 2 * H) for k in (1, 4, 3)),
            "every gate reads the input with weights of its own.",
            "the term with I.",
        ),
        Mistake(
            "one W_hh for all the gates of a cell",
            lambda I, H: tuple(k * (H * I + 2 * H) + H * H for k in (1, 4, 3)),
            "every gate reads the state with weights of its own: W_hh has K·H rows.",
            "the term with H².",
        ),
        Mistake(
            "one recurrent weight per unit",
            lambda I, H: tuple(k * (H * I + 3 * H) for k in (1, 4, 3)),
            "every unit listens to every unit: a block of W_hh has shape (H, H).",
            "the term for W_hh.",
        ),
        Mistake(
            "one block for every cell",
            cells((1, 1, 1)),
            "every gate has a block of its own, and so has the candidate: each has W_ih, W_hh and two biases.",
            "the number of blocks: count the lines that make r, z, n and i, f, g, o.",
        ),
        Mistake(
            "the biases of one block for all the gates of a cell",
            lambda I, H: tuple(k * (H * I + H * H) + 2 * H for k in (1, 4, 3)),
            "every gate has two biases of its own.",
            "the terms for the bias: are they multiplied by the number of blocks?",
        ),
        Mistake(
            "inputs and units exchanged",
            (lambda I, H: cells()(H, I), lambda I, H: tuple(k * (H * I + I * I + 2 * H) for k in (1, 4, 3))),
            "W_hh leads from H units to H units, W_ih from I inputs to H units; a bias has H numbers.",
            "which of n_inputs and n_hidden stands where.",
        ),
        Mistake(
            "the LSTM and the GRU exchanged",
            cells((1, 3, 4)),
            "the LSTM has i, f, g and o, four blocks; the GRU has r, z and n.",
            "the order of the result.",
        ),
    ),
)
