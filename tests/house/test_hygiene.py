"""The notebooks' hygiene, and the proof that each check can fail; the other pages and the data."""
import hashlib
import re

import hygiene
import pytest
from conftest import ROOT, each_notebook
from nbformat import v4

from helpers.learn import tasks

each_check = pytest.mark.parametrize("check", hygiene.CHECKS)
ALT = "The gradient norm falls from 0.8 at t = 30 to 3e-7 at t = 1, a factor 0.6 per step."


@each_check
@each_notebook
def test_notebook(path, check):
    assert [*hygiene.CHECKS[check](hygiene.page(path))] == []


# Each check on a good notebook and on bad ones: a text is a markdown cell; what is no list, one cell of a notebook


def code(source, *outputs, **hidden):
    """A code cell; `hidden` says what JupyterLab hides of it."""
    return v4.new_code_cell(source, outputs=list(outputs), metadata={"jupyter": hidden})


def stream(text, name="stdout"):
    return v4.new_output("stream", name=name, text=text)


def picture(alt, shown='<figure><img alt="{}" src="data:image/png;base64,iVBO"></figure>'):
    data = {"image/png": "iVBORw0KGgo=", "text/html": shown.format(alt), "text/plain": alt}
    return v4.new_output("display_data", data={kind: text for kind, text in data.items() if text})


def asked(source="predict('q', number=(0, 5), truth=3)", hidden=True):
    return code(source, source_hidden=hidden)


def notebook(*cells, setup=hygiene.SETUP, first=1, **metadata):
    cells = [v4.new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in (code(setup), *cells)]
    for count, cell in enumerate((cell for cell in cells if cell.cell_type == "code"), first):
        cell.execution_count = count
    return v4.new_notebook(cells=cells, metadata={"language_info": hygiene.LANGUAGE, **metadata})


GOOD = notebook(
    "# 03 · A title\n\nSee [the readme](../README.md) and [above](#03-·-A-title). `just` is code.",
    r"$$\frac{\partial L}{\partial W_{hh}} = \sum_{t=1}^{T} \delta_t\, h_{t-1}^\top$$",
    code("import numpy as np\nprint(np.arange(2))", stream("[0 1] 0xff")),
    code("show(picture)", picture(ALT)),
    code("print(3)", stream("Nets that learn:\n3\n"), outputs_hidden=True))  # fmt: skip
BAD = {
    "executed in order": [notebook(first=2)],
    "no memory address": [code("f", stream("<function f at 0x7f3b2c1d>"))],
    "no absolute path": [code("f", stream("in /" + "home/ada/course/rnn.py")), code('open("/' + 'tmp/x")'),
                         code("f", stream("C:" + r"\Users\ada"))],
    "no error, no warning": [code("f", v4.new_output("error", ename="ValueError", evalue="", traceback=[])),
                             code("f", stream("Warning", "stderr"))],
    "clean metadata": [notebook(widgets={}), notebook(language_info={"name": "python", "version": "3.11.7"})],
    "the setup cell of .ci, which make links writes": [notebook(setup="import sys")],
    "figures speak": [
        *(code("f", picture(alt)) for alt in (
            "", "a plot of the norm", "Figure showing the gradient norm over 30 time steps",
            "The gradient norm falls towards the first time steps")),
        code("f", picture("<Figure size 900x475 with 1 Axes>", "")), "![](images/a.png)", '<img src="images/a.png">'],
    "links resolve": ["[next](99_nowhere.ipynb)", "[below](#No-such-heading)", '<a href="../nowhere.md">x</a>',
                      "[there](03_bptt.ipynb#No-such-heading)"],
    "formulas fit a phone": ["$$h_t = " + "+".join(f"W_{{{i}}} x_{{{i}}}" for i in range(12)) + "$$"],
    "lines of a code cell": [[code("x = 1\n" * 26), *[code("x") for _ in range(3)]]],
    "lines of half of the code cells": [[code("x = 1\n" * 9) for _ in range(3)]],
    "characters of a line of code": [code("x = 1  # " + 80 * "-")],
    "lines of code, an hour's reading": [[code("x = 1\n" * 8) for _ in range(32)]],
    "words outside folds": ["word " * 1901],
    "plain local imports": list(map(code, (
        "%pip install numpy", "!ls", "import pickle", "from urllib.request import urlopen"))),
    "no pickle allowed, no path of its own": [
        code('np.load("a.npy", allow_pickle=True)'), code('import sys\nsys.path.append("..")')],
    "no banned words": ["This is simply the chain rule.", "Just the chain rule."],
    "few predictions": [[asked() for _ in range(6)]],
    "predictions are taken": [asked(hidden=False), [asked(), code("print(3)", stream("3"))],
                              asked("assert n == 3\npredict('q', number=(0, 5), truth=n)")],
    "hidden outputs tell nothing": [code("print(3)", stream("\n3 nets learn\n"), outputs_hidden=True),
                                    code("show(picture)", picture(ALT), outputs_hidden=True)],
    "no plumbing": [code("def picture(fig):\n    def update():\n        pass")],
    "few lines that put a sentence together": [code("return_ = told(\n    1,\n    'a sentence'\n)")],
}  # fmt: skip


@each_check
def test_check_accepts_a_good_notebook_and_finds_each_bad_one(check):
    for bad in [GOOD, *BAD[check]]:
        nb = bad if "nbformat" in bad else notebook(*(bad if isinstance(bad, list) else [bad]))
        assert bool([*hygiene.CHECKS[check](hygiene.Page(nb))]) == (bad is not GOOD), bad


# The data, and the other pages


def test_data_are_what_their_readme_and_the_helpers_say():
    readme = (ROOT / "data/README.md").read_text(encoding="utf-8")
    files = [path for path in (ROOT / "data").iterdir() if path.name != "README.md" and not path.name.startswith(".")]
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert dict(re.findall(r"`([\w.]+)`.*?`([0-9a-f]{64})`", readme)) == tasks.CHECKSUMS == there


PAGES = ["README.md", "data/README.md", ".github/CONTRIBUTING.md", "notebooks/glossary.md", "notebooks/for_teachers.md"]


@pytest.mark.parametrize("name", PAGES)
def test_page_links_resolve_and_its_pictures_have_alt_texts(name):
    page = hygiene.page(ROOT / name)
    assert hygiene.links_resolve(page, (ROOT / name).parent) == []
    alts = re.findall(r"!\[([^\]]*)\]\([^:)]+\)", page.sources[0])  # the course's own pictures, no badges
    assert [complaint for alt in alts for complaint in hygiene.weak_alt(alt)] == []
    assert alts or name != "README.md"
