"""Data for the pictures, small and larger, and ways to look at what a picture drew of them."""

from itertools import accumulate

import numpy as np
from problems import run

from helpers import pictures
from helpers.cells import lstm, readout, rnn
from helpers.measure import unroll
from helpers.pictures.stage import Stage

NET = lstm.init(np.random.default_rng(0), 1, 8)
PARAMS, XS = rnn.init(np.random.default_rng(1), 1, 16), 0.7 * np.sin(np.arange(30) / 1.8)
FEW = np.array([0.5, -0.25, 1.0, -0.125, 0.125])
KINDS = ("RNN", "LSTM, chrono", "another kind")


def drawn(picture, *datas):
    """A stage after each of the data; `said` is the last sentence."""
    stage = Stage(picture)
    for data in datas:
        _, stage.said = stage.draw(data)
    return stage


def lines(ax, **wanted):
    """The lines of some axes with these properties, such as marker="^", that have points."""
    return [line for line in ax.lines if len(line.get_xdata()) and wanted.items() <= line.properties().items()]


def inside(stage):
    """Whether the outermost pixels are white: nothing is cut at the figure's border."""
    pixels = stage.pixels()
    return all((edge == 255).all() for edge in (pixels[:2], pixels[-2:], pixels[:, :2], pixels[:, -2:]))


def back(radius, T):
    """Norms at t = 0…T that lose a factor a step on the way back from 1."""
    return radius ** np.arange(T, -1, -1.0)


def powers(radius, T=100):
    return {"measured": back(radius, T)}


def blame(name="anna", row=3, size=1.0, length=None):
    """A chosen row, or with `length` what truncation keeps."""
    k, t = np.indices([len(name) + 2] * 2)
    M = np.where((t <= k) & (k > 0), size * np.random.default_rng(0).uniform(0.01, 1, k.shape), 0)
    if length is None:
        return pictures.Blame(M, "." + name, name + ".", {"row k": M[row]}, row=row)
    kept = (t <= k) & (t > np.maximum(k - length, 0))
    curves = {"whole": M.sum(axis=0), "truncated": (M * kept).sum(axis=0)}
    return pictures.Blame(M, "." + name, name + ".", curves, kept=kept)


def norms(T=6, low=0.3, size=1.0):
    return {"layer 1": size * 0.5 * back(0.9, T), "layer 2": size * back(low, T)}


def layers(at=3, T=12, size=1.0):
    """A pulse at one step, and what a layer makes of it without and with a loop."""
    xs = np.where(np.arange(1, T + 1) == at, size, 0.0)
    hs = accumulate(xs, lambda h, x: np.tanh(x + 0.8 * h), initial=0.0)
    return pictures.Layers(xs, np.tanh(xs), np.array([*hs][1:]))


def ledger(t=7, T=7, size=1.0):
    net = run("tanh", T=T, B=1, H=4)
    deltas, h_prev = size * net.grads.deltas[:, 0], net.trace.hs[:-1, 0]
    return pictures.Ledger(deltas, h_prev, deltas[:, :, None] * h_prev[:, None, :], t)


def lstm_run(b_f=0.0, T=30, size=1.0):
    xs = size * np.random.default_rng(1).normal(size=(T, 1, 1))
    trace = lstm.forward(NET._replace(b_h=NET.b_h + b_f * np.repeat([0, 1, 0, 0], 8)), xs)
    return pictures.LstmRun(trace, {"LSTM": back(0.8, T), "RNN": back(0.5, T)})


def losses(labels="ABCDEFG", n=70, seed=0):
    rng = np.random.default_rng(seed)
    return {label: 0.2 + rng.uniform(0.3, 0.7) * np.exp(-np.arange(n) / rng.uniform(5, 30)) for label in labels}


def products(n=243):
    return np.random.default_rng(0).normal(size=n) ** 3 / 30


def draws(radius=0.8, T=30):
    median, wide = back(radius, T), np.linspace(10, 1, T + 1)
    spread = np.array([median, median / wide, median * wide])
    return {"RNN": spread, "LSTM": tuple(spread**0.1)}


def passing(t=12, xs=XS):
    return pictures.Passing(xs, rnn.forward(PARAMS, xs[:, None, None]).hs[:, 0], t)


def edited(t=12, change=1.0):
    xs = XS + change * (np.arange(1, 31) == t)
    return pictures.Edited(XS, passing().hs, xs, passing(xs=xs).hs)


def ways(free, start=(-0.5, 0.5), n=30, returns=False):
    """A map, and two straight ways on it: `free` is the step of the one, which may return to w = 0 at update 20."""
    L, (ws, bs) = lambda w, b: 0.1 * w**2 + 0.02 * b**2 + 1e-5, (np.linspace(-1, 1, 41), np.linspace(-2, 2, 61))
    w, b = np.array(start)[:, None, None] + np.array([free, (0.01, -0.02)]).T[..., None] * np.arange(n + 1)
    w[0, 20:] = 0 if returns else w[0, 20:]
    paths = dict(zip(("no clipping", "clipped"), np.stack([w, b, L(w, b)], axis=-1)))
    return pictures.Descents(ws, bs, L(*np.meshgrid(ws, bs)), paths)


def looking(name="anna", k=3, seed=0):
    rng = np.random.default_rng(seed)
    return pictures.Looking("." + name, name + ".", k, rng.random(len(name) + 1), rng.dirichlet(np.full(27, 0.3)))


def written(names=("anna", "", "abcdefghijklmn"), begins="an", seed=0):
    rng = np.random.default_rng(seed)
    return pictures.Written(begins, *rng.dirichlet(np.full(27, 0.3), 2), list(names), {"anna"})


def reading(T=8, digit=3, seed=0):
    """A digit of eight rows, then blank ones, of which the gradient grows by a factor at each step."""
    rng = np.random.default_rng(seed)
    xs = np.concatenate([rng.random((8, 8)), np.zeros((T - 8, 8))])
    curves = {"GRU": back(0.7, T), "input": (np.arange(1, T + 1), 0.1 * back(0.5, T)[1:])}
    return pictures.Reading(xs, digit, rng.dirichlet(np.ones(10)), curves)


def profiles(seed, nets, t):
    """Before training and after it: norms that fall to the past at rates of their own."""
    return 10.0 ** (-np.random.default_rng(seed).uniform(0.1, 0.3, (2, nets, 1)) * (t[-1] - t))


def race(kind="RNN", T=50, seed=0, size=1.0):
    reached = {name: {lag: [25.0, 400.0, np.nan] for lag in (10, 20, 50)} for name in KINDS}
    before, after = profiles(seed, 3, t := np.arange(0, T + 1, 2))
    return pictures.Race(reached, 1000, kind, t, before, size * after)


def running(done=3, nets=4, seed=0, T=30):
    losses, accuracies = (np.random.default_rng(seed).uniform(0, most, (nets, done)).tolist() for most in (2.5, 0.9))
    updates = [[*range(0, 25 * done, 25)]] * nets
    return pictures.Running(updates, losses, accuracies, *profiles(seed, nets, np.arange(T + 1)), 400)


def net(T=5, H=3):
    """What unroll.run takes: parameters, readout, inputs (T, 1, 1), targets (1, 1)."""
    rng = np.random.default_rng(3)
    params = rnn.init(rng, 1, H, spectral_radius=1.2)._replace(b_h=rng.normal(size=H) / 3)
    return params, readout.init(rng, H, 1), rng.normal(size=(T, 1, 1)), rng.normal(size=(1, 1))


def unrolled(T=5, H=3):
    return unroll.run(*net(T, H))
