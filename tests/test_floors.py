"""The house has five floors, and imports lead only downwards."""
import ast
import re
import sys
from pathlib import Path

import pytest
from hygiene import imported

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {  # a picture of its own, called something_plot, stands on the third as well
    1: {"rnn", "lstm", "gru", "gates", "initial", "readout", "losses", "expect"},
    2: {"gradients", "training", "tasks", "environment", "unroll"},
    3: {"plots", "graph", "graph_words", "style", "stage"},
    4: {"explore", "show", "check", "exercises"},
}
THIRD_PARTY = {1: {"numpy"}, 2: {"numpy"}, 3: {"numpy", "matplotlib", "PIL"},
               4: {"numpy", "matplotlib", "PIL", "ipywidgets", "IPython"}}
LONGEST = 220  # about 200 lines
FILES = sorted(path for path in (ROOT / "helpers").rglob("*.py") if path.stem != "__init__")


def floor_of(module):
    """The floor of helpers.<module>, or None where it has none."""
    return 3 if module.endswith("_plot") else next((floor for floor, modules in FLOORS.items() if module in modules), None)


def module_of(path):
    return path.relative_to(ROOT / "helpers").with_suffix("").parts[0]


def complaints(source, module):
    """What the imports of a helper's source do that its floor does not allow."""
    floor, found = floor_of(module), []
    if floor is None:
        return [f"helpers/{module} stands on no floor: add it to FLOORS in tests/test_floors.py"]
    for name in imported(ast.parse(source)):
        first, *rest = name.split(".")
        if first == "helpers":
            below = floor_of(rest[0]) if rest else None
            found += [] if below is not None and below <= floor else [f"floor {floor} imports {name}"]
        elif first not in THIRD_PARTY[floor] | sys.stdlib_module_names:
            found.append(f"floor {floor} imports {name}")
        elif "pyplot" in rest or "pylab" in rest:
            found.append(f"imports {name}: pictures are drawn on a Figure of their own")
    return found


def cycles(graph):
    """The modules of a graph {module: modules it imports} that are left when those without imports are taken away."""
    left = {module: set(below) - {module} for module, below in graph.items()}
    while free := [module for module, below in left.items() if not below & set(left)]:
        for module in free:
            del left[module]
    return set(left)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_lead_downwards(path):
    assert complaints(path.read_text(encoding="utf-8"), module_of(path)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_is_read_in_five_minutes(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_the_readme_names_every_floor():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for floor, modules in FLOORS.items():
        row = next(line for line in readme.splitlines() if line.startswith(f"| {floor} |"))
        assert {name.removesuffix(".py").strip("/") for name in re.findall(r"`(?:helpers/)?([\w.]+/?)`", row)} == modules


def test_no_circles():
    graph = {}
    for path in FILES:
        names = [name.split(".") for name in imported(ast.parse(path.read_text(encoding="utf-8")))]
        graph.setdefault(module_of(path), set()).update(name[1] for name in names if name[0] == "helpers" and name[1:])
    assert cycles(graph) == set()
    assert cycles({"rnn": {"losses"}, "losses": {"rnn"}, "expect": set()}) == {"rnn", "losses"}


@pytest.mark.parametrize("module, source", [
    ("rnn", "import matplotlib"), ("rnn", "from helpers import gradients"), ("tasks", "from helpers.show import show"),
    ("gradients", "import ipywidgets"), ("plots", "from IPython.display import display"), ("rnn", "import scipy"),
    ("plots", "import matplotlib.pyplot as plt"), ("plots", "from matplotlib import pyplot"), ("novel", "import numpy"),
    ("rnn", "def f():\n    from helpers import plots")])
def test_the_check_finds_it(module, source):
    assert len(complaints(source, module)) == 1


def test_the_check_accepts_what_is_allowed():
    assert complaints("import numpy as np\nfrom helpers import rnn, expect\nimport math", "gradients") == []
    assert complaints("from matplotlib.figure import Figure\nfrom helpers.style import RC", "plots") == []
