"""Notebook 07's second exercise: back through time and through both states of the LSTM."""

import numpy as np

from helpers.cells import lstm
from helpers.exercises import Exercise, Output, table
from helpers.exercises.backward_step import SIGMAS, SLOPES, STEP_MISTAKES


def problems(rng):
    """Draw (params, trace, dhs): each size with a loss at every step and with a loss at the final step alone."""
    for T, B, I, H in [(5, 2, 3, 4), (6, 3, 2, 4), (7, 1, 4, 3), (5, 4, 2, 3), (1, 3, 2, 3)]:
        for everywhere in (True, False):
            weights = rng.normal(size=(4 * H, I)), 0.6 * rng.normal(size=(4 * H, H)), 0.5 * rng.normal(size=4 * H)
            params, state0 = lstm.Params(*weights), (np.tanh(rng.normal(size=(B, H))), rng.normal(size=(B, H)))
            trace = lstm.forward(params, rng.normal(size=(T, B, I)), state0)
            dhs = rng.normal(size=trace.hs[1:].shape)
            dhs[: 0 if everywhere else -1] = 0
            yield params, trace, dhs


def my_lstm_backward(params, trace, dhs):
    xs, hs, cs, gates = trace
    total, total_c = np.zeros_like(hs), np.zeros_like(cs)
    dW_ih, dW_hh, db_h = (np.zeros_like(weights) for weights in params)
    for t in range(len(dhs), 0, -1):
        i, f, g, o = np.split(gates[t - 1], 4, axis=1)
        tanh_c = np.tanh(cs[t])
        total[t] += dhs[t - 1]
        total_c[t] += o * (1 - tanh_c**2) * total[t]
        dh, dc = total[t], total_c[t]
        delta = np.concatenate([
            dc * g * i * (1 - i), dc * cs[t - 1] * f * (1 - f),
            dc * i * (1 - g**2), dh * tanh_c * o * (1 - o)], axis=1)
        dW_ih += delta.T @ xs[t - 1]
        dW_hh += delta.T @ hs[t - 1]
        db_h += delta.sum(axis=0)
        total[t - 1] = delta @ params.W_hh
        total_c[t - 1] = f * dc
    return total, total_c, dW_ih, dW_hh, db_h


