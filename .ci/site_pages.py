"""The pages of the site: each notebook and each text beside it as accessible HTML, all figures, and a first page.

Formulas are left as they are written: MathJax, which lies beside the pages, sets them in the browser.
"""
import base64
import json
import re
import shutil
import struct
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PNG = re.compile(r'<img alt="([^"]*)" src="data:image/png;base64,([^"]+)"')
FORMULAS = {
    "loader": {"load": ["core", "input/tex", "[tex]/color", "output/svg", "a11y/assistive-mml"],
               "paths": {"mathjax-newcm": "[mathjax]"}},
    "tex": {"inlineMath": [["$", "$"]], "packages": {"[+]": ["color"]}},
    "output": {"displayOverflow": "linebreak"},
}


def title(notebook):
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ")


def take_pictures(html, name, folder):
    """Put the pictures of a cell's HTML into files; returns the HTML, and (file, alt text) of those in sight."""
    html = re.sub(r"<!--.*?-->\n?|<style>.*?</style>", "", html, flags=re.DOTALL)
    taken, in_sight = [], len(PNG.findall(html.split("<details>")[0]))

    def take(found):
        png = base64.b64decode(found[2])
        file = f"{name}-{len(list(folder.glob(f'{name}-*')))}.png"
        (folder / file).write_bytes(png)
        taken.append((file, found[1]))
        width, height = struct.unpack(">II", png[16:24])
        return (f'<img alt="{found[1]}" src="pictures/{file}" id="{file[:-4]}" width="{width}" height="{height}" '
                'loading="lazy"')

    return PNG.sub(take, html), taken[:in_sight]


def as_page(notebook, **page):
    """The HTML of a notebook: wide things scroll by keyboard, an empty head of a table is none, links stay here."""
    exporter = HTMLExporter(template_name="page", extra_template_basedirs=[str(HERE)])
    html, _ = exporter.from_notebook_node(notebook, {"page": {"mathjax": json.dumps(FORMULAS), **page}})
    html = re.sub(r'<a class="anchor-link".*?</a>', "", html)  # what it leads to, the heading's name, stays
    html = html.replace("<pre>", '<pre tabindex="0">').replace("<th></th>", "<td></td>")
    html = re.sub(r"<table.*?</table>", r'<div class="wide" tabindex="0">\g<0></div>', html, flags=re.DOTALL)
    html = re.sub(r'href="(?:notebooks/)?([a-z\d_]+)\.(?:ipynb|md)', r'href="\1.html', html)
    parts = {part.lower(): part for part in re.findall(r'\bid="([^"]+)"', html)}  # links as GitHub reads them
    html = re.sub(r'href="#([^"]+)"', lambda link: f'href="#{parts.get(link[1], link[1])}"', html)
    repository = (HERE / "repository").read_text(encoding="utf-8").strip()
    files = r'href="(?:\.\./)*((?:data|benchmarks|helpers|teaching|\.github)/[^"]*|[A-Z]+(?:\.\w+)?)"'
    return re.sub(files, rf'href="https://github.com/{repository}/blob/main/\1"', html)


def write_page(place, text, name=None):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    place.write_text(as_page(notebook, title=name or title(notebook)), encoding="utf-8")


def write_pages(folder):
    """One page a notebook and a text beside it, an index of all figures, and the page to begin at."""
    (folder / "pictures").mkdir()
    read = {path: nbformat.read(path, as_version=4) for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))}
    places, figures = list(read), ["# All figures\n\nEach figure of the course, with the sentence that tells it."]
    for k, (path, notebook) in enumerate(read.items()):
        figures.append(f"## [{title(notebook)}]({path.name})")
        outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
        for data in (data for data in outputs if "text/html" in data):
            data["text/html"], shown = take_pictures(data["text/html"], path.stem, folder / "pictures")
            figures += [f'<figure><a href="{path.stem}.html#{file[:-4]}"><img alt="{alt}" src="pictures/{file}" '
                        f'loading="lazy"></a><figcaption aria-hidden="true">{alt}</figcaption></figure>'
                        for file, alt in shown]
        beside = [(word, f"{places[i].stem}.html", title(read[places[i]]))
                  for word, i in (("Back", k - 1), ("Next", k + 1)) if 0 <= i < len(places)]
        page = as_page(notebook, title=title(notebook), beside=beside, live=path.name)
        (folder / f"{path.stem}.html").write_text(page, encoding="utf-8")
    for path in (ROOT / "notebooks").glob("*.md"):
        write_page(folder / f"{path.stem}.html", path.read_text(encoding="utf-8"))
    write_page(folder / "figures.html", "\n\n".join(figures))
    write_page(folder / "index.html", beginning(folder / "pictures"), "Unrolled")
    shutil.copy(HERE / "page" / "style.css", folder)


def beginning(pictures):
    """The README's opening and its map, with a link that runs each notebook here in place of Colab's."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    opening = re.sub(r"^\[!.*\n", "", readme.split("\n## ")[0], flags=re.MULTILINE)
    course = re.search(r"\n## The map\n.*?(?=\n## )", readme, flags=re.DOTALL)[0]
    run = r"[Run&nbsp;\1](live/lab/index.html?path=notebooks/\1\2)"
    course = re.sub(r"\[Colab\]\([^)]*/(\d\d)(\w+\.ipynb)\)", run, course)
    for picture in re.findall(r"\]\((notebooks/images/[^)]+)\)", opening):
        shutil.copy(ROOT / picture, pictures)
    return opening.replace("](notebooks/images/", "](pictures/") + course
