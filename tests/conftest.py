"""What the tests share: where the notebooks are, one way to run them in this process, and one to run commands."""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path):
    """Yield (kind, source, tags) of each cell; the file alone, without nbformat."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        yield cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", [])


@contextlib.contextmanager
def at_work(folder, **instead):
    """Work in a notebook's folder; `instead` {name: function} takes the place of functions of helpers.lab."""
    with (contextlib.chdir(folder), mock.patch.dict(os.environ, MPLBACKEND="Agg"),
          mock.patch.object(sys, "path", list(sys.path)), mock.patch.multiple("helpers.lab", **instead)):
        yield


def run_cell(source, space, tags=()):
    """Execute one cell in `space` and return what it printed."""
    expected = [Exception] if "raises-exception" in tags else []
    with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.suppress(*expected):
        exec(compile(source, "<cell>", "exec"), space)
    return printed.getvalue()


def nothing(*args, **kwargs):
    """In place of a function that displays."""


nothing.summary = nothing
QUIET = dict(show=nothing, explore=nothing, predict=nothing, recall=nothing, progress=lambda items, *_, **__: items)


def run(*command, folder=ROOT, encoding="utf-8", **environ):
    """Run a command, or this Python with what is given, without PYTHON=…: its exit status, output and errors."""
    words = command if command[0] in ("make", "git") else (sys.executable, *command)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHON"} | environ
    done = subprocess.run([*map(str, words)], cwd=folder, env=kept, capture_output=True, check=False, text=True,
                          encoding=encoding, timeout=300)  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def slowed(monkeypatch, share):
    """Let the clock of all that is bounded in time go at a share of its speed."""
    clock = time.process_time
    monkeypatch.setattr(time, "process_time", lambda: share * clock())


@pytest.fixture
def unhurried(monkeypatch):
    """What is bounded in time may take four times as long: for what a check says, whatever else the machine does."""
    slowed(monkeypatch, 1 / 4)


LONG_FIRST = ("tests/lab/test_browser", "tests/notebooks/", "tests/exercises/", "notebooks/")


def pytest_collection_modifyitems(items):
    """What takes long begins early: else one of two workers is left with it while the other has nothing to do."""
    items.sort(key=lambda item: next((n for n, part in enumerate(LONG_FIRST) if part in item.nodeid), len(LONG_FIRST)))


@pytest.hookimpl(optionalhook=True)  # pytest-xdist's
def pytest_xdist_make_scheduler(config, log):
    """What runs on one worker: the tests of a file, and all that runs the same notebook."""
    from xdist.scheduler import LoadScopeScheduling

    def scope(nodeid):
        notebook = re.search(r"tests/notebooks/.*\[(\d\d_\w+)\]", nodeid)
        return notebook[1] if notebook else nodeid.partition("::")[0]

    scheduling = LoadScopeScheduling(config, log)
    scheduling._split_scope = scope
    return scheduling
