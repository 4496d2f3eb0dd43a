"""Pictures: from a key press to the new picture, for every explorable of the course, in a real JupyterLab.

Each notebook runs in a copy where the cell after an explorable shows the same picture through plain `interact`: a new
figure for every value, as matplotlib and ipywidgets give it. Both are driven by the first slider, in turn.
"""

import json
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import browsing as lab

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, KEYS = 4, 3
DRAG_SECONDS = 2
PATIENCE = 1200  # ms that a key press waits for its picture
LATEST = 100  # ms: how late the last picture of a drag may come
MAPS = {"unrolled_graph", "blame_matrix", "layer_map"}  # all of the picture moves: asked 1/3 of interact's time, else 1/6

RECORD = """
import ipywidgets, matplotlib, statistics, time
import matplotlib.pyplot as plt
from IPython.display import JSON
import helpers.lab
from helpers.lab import controls as _making
from helpers.pictures import style as _style
from helpers.pictures.stage import Stage as _Stage, Told as _Told

def explore(picture, function, play=None, void=None, **controls):
    global _last
    _last = picture, function, controls
    helpers.lab.explore(picture, function, play=play, void=void, **controls)

def _made():
    import inspect
    picture, function, controls = _last
    known = inspect.signature(function).parameters
    return picture, function, {name: _making.control(name, abbrev, known[name].default) for name, abbrev in controls.items()}

def _interact():
    picture, function, controls = _made()
    def anew(**values):
        with matplotlib.rc_context(_style.RC):
            data = function(**values)
            data = data.data if isinstance(data, _Told) else data
            picture.set_up(plt.figure(figsize=_style.SIZE, dpi=_style.DPI), data, **picture.options)(data)
            plt.show()
    ipywidgets.interact(anew, **controls)

def _parts(frames=9):
    picture, function, controls = _made()
    name = next((n for n, c in controls.items() if isinstance(c, (ipywidgets.IntSlider, ipywidgets.FloatSlider))), None)
    stage, times = _Stage(picture), {"numbers": [], "drawing": [], "encoding": []}
    encode = stage._png
    def timed():
        begun = time.perf_counter()
        png = encode()
        times["encoding"].append(time.perf_counter() - begun)
        return png
    stage._png = timed
    values = {n: c.value for n, c in controls.items()}
    for k in range(frames + 2):
        if name:
            slider = controls[name]
            places = round((slider.max - slider.min) / slider.step) + 1
            values[name] = slider.min + slider.step * ((round((slider.value - slider.min) / slider.step) + k) % places)
        begun = time.perf_counter()
        data = function(**values)
        between = time.perf_counter()
        stage.draw(data)
        times["numbers"].append(between - begun)
        times["drawing"].append(time.perf_counter() - between - times["encoding"][-1])
    found = {n: round(1e3 * statistics.median(own[2:]), 1) for n, own in times.items()}
    print("TIMED", __import__("json").dumps({"picture": picture.__name__, "slider": name, **found}))
"""

# A slider that shows one of two ready pictures: what it takes to carry a picture when nothing is computed or drawn.
READY = """
import sys
sys.path.insert(0, "..")
import ipywidgets
import numpy as np
from helpers.lab.outputs import figure
from helpers.pictures import gradient_norms
from helpers.pictures.stage import Stage

_stage = Stage(gradient_norms)
_two = [figure(*_stage.draw({"measured": rate ** np.arange(50.0, -1, -1)})) for rate in (0.9, 0.8)]
_slider, _shown = ipywidgets.IntSlider(max=40), ipywidgets.HTML(_two[0])
_slider.observe(lambda change: setattr(_shown, "value", _two[change["new"] % 2]), "value")
ipywidgets.VBox([_slider, _shown])
"""

# Focus the first slider of the n-th code cell's output and note the time of each key press and of each new picture.
WATCH = """n => {
    const area = [...document.querySelectorAll('.jp-CodeCell')].at(n).querySelector('.jp-OutputArea');
    window.log = {pressed: [], shown: []};
    let last = area.querySelector('.jupyter-widgets img')?.src;
    const look = async () => {
        const image = area.querySelector('.jupyter-widgets img');
        if (!image || image.src === last) return;
        last = image.src;
        await image.decode().catch(() => {});
        requestAnimationFrame(() => window.log.shown.push(performance.now()));
    };
    window.watcher?.disconnect();
    window.watcher = new MutationObserver(look);
    window.watcher.observe(area, {subtree: true, childList: true, attributes: true});
    area.onkeydown = () => window.log.pressed.push(performance.now());
    const handle = area.querySelector('.noUi-handle');
    handle?.scrollIntoView({block: 'center'});
    handle?.focus();
    return !!handle;
}"""

