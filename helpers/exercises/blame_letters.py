"""Notebook 06's exercise on the blame of letters: dL_k/dx_t for all losses and all inputs."""

import numpy as np

from helpers.exercises import Exercise, Output, table
from helpers.exercises.backward_step import SHORT, STEP_MISTAKES, draw


def problems(rng):
    """Draw (params, hs (T+1, H), dhs (T, H)) of runs of one sequence; sizes differ, the smallest first."""
    for n_steps, n_inputs, n_hidden in [(3, 2, 4), (4, 3, 2), (6, 5, 3), (5, 2, 6), (8, 4, 5)]:
        params, trace = draw(rng, n_steps, 1, n_inputs, n_hidden)
        yield params, trace.hs[:, 0], rng.normal(size=(n_steps, n_hidden))


def my_letter_blame(params, hs, dhs):
    T, H = dhs.shape
    X, rows = np.zeros((T, T)), np.zeros((T, H))
    for t in range(T, 0, -1):
        rows[t - 1] = dhs[t - 1]
        deltas = (1 - hs[t] ** 2) * rows
        X[:, t - 1] = np.linalg.norm(deltas @ params.W_ih, axis=1)
        rows = deltas @ params.W_hh
    return X


LETTER_BLAME = Exercise(
    title="the blame of letters", outputs=(Output("X"),), problems=problems, solution=my_letter_blame,
    mistakes=STEP_MISTAKES + table("""
the immediate gradients alone :: CARRY → rows = 0 * rows
every loss sent back from step T :: np.zeros((T, H)) → dhs.copy() & JOIN → pass
a loss that joins at another step than its own :: JOIN → joining = dhs[t - 1] & CARRY → CARRY; rows[t - 1] = joining
    loss k reaches every letter before k: rows[t - 1] is set at step t, then all rows are carried on, and X is filled.
a row and a column for h_0 :: return X → return np.pad(X, ((1, 0), (1, 0)))
the diagonal left out :: return X → return X - np.diag(np.diag(X))
rows and columns exchanged :: return X → return X.T
every row in reverse :: return X → return np.array([np.r_[row[k::-1], row[k + 1:]] for k, row in enumerate(X)])
the upper triangle filled with NaN :: np.zeros((T, T)), → np.full((T, T), np.nan),
& X[:, t - 1] = NORM → X[t - 1 :, t - 1] = NORM[t - 1 :]
    a row is a loss, a column a letter, from 1 to T; a loss blames its own letter too, and above the diagonal X is 0.
the whole gradient in every row :: JOIN → rows = rows[:1] + dhs[t - 1] + np.zeros((T, 1))
& X[:, t - 1] = → X[t - 1 :, t - 1] = & NORM → NORM[t - 1 :]
what is left of one loss's gradient added to the next :: return X → rest = np.zeros(H)⏎    for k in range(1, T + 1):⏎        rest = rest + dhs[k - 1]
& rest = rest + dhs[k - 1] → rest = rest + dhs[k - 1]⏎        for t in range(k, 0, -1):⏎            rest = PHI * rest
& PHI * rest → PHI * rest⏎            X[k - 1, t - 1] = np.linalg.norm(rest @ params.W_ih)⏎            rest = rest @ params.W_hh
& rest @ params.W_hh → rest @ params.W_hh⏎    return X
the gradients of several losses in one row :: JOIN → rows[t - 1 :] += dhs[t - 1] | JOIN → rows[: t] += dhs[t - 1]
| JOIN → rows += dhs[t - 1]
    row k belongs to L_k alone: what other losses send is in their own rows.
the norm of W_ih times that of δ_t :: NORM → np.linalg.norm(params.W_ih, 2) * np.linalg.norm(deltas, axis=1)
| NORM → np.linalg.norm(params.W_ih) * np.linalg.norm(deltas, axis=1)
the gradients themselves, in place of their norms :: np.zeros((T, T)), → np.zeros((T, T, params.W_ih.shape[1])),
& NORM → deltas @ params.W_ih
shares of a row in place of norms :: return X → return X / X.sum(axis=1, keepdims=True)
the norms of δ_t :: NORM → np.linalg.norm(deltas, axis=1)
the norms of dL_k/dh_t, the blame of the states :: NORM → np.linalg.norm(rows, axis=1)
dL_k/dh_t in place of δ_t at the letter :: norm(deltas → norm(rows
W_hh where W_ih belongs :: params.W_ih → params.W_hh
    the letter x_t entered through W_ih, before the tanh of step t: dL_k/dx_t = W_ihᵀ δ_t, and X holds its norm.
one input's part alone :: NORM → np.abs((deltas @ params.W_ih)[:, 0])
entries added up with their signs :: NORM → (deltas @ params.W_ih).sum(axis=1)
the sum of sizes, or the largest :: NORM → np.abs(deltas @ params.W_ih).sum(axis=1)
| NORM → np.abs(deltas @ params.W_ih).max(axis=1)
    each loss, each row, has a Euclidean norm of its own, the root of the sum of squares: first the product, then that.
the slope of step k left out, ∂⁺L_k/∂h_k taken for δ_k :: X[:, t - 1] = → deltas[t - 1] = dhs[t - 1]; X[:, t - 1] =
the slope of step k at every t :: PHI → (1 - hs[1:] ** 2)
    on the way back from k each step has its own tanh, with slope 1 − h_t².
""", **SHORT, NORM="np.linalg.norm(deltas @ params.W_ih, axis=1)", CARRY="rows = deltas @ params.W_hh",
                                  JOIN="rows[t - 1] = dhs[t - 1]"))
