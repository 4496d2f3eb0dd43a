"""A real JupyterLab and a real browser, for tests and benchmarks."""

import contextlib
import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
HOW_TO_GET_ONE = "no Chromium here: install it (on Debian and Ubuntu: sudo apt install chromium)"
MINUTE = 60_000

# A kernel that is restarted while it is still starting leaves JupyterLab waiting for a minute and more.
KERNEL = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
RUN = "() => { window.jupyterapp.commands.execute('notebook:%s') }"
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


@contextlib.contextmanager
def running_browser(options):
    """A headless browser for the length of a with block."""
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=FLAGS, **options)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def running_lab(home, course, python=sys.executable):
    """A JupyterLab of `python` on the folder `course`, its settings in `home`; gives a function from path to address."""
    port, token = free_port(), secrets.token_hex(8)
    environ = dict(os.environ, JUPYTER_CONFIG_DIR=str(home / "config"), JUPYTERLAB_SETTINGS_DIR=str(home / "settings"),
                   JUPYTERLAB_WORKSPACES_DIR=str(home / "workspaces"), JUPYTER_TOKEN=token)
    command = [str(python), "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
               f"--ServerApp.root_dir={course}", "--expose-app-in-browser", "--allow-root"]
    server = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}/api?token={token}", server)
        yield lambda path: f"http://127.0.0.1:{port}/doc/tree/{path}?token={token}&reset"
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:  # on a busy machine a kernel's end may keep it longer: nobody needs its last words
            server.kill()
            server.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_it_answers(address, server, seconds=90):
    for _ in range(2 * seconds):
        assert server.poll() is None, "JupyterLab stopped at once"
        try:
            return urllib.request.urlopen(address, timeout=2)
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"JupyterLab did not answer within {seconds} s")


def run_all(page):
    """Run every cell in the kernel that the page has begun, or up to the first error; returns what the outputs say."""
    page.wait_for_function(KERNEL, timeout=MINUTE)
    page.evaluate(FORGET)
    page.evaluate(RUN % "run-all-cells")
    return when_it_ran(page)


def restart_and_run_all(page):
    """The same in a fresh kernel."""
    page.wait_for_function(KERNEL, timeout=MINUTE)
    page.evaluate(FORGET)
    page.evaluate(RUN % "restart-run-all")
    page.locator(".jp-Dialog button.jp-mod-accept").first.click(timeout=MINUTE)
    return when_it_ran(page)


def when_it_ran(page):
    deadline = time.monotonic() + 300
    while not (state := page.evaluate(STATE))["ran"] and not state["bad"]:  # an error ends the run before the last cell
        assert time.monotonic() < deadline, "the notebook did not finish within 300 s"
        page.wait_for_timeout(250)
    return state
