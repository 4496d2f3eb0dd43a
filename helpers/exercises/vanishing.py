"""Notebook 04's exercises: predict a slope, bound a gradient, what the last steps leave out, five sentences."""

import numpy as np

from helpers.cells import rnn
from helpers.exercises import Answer, Choice, Exercise, Output, numbers, table
from helpers.measure import gradients

LINEAR = rnn.init(np.random.default_rng(14), 1, 64, spectral_radius=0.8, activation="identity")
RHO, SIGMA = gradients.spectral_radius(LINEAR.W_hh), gradients.largest_singular_value(LINEAR.W_hh)
SLOPE = Answer(
    title="the slope of log ‖dL/dh_t‖ per step back",
    truth=np.log(RHO),
    why="Every Jacobian of a linear network is W_hh, and W_hh^k grows as ρ^k at last: its logarithm by log ρ a step.",
    hint="How much does the norm change in one step, once the fastest-growing direction rules? Take its logarithm.",
    tolerance=0.02,
    mistakes=numbers("""
ρ, or σ_max, where the logarithm of ρ belongs ~0.02 :: RHO | np.exp(RHO) | SIGMA
1 − ρ in place of log ρ ~1e-3 :: 1 - RHO
a factor 2 or ½ too many: that is for the squared norm ~0.02 :: np.log(RHO) / 2 | 2 * np.log(RHO)
no slope at all :: 0 | 1
another base of the logarithm ~0.04 :: np.log10(RHO) | np.log2(RHO)
    the norm is multiplied by ρ a step, so its logarithm moves by log ρ, the natural logarithm.
ρ − 1, or log ρ to one digit ~1e-3 :: RHO - 1
    two digits are asked for: log ρ is near ρ − 1 only where ρ is near 1.
σ_max in place of ρ ~0.02 :: np.log(SIGMA) | -np.log(SIGMA)
ρ and σ_max multiplied ~0.1 :: np.log(RHO * SIGMA)
the gain s in place of ρ ~0.02 :: np.log(GAIN)
    one step stretches by at most σ_max, a random direction by s on average; in the long run ρ governs W_hh^k.
the sign turned round ~0.02 :: -np.log(RHO)
    going back the gradient shrinks: the slope per step back is negative.
a number of steps or units in it ~0.02 :: 100 * np.log(RHO) | RHO**100 | RHO**300 | np.log(RHO) / 64 | 300 * np.log(RHO)
| np.log(RHO) / 300
    a slope is per step; ρ is the factor of one step for the whole state, whatever T and H are.
another net's ρ ~1e-3 :: np.log(0.9) | np.log(0.7) | np.log(0.95) | np.log(0.99)
    this net has ρ = 0.8.
the first steps still in it: a slope measured over a short run ~0.15 :: -0.265
    over 20 steps one measures −0.3, over 100 about −0.23, as other directions fall away first. Compute it from ρ.
""", RHO=RHO, SIGMA=SIGMA, GAIN=np.linalg.norm(LINEAR.W_hh) / 8),
)


def bound_problems(rng):
    """Draw (W_hh (H, H), lag): not normal, so that ρ, σ_max and the norms differ, one with σ_max < 1, one far above; a lag of 1 last."""
    for n_hidden, lag, size in [(3, 2, 1), (4, 5, 1), (6, 3, 1), (5, 7, 0.3), (3, 10, 1), (4, 2, 5), (2, 1, 1)]:
        yield size * rng.normal(size=(n_hidden, n_hidden)) / np.sqrt(n_hidden), lag


def my_bound(W_hh, lag):
    return np.linalg.svd(W_hh, compute_uv=False)[0] ** lag


