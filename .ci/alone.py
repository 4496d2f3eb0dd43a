"""Run pytest on each notebook alone in an empty folder, as Colab opens it, beside what else is named.

    python .ci/alone.py [PYTEST'S ARGUMENTS …]

The setup cell finds no helpers there and fetches them: from a repository made of this working tree, by its file:// address.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IDENTITY = ["-c", "user.name=Unrolled", "-c", "user.email=unrolled@example.org", "-c", "commit.gpgsign=false"]


def remote(folder, *names):
    """Make a repository of these files and folders of the course, with one commit on main; returns its address."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*_checkpoints"))
        else:
            shutil.copy(ROOT / name, folder / name)
    for words in (["init", "-q", "-b", "main"], ["add", "."], [*IDENTITY, "commit", "-q", "-m", "copy"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder.as_uri()


def alone(folder):
    """Put each notebook into an empty folder of its own; returns their paths."""
    notebooks = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    for path in notebooks:
        (folder / path.stem).mkdir()
    return [shutil.copy(path, folder / path.stem) for path in notebooks]


def main(arguments):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        address = remote(Path(name).resolve() / "remote", "helpers", "data")
        place = ["-c", "pyproject.toml", "--rootdir", os.path.commonpath([ROOT, name])]  # else two cells share a name
        command = [sys.executable, "-m", "pytest", *place, *arguments, *alone(Path(name))]
        environ = {**os.environ, "UNROLLED_REPOSITORY": address}
        return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
