"""Notebook 08's exercise: bring a GRU from Keras, with its own order of gates and its own shapes, to this course."""

import numpy as np

from helpers.exercises import Exercise, Output, table


def problems(rng):
    """Draw (kernel (I, 3H), recurrent_kernel (H, 3H), bias (2, 3H)) as Keras keeps them."""
    for I, H in [(2, 3), (3, 2), (1, 4), (5, 3), (4, 5)]:
        yield rng.normal(size=(I, 3 * H)), rng.normal(size=(H, 3 * H)), rng.normal(size=(2, 3 * H))


def my_conversion(kernel, recurrent_kernel, bias):
    def rows(columns):
        z, r, n = np.split(columns.T, 3)
        return np.concatenate([r, z, n])

    b_x, b_h = rows(bias[0]), rows(bias[1])
    H = len(recurrent_kernel)
    both = np.concatenate([b_x[:2 * H] + b_h[:2 * H], b_x[2 * H:]])
    return rows(kernel), rows(recurrent_kernel), both, b_h[2 * H:]


GRU_CONVERSION = Exercise(
    title="the conversion", outputs=tuple(map(Output, ("W_ih", "W_hh", "b_h", "b_hn"))), problems=problems,
    solution=my_conversion, mistakes=table("""
two blocks exchanged without a copy :: [r, z, n] → [r, r, n] | [r, z, n] → [z, z, n]
    `W[:H], W[H:2 * H] = W[H:2 * H], W[:H]` exchanges views: the second reads what the first has written over.
the gates in another order, or left in Keras' :: [<r, z, n>]
the gates of W_ih left in Keras' order :: rows(kernel) → kernel.T
the gates of W_hh left in Keras' order :: rows(recurrent_kernel) → recurrent_kernel.T
the gates of the biases left in Keras' order :: rows(bias[0]), rows(bias[1]) → bias[0], bias[1]
the gates of everything left in Keras' order, and n's two biases summed :: [r, z, n] → [z, r, n]
& b_x[2 * H:]] → b_x[2 * H:] + b_h[2 * H:]] & both, b_h[2 * H:] → both, 0 * b_h[2 * H:]
    Keras keeps z, r, n, this course r, z, n: z and r change places in both kernels and both rows of `bias`, or the gates change their jobs.
the sign of z's weights flipped :: [r, z, n] → [r, -z, n]
    that is the way from Chung et al.; Keras lets z multiply the old state, as this course does.
the kernels left as Keras keeps them :: return rows(kernel), rows(recurrent_kernel) → return kernel, recurrent_kernel
the blocks of W_hh without a transpose :: rows(recurrent_kernel), both → STACKED, both
a reshape where a transpose belongs :: columns.T → columns.reshape(columns.shape[::-1])
| rows(kernel) → DEALT(kernel) & rows(recurrent_kernel) → DEALT(recurrent_kernel) | rows(kernel) → DEALT(kernel)
the gates read as interleaved :: np.split(columns.T, 3) → (columns.T[k::3] for k in range(3))
    Keras computes x @ kernel, this course x @ W_ih.T: `.T` turns (I, 3H) into (3H, I), and the first H rows are z's.
    A block of W_hh is square, so its shape does not tell; reshape deals the numbers out anew, in reading order.
both biases of n added together :: b_x[2 * H:]] → b_x[2 * H:] + b_h[2 * H:]] & both, b_h[2 * H:] → both, 0 * b_h[2 * H:]
both biases of n added together in b_hn :: b_x[2 * H:]] → 0 * b_x[2 * H:]]
& both, b_h[2 * H:] → both, b_x[2 * H:] + b_h[2 * H:]
n's bias of the input left out :: b_x[2 * H:]] → 0 * b_x[2 * H:]]
n's two biases exchanged :: b_x[2 * H:]] → b_h[2 * H:]] & both, b_h → both, b_x
the whole second bias in place of b_hn :: both, b_h[2 * H:] → both, b_h | both, b_h[2 * H:] → both, bias[1]
another gate's bias in place of b_hn :: both, b_h[2 * H:] → both, b_h[:H] | both, b_h[2 * H:] → both, b_h[H:2 * H]
b_hn left zero :: both, b_h[2 * H:] → both, 0 * b_h[2 * H:]
one of n's two biases in both places :: b_x[2 * H:]] → b_h[2 * H:]] | both, b_h → both, b_x
    r multiplies W_hn h + b_hn: b_hn is the last third of row 1 of `bias`, H numbers; that of b_h comes from row 0.
one of the two biases of r and z left out :: SUM → b_x[:2 * H] | SUM → b_h[:2 * H]
the mean of the two biases :: SUM → (SUM) / 2
    row 0 of `bias` goes with the input, row 1 with the state; for r and z only their sum matters, and b_h is that sum.
""", SUM="b_x[:2 * H] + b_h[:2 * H]",
        STACKED="np.vstack([np.split(recurrent_kernel, 3, axis=1)[k] for k in (1, 0, 2)])",
        DEALT="(lambda K: np.hstack([np.split(K, 3, axis=1)[k] for k in (1, 0, 2)]).reshape(-1, len(K)))"),
)  # fmt: skip
