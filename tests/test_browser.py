"""A real JupyterLab in a real browser: every notebook runs, and an explorable obeys the keyboard alone."""
import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
MINUTE = 60_000

KERNEL = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:restart-run-all')"
STATE = """() => {
    const panel = window.jupyterapp.shell.currentWidget;
    const code = [...panel.content.model.cells].filter(cell => cell.type === 'code');
    const outputs = code.flatMap(cell => cell.outputs.toJSON());
    return {
        ran: code.every(cell => cell.executionCount !== null) && panel.sessionContext.session.kernel.status === 'idle',
        bad: outputs.filter(o => o.output_type === 'error' || o.name === 'stderr')
                    .map(o => o.ename ? o.ename + ': ' + o.evalue : [o.text].flat().join('')),
    };
}"""
FORGET = "() => [...window.jupyterapp.shell.currentWidget.content.model.cells].forEach(c => c.clearExecution?.())"
# The element with the keyboard's focus, if it is a slider of an explorable, marked together with its picture.
SLIDER = """() => {
    const focus = document.activeElement;
    const slider = focus?.closest('.jp-OutputArea .widget-slider');
    let box = slider;
    while (box && !box.querySelector('figure img')) box = box.parentElement;
    if (!box || !focus.matches('.noUi-handle, input[type=range]')) return false;
    window.explorable = box;
    return true;
}"""
PICTURE = "() => { const img = window.explorable.querySelector('figure img'); return [img.src, img.alt] }"


def browser_options():
    """How playwright finds a browser that is installed already, or None where there is none."""
    if importlib.util.find_spec("playwright") is None:
        return None
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found:
        return {"executable_path": found}
    chrome = {"darwin": "/Applications/Google Chrome.app",
              "win32": os.path.join(os.environ.get("PROGRAMFILES", ""), "Google", "Chrome")}.get(sys.platform, "")
    return {"channel": "chrome"} if chrome and os.path.exists(chrome) else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def browser():
    options = browser_options()
    if options is None:
        sentence = "no Chromium here: install it (on Debian and Ubuntu: sudo apt install chromium) to run this test"
        pytest.fail(sentence) if os.environ.get("CI") else pytest.skip(sentence)
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(args=FLAGS, **options)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """A JupyterLab on a copy of the course, with settings of its own; gives a function from path to address."""
    home = tmp_path_factory.mktemp("lab")
    for name in ("notebooks", "helpers", "data"):
        shutil.copytree(ROOT / name, home / "course" / name)
    port, token = free_port(), secrets.token_hex(8)
    environ = dict(os.environ, JUPYTER_CONFIG_DIR=str(home / "config"), JUPYTERLAB_SETTINGS_DIR=str(home / "settings"),
                   JUPYTERLAB_WORKSPACES_DIR=str(home / "workspaces"), JUPYTER_TOKEN=token)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
               f"--ServerApp.root_dir={home / 'course'}", "--expose-app-in-browser", "--allow-root"]
    server = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}/api?token={token}", server)
        yield lambda path: f"http://127.0.0.1:{port}/doc/tree/{path}?token={token}&reset"
    finally:
        server.terminate()
        server.wait(30)


def wait_until_it_answers(address, server, seconds=90):
    for _ in range(2 * seconds):
        assert server.poll() is None, "JupyterLab stopped at once"
        try:
            return urllib.request.urlopen(address, timeout=2)
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"JupyterLab did not answer within {seconds} s")


def restart_and_run_all(page):
    """Run every cell in a fresh kernel; returns what the outputs say after the last."""
    page.wait_for_function(KERNEL, timeout=MINUTE)
    page.evaluate(FORGET)
    page.evaluate(f"() => {{ ({RUN_ALL})() }}")
    page.locator(".jp-Dialog button.jp-mod-accept").first.click(timeout=MINUTE)
    deadline = time.monotonic() + 180
    while not (state := page.evaluate(STATE))["ran"]:
        assert time.monotonic() < deadline, "the notebook did not finish within 180 s"
        page.wait_for_timeout(250)
    return state


def tab_to_slider(page, most=400):
    """Press Tab until a slider of an explorable has the focus; returns how many times."""
    for presses in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate(SLIDER):
            return presses
    raise AssertionError(f"no slider of an explorable was reached with {most} presses of Tab")


def picture_after(page, key, before):
    """Press a key on the focused slider and wait for another picture."""
    page.keyboard.press(key)
    for _ in range(60):
        page.wait_for_timeout(100)
        if (now := page.evaluate(PICTURE))[0] != before[0]:
            return now
    raise AssertionError(f"the picture stayed the same for 6 s after {key}")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_obeys_the_keyboard(browser, lab, notebook):
    page = browser.new_page(viewport={"width": 1100, "height": 1000})
    try:
        page.goto(lab(f"notebooks/{notebook.name}"))
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=MINUTE)
        assert restart_and_run_all(page)["bad"] == []
        tab_to_slider(page)
        before = page.evaluate(PICTURE)
        after = picture_after(page, "ArrowRight", before)
        assert after[1] != before[1], f"the alt text did not follow the slider: {before[1]!r}"
        assert page.evaluate(STATE)["bad"] == []
    finally:
        page.close()
