"""Pictures: each is a function that sets its stage once and gives draw(data) -> sentence. Call one with options.

`told` puts a sentence of one's own in place of a picture's.
"""

from helpers.pictures.blame import Blame, blame_matrix
from helpers.pictures.curves import gradient_norms, time_series
from helpers.pictures.digit import Reading, over_digit
from helpers.pictures.graph import unrolled_graph
from helpers.pictures.graph_data import Walk
from helpers.pictures.layer_map import layer_map
from helpers.pictures.layers import Layers, layers_side_by_side
from helpers.pictures.ledger import Ledger, ledger_bars
from helpers.pictures.letters import Looking, Written, looking_back, writing
from helpers.pictures.lstm_run import LstmRun, lstm_inside
from helpers.pictures.panels import small_panels
from helpers.pictures.paths import path_products
from helpers.pictures.racing import Race, Running, memory_race, race_now
from helpers.pictures.spread import bands
from helpers.pictures.stage import told
from helpers.pictures.states import Edited, Passing, edited_run, forward_run
from helpers.pictures.surface import Descents, descents

__all__ = [
    "Blame",
    "Descents",
    "Edited",
    "Layers",
    "Ledger",
    "Looking",
    "LstmRun",
    "Passing",
    "Race",
    "Reading",
    "Running",
    "Walk",
    "Written",
    "bands",
    "blame_matrix",
    "descents",
    "edited_run",
    "forward_run",
    "gradient_norms",
    "layer_map",
    "layers_side_by_side",
    "ledger_bars",
    "looking_back",
    "lstm_inside",
    "memory_race",
    "over_digit",
    "path_products",
    "race_now",
    "small_panels",
    "time_series",
    "told",
    "unrolled_graph",
    "writing",
]
