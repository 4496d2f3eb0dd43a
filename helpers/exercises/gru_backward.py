"""Notebook 08's exercise: one step back through the GRU, from dL/dh_t to the three gates and to h_{t-1}."""

import numpy as np

from helpers.cells import gru
from helpers.exercises import Exercise, Mistake, Output
from helpers.cells.gates import logistic


def problems(rng):
    """Draw (W_hh, h_prev, r, z, n, m, dh): weights large enough for a transpose to show, and one step of a run."""
    for B, I, H in [(2, 3, 4), (3, 2, 5), (1, 4, 3), (5, 2, 3), (4, 1, 2), (2, 6, 3)]:
        W_ih, W_hh = 0.5 * rng.normal(size=(3 * H, I)), 0.8 * rng.normal(size=(3 * H, H))
        params = gru.Params(W_ih, W_hh, 0.5 * rng.normal(size=3 * H), 0.5 * rng.normal(size=H))
        h_prev = np.tanh(rng.normal(size=(B, H)))
        trace = gru.forward(params, rng.normal(size=(1, B, I)), h_prev)
        r, z, n = (part.copy() for part in np.split(trace.gates[0], 3, axis=1))
        yield W_hh, h_prev, r, z, n, trace.memories[0], rng.normal(size=(B, H))


def truth(W_hh, h_prev, r, z, n, m, dh):
    """What `my_backward` should return, from the course's own backward pass over a run of one step."""
    hs, gates = np.stack([h_prev, (1 - z) * n + z * h_prev]), np.concatenate([r, z, n], axis=1)[None]
    params = gru.Params(np.zeros((len(W_hh), 1)), W_hh, np.zeros(len(W_hh)), np.zeros(W_hh.shape[1]))
    grads = gru.backward(params, gru.Trace(np.zeros((1, len(dh), 1)), hs, gates, h_prev[None], m[None]), dh[None])
    d_r, d_z, d_n = np.split(grads.deltas_ih[0], 3, axis=1)
    return d_n, d_z, d_r, grads.total[0]


def loop(switches, W_hh, h_prev, r, z, n, m, dh):
    """Take the step back, with each mistake in `switches` made on purpose."""
    on = switches.__contains__
    W_hr, W_hz, W_hn = np.split(W_hh, 3)
    if on("order"):
        W_hr, W_hz = W_hz, W_hr
    W_hr, W_hz, W_hn = (
        W.T if on("untransposed") or on(f"{name} untransposed") else W for name, W in zip("rzn", (W_hr, W_hz, W_hn))
    )
    h = (1 - z) * n + z * h_prev
    keep = 1 - z if on("keep") or on("Chung") else z
    new = 1 if on("all new") else z if on("new") or on("Chung") else 1 - z
    seen = h if on("h_t") else 0 * h if on("z alone") else h_prev
    slope = 1 - (h if on("tanh of h") else np.tanh(n) if on("tanh twice") else np.tanh(m) if on("tanh of m") else n) ** 2
    of_z, of_r = (s * (1 - s) for s in ((z, r) if not on("σ′ of σ") else (logistic(z), logistic(r))))
    of_z, of_r = (1 if on("no σ′") or on(f"no σ′ of {gate}") else slope for gate, slope in (("z", of_z), ("r", of_r)))
    slope = (1 - n) ** 2 if on("(1 − n)²") else n * (1 - n) if on("σ′ of n") else slope
    d_n = dh * new * (1 if on("no tanh′") else slope)
    d_z = (d_n if on("d_z from d_n") else dh) * (seen - n) * of_z * (-1 if on("sign") or on("Chung") else 1)
    back = d_n @ W_hn
    at_a_n = dh if on("d_r from dh") else dh * new if on("d_r without tanh′") else d_n
    d_r = (back * h_prev if on("before") else at_a_n * (1 if on("no m") else h_prev if on("m is h") else m)) * of_r
    back = r * back if on("before") or on("r behind W") else back if on("no r") else (r * d_n) @ W_hn
    side = d_r @ W_hr * (not on("no r road")) + d_z @ W_hz * (not on("no z road")) + back * (not on("no n road"))
    direct = 0 if on("no direct") else dh if on("whole") else keep * dh
    found = [r * d_n if on("behind r") else d_n, d_z, d_r]
    return *(found[::-1] if on("r z n") else found), direct + (0 if on("direct alone") else side)


