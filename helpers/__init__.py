"""The course's helpers: five floors, imports only downwards (see README.md)."""

import numpy as np

# Free one big array, never touched, before the work begins. glibc (Linux's memory allocator) takes its size as a sign that
# arrays up to here come and go, and keeps their memory at hand; otherwise each forward and backward pass of a few
# megabytes hands its memory back to the system and spends a third of its time on getting it again. Elsewhere: no effect.
np.empty(31 * 2**20, np.uint8)
