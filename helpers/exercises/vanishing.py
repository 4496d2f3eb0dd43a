"""Notebook 04's exercises: predict a slope, bound a gradient, what the last steps leave out, five sentences."""

import numpy as np

from helpers.cells import rnn
from helpers.measure import gradients
from helpers.exercises import Answer, Choice, Exercise, Mistake, Output

T = 100
LINEAR = rnn.init(np.random.default_rng(14), 1, 64, spectral_radius=0.8, activation="identity")
RHO, SIGMA = gradients.spectral_radius(LINEAR.W_hh), gradients.largest_singular_value(LINEAR.W_hh)
TWO_DIGITS = 0.02

SLOPE = Answer(
    title="the slope of log ‖dL/dh_t‖ per step back",
    truth=np.log(RHO),
    why="A linear network's Jacobian is W_hh at every step, and for large k the power W_hh^k grows as ρ^k: "
    "the logarithm falls by |log ρ| a step.",
    mistakes=(
        Mistake("ρ where its logarithm belongs", RHO, "the norm is multiplied by ρ a step, so log norm moves by log ρ.",
                "the vertical axis: it is a logarithm.", TWO_DIGITS),
        Mistake("σ_max in place of ρ", np.log(SIGMA), "log σ_max bounds what one step can do. The direction that is "
                "stretched most is turned away by the next step, so that σ_max is not met twice.",
                "which of the two printed numbers governs W_hh^k for large k.", TWO_DIGITS),
        Mistake("σ_max itself", SIGMA, "σ_max bounds one step; a slope is a logarithm.",
                "which of the two printed numbers governs W_hh^k, and its logarithm.", TWO_DIGITS),
        Mistake("a logarithm to base 10", np.log10(RHO), "the course's rates are natural logarithms: a rate r is a "
                "factor e^r a step.", "`np.log`, not `np.log10`.", 2 * TWO_DIGITS),
        Mistake("the sign turned round", -np.log(RHO), "going back the gradient shrinks, so the slope per step back is "
                "negative.", "the direction of the walk: from t = T to t = 0.", TWO_DIGITS),
        Mistake("the fall over all T steps", T * np.log(RHO), "a slope is per step: divide by T.",
                "the words “per step back”.", TWO_DIGITS),
        Mistake("the factor over all T steps", RHO**T, "ρ^T is how much is left after T steps.",
                "the logarithm of that factor, divided by T.", TWO_DIGITS),
    ),
    hint="How much does the norm change in one step, once the fastest-growing direction rules? Take its logarithm.",
    tolerance=TWO_DIGITS,
)


def bound_problems(rng):
    """Draw (W_hh (H, H), lag): matrices that are not normal, so that ρ, σ_max and the norms differ."""
    for n_hidden, lag in [(2, 1), (3, 2), (4, 5), (6, 3), (5, 7), (3, 10)]:
        yield rng.normal(size=(n_hidden, n_hidden)) / np.sqrt(n_hidden), lag


def bound(W_hh, lag):
    """σ_max(W_hh)^lag: the most by which `lag` steps with slopes of at most 1 can stretch a gradient."""
    return gradients.largest_singular_value(W_hh) ** lag


def _power(number_of):
    return lambda W_hh, lag: number_of(W_hh) ** lag


BOUND = Exercise(
    title="the bound",
    outputs=(Output("bound"),),
    problems=bound_problems,
    truth=bound,
    mistakes=(
        Mistake("ρ in place of σ_max", _power(gradients.spectral_radius), "ρ promises nothing for a finite lag: a "
                "non-normal matrix lets a gradient grow far beyond ρ^lag first.", "the singular values, not the "
                "eigenvalues: `np.linalg.svd`."),
        Mistake("the Frobenius norm", _power(np.linalg.norm), "it is a bound, but a loose one: it adds up all singular "
                "values where one step can use the largest only.", "`np.linalg.norm(W_hh, 2)`: with ord 2 it is σ_max."),
        Mistake("the smallest singular value", _power(lambda W: np.linalg.svd(W, compute_uv=False)[-1]),
                "σ_min is the least a step can do, a bound from below (for the linear net).",
                "the order: `svd` gives the largest first."),
        Mistake("the lag one too long", lambda W_hh, lag: bound(W_hh, lag + 1), "from h_{t+lag} back to h_t there are "
                "`lag` Jacobians.", "the exponent."),
        Mistake("the lag one too short", lambda W_hh, lag: bound(W_hh, lag - 1), "from h_{t+lag} back to h_t there are "
                "`lag` Jacobians: one for lag = 1.", "the exponent."),
        Mistake("one step, whatever the lag", lambda W_hh, lag: bound(W_hh, 1), "there are `lag` steps, and each may "
                "stretch by σ_max again.", "where the lag enters."),
        Mistake("a product with the lag where a power belongs", lambda W_hh, lag: lag * bound(W_hh, 1),
                "each step multiplies by at most σ_max; it does not add.", "`**`, not `*`."),
        Mistake("the norm of W_hh^lag", lambda W_hh, lag: bound(np.linalg.matrix_power(W_hh, lag), 1),
                "this is exact for the linear net and no bound for tanh: slopes below 1 can undo a cancellation between "
                "two steps, and let the product grow beyond the norm of W_hh^lag.",
                "what holds for each step by itself: at most σ_max."),
        Mistake("every entry raised to the power", lambda W_hh, lag: bound(W_hh**lag, 1), "`W_hh**lag` takes each entry "
                "to the power; a product of matrices is something else.", "σ_max first, then the power of that number.",),
        Mistake("the largest entry", _power(lambda W: np.abs(W).max()), "many small entries together stretch more than "
                "the largest one alone.", "`np.linalg.svd` or `np.linalg.norm(W_hh, 2)`."),
        Mistake("the logarithm", lambda W_hh, lag: lag * np.log(bound(W_hh, 1)), "lag · log σ_max is the logarithm of "
                "the bound.", "the last line: the bound itself is asked for."),
    ),
)


