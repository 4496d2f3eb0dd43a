"""Notebook 08's exercise: one step back through the GRU, from dL/dh_t to the three gates and to h_{t-1}."""

import numpy as np

from helpers.cells import gru
from helpers.exercises import Exercise, Output, table
from helpers.exercises.backward_step import SIGMAS, SLOPES


def problems(rng):
    """Draw (W_hh, h_prev, r, z, n, m, dh): weights large enough for a transpose to show, and one step of a run."""
    for B, I, H in [(2, 3, 4), (3, 2, 5), (1, 4, 3), (5, 2, 3), (4, 1, 2), (2, 6, 3)]:
        W_ih, W_hh = 0.5 * rng.normal(size=(3 * H, I)), 0.8 * rng.normal(size=(3 * H, H))
        params = gru.Params(W_ih, W_hh, 0.5 * rng.normal(size=3 * H), 0.5 * rng.normal(size=H))
        h_prev = np.tanh(rng.normal(size=(B, H)))
        trace = gru.forward(params, rng.normal(size=(1, B, I)), h_prev)
        r, z, n = (part.copy() for part in np.split(trace.gates[0], 3, axis=1))
        yield W_hh, h_prev, r, z, n, trace.memories[0], rng.normal(size=(B, H))


def my_backward(W_hh, h_prev, r, z, n, m, dh):
    W_hr, W_hz, W_hn = np.split(W_hh, 3)
    d_n = dh * (1 - z) * (1 - n**2)
    d_z = dh * (h_prev - n) * z * (1 - z)
    d_r = d_n * m * r * (1 - r)
    dh_prev = z * dh + d_r @ W_hr + d_z @ W_hz + (r * d_n) @ W_hn
    return d_n, d_z, d_r, dh_prev


GRU_BACKWARD = Exercise(
    title="the GRU's step back", outputs=tuple(map(Output, ("d_n", "d_z", "d_r", "dh_prev"))), problems=problems,
    solution=my_backward, mistakes=table(SIGMAS + """
the direct path without its gate :: z * dh + d_r → dh + d_r
the direct path without its gate, and r missing on the way back through W_hn :: z * dh + d_r → dh + d_r
& (r * d_n) @ → d_n @
the last way back alone, as `=` or `=+` in place of `+=` gives it :: z * dh + d_r @ W_hr + d_z @ W_hz + (r → (r
| z * dh + d_r @ W_hr + d_z @ W_hz + (r * d_n) @ W_hn → d_r @ W_hr
| z * dh + d_r @ W_hr + d_z @ W_hz + (r * d_n) @ W_hn → d_z @ W_hz
the direct path forgotten :: z * dh + d_r → d_r
one of the three ways back left out :: + d_r @ W_hr → | + d_z @ W_hz → | + (r * d_n) @ W_hn →
    h_{t-1} stands in h_t = (1 − z) ⊙ n + z ⊙ h_{t-1}, by the direct path; and W_hh met it three times, for r, z and n.
dh changed in place by 1 − z :: W_hr, W_hz, W_hn = np → dh = dh * (1 - z)⏎    W_hr, W_hz, W_hn = np
& dh * (1 - z) * (1 - n**2) → dh * (1 - n**2)
    `dn = dh` makes no copy: `dn *= 1 - z` changes dh itself, which d_z and the direct path still need.
z where 1 − z belongs on the way to n :: dh * (1 - z) * → dh * z *
1 − z where z belongs in the direct path :: z * dh + → (1 - z) * dh +
the other convention for z throughout :: dh * (1 - z) * → dh * z * & (h_prev - n) → (n - h_prev)
& z * dh + → (1 - z) * dh +
    n entered as (1 − z) ⊙ n, and z multiplies the old state, as in Cho et al. and PyTorch; Chung et al. turn it round.
n − h_{t-1} where h_{t-1} − n belongs :: (h_prev - n) → (n - h_prev)
one of the two places of z forgotten in d_z :: (h_prev - n) → h_prev | (h_prev - n) → -n
    z stands twice in h_t = (1 − z) ⊙ n + z ⊙ h_{t-1}: ∂h_t/∂z = h_{t-1} − n, and d_z = dL/dh_t ⊙ ∂h_t/∂z ⊙ σ′.
m forgotten in d_r, or something else in its place :: d_n * m * → d_n * | d_n * m * → d_n * h_prev *
| d_n * m * → d_n * (h_prev @ W_hn.T) *
the wrong gradient at the start of d_r :: d_r = d_n → d_r = dh | d_r = d_n → d_r = dh * z
    r multiplied m = W_hn h_{t-1} + b_hn, bias and all, inside n's pre-activation: d_r starts from d_n, and ∂a_n/∂r = m.
tanh′ read off the wrong value :: n**2 → ((1 - z) * n + z * h_prev)**2 | n**2 → np.tanh(m)**2 | n**2 → m**2
    n = tanh(a_n) has the slope 1 − n²: not 1 − h², and m is only a part of a_n.
r missing on the way back through W_hn :: (r * d_n) @ → d_n @
r before the product in d_r :: d_n * m * → (d_n @ W_hn) * h_prev *
r before the product throughout, as in Cho et al. :: d_n * m * → (d_n @ W_hn) * h_prev *
& (r * d_n) @ W_hn → r * (d_n @ W_hn)
r in d_n from the start :: return d_n → dh_prev, d_r = dh_prev + (d_r * (r - 1)) @ W_hr, d_r * r; return r * d_n
r in d_n already :: return d_n → return r * d_n
    n saw r ⊙ (W_hn h_{t-1} + b_hn): d_n is the gradient at n's pre-activation, and r comes on the way to W_hn: W_hnᵀ (r ⊙ d_n).
W_hh's blocks the wrong way round :: W_hr + → W_hr.T + & @ W_hz → @ W_hz.T & ) @ W_hn → ) @ W_hn.T | @ W_hr → @ W_hr.T
    forward, unit j reaches unit i through W[i, j]; back, blame flows from i to j: Wᵀ d, on rows `d @ W`.
the weights read as interleaved :: np.split(W_hh, 3) → (W_hh[k::3] for k in range(3))
the weights' blocks in another order :: <W_hr, W_hz, W_hn> =
    the rows of W_hh stand in three blocks, in the order r, z, n: `np.split(W_hh, 3)`.
""", GATES="[rz]") + table(SLOPES, WHERE="", VALUE="n", PHI="(1 - n**2)", STATE="n", BEFORE="h_prev"),
)  # fmt: skip
