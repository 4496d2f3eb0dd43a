"""What a notebook of this course must be: CHECKS {name: function from a Page to what breaks it}."""

import ast
import functools
import html
import re
import statistics
import warnings
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
SETUP = (ROOT / ".ci/setup_cell.py").read_text(encoding="utf-8").rstrip("\n")
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}  # a version would differ

PICTURE_DATA = re.compile(r"data:image/\w+;base64,[A-Za-z0-9+/=\s]+")
PLACEHOLDER = re.compile(r"<?(figure|fig|image|img|picture|plot|graph|chart|png|alt|todo|untitled)\b", re.IGNORECASE)
NEW_ROW = re.compile(r"\\\\(?:\[[^\]]*\])?|\\begin\{\w+\*?\}|\\end\{\w+\*?\}")
UNFIT = {"pickle", "joblib", "shelve", "dill", "marshal",  # and what reaches the network
         "urllib", "requests", "http", "httpx", "aiohttp", "socket", "ftplib", "subprocess", "torchvision", "gdown"}
FOLD = re.compile(r"<details>.*?</details>", re.DOTALL)
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
TARGET = re.compile(r"\]\(((?:[^()\s]|\([^()\s]*\))+)\)|(?:href|src)=\"([^\"]+)\"")
IMAGE = re.compile(r"<img\b[^>]*>|!\[([^\]]*)\]\(")
ALT = re.compile(r"<img\b[^>]*\balt=\"([^\"]*)\"")


class Page:
    """A notebook, or a page of Markdown as one cell, and its parts."""

    def __init__(self, nb, github=False):
        self.nb, self.cells, self.github = nb, nb.cells, github
        self.code = [cell for cell in nb.cells if cell.cell_type == "code"]
        self.lessons = [cell.source for cell in self.code[1:]]  # below the setup cell
        self.lines = [line for source in self.lessons for line in lines(source)]
        self.outputs = [output for cell in self.code for output in cell.outputs]
        self.sources = [PICTURE_DATA.sub("", cell.source) for cell in nb.cells]
        self.written = [cell.source for cell in nb.cells if cell.cell_type == "markdown"]
        texts = (PICTURE_DATA.sub("", text) for text in self.written)
        self.prose = [re.sub(r"```.*?```|`[^`\n]*`", " ", text, flags=re.DOTALL) for text in texts]
        self.words = [word for text in self.written for word in FOLD.sub("", text).split()]
        self.printed = [PICTURE_DATA.sub("", str(text)) for output in self.outputs for kind, text in
                        {**output.get("data", {}), "text": output.get("text", "")}.items() if kind[:6] != "image/"]

    def sections(self):
        """{a heading, as JupyterLab names its place: the text and code below it, up to the next}."""
        rows = (" " * (cell.cell_type == "code") + line for cell in self.cells for line in cell.source.splitlines())
        _, *parts = HEADING.split("\n".join(rows))  # a comment in code is no heading
        return {heading.replace(" ", "-"): below for heading, below in zip(parts[::2], parts[1::2])}

    def anchors(self):
        """What a link can name: headings, on GitHub's pages in small letters too, and explicit ids."""
        headings = {*self.sections()}
        small = {heading.lower() for heading in headings if self.github}
        return headings | small | set(re.findall(r"\bid=\"([^\"]+)\"", "\n".join(self.written)))


