"""Learning: gradient descent and truncated BPTT (training), sequences to learn from (tasks). NumPy alone."""
