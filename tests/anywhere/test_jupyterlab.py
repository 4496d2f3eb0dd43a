"""JupyterLab otherwise: windowed notebooks, a reload, two notebooks at once; and the oldest versions that are allowed.

One file makes the environment of the oldest versions: two would make it at the same time.
"""
from pathlib import Path

import alone
import places
import psutil
import pytest
from classroom import memory
from lab import test_browser as rows
from sites import browser_with
from test_versions import SOON

from benchmarks import browsing

WINDOWED = '{"@jupyterlab/notebook-extension:tracker": {"windowingMode": "full"}}'
MODE = "() => window.jupyterapp.shell.currentWidget.content.notebookConfig.windowingMode"
PICTURES = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].map((cell, at) => [cell, at])
    .filter(([cell]) => JSON.stringify(cell.outputs?.toJSON() ?? '').includes('<img')).map(([, at]) => at)"""
# Cells grow while they are drawn, and push the one that was scrolled to out of sight: scroll until it is seen.
SEEN = """at => {
    const content = window.jupyterapp.shell.currentWidget.content
    content.scrollToItem(at, 'start')
    return [...content.widgets[at].node.querySelectorAll('img')]
        .some(img => img.offsetParent !== null && img.naturalWidth > 0)
}"""


browser = browser_with()


@pytest.fixture
def home(tmp_path):
    alone.remote(tmp_path / "course", "notebooks", "helpers", "data")
    return tmp_path


def notebook(number):
    return f"notebooks/{places.NOTEBOOKS[number].name}"


def server_and_kernels():
    """Megabytes that they have needed at most; 0 where there is no /proc."""
    processes = [process.pid for process in psutil.Process().children(recursive=True)
                 if {"jupyterlab", "ipykernel_launcher"} & set(process.cmdline())]  # fmt: skip
    return sum(memory(pid, "status", "VmHWM") for pid in processes if Path("/proc/self/status").exists())


def test_windowed_and_reloaded(browser, home):
    """No dialog; everything runs although most cells are not attached; each picture is there after a reload.

    With the heaviest notebook, 06: server and kernel fit into what Binder guarantees, with a margin."""
    settings = home / "config/labconfig/default_setting_overrides.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(WINDOWED)
    with browsing.running_lab(home, home / "course") as address, rows.opened(browser, address(notebook(6))) as page:
        assert page.evaluate(MODE) == "full" and page.locator(".jp-Dialog").count() == 0
        assert browsing.restart_and_run_all(page)["bad"] == []
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        print(f"{notebook(6)}: {server_and_kernels():.0f} MB at most, server and kernel together")
        assert server_and_kernels() < 400
        page.reload()
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=browsing.MINUTE)
        page.wait_for_function(browsing.KERNEL, timeout=browsing.MINUTE)
        assert page.locator(".jp-Dialog").count() == 0
        pictures = page.evaluate(PICTURES)
        assert len(pictures) > 4
        for at in pictures:
            page.wait_for_function(SEEN, arg=at, timeout=browsing.MINUTE, polling=500)


def test_two_notebooks_at_once(browser, home):
    with (browsing.running_lab(home, home / "course") as address,
          rows.opened(browser, address(notebook(1))) as one, rows.opened(browser, address(notebook(3))) as other):
        one.wait_for_function(browsing.KERNEL, timeout=browsing.MINUTE)
        one.evaluate(browsing.RUN % "run-all-cells")
        assert browsing.restart_and_run_all(other)["bad"] == []
        one.wait_for_function(f"() => ({browsing.STATE})().ran", timeout=5 * browsing.MINUTE)
        assert one.evaluate(browsing.STATE)["bad"] == []


def test_the_oldest_packages(tmp_path):
    places.say_the_same(places.oldest(tmp_path), SOON, tmp_path)


def test_the_oldest_jupyterlab(browser, home, tmp_path):
    """The floor of requirements.txt: a notebook runs, Tab reaches a slider, a key moves it."""
    floor = next(line.partition(">=")[2].partition(",")[0] for line in places.wanted() if line.startswith("jupyterlab"))
    with (browsing.running_lab(home, home / "course", places.oldest(tmp_path)) as address,
          rows.opened(browser, address(notebook(0))) as page):
        assert page.evaluate("() => window.jupyterapp.version").startswith(f"{floor}.0")
        assert browsing.restart_and_run_all(page)["bad"] == []
        rows.tab_to_slider(page)
        rows.picture_after(page, "ArrowRight", page.evaluate(rows.PICTURE))
