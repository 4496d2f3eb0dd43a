"""What a notebook of this course must be: CHECKS {rule: (function from a Page to what breaks the rule, what would)}."""

import ast
import functools
import html
import re
import statistics
import warnings
from pathlib import Path

import nbformat
from nbformat import v4

ROOT = Path(__file__).resolve().parent.parent
SETUP = (ROOT / ".ci/setup_cell.py").read_text(encoding="utf-8").rstrip("\n")
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}  # a version would differ
PICTURE_DATA = re.compile(r"data:image/\w+;base64,[A-Za-z0-9+/=\s]+")
PLACEHOLDER = re.compile(r"<?(figure|fig|image|img|picture|plot|graph|chart|png|alt|todo|untitled)\b", re.IGNORECASE)
NEW_ROW = re.compile(r"\\\\(?:\[[^\]]*\])?|\\begin\{\w+\*?\}|\\end\{\w+\*?\}")
UNFIT = {"pickle", "joblib", "shelve", "dill", "marshal",  # and what reaches the network
         "urllib", "requests", "http", "httpx", "aiohttp", "socket", "ftplib", "subprocess", "torchvision", "gdown"}
TARGET = re.compile(r"\]\(((?:[^()\s]|\([^()\s]*\))+)\)|(?:href|src)=\"([^\"]+)\"")
IMAGE = re.compile(r"<img\b[^>]*>|!\[([^\]]*)\]\((?!\S*badge)")  # a badge is no picture of the course
ALT = re.compile(r"<img\b[^>]*\balt=\"([^\"]*)\"")
PREDICT = re.compile(r"^predict\(", re.MULTILINE)


class Page:
    """A notebook, or a page of Markdown as one cell, and its parts."""

    def __init__(self, nb, path):
        self.nb, self.cells, self.path = nb, nb.cells, path
        self.code = [cell for cell in nb.cells if cell.cell_type == "code"]
        self.lessons = [cell.source for cell in self.code[1:]]  # below the setup cell
        self.rows = [[line for line in cell.source.splitlines() if line.strip()] for cell in self.code]
        self.lines = [line for rows in self.rows[1:] for line in rows]
        self.outputs = [output for cell in self.code for output in cell.outputs]
        self.sources = [cell.source for cell in nb.cells]
        self.written = [cell.source for cell in nb.cells if cell.cell_type == "markdown"]
        self.prose = [re.sub(r"(?s)```.*?```|`[^`\n]*`", " ", text) for text in self.written]
        self.words = [word for text in self.written for word in re.sub(r"(?s)<details>.*?</details>", "", text).split()]
        self.printed = [str(text) for output in self.outputs for kind, text in
                        {**output.get("data", {}), "text": output.get("text", "")}.items() if kind[:6] != "image/"]
        try:
            self.nodes = [*ast.walk(ast.parse("\n".join(self.lessons)))]
        except SyntaxError as problem:
            self.nodes = [problem]

    def sections(self):
        """{a heading, as JupyterLab names its place: the text and code below it, up to the next}."""
        rows = (" " * (cell.cell_type == "code") + line for cell in self.cells for line in cell.source.splitlines())
        _, *parts = re.split(r"(?m)^#+ +(.+?) *$", "\n".join(rows))  # a comment in code is no heading
        return {heading.replace(" ", "-"): below for heading, below in zip(parts[::2], parts[1::2])}

    def anchors(self):
        """What a link can name: headings, on GitHub's pages in small letters too, and explicit ids."""
        headings = {*self.sections()}
        small = {heading.lower() for heading in headings if self.path.suffix == ".md"}
        return headings | small | {*re.findall(r"\bid=\"([^\"]+)\"", "\n".join(self.written))}


