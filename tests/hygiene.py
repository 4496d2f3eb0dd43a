"""What a notebook of this course must be: each check takes a notebook and gives a list of complaints."""

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

LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")
ABSOLUTE = re.compile(r"(?<![\w./:])/(home|root|Users|tmp|work|usr|var|opt|mnt|content)/"
                      r"|\b[A-Z]:\\+(Users|Program|Python)|file://")
PICTURE_DATA = re.compile(r"data:image/\w+;base64,[A-Za-z0-9+/=\s]+")
PLACEHOLDER = re.compile(r"<?(figure|fig|image|img|picture|plot|graph|chart|png|alt|todo|untitled)\b", re.IGNORECASE)
NEW_ROW = re.compile(r"\\\\(?:\[[^\]]*\])?|\\begin\{\w+\*?\}|\\end\{\w+\*?\}")
BANNED_WORDS = re.compile(r"\b(simply|just|obviously)\b", re.IGNORECASE)
PICKLES = {"pickle", "joblib", "shelve", "dill", "marshal"}
NETWORK = {"urllib", "requests", "http", "httpx", "aiohttp", "socket", "ftplib", "subprocess", "torchvision", "gdown"}
LONGEST_CELL, MEDIAN_CELL, WIDEST_FORMULA, SHORTEST_ALT = 25, 8, 42, 40
WIDEST_CODE, MOST_CODE, MOST_WORDS, MOST_PREDICTIONS, MOST_PLUMBING = 88, 250, 1900, 5, 0.05
FOLD = re.compile(r"<details>.*?</details>", re.DOTALL)
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
TARGET = re.compile(r"\]\(((?:[^()\s]|\([^()\s]*\))+)\)|(?:href|src)=\"([^\"]+)\"")
IMAGE = re.compile(r"<img\b[^>]*>|!\[([^\]]*)\]\(")
ALT = re.compile(r"<img\b[^>]*\balt=\"([^\"]*)\"")


@functools.cache
def page(path):
    """A notebook as it is stored (nbformat would mend what is invalid, with a warning), or Markdown as one of one cell."""
    if path.suffix == ".md":
        cell = nbformat.v4.new_markdown_cell(path.read_text(encoding="utf-8"))
        return nbformat.v4.new_notebook(cells=[cell], metadata={"github": True})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def code_cells(nb):
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def written(nb):
    """The markdown cells' text."""
    return [cell.source for cell in nb.cells if cell.cell_type == "markdown"]


def prose(nb):
    """The same without code blocks, code spans and pictures' data."""
    return [re.sub(r"```.*?```|`[^`\n]*`", " ", PICTURE_DATA.sub("", text), flags=re.DOTALL) for text in written(nb)]


def lines_of(cell):
    """The lines of a cell that are not empty."""
    return [line for line in cell.source.splitlines() if line.strip()]


def outputs(nb):
    return [output for cell in code_cells(nb) for output in cell.outputs]


def texts(output):
    """All the text of one output, without pictures' data."""
    data = output.get("data", {})
    kept = [data[kind] for kind in data if not kind.startswith("image/")] + [output.get("text", "")]
    return PICTURE_DATA.sub("", "\n".join(str(text) for text in kept))


def begins(cell):
    return repr((cell.source.strip().splitlines() or [""])[0][:60])


# The checks


def executed_in_order(nb):
    counts = [cell.execution_count for cell in code_cells(nb)]
    return [] if counts == list(range(1, len(counts) + 1)) else [f"execution counts are {counts}; expected 1, 2, 3, …"]


def nothing_of_this_machine(nb):
    """No memory addresses in outputs, no absolute paths anywhere."""
    told = [texts(output) for output in outputs(nb)]
    sources = [PICTURE_DATA.sub("", cell.source) for cell in nb.cells]
    found = [f"memory address {found}" for text in told for found in ADDRESS.findall(text)]
    return found + [f"absolute path {found.group()!r}" for text in told + sources for found in ABSOLUTE.finditer(text)]


def no_errors(nb):
    """Neither an error nor anything on stderr."""
    found = [f"error output: {o.ename}: {o.evalue}" for o in outputs(nb) if o.output_type == "error"]
    return found + [f"stderr output: {o.text[:80]!r}" for o in outputs(nb) if o.get("name") == "stderr"]


def clean_metadata(nb):
    ids = [cell.get("id") for cell in nb.cells]
    found = ["metadata.widgets"] if "widgets" in nb.metadata else []
    if nb.metadata.get("language_info") != LANGUAGE:  # nbconvert names a script by it; a version would differ
        found.append(f"metadata.language_info is {nb.metadata.get('language_info')}; expected {LANGUAGE}")
    found += [f"cell metadata {key}" for cell in nb.cells for key in cell.metadata if key in ("execution", "collapsed")]
    found += [] if len(set(ids)) == len(ids) and all(ids) else ["cells without an id of their own"]
    return found + ([] if (nb.nbformat, nb.nbformat_minor) == (4, 5) else ["not nbformat 4.5"])


