"""Every Python here, and pre-releases: notebooks say the same. The oldest versions: test_jupyterlab.py."""
import sys
from pathlib import Path

import places
import pytest

IN_ONE_PROCESS = Path(__file__).parent / "in_one_process.py"
PYTHONS = ("3.12", "3.13", "3.14")
NOTEBOOKS = [path for path in places.NOTEBOOKS if path.stem[:2] in {"00", "01", "02", "03", "06", "07", "12"}]  # soonest run


def say_the_same(python, tmp_path):
    """The notebooks, every warning an error; returns the versions."""
    kept = str(tmp_path)
    status, said = places.run(python, IN_ONE_PROCESS, *NOTEBOOKS, TMPDIR=kept, IPYTHONDIR=kept, seconds=900)
    assert status == 0 and len(said.splitlines()) == 1, said[:3000]
    print(said)


@pytest.mark.parametrize("version", PYTHONS)
def test_newest_versions(version, tmp_path):
    if sys.version.startswith(version + "."):
        pytest.skip(f"the tests themselves run on Python {version}")
    python = places.environment(version, tmp_path, places.wanted("jupyterlab"), places.interpreter(version))
    say_the_same(python, tmp_path)


def test_pre_releases(tmp_path):
    """Allowed to fail: what is said then is for the next release of the course."""
    lines = ["--pre", *(line.split(">")[0] for line in places.wanted("jupyterlab"))]
    try:
        say_the_same(places.environment("pre", tmp_path, lines), tmp_path)
    except AssertionError as problem:
        pytest.xfail(f"with pre-releases: {problem}")
