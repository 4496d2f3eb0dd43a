"""The notebooks' hygiene, and the proof that each check can fail."""
import hashlib
import re
import warnings

import hygiene
import nbformat
import pytest
from conftest import NOTEBOOKS, ROOT, each_notebook
from nbformat import v4

ALT = "The gradient norm falls from 0.8 at t = 30 to 3e-7 at t = 1, a factor 0.6 per step."


def read(path):
    """A notebook as it is stored: nbformat would mend what is invalid, with a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 5


@pytest.mark.parametrize("check", hygiene.CHECKS, ids=lambda check: check.__name__)
@each_notebook
def test_notebook(path, check):
    assert check(read(path)) == []


# Each check on a good notebook and on a bad one


def code(source, count=2, *outputs):
    return v4.new_code_cell(source, execution_count=count, outputs=list(outputs))


def folded(source):
    cell = code(source)
    cell.metadata["jupyter"] = {"source_hidden": True}
    return cell


def hidden(source, output):
    cell = code(source, 4, output)
    cell.metadata["jupyter"] = {"outputs_hidden": True}
    return cell


def stdout(text):
    return v4.new_output("stream", name="stdout", text=text)


def picture(alt):
    html = f'<figure><img alt="{alt}" src="data:image/png;base64,iVBO"></figure>'
    data = {"image/png": "iVBORw0KGgo=", "text/html": html, "text/plain": alt}
    return v4.new_output("display_data", data=data)


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
    hidden("print(3)", stdout("Nets that learn:\n3\n")))

BAD = [
    (hygiene.executed_in_order, notebook(code("1", None))),
    (hygiene.executed_in_order, notebook(code("1", 3))),
    (hygiene.nothing_of_this_machine, notebook(code("f", 2, stdout("<function f at 0x7f3b2c1d>")))),
    (hygiene.nothing_of_this_machine, notebook(code("f", 2, stdout("in /" + "home/ada/course/rnn.py")))),
    (hygiene.nothing_of_this_machine, notebook(code('open("/' + 'tmp/x")'))),
    (hygiene.nothing_of_this_machine, notebook(code("f", 2, stdout("C:" + r"\Users\ada")))),
    (hygiene.no_errors, notebook(code("f", 2, v4.new_output("error", ename="ValueError", evalue="", traceback=[])))),
    (hygiene.no_errors, notebook(code("f", 2, v4.new_output("stream", name="stderr", text="Warning")))),
    (hygiene.clean_metadata, notebook(metadata={"widgets": {}})),
    (hygiene.clean_metadata, notebook(metadata={"language_info": {"name": "python", "version": "3.11.7"}})),
    (hygiene.same_setup_cell, v4.new_notebook(cells=[code("import sys", 1)])),
    (hygiene.figures_speak, notebook(code("f", 2, picture("")))),
    (hygiene.figures_speak, notebook(code("f", 2, picture("a plot of the norm")))),
    (hygiene.figures_speak, notebook(code("f", 2, picture("Figure showing the gradient norm over 30 time steps")))),
    (hygiene.figures_speak, notebook(code("f", 2, picture("The gradient norm falls towards the first time steps")))),
    (hygiene.figures_speak, notebook(code("f", 2, v4.new_output("display_data", data={
        "image/png": "iVBO", "text/plain": "<Figure size 900x475 with 1 Axes>"})))),
    (hygiene.figures_speak, text("![](images/a.png)")),
    (hygiene.figures_speak, text('<img src="images/a.png">')),
    (hygiene.links_resolve, text("[next](99_nowhere.ipynb)")),
    (hygiene.links_resolve, text("[below](#No-such-heading)")),
    (hygiene.links_resolve, text('<a href="../nowhere.md">x</a>')),
    (hygiene.formulas_fit_a_phone, text("$$h_t = " + "+".join(f"W_{{{i}}} x_{{{i}}}" for i in range(12)) + "$$")),
    (hygiene.short_cells, notebook(code("x = 1\n" * 26), *[code("x") for _ in range(3)])),
    (hygiene.short_cells, notebook(*[code("x = 1\n" * 9) for _ in range(3)])),
    (hygiene.plain_local_code, notebook(code("%pip install numpy"))),
    (hygiene.plain_local_code, notebook(code("!ls"))),
    (hygiene.plain_local_code, notebook(code("import pickle"))),
    (hygiene.plain_local_code, notebook(code("from urllib.request import urlopen"))),
    (hygiene.plain_local_code, notebook(code('np.load("a.npy", allow_pickle=True)'))),
    (hygiene.plain_local_code, notebook(code('import sys\nsys.path.append("..")'))),
    (hygiene.no_banned_words, text("This is simply the chain rule.")),
    (hygiene.no_banned_words, text("Just the chain rule.")),
    (hygiene.short_notebook, text("word " * 1901)),
    (hygiene.short_notebook, notebook(*[code("x = 1\n" * 8) for _ in range(32)])),
    (hygiene.short_cells, notebook(code("x = 1  # " + 80 * "-"))),
    (hygiene.predictions_are_taken, notebook(code("predict('q', number=(0, 5), truth=3)"))),
    (hygiene.predictions_are_taken,
        notebook(folded("predict('q', number=(0, 5), truth=3)"), code("print(3)", 3, stdout("3")))),
    (hygiene.predictions_are_taken, notebook(*[folded("predict('q', number=(0, 5), truth=3)") for _ in range(6)])),
    (hygiene.hidden_outputs_tell_nothing, notebook(hidden("print(3)", stdout("\n3 nets learn\n")))),
    (hygiene.hidden_outputs_tell_nothing, notebook(hidden("show(picture)", picture(ALT)))),
    (hygiene.little_plumbing, notebook(code("def picture(fig):\n    def update():\n        pass"))),
    (hygiene.little_plumbing, notebook(code("return_ = told(\n    1,\n    'a sentence'\n)"))),
]


@pytest.mark.parametrize("check", hygiene.CHECKS, ids=lambda check: check.__name__)
def test_check_accepts_a_good_notebook(check):
    assert check(GOOD) == []


@pytest.mark.parametrize("check, bad", BAD, ids=[f"{check.__name__}-{i}" for i, (check, _) in enumerate(BAD)])
def test_check_finds_a_bad_notebook(check, bad, tmp_path):
    nbformat.write(bad, tmp_path / "bad.ipynb")
    assert len(check(read(tmp_path / "bad.ipynb"))) >= 1


def test_every_check_is_shown_to_fail():
    assert {check for check, _ in BAD} == set(hygiene.CHECKS)


# The data


def checksums(readme):
    """File name -> checksum, from the table in data/README.md."""
    return dict(re.findall(r"`([\w.]+)`.*?`([0-9a-f]{64})`", readme))


def test_data_are_what_their_readme_says():
    listed = checksums((ROOT / "data/README.md").read_text(encoding="utf-8"))
    files = [path for path in (ROOT / "data").iterdir() if path.name != "README.md" and not path.name.startswith(".")]
    assert listed == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_helpers_and_readme_agree_on_checksums():
    from helpers.learn import tasks
    assert tasks.CHECKSUMS == checksums((ROOT / "data/README.md").read_text(encoding="utf-8"))


# Links and pictures of the other pages


@pytest.mark.parametrize("page", ["README.md", "data/README.md", ".github/CONTRIBUTING.md"])
def test_page_links_resolve(page):
    source = v4.new_notebook(cells=[v4.new_markdown_cell((ROOT / page).read_text(encoding="utf-8"))])
    assert hygiene.links_resolve(source, (ROOT / page).parent) == []


def test_readme_picture_has_alt_text():
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+\.png)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(shown) >= 1
    assert [complaint for alt, _ in shown for complaint in hygiene.weak_alt(alt)] == []
