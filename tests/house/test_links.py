"""The repository's address stands in one place, and the setup cell finds the course from anywhere."""
import re
import shutil
from pathlib import Path

import alone
import hygiene
import links
import nbformat
import pytest
from conftest import NOTEBOOKS, ROOT, run

OWN = re.compile("(?:" + "|".join(re.escape(host) for host in links.HOSTS) + r")([\w-]+/[\w.-]*\w)")
# Other people's repositories, among a notebook's sources.
CITED = {"pytorch/pytorch", "keras-team/keras", "microsoft/CNTK"}


def repository():
    return (ROOT / ".ci/repository").read_text().strip()


# One address


def test_all_links_agree():
    for path in links.linked_files(ROOT):
        assert set(OWN.findall(path.read_text(encoding="utf-8"))) <= {repository()} | CITED, path.name


@pytest.mark.parametrize("name, host", [("README.md", host) for host in links.HOSTS] + [
    ("CITATION.cff", "github.com/"), (".ci/setup_cell.py", "github.com/")])
def test_link_is_there(name, host):
    assert host + repository() in (ROOT / name).read_text(encoding="utf-8")


def test_no_link_elsewhere():
    """A file that names the address is one that `make links` rewrites."""
    written = [*links.linked_files(ROOT), ROOT / ".ci/repository", ROOT / ".ci/links.py"]
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone: no list of the course's files")
    for path in (ROOT / name for name in run("git", "ls-files")[1].splitlines()):
        if path not in written and path.suffix in (".py", ".md", ".yml", ".toml", ".cff", ".txt", ".ipynb"):
            assert "/" + repository() not in path.read_text(encoding="utf-8"), path


def test_links_changes_every_address_and_nothing_else(tmp_path):
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    for name in ("README.md", "CITATION.cff"):
        shutil.copy(ROOT / name, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    shutil.rmtree(tmp_path / ".ci/__pycache__", ignore_errors=True)
    old, new = repository(), "ada-l/Un.rolled_2"
    assert run(tmp_path / ".ci/links.py", new)[0] == 0
    changed = {path for path, content in before.items() if path.read_bytes() != content}
    pages = {"README.md", "CITATION.cff", "setup_cell.py", "repository", "for_teachers.md"}
    assert {path.name for path in changed} == pages | {path.name for path in NOTEBOOKS}
    for path in changed:
        expected = before[path].replace(old.encode(), new.encode())
        assert path.read_bytes() == expected.replace(links.site(old).encode(), links.site(new).encode())
    assert run(tmp_path / ".ci/links.py", old)[0] == 0
    assert all(path.read_bytes() == content for path, content in before.items())


def test_only_links_to_the_course_change():
    text = "github.com/a/b github.com/a/b.git github.com/a/bc github.com/a/b-c x/a/b mybinder.org/v2/gh/a/b/main"
    assert links.replace_address(text, "a/b", "c/d") == (
        "github.com/c/d github.com/a/b.git github.com/a/bc github.com/a/b-c x/a/b mybinder.org/v2/gh/c/d/main")


@pytest.mark.parametrize("wrong", ["name", "a/b/c", "https://github.com/a/b", "a/", "a b/c"])
def test_wrong_repository_is_said(wrong):
    status, _, err = run(ROOT / ".ci/links.py", wrong)
    assert status == 1 and err.startswith(f"REPOSITORY is {wrong!r}; expected owner/name")
    assert repository() != wrong


def test_a_notebook_without_setup_cell_is_said():
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")])
    with pytest.raises(ValueError, match="must begin with '# Setup'"):
        links.with_setup_cell(nbformat.writes(nb), hygiene.SETUP)


# The setup cell


def run_setup(folder, first="", **environ):
    """Run a notebook's setup cell as a learner would meet it, in this folder: status, where the helpers are, stderr."""
    cell = hygiene.code_cells(hygiene.page(NOTEBOOKS[0]))[0].source
    script = f"{first}\n{cell}\nimport helpers.cells.rnn; print(helpers.__file__)"
    return run("-c", script, folder=folder, PYTHONUTF8="1", **environ)


@pytest.fixture(scope="module")
def remote(tmp_path_factory):
    """A repository made from the working tree."""
    return alone.remote(tmp_path_factory.mktemp("remote"), "helpers", "data")


def test_setup_finds_the_course_from_its_folders():
    for folder in (ROOT, ROOT / "notebooks"):
        status, there, err = run_setup(folder, first="import sys; sys.modules['subprocess'] = None")  # as in a browser
        assert (status, Path(there.strip()), err) == (0, ROOT / "helpers/__init__.py", "")


def test_setup_fetches_the_course_once(tmp_path, remote):
    for _ in range(2):  # the second run finds what the first has fetched
        status, there, err = run_setup(tmp_path, UNROLLED_REPOSITORY=remote)
        assert (status, Path(there.strip()), err) == (0, tmp_path / "unrolled/helpers/__init__.py", "")
    assert (tmp_path / "unrolled/data/sunspots.csv").exists()


@pytest.mark.parametrize("environ", [{"UNROLLED_REPOSITORY": "file:///no/such/place"}, {"UNROLLED_BRANCH": "no-such"},
                                     {"PATH": ""}], ids=["no repository", "no branch", "no git"])
def test_setup_says_what_to_do(tmp_path, remote, environ):
    status, _, err = run_setup(tmp_path, **{"UNROLLED_REPOSITORY": remote, **environ})
    last = err.strip().splitlines()[-1]
    assert status == 1 and last.startswith("RuntimeError: Fetching the course from file://")
    assert "Check the network, that git is installed, and that this folder can be written to" in last
    assert "During handling" not in err and not (tmp_path / "unrolled").exists()
