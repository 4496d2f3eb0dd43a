"""The course's helpers: six floors, imports only downwards (see README.md)."""

import logging
from importlib.util import find_spec

# Free one big array, never touched, before the work begins. Linux's memory allocator (glibc) takes it as a sign that
# arrays up to this size come and go, and keeps their memory at hand. Otherwise each pass over a few megabytes hands its
# memory back to the system and spends up to a third of its time on getting it again. Elsewhere: no effect. Arrays over
# 32 MB are handed back even so: glibc keeps none that large.
if find_spec("numpy"):  # where it is missing, helpers/environment.py says so
    import numpy as np

    np.empty(31 * 2**20, np.uint8)

# matplotlib lists the fonts at its first start on a machine, and says so as if it were an error.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
