"""Draw the README's picture, and write its alt text there: .venv/bin/python .ci/picture.py

Thirty years of sunspots run through untrained nets that differ in one number: by how much their loop to themselves
multiplies the state, in the long run (the spectral radius of W_hh).
"""
import re
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from helpers.cells import losses, readout, rnn
from helpers.learn import tasks
from helpers.measure import gradients
from helpers.pictures import gradient_norms
from helpers.pictures.stage import Stage

PICTURE = "notebooks/images/gradient_norms.png"
YEARS, HIDDEN = 30, 32
RADII = {0.4: "radius below 1/2", 0.8: "radius below 1", 1.2: "radius above 1"}  # and how each looks
LABEL = "loop × {}"


def curve(radius):
    """The norm of dL/dh_t for t = 0…T, with the loss at the final step."""
    xs, targets = tasks.windows(tasks.scale(tasks.sunspots().numbers), YEARS)
    rng = np.random.default_rng(0)
    params, out = rnn.init(rng, 1, HIDDEN, spectral_radius=radius), readout.init(rng, HIDDEN, 1)
    trace = rnn.forward(params, xs)
    return gradients.norms(rnn.backward(params, trace, losses.at_final_step(out, trace.hs, targets).dhs).total)


def drawn():
    """The picture's PNG and its alt text."""
    roles = {LABEL.format(radius): look for radius, look in RADII.items()}
    ylabel = "how much step t matters"
    picture = gradient_norms(ylabel=ylabel, scale=(1e-16, 1e2), roles=roles)
    return Stage(picture).draw({LABEL.format(radius): curve(radius) for radius in RADII})


def main():
    png, alt = drawn()
    (ROOT / PICTURE).parent.mkdir(exist_ok=True)
    (ROOT / PICTURE).write_bytes(png)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    marked = re.sub(rf"!\[[^\]]*\]\({PICTURE}\)", lambda _: f"![{alt}]({PICTURE})", readme)
    (ROOT / "README.md").write_text(marked, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
