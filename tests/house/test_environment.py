"""The environment check of notebook 00: it says in words what is missing."""
import re
from importlib import metadata

import pytest
from conftest import ROOT, run

from helpers import environment
from helpers.learn import tasks


def test_the_versions_needed_are_those_of_the_requirements():
    floors = dict(re.findall(r"^(\w+)>=([\d.]+)", (ROOT / "requirements.txt").read_text(), flags=re.MULTILINE))
    colab = dict(re.findall(r"^(\w+)==(\d+\.\d+)", (ROOT / "requirements-colab.txt").read_text(), flags=re.MULTILINE))
    assert {name: floors[name] for name in ("numpy", "matplotlib")} == {
        name: environment.NEEDED[name] for name in ("numpy", "matplotlib")}
    assert environment.NEEDED["ipywidgets"] == colab["ipywidgets"]


@pytest.mark.parametrize("found, mark", [("2.1", "✓"), ("2.1.3", "✓"), ("2.10.0rc1", "✓"), ("3.0", "✓"),
                                         ("2.0.9", "✗"), ("1.26.4", "✗"), (None, "✗")])
def test_versions_are_compared_as_numbers(found, mark):
    said = environment.package("numpy", "2.1", found)
    assert said.startswith(f"{mark} numpy is ") and "2.1 or newer needed" in said
    assert mark == "✓" or "pip install -r requirements.txt" in said


def test_an_old_python_is_said():
    assert "install a newer Python" in environment.package("Python", "3.11", "3.9.2")


def test_it_speaks_where_numpy_is_missing():
    """Only Python's own library is needed to hear what else is."""
    script = "import sys; sys.modules['numpy'] = None; from helpers import environment; print(environment.REMEDY)"
    assert run("-c", script) == (0, environment.REMEDY + "\n", "")


def test_what_is_missing_is_counted(monkeypatch):
    def version(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    lines = environment.report().splitlines()
    missing = [line.split(" is ")[0] for line in lines if line.startswith("✗")]
    assert missing == ["✗ numpy", "✗ matplotlib", "✗ ipywidgets"]
    assert lines[-1].startswith("3 of 4 missing")


def test_damaged_data_are_said(monkeypatch):
    monkeypatch.setitem(tasks.CHECKSUMS, "sunspots.csv", "0" * 64)
    lines = environment.report().splitlines()
    assert lines[-2].startswith("✗ the data cannot be read: ") and lines[-1].startswith("1 of 5 missing")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1", "utf-8"])
def test_a_good_machine_hears_that_all_is_here_on_a_console_that_has_not_all_signs_too(encoding):
    script = "from helpers import environment; print(environment.report())"
    status, said, _ = run("-c", script, encoding=encoding, PYTHONIOENCODING=encoding)
    *lines, last = said.splitlines()
    assert (status, last, len(lines)) == (0, "All is here: the course runs.", len(environment.NEEDED) + 1)
    assert all(line.startswith("✓ " if encoding == "utf-8" else "ok: ") for line in lines)