AT_ITS_END = """() => {
    const value = name => document.activeElement.getAttribute('aria-value' + name);
    return value('now') === value('max');
}"""


def report():
    """Measure every explorable, print a table, and return what results.json stores; None without a browser."""
    options = lab.browser_options()
    if options is None:
        print(f"Pictures are not measured: {lab.HOW_TO_GET_ONE}.")
        return None
    print(f"{'':23}{'picture, its first slider':34}   key p95  interact ratio asked  pictures/s drag end | numbers drawing encoding carrying, ms")
    rows, guesses = [], []
    with tempfile.TemporaryDirectory() as folder, lab.running_browser(options) as browser:
        home = Path(folder)
        for name in ("helpers", "data"):
            shutil.copytree(ROOT / name, home / "course" / name)
        all_in_sight(home)
        with lab.running_lab(home, home / "course") as address:
            ready = carried(browser, home / "course/notebooks/ready.ipynb", address("notebooks/ready.ipynb"))
            for notebook in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
                places = write_copy(notebook, home / "course/notebooks" / notebook.name)
                found = measure(browser, address(f"notebooks/{notebook.name}"), notebook.stem, *places)
                rows, guesses = rows + found[0], guesses + found[1]
    print(f"A ready picture is carried in {ready:.0f} ms.")
    both = [sum(row["ratio"] <= row["asked"] for row in rows), sum(row["drag_end_ms"] <= LATEST for row in rows)]
    print(f"{len(rows)} explorables with a slider: key → picture as asked in {both[0]}, the end of a drag at most {LATEST} ms late in {both[1]}")
    return {"explorables": rows, "ready_ms": ready, "predictions": guesses}


def carried(browser, path, address):
    """Milliseconds from a key to a picture that is ready: the least that any explorable can take here."""
    import nbformat

    path.parent.mkdir(parents=True, exist_ok=True)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}  # JupyterLab would ask for one
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(READY)], metadata=kernel), path)
    page = browser.new_page(viewport={"width": 1100, "height": 1400})
    try:
        page.goto(address)
        assert not lab.restart_and_run_all(page)["bad"]
        page.wait_for_timeout(1000)
        assert page.evaluate(WATCH, 0), "the ready picture has no slider"
        return statistics.median(time for _ in range(2 * ROUNDS) for time in key_presses(page))
    finally:
        page.close()


def all_in_sight(home):
    """JupyterLab's own setting: no cell is taken out of the page while it is out of sight."""
    folder = home / "settings/@jupyterlab/notebook-extension"
    folder.mkdir(parents=True)
    (folder / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}', encoding="utf-8")


def write_copy(notebook, path):
    """Write a notebook's code cells, each explorable's followed by the same in plain `interact`; the places of the
    explorables, and of the predictions that are drawn.
    """
    import nbformat

    book, cells, places, predictions = nbformat.read(notebook, 4), [], [], []
    for cell in book.cells:
        if cell.cell_type != "code" or re.search(r"^check\.", cell.source, re.MULTILINE):
            continue
        cells.append(nbformat.v4.new_code_cell(cell.source, metadata={"tags": cell.metadata.get("tags", [])}))
        if "from helpers.lab import" in cell.source:
            cells.append(nbformat.v4.new_code_cell(RECORD))
        if re.search(r"^explore\(", cell.source, re.MULTILINE):
            places.append(len(cells) - 1)
            cells += [nbformat.v4.new_code_cell("_interact()"), nbformat.v4.new_code_cell("_parts()")]
        if re.search(r"\bpredict\([^)]*picture=", cell.source):
            predictions.append(len(cells) - 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=book.metadata), path)
    return places, predictions


