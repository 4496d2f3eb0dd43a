"""Notebook 11's exercise: how much does the last state of a linear recurrence answer to its λ?"""

from helpers.exercises import Exercise, Output, table


def problems(rng):
    """Draw (lam, xs (T,)): λ of both signs, inputs of any sign."""
    for lam, T in [(0.5, 4), (-0.7, 3), (0.9, 12), (0.99, 30), (0.3, 2)]:
        yield lam, rng.normal(size=T)


def my_lambda_gradient(lam, xs):
    h, s = 0.0, 0.0
    for x in xs:
        s = h + lam * s
        h = lam * h + x
    return s


LAMBDA_GRADIENT = Exercise(
    title="the gradient by λ", outputs=(Output("dh"),), problems=problems, solution=my_lambda_gradient,
    mistakes=table("""
the new state in place of the old one :: S → pass & H → H⏎        S
    λ multiplies h_{t-1}: its slope is read before h is moved on. As a sum: Σ_t (T − t) λ^{T−t−1} x_t, t = 1 … T.
s, or h, without what it carries :: S → s = h | H → h = x
s, or h, carried on unfaded :: S → s = h + s | H → h = h + x
    λ is used at every step: h_t = λ h_{t-1} + x_t, and what h_{t-1} owes to λ comes along, as λ ∂h_{t-1}/∂λ.
nothing at all, as where no h goes into s, or no x into h :: S → s = lam * s | H → h = lam * h
    h_t = λ h_{t-1} + x_t, and each step adds ∂(λ h)/∂λ = h_{t-1} to λ times what s held.
the immediate part left out :: S → s = 1 + lam * s
both parts faded :: S → s = lam * (h + s)
the immediate part faded in place of the carried one :: S → s = lam * h + s
    λ's immediate effect, ∂(λ h)/∂λ, is h_{t-1} itself, without a λ; the λ belongs to what is carried.
the slope by the state :: return s → return lam ** len(xs) | return s → return lam ** (len(xs) - 1)
    λ^T is ∂h_T/∂h_0, λ^(T−1) is ∂h_T/∂x_1; asked for is how it answers to λ, which is used at every step.
the state in place of its slope :: return s → return h
    h_T is the state; asked for is ∂h_T/∂λ, s alone.
s added up over the steps :: h, s = → total, h, s = 0.0, & H → H; total += s & return s → return total
    s carries what all steps before have done: ∂h_T/∂λ is s after the last step, not the sum of all s.
the mean over steps :: return s → return s / len(xs)
    λ is used at each step from 1 to T: its effects add up, with no 1/T.
normalised inputs :: H → h = lam * h + (1 - lam**2) ** 0.5 * x | H → h = lam * h + (1 - lam) * x
normalised inputs, in both lines :: S → s = h - x + lam * s & H → h = lam * h + (1 - lam) * x
    here the recurrence is h_t = λ h_{t-1} + x_t as it stands.
""", S="s = h + lam * s", H="h = lam * h + x"),
)
