"""The commands: what they say when something is missing, and that nothing is done twice."""
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request

import alone
import hygiene
import nbformat
import open_lab
import pytest
from conftest import ROOT, run
from nbformat import v4

from benchmarks.browsing import free_port

TOO_OLD = "sys.version_info = (3, 10, 4, 'final', 0)"
REFUSED = [  # (a command, what every Python does first, how its sentence begins)
    ("environment.py .venv x", TOO_OLD, "This is Python 3.10, and the course needs 3.11 or newer"),
    ("environment.py .venv-colab x", "sys.version_info = (3, 14, 0, 'final', 0)",
     "This is Python 3.14, and the course needs 3.11 to 3.13"),
    *(("environment.py .venv x", f"sys.modules['{name}'] = None", "This Python lacks its venv module")
      for name in ("venv", "ensurepip")),
    *((f"open_lab.py {port}", "", f"PORT is {port!r}; expected a number") for port in ("", "abc", "0", "65536")),
    *((f"links.py {name}", "", f"REPOSITORY is {name!r}; expected owner/name")
      for name in ("name", "a/b/c", "https://github.com/a/b", "a/", "a\tb/c")),
    ("notebooks.py no-such.ipynb", "", "no-such.ipynb is no notebook; expected one"),
]  # fmt: skip


def pretending(tmp_path, prelude):
    """An environment in which every Python runs this line first."""
    (tmp_path / "sitecustomize.py").write_text(f"import sys\n{prelude}\n", encoding="utf-8")
    return {"PYTHONPATH": str(tmp_path)}


def refusal(script, *words, **more):
    """The one sentence of a command that does nothing."""
    status, out, err = run(ROOT / ".ci" / script, *words, **more)
    assert (status, out) == (1, "") and len(err.strip().splitlines()) == 1 and err.strip().endswith("."), err
    return err


@pytest.mark.parametrize("command, prelude, says", REFUSED)
def test_says_what_is_missing_or_wrong(tmp_path, command, prelude, says):
    said = refusal(*command.split(" "), folder=tmp_path, **pretending(tmp_path, prelude))
    assert said.startswith(says) and not [*tmp_path.glob(".venv*")]


@pytest.mark.skipif(shutil.which("make") is None or os.name == "nt", reason="make or its shell is not here")
def test_make_passes_the_sentence_on(tmp_path):
    assert "no-such-python does not run: install Python 3.11 or newer" in run("make", "lab", "PYTHON=no-such-python")[2]
    alone.remote(tmp_path / "course", ".ci", "Makefile")
    make = ["make", "-C", tmp_path / "course", "lab", f"PYTHON={sys.executable}"]
    status, _, err = run(*make, **pretending(tmp_path, TOO_OLD))
    said, = (line for line in err.splitlines() if not line.startswith("make"))
    assert status != 0 and said.startswith("This is Python 3.10") and not (tmp_path / "course/.venv").exists()


def test_environment_is_made_once_and_installed_into_where_a_file_changed(tmp_path):
    folder, learner, maintainer = (tmp_path / name for name in (".venv", "requirements.txt", "requirements-dev.txt"))

    def asked(requirements, text="", **environ):
        """Ask for the environment: the exit status, the first words of what is done, and standard error."""
        requirements.write_text(text or requirements.read_text())
        status, out, err = run(ROOT / ".ci/environment.py", folder, requirements, **environ)
        return status, re.findall(r"^(Making|Installing)", out, flags=re.MULTILINE), err

    assert asked(learner, "# nothing yet\n") == (0, ["Making", "Installing"], "")
    assert asked(maintainer, "-r requirements.txt\n") == (0, ["Installing"], "")
    (folder / "by-hand").touch()
    learner.write_text("# changed\n")
    assert asked(maintainer) == (0, ["Installing"], "")
    assert asked(learner) == asked(maintainer, PYTHON=sys.executable) == (0, [], "")
    assert (folder / "by-hand").exists()
    for _ in range(2):  # what failed is tried again
        status, _, err = asked(learner, "./no-such-folder\n")
        assert status == 1 and err.splitlines()[-1].startswith("Installing requirements.txt failed: check the network")
    for status in (0, 1) if os.name != "nt" else ():  # pip, if uv fails: here a script
        (tmp_path / "uv").write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\nexit {status}\n')
        (tmp_path / "uv").chmod(0o755)
        environ = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
        assert asked(learner, f"# uv {status}\n", **environ) == (0, ["Installing"], "")
        assert re.match(f"pip install .*{learner}", (tmp_path / "asked").read_text())


