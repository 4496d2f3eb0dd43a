"""Instruments: what gradients do over time (gradients), and one run's numbers for the graph (unroll). NumPy alone."""
