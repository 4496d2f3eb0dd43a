"""Pictures: from a key press on a slider to the new picture, in a real JupyterLab, beside plain `interact`."""

import json
import shutil
import statistics
import tempfile
from pathlib import Path

from tests import browsing as lab

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, KEYS = 6, 5
DRAG_SECONDS = 2

SETUP = """
%matplotlib inline
import sys
sys.path.insert(0, "..")
import ipywidgets as widgets
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from helpers.cells import readout, rnn
from helpers.lab import explore
from helpers.measure import gradients, unroll
from helpers.pictures import Walk, gradient_norms, style, unrolled_graph

rng = np.random.default_rng(0)
start = rnn.init(rng, 16, 64, spectral_radius=1.0)
xs = 0.1 * rng.normal(size=(60, 1, 16))
dhs = np.zeros((60, 1, 64))
dhs[-1] = rng.normal(size=(1, 64))

def line(radius=0.9):
    params = start._replace(W_hh=radius * start.W_hh)
    norms = gradients.norms(rnn.backward(params, rnn.forward(params, xs), dhs).total)
    return {"measured": norms, "predicted": norms[-1] * radius ** np.arange(60, -1, -1.0)}

def interact(picture, function, **controls):
    def anew(**values):
        with matplotlib.rc_context(style.RC):
            data = function(**values)
            picture.set_up(plt.figure(figsize=style.SIZE, dpi=style.DPI), data)(data)
            plt.show()
    widgets.interact(anew, **controls)
"""
GRAPH = """
small = rnn.init(np.random.default_rng(0), 1, 3, spectral_radius=1.0)
run = unroll.run(small, readout.init(rng, 3, 1), rng.normal(size=(5, 1, 1)), rng.normal(size=(1, 1)))

def walk(step=6):
    return Walk(run, step)
"""
# One cell each. The slider starts in the middle, so that keys lead both ways.
CELLS = {
    "line figure, explore": "explore(gradient_norms, line, radius=(0.5, 1.2, 0.01))",
    "line figure, interact": "interact(gradient_norms, line, radius=widgets.FloatSlider(0.9, min=0.5, max=1.2, step=0.01))",
    "graph, explore": "explore(unrolled_graph, walk, step=(0, 12))",
    "graph, interact": "interact(unrolled_graph, walk, step=widgets.IntSlider(6, min=0, max=12))",
}

# Focus the slider of the n-th widget output and note the time of each key press and of each new picture.
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
    handle.scrollIntoView({block: 'start'});
    handle.focus();
}"""


def measure():
    """Return {label: {"key": [ms, …], "drag_end": [ms, …], "per_second": [n, …]}}, or None without a browser."""
    options = lab.browser_options()
    if options is None:
        print(f"Pictures are not measured: {lab.HOW_TO_GET_ONE}.")
        return None
    with tempfile.TemporaryDirectory() as folder, lab.running_browser(options) as browser:
        home = Path(folder)
        shutil.copytree(ROOT / "helpers", home / "course/helpers")
        write_notebook(home / "course/notebooks/pictures.ipynb")
        with lab.running_lab(home, home / "course") as address:
            page = browser.new_page(viewport={"width": 1100, "height": 1400})
            page.goto(address("notebooks/pictures.ipynb"))
            state = lab.restart_and_run_all(page)
            assert not state["bad"], state["bad"]
            page.wait_for_timeout(3000)
            return in_turn(page)


def in_turn(page):
    found = {label: {"key": [], "drag_end": [], "per_second": []} for label in CELLS}
    for round_ in range(ROUNDS):
        for n, label in enumerate(CELLS, start=1):
            page.evaluate(WATCH, n)
            found[label]["key"] += key_presses(page, "ArrowRight" if round_ % 2 == 0 else "ArrowLeft")
    for n, label in enumerate(CELLS, start=1):
        page.evaluate(WATCH, n)
        late, per_second = drag(page, n)
        found[label]["drag_end"].append(late)
        found[label]["per_second"].append(per_second)
    return found


def key_presses(page, key):
    """Milliseconds from each of a few key presses to the picture that follows."""
    times = []
    for _ in range(KEYS):
        before = page.evaluate("() => window.log.shown.length")
        page.keyboard.press(key)
        page.wait_for_function("n => window.log.shown.length > n", arg=before, timeout=10_000)
        times.append(page.evaluate("() => window.log.shown.at(-1) - window.log.pressed.at(-1)"))
        page.wait_for_timeout(120)
    return times


def drag(page, n):
    """Drag the slider to and fro; return how late the last picture came, in ms, and the pictures per second."""
    handle = page.locator(".jp-CodeCell").nth(n).locator(".noUi-handle")
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    start = page.evaluate("() => performance.now()")
    step = 0
    while page.evaluate("() => performance.now()") - start < 1000 * DRAG_SECONDS:
        step += 1
        page.mouse.move(x + 4 * (step % 30), y)
        page.wait_for_timeout(8)
    page.mouse.move(x + 60, y)
    end = page.evaluate("() => performance.now()")
    page.mouse.up()
    page.wait_for_timeout(2500)
    shown = page.evaluate("() => window.log.shown")
    return max(0.0, shown[-1] - end), sum(time < end for time in shown if time > start) / DRAG_SECONDS


def write_notebook(path):
    import nbformat

    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP + GRAPH, *CELLS.values())]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


ASKED = {"line figure": 1 / 6, "graph": 1 / 3}
LATEST = 100  # ms: how late the last picture of a two-second drag may come


def report():
    """Measure, print a table, and return the rows for the record."""
    found = measure()
    rows = []
    for picture, asked in ASKED.items() if found else ():
        ours, plain = found[f"{picture}, explore"], found[f"{picture}, interact"]
        key, plain_key = statistics.median(ours["key"]), statistics.median(plain["key"])
        late = statistics.median(ours["drag_end"])
        rows.append({
            "picture": picture, "key_ms": round(key, 1), "interact_ms": round(plain_key, 1),
            "ratio": round(key / plain_key, 3), "asked": round(asked, 3), "met": key / plain_key <= asked,
            "drag_end_ms": round(late), "drag_met": late <= LATEST, "pictures_per_second": ours["per_second"][0],
        })
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    return rows


if __name__ == "__main__":
    print(json.dumps(report(), indent=1))
