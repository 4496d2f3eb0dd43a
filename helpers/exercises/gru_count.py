"""Notebook 08's exercise: how many numbers do the three cells hold, with PyTorch's two biases?"""

from helpers.exercises import Exercise, Output, table


def problems(rng):
    """Draw (n_inputs, n_hidden). `rng` is not needed."""
    yield from [(1, 2), (3, 12), (2, 7), (5, 4), (4, 9)]


def my_counts(n_inputs, n_hidden):
    block = n_hidden * n_inputs + n_hidden * n_hidden + 2 * n_hidden
    return block, 4 * block, 3 * block


COUNTS = Exercise(
    title="the number of parameters", outputs=tuple(map(Output, ("RNN", "LSTM", "GRU"))), problems=problems,
    solution=my_counts, mistakes=table("""
one bias :: 2 * n_hidden → n_hidden | 2 * n_hidden → n_hidden & 3 * block → 3 * block + n_hidden
no bias :: + 2 * n_hidden →
one block's biases for a whole cell :: RETURN → return block, 4 * block - 6 * n_hidden, 3 * block - 4 * n_hidden
everything twice :: n_hidden * n_inputs + n_hidden * n_hidden → 2 * (n_hidden * n_inputs + n_hidden * n_hidden)
two biases and b_hn besides :: 3 * block → 3 * block + n_hidden
    PyTorch keeps b_ih and b_hh, H numbers each, for every block, n's b_hn among them; only n needs both.
the gates counted without the candidate :: 4 * block, 3 * → 3 * block, 2 * | 4 * block → 3 * block
a block for a state :: 4 * block → 5 * block | 4 * block, 3 * → 5 * block, 4 * | 3 * block → 4 * block
one block for every cell :: 4 * block, 3 * block → block, block
    count the lines that make r, z, n and i, f, g, o: a gate has a block and the candidate has one; c and h have none.
the three cells in another order :: return <block, 4 * block, 3 * block>
    asked for are RNN, LSTM and GRU, in this order.
a readout counted too :: RETURN → return tuple(k * block + n_hidden + 1 for k in (1, 4, 3))
    the cells alone are asked for, without W_ho and b_o.
""", RETURN="return block, 4 * block, 3 * block"),
)  # fmt: skip
