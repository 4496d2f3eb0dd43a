"""A class of students at once on one hub, and papers that the grader marks."""
import asyncio
import csv
import json
import os
import re
import time

import alone
import assignment
import places
import pytest
from classroom import ROOT, VENV, Hub, Student

N = int(os.environ.get("STUDENTS", "12"))
NOTEBOOK = "04_vanishing_gradients.ipynb"


@pytest.fixture(scope="module", autouse=True)
def installed():
    """What a classroom needs, in an environment of its own."""
    places.installed(".venv-classroom", ".ci/requirements-classroom.txt")


@pytest.fixture
def hub(tmp_path):
    """Where the hub works, with its proxy from npm."""
    places.needs("npm", "git")
    words = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", VENV, "configurable-http-proxy@5"]
    if places.run(*words, seconds=900)[0]:
        pytest.skip("the hub's proxy cannot be installed here")
    (tmp_path / "hub").mkdir()
    return tmp_path / "hub"


# One hub


async def a_lesson(folder, repository):
    """All students arrive, run the notebook, keep a file, and try the next one's door."""
    async with Hub(folder) as hub, asyncio.timeout(900):
        students = [Student(hub, f"student-{k}") for k in range(1, N + 1)]
        await asyncio.gather(*(student.arrive(repository) for student in students))
        started = time.monotonic()
        found = await asyncio.gather(*(student.run(f"unrolled/notebooks/{NOTEBOOK}") for student in students))
        seconds = time.monotonic() - started
        for student in students:
            await student.ask("PUT", f"/api/contents/{student.name}.txt", type="file", format="text", content="mine")
        for student, other in zip(students, students[1:] + students[:1]):
            names = {file["name"] for file in (await student.ask("GET", "/api/contents"))["content"]}
            assert names == {"unrolled", f"{student.name}.txt"}
            for path in ("/api/contents", f"/api/contents/{other.name}.txt", "/api/kernels", "/lab"):
                assert await hub.status("GET", other.home + path, student.token) in (302, 403, 404), path
        return found, seconds, hub.requests


def test_a_class_runs_a_notebook_at_once(tmp_path, hub):
    remote = alone.remote(tmp_path / "remote", "helpers", "data", "notebooks")
    found, seconds, requests = asyncio.run(a_lesson(hub, remote))
    assert len(found) == N and requests < 100 * N
    most = {what: max(each[what] for each in found) for what in found[0]}
    print(f"{N} students ran {NOTEBOOK} at once in {seconds:.0f} s, {requests} requests; the most memory of a student: "
          + ", ".join(f"{value:.0f} {what}" for what, value in most.items()))
    page = (ROOT / "notebooks/for_teachers.md").read_text(encoding="utf-8")
    assert most["MB"] < int(re.search(r"guarantee: (\d+)M", page).group(1))


# One paper

PAPER = "03_bptt"
WRONG = {
    "my_readings": 'my_readings = {"imm×imm"}',
    "my_bptt": "def my_bptt(params, xs, hs, dhs):\n    return (hs, *params[:3])",
    "my_numerical_gradient": "def my_numerical_gradient(f, W, eps):\n    return 1 / 0",
    "my_training_step": "def my_training_step(params, xs, hs, dhs, learning_rate):\n    return params[:3]",
}


def nbgrader(folder, *words):
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"  # it calls alembic by its name
    status, said = places.run(VENV / "bin/nbgrader", *words, cwd=folder, seconds=600, PATH=path)
    assert status == 0, said[-3000:]


def hand_in(folder, student, answers):
    """A student's paper: what was handed out, with these answers in place of the stubs."""
    nb = json.loads((folder / f"release/{PAPER}/{PAPER}.ipynb").read_text(encoding="utf-8"))
    for name, answer in answers.items():
        assignment.attempted(nb["cells"], name)["source"] = answer
    target = folder / f"submitted/{student}/{PAPER}/{PAPER}.ipynb"
    target.parent.mkdir(parents=True)
    target.write_text(json.dumps(nb), encoding="utf-8")


def test_papers_get_the_marks_they_deserve(tmp_path):
    """A blank and a wrong paper get 0, a right one full marks."""
    for name in ("helpers", "data"):
        (tmp_path / name).symlink_to(ROOT / name)
    folder, notebook = tmp_path / "grading", ROOT / f"notebooks/{PAPER}.ipynb"
    assignment.main(notebook, folder)
    nbgrader(folder, "generate_assignment", PAPER)
    handed_out = (folder / f"release/{PAPER}/{PAPER}.ipynb").read_text(encoding="utf-8")
    assert not re.search(r"Solution</summary>|BEGIN SOLUTION|check\.require|learning_rate \* dW_ih", handed_out)
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    right = {name: assignment.solved(cells[at:]) for at, name in assignment.checks(cells)}
    assert set(right) == set(WRONG)
    for student, answers in {"blank": {}, "wrong": WRONG, "right": right}.items():
        hand_in(folder, student, answers)
    nbgrader(folder, "autograde", PAPER)
    nbgrader(folder, "export", "--to", "grades.csv")
    with (folder / "grades.csv").open(newline="") as file:
        scores = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}
    assert scores == {"blank": (0, 4), "wrong": (0, 4), "right": (4, 4)}
