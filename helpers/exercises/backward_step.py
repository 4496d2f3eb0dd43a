"""One step back, from dL/dh_t to δ_t, three contributions and dL/dh_{t-1}: mistakes that several exercises share."""

import numpy as np

from helpers.cells import rnn
from helpers.exercises import table


def draw(rng, T, B, I, H):
    """Draw weights large enough for a transpose to show, and a run of them from a random initial state."""
    params = rnn.Params(rng.normal(size=(H, I)), 0.7 * rng.normal(size=(H, H)), 0.5 * rng.normal(size=H))
    return params, rnn.forward(params, rng.normal(size=(T, B, I)), np.tanh(rng.normal(size=(B, H))))


# PHI is a slope as it stands in a solution, STATE is its h_t and BEFORE its h_{t-1}; WHERE ends the mistakes' names
SLOPES = """
tanh′ missingWHERE :: PHI → (1 + 0 * STATE)
tanh′ applied twiceWHERE :: PHI → PHI ** 2
tanh′ taken of VALUE as if VALUE were the pre-activation :: PHI → (1 - np.tanh(STATE) ** 2)
tanh itself in place of its derivativeWHERE :: PHI → STATE | PHI → np.tanh(STATE)
tanh′ read off the step beforeWHERE :: PHI → (1 - BEFORE ** 2)
the ReLU's derivative in place of tanh'sWHERE :: PHI → (STATE > 0)
the logistic function's derivative in place of tanh'sWHERE :: PHI → STATE * (1 - STATE)
the square missing in tanh′WHERE :: PHI → (1 - STATE)
a plus where tanh′ has its minusWHERE :: PHI → (1 + STATE ** 2)
the root of tanh′WHERE :: PHI → np.sqrt(PHI)
    VALUE comes out of a tanh: the gradient before that tanh has its slope as a factor, 1 − VALUE², of this step, once.
"""
SIGMAS = """
σ′ missing on a gate :: ? * (1 - ?) → 1 GATES
one factor of σ′ missing on a gate :: ? * (1 - ?) → ? GATES | ? * (1 - ?) → (1 - ?) GATES
σ′ taken of a gate as if it were the pre-activation :: ? * (1 - ?) → np.exp(-?) / (1 + np.exp(-?)) ** 2 GATES
tanh's derivative on the gates :: ? * (1 - ?) → (1 - ?**2) GATES
    a δ sits before the σ, the gate after it: between them stands the slope σ (1 − σ), read off the gate's value.
"""
STEPS = """
W_hh the wrong way round :: delta @ params.W_hh → delta @ params.W_hh.T | params.W_hh.T @ delta → params.W_hh @ delta
| deltas @ params.W_hh → deltas @ params.W_hh.T
    forward, unit j reaches unit i by W_hh[i, j]; back, blame goes from i to j: W_hhᵀ δ, on rows `delta @ W_hh`.
tanh′ applied twice on the way back :: delta @ params.W_hh → (delta * PHI) @ params.W_hh
| params.W_hh.T @ delta → params.W_hh.T @ (delta * PHI) | deltas @ params.W_hh → (deltas * PHI) @ params.W_hh
tanh′ of the final step at every step :: PHI → (1 - hs[-1] ** 2)
tanh′ after W_hhᵀ on the way back, not before :: carried = BACK → carried = PHI * ((dhs[t - 1] + carried) @ params.W_hh)
a second tanh′, that of step t − 1, on the way back :: BACK → (BACK) * (1 - hs[t - 1] ** 2)
tanh′ on the immediate gradient alone :: PHI * total[t] → PHI * dhs[t - 1] + carried
| PHI * (dhs[t - 1] + carried) → PHI * dhs[t - 1] + carried
tanh′ on what is carried alone :: PHI * total[t] → dhs[t - 1] + PHI * carried
| PHI * (dhs[t - 1] + carried) → dhs[t - 1] + PHI * carried
    each step has one tanh: 1 − h_t² multiplies the whole of dL/dh_t, once, where δ_t is made.
h_t where h_{t-1} belongs in dW_hh :: SUM_HH → delta.T @ hs[t] | OUTER_HH → np.outer(delta, hs[t])
the states in dW_hh read one row too early :: SUM_HH → delta.T @ hs[t - 2] | SUM_HH → delta.T @ hs[max(t - 2, 0)]
h_0 left out of dW_hh :: SUM_HH → (t > 1) * (SUM_HH) | OUTER_HH → (t > 1) * OUTER_HH
    W_hh met h_{t-1} on the way forward. hs has T + 1 rows: h_{t-1} is `hs[t - 1]`, h_0 at t = 1, and row −1 is h_T.
the δs in the order they were made, T to 1, beside xs and hs from 1 to T :: SUM_IH → delta.T @ xs[len(dhs) - t]
& SUM_HH → delta.T @ hs[len(dhs) - t]
    δ_t belongs with x_t and h_{t-1}: a list filled from T down must be turned round, `deltas[::-1]`.
x_{t+1} where x_t belongs in dW_ih :: SUM_IH → delta.T @ xs[t % len(xs)] | OUTER_IH → np.outer(delta, xs[t])
| OUTER_IH → np.outer(delta, xs[t % len(xs)])
    inputs have T rows and x_t is `xs[t - 1]`: at t = T there is no `xs[t]`.
dL/dh_t in place of δ_t in the weights' gradients, or the bias's :: delta.T @ → total[t].T @ & delta.sum → total[t].sum
| delta.T @ → (dhs[t - 1] + carried).T @ & delta.sum → (dhs[t - 1] + carried).sum | np.outer(delta → np.outer(g
dL/dh_t carried back in place of δ_t :: delta @ params.W_hh → total[t] @ params.W_hh
| delta @ params.W_hh → (dhs[t - 1] + carried) @ params.W_hh | T @ delta → T @ g | rows = deltas @ → rows = rows @
    weights, bias and h_{t-1} act before the tanh of step t: their gradients are made of δ_t = dL/da_t.
entries multiplied in place of an outer product :: OUTER_HH → delta * hs[t - 1] | SUM_HH → (delta * hs[t - 1]).sum(axis=0)
the outer products the wrong way round :: SUM_HH → (SUM_HH).T | OUTER_HH → OUTER_HH.T
    a gradient has the shape of its weights: dW_hh = δ_t h_{t-1}ᵀ, on rows `delta.T @ h_prev`.
the mean over the batch in place of the sum :: delta.T @ → delta.T / len(delta) @ & delta.sum → delta.mean
the mean over steps in place of the sum :: delta.T @ → delta.T / len(dhs) @ & BIAS → BIAS / len(dhs)
| delta.T @ → delta.T / len(dhs) / len(delta) @ & BIAS → BIAS / len(dhs) / len(delta)
the mean over the batch in the bias's gradient alone :: BIAS → delta.mean(axis=0)
one sequence alone in the weights' gradients :: delta.T → delta[-1:].T & [t - 1] → [t - 1][-1:] & BIAS → delta[-1]
| delta.T → delta[:1].T & [t - 1] → [t - 1][:1] & BIAS → delta[0]
the batch summed before the product :: SUM_IH → np.outer(BIAS, xs[t - 1].sum(axis=0)) & SUM_HH → np.outer(BIAS, hs[t - 1].sum(axis=0))
| SUM_HH → np.outer(BIAS, hs[t - 1].sum(axis=0)) | SUM_IH → np.outer(BIAS, xs[t - 1].sum(axis=0))
    the weights act T times, in every sequence, and the effects add up: the chain rule sums, with no 1/T and no 1/B.
`=` where `+=` belongs :: dW_ih += → dW_ih = & dW_hh += → dW_hh = & db_h += → db_h = | dW_hh += → dW_hh =
the contribution of step T alone in the weights' gradients :: delta.T @ → (t == len(dhs)) * delta.T @
& BIAS → (t == len(dhs)) * BIAS
    the weights are shared by all steps, so their gradient is the sum of T contributions: the loop must reach them all.
the state's gradient not carried back :: carried = delta → lost = delta | dhs[t - 1] + carried → dhs[t - 1]
the immediate gradient added twice :: delta @ params.W_hh → delta @ params.W_hh + (dhs[t - 2] if t > 1 else 0)
| carried = np.zeros_like(hs[0]) → carried = dhs[-1]
the immediate gradient of step T alone :: dhs[t - 1] → (t == len(dhs)) * dhs[t - 1]
step T's immediate gradient at every step, as `dhs[-1]` :: dhs[t - 1] → dhs[-1]
    dL/dh_t = ∂⁺L/∂h_t + W_hhᵀ δ_{t+1} at *every* t: its own loss once, and what δ_{t+1} brings of all later ones.
the pre-activations computed anew without the bias :: PHI → (1 - np.tanh(xs[t - 1] @ params.W_ih.T + hs[t - 1] @ params.W_hh.T) ** 2)
    h_t came out of tanh with the bias in it: read the slope off the h_t that is there, 1 − h_t².
states run anew from h_0 = 0 :: carried = np.zeros → hs = rnn.forward(params, xs).hs; carried = np.zeros
    hs holds the states of the run whose gradients are asked for, from its own h_0, which is not zero.
the loop cut off early :: LOOP → len(dhs), max(0, len(dhs) - 4), -1 | LOOP → len(dhs), max(0, len(dhs) - 5), -1
step 1 left out :: LOOP → len(dhs), 1, -1
the loop from T − 1 down to 0 in place of T to 1 :: LOOP → len(dhs) - 1, -1, -1
    a range ends before its second number: `range(T, 0, -1)` runs from T to 1; what it leaves out gets no gradient.
the loop running forwards :: LOOP → 1, len(dhs) + 1
    dL/dh_t needs δ_{t+1}, so step T comes first: blame flows from the future to the past.
"""
SHORT = {
    "PHI": "(1 - hs[t] ** 2)", "STATE": "hs[t]", "BEFORE": "hs[t - 1]", "BIAS": "delta.sum(axis=0)",
    "SUM_HH": "delta.T @ hs[t - 1]", "SUM_IH": "delta.T @ xs[t - 1]", "BACK": "delta @ params.W_hh",
    "OUTER_HH": "np.outer(delta, hs[t - 1])", "OUTER_IH": "np.outer(delta, xs[t - 1])", "LOOP": "len(dhs), 0, -1",
}  # fmt: skip
STEP_MISTAKES = table(SLOPES + STEPS, WHERE="", VALUE="h_t", **SHORT)
