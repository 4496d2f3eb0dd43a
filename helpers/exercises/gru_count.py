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
a bias for each input :: 2 * n_hidden → n_hidden + n_inputs | 2 * n_hidden → n_inputs
W_ih alone counted for each block :: RETURN → return tuple(block + k * SHARED_IH for k in (0, 3, 2))
one block's biases for a whole cell :: RETURN → return block, 4 * block - 6 * n_hidden, 3 * block - 4 * n_hidden
    every gate has a W_ih, a W_hh and biases of its own: four blocks in the LSTM, three in the GRU.
the H of all gates together in every place :: RETURN → return tuple(k * (block - SHARED_HH) + k**2 * SHARED_HH for k in (1, 4, 3))
peepholes counted too :: 4 * block → 4 * block + 3 * n_hidden
    h and c are computed, not trained, and this LSTM has no peepholes: count weights and biases.
I and H exchanged :: n_hidden * n_inputs + n_hidden * n_hidden + 2 * n_hidden → n_inputs * n_hidden + n_inputs**2 + 2 * n_inputs
one square matrix over inputs and units :: n_hidden * n_inputs + n_hidden * n_hidden → (n_inputs + n_hidden) ** 2
    W_ih has shape (H, I), W_hh (H, H), for each block.
everything twice :: n_hidden * n_inputs + n_hidden * n_hidden → 2 * (n_hidden * n_inputs + n_hidden * n_hidden)
a single number for each bias :: 2 * n_hidden → 2 | 2 * n_hidden → 1
one bias for a block, and a second one for n alone, as in this course :: 2 * n_hidden → n_hidden & 3 * block → 3 * block + n_hidden
one bias :: 2 * n_hidden → n_hidden
one bias for all but the GRU, as in Keras :: 2 * n_hidden → n_hidden & 3 * block → 3 * (block + n_hidden)
no bias :: + 2 * n_hidden →
two biases and b_hn besides :: 3 * block → 3 * block + n_hidden
    PyTorch keeps b_ih and b_hh, H numbers each, for every block, n's b_hn among them; only n needs both.
the gates counted without the candidate :: 4 * block, 3 * → 3 * block, 2 * | 4 * block → 3 * block
| 3 * block → 2 * block
a block for a state :: 4 * block → 5 * block | 4 * block, 3 * → 5 * block, 4 * | 3 * block → 4 * block
one block for every cell :: 4 * block, 3 * block → block, block
    count the lines that make r, z, n and i, f, g, o: a gate has a block and the candidate has one; c and h have none.
the three cells in another order :: return <block, 4 * block, 3 * block>
    asked for are RNN, LSTM and GRU, in this order.
`^` for a power :: n_hidden * n_hidden → (n_hidden ^ 2)
| n_hidden * n_inputs + n_hidden * n_hidden + 2 * n_hidden → n_hidden * n_inputs + n_hidden ^ 2 + 2 * n_hidden
    in Python a power is `**`; `^` compares bits.
a readout counted too :: RETURN → return tuple(k * block + n_hidden + 1 for k in (1, 4, 3))
    the cells alone are asked for, without W_ho and b_o.
""", SHARED_IH="n_hidden * n_inputs", SHARED_HH="n_hidden**2", RETURN="return block, 4 * block, 3 * block"),
)  # fmt: skip
