"""The house has six floors, a folder each, and imports lead only downwards."""
import ast
import graphlib
import sys

import pytest
from conftest import ROOT
from hygiene import imported

CELLAR = {"expect", "environment"}  # beside the floors: any floor may import them
BELOW = {  # what each floor may import, besides the cellar and itself
    "cells": [], "measure": ["cells"], "learn": ["measure", "cells"],
    "exercises": ["learn", "measure", "cells"], "pictures": ["learn", "measure", "cells"],
    "lab": ["pictures", "exercises", "learn", "measure", "cells"],
}
THIRD_PARTY = {"environment": set(), "pictures": {"numpy", "matplotlib", "PIL"},
               "lab": {"numpy", "matplotlib", "ipywidgets", "IPython"}}
LONGEST = 220  # about 200 lines
FILES = sorted((ROOT / "helpers").glob("*/*.py")) + sorted(ROOT / f"helpers/{name}.py" for name in CELLAR)
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())


def floor_of(path):
    """The folder a helper's file stands in, or its own name in the cellar."""
    return path.relative_to(ROOT / "helpers").with_suffix("").parts[0]


def complaints(source, floor):
    """What the imports of a helper's source do that its floor does not allow."""
    found, below = [], {*BELOW.get(floor, []), *CELLAR, floor}
    if floor == "environment":
        below.add("learn")  # where the data are read, once NumPy is known to be there
    for name in imported(ast.parse(source)):
        first, *rest = name.split(".")
        if first == "helpers":
            found += [] if rest and rest[0] in below else [f"{floor} imports {name}"]
        elif first not in THIRD_PARTY.get(floor, {"numpy"}) | sys.stdlib_module_names:
            found.append(f"{floor} imports {name}")
        elif "pyplot" in rest or "pylab" in rest:
            found.append(f"imports {name}: pictures are drawn on a Figure of their own")
    return found


def test_nothing_stands_beside_the_floors():
    there = {path.name for path in (ROOT / "helpers").iterdir() if path.name != "__pycache__"}
    assert there == {"__init__.py", *BELOW, *(f"{name}.py" for name in CELLAR)}


@each_file
def test_imports_lead_downwards_and_a_file_is_read_in_five_minutes(path):
    source = path.read_text(encoding="utf-8")
    assert complaints(source, floor_of(path)) == []
    assert len(source.splitlines()) <= LONGEST


def test_no_circles():
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in FILES}
    graph = {}
    for module, path in modules.items():
        names = [*imported(ast.parse(path.read_text(encoding="utf-8")))]
        graph[module] = {m for m in modules if m != module and any(f"{name}.".startswith(f"{m}.") for name in names)}
    assert graph["helpers.cells.lstm"] >= {"helpers.cells.gates", "helpers.expect"}
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("floor, source", [
    ("cells", "import matplotlib"), ("cells", "from helpers.measure import gradients"),
    ("learn", "from helpers.lab import show"), ("measure", "import ipywidgets"), ("cells", "import scipy"),
    ("pictures", "from IPython.display import display"), ("pictures", "import matplotlib.pyplot as plt"),
    ("pictures", "from matplotlib import pyplot"), ("pictures", "from helpers.exercises import judge"),
    ("cells", "def f():\n    from helpers.pictures import style")])
def test_the_check_finds_it(floor, source):
    assert len(complaints(source, floor)) == 1
