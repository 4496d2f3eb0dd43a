"""What the unrolled graph is drawn from: a run, and how far it is walked."""

from typing import NamedTuple

import numpy as np

from helpers import expect
from helpers.measure import unroll


class Walk(NamedTuple):
    """A run (unroll.Run) and how far it is walked: step 0 has computed nothing, 1…T go forward, T+1 is the loss,
    T+2…2T+2 go back from t = T to 0, 2T+3 is the update of W_hh; None is all done, forward and backward.

    `weight` (i, j) lights every copy of W_hh[i, j], which leads from unit j to unit i, and tells each copy's gradient;
    `path` (u_t, …, u_T), units, lights one path to h_T and tells its factors.
    """

    run: unroll.Run
    step: int | None = None
    weight: tuple | None = None
    path: tuple | None = None


def sizes(data):
    """Return T and H, after looking at all of the data."""
    expect.fields("data", data, Walk)
    expect.fields("run", data.run, unroll.Run)
    expect.array("run.hs", data.run.hs, ("T+1", "H"))
    T, H = len(data.run.hs) - 1, data.run.hs.shape[1]
    shapes = dict(W_hh=(H, H), xs=(T,), d_xs=(T,), d_hs=(T + 1, H), flow_ih=(T, H), flow_ho=(H,))
    for name, shape in (shapes | dict.fromkeys(("flow_hh", "factors", "copies"), (T, H, H))).items():
        expect.array(f"run.{name}", getattr(data.run, name), shape)
    if data.step is not None:
        _whole("step", data.step, range(2 * T + 4))
    if data.weight is not None:
        _units("weight", data.weight, H, (2, 2), "two units (i, j)")
    if data.path is not None:
        _units("path", data.path, H, (2, T + 1), f"2 to {T + 1} units")
    return T, H


def _units(name, value, H, lengths, expected):
    if not isinstance(value, (tuple, list, np.ndarray)) or not lengths[0] <= len(value) <= lengths[1]:
        raise ValueError(f"{name} is {value!r}; expected {expected}")
    for n, unit in enumerate(value):
        _whole(f"{name}[{n}]", unit, range(H))


def _whole(name, value, among):
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value not in among:
        raise ValueError(f"{name} is {value!r}; expected a whole number from 0 to {among[-1]}")
