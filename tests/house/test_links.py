"""The repository's address stands in one place, and the setup cell finds the course from anywhere."""
import re

import alone
import hygiene
import links
import pytest
from conftest import NOTEBOOKS, ROOT, run

OWN = re.compile("(?:" + "|".join(map(re.escape, links.HOSTS)) + r")([\w-]+/[\w.-]*\w)")
CITED = {"pytorch/pytorch", "keras-team/keras", "microsoft/CNTK"}  # among a notebook's sources
REPOSITORY = (ROOT / ".ci/repository").read_text().strip()
ON_GITHUB = [(name, "github.com/") for name in ("CITATION.cff", ".ci/setup_cell.py")]


def test_links_agree_and_stand_only_where_make_links_rewrites_them():
    written = {path: path.read_text(encoding="utf-8") for path in links.linked_files(ROOT)}
    assert {found for text in written.values() for found in OWN.findall(text)} <= {REPOSITORY} | CITED
    there = [*ON_GITHUB, *(("README.md", host) for host in links.HOSTS)]
    assert [(name, host) for name, host in there if host + REPOSITORY not in written[ROOT / name]] == []
    others = {ROOT / name for name in run("git", "ls-files")[1].splitlines()} - {*written}  # none outside a clone
    texts = (path for path in others if path.suffix in (".py", ".md", ".yml", ".toml", ".cff", ".txt", ".ipynb"))
    assert [path for path in texts if f"/{REPOSITORY}" in path.read_text(encoding="utf-8")] == []


def test_links_changes_every_address_and_nothing_else(tmp_path):
    alone.remote(tmp_path, ".ci", "notebooks", "README.md", "CITATION.cff")
    old, new = REPOSITORY, "ada-l/Un.rolled_2"

    def files():
        return {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and ".git" not in path.parts}

    before = files()
    pairs = [(old.encode(), new.encode()), (links.site(old).encode(), links.site(new).encode())]
    changed = {path: content.replace(*pairs[0]).replace(*pairs[1]) for path, content in before.items()}
    for name, expected in ((new, changed), (old, before)):
        assert run(tmp_path / ".ci/links.py", name)[0] == 0
        assert [path for path, content in files().items() if expected[path] != content] == []


def test_only_links_to_the_course_change():
    text = "github.com/a/b github.com/a/b.git github.com/a/bc github.com/a/b-c x/a/b mybinder.org/v2/gh/a/b/main"
    assert links.replace_address(text, "a/b", "c/d") == (
        "github.com/c/d github.com/a/b.git github.com/a/bc github.com/a/b-c x/a/b mybinder.org/v2/gh/c/d/main")


def test_a_notebook_without_setup_cell_is_said():
    with pytest.raises(ValueError, match="must begin with '# Setup'"):
        links.with_setup_cell('{"cells": [{"cell_type": "code", "source": ["x = 1"]}]}', hygiene.SETUP)


# The setup cell


def run_setup(folder, first="", **environ):
    """Run a notebook's setup cell as a learner would meet it, in this folder: status, where the helpers are, stderr."""
    cell = hygiene.page(NOTEBOOKS[0]).code[0].source
    script = f"{first}\n{cell}\nimport helpers.cells.rnn; print(helpers.__file__)"
    return run("-c", script, folder=folder, PYTHONUTF8="1", **environ)


@pytest.fixture(scope="module")
def remote(tmp_path_factory):
    """A repository made from the working tree."""
    return alone.remote(tmp_path_factory.mktemp("remote"), "helpers", "data")


def test_setup_finds_the_course_from_its_folders_and_elsewhere_fetches_it_once(tmp_path, remote):
    alone, fetched = "import sys; sys.modules['subprocess'] = None", tmp_path / "unrolled"  # as in a browser
    for folder, first, course in ((ROOT, alone, ROOT), (ROOT / "notebooks", alone, ROOT),
                                  (tmp_path, "", fetched), (tmp_path, alone, fetched)):  # fmt: skip
        found = run_setup(folder, first, UNROLLED_REPOSITORY=remote)
        assert found == (0, f"{course / 'helpers/__init__.py'}\n", "")
    assert (fetched / "data/sunspots.csv").exists()


@pytest.mark.parametrize("environ", [{"UNROLLED_REPOSITORY": "file:///no/such/place"}, {"UNROLLED_BRANCH": "no-such"},
                                     {"PATH": ""}], ids=["no repository", "no branch", "no git"])
def test_setup_says_what_to_do(tmp_path, remote, environ):
    status, _, err = run_setup(tmp_path, **{"UNROLLED_REPOSITORY": remote, **environ})
    last = err.strip().splitlines()[-1]
    assert status == 1 and last.startswith("RuntimeError: Fetching the course from file://")
    assert "Check the network, that git is installed, and that this folder can be written to" in last
    assert "During handling" not in err and not (tmp_path / "unrolled").exists()
