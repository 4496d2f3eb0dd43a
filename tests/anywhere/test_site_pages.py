"""The pages of the site: whole, linked, for all eyes and ears, and with what the browser needs to run the notebooks."""
import hashlib
import html
import itertools
import json
import re
import shutil
import urllib.parse

import places
import pytest
from sites import ALONE, browser_with, build, page_of, served

from benchmarks import browsing

AXE = "axe-core@4.14.1"
browser = browser_with(ALONE)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site as it is published, with Pyodide at its public address."""
    return build(tmp_path_factory.mktemp("published") / "site")


def pages(site):
    return sorted(site.glob("*.html"))


def test_every_link_leads_somewhere(site):
    ids = {page.name: set(re.findall(r'\bid="([^"]+)"', page.read_text(encoding="utf-8"))) for page in pages(site)}
    for page in pages(site):
        for link in re.findall(r'(?:href|src)="([^"]+)"', page.read_text(encoding="utf-8")):
            path, _, part = html.unescape(link).partition("#")
            if link.startswith(("http", "data:")):
                continue
            place, _, query = path.partition("?path=")
            assert (site / place).exists(), f"{page.name}: {link}"
            assert not query or (site / "live" / "files" / query).exists(), f"{page.name}: {link}"
            assert not part or {part, urllib.parse.unquote(part)} & ids[place or page.name], f"{page.name}: {link}"


def test_every_notebook_is_a_page_with_its_title_and_can_be_run(site):
    for path in places.NOTEBOOKS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        page = (site / f"{path.stem}.html").read_text(encoding="utf-8")
        assert html.unescape(re.search("<title>(.*)</title>", page)[1]) == cells[0]["source"][0].strip("# \n")
        assert f'href="live/lab/index.html?path=notebooks/{path.name}"' in page
        folds = sum("".join(cell["source"]).count("<details>") for cell in cells)
        assert folds and page.count("<details") >= folds and "data:image/png" not in page


def test_every_figure_in_sight_stands_in_the_index(site):
    index = (site / "figures.html").read_text(encoding="utf-8")
    for path in places.NOTEBOOKS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
        told = ["".join(data["text/plain"]) for data in outputs if "image/png" in data]
        shown = re.findall(rf'href="{path.stem}\.html#[^"]*"><img alt="([^"]*)"', index)
        assert {html.unescape(alt) for alt in shown} >= set(told) and told, path.name


@pytest.mark.parametrize("file", ["index", "figures", "glossary", *(path.stem for path in places.NOTEBOOKS)])
def test_what_a_screen_reader_meets(site, file):
    page = (site / f"{file}.html").read_text(encoding="utf-8")
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1 and levels.count(1) == 1, levels
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
    for attributes in re.findall("<img ([^>]*)>", page):
        alt = html.unescape(re.search(r'alt="([^"]*)"', attributes)[1])
        assert len(alt.split()) > 4 and alt.strip().endswith((".", "!", "?")), alt


def test_pyodide_comes_from_its_address_and_the_rest_with_checksums(site):
    live = site / "live"
    settings = json.loads((live / "jupyter-lite.json").read_text())["jupyter-config-data"]["litePluginSettings"]
    kernel, = settings.values()
    assert kernel["disablePyPIFallback"] and "pyodideUrl" not in kernel
    lock = json.loads((live / kernel["loadPyodideOptions"]["lockFileURL"]).read_text())["packages"]
    assert {"numpy", "matplotlib", "ipywidgets"} <= set(kernel["loadPyodideOptions"]["packages"]) <= set(lock)
    here = {name: package for name, package in lock.items() if "://" not in package["file_name"]}
    assert {"ipywidgets", "comm", "jupyterlab-widgets", "widgetsnbextension"} <= set(here)
    for package in here.values():
        wheel = live / "static" / "pyodide" / package["file_name"]
        assert hashlib.sha256(wheel.read_bytes()).hexdigest() == package["sha256"]
        assert set(package["depends"]) <= set(lock), package
    for path in places.NOTEBOOKS:
        metadata = json.loads((live / "files" / "notebooks" / path.name).read_text(encoding="utf-8"))["metadata"]
        assert metadata["kernelspec"]["name"] == metadata["language_info"]["name"] == "python"
    for file in ("helpers/cells/rnn.py", "data/README.md"):
        assert (live / "files" / file).exists()
    listed = json.loads((live / "api" / "contents" / "data" / "all.json").read_text(encoding="utf-8"))["content"]
    assert all("text" not in file["mimetype"] for file in listed if file["name"].endswith("gz")), "read as text"


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    folder = tmp_path_factory.mktemp("axe")
    status, said = places.run(shutil.which("npm"), "pack", "--silent", AXE, cwd=folder)
    assert status == 0, said
    shutil.unpack_archive(folder / said.split()[-1], folder)
    return (folder / "package" / "axe.min.js").read_text(encoding="utf-8")


BROKEN = """() => [...document.querySelectorAll('[data-mjx-error], mjx-merror')].map(formula => formula.textContent)
    .concat(document.documentElement.scrollWidth > innerWidth ? ['the page is wider than the screen'] : [])
    .concat([...document.querySelectorAll('mjx-container')]
        .filter(all => all.scrollWidth > all.clientWidth + 1 && getComputedStyle(all).overflowX !== 'visible')
        .map(formula => formula.textContent))"""
VIOLATIONS = """async () => (await axe.run(document)).violations.map(found => found.id + ': ' + found.nodes[0].html)"""


@pytest.mark.parametrize(("theme", "width"), [("light", 1100), ("dark", 480)])
def test_no_page_shuts_anyone_out(site, browser, axe, theme, width):
    """axe-core's rules, formulas that are set, and no page wider than the screen."""
    formulas, missing, screen = 0, [], {"width": width, "height": 900}
    with served(site) as address, page_of(browser, color_scheme=theme, viewport=screen) as page:
        page.on("response", lambda answer: missing.append(answer.url) if answer.status > 399 else None)
        for file in pages(site):
            page.goto(f"{address}/{file.name}")
            page.wait_for_function("() => window.MathJax?.startup?.promise", timeout=browsing.MINUTE)
            page.evaluate("() => MathJax.startup.promise")
            page.evaluate("() => document.querySelectorAll('details').forEach(fold => fold.open = true)")
            page.wait_for_timeout(100)
            formulas += page.locator("mjx-container svg").count()
            assert page.evaluate(BROKEN) == [], file.name
            page.evaluate(axe)
            assert page.evaluate(VIOLATIONS) == [], file.name
    print(f"{len(pages(site))} pages, {formulas} formulas, {theme}, {width} px: axe-core finds nothing")
    assert missing == [] and formulas > 500