GIVEN = {
    "01_small": ["from pathlib import Path\nprint(Path.cwd().name)",
                 "import ipywidgets\nfrom IPython.display import display\ndisplay(ipywidgets.IntSlider())"],
    "02_error": ["1 / 0"],
    "03_words": ["import sys\nprint('oh', file=sys.stderr)"],
}
STORED = ("executed in order", "clean metadata", "the setup cell of .ci", "no error, no warning")


def test_notebooks_are_stored_ready_to_commit_unless_they_fail(tmp_path):
    alone.remote(tmp_path, ".ci", "helpers")
    (tmp_path / "notebooks").mkdir()
    paths, ids = [tmp_path / f"notebooks/{name}.ipynb" for name in GIVEN], []
    for path, sources in zip(paths, GIVEN.values()):
        cells = [v4.new_code_cell(source, execution_count=7) for source in ("# Setup, an old one", *sources)]
        nbformat.write(v4.new_notebook(cells=cells, metadata={"widgets": {}}), path)
        ids.append([cell.id for cell in cells])
    status, out, err = run(tmp_path / ".ci/notebooks.py")
    said = out + err
    assert status == 1 and re.findall("stored: .*", said) == ["stored: 01_small.ipynb"]
    assert "ZeroDivisionError" in said and "03_words.ipynb: the cell that begins 'import sys' writes" in said
    small, *failed = map(hygiene.page, paths)
    assert [[*hygiene.CHECKS[rule][0](small)] for rule in STORED] == [[]] * len(STORED)
    assert small.printed[:1] == ["notebooks\n"] and len(small.outputs) == 1  # no live view, whose id is random
    assert [[cell.id for cell in page.cells] for page in (small, *failed)] == ids
    assert {cell.execution_count for page in failed for cell in page.cells} == {7}
    assert run(tmp_path / ".ci/notebooks.py", paths[0])[:2] == (0, "stored: 01_small.ipynb\n")


def test_a_browser_opens_where_there_is_a_display():
    assert all(open_lab.has_display({name: ":0"}) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    assert open_lab.has_display({}) == (sys.platform in ("darwin", "win32"))
    assert ["--no-browser" in open_lab.command(8888, display) for display in (True, False)] == [False, True]


def test_lab_prints_a_link_serves_the_first_notebook_and_keeps_its_port():
    """Without a display: a link to 00 within seconds, on this machine only, closed to who has no token."""
    port, path = free_port(), "notebooks/00_start_here.ipynb"
    started = time.monotonic()
    without_display = f"import open_lab; open_lab.has_display = lambda environ: False; open_lab.main({port})"
    server = subprocess.Popen([sys.executable, "-c", without_display], cwd=ROOT / ".ci", text=True,
                              stdout=subprocess.PIPE)  # fmt: skip
    try:
        link = next(line.strip() for line in server.stdout if line.startswith("http"))
        assert re.fullmatch(rf"http://127\.0\.0\.1:{port}/lab/tree/{path}\?token=[0-9a-f]{{48}}", link)
        assert "jupyter-config-data" in urllib.request.urlopen(link, timeout=30).read().decode()
        busy = os.environ.get("CI") or os.environ.get("PYTEST_XDIST_WORKER")  # gets three times as long
        assert time.monotonic() - started < (30 if busy else 10)
        contents = link.replace("/lab/tree/", "/api/contents/")
        assert urllib.request.urlopen(contents, timeout=30).status == 200
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(contents.split("?")[0], timeout=30)
        said = refusal("open_lab.py", port)
        assert said.startswith(f"Port {port} is in use") and f"PORT={port + 1}" in said
    finally:
        server.terminate()
        server.wait(30)
    assert not open_lab.answers(port)  # closing the command closes JupyterLab
