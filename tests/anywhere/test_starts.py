"""Any start: other folders, users and consoles. The notebooks say what is stored, with every address refused."""
import os
import sys
from pathlib import Path

import alone
import places
import pytest

LEGACY = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "cp1252", "LC_ALL": "C"}
NO_POWERS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]  # root may then write only what its modes allow
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX's users and modes")


def with_crlf(folder):
    for path in filter(Path.is_file, folder.rglob("*.*")):
        if path.suffix in (".py", ".ipynb", ".md"):  # .gitattributes keeps the data as they are
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def read_only(folder):
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def as_an_ordinary_user():
    """The words before a command that take from root what other users have not."""
    if os.geteuid():
        return []
    places.needs("setpriv")  # of util-linux
    return NO_POWERS


STARTS = {  # name: (the course's folder, what is done to it, where the work starts, variables; None takes one away)
    "from the root": ("course", None, ".", {}),
    "spaces and accents": ("Mes leçons d’été/наш курс", None, "notebooks", {}),
    "lines that end as on Windows": ("course", with_crlf, "notebooks", {}),
    "a console of cp1252": ("course", None, "notebooks", LEGACY),
    "no HOME": ("course", None, "notebooks", {"HOME": None, "MPLCONFIGDIR": None}),
    "a HOME that is not there": ("course", None, "notebooks", {"HOME": "/nowhere", "MPLCONFIGDIR": None}),
    "read-only, as an ordinary user": ("course", read_only, "notebooks", {}),
}


@posix
@pytest.mark.parametrize("folder, change, start, environ", STARTS.values(), ids=STARTS)
def test_a_start(tmp_path, folder, change, start, environ):
    course, kept = tmp_path / folder, tmp_path / "kept"
    kept.mkdir()
    alone.remote(course, "helpers", "data", "notebooks")
    if change:
        change(course)
    notebooks = [course / "notebooks" / places.NOTEBOOKS[n].name for n in (0, 1, 0)]  # the first one twice
    user = as_an_ordinary_user() if change is read_only else []
    places.say_the_same(sys.executable, notebooks, kept, *user, STARTED_IN=str(course / start), **environ)


@posix
def test_alone_in_a_folder_that_cannot_be_written(tmp_path):
    """The setup cell says what is wrong in one sentence."""
    address = alone.remote(tmp_path / "remote", "helpers", "data")
    (tmp_path / "folder").mkdir(mode=0o555)
    command = [*as_an_ordinary_user(), sys.executable, places.ROOT / ".ci/setup_cell.py"]
    status, said = places.run(*command, cwd=tmp_path / "folder", UNROLLED_REPOSITORY=address)
    assert status == 1 and "and that this folder can be written to" in said.splitlines()[-1], said


@pytest.mark.parametrize("words", ["links.py", "assignment.py notebooks/03_bptt.ipynb grading", "cards.py"])
def test_a_command_on_a_console_of_cp1252(tmp_path, words):
    """No file is read or written, and nothing printed, in the console's encoding."""
    alone.remote(tmp_path, "helpers", "data", "notebooks", ".ci")
    status, said = places.run(sys.executable, *f".ci/{words}".split(), cwd=tmp_path, **LEGACY)
    assert status == 0, said
