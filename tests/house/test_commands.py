"""The commands: what they say when something is missing, and that nothing is done twice."""
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import hygiene
import nbformat
import open_lab
import pytest
from conftest import ROOT, run
from nbformat import v4

from benchmarks.browsing import free_port

ENVIRONMENT = ROOT / ".ci/environment.py"
START = "notebooks/00_start_here.ipynb"


def pretending(tmp_path, prelude):
    """An environment in which every Python runs these lines first."""
    (tmp_path / "sitecustomize.py").write_text(prelude, encoding="utf-8")
    return {"PYTHONPATH": str(tmp_path)}


def is_one_sentence(text):
    return len(text.strip().splitlines()) == 1 and text.strip().endswith(".")


# What is missing is said in one sentence

MISSING = {
    "too old": ('import sys; sys.version_info = (3, 10, 4, "final", 0)', ".venv",
                "This is Python 3.10, and the course needs 3.11 or newer"),
    "too new for Colab": ('import sys; sys.version_info = (3, 14, 0, "final", 0)', ".venv-colab",
                          "This is Python 3.14, and the course needs 3.11 to 3.13"),
    "no venv": ('import sys; sys.modules["venv"] = None', ".venv", "This Python lacks its venv module"),
    "no ensurepip": ('import sys; sys.modules["ensurepip"] = None', ".venv", "This Python lacks its venv module"),
}


@pytest.mark.parametrize("prelude, folder, says", MISSING.values(), ids=MISSING)
def test_says_what_python_lacks(tmp_path, prelude, folder, says):
    new = tmp_path / folder
    status, out, err = run(ENVIRONMENT, new, ROOT / "requirements.txt", **pretending(tmp_path, prelude))
    assert (status, out) == (1, "")
    assert err.startswith(says) and is_one_sentence(err)
    assert not new.exists()


def test_says_when_the_port_is_in_use_or_is_none():
    def said(port):
        status, out, err = run(ROOT / ".ci/open_lab.py", port)
        assert (status, out) == (1, "") and is_one_sentence(err)
        return err

    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        assert said(port).startswith(f"Port {port} is in use") and f"PORT={port + 1}" in said(port)
    for wrong in ("", "abc", "0", "65536"):
        assert said(wrong).startswith(f"PORT is {wrong!r}; expected a number")


@pytest.mark.skipif(shutil.which("make") is None or os.name == "nt", reason="make or its shell is not here")
def test_make_passes_the_sentence_on(tmp_path):
    _, _, err = run("make", "-C", ROOT, "lab", "PYTHON=no-such-python")
    assert "no-such-python does not run: install Python 3.11 or newer" in err
    course = tmp_path / "course"
    shutil.copytree(ROOT / ".ci", course / ".ci")
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, course)
    status, _, err = run("make", "-C", course, "lab", f"PYTHON={sys.executable}",
                         **pretending(tmp_path, MISSING["too old"][0]))
    assert status != 0 and not (course / ".venv").exists()
    said = [line for line in err.splitlines() if not line.startswith("make")]
    assert len(said) == 1 and said[0].startswith("This is Python 3.10")


