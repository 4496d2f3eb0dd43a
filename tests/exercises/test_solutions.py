"""Each exercise's solution stands once: in a notebook's fold word for word as in helpers/exercises, where mistakes are edits of it."""

from conftest import NOTEBOOKS, cells
from test_checks import FUNCTIONS, each

from helpers.exercises.source import source_of

FOLDS = "\n".join(
    source for path in NOTEBOOKS for kind, source, _ in cells(path) if kind == "markdown" and "<details>" in source
)


@each(FUNCTIONS)
def test_the_solution_is_the_one_in_the_fold(exercise):
    source = "\n".join(source_of(exercise.solution).rows)
    assert f"```python\n{source}\n" in FOLDS
