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
from pathlib import Path

import hygiene
import nbformat
import open_lab
import pytest
from nbformat import v4

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".ci/environment.py"
START = "notebooks/00_start_here.ipynb"


def run(*command, **environ):
    """Run a command without PYTHON=...; returns its exit status, standard output and standard error."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHON"}
    done = subprocess.run([str(word) for word in command], env={**kept, **environ}, capture_output=True, check=False,
                          text=True, encoding="utf-8", timeout=300)
    return done.returncode, done.stdout, done.stderr


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
    status, out, err = run(sys.executable, ENVIRONMENT, new, ROOT / "requirements.txt", **pretending(tmp_path, prelude))
    assert (status, out) == (1, "")
    assert err.startswith(says) and is_one_sentence(err)
    assert not new.exists()


def test_says_when_the_port_is_in_use():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        status, out, err = run(sys.executable, ROOT / ".ci/open_lab.py", port)
    assert (status, out) == (1, "")
    assert err.startswith(f"Port {port} is in use") and f"PORT={port + 1}" in err and is_one_sentence(err)


@pytest.mark.parametrize("port", ["", "abc", "0", "70000"])
def test_says_when_the_port_is_no_port(port):
    status, _, err = run(sys.executable, ROOT / ".ci/open_lab.py", port)
    assert status == 1 and err.startswith(f"PORT is {port!r}; expected a number") and is_one_sentence(err)


needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed here")


@needs_make
def test_make_says_when_python_is_missing():
    status, _, err = run("make", "-C", ROOT, "lab", "PYTHON=no-such-python")
    assert status != 0 and "no-such-python does not run: install Python 3.11 or newer" in err


@needs_make
@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for Python")
def test_make_passes_the_sentence_on(tmp_path):
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


def test_environment_is_made_once(tmp_path):
    folder, learner, maintainer = tmp_path / ".venv", tmp_path / "requirements.txt", tmp_path / "requirements-dev.txt"
    learner.write_text("# nothing yet\n")
    maintainer.write_text("-r requirements.txt\n")

    def say(requirements, **environ):
        status, out, err = run(sys.executable, ENVIRONMENT, folder, requirements, **environ)
        assert (status, err) == (0, "")
        return re.findall(r"^(Making|Installing)", out, flags=re.MULTILINE)

    assert say(learner) == ["Making", "Installing"]
    assert say(learner) == []
    assert say(maintainer) == ["Installing"]
    assert say(learner) == say(maintainer) == []
    (folder / "a-package-put-there-by-hand").touch()
    learner.write_text("# changed\n")
    assert say(maintainer) == ["Installing"]
    assert say(learner) == say(maintainer, PYTHON=sys.executable) == []
    assert (folder / "a-package-put-there-by-hand").exists()


def test_failed_install_is_said_and_tried_again(tmp_path):
    folder, requirements = tmp_path / ".venv", tmp_path / "requirements.txt"
    requirements.write_text("./no-such-folder\n")
    for _ in range(2):
        status, _, err = run(sys.executable, ENVIRONMENT, folder, requirements)
        assert status == 1
        assert err.splitlines()[-1].startswith("Installing requirements.txt failed: check the network")


@pytest.mark.skipif(os.name == "nt", reason="the uv that stands in is a shell script")
@pytest.mark.parametrize("works", [True, False])
def test_uv_installs_where_it_is_and_pip_where_it_fails(tmp_path, works):
    uv, asked, requirements = tmp_path / "uv", tmp_path / "asked", tmp_path / "requirements.txt"
    uv.write_text(f'#!/bin/sh\necho "$@" > {asked}\nexit {0 if works else 1}\n')
    uv.chmod(0o755)
    requirements.write_text("# nothing\n")
    status, _, err = run(sys.executable, ENVIRONMENT, tmp_path / ".venv", requirements,
                         PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert (status, err) == (0, "")
    assert asked.read_text().split()[:2] == ["pip", "install"] and str(requirements) in asked.read_text()


# Notebooks are executed and stored


def store(tmp_path, *sources):
    """Run .ci/notebooks.py in a small course of one notebook; returns its exit status, its words and the notebook."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "helpers/cells").mkdir(parents=True)
    (tmp_path / "helpers/cells/rnn.py").touch()
    (tmp_path / "notebooks").mkdir()
    cells = [v4.new_code_cell(source, execution_count=7) for source in ("# Setup, an old one", *sources)]
    path = tmp_path / "notebooks/01_small.ipynb"
    nbformat.write(v4.new_notebook(cells=cells, metadata={"widgets": {}}), path)
    status, out, err = run(sys.executable, tmp_path / ".ci/notebooks.py")
    stored = nbformat.read(path, as_version=4)
    assert [cell.id for cell in stored.cells] == [cell.id for cell in cells]
    return status, out + err, stored


def test_notebooks_are_stored_ready_to_commit(tmp_path):
    live = "import ipywidgets\nfrom IPython.display import display\ndisplay(ipywidgets.IntSlider())"
    status, words, nb = store(tmp_path, "from pathlib import Path\nprint(Path.cwd().name)", live)
    assert status == 0 and "stored: 01_small.ipynb" in words
    checks = (hygiene.executed_in_order, hygiene.clean_metadata, hygiene.same_setup_cell, hygiene.no_errors)
    assert [check(nb) for check in checks] == [[]] * len(checks)
    assert nb.cells[1].outputs[0].text == "notebooks\n"
    assert nb.cells[2].outputs == []  # the live view needs a kernel, and its id is random


@pytest.mark.parametrize("source, says", [("1 / 0", "ZeroDivisionError"),
                                          ("import sys\nprint('oh', file=sys.stderr)", "writes to stderr")])
def test_a_notebook_that_fails_is_not_stored(tmp_path, source, says):
    status, words, nb = store(tmp_path, source)
    assert status == 1 and says in words and "stored" not in words
    assert [cell.execution_count for cell in nb.cells] == [7, 7]


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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    started = time.monotonic()
    without_display = f"import open_lab; open_lab.has_display = lambda environ: False; open_lab.main({port})"
    server = subprocess.Popen([sys.executable, "-c", without_display], cwd=ROOT / ".ci", env=environ, text=True,
                              stdout=subprocess.PIPE)
    try:
        link = next(line.strip() for line in server.stdout if line.startswith("http"))
        assert re.fullmatch(rf"http://127\.0\.0\.1:{port}/lab/tree/{START}\?token=[0-9a-f]{{48}}", link)
        assert "jupyter-config-data" in urllib.request.urlopen(link, timeout=30).read().decode()
        assert time.monotonic() - started < 10 * slow()
        contents = link.replace(f"/lab/tree/{START}", f"/api/contents/{START}")
        assert urllib.request.urlopen(contents, timeout=30).status == 200
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(contents.split("?")[0], timeout=30)
    finally:
        server.terminate()
        server.wait(30)
    assert not open_lab.answers(port)  # closing the command closes JupyterLab


def slow():
    """A shared or busy machine gets three times as long."""
    return 3 if os.environ.get("CI") or os.environ.get("PYTEST_XDIST_WORKER") else 1
