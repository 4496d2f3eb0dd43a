"""Pictures: each is a function that sets its stage once and gives draw(data) -> sentence. Call one with options.

`told` puts a sentence of one's own in place of a picture's.
"""

from helpers.pictures.blame import Blame, blame_matrix
from helpers.pictures.curves import gradient_norms, time_series
from helpers.pictures.lstm_run import LstmRun, lstm_inside
from helpers.pictures.panels import small_panels
from helpers.pictures.spread import bands
from helpers.pictures.stage import told
from helpers.pictures.surface import Descents, descents

__all__ = [
    "Blame",
    "Descents",
    "LstmRun",
    "bands",
    "blame_matrix",
    "descents",
    "gradient_norms",
    "lstm_inside",
    "small_panels",
    "time_series",
    "told",
]
