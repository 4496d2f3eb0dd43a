"""`make bench`, or `python -m benchmarks`: run every part, print its tables, store benchmarks/results.json, write README's table.

`python -m benchmarks kernels` runs one part alone and keeps the others' stored results.
A part is a module of this folder whose report() measures, prints its tables and returns what to store.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path

from benchmarks import table

PARTS = {
    "kernels": "The network: forward pass and BPTT",
    "growth": "Growth with T, B and H",
    "whole": "The whole: each notebook, and all of them",
    "start": "The first five minutes",
    "pictures": "Pictures: from key press to new picture",
}
RESULTS = Path(__file__).with_name("results.json")


def main(asked_for):
    """Run what is asked for, or everything, and store what it finds."""
    unknown = [name for name in asked_for if name not in PARTS]
    if unknown:
        sys.exit(f"{unknown[0]} is not a benchmark; expected {' or '.join(PARTS)}")
    # one thread each, said before NumPy is first imported: more threads hurt at these sizes
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in asked_for or PARTS:
        print(PARTS[name], flush=True)
        found = import_module(f"benchmarks.{name}").report()
        if found:  # without a browser there are no pictures to time, and the stored ones stay
            stored[name] = rounded(found)
            RESULTS.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            table.write(stored)
        print(flush=True)


def rounded(value):
    """Keep three figures of every float: the rest is noise."""
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(part) for part in value]
    return float(f"{value:.3g}") if isinstance(value, float) else value


if __name__ == "__main__":
    main(sys.argv[1:])
