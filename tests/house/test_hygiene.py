"""The notebooks' hygiene, and the proof that each check can fail; the other pages and the data."""
import hashlib
import re

import hygiene
import picture
import pytest
from conftest import ROOT, each_notebook

from helpers.learn import tasks

each_rule = pytest.mark.parametrize("rule", hygiene.CHECKS)
PAGES = ["README.md", "data/README.md", ".github/CONTRIBUTING.md", "notebooks/glossary.md", "notebooks/for_teachers.md"]


def broken(rule, page):
    return [*hygiene.CHECKS[rule][0](page)]


@each_rule
@each_notebook
def test_a_notebook_keeps_the_rule(path, rule):
    assert broken(rule, hygiene.page(path)) == []


@each_rule
def test_check_accepts_a_good_notebook_and_finds_each_bad_one(rule):
    assert broken(rule, hygiene.GOOD) == []
    for bad in hygiene.CHECKS[rule][1:]:
        cells = bad if isinstance(bad, list) else [bad]
        assert broken(rule, bad if isinstance(bad, hygiene.Page) else hygiene.notebook(*cells)) != [], bad


@pytest.mark.parametrize("name", PAGES)
def test_page_links_resolve_and_its_pictures_have_alt_texts(name):
    page = hygiene.page(ROOT / name)
    assert broken("links resolve", page) == broken("figures speak", page) == []
    assert name != "README.md" or hygiene.IMAGE.search(page.sources[0])


def test_the_readme_says_what_its_picture_shows():
    _, said = picture.drawn()
    assert f"![{said}]({picture.PICTURE})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_data_are_what_their_readme_and_the_helpers_say():
    readme = (ROOT / "data/README.md").read_text(encoding="utf-8")
    files = [path for path in (ROOT / "data").iterdir() if path.name != "README.md" and not path.name.startswith(".")]
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert dict(re.findall(r"`([\w.]+)`.*?`([0-9a-f]{64})`", readme)) == tasks.CHECKSUMS == there
