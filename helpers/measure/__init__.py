"""Instruments: what gradients do over time (gradients), and one run's numbers for the graph (unroll). NumPy alone.

Each raises ValueError that names an argument of another shape or dtype, or with NaN or infinity.
"""