LARGEST = "np.linalg.svd(W_hh, compute_uv=False)[0]"
BOUND = Exercise(
    title="the bound", outputs=(Output("bound"),), problems=bound_problems, solution=my_bound, mistakes=table("""
ρ in place of σ_max :: LARGEST → np.abs(np.linalg.eigvals(W_hh)).max()
the first eigenvalue, which need not be the largest :: LARGEST → np.abs(np.linalg.eigvals(W_hh)[0])
an eigenvalue without its size :: LARGEST → np.linalg.eigvals(W_hh).real.max()
W_hh taken as symmetric :: LARGEST → np.abs(np.linalg.eigvalsh(W_hh)).max()
an eigenvalue of the symmetric part :: LARGEST → np.linalg.eigvalsh((W_hh + W_hh.T) / 2).max()
| LARGEST → np.abs(np.linalg.eigvalsh((W_hh + W_hh.T) / 2)).max()
    a non-normal matrix lets a gradient grow far beyond ρ^lag first. Take the singular values: `np.linalg.svd`.
the Frobenius norm :: LARGEST → np.linalg.norm(W_hh)
the Frobenius norm over √H :: LARGEST → (np.linalg.norm(W_hh) / np.sqrt(len(W_hh)))
the sum, or the mean, of the singular values :: [0] → .sum() | [0] → .mean()
the smallest singular value :: [0] → [-1]
the condition number :: LARGEST → np.linalg.cond(W_hh)
the determinant, or the trace :: LARGEST → abs(np.linalg.det(W_hh)) | LARGEST → np.trace(W_hh)
| LARGEST → abs(np.trace(W_hh))
a constant, whatever W_hh is :: POWER → 1.0
σ_max cut off at 1, or at 2 :: LARGEST → max(1, LARGEST) | LARGEST → min(1, LARGEST) | LARGEST → min(2, LARGEST)
the largest sum of a row or column :: LARGEST → np.linalg.norm(W_hh, 1) | LARGEST → np.linalg.norm(W_hh, np.inf)
the longest row or column :: LARGEST → np.linalg.norm(W_hh, axis=1).max() | LARGEST → np.linalg.norm(W_hh, axis=0).max()
the logistic function's slope, ¼ :: LARGEST → (LARGEST / 4) | POWER → POWER / 4
a division by √H, or a factor :: LARGEST → (LARGEST / np.sqrt(len(W_hh))) | return → return np.sqrt(len(W_hh)) *
all singular values :: [0] →
the largest entry :: LARGEST → np.abs(W_hh).max()
    one step, with slopes of at most 1, can stretch by the largest singular value, the first of `svd`, and no more.
U in place of the singular values :: LARGEST → np.linalg.svd(W_hh)[0] | LARGEST → np.linalg.svd(W_hh)[0][0]
| LARGEST → np.linalg.svd(W_hh)[0][0, 0] | LARGEST → np.linalg.svd(W_hh)[0].max()
| LARGEST → np.abs(np.linalg.svd(W_hh)[0]).max()
    `svd` returns U, S and Vᵀ: [0] is U, and S, the singular values, is [1]. `compute_uv=False` returns S alone.
the logarithm of the bound :: POWER → np.log(POWER)
    asked for is the factor itself, not its logarithm: σ_max to the power of the lag.
the lag not used :: POWER → LARGEST
the lag one too long :: ** lag → ** (lag + 1)
the lag one too short :: ** lag → ** (lag - 1)
σ_max squared, not its root :: LARGEST → (LARGEST**2) | POWER → lag * LARGEST**2
a product with the lag where a power belongs :: ** lag → * lag
    from h_{t+lag} back to h_t there are `lag` Jacobians, and each multiplies by at most σ_max: the power itself.
the Frobenius norm of W_hh^lag :: POWER → np.linalg.norm(np.linalg.matrix_power(W_hh, lag))
the norm of W_hh^lag :: POWER → np.linalg.norm(np.linalg.matrix_power(W_hh, lag), 2)
every entry raised to the power :: POWER → np.linalg.norm(W_hh**lag, 2)
    no bound for tanh: slopes below 1 can undo a cancellation between two steps. σ_max first, then its power.
""", LARGEST=LARGEST, POWER=f"{LARGEST} ** lag"))


def missing_problems(rng):
    """Draw (contributions (T, H, H), k) that fade towards the first step, with 1 ≤ k < T."""
    for n_steps, n_hidden, k in [(4, 3, 2), (3, 2, 1), (6, 2, 3), (9, 4, 5), (12, 3, 4)]:
        fading = 0.7 ** np.arange(n_steps)[::-1]
        yield fading[:, None, None] * rng.normal(size=(n_steps, n_hidden, n_hidden)), k


def my_missing(contributions, k):
    whole = contributions.sum(axis=0)
    kept = contributions[-k:].sum(axis=0)
    return np.linalg.norm(whole - kept) / np.linalg.norm(whole)