MISTAKES = """
dL/dc never carried back :: CARRY_C → pass
dL/dc overwritten where it should be added to :: total_c[t] += o → total_c[t] = o | EXIT → (t == len(dhs)) * EXIT
tanh′ on the direct path as well :: total_c[t] += EXIT → total_c[t] = (total_c[t] + o * total[t]) * (1 - tanh_c**2)
f missing on the direct path :: CARRY_C → total_c[t - 1] = dc
dL/dh in place of dL/dc on the direct path :: CARRY_C → total_c[t - 1] = f * dh
the δ of gates on the direct path as well, as for peepholes :: CARRY_C → total_c[t - 1] = f * dc + sum(np.split(delta, 4, axis=1)[:2])
dL/dh_t forgotten in h's share of what is carried :: CARRY_C → total_c[t - 1] = f * (dc - EXIT + o * (1 - tanh_c**2))
another gate on the direct path :: CARRY_C → total_c[t - 1] = i * dc | CARRY_C → total_c[t - 1] = o * dc
another step's forget gate on the direct path :: CARRY_C → total_c[t - 1] = np.split(gates[max(t - 2, 0)], 4, 1)[1] * dc
    c_t acts on the loss through h_t and through c_{t+1}, and the two gradients are *added*: dL/dc_t = o (1 − tanh² c_t)
    ⊙ dL/dh_t + f_{t+1} ⊙ dL/dc_{t+1}, by the direct path. The gate between c_{t-1} and c_t is f_t, `gates[t - 1]`.
the immediate gradient added to dL/dc as well :: EXIT → EXIT + dhs[t - 1]
    the loss reads h, not c: c_t hears of it through h_t = o ⊙ tanh(c_t), and through c_{t+1}.
the immediate gradient added twice :: np.zeros_like(hs), → np.concatenate([0 * dhs[:1], dhs]),
| CARRY_H → CARRY_H + (dhs[t - 2] if t > 1 else 0)
    total[t] = ∂⁺L/∂h_t + W_hhᵀ δ_{t+1}: each step's own gradient is added once.
one array for both gradients :: np.zeros_like(hs), np.zeros_like(cs) → (both := np.zeros_like(hs)), both
    `total = total_c = …` gives one array two names: dL/dh and dL/dc each need their own.
σ and tanh applied to the gates once more :: tanh_c = np → i, f, o = (1 / (1 + np.exp(-a)) for a in (i, f, o))
& for a in (i, f, o)) → for a in (i, f, o))⏎        g = np.tanh(g)⏎        tanh_c = np
    a trace's gates stand after their σ and tanh: they are i, f, g and o already.
h_t in place of tanh(c_t) in the slope between h and c :: 1 - tanh_c**2 → 1 - hs[t]**2
    h_t = o ⊙ tanh(c_t): the slope of that tanh is 1 − tanh²(c_t), not 1 − h_t².
one of the four ways back to h_{t-1} left out, or three :: WAYS_BACK[:3]) | WAYS_BACK[1:]) | WAYS_BACK[2:3])
| WAYS_BACK[:1] + list(PARTS)[2:]) | WAYS_BACK[:2] + list(PARTS)[3:])
    h_{t-1} fed all four gates of step t: i, f, g and o send their δ back, each through its block of W_hh.
dL/dh never carried back :: CARRY_H → total[0] = delta @ params.W_hh if t == 1 else 0 | CARRY_H → pass
what was carried back before added again, `+=` for `=` :: CARRY_H → total[t - 1] = total[t] - dhs[t - 1] + delta @ params.W_hh
dL/dh carried straight back as well :: CARRY_H → CARRY_H + f * dh | CARRY_H → CARRY_H + dh | CARRY_H → CARRY_H + f * dc
both gradients cut off every few steps :: CARRY_H → CARRY_H * ((t - 1) % 4 > 0) & CARRY_C → CARRY_C * ((t - 1) % 4 > 0)
    only c has a direct path: h_{t-1} reaches step t through W_hh alone, and through it dL/dh_{t-1} = W_hhᵀ δ_t.
W_hh's blocks the wrong way round :: CARRY_H → total[t - 1] = sum(part @ W.T for part, W in PARTS)
    h_{t-1} fed all four gates of step t, and blame comes back from all four: W_hhᵀ δ_t, on rows `delta @ W_hh`.
the immediate gradient of step T alone :: total[t] += dhs[t - 1] → total[t] += (t == len(dhs)) * dhs[t - 1]
the immediate gradient alone in dL/dc :: EXIT → o * (1 - tanh_c**2) * dhs[t - 1]
    dL/dh_t = ∂⁺L/∂h_t + W_hhᵀ δ_{t+1} at *every* t: all that h_t is blamed for goes on to c_t and to o_t.
tanh′ taken of c as if it were tanh c :: (1 - tanh_c**2) → (1 - cs[t]**2)
the output gate missing in dL/dc :: EXIT → (1 - tanh_c**2) * total[t]
    h_t = o ⊙ tanh(c_t): what reaches c_t from h_t carries o (1 − tanh² c_t), with the new c.
the gates read in another order :: <i, f, g, o> = np
    the trace holds i, f, g, o side by side; other libraries, and CS231n's notebooks, have other orders.
the gates in CS231n's order throughout, i, f, o, g :: i, f, g, o = np → i, f, o, g = np & BLOCKS (0, 1, 3, 2) ORDERED
the gates in the order f, g, i, o throughout :: i, f, g, o = np → f, g, i, o = np & BLOCKS (1, 2, 0, 3) ORDERED
δ's blocks side by side in another order :: BLOCKS (1, 2, 0, 3) ORDERED | BLOCKS (0, 1, 3, 2) ORDERED
| BLOCKS (1, 0, 2, 3) ORDERED | BLOCKS (0, 2, 1, 3) ORDERED
    the trace, W_ih, W_hh and b_h hold i, f, g, o in this order, and δ has it too; other libraries have other orders.
h_t's share left out of a gate's δ :: LATER
& DELTA_I → later * g * i * (1 - i) & DELTA_F → later * cs[t - 1] * f * (1 - f) & DELTA_G → later * i * (1 - g**2)
dL/dh in place of dL/dc in the gates that make c :: dc * g → dh * g & dc * cs → dh * cs & dc * i → dh * i
    i, f and g act on c_t, so their δ start from the whole of dL/dc_t, in which h_t's share is contained already.
dL/dc in place of dL/dh in the output gate :: dh * tanh_c → dc * tanh_c
another partner of the output gate :: dh * tanh_c → dh * cs[t] | dh * tanh_c → dh * np.tanh(cs[t - 1])
    o acts on h_t alone, h = o ⊙ tanh(c_t): δ_o is dL/dh ⊙ tanh(c_t) ⊙ σ′.
c_t where c_{t-1} belongs in the forget gate :: dc * cs[t - 1] → dc * cs[t]
another partner of the forget gate :: dc * cs[t - 1] → dc * hs[t - 1] | dc * cs[t - 1] → dc * np.tanh(cs[t - 1])
| dc * cs[t - 1] → dc * g
another partner of the input gate :: dc * g → dc * i | dc * g → dc
another partner of the candidate :: dc * i * (1 - g → dc * g * (1 - g | dc * i * (1 - g → dc * (1 - g
    c_t = f ⊙ c_{t-1} + i ⊙ g: a change of f is multiplied by c_{t-1}, one of i by g, one of g by i.
c_{t-1} where h_{t-1} belongs in dW_hh :: delta.T @ hs[t - 1] → delta.T @ cs[t - 1]
    W_hh met h_{t-1} on the way forward; c_{t-1} never passes through a matrix.
row 0 left empty :: return total → total[0] = total_c[0] = 0; return total | return total → total[0] = 0; return total
the immediate gradient left out of total :: return total → total[1:] -= dhs; return total
    all of dL/dh_t and dL/dc_t stands in row t, aligned with hs: T + 1 rows, row 0 for the initial state.
"""
SHORT = {
    "EXIT": "o * (1 - tanh_c**2) * total[t]", "DELTA_I": "dc * g * i * (1 - i)", "DELTA_G": "dc * i * (1 - g**2)",
    "DELTA_F": "dc * cs[t - 1] * f * (1 - f)", "LATER": "total_c[t] += o → later = total_c[t].copy(); total_c[t] += o",
    "CARRY_H": "total[t - 1] = delta @ params.W_hh", "CARRY_C": "total_c[t - 1] = f * dc",
    "WAYS_BACK": "CARRY_H → total[t - 1] = sum(part @ W for part, W in list(PARTS)",
    "BLOCKS": "dW_ih += → delta = np.concatenate([np.split(delta, 4, axis=1)[k] for k in", "ORDERED": "], axis=1); dW_ih +=",
    "PARTS": "zip(np.split(delta, 4, axis=1), np.split(params.W_hh, 4))",
}  # fmt: skip
SHARED = ("dW", "`=`", "batch", "over steps", "loop", "step 1", "step T left", "weights' gradients")  # from the RNN
LSTM_BACKWARD = Exercise(
    title="the LSTM's backward pass", problems=problems, solution=my_lstm_backward,
    outputs=(*(Output(name, "backward") for name in ("total", "total_c")), *map(Output, ("dW_ih", "dW_hh", "db_h"))),
    mistakes=table(MISTAKES + SIGMAS, GATES="[ifo]", **SHORT)
    + table(SLOPES, WHERE=" on g", VALUE="g", PHI="(1 - g**2)", STATE="g", BEFORE="np.split(gates[t - 2], 4, 1)[2]")
    + table(SLOPES, WHERE=" between h and c", VALUE="tanh(c_t)", PHI="(1 - tanh_c**2)", STATE="tanh_c",
            BEFORE="np.tanh(cs[t - 1])")
    + tuple(mistake for mistake in STEP_MISTAKES if any(word in mistake.name for word in SHARED)),
)  # fmt: skip