@functools.cache
def page(path):
    """As it is stored: nbformat would mend what is invalid, with a warning."""
    if path.suffix == ".md":
        cell = nbformat.v4.new_markdown_cell(path.read_text(encoding="utf-8"))
        return Page(nbformat.v4.new_notebook(cells=[cell]), github=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return Page(nbformat.read(path, as_version=nbformat.NO_CONVERT))


def lines(source):
    """Those that are not empty."""
    return [line for line in source.splitlines() if line.strip()]


def imported(tree):
    """The full names of the modules that a syntax tree imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def never(pattern, *parts):
    """The check that no text of these parts of a page holds the pattern."""
    return lambda page: [found[0] for part in parts for text in getattr(page, part) for found in re.finditer(pattern, text)]


def at_most(limit, measured):
    """The check that of all pairs (how much, of what) that are measured, none is beyond the limit."""
    return lambda page: [f"{n}, more than {limit}: {what!r}" for n, what in measured(page) if n > limit]


def clean_metadata(page):
    ids, keys = [cell.get("id") for cell in page.cells], {key for cell in page.cells for key in cell.metadata}
    wrong = {
        "metadata.widgets": "widgets" in page.nb.metadata,
        "metadata.language_info": page.nb.metadata.get("language_info") != LANGUAGE,  # nbconvert names a script by it
        "cell metadata": not keys.isdisjoint({"execution", "collapsed"}),
        "cells without an id of their own": len(set(ids)) < len(ids) or not all(ids),
        "not nbformat 4.5": (page.nb.nbformat, page.nb.nbformat_minor) != (4, 5)}  # fmt: skip
    return [what for what, is_wrong in wrong.items() if is_wrong]


def figures_speak(page):
    """Every picture, in outputs and in text, has an alt text that says something."""
    for data in (output.get("data", {}) for output in page.outputs):
        if any(kind.startswith("image/") for kind in data):
            for alt in ALT.findall(data.get("text/html", "")) or [data.get("text/plain", "")]:
                yield from weak_alt(alt, computed=True)
    for image in (image for text in page.written for image in IMAGE.finditer(text)):
        yield from weak_alt(image[1] or "".join(ALT.findall(image[0])))


def weak_alt(alt, computed=False):
    """Why an alt text is a placeholder: too short, the name of a thing, or (if computed from data) without a number."""
    alt = html.unescape(alt)
    if len(alt) < 40 or len(alt.split()) < 6:
        yield f"alt text too short to say anything: {alt!r}"
    elif PLACEHOLDER.match(alt):
        yield f"alt text begins like a placeholder: {alt!r}"
    elif computed and not re.search(r"\d", alt):
        yield f"alt text without a number from its data: {alt!r}"


def links_resolve(page, folder=ROOT / "notebooks"):
    targets = [file or tag for text in page.written for file, tag in TARGET.findall(text)]
    return [target for target in targets if not resolves(target, page, folder)]


def resolves(target, here, folder):
    path, _, anchor = target.partition("#")
    if re.match(r"(https?|mailto|data|attachment):", target):
        return True
    if path and not (anchor and (folder / path).exists()):
        return (folder / path).exists()
    return anchor in (page(folder / path) if path else here).anchors()


def formula_rows(page):
    """Pairs (width, row) of every displayed formula."""
    formulas = [formula for text in page.prose for formula in re.findall(r"\$\$(.+?)\$\$", text, flags=re.DOTALL)]
    return [(width(row), row) for formula in formulas for row in NEW_ROW.split(formula)]


def width(formula):
    """Roughly how many characters wide a row of TeX is: a command counts one, colours, braces and spaces none."""
    formula = re.sub(r"\\textcolor\{[^}]*\}|\\(mathrm|text|mathbf|operatorname|left|right|[bB]ig[lr]?)\b", "", formula)
    part = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
    formula = re.sub(rf"\\[dt]?frac{part}{part}", lambda fraction: max(fraction.groups(), key=width), formula)
    formula = re.sub(r"\\(quad|qquad)\b", "xx", formula)
    return len(re.sub(r"\\[,;:! ]|[{}^_&\s]", "", re.sub(r"\\[a-zA-Z]+\s*", "x", formula)))


def plain_local_imports(page):
    """No magics, no shell lines, no pickles, no network: what runs in a notebook runs anywhere."""
    for source in page.lessons:
        try:
            yield from {name.split(".")[0] for name in imported(ast.parse(source))} & UNFIT
        except SyntaxError as problem:
            yield f"not plain Python, {problem.msg}: {source[:60]!r}"


def told_lines(page):
    """The share of the lines of code that put sentences together."""
    calls = [node for source in page.lessons for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    told = [node.end_lineno - node.lineno + 1 for node in calls if getattr(node.func, "id", "") == "told"]
    yield sum(told) / max(1, len(page.lines)), "told"


def hides(cell, what):
    return cell.metadata.get("jupyter", {}).get(f"{what}_hidden")


def predictions_are_taken(page):
    """The code that holds the answer is folded, and the next cell's output does not give it away."""
    for asking, below in zip(page.code, [*page.code[1:], None]):
        if not re.search(r"(?m)^predict\(", asking.source):
            continue
        if not hides(asking, "source"):
            yield f"a prediction's source, which holds the answer, is not folded: {asking.source[:60]!r}"
        if asking.source.startswith("assert"):
            yield f"the one line seen of a folded prediction tells its answer: {asking.source[:60]!r}"
        printed = below and below.outputs and not re.search(r"(?m)^(predict|explore)\(", below.source)
        if printed and not hides(below, "outputs"):
            yield f"the cell below a prediction prints its answer in sight: {below.source[:60]!r}"


def hidden_outputs_tell_nothing(page):
    """The line that JupyterLab shows of a hidden output, its first that is not empty, is a heading."""
    for first in (cell.outputs[0] for cell in page.code if hides(cell, "outputs") and cell.outputs):
        data = first.get("data", {})
        said = data.get("text/html", data.get("text/plain", first.get("text", "")))
        yield from re.findall(r"^.*[\d✓✗].*", said.lstrip("\n"))


CHECKS = {
    "executed in order": lambda page: [
        cell.source[:60] for n, cell in enumerate(page.code, 1) if cell.execution_count != n],
    "no memory address": never(r"\b0x[0-9a-fA-F]{6,}", "printed"),
    "no absolute path": never(r"(?<![\w./:])/(home|root|Users|tmp|work|usr|var|opt|mnt|content)/"
                              r"|\b[A-Z]:\\+(Users|Program|Python)|file://", "printed", "sources"),
    "no error, no warning": lambda page: [
        output for output in page.outputs if output.output_type == "error" or output.get("name") == "stderr"],
    "clean metadata": clean_metadata,
    "the setup cell of .ci, which make links writes": lambda page: [
        found for found in [[cell.source for cell in page.code[:1]]] if found != [SETUP]],
    "figures speak": figures_speak,
    "links resolve": links_resolve,
    "formulas fit a phone": at_most(42, formula_rows),
    "lines of a code cell": at_most(25, lambda page: [(len(lines(cell.source)), cell.source) for cell in page.code]),
    "lines of half of the code cells": at_most(8, lambda page: [
        (statistics.median([len(lines(cell.source)) for cell in page.code] or [0]), "the median")]),
    "characters of a line of code": at_most(88, lambda page: [(len(line), line) for line in page.lines]),
    "lines of code, an hour's reading": at_most(250, lambda page: [(len(page.lines), "in all")]),
    "words outside folds": at_most(1900, lambda page: [(len(page.words), "in all")]),
    "plain local imports": plain_local_imports,
    "no pickle allowed, no path of its own": never(r"\ballow_pickle\b|\bsys\.path\b", "lessons"),
    "no banned words": never(r"(?i)\b(simply|just|obviously)\b", "prose"),
    "few predictions": at_most(5, lambda page: [(len(re.findall(r"(?m)^predict\(", "\n".join(page.lessons))), "in all")]),
    "predictions are taken": predictions_are_taken,
    "hidden outputs tell nothing": hidden_outputs_tell_nothing,
    "no plumbing": never(r"def update\b|\bfig\b|\.axes\b", "lines"),
    "few lines that put a sentence together": at_most(0.05, told_lines),
}  # fmt: skip