@functools.cache
def page(path):
    """As it is stored, but for pictures' data: nbformat would mend what is invalid, with a warning."""
    text = PICTURE_DATA.sub("", path.read_text(encoding="utf-8"))
    if path.suffix == ".md":
        return Page(v4.new_notebook(cells=[v4.new_markdown_cell(text)]), path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return Page(nbformat.reads(text, as_version=nbformat.NO_CONVERT), path)


def imported(nodes):
    """The full names of the modules that these nodes of a syntax tree import."""
    froms = [(f"{node.module}.", node) for node in nodes if isinstance(node, ast.ImportFrom)]
    imports = [("", node) for node in nodes if isinstance(node, ast.Import)]
    return [module + alias.name for module, node in imports + froms for alias in node.names]


def never(pattern, *parts):
    """The check that no text of these parts of a page holds the pattern."""
    return lambda page: [found[0] for part in parts for text in getattr(page, part)
                         for found in re.finditer(pattern, text)]  # fmt: skip


def at_most(limit, parts, size=len):
    """The check that none of these parts of a page is beyond the limit."""
    return lambda page: [f"{size(part)}, more than {limit}: {part!r}" for part in parts(page) if size(part) > limit]


def clean_metadata(page):
    ids, keys = [cell.get("id") for cell in page.cells], {key for cell in page.cells for key in cell.metadata}
    wrong = {"widgets": "widgets" in page.nb.metadata,
             "language_info": page.nb.metadata.get("language_info") != LANGUAGE,  # nbconvert names a script by it
             "of cells": not keys.isdisjoint({"execution", "collapsed"}),
             "cells without an id of their own": len({*ids}) < len(ids) or not all(ids),
             "not nbformat 4.5": (page.nb.nbformat, page.nb.nbformat_minor) != (4, 5)}  # fmt: skip
    return [what for what, is_wrong in wrong.items() if is_wrong]


def figures_speak(page):
    """The alt texts, of pictures in outputs and in text, that say nothing: not even a number, of what was computed."""
    shown = [output.data for output in page.outputs if "image/" in " ".join(output.get("data", {}))]
    computed = [alt for data in shown for alt in ALT.findall(data.get("text/html", "")) or [data.get("text/plain", "")]]
    images = [image for text in page.written for image in IMAGE.finditer(text)]
    alts = computed + [image[1] or "".join(ALT.findall(image[0])) for image in images]
    weak = [alt for alt in map(html.unescape, alts) if len(alt) < 40 or len(alt.split()) < 6 or PLACEHOLDER.match(alt)]
    return weak + [alt for alt in computed if not re.search(r"\d", alt)]


def leads_nowhere(target, here):
    path, _, anchor = target.partition("#")
    there = here.path.parent / path if path else here.path
    if re.match(r"(https?|mailto|data|attachment):", target) or (path and there.exists() and not anchor):
        return False
    return bool(path) and not there.exists() or anchor not in (page(there) if path else here).anchors()


def width(formula):
    """Roughly how many characters wide a row of TeX is: a command counts one, colours, braces and spaces none."""
    formula = re.sub(r"\\textcolor\{[^}]*\}|\\(mathrm|text|mathbf|operatorname|left|right|[bB]ig[lr]?)\b", "", formula)
    part = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
    formula = re.sub(rf"\\[dt]?frac{part}{part}", lambda fraction: max(fraction.groups(), key=width), formula)
    formula = re.sub(r"\\(quad|qquad)\b", "xx", formula)
    return len(re.sub(r"\\[,;:! ]|[{}^_&\s]", "", re.sub(r"\\[a-zA-Z]+\s*", "x", formula)))


def told(page):
    """The share of the lines of code that put sentences together."""
    calls = [node for node in page.nodes if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "told"]
    return sum(call.end_lineno - call.lineno + 1 for call in calls) / max(1, len(page.lines))


def hides(cell, what):
    return cell.metadata.get("jupyter", {}).get(f"{what}_hidden")


def predictions_are_taken(page):
    """The code that holds the answer is folded, and the next cell's output does not give it away."""
    for asking, below in zip(page.code, [*page.code[1:], None]):
        if PREDICT.search(asking.source):
            if not hides(asking, "source") or asking.source.startswith("assert"):
                yield f"the answer is seen, in a prediction's source: {asking.source[:60]!r}"
            printed = below and below.outputs and not re.search(r"(?m)^(predict|explore)\(", below.source)
            if printed and not hides(below, "outputs"):
                yield f"the cell below a prediction prints its answer in sight: {below.source[:60]!r}"


def hidden_outputs_tell_nothing(page):
    """The line that JupyterLab shows of a hidden output, its first that is not empty, is a heading."""
    for first in (cell.outputs[0] for cell in page.code if hides(cell, "outputs") and cell.outputs):
        data = first.get("data", {})
        said = data.get("text/html", data.get("text/plain", first.get("text", "")))
        yield from re.findall(r"^.*[\d✓✗].*", said.lstrip("\n"))


# In small, what breaks a rule
stream = functools.partial(v4.new_output, "stream")


def code(source, *outputs, **hidden):
    """A code cell; `hidden` says what JupyterLab hides of it."""
    return v4.new_code_cell(source, outputs=list(outputs), metadata={"jupyter": hidden})


def picture(alt, shown='<figure><img alt="{}" src="data:image/png;base64,iVBO"></figure>'):
    data = {"image/png": "iVBORw0KGgo=", "text/html": shown.format(alt), "text/plain": alt}
    return v4.new_output("display_data", data={kind: text for kind, text in data.items() if text})


def notebook(*cells, setup=SETUP, first=1, **metadata):
    """A text is a markdown cell; the code is counted from `first`."""
    cells = [v4.new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in (code(setup), *cells)]
    for count, cell in enumerate((cell for cell in cells if cell.cell_type == "code"), first):
        cell.execution_count = count
    metadata = {"language_info": LANGUAGE, **metadata}
    return Page(v4.new_notebook(cells=cells, metadata=metadata), ROOT / "notebooks/00.ipynb")


ALT_TEXT = "The gradient norm falls from 0.8 at t = 30 to 3e-7 at t = 1, a factor 0.6 per step."
PREDICTION = "predict('q', number=(0, 5), truth=3)"
GOOD = notebook(
    "# 03 · A title\n\nSee [the readme](../README.md) and [above](#03-·-A-title). `just` is code.",
    r"$$\frac{\partial L}{\partial W_{hh}} = \sum_{t=1}^{T} \delta_t\, h_{t-1}^\top$$",
    code("import numpy\nprint(numpy.arange(2))", stream(text="[0 1] 0xff")), code("show(picture)", picture(ALT_TEXT)),
    code("print(3)", stream(text="Nets that learn:\n3\n"), outputs_hidden=True))  # fmt: skip
CHECKS = {  # what would break a rule is a page, a cell, or some cells
    "executed in order": (
        lambda page: [cell.source[:60] for n, cell in enumerate(page.code, 1) if cell.execution_count != n],
        notebook(first=2)),
    "no memory address": (
        never(r"\b0x[0-9a-fA-F]{6,}", "printed"), code("f", stream(text="<function f at 0x7f3b2c1d>"))),
    "no absolute path": (
        never(r"(?<![\w./:])/(home|root|Users|tmp|work|usr|var|opt|mnt|content)/"
              r"|\b[A-Z]:\\+(Users|Program|Python)|file://", "printed", "sources"),
        code('open("/' + 'tmp/x")'),
        *(code("f", stream(text=text)) for text in ("in /" + "home/ada/x.py", "C:" + r"\Users\a"))),
    "no error, no warning": (
        lambda page: [out for out in page.outputs if "error" in out.output_type or out.get("name") == "stderr"],
        code("f", v4.new_output("error", ename="ValueError")), code("f", stream(name="stderr", text="Warning"))),
    "clean metadata": (
        clean_metadata, notebook(widgets={}), notebook(language_info={"name": "python", "version": "3.11.7"})),
    "the setup cell of .ci": (  # which make links writes
        lambda page: [found for found in [page.code[:1]] if [cell.source for cell in found] != [SETUP]],
        notebook(setup="import sys")),
    "figures speak": (
        figures_speak, *(code("f", picture(alt)) for alt in (
            "", "The norm falls by 0.6 a step to t = 12.", "Figure showing the gradient norm over 30 time steps",
            "The gradient norm falls towards the first time steps")),
        code("f", picture("<Figure size 900x475 with 1 Axes>", "")), "![](images/a.png)", '<img src="images/a.png">'),
    "links resolve": (
        lambda page: [target for text in page.written for link in TARGET.findall(text) for target in link
                      if target and leads_nowhere(target, page)],
        "[next](99.ipynb)", "[below](#No-such-heading)", '<a href="../no.md">x</a>', "[there](03_bptt.ipynb#No-such)"),
    "formulas fit a phone": (
        at_most(42, lambda page: [row for text in page.prose for formula in re.findall(r"(?s)\$\$(.+?)\$\$", text)
                                  for row in NEW_ROW.split(formula)], size=width),
        "$$h_t = " + "+".join(f"W_{{{i}}} x_{{{i}}}" for i in range(12)) + "$$"),
    "lines of a code cell": (at_most(25, lambda page: page.rows), code("x = 1\n" * 26)),
    "lines of half of the code cells": (
        at_most(8, lambda page: [page.rows or [""]], size=lambda rows: statistics.median(map(len, rows))),
        [code("x = 1\n" * 9) for _ in range(3)]),
    "characters of a line of code": (at_most(88, lambda page: page.lines), code("x = 1  # " + 80 * "-")),
    "lines of code, an hour's reading": (
        at_most(250, lambda page: [page.lines]), [code("x = 1\n" * 8) for _ in range(32)]),
    "words outside folds": (at_most(1900, lambda page: [page.words]), "word " * 1901),
    "plain Python": (
        lambda page: [node for node in page.nodes if isinstance(node, SyntaxError)], code("%pip list"), code("!ls")),
    "no pickles, no network": (
        lambda page: {name.split(".")[0] for name in imported(page.nodes)} & UNFIT,
        code("import pickle"), code("from urllib.request import urlopen")),
    "no pickle allowed, no path of its own": (
        never(r"\ballow_pickle\b|\bsys\.path\b", "lessons"),
        code('np.load("a.npy", allow_pickle=True)'), code('import sys\nsys.path.append("..")')),
    "no banned words": (
        never(r"(?i)\b(simply|just|obviously)\b", "prose"), "This is simply the chain rule.", "Just the chain rule."),
    "few predictions": (
        at_most(5, lambda page: [PREDICT.findall("\n".join(page.lessons))]), [code(PREDICTION) for _ in range(6)]),
    "predictions are taken": (
        predictions_are_taken, code(PREDICTION), code(f"assert n == 3\n{PREDICTION}", source_hidden=True),
        [code(PREDICTION, source_hidden=True), code("print(3)", stream(text="3"))]),
    "hidden outputs tell nothing": (
        hidden_outputs_tell_nothing, code("print(3)", stream(text="\n3 nets learn\n"), outputs_hidden=True),
        code("show(picture)", picture(ALT_TEXT), outputs_hidden=True)),
    "no plumbing": (
        never(r"def update\b|\bfig\b|\.axes\b", "lines"), code("def picture(fig):\n    def update():\n        pass")),
    "few lines that put a sentence together": (
        at_most(0.05, lambda page: [page], size=told), code("return_ = told(\n    1,\n    'a sentence'\n)")),
}  # fmt: skip
