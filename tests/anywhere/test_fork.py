"""A fork from end to end, cloned as git on Windows would: the first `make lab`, `make links`, a push, a notebook alone."""
import contextlib
import os
import shutil
import signal
import subprocess
import sys

import alone
import places
import pytest

from benchmarks import browsing

COURSE = ("helpers", "data", "notebooks", ".ci", "README.md", "CITATION.cff", "Makefile", "requirements.txt",
          ".gitattributes", ".gitignore")
SETTINGS = {"core.autocrlf": "true", "user.name": "Unrolled", "user.email": "unrolled@example.org", "commit.gpgsign": "false"}
FORK = "ada/my-fork"


def git_settings(**more):
    """Environment variables by which git takes these settings as well."""
    settings = {**SETTINGS, **more}
    keys = {f"GIT_CONFIG_KEY_{k}": name for k, name in enumerate(settings)}
    values = {f"GIT_CONFIG_VALUE_{k}": value for k, value in enumerate(settings.values())}
    return {"GIT_CONFIG_COUNT": str(len(settings)), **keys, **values}


@pytest.fixture
def environ(tmp_path):
    """GitHub, for git, is a folder; in it lies the fork."""
    for missing in (command for command in ("make", "git") if not shutil.which(command)):
        pytest.skip(f"{missing} is not installed")
    github = tmp_path / "github"
    made = alone.remote(tmp_path / "made", *COURSE)
    subprocess.run(["git", "clone", "-q", "--bare", made, github / FORK], check=True)
    return git_settings(**{f"url.{github.as_uri()}/.insteadOf": "https://github.com/"})


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
    changed = [line for line in run("git", "diff", "-U0", cwd=clone).splitlines() if line[:1] == "-" and line[:3] != "---"]
    assert len(changed) > 20 and all(written in line or "OWNER" in line for line in changed)
    run("git", "commit", "-qam", "The fork's address", cwd=clone)
    run("git", "push", "-q", cwd=clone)
    (empty / "cell.py").write_bytes((clone / ".ci/setup_cell.py").read_bytes())
    run(sys.executable, "cell.py", cwd=empty)
    assert (empty / "unrolled/.ci/repository").read_text(encoding="utf-8").strip() == FORK