def missing_problems(rng):
    """Draw (contributions (T, H, H), k) that fade towards the first step, with 1 ≤ k < T."""
    for n_steps, n_hidden, k in [(3, 2, 1), (4, 3, 2), (6, 2, 3), (9, 4, 5), (12, 3, 4)]:
        fading = 0.7 ** np.arange(n_steps)[::-1]
        yield fading[:, None, None] * rng.normal(size=(n_steps, n_hidden, n_hidden)), k


def missing(contributions, k):
    """‖Σ of all but the last k terms‖ / ‖Σ of all terms‖: what is missing if the sum keeps the last k steps only."""
    return np.linalg.norm(contributions[:-k].sum(axis=0)) / np.linalg.norm(contributions.sum(axis=0))


def _norms(terms):
    return np.sqrt((terms**2).sum(axis=(1, 2)))


MISSING = Exercise(
    title="what is missing",
    outputs=(Output("missing"),),
    problems=missing_problems,
    truth=missing,
    mistakes=(
        Mistake("the first k steps kept in place of the last", lambda contributions, k: missing(contributions[::-1], k),
                "contributions[0] is step 1's, the earliest; the last k are at the end.",
                "the slice: `contributions[-k:]` keeps the last k."),
        Mistake("the size of what is kept", lambda contributions, k: np.linalg.norm(contributions[-k:].sum(axis=0))
                / np.linalg.norm(contributions.sum(axis=0)), "this is the share of what the last k steps give; asked for "
                "is what is missing without the others.", "the difference between the whole sum and the kept one."),
        Mistake("one minus the ratio of norms", lambda contributions, k: 1 - np.linalg.norm(contributions[-k:].sum(axis=0))
                / np.linalg.norm(contributions.sum(axis=0)), "two matrices of equal norm can differ in every entry.",
                "subtract the matrices first, then take the norm."),
        Mistake("the norms added up", lambda contributions, k: _norms(contributions[:-k]).sum()
                / _norms(contributions).sum(), "terms of opposite sign cancel in the gradient; norms never do.",
                "sum the matrices first, then take the norm."),
        Mistake("one step too many kept", lambda contributions, k: np.linalg.norm(contributions[: -k - 1].sum(axis=0))
                / np.linalg.norm(contributions.sum(axis=0)), "`[-k:]` keeps k terms already.", "the ends of the slice."),
        Mistake("no division by the gradient's norm", lambda contributions, k:
                np.linalg.norm(contributions[:-k].sum(axis=0)), "a size means something only beside another.",
                "the last line: divide by the norm of the whole sum."),
        Mistake("the last k terms as the yardstick", lambda contributions, k:
                np.linalg.norm(contributions[:-k].sum(axis=0)) / np.linalg.norm(contributions[-k:].sum(axis=0)),
                "the error is taken relative to the whole gradient.", "the denominator."),
        Mistake("the spectral norm", lambda contributions, k: np.linalg.norm(contributions[:-k].sum(axis=0), 2)
                / np.linalg.norm(contributions.sum(axis=0), 2), "the exercise asks for the Frobenius norm, all entries "
                "together.", "`np.linalg.norm(matrix)` without a second argument."),
    ),
)

STATEMENTS = Choice(
    title="which of the sentences A to F are true",
    options={
        "A": "true: each tanh step can stretch by at most σ_max, so lag steps by at most σ_max^lag, which goes to 0.",
        "B": "false: σ_max > 1 is necessary for exploding, not sufficient. The table's row ρ = 0.9 has log σ_max above 0.",
        "C": "false: every singular value of W_hh is 1, and tanh′ < 1 still takes its share at every step.",
        "D": "false: ReLU lets about half of the units through, so the rate is near ½ log(ρ²/2): −0.35 at ρ = 1.",
        "E": "true: the drive pushes the units into saturation. The last row of the table measures it.",
        "F": "false: the sum is made of its recent terms, which are as large as ever; the early ones are missing in it.",
    },
    right=frozenset({"A", "E"}),
)
