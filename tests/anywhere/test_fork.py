"""A fork from end to end, cloned as git on Windows would: `make lab`, `make links`, a push, a notebook alone."""
import contextlib
import os
import re
import signal
import subprocess
import sys

import alone
import places
import pytest

from benchmarks import browsing

COURSE = ("helpers", "data", "notebooks", ".ci", "README.md", "CITATION.cff", "Makefile", "requirements.txt",
          ".gitattributes", ".gitignore")
FORK = "ada/my-fork"
SETTINGS = """[core]
autocrlf = true
[user]
name = Unrolled
email = unrolled@example.org
[url "{}/"]
insteadOf = https://github.com/
"""


@pytest.fixture
def environ(tmp_path):
    """GitHub, for git, is a folder; in it lies the fork."""
    places.needs("make", "git")
    github, settings = tmp_path / "github", tmp_path / "gitconfig"
    made = alone.remote(tmp_path / "made", *COURSE)
    subprocess.run(["git", "clone", "-q", "--bare", made, github / FORK], check=True)
    settings.write_text(SETTINGS.format(github.as_uri()))
    return {"GIT_CONFIG_GLOBAL": str(settings)}


def first_words(clone, environ):
    """What `make lab` says up to its link, without a display and without a terminal."""
    shown = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHON")}
    words = ["make", "lab", f"PYTHON={sys.executable}", f"PORT={browsing.free_port()}"]
    lab = subprocess.Popen(words, cwd=clone, env={**shown, **environ}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, start_new_session=True)
    said = []
    with contextlib.suppress(StopIteration):
        while not (said and said[-1].startswith("http")):
            said.append(next(lab.stdout))
    os.killpg(lab.pid, signal.SIGTERM)
    lab.wait(30)
    return "".join(said)


@pytest.mark.skipif(os.name == "nt", reason="needs a folder linked to another, and groups of processes")
def test_a_fork(tmp_path, environ):
    def run(*words, cwd):
        status, said = places.run(*words, cwd=cwd, **environ)
        assert status == 0, said
        return said

    clone, empty = tmp_path / "Mes leçons d’été", tmp_path / "empty"
    empty.mkdir()
    run("git", "clone", "-q", f"https://github.com/{FORK}", clone, cwd=tmp_path)
    (clone / ".venv").symlink_to(sys.prefix)
    written = (places.ROOT / ".ci/repository").read_text(encoding="utf-8").strip()
    said = first_words(clone, environ)
    assert f"If the fork is yours: make links REPOSITORY={FORK}\n" in said and "127.0.0.1" in said.splitlines()[-1]
    assert run(sys.executable, "-c", "import fork; fork.offer()", cwd=clone / ".ci") == "", "said twice"
    run("make", "links", f"PYTHON={sys.executable}", f"REPOSITORY={FORK}", cwd=clone)
    changed = re.findall("(?m)^-(?!--).*", run("git", "diff", "-U0", cwd=clone))
    assert len(changed) > 20 and all(written in line or "OWNER" in line for line in changed)
    run("git", "commit", "-qam", "The fork's address", cwd=clone)
    run("git", "push", "-q", cwd=clone)
    (empty / "cell.py").write_bytes((clone / ".ci/setup_cell.py").read_bytes())
    run(sys.executable, "cell.py", cwd=empty)
    assert (empty / "unrolled/.ci/repository").read_text(encoding="utf-8").strip() == FORK
