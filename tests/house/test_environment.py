"""The environment check of notebook 00: it says in words what is missing."""
import re
from importlib import metadata
from unittest import mock

import pytest
from conftest import ROOT, run

from helpers import environment
from helpers.learn import tasks


def test_the_versions_needed_are_those_of_the_requirements():
    files = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "requirements-colab.txt")}
    floors = dict(re.findall(r"(?m)^(\w+)>=([\d.]+)", files["requirements.txt"]))
    floors |= dict(re.findall(r"(?m)^(ipywidgets)==(\d+\.\d+)", files["requirements-colab.txt"]))
    assert {"Python": "3.11"} | {name: floors[name] for name in [*environment.NEEDED][1:]} == environment.NEEDED


@pytest.mark.parametrize("name, least, found, said", [
    *(("numpy", "2.1", found, "✓ numpy is ") for found in ("2.1", "2.1.3", "2.10.0rc1", "3.0")),
    *(("numpy", "2.1", found, "✗ numpy is .*pip install -r requirements.txt") for found in ("2.0.9", "1.26.4", None)),
    ("Python", "3.11", "3.9.2", "✗ Python is .*install a newer Python")])
def test_versions_are_compared_as_numbers(name, least, found, said):
    line = environment.package(name, least, found)
    assert re.match(said, line) and f"{least} or newer needed" in line


def test_it_speaks_where_numpy_is_missing():
    """Only Python's own library is needed to hear what else is."""
    script = "import sys; sys.modules['numpy'] = None; from helpers import environment; print(environment.REMEDY)"
    assert run("-c", script) == (0, environment.REMEDY + "\n", "")


def test_what_is_missing_is_counted(monkeypatch):
    monkeypatch.setattr(metadata, "version", mock.Mock(side_effect=metadata.PackageNotFoundError))
    said = environment.report()
    assert re.findall("(?m)^✗ (.*) is missing", said) == ["numpy", "matplotlib", "ipywidgets"]
    assert "\n3 of 4 missing" in said


def test_damaged_data_are_said(monkeypatch):
    monkeypatch.setitem(tasks.CHECKSUMS, "sunspots.csv", "0" * 64)
    assert re.search("\n✗ the data cannot be read: .*\n1 of 5 missing", environment.report())


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1", "utf-8"])
def test_a_good_machine_hears_that_all_is_here_on_a_console_that_has_not_all_signs_too(encoding):
    script = "from helpers import environment; print(environment.report())"
    status, said, _ = run("-c", script, encoding=encoding, PYTHONIOENCODING=encoding)
    *lines, last = said.splitlines()
    assert (status, last, len(lines)) == (0, "All is here: the course runs.", len(environment.NEEDED) + 1)
    assert all(line.startswith("✓ " if encoding == "utf-8" else "ok: ") for line in lines)