def measure(browser, address, stem, places, predictions):
    """Run a copy; the rows of its explorables with a slider, and those of its predictions that are drawn."""
    page = browser.new_page(viewport={"width": 1100, "height": 1400})
    try:
        page.goto(address)
        state = lab.restart_and_run_all(page)
        assert not state["bad"], state["bad"]
        page.wait_for_timeout(3000)
        texts = page.evaluate("() => [...document.querySelectorAll('.jp-OutputArea')].map(area => area.innerText).join('\\n')")
        timed = [json.loads(text) for text in re.findall(r"TIMED (\{.*?\})", texts)]
        assert len(timed) == len(places), f"{stem}: {len(timed)} of {len(places)} explorables were timed"
        guesses = [guess(page, stem, place) for place in predictions]
        return [row(page, stem, place, parts) for place, parts in zip(places, timed) if parts["slider"]], guesses
    finally:
        page.close()


def row(page, stem, place, parts):
    """Press keys on an explorable and on its `interact` in turn, then drag it: one row, printed and returned."""
    keys = {0: [], 1: []}
    for _ in range(ROUNDS):
        for which in keys:
            if page.evaluate(WATCH, place + which):
                keys[which] += key_presses(page)
    page.evaluate(WATCH, place)
    late, per_second = drag(page, place)
    assert len(keys[0]) > KEYS and len(keys[1]) > KEYS, f"{stem}, {parts['picture']}: too few pictures followed a key: {keys}"
    key, plain = (statistics.median(own) for own in keys.values())
    worst = statistics.quantiles(keys[0], n=20)[-1]
    asked = 1 / 3 if parts["picture"] in MAPS else 1 / 6
    rest = max(0.0, key - sum(parts[part] for part in ("numbers", "drawing", "encoding")))
    print(f"{stem:23}{parts['picture'] + ', ' + parts['slider']:34} {key:5.0f} {worst:3.0f} {plain:9.0f} {key / plain:5.3f} {asked:5.3f} {per_second:11.1f}"
          f" {late:8.0f} | {parts['numbers']:7} {parts['drawing']:7} {parts['encoding']:8} {rest:8.1f}", flush=True)
    return {"notebook": stem, **parts, "carrying": rest, "key_ms": key, "p95_ms": worst, "interact_ms": plain, "ratio": key / plain,
            "asked": asked, "drag_end_ms": late, "pictures_per_second": per_second}


def guess(page, stem, place):
    """Press keys on the first slider of a prediction that is drawn: one row, printed and returned."""
    assert page.evaluate(WATCH, place), f"{stem}: the prediction in cell {place} has no slider"
    keys = [time for _ in range(ROUNDS) for time in key_presses(page)]
    print(f"{stem:23}{'a prediction, its first slider':34} {statistics.median(keys):5.0f} {max(keys):3.0f}", flush=True)
    return {"notebook": stem, "key_ms": statistics.median(keys), "most_ms": max(keys)}


def key_presses(page):
    """Milliseconds from each of a few key presses to the picture that follows, if one does; at the slider's end the other way."""
    times = []
    for _ in range(KEYS):
        before = page.evaluate("() => window.log.shown.length")
        page.keyboard.press("ArrowLeft" if page.evaluate(AT_ITS_END) else "ArrowRight")
        page.wait_for_timeout(PATIENCE)
        if page.evaluate("() => window.log.shown.length") > before:  # a step may change nothing that is drawn
            times.append(page.evaluate("n => window.log.shown[n] - window.log.pressed.at(-1)", before))
    return times


def drag(page, n):
    """Drag the slider to and fro; return how late the last picture came, in ms, and the pictures per second."""
    handle = page.locator(".jp-CodeCell").nth(n).locator(".noUi-handle").first
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    track = handle.locator("xpath=ancestor::*[contains(@class,'noUi-base')]").bounding_box()
    way = -1 if x > track["x"] + track["width"] / 2 else 1  # where there is room
    page.mouse.move(x, y)
    page.mouse.down()
    start = page.evaluate("() => performance.now()")
    step = 0
    while page.evaluate("() => performance.now()") - start < 1000 * DRAG_SECONDS:
        step += 1
        page.mouse.move(x + way * 4 * (step % 30), y)
        page.wait_for_timeout(8)
    page.mouse.move(x + way * 60, y)
    end = page.evaluate("() => performance.now()")
    page.mouse.up()
    page.wait_for_timeout(2500)
    shown = page.evaluate("() => window.log.shown")
    return max(0.0, shown[-1] - end) if shown else 0.0, sum(time < end for time in shown if time > start) / DRAG_SECONDS


if __name__ == "__main__":
    sys.stdout.write(json.dumps(report(), indent=1))
