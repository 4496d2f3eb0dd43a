"""Places to run the course in: environments of other versions, other Pythons."""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))


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


def environment(name, folder, requirements, python=sys.executable):
    """Make the environment .venv-NAME, or take it if it is there; `folder` keeps the list. Returns its Python.

    Skips where the network gives no package at all."""
    asked = folder / "requirements.txt"
    asked.write_text("\n".join(requirements) + "\n", encoding="utf-8")
    status, said = run(python, ROOT / ".ci/environment.py", ROOT / f".venv-{name}", asked, PYTHON=python, seconds=900)
    six = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-cache-dir", "--dest", folder, "six"]
    if status and run(*six, PIP_FIND_LINKS=None)[0]:
        pytest.skip(f".venv-{name} cannot be made: pip fetches nothing here, not even six")
    assert status == 0, said
    return ROOT / f".venv-{name}" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


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
