"""Notebook 08's exercise: bring a GRU from Keras, with its own order of gates and its own shapes, to this course."""

import numpy as np

from helpers.exercises import Exercise, Mistake, Output


def problems(rng):
    """Draw (kernel (I, 3H), recurrent_kernel (H, 3H), bias (2, 3H)) as Keras keeps them."""
    for I, H in [(2, 3), (3, 2), (1, 4), (5, 3), (4, 5)]:
        yield rng.normal(size=(I, 3 * H)), rng.normal(size=(H, 3 * H)), rng.normal(size=(2, 3 * H))


def conversion(kernel, recurrent_kernel, bias):
    """Return W_ih (3H, I), W_hh (3H, H), b_h (3H,) and b_hn (H,), rows in the order r, z, n."""
    (z, r, n), (hz, hr, hn) = np.split(kernel.T, 3), np.split(recurrent_kernel.T, 3)
    (bz, br, bn), (bhz, bhr, bhn) = (np.split(row, 3) for row in bias)
    return np.concatenate([r, z, n]), np.concatenate([hr, hz, hn]), np.concatenate([br + bhr, bz + bhz, bn]), bhn


def loop(switches, kernel, recurrent_kernel, bias):
    """Convert, with each mistake in `switches` made on purpose."""
    on = switches.__contains__
    order = [0, 1, 2] if on("unmoved") else [2, 1, 0] if on("reversed") else [1, 2, 0] if on("rolled") else [1, 0, 2]

    def moved(upright):
        blocks = np.split(upright, 3)
        blocks[0] = -blocks[0] if on("minus z") else blocks[0]
        return np.concatenate([blocks[k] for k in order])

    def upright(columns):
        if on("lying") and columns.shape[1] == 3 * len(columns):
            return np.concatenate(np.split(columns, 3, axis=1))
        return columns.reshape(columns.shape[::-1]) if on("reshaped") else columns.T

    brought, met = moved(bias[0]), moved(bias[1])
    (b_r, b_z, b_n), (b_hr, b_hz, b_hn) = np.split(brought, 3), np.split(met, 3)
    if on("exchanged"):
        b_n, b_hn = b_hn, b_n
    b_n = b_n + b_hn if on("n at once") or on("n twice") else b_n
    b_hn = 0 * b_hn if on("n at once") or on("no b_hn") else b_hn
    if on("row 0"):
        b_hr, b_hz = 0 * b_hr, 0 * b_hz
    if on("row 1") or on("row 1 for n too"):
        b_r, b_z, b_n = 0 * b_r, 0 * b_z, b_hn if on("row 1 for n too") else b_n
    b_h = np.concatenate([b_r + b_hr, b_z + b_hz, b_n])
    return moved(upright(kernel)), moved(upright(recurrent_kernel)), b_h, b_hn


GRU_CONVERSION = Exercise(
    title="the conversion",
    outputs=(Output("W_ih"), Output("W_hh"), Output("b_h"), Output("b_hn")),
    problems=problems,
    truth=conversion,
    loop=loop,
    mistakes=(
        Mistake(
            "the gates left in Keras' order",
            "unmoved",
            "Keras keeps z, r, n and this course r, z, n. Nothing complains: the shapes are the same, and the two gates "
            "have changed their jobs.",
            "the order in which the three blocks are put together.",
        ),
        Mistake(
            "the gates in the order n, r, z",
            "reversed",
            "Keras' order z, r, n becomes r, z, n: the first two change places, the last one stays.",
            "the order in which the three blocks are put together.",
        ),
        Mistake(
            "the gates in the order r, n, z",
            "rolled",
            "Keras' order z, r, n becomes r, z, n: the first two change places, the last one stays.",
            "the order in which the three blocks are put together.",
        ),
        Mistake(
            "the sign of z's weights flipped",
            "minus z",
            "that is the way from Chung et al.; Keras lets z multiply the old state, as this course does.",
            "a minus sign at z's block.",
        ),
        Mistake(
            "a reshape where a transpose belongs",
            "reshaped",
            "both give the right shape, but reshape deals the numbers out anew, in reading order: weights land at units "
            "to which they do not belong.",
            "the line that turns (I, 3H) into (3H, I): `.T`.",
        ),
        Mistake(
            "the blocks of W_hh not transposed",
            "lying",
            "Keras computes h @ recurrent_kernel, this course h @ W_hh.T: each block of (H, H) lies on its side. It is square, "
            "so its shape does not tell.",
            "the line that makes W_hh: `recurrent_kernel.T`, then the blocks.",
        ),
        Mistake(
            "both biases of n added together",
            ("n at once", "n twice"),
            "r multiplies W_hn h + b_hn, so n's recurrent bias is not a bias like the others: it stays apart, in b_hn, "
            "and has no part in b_h.",
            "the last third of b_h, and b_hn.",
        ),
        Mistake(
            "one of the two biases of r and z left out",
            ("row 0", "row 1", "row 1 for n too"),
            "Keras has two biases for each gate, row 0 of `bias` with the input and row 1 with the state; for r and z "
            "only their sum matters, and b_h is that sum.",
            "the first two thirds of b_h.",
        ),
        Mistake(
            "n's two biases exchanged",
            "exchanged",
            "row 0 of `bias` is added to what the input brings, row 1 to what r multiplies: b_hn is of row 1.",
            "the rows of `bias` from which the last third of b_h and b_hn are taken.",
        ),
        Mistake(
            "b_hn left zero",
            "no b_hn",
            "r multiplies W_hn h + b_hn, and b_hn is the last third of row 1 of `bias`.",
            "the line that makes b_hn.",
        ),
    ),
)
