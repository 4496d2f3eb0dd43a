"""Where weights start: PyTorch's uniform draw, orthogonal matrices, chrono biases for gates."""

import numpy as np

from helpers import expect

RECURRENT = ("uniform", "orthogonal")


def weights(rng, n_inputs, n_hidden, n_blocks=1, recurrent="uniform"):
    """Draw W_ih (K·H, I) and W_hh (K·H, H), one block of H rows for each of the K = n_blocks gates.

    All entries are uniform in ±1/√H, as PyTorch draws them; with `recurrent` "orthogonal", each block of W_hh is an
    orthogonal matrix instead. Raises ValueError for sizes below 1, another `recurrent`.
    """
    expect.one_of("recurrent", recurrent, RECURRENT)
    W_ih = input_weights(rng, n_inputs, n_hidden, n_blocks)
    if recurrent == "orthogonal":
        return W_ih, np.concatenate([orthogonal(rng, n_hidden) for _ in range(n_blocks)])
    return W_ih, input_weights(rng, n_hidden, n_hidden, n_blocks)  # the same draw, with a column for each unit


def input_weights(rng, n_inputs, n_hidden, n_blocks):
    """Draw W_ih (K·H, I) alone, for a cell without W_hh: all entries uniform in ±1/√H. Raises as `weights` does."""
    expect.generator("rng", rng)
    expect.count("n_inputs", n_inputs)
    expect.count("n_hidden", n_hidden)
    expect.count("n_blocks", n_blocks)
    bound = 1 / np.sqrt(n_hidden)
    return rng.uniform(-bound, bound, (n_blocks * n_hidden, n_inputs))


def orthogonal(rng, n_hidden):
    """Draw a random orthogonal matrix (H, H): every singular value is 1. Raises ValueError for a size below 1.

    Source: Saxe, McClelland & Ganguli 2014 (QR of a Gaussian matrix, signs of R's diagonal moved into Q).
    """
    expect.generator("rng", rng)
    expect.count("n_hidden", n_hidden)
    Q, R = np.linalg.qr(rng.normal(size=(n_hidden, n_hidden)))
    return Q * np.sign(np.diag(R))


def gate_bias(name, rng, n_hidden, bias, chrono):
    """Return the bias (H,) of a gate that keeps: `bias` for every unit, or drawn for lags up to `chrono` steps.

    A gate σ(b) that keeps forgets over about 1 + e^b steps; chrono draws b = log U(1, T − 1), so that the units'
    times spread over 1…T. Raises ValueError for a bias that is not finite, a `chrono` below 2.
    Source: Tallec & Ollivier 2018, "Can recurrent neural networks warp time?".
    """
    expect.count("n_hidden", n_hidden)
    if chrono is None:
        expect.number(name, bias)
        return np.full(n_hidden, float(bias))
    expect.generator("rng", rng)
    expect.number("chrono", chrono, least=2)
    return np.log(rng.uniform(1, chrono - 1, n_hidden))