# The environment is made once, and installed into when a requirements file changed


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the one environment of these tests is made: by the first of them, and by whichever is run alone."""
    return tmp_path_factory.mktemp("environment") / ".venv"


def made(folder, requirements, **environ):
    """Ask for the environment; returns the exit status, the first words of what is done, and standard error."""
    status, out, err = run(ENVIRONMENT, folder, requirements, **environ)
    return status, re.findall(r"^(Making|Installing)", out, flags=re.MULTILINE), err


def test_environment_is_made_once(folder, tmp_path):
    learner, maintainer = tmp_path / "requirements.txt", tmp_path / "requirements-dev.txt"
    learner.write_text("# nothing yet\n")
    maintainer.write_text("-r requirements.txt\n")
    assert made(folder, learner) == (0, ["Making", "Installing"], "")
    assert made(folder, maintainer) == (0, ["Installing"], "")
    by_hand = folder / "a-package-put-there-by-hand"
    by_hand.touch()
    learner.write_text("# changed\n")
    assert made(folder, maintainer) == (0, ["Installing"], "")
    for again in (made(folder, learner), made(folder, maintainer, PYTHON=sys.executable)):
        assert again == (0, [], "")
    assert by_hand.exists()


def test_failed_install_is_said_and_tried_again(folder, tmp_path):
    requirements = tmp_path / "failing.txt"
    requirements.write_text("./no-such-folder\n")
    for _ in range(2):
        status, _, err = made(folder, requirements)
        assert status == 1 and err.splitlines()[-1].startswith("Installing failing.txt failed: check the network")


@pytest.mark.skipif(os.name == "nt", reason="the uv that stands in is a shell script")
@pytest.mark.parametrize("works", [True, False])
def test_uv_installs_where_it_is_and_pip_where_it_fails(folder, tmp_path, works):
    uv, asked, requirements = tmp_path / "uv", tmp_path / "asked", tmp_path / f"uv-{works}.txt"
    uv.write_text(f'#!/bin/sh\necho "$@" > {asked}\nexit {0 if works else 1}\n')
    uv.chmod(0o755)
    requirements.write_text("# nothing\n")
    status, said, err = made(folder, requirements, PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert (status, said[-1:], err) == (0, ["Installing"], "")
    assert asked.read_text().split()[:2] == ["pip", "install"] and str(requirements) in asked.read_text()


# Notebooks are executed and stored

LIVE = "import ipywidgets\nfrom IPython.display import display\ndisplay(ipywidgets.IntSlider())"


def store(tmp_path, given, *names):
    """Run .ci/notebooks.py in a small course of notebooks {name: sources of its cells}, on all or on those named.

    Returns its exit status, its words and the notebooks.
    """
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "helpers/cells").mkdir(parents=True)
    (tmp_path / "helpers/cells/rnn.py").touch()
    (tmp_path / "notebooks").mkdir()
    paths, ids = {name: tmp_path / f"notebooks/{name}.ipynb" for name in given}, []
    for name, sources in given.items():
        cells = [v4.new_code_cell(source, execution_count=7) for source in ("# Setup, an old one", *sources)]
        ids.append([cell.id for cell in cells])
        nbformat.write(v4.new_notebook(cells=cells, metadata={"widgets": {}}), paths[name])
    status, out, err = run(tmp_path / ".ci/notebooks.py", *map(paths.get, names))
    stored = [nbformat.read(path, as_version=4) for path in paths.values()]
    assert [[cell.id for cell in nb.cells] for nb in stored] == ids
    return status, out + err, stored


def test_notebooks_are_stored_ready_to_commit(tmp_path):
    status, words, (nb,) = store(tmp_path, {"01_small": ["from pathlib import Path\nprint(Path.cwd().name)", LIVE]})
    assert status == 0 and "stored: 01_small.ipynb" in words
    checks = (hygiene.executed_in_order, hygiene.clean_metadata, hygiene.same_setup_cell, hygiene.no_errors)
    assert [check(nb) for check in checks] == [[]] * len(checks)
    assert nb.cells[1].outputs[0].text == "notebooks\n"
    assert nb.cells[2].outputs == []  # the live view needs a kernel, and its id is random


def test_notebooks_that_fail_are_not_stored(tmp_path):
    bad = {"01_error": ["1 / 0"], "02_words": ["import sys\nprint('oh', file=sys.stderr)"]}
    status, words, stored = store(tmp_path, bad, *bad)
    assert status == 1 and "stored" not in words
    assert "ZeroDivisionError" in words and "02_words.ipynb: the cell that begins 'import sys' writes to stderr" in words
    assert [cell.execution_count for nb in stored for cell in nb.cells] == [7] * 4


# The lab opens


def test_display():
    if sys.platform in ("darwin", "win32"):
        assert open_lab.has_display({})
    else:
        assert not open_lab.has_display({})
        assert open_lab.has_display({"DISPLAY": ":0"}) and open_lab.has_display({"WAYLAND_DISPLAY": "wayland-0"})
    assert "--no-browser" in open_lab.command(8888, display=False)
    assert "--no-browser" not in open_lab.command(8888, display=True)


def test_lab_prints_a_link_and_serves_the_first_notebook():
    """Without a display: a link to 00 within seconds, on this machine only, closed to who has no token."""
    port = free_port()
    started = time.monotonic()
    without_display = f"import open_lab; open_lab.has_display = lambda environ: False; open_lab.main({port})"
    server = subprocess.Popen([sys.executable, "-c", without_display], cwd=ROOT / ".ci", text=True,
                              stdout=subprocess.PIPE)
    try:
        link = next(line.strip() for line in server.stdout if line.startswith("http"))
        assert re.fullmatch(rf"http://127\.0\.0\.1:{port}/lab/tree/{START}\?token=[0-9a-f]{{48}}", link)
        assert "jupyter-config-data" in urllib.request.urlopen(link, timeout=30).read().decode()
        busy = os.environ.get("CI") or os.environ.get("PYTEST_XDIST_WORKER")  # gets three times as long
        assert time.monotonic() - started < (30 if busy else 10)
        contents = link.replace(f"/lab/tree/{START}", f"/api/contents/{START}")
        assert urllib.request.urlopen(contents, timeout=30).status == 200
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(contents.split("?")[0], timeout=30)
    finally:
        server.terminate()
        server.wait(30)
    assert not open_lab.answers(port)  # closing the command closes JupyterLab
