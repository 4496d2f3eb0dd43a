"""Each exercise's solution stands once: in a notebook's fold word for word as in helpers/exercises, where mistakes are edits of it."""

import json
from pathlib import Path

from test_checks import FUNCTIONS, each

from helpers.exercises.source import source_of

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
FOLDS = "\n".join(
    "".join(cell["source"])
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    if cell["cell_type"] == "markdown" and "<details>" in "".join(cell["source"])
)


@each(FUNCTIONS)
def test_the_solution_is_the_one_in_the_fold(exercise):
    source = "\n".join(source_of(exercise.solution).rows)
    assert f"```python\n{source}\n" in FOLDS
