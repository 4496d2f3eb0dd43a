"""The house has six floors, a folder each, and imports lead only downwards."""
import ast
import graphlib
import sys

import pytest
from conftest import ROOT
from hygiene import imported

LEVEL = {"cells": 0, "measure": 1, "learn": 2, "exercises": 3, "pictures": 3, "lab": 4}  # a floor imports what is below
CELLAR = {"expect": set(), "environment": {"learn"}}  # any floor may import it; what it may import: where data are read
THIRD_PARTY = {"environment": set(), "pictures": {"numpy", "matplotlib", "PIL"},
               "lab": {"numpy", "matplotlib", "ipywidgets", "IPython"}}  # elsewhere NumPy alone
LONGEST = 220  # about 200 lines
FILES = [*(ROOT / "helpers").glob("*/*.py"), *(ROOT / f"helpers/{name}.py" for name in CELLAR)]
SOURCES = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(FILES)}


def complaints(source, floor):
    """What the imports of a helper's source do that its floor does not allow."""
    below = {name for name in LEVEL if LEVEL[name] < LEVEL.get(floor, 0)} | {floor, *CELLAR, *CELLAR.get(floor, ())}
    for name in imported([*ast.walk(ast.parse(source))]):
        first, *rest = name.split(".")
        if first == "helpers":
            allowed = rest and rest[0] in below
        else:  # pictures are drawn on a Figure of their own
            known = first in THIRD_PARTY.get(floor, {"numpy"}) | sys.stdlib_module_names
            allowed = known and not {"pyplot", "pylab"} & {*rest}
        if not allowed:
            yield f"{floor} imports {name}"


def test_nothing_stands_beside_the_floors():
    there = {path.name for path in (ROOT / "helpers").iterdir() if path.name != "__pycache__"}
    assert there == {"__init__.py", *LEVEL, *(f"{name}.py" for name in CELLAR)}


@pytest.mark.parametrize("name", SOURCES)
def test_imports_lead_downwards_and_a_file_is_read_in_five_minutes(name):
    assert [*complaints(SOURCES[name], name.removesuffix(".py").split("/")[1])] == []
    assert len(SOURCES[name].splitlines()) <= LONGEST


def test_no_circles():
    modules = {name.removesuffix(".py").replace("/", "."): source for name, source in SOURCES.items()}
    graph = {module: {other for name in imported([*ast.walk(ast.parse(source))]) for other in modules
                      if other != module and f"{name}.".startswith(f"{other}.")} for module, source in modules.items()}
    assert graph["helpers.cells.lstm"] >= {"helpers.cells.gates", "helpers.expect"}
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("floor, source", [
    ("cells", "import matplotlib"), ("cells", "from helpers.measure import gradients"),
    ("learn", "from helpers.lab import show"), ("measure", "import ipywidgets"), ("cells", "import scipy"),
    ("pictures", "from IPython.display import display"), ("pictures", "import matplotlib.pyplot as plt"),
    ("pictures", "from matplotlib import pyplot"), ("pictures", "from helpers.exercises import judge"),
    ("cells", "def f():\n    from helpers.pictures import style")])
def test_the_check_finds_it(floor, source):
    assert len([*complaints(source, floor)]) == 1