def same_setup_cell(nb):
    same = code_cells(nb) and code_cells(nb)[0].source == SETUP
    return [] if same else ["the first code cell differs from .ci/setup_cell.py: run `make links`"]


def figures_speak(nb):
    """Every picture, in outputs and in text, has an alt text that says something."""
    found = []
    for data in (output.get("data", {}) for output in outputs(nb)):
        if any(kind.startswith("image/") for kind in data):
            alts = ALT.findall(data.get("text/html", "")) or [data.get("text/plain", "")]
            found += [complaint for alt in alts for complaint in weak_alt(alt, computed=True)]
    for image in (image for text in written(nb) for image in IMAGE.finditer(text)):
        alt = ALT.match(image.group()) if image.group(1) is None else image
        found += weak_alt(alt.group(1) if alt else "")
    return found


def weak_alt(alt, computed=False):
    """Why an alt text is a placeholder: too short, the name of a thing, or (if computed from data) without a number."""
    alt = html.unescape(alt)
    if len(alt) < SHORTEST_ALT or len(alt.split()) < 6:
        return [f"alt text too short to say anything: {alt!r}"]
    if PLACEHOLDER.match(alt):
        return [f"alt text begins like a placeholder: {alt!r}"]
    return [f"alt text without a number from its data: {alt!r}"] if computed and not re.search(r"\d", alt) else []


def links_resolve(nb, folder=ROOT / "notebooks"):
    targets = [file or tag for text in written(nb) for file, tag in TARGET.findall(text)]
    return [f"link to {target!r} leads nowhere" for target in targets if not resolves(target, nb, folder)]


def resolves(target, nb, folder):
    path, _, anchor = target.partition("#")
    if re.match(r"(https?|mailto|data|attachment):", target):
        return True
    if path and not (anchor and path.endswith((".ipynb", ".md"))):
        return (folder / path).exists()
    if path:
        return (folder / path).exists() and anchor in anchors(page(folder / path))
    return anchor in anchors(nb)


def sections(nb):
    """{a heading, as JupyterLab names its place: the text and code below it, up to the next}."""
    lines = (" " * (cell.cell_type == "code") + line for cell in nb.cells for line in cell.source.splitlines())
    _, *parts = HEADING.split("\n".join(lines))  # a comment in code is no heading
    return {heading.replace(" ", "-"): below for heading, below in zip(parts[::2], parts[1::2])}


def anchors(nb):
    """What a link can name: the headings of a notebook, on GitHub's pages in small letters too, and explicit ids."""
    headings = {*sections(nb)}
    small = {heading.lower() for heading in headings} if nb.metadata.get("github") else set()
    return headings | small | set(re.findall(r"\bid=\"([^\"]+)\"", "\n".join(written(nb))))


def formulas_fit_a_phone(nb):
    found = []
    for text in prose(nb):
        for formula in re.findall(r"\$\$(.+?)\$\$", text, flags=re.DOTALL):
            widths = {row.strip(): width(row) for row in NEW_ROW.split(formula)}
            found += [f"formula about {w} characters wide: {row!r}" for row, w in widths.items() if w > WIDEST_FORMULA]
    return found


def width(formula):
    """Roughly how many characters wide a row of TeX is: a command counts one, colours, braces and spaces none."""
    formula = re.sub(r"\\textcolor\{[^}]*\}|\\(mathrm|text|mathbf|operatorname|left|right|[bB]ig[lr]?)\b", "", formula)
    formula = re.sub(r"\\[dt]?frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}", longer_part, formula)
    formula = re.sub(r"\\(quad|qquad)\b", "xx", formula)
    formula = re.sub(r"\\[,;:! ]|[{}^_&\s]", "", re.sub(r"\\[a-zA-Z]+\s*", "x", formula))
    return len(formula)


def longer_part(fraction):
    return max(fraction.groups(), key=width)


def short_cells(nb):
    """At most 25 lines a code cell, half of them at most 8, each line at most 88 characters."""
    lines = [len(lines_of(cell)) for cell in code_cells(nb)]
    found = [f"code cell of {n} lines: {begins(cell)}" for cell, n in zip(code_cells(nb), lines) if n > LONGEST_CELL]
    found += [f"line of {len(line)} characters: {line.strip()[:40]!r}" for cell in code_cells(nb)[1:]
              for line in lines_of(cell) if len(line) > WIDEST_CODE]  # fmt: skip
    median = statistics.median(lines or [0])
    return found + ([f"median code cell has {median} lines"] if median > MEDIAN_CELL else [])


