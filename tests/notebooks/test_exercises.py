"""Checks that answer back, in the notebooks: each stub is quietly not attempted, each folded solution is right."""


from conftest import cells, each_notebook
from notebook_runs import EXERCISE, marks, ran


@each_notebook
def test_every_exercise_has_a_check_and_a_solution(path):
    headings = [heading for kind, source, _ in cells(path) if kind == "markdown" for heading in EXERCISE.findall(source)]
    assert [exercise.heading for exercise in ran(path).exercises] == headings
    assert all(exercise.n_checks for exercise in ran(path).exercises)
    assert path.stem.startswith("00") or 2 <= len(headings) <= 4


@each_notebook
def test_every_stub_is_quietly_not_attempted(path):
    for exercise in ran(path).exercises:
        assert set(marks(exercise.unsolved)) == {"…"}, f"{exercise.heading}: {exercise.unsolved}"


@each_notebook
def test_every_solution_is_right(path):
    for exercise in ran(path).exercises:
        assert set(marks(exercise.solved)) == {"✓"}, f"{exercise.heading}: {exercise.solved}"
        assert len(marks(exercise.solved)) == len(marks(exercise.unsolved))
