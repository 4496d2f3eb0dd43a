"""Pictures: each is a function that sets its stage once and gives draw(data) -> sentence. Call one with options.

`told` puts a sentence of one's own in place of a picture's.
"""

from helpers.pictures.curves import gradient_norms, time_series
from helpers.pictures.stage import told

__all__ = ["gradient_norms", "time_series", "told"]
