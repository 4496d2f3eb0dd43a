"""Places to run the course in: environments of other versions, other Pythons."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import conftest
import pytest

ROOT, NOTEBOOKS = conftest.ROOT, conftest.NOTEBOOKS
IN_ONE_PROCESS = Path(__file__).parent / "in_one_process.py"


def run(*command, cwd=ROOT, seconds=300, **environ):
    """Run a command; returns its exit status and all that it said. A variable that is None is taken away."""
    kept = {name: value for name, value in {**os.environ, **environ}.items() if value is not None}
    done = subprocess.run([str(word) for word in command], cwd=cwd, env=kept, check=False, timeout=seconds, text=True,
                          encoding="utf-8", errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def wanted(*without):
    """The lines of requirements.txt, but those of the packages `without`."""
    lines = re.findall(r"^\w.*", (ROOT / "requirements.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [line for line in lines if not line.startswith(without)]


def installed(folder, requirements, python=sys.executable):
    """Make an environment of the course, or take it if it is there; returns its Python.

    Skips where the network gives no package at all."""
    status, said = run(python, ".ci/environment.py", folder, requirements, PYTHON=python, seconds=900)
    with tempfile.TemporaryDirectory() as place:
        six = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-cache-dir", "--dest", place, "six"]
        if status and run(*six, PIP_FIND_LINKS=None)[0]:
            pytest.skip(f"{folder} cannot be made: pip fetches nothing here, not even six")
    assert status == 0, said
    return ROOT / folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def environment(name, folder, requirements, python=sys.executable):
    """The environment .venv-NAME of these lines, which are kept in `folder`."""
    asked = folder / "requirements.txt"
    asked.write_text("\n".join(requirements) + "\n", encoding="utf-8")
    return installed(f".venv-{name}", asked, python)


def oldest(folder):
    """The environment of the oldest versions that requirements.txt allows. Returns its Python."""
    if sys.version_info >= (3, 14):
        pytest.skip("NumPy 2.1 was not built for Python 3.14")
    lines = [re.sub(r">=([\d.]+),.*", r"==\1", line) for line in wanted()]
    return environment("oldest", folder, [*lines, "pyparsing<3.3"])  # matplotlib 3.10 calls it by its older names


def interpreter(version):
    """A Python of this version on this machine, on the path or among pyenv's; skips where there is none."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for path in filter(None, [shutil.which(f"python{version}"), *sorted(pyenv.glob(f"{version}.*/bin/python"))]):
        status, said = run(path, "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])")
        if (status, said.strip()) == (0, version):
            return path
    pytest.skip(f"no Python {version} with its venv module on this machine")


def say_the_same(python, notebooks, kept, *before, **environ):
    """What is stored is what `python` says of these notebooks, every warning an error; `kept` is where it may write."""
    command = [*before, python, IN_ONE_PROCESS, *notebooks]
    status, said = run(*command, TMPDIR=str(kept), IPYTHONDIR=str(kept), seconds=900, **environ)
    assert status == 0 and len(said.splitlines()) == 1, said[:3000]
    print(said)


def needs(*commands):
    """Skip where one of these commands is missing."""
    for missing in (command for command in commands if not shutil.which(command)):
        pytest.skip(f"{missing} is not installed")
