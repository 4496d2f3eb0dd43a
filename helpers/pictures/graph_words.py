"""What the unrolled graph says: its numbers, the banner above it, and its sentence."""

from itertools import pairwise

import numpy as np

from helpers.pictures import words
from helpers.pictures.words import number


def short(value):
    """A number in one or two digits, as it stands beside a node or an edge: −.42, .03, 2e−5, 12."""
    if 9.995 <= abs(value) < 1e4:
        return _plain(f"{value:.0f}")
    return _plain(f"{value:.2f}" if 0.095 <= abs(value) < 9.995 else f"{value:.1g}")


def hundredths(value):
    """A number in hundredths, as it stands in a node."""
    return _plain(f"{value:.2f}") if 0.005 <= abs(value) < 0.995 else short(value)


def _plain(text):
    """A number as one writes it by hand: a real minus, no zero before the point or in the exponent."""
    text = text.replace("e-0", "e-").replace("e+0", "e").replace("-", "−")
    return text.replace("0.", ".", 1) if text.lstrip("−").startswith("0.") else text


def told(walk, merged):
    """The banner and the sentence of a Walk; `merged`: its nodes are root mean squares of several units."""
    T = len(walk.run.xs)
    if walk.weight is not None:
        return _weight(walk.run, 2 * T + 2 if walk.step is None else walk.step, *walk.weight)
    if walk.path is not None:
        return _path(walk.run, walk.path)
    if walk.step is None:
        return _whole(walk.run, merged)
    if walk.step <= T + 1:
        return _forward(walk.run, walk.step, merged)
    return _backward(walk.run, 2 * T + 2 - walk.step, merged) if walk.step <= 2 * T + 2 else _update(walk.run)


def _vector(values):
    return f"({', '.join(map(number, values))})" if len(values) > 1 else number(values[0])


def _whole(run, merged):
    T, norms = len(run.xs), np.linalg.norm(run.d_hs, axis=1)
    banner = "all done, forward and backward"
    if merged:
        banner = "in a node of $h$ the root mean square; below it a norm"
    text = f"A run of {words.count(T, 'step')}, forward and backward: output {number(run.output)}, "
    text += f"loss {number(run.loss)}; the norm of dL/dh goes from {number(norms[-1])} at t = {T} to {number(norms[0])} at t = 0."
    return banner, text + " Each node of h is the root mean square of its units." * merged


def _forward(run, step, merged):
    T = len(run.xs)
    if step == 0:
        banner = "nothing computed yet: the inputs, $h_0$ and the weights are given"
        return (
            banner,
            f"Before the run: {words.count(T, 'input')}, h_0 and the weights are given; all other nodes are empty.",
        )
    if step == T + 1:
        done = words.count(T, "step")
        return f"forward →  $o$ from $h_{{{T}}}$, and the loss", (
            f"Forward, after {done}: the output is {number(run.output)}, the loss {number(run.loss)}."
        )
    what = f"the root mean square of h_{step}" if merged else f"h_{step}"
    left = words.count(T - step + 1, "step")
    return f"forward →  $h_{{{step}}}$ from $x_{{{step}}}$ and $h_{{{step - 1}}}$", (
        f"Forward, step {step} of {T}: x_{step} = {number(run.xs[step - 1])} and h_{step - 1} make {what}: "
        f"{_vector(run.hs[step])}. The loss is {left} away."
    )


def _backward(run, t, merged):
    T = len(run.xs)
    banner = f"← backward  $dL/dh_{{{t}}}$ = sum over the edges that leave $h_{{{t}}}$"
    if merged:
        return banner, f"Backward, at t = {t}: the norm of dL/dh_{t} is {number(run.d_hs[t, 0])}."
    flows = np.abs(run.flow_ho if t == T else run.flow_hh[t])
    edges = (
        f"Of the {flows.size} edges that leave h_{t} the strongest" if flows.size > 1 else f"The edge that leaves h_{t}"
    )
    return (
        banner,
        f"Backward, at t = {t}: dL/dh_{t} is {_vector(run.d_hs[t])}. {edges} carries {number(flows.max())} back.",
    )


def _update(run):
    T, norms = len(run.copies), np.linalg.norm(run.copies, axis=(1, 2))
    banner = (
        f"update  $W_{{hh}}$ ← $W_{{hh}}$ − $η\\,dL/dW_{{hh}}$: {words.count(T, 'copy', 'copies')} added, one change"
    )
    whole = np.linalg.norm(run.copies.sum(axis=0))
    text = f"Update: W_hh ← W_hh − η dL/dW_hh. The gradients of {words.count(T, 'copy', 'copies')} are added, and W_hh changes "
    text += f"once, in every copy. dL/dW_hh has norm {number(whole)}; the largest part, of norm {number(norms.max())}, "
    return banner, text + f"comes from the copy of step {norms.argmax() + 1}."


def _weight(run, step, i, j):
    T, value, copies = len(run.xs), run.W_hh[i, j], run.copies[:, i, j]
    banner = f"$W_{{hh}}$[{i}, {j}] = {number(value)}, unit {j} → unit {i}; above, each copy's gradient"
    edges = f"{words.count(T, 'edge')}, one for each step" if T > 1 else "1 edge"
    text = f"W_hh[{i}, {j}] = {number(value)} leads from unit {j} to unit {i} on {edges}. "
    known = [t for t in range(1, T + 1) if 2 * T + 2 - t <= step]
    if not known:
        return banner, text + "No copy's gradient is known before the backward pass."
    at = f"t = {known[0]} to {T}" if len(known) > 1 else f"t = {T}"
    total = f"; together {number(copies.sum())}." if len(known) == T else "."
    return banner, f"{text}The gradients of its copies at {at}: {', '.join(number(copies[t - 1]) for t in known)}{total}"


def _path(run, units):
    T, start, H = len(run.xs), len(run.xs) + 1 - len(units), len(run.W_hh)
    factors = [run.factors[t, i, j] for t, (j, i) in enumerate(pairwise(units), start=start)]
    product = np.prod(factors)
    banner = (
        f"unit {units[0]} of $h_{{{start}}}$ → unit {units[-1]} of $h_{{{T}}}$: the product is {number(product, 3)}"
    )
    text = f"The path through units {' → '.join(map(str, units))}, from h_{start} to h_{T}: "
    text += f"{' × '.join(map(number, factors))} = {number(product, 3)}."
    jacobian = np.eye(H)
    for factor in run.factors[start:]:
        jacobian = factor @ jacobian
    entry, n = jacobian[units[-1], units[0]], H ** (len(units) - 2)
    if n == 1 or entry == 0:
        return banner, text
    share = f"That is {number(100 * product / entry)} % of the sum of all {n} paths"
    return banner, f"{text} {share} between these two units, {number(entry, 3)}."
