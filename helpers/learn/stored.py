"""What benchmarks/real_sequences.py has trained: its runs, and some of its nets."""

import io
import json
from typing import NamedTuple

import numpy as np

from helpers.cells import gru, lstm, readout, rnn
from helpers.learn import tasks

CELLS = {"RNN": rnn, "LSTM": lstm, "GRU": gru}


class Net(NamedTuple):
    """A trained net: its cell, the cell's Params and the Readout, in float64."""

    cell: object
    params: NamedTuple
    layer: readout.Readout


def real_sequences():
    """Return notebook 10's stored runs: {"digits": {…, "runs": […]}, "names": …, "sunspots": …}, settings and all.

    Raises FileNotFoundError or ValueError as tasks.sunspots. Source: benchmarks/real_sequences.py, see data/README.md.
    """
    return json.loads(tasks._verified("real_sequences.json"))


def nets():
    """Return the nets that are kept, {(task, kind, delay): Net}: ("digits", "GRU", 40), ("names", "GRU", 0) …

    They are stored in float16. Raises FileNotFoundError or ValueError as tasks.sunspots.
    """
    with np.load(io.BytesIO(tasks._content("real_nets.npz")), allow_pickle=False) as file:
        arrays = {key: file[key].astype(float) for key in file.files}
    found = {}
    for task, kind, delay in dict.fromkeys(tuple(key.split("/")[:3]) for key in arrays):
        cell = CELLS[kind]
        of = {name: arrays.get(f"{task}/{kind}/{delay}/{name}") for name in (*cell.Params._fields, *readout.Readout._fields)}
        params = cell.Params(**{name: of[name] for name in cell.Params._fields if of[name] is not None})
        found[task, kind, int(delay)] = Net(cell, params, readout.Readout(of["W_ho"], of["b_o"]))
    return found