MISSING = Exercise(
    title="what is missing", outputs=(Output("missing"),), problems=missing_problems, solution=my_missing,
    mistakes=table("""
the first k steps kept in place of the last :: [-k:] → [:k]
the first k steps left out in place of the others :: [-k:] → [k:]
every k-th step kept :: [-k:] → [::-k] | [-k:] → [::k]
one step kept in place of k :: contributions[-k:].sum(axis=0) → contributions[-k] | [-k:].sum → [-k].sum
one step too many kept :: [-k:] → [-k - 1:]
one step too few kept :: [-k:] → [len(contributions) - k + 1:]
    contributions[0] is step 1's, the earliest, and `contributions[-k:]` keeps the last k, `[:-k]` is what is missing.
the first step left out of both sums, as by counting from 1 :: whole = contributions.sum → whole = contributions[1:].sum
& [-k:] → [len(contributions) - k + 1:]
    Python counts from 0: `contributions[0]` is the first step's, and a slice ends before its second number.
one step too few kept, by a slice that for k = 1 keeps all :: [-k:] → [-k + 1:]
    `contributions[-k:]` keeps the last k. And for k = 1, `[-k + 1:]` is `[0:]`: everything.
the size of what is kept :: whole - kept → kept
the difference of the norms :: RATIO → abs(np.linalg.norm(whole) - np.linalg.norm(kept)) / np.linalg.norm(whole)
| RATIO → (np.linalg.norm(whole) - np.linalg.norm(kept)) / np.linalg.norm(whole)
| RATIO → np.linalg.norm(np.abs(whole) - np.abs(kept)) / np.linalg.norm(whole)
    asked for is the norm of whole − kept, not the norms apart: two matrices of equal norm can differ in every entry.
means in place of sums :: whole = contributions.sum → whole = contributions.mean & [-k:].sum → [-k:].mean
    the gradient is a sum over the steps. A mean of k terms and one of T terms are not parts of one another.
what is kept as the whole :: / np.linalg.norm(whole) → / np.linalg.norm(kept)
the norm of what is missing over both norms added :: RATIO → (n := np.linalg.norm)(whole - kept) / (n(whole - kept) + n(kept))
    the share is of the whole gradient, all T steps summed: that norm belongs below the line.
the norms added up :: RATIO → (n := NORMS)[:-k].sum() / n.sum() | RATIO → (n := NORMS)[:-k].mean() / n.mean()
the squares of all entries added up :: RATIO → np.sqrt(((n := NORMS) ** 2)[:-k].sum() / (n**2).sum())
| RATIO → ((n := NORMS) ** 2)[:-k].sum() / (n**2).sum()
the norms of the early steps, over that of the whole sum :: RATIO → NORMS[:-k].sum() / np.linalg.norm(whole)
| RATIO → NORMS[:-k].mean() / np.linalg.norm(whole)
absolute values summed :: contributions. → np.abs(contributions). & contributions[-k:] → np.abs(contributions)[-k:]
the last k along the last axis :: sum(axis=0) → sum(axis=-1) & [-k:] → [..., -k:]
a sum over the wrong axis, or all :: sum(axis=0) → sum(axis=-1) | sum(axis=0) → sum(axis=1) | sum(axis=0) → sum()
| RATIO → np.linalg.norm(contributions[:-k].sum(axis=-1)) / np.linalg.norm(contributions.sum(axis=-1))
| RATIO → np.linalg.norm(contributions[:-k].sum(axis=1)) / np.linalg.norm(contributions.sum(axis=1))
    terms of opposite sign cancel in the gradient; norms never do. Sum the matrices over the steps, axis 0, first.
no division by the gradient's norm :: / np.linalg.norm(whole) →
the largest sum of a column or row :: whole - kept) → whole - kept, 1) & norm(whole) → norm(whole, 1)
| whole - kept) → whole - kept, np.inf) & norm(whole) → norm(whole, np.inf)
the spectral norm :: whole - kept) → whole - kept, 2) & norm(whole) → norm(whole, 2)
the root taken above the line alone :: RATIO → np.linalg.norm(whole - kept) / np.linalg.norm(whole) ** 2
norm(whole − kept / norm(whole)), a bracket too late :: RATIO → np.linalg.norm(whole - kept / np.linalg.norm(whole))
a norm for each row or column :: whole - kept) → whole - kept, axis=0) & norm(whole) → norm(whole, axis=0)
| whole - kept) → whole - kept, axis=1) & norm(whole) → norm(whole, axis=1)
sums of sizes in place of norms :: RATIO → np.abs(whole - kept).sum() / np.abs(whole).sum()
| RATIO → np.abs(whole - kept).max() / np.abs(whole).max()
a ratio for every entry :: RATIO → np.linalg.norm((whole - kept) / whole)
| RATIO → np.max(np.abs(whole - kept) / np.maximum(1e-8, np.abs(whole) + np.abs(kept)))
| RATIO → np.mean(np.abs((whole - kept) / whole)) | RATIO → np.abs(whole - kept) / np.abs(whole)
    the norm of the difference over the norm of the whole sum, one number: the root of the sum of all squared entries.
""", RATIO="np.linalg.norm(whole - kept) / np.linalg.norm(whole)", NORMS="np.linalg.norm(contributions, axis=(1, 2))"),
)

STATEMENTS = Choice(
    title="which of the sentences A to F are true",
    options={
        "A": "true: each tanh step can stretch by at most σ_max, so lag steps by at most σ_max^lag, which goes to 0.",
        "B": "false: σ_max > 1 is necessary for exploding, not sufficient. The table's row ρ = 0.9 has log σ_max > 0.",
        "C": "false: every singular value of W_hh is 1, and tanh′ < 1 still takes its share at every step.",
        "D": "false: ReLU lets about half of the units through. The table measures −0.43 at ρ = 1.",
        "E": "true: the drive pushes the units into saturation. The last row of the table measures it.",
        "F": "false: the sum is made of its recent terms, which are as large as ever; the early ones are missing.",
    },
    right=frozenset({"A", "E"}),
)
