"""The notebooks' hygiene, and the proof that each check can fail."""
import hashlib
import re

import hygiene
import nbformat
import pytest
from conftest import ROOT, each_notebook
from nbformat import v4

from helpers.learn import tasks

ALT = "The gradient norm falls from 0.8 at t = 30 to 3e-7 at t = 1, a factor 0.6 per step."


@pytest.mark.parametrize("check", hygiene.CHECKS, ids=lambda check: check.__name__)
@each_notebook
def test_notebook(path, check):
    assert check(hygiene.page(path)) == []


# Each check on a good notebook and on a bad one


def code(source, count=2, *outputs, **hidden):
    """A code cell; `hidden` says what JupyterLab hides of it."""
    return v4.new_code_cell(source, execution_count=count, outputs=list(outputs), metadata={"jupyter": hidden})


def stdout(text):
    return v4.new_output("stream", name="stdout", text=text)


def picture(alt):
    html = f'<figure><img alt="{alt}" src="data:image/png;base64,iVBO"></figure>'
    data = {"image/png": "iVBORw0KGgo=", "text/html": html, "text/plain": alt}
    return v4.new_output("display_data", data=data)


def asked(**hidden):
    return code("predict('q', number=(0, 5), truth=3)", **hidden)


def notebook(*cells, metadata=None):
    return v4.new_notebook(cells=[code(hygiene.SETUP, 1), *cells],
        metadata={"language_info": hygiene.LANGUAGE, **(metadata or {})})


def text(source):
    return notebook(v4.new_markdown_cell(source))


GOOD = notebook(
    v4.new_markdown_cell("# 03 · A title\n\nSee [the readme](../README.md) and [above](#03-·-A-title). `just` is code."),
    v4.new_markdown_cell(r"$$\frac{\partial L}{\partial W_{hh}} = \sum_{t=1}^{T} \delta_t\, h_{t-1}^\top$$"),
    code("import numpy as np\nprint(np.arange(2))", 2, stdout("[0 1] 0xff")),
    code("show(picture)", 3, picture(ALT)),
    code("print(3)", 4, stdout("Nets that learn:\n3\n"), outputs_hidden=True))

BAD = {
    hygiene.executed_in_order: [notebook(code("1", None)), notebook(code("1", 3))],
    hygiene.nothing_of_this_machine: [
        notebook(code("f", 2, stdout("<function f at 0x7f3b2c1d>"))),
        notebook(code("f", 2, stdout("in /" + "home/ada/course/rnn.py"))),
        notebook(code('open("/' + 'tmp/x")')),
        notebook(code("f", 2, stdout("C:" + r"\Users\ada")))],
    hygiene.no_errors: [
        notebook(code("f", 2, v4.new_output("error", ename="ValueError", evalue="", traceback=[]))),
        notebook(code("f", 2, v4.new_output("stream", name="stderr", text="Warning")))],
    hygiene.clean_metadata: [
        notebook(metadata={"widgets": {}}),
        notebook(metadata={"language_info": {"name": "python", "version": "3.11.7"}})],
    hygiene.same_setup_cell: [v4.new_notebook(cells=[code("import sys", 1)])],
    hygiene.figures_speak: [
        *(notebook(code("f", 2, picture(alt))) for alt in (
            "", "a plot of the norm", "Figure showing the gradient norm over 30 time steps",
            "The gradient norm falls towards the first time steps")),
        notebook(code("f", 2, v4.new_output("display_data", data={
            "image/png": "iVBO", "text/plain": "<Figure size 900x475 with 1 Axes>"}))),
        text("![](images/a.png)"), text('<img src="images/a.png">')],
    hygiene.links_resolve: [
        text("[next](99_nowhere.ipynb)"), text("[below](#No-such-heading)"), text('<a href="../nowhere.md">x</a>'),
        text("[there](03_bptt.ipynb#No-such-heading)")],
    hygiene.formulas_fit_a_phone: [text("$$h_t = " + "+".join(f"W_{{{i}}} x_{{{i}}}" for i in range(12)) + "$$")],
    hygiene.short_cells: [
        notebook(code("x = 1\n" * 26), *[code("x") for _ in range(3)]),
        notebook(*[code("x = 1\n" * 9) for _ in range(3)]),
        notebook(code("x = 1  # " + 80 * "-"))],
    hygiene.plain_local_code: [notebook(code(source)) for source in (
        "%pip install numpy", "!ls", "import pickle", "from urllib.request import urlopen",
        'np.load("a.npy", allow_pickle=True)', 'import sys\nsys.path.append("..")')],
    hygiene.no_banned_words: [text("This is simply the chain rule."), text("Just the chain rule.")],
    hygiene.short_notebook: [text("word " * 1901), notebook(*[code("x = 1\n" * 8) for _ in range(32)])],
    hygiene.predictions_are_taken: [
        notebook(asked()),
        notebook(asked(source_hidden=True), code("print(3)", 3, stdout("3"))),
        notebook(*[asked(source_hidden=True) for _ in range(6)]),
        notebook(code("assert n == 3\npredict('q', number=(0, 5), truth=n)", source_hidden=True))],
    hygiene.hidden_outputs_tell_nothing: [
        notebook(code("print(3)", 4, stdout("\n3 nets learn\n"), outputs_hidden=True)),
        notebook(code("show(picture)", 4, picture(ALT), outputs_hidden=True))],
    hygiene.little_plumbing: [
        notebook(code("def picture(fig):\n    def update():\n        pass")),
        notebook(code("return_ = told(\n    1,\n    'a sentence'\n)"))],
}  # fmt: skip


@pytest.mark.parametrize("check", hygiene.CHECKS, ids=lambda check: check.__name__)
def test_check_accepts_a_good_notebook_and_finds_each_bad_one(check, tmp_path):
    assert check(GOOD) == []
    for n, bad in enumerate(BAD[check]):
        nbformat.write(bad, tmp_path / f"{n}.ipynb")
        assert len(check(hygiene.page(tmp_path / f"{n}.ipynb"))) >= 1, n


# The data


def test_data_are_what_their_readme_and_the_helpers_say():
    readme = (ROOT / "data/README.md").read_text(encoding="utf-8")
    files = [path for path in (ROOT / "data").iterdir() if path.name != "README.md" and not path.name.startswith(".")]
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert dict(re.findall(r"`([\w.]+)`.*?`([0-9a-f]{64})`", readme)) == tasks.CHECKSUMS == there


# Links and pictures of the other pages


PAGES = ["README.md", "data/README.md", ".github/CONTRIBUTING.md", "notebooks/glossary.md", "notebooks/for_teachers.md"]


@pytest.mark.parametrize("name", PAGES)
def test_page_links_resolve_and_its_pictures_have_alt_texts(name):
    page = hygiene.page(ROOT / name)
    assert hygiene.links_resolve(page, (ROOT / name).parent) == []
    alts = re.findall(r"!\[([^\]]*)\]\([^:)]+\)", page.cells[0].source)  # the course's own pictures, no badges
    assert [complaint for alt in alts for complaint in hygiene.weak_alt(alt)] == []
    assert alts or name != "README.md"