def plain_local_code(nb):
    """No magics, no shell lines, no pickles, no network, no path of its own: what runs in a notebook runs anywhere."""
    found = []
    for cell in code_cells(nb)[1:]:
        try:
            tree = ast.parse(cell.source)
        except SyntaxError as problem:
            found.append(f"not plain Python, {problem.msg}: {begins(cell)}")
            continue
        names = {name.split(".")[0] for name in imported(tree)}
        found += [f"imports {name}" for name in sorted(names & (PICKLES | NETWORK))]
        found += ["allow_pickle" for node in ast.walk(tree) if getattr(node, "arg", None) == "allow_pickle"]
        found += [f"sys.path in {begins(cell)}"] if re.search(r"\bsys\.path\b", cell.source) else []
    return found


def imported(tree):
    """The full names of the modules that a syntax tree imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def no_banned_words(nb):
    return [f"the word {found.group()!r}" for text in prose(nb) for found in BANNED_WORDS.finditer(text)]


def short_notebook(nb):
    """At most so many words outside folds and so many lines of code: an hour's reading."""
    words = sum(len(FOLD.sub("", text).split()) for text in written(nb))
    lines = sum(len(lines_of(cell)) for cell in code_cells(nb)[1:])
    found = [f"{words} words of text outside folds; at most {MOST_WORDS}"] if words > MOST_WORDS else []
    return found + ([f"{lines} lines of code; at most {MOST_CODE}"] if lines > MOST_CODE else [])


def calls(cell, name):
    """How often a cell calls a function of this name."""
    return len(re.findall(rf"^{name}\(", cell.source, flags=re.MULTILINE))


def predictions_are_taken(nb):
    """At most five; the code that holds the answer is folded, and the next cell's output does not give it away."""
    cells, found = code_cells(nb), []
    if sum(calls(cell, "predict") for cell in cells) > MOST_PREDICTIONS:
        found.append(f"more than {MOST_PREDICTIONS} predictions")
    for asking, below in zip(cells, [*cells[1:], None]):
        if not calls(asking, "predict"):
            continue
        if not asking.metadata.get("jupyter", {}).get("source_hidden"):
            found.append(f"a prediction's source, which holds the answer, is not folded: {begins(asking)}")
        if asking.source.startswith("assert"):
            found.append(f"the one line seen of a folded prediction tells its answer: {begins(asking)}")
        printed = below is not None and below.outputs and not (calls(below, "predict") or calls(below, "explore"))
        if printed and not below.metadata.get("jupyter", {}).get("outputs_hidden"):
            found.append(f"the cell below a prediction prints its answer in sight: {begins(below)}")
    return found


def shown_of_hidden(cell):
    """The line that JupyterLab shows of a cell's hidden output: the first that is not empty, of its first output."""
    first = cell.outputs[0] if cell.outputs else {}
    data = first.get("data", {})
    said = data.get("text/html", data.get("text/plain", first.get("text", "")))
    return next(filter(None, said.split("\n")), "")


def hidden_outputs_tell_nothing(nb):
    """The one line that is seen of a hidden output is a heading: no number, no mark of success."""
    hidden = [cell for cell in code_cells(nb) if cell.metadata.get("jupyter", {}).get("outputs_hidden")]
    return [f"the line seen of a hidden output tells something, print a heading first: {line!r}"
            for line in map(shown_of_hidden, hidden) if re.search(r"[\d✓✗]", line)]


def little_plumbing(nb):
    """A learner's cell holds one plain function: no figure, no update, few lines that put a sentence together."""
    lines = [line for cell in code_cells(nb)[1:] for line in lines_of(cell)]
    found = [f"plumbing in a lesson: {line.strip()!r}" for line in lines
        if re.search(r"def update\b|\bfig\b|\.axes\b", line)]
    nodes = [node for cell in code_cells(nb)[1:] for node in ast.walk(ast.parse(cell.source))]
    told = [node for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "told"]
    share = sum(node.end_lineno - node.lineno + 1 for node in told) / max(1, len(lines))
    return found + ([f"{share:.0%} of the lines of code put sentences together"] if share > MOST_PLUMBING else [])


CHECKS = [executed_in_order, nothing_of_this_machine, no_errors, clean_metadata, same_setup_cell, figures_speak,
          links_resolve, formulas_fit_a_phone, short_cells, plain_local_code, no_banned_words, short_notebook,
          predictions_are_taken, hidden_outputs_tell_nothing, little_plumbing]  # fmt: skip
