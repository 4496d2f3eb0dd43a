"""Make a virtual environment once, and install only when a requirements file has changed.

    python3 .ci/environment.py FOLDER REQUIREMENTS.txt

Any Python may start this file, so that one that is too old is told so in a sentence: hence its old-fashioned syntax.
A copy of each requirements file that was installed lies in FOLDER/installed: that is how a change is noticed.
"""
from __future__ import print_function

import io
import json
import os
import shutil
import subprocess
import sys

try:
    import fcntl
except ImportError:  # on Windows
    fcntl = None

OLDEST = (3, 11)
NEWEST = {".venv-colab": (3, 13)}
QUIET_LAB = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}


def interpreter(folder):
    """The path of the environment's Python."""
    return os.path.join(folder, "Scripts", "python.exe") if os.name == "nt" else os.path.join(folder, "bin", "python")


def version(python):
    """(major, minor) of a Python that has pip, or None where it does not run."""
    ask = "import sys, pip; print('%d %d' % sys.version_info[:2])"
    try:
        with open(os.devnull, "w") as nowhere:
            words = subprocess.check_output([python, "-c", ask], stderr=nowhere).split()
    except (OSError, subprocess.CalledProcessError):
        return None
    return int(words[0]), int(words[1])


def read(path):
    """The text of a file, or None where there is none."""
    if not os.path.exists(path):
        return None
    with io.open(path, encoding="utf-8") as file:
        return file.read()


def with_included(requirements):
    """A requirements file and those it includes with -r, all in one folder."""
    names = [line.split()[1] for line in read(requirements).splitlines() if line.startswith("-r ")]
    return [requirements] + [os.path.join(os.path.dirname(requirements), name) for name in names]


def stamp(folder, requirements):
    return os.path.join(folder, "installed", os.path.basename(requirements))


def check_python(folder):
    """Leave with one sentence where this Python cannot make the environment."""
    here, newest = sys.version_info[:2], NEWEST.get(os.path.basename(folder), (3, 99))
    if not OLDEST <= here <= newest:
        upto = "%d.%d or newer" % OLDEST if newest == (3, 99) else "%d.%d to %d.%d" % (OLDEST + newest)
        sys.exit("This is Python %d.%d, and the course needs %s: install one, then name it, for example `make lab "
                 "PYTHON=python3.13`." % (here + (upto,)))
    try:
        import ensurepip
        import venv
        return ensurepip, venv
    except ImportError:
        sys.exit("This Python lacks its venv module: install it (on Debian and Ubuntu: sudo apt install python3-venv), "
                 "then run the command again.")


def make(folder):
    print("Making %s with Python %d.%d ..." % ((os.path.basename(folder),) + sys.version_info[:2]), flush=True)
    if subprocess.call([sys.executable, "-m", "venv", "--clear", folder]):
        sys.exit("Making %s failed: read the lines above, mend what they name, then run the command again." % folder)


def installers(python):
    """The commands that install for `python`, to be tried in turn: uv where it is, several times faster, then pip."""
    uv = ["uv", "pip", "install", "--quiet", "--python", python]
    # Most of what JupyterLab brings is never imported; a module is compiled when it is.
    pip = [python, "-m", "pip", "install", "-qq", "--no-compile", "--disable-pip-version-check"]
    return [uv, pip] if shutil.which("uv") else [pip]


def install(folder, requirements):
    files = with_included(requirements)
    if all(read(stamp(folder, file)) == read(file) for file in files):
        return
    print("Installing %s: a minute or two ..." % os.path.basename(requirements), flush=True)
    if all(subprocess.call(command + ["-r", requirements]) for command in installers(interpreter(folder))):
        sys.exit("Installing %s failed: check the network and the lines above, then run the command again."
                 % os.path.basename(requirements))
    write(os.path.join(folder, "share", "jupyter", "lab", "settings", "overrides.json"), json.dumps(QUIET_LAB))
    for file in files:
        write(stamp(folder, file), read(file))


def write(path, text):
    if not os.path.isdir(os.path.dirname(path)):
        os.makedirs(os.path.dirname(path))
    with io.open(path, "w", encoding="utf-8") as file:
        file.write(text)


def wait_for_my_turn(folder):
    """Return when no other process makes an environment beside this one; the turn ends with this process."""
    try:
        fcntl.flock(os.open(os.path.dirname(folder), os.O_RDONLY), fcntl.LOCK_EX)
    except (AttributeError, EnvironmentError):  # Windows, or a disk that knows no turns: two at once are rare
        return


def main(folder, requirements):
    wait_for_my_turn(folder)
    there = version(interpreter(folder))
    named = "PYTHON" in os.environ  # PYTHON=... was given by the command line or the environment
    if there is None or there < OLDEST or (named and there != sys.version_info[:2]):
        check_python(folder)
        make(folder)
    install(folder, requirements)


if __name__ == "__main__":
    main(*[os.path.abspath(path) for path in sys.argv[1:]])