GRU_BACKWARD = Exercise(
    title="the GRU's step back",
    outputs=(Output("d_n"), Output("d_z"), Output("d_r"), Output("dh_prev")),
    problems=problems,
    truth=truth,
    loop=loop,
    mistakes=(
        Mistake(
            "the direct path forgotten",
            "no direct",
            "h_t = (1 − z) ⊙ n + z ⊙ h_{t-1}: h_{t-1} is there in person, so z ⊙ dL/dh_t goes straight back to it. It "
            "is the road for whose sake the GRU was built.",
            "the sum that makes dh_prev: it has four terms.",
        ),
        Mistake(
            "the direct path alone",
            "direct alone",
            "h_{t-1} acts through r, z and n as well: W_hrᵀ, W_hzᵀ and W_hnᵀ bring their blame back.",
            "the sum that makes dh_prev: it has four terms.",
        ),
        Mistake(
            "dL/dh_t passed straight back without z",
            "whole",
            "the old state entered as z ⊙ h_{t-1}, so the blame returns multiplied by z.",
            "the first term of dh_prev.",
        ),
        Mistake(
            "one of the three ways back left out",
            ("no r road", "no z road", "no n road"),
            "W_hh multiplied h_{t-1} three times, for r, for z and for n, and each use sends blame back.",
            "the sum that makes dh_prev: one of d_r, d_z, d_n is not in it.",
        ),
        Mistake(
            "1 − z where z belongs in the direct path",
            "keep",
            "here z multiplies the old state, as in Cho et al. and PyTorch; 1 − z is right for Chung et al.'s convention.",
            "the first term of dh_prev.",
        ),
        Mistake(
            "z where 1 − z belongs on the way to n",
            "new",
            "n entered as (1 − z) ⊙ n; z multiplies the old state.",
            "the line that makes d_n.",
        ),
        Mistake(
            "the other convention for z throughout",
            "Chung",
            "h_t = z ⊙ n + (1 − z) ⊙ h_{t-1} is Chung et al.'s GRU; the run was made with Cho et al.'s, and PyTorch's.",
            "every z and 1 − z: the old state is multiplied by z.",
        ),
        Mistake(
            "1 − z missing on the way to n",
            "all new",
            "n entered as (1 − z) ⊙ n: the more is kept, the less blame the new candidate earns.",
            "the line that makes d_n.",
        ),
        Mistake(
            "n − h_{t-1} where h_{t-1} − n belongs",
            "sign",
            "∂h_t/∂z = h_{t-1} − n: opening z brings in more of the old state and takes away the new one.",
            "the sign in the line that makes d_z.",
        ),
        Mistake(
            "h_t where h_{t-1} belongs in d_z",
            "h_t",
            "z chooses between n and h_{t-1}, the state before the step: ∂h_t/∂z = h_{t-1} − n.",
            "the state in the line that makes d_z.",
        ),
        Mistake(
            "z's effect on the old state forgotten",
            "z alone",
            "z stands twice in h_t = (1 − z) ⊙ n + z ⊙ h_{t-1}: the derivative is h_{t-1} − n.",
            "the line that makes d_z.",
        ),
        Mistake(
            "σ′ missing",
            ("no σ′", "no σ′ of z", "no σ′ of r"),
            "d_z and d_r are gradients at the pre-activations: behind each gate stands σ'(a) = σ (1 − σ), "
            "z (1 − z) for one, r (1 − r) for the other.",
            "the lines that make d_z and d_r.",
        ),
        Mistake(
            "σ′ taken of the gate as if the gate were the pre-activation",
            "σ′ of σ",
            "z and r are σ(a) already, so their slopes are z (1 − z) and r (1 − r).",
            "the lines that make d_z and d_r: there is one σ too many in them.",
        ),
        Mistake(
            "tanh′ missing",
            "no tanh′",
            "d_n is the gradient at the pre-activation of n = tanh(a_n): between them stands 1 − n².",
            "the line that makes d_n.",
        ),
        Mistake(
            "tanh′ read off the wrong value",
            ("tanh of h", "tanh twice", "tanh of m"),
            "n is tanh(a_n) already, and its slope is 1 − n²: not 1 − h², not 1 − tanh²(n), and m is only a part of a_n.",
            "the square in the line that makes d_n.",
        ),
        Mistake(
            "another slope in place of 1 − n²",
            ("(1 − n)²", "σ′ of n"),
            "n comes out of a tanh, whose slope is 1 − n²: (1 − n)² is another number, and n (1 − n) would be σ's slope.",
            "the brackets in the line that makes d_n.",
        ),
        Mistake(
            "the wrong gradient at the start of d_z or d_r",
            ("d_r from dh", "d_r without tanh′", "d_z from d_n"),
            "z acts on h_t itself, so d_z starts from dL/dh_t; r acts on n's pre-activation, so d_r starts from d_n, with 1 − z "
            "and 1 − n² in it.",
            "the first factor in the lines that make d_z and d_r.",
        ),
        Mistake(
            "r missing on the way back through W_hn",
            "no r",
            "n saw r ⊙ (W_hn h_{t-1} + b_hn), so the blame passes r before it reaches W_hn: W_hnᵀ (r ⊙ d_n).",
            "the term of dh_prev with W_hn.",
        ),
        Mistake(
            "r on the wrong side of W_hn",
            "r behind W",
            "forward, r came after the product; back, it comes first: W_hnᵀ (r ⊙ d_n), not r ⊙ (W_hnᵀ d_n).",
            "the brackets in the term of dh_prev with W_hn.",
        ),
        Mistake(
            "something else in place of m = W_hn h_{t-1} + b_hn in d_r",
            ("no m", "m is h"),
            "the reset gate multiplied m = W_hn h_{t-1} + b_hn, so ∂a_n/∂r = m.",
            "the line that makes d_r.",
        ),
        Mistake(
            "d_n taken behind the reset gate",
            "behind r",
            "d_n is the gradient at the pre-activation of n; times r it is the gradient at m, which W_hn made.",
            "the d_n that is returned: r belongs to the way back through W_hn.",
        ),
        Mistake(
            "the reset gate before the product",
            "before",
            "that is the step back of n = tanh(… + W_hn (r ⊙ h_{t-1})); here r stands after the product, as in PyTorch.",
            "the line that makes d_r and the term with W_hn: here r meets m = W_hn h_{t-1} + b_hn.",
        ),
        Mistake(
            "a missing transpose",
            ("untransposed", "r untransposed", "z untransposed", "n untransposed"),
            "forward, unit j reaches unit i through W[i, j]; back, blame flows from i to j: Wᵀ d, on rows `d @ W`.",
            "the products in dh_prev: `d @ W`, without `.T`.",
        ),
        Mistake(
            "the three gradients returned in the order r, z, n",
            "r z n",
            "the task asks for d_n first, in the order in which they are found: d_n, d_z, d_r, dh_prev.",
            "the line with `return`.",
        ),
        Mistake(
            "the weights of r and z exchanged",
            "order",
            "the rows of W_hh stand in the order r, z, n.",
            "the line that takes W_hh apart.",
        ),
    ),
)
