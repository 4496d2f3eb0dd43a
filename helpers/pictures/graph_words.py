"""What the unrolled graph says: its numbers, the banner above it, and its alt text."""

from itertools import pairwise

import numpy as np


def short(value):
    """A number in one or two digits, as it stands beside a node or an edge: −.42, .03, 2e−5, 12."""
    if 9.995 <= abs(value) < 1e4:
        return _plain(f"{value:.0f}")
    return _plain(f"{value:.2f}" if 0.095 <= abs(value) < 9.995 else f"{value:.1g}")


def hundredths(value):
    """A number in hundredths, as it stands in a node."""
    return _plain(f"{value:.2f}") if 0 < abs(value) < 0.995 else short(value)


def precise(value):
    """A number in three digits."""
    return _plain(f"{value:.3g}")


def _plain(text):
    """A number as one writes it by hand: a real minus, no zero before the point or in the exponent."""
    text = text.replace("e-0", "e-").replace("e+0", "e").replace("-", "−")
    return text.replace("0.", ".", 1) if text.lstrip("−").startswith("0.") else text


def _vector(values):
    return f"({', '.join(map(short, values))})" if len(values) > 1 else short(values[0])


def whole(run):
    """The banner and the alt text of a run that is done, forward and backward."""
    T, norms = len(run.xs), np.linalg.norm(run.d_hs, axis=1)
    alt = f"A run of {T} steps, forward and backward: output {short(run.output)}, loss {short(run.loss)}; "
    alt += f"the norm of dL/dh goes from {short(norms[-1])} at t = {T} to {short(norms[0])} at t = 0."
    return "in a node its value; below, the loss's gradient", alt


def step(run, step, collapsed):
    """The banner and the alt text of one step of the walk."""
    T = len(run.xs)
    what = "the root mean square of h" if collapsed else "h"
    if step == 0:
        banner = "nothing computed yet: the inputs, $h_0$ and the weights are given"
        return banner, f"The unrolled graph of {T} steps before the run: {T} inputs and h_0 are given, all else is hollow."
    if step <= T:
        banner = f"forward →  $h_{{{step}}}$ from $x_{{{step}}}$ and $h_{{{step - 1}}}$"
        alt = f"Forward, step {step} of {T}: x = {short(run.xs[step - 1])} and the last state make {what}_{step} = "
        return banner, alt + f"{_vector(run.hs[step])}. The loss is {T - step + 1} {'step' if step == T else 'steps'} away."
    if step == T + 1:
        banner = f"forward →  $o$ from $h_{{{T}}}$, and the loss"
        return banner, f"Forward, all {T} steps done: the output is {short(run.output)}, the loss {short(run.loss)}."
    t = 2 * T + 2 - step
    banner = f"← backward  $dL/dh_{{{t}}}$ = sum over the edges that leave $h_{{{t}}}$"
    if collapsed:
        return banner, f"Backward, at t = {t}: the norm of dL/dh_{t} is {short(run.d_hs[t, 0])}."
    flows = np.abs(run.flow_ho if t == T else run.flow_hh[t])
    alt = f"Backward, at t = {t}: dL/dh_{t} is {_vector(run.d_hs[t])}. "
    return banner, alt + f"Of the {flows.size} edges that leave h_{t} the strongest carries {short(flows.max())} back."


def weight(run, step, i, j):
    """The banner and the alt text of every copy of one weight."""
    T, value, copies = len(run.xs), run.W_hh[i, j], run.copies[:, i, j]
    banner = f"$W_{{hh}}$[{i}, {j}] = {short(value)} on {T} edges; above, the gradient of each copy"
    alt = f"W_hh[{i}, {j}] = {short(value)} leads from unit {j} to unit {i} on {T} edges, one for each step. "
    shown = [f"{short(g)} at t = {t}" for t, g in enumerate(copies, start=1) if 2 * T + 2 - t <= step]
    if not shown:
        return banner, alt + "No copy's gradient is known before the backward pass."
    total = f", together {short(copies.sum())}." if len(shown) == T else "."
    return banner, alt + f"The gradients of its copies: {', '.join(shown)}{total}"


def path(run, units):
    """The banner and the alt text of one path to h_T and its product."""
    T, start = len(run.xs), len(run.xs) + 1 - len(units)
    factors = [run.factors[t, i, j] for t, (j, i) in enumerate(pairwise(units), start=start)]
    product = np.prod(factors)
    banner = f"unit {units[0]} of $h_{{{start}}}$ → unit {units[-1]} of $h_{{{T}}}$: the product is {precise(product)}"
    alt = f"The path through units {' → '.join(map(str, units))} from h_{start} to h_{T}: "
    return banner, alt + f"{' × '.join(map(short, factors))} = {precise(product)}."
