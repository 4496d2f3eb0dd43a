"""Notebook 07's second exercise: back through time and through both states of the LSTM."""

import numpy as np

from helpers.cells import lstm
from helpers.exercises import Exercise, Output
from helpers.exercises.lstm_mistakes import MISTAKES
from helpers.cells.gates import logistic, split

SIZES = [(5, 2, 3, 4), (6, 3, 2, 4), (7, 1, 4, 3), (5, 4, 2, 3), (1, 3, 2, 3)]  # T, B, I, H


def problems(rng):
    """Draw (params, trace, dhs): each size with a loss at every step and with a loss at the final step alone."""
    for T, B, I, H in SIZES:
        for everywhere in (True, False):
            weights = rng.normal(size=(4 * H, I)), 0.6 * rng.normal(size=(4 * H, H)), 0.5 * rng.normal(size=4 * H)
            params, state0 = lstm.Params(*weights), (np.tanh(rng.normal(size=(B, H))), rng.normal(size=(B, H)))
            trace = lstm.forward(params, rng.normal(size=(T, B, I)), state0)
            dhs = rng.normal(size=trace.hs[1:].shape)
            dhs[: 0 if everywhere else -1] = 0
            yield params, trace, dhs


def truth(params, trace, dhs):
    """What `my_lstm_backward` should return, from the course's own backward pass."""
    grads = lstm.backward(params, trace, dhs)
    return grads.total, grads.total_c, grads.W_ih, grads.W_hh, grads.b_h


def loop(switches, params, trace, dhs):
    """Back through time and both states, with each mistake in `switches` made on purpose."""
    on = switches.__contains__
    T, (xs, hs, cs, gates) = len(dhs), trace
    total, total_c, sums = np.zeros_like(hs), np.zeros_like(cs), [0, 0, 0]
    dh_next, dc_next = 0 * dhs[0], 0 * dhs[0]
    for t in range(T, 0, -1):
        immediate = 0 * dhs[0] if on("last immediate") and t < T else dhs[t - 1]
        dh = immediate if on("dh overwritten") else dh_next if on("dhs dropped") and t < T else immediate + dh_next
        i, f, g, o = split(gates[t - 1], 4)
        dc = (immediate if on("dc from dhs") else dh) * exit_slope(on, cs, t, o)
        dc = dc_next if on("dc overwritten by later") and t < T else dc if on("dc overwritten") else dc + dc_next
        delta = deltas(switches, (i, f, g, o), immediate if on("o from dhs") else dh, dc, cs, t)
        total[t], total_c[t] = dh, dc_next if on("total_c without h") else dc
        h_prev = hs[t] if on("h_t") else hs[t - 2] if on("wrap-around") else cs[t - 1] if on("c for h") else hs[t - 1]
        parts = [delta.T @ xs[t - 1], delta.T @ h_prev, delta.sum(axis=0)]
        sums = parts if on("assigned") else [a + b / (len(dh) if on("batch mean") else 1) for a, b in zip(sums, parts)]
        dh_next = 0 * dh if on("dh not carried") else delta @ recurrent(on, params.W_hh)
        dc_next = carried_c(on, f, dc, gates, t, T)
    if not on("row 0"):
        total[0], total_c[0] = dh_next, dc_next
    return *((total_c, total) if on("totals exchanged") else (total, total_c)), *sums


def recurrent(on, W_hh):
    """The matrix that carries δ_t back, each gate's block transposed or left out as the mistakes say."""
    blocks = np.split(W_hh, 4)
    kept = [0 * block if on(f"no {gate} path") else block for gate, block in zip("ifgo", blocks)]
    return np.concatenate([block.T for block in kept] if on("untransposed") else kept)


def exit_slope(on, cs, t, o):
    """∂h_t/∂c_t = o (1 − tanh² c_t), as the learner may write it."""
    c = cs[t - 1] if on("exit at c_prev") else cs[t]
    tanh_c = o * np.tanh(c) if on("exit of h") else c if on("exit of c") else np.tanh(np.tanh(c)) if on("exit tanh twice") else np.tanh(c)
    slope = 1 if on("no exit slope") else 1 - tanh_c**2
    return slope if on("no o in dc") else o * slope


def deltas(switches, values, dh, dc, cs, t):
    """δ_t (B, 4H) in the order i, f, g, o."""
    on = switches.__contains__
    i, f, g, o = values
    source = {gate: dh if gate in named(switches, "from dh") else dc for gate in "ifg"}
    answers = {
        "i": source["i"] * (i if on("i for g") else g),
        "f": source["f"] * (cs[t] if on("c_t") else cs[t - 1]),
        "g": source["g"] * (g if on("g for i") else i),
        "o": (dc if on("o from dc") else dh) * (cs[t] if on("o from bare c") else np.tanh(cs[t - on("o at c_prev")])),
    }
    slopes = {gate: sigma_slope(switches, gate, value) for gate, value in zip("ifo", (i, f, o))}
    slopes["g"] = 1 if on("no slope g") else 1 - np.tanh(g) ** 2 if on("slope of g") else 1 - g**2
    slopes["g"] = g * (1 - g) if on("logistic slope g") else slopes["g"]
    order = "figo" if on("deltas in order f, i") else "ifgo"
    return np.concatenate([answers[gate] * slopes[gate] for gate in order], axis=1)


def sigma_slope(switches, gate, value):
    """σ′ read off the gate's value, as the learner may write it."""
    if "tanh slopes" in switches:
        return 1 - value**2
    if "slopes of values" in switches:
        value = logistic(value)
    bare = gate in named(switches, "no slope") or gate in named(switches, "no first half")
    rest = gate in named(switches, "no slope") or gate in named(switches, "no second half")
    return (1 if bare else value) * (1 if rest else 1 - value)


def named(switches, what):
    """The gates that a switch such as "no slope if" names."""
    return "".join(name.split()[-1] for name in switches if name.rpartition(" ")[0] == what)


def carried_c(on, f, dc, gates, t, T):
    """What reaches c_{t-1} by the direct path."""
    if on("f of t-1"):
        f = split(gates[max(t - 2, 0)], 4)[1]
    if on("f of t+1"):
        f = split(gates[min(t, T - 1)], 4)[1]
    if on("i for f") or on("o for f"):
        f = split(gates[t - 1], 4)[0 if on("i for f") else 3]
    return 0 * dc if on("dc not carried") else dc if on("no f") else f * dc


LSTM_BACKWARD = Exercise(
    title="the LSTM's backward pass",
    outputs=(Output("total", "backward"), Output("total_c", "backward"), Output("dW_ih"), Output("dW_hh"), Output("db_h")),
    problems=problems,
    truth=truth,
    loop=loop,
    mistakes=MISTAKES,
)
