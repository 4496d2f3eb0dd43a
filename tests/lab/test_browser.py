"""A real JupyterLab in a real browser: an explorable and a prediction of every notebook obey the keyboard alone.

One notebook is run whole; of the others, whose cells are all run elsewhere, what the two need.
"""

import contextlib
import json
import os
import re
import shutil

import pytest
from conftest import NOTEBOOKS, ROOT, each_notebook

from benchmarks import browsing as lab

# One page serves all notebooks: JupyterLab's own start costs more than most of them. The last one's kernel ends first.
OPEN = """async path => {
    const {commands, shell} = window.jupyterapp;
    for (const panel of [...shell.widgets('main')]) {
        await panel.sessionContext?.shutdown();
        panel.dispose();
    }
    await commands.execute('docmanager:open', {path});
}"""
WHOLE = NOTEBOOKS[2]
SLIDERS = r"^explore\((.|\n)*?(?<!scale)(?<!steps)(?<!ylim)=\(-?[\d.]"  # a control, not a picture's option
NEEDED = [re.compile(begins, re.MULTILINE) for begins in (r"^predict\(", SLIDERS)]
RACE = re.compile(r"^live_race\(", re.MULTILINE)
CELL = ".jp-Notebook .jp-Cell"
STILLS = "() => [...document.querySelectorAll('.unrolled-still')].map(still => still.offsetParent !== null)"

# The element with the keyboard's focus, if it is a slider of an explorable, marked together with its picture.
SLIDER = """() => {
    const focus = document.activeElement;
    const slider = focus?.closest('.jp-OutputArea .widget-slider');
    const box = slider?.closest('.jp-OutputArea-output');
    const asking = box && [...box.querySelectorAll('button')].some(button => button.textContent.trim() === 'Commit');
    if (!box?.querySelector('figure img') || asking || !focus.matches('.noUi-handle, input[type=range]')) return false;
    window.explorable = box;
    return true;
}"""
AT_ITS_END = """() => {
    const value = name => document.activeElement.getAttribute('aria-value' + name) ?? document.activeElement[name];
    return value('now') === value('max');
}"""
PICTURE = "() => { const img = window.explorable.querySelector('figure img'); return [img.src, img.alt] }"


@pytest.fixture(scope="module")
def jupyterlab(tmp_path_factory):
    """A browser, the addresses of a JupyterLab on a copy of the course, from path to address, and a page of it."""
    options = lab.browser_options()
    if options is None:
        sentence = f"{lab.HOW_TO_GET_ONE} to run this test"
        pytest.fail(sentence) if os.environ.get("CI") else pytest.skip(sentence)
    home = tmp_path_factory.mktemp("lab")
    for name in ("notebooks", "helpers", "data"):
        shutil.copytree(ROOT / name, home / "course" / name)
    for notebook in NOTEBOOKS:
        if notebook != WHOLE:
            shorten(home / "course/notebooks" / notebook.name)
    with (lab.running_browser(options) as browser, lab.running_lab(home, home / "course") as address,
          opened(browser, address("data/README.md"), ".jp-FileEditor") as page):  # fmt: skip
        yield browser, address, page


def shorten(path):
    """Keep a notebook's cells as far as its first prediction and its first slider; and its race, if it has one."""
    nb = json.loads(path.read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) if cell["cell_type"] == "code" else "" for cell in nb["cells"]]
    firsts = [next((n for n, source in enumerate(sources) if wanted.search(source)), 0) for wanted in NEEDED]
    nb["cells"] = [cell for n, cell in enumerate(nb["cells"]) if n <= max(firsts) or RACE.search(sources[n])]
    path.write_text(json.dumps(nb), encoding="utf-8")


def tab_to_slider(page, most=400):
    """Press Tab until a slider of an explorable has the focus."""
    reached = any(page.keyboard.press("Tab") or page.evaluate(SLIDER) for _ in range(most))
    assert reached, f"no slider of an explorable was reached with {most} presses of Tab"


def picture_after(page, key, before):
    """Press a key on the focused slider and wait for another picture."""
    page.keyboard.press(key)
    page.wait_for_function(f"before => ({PICTURE})()[0] !== before", arg=before[0], timeout=lab.MINUTE)
    return page.evaluate(PICTURE)


@contextlib.contextmanager
def opened(browser, address, shows=CELL):
    """A page at an address once it shows something, closed at the end."""
    with contextlib.closing(browser.new_page(viewport={"width": 1100, "height": 1000})) as page:
        page.goto(address)
        page.wait_for_selector(shows, timeout=lab.MINUTE)
        yield page


@each_notebook
def test_runs_and_obeys_the_keyboard(jupyterlab, path):
    browser, address, page = jupyterlab
    page.evaluate(OPEN, f"notebooks/{path.name}")
    page.wait_for_selector(CELL, timeout=lab.MINUTE)
    run = lab.restart_and_run_all if path == WHOLE else lab.run_all
    assert run(page)["bad"] == []
    page.wait_for_function(f"() => ({STILLS})().every(seen => !seen)", timeout=lab.MINUTE)  # the live ones are seen
    take_first_prediction(page)
    tab_to_slider(page)
    before = page.evaluate(PICTURE)
    after = picture_after(page, "ArrowLeft" if page.evaluate(AT_ITS_END) else "ArrowRight", before)
    assert after[1] != before[1], f"the alt text did not follow the slider: {before[1]!r}"
    if path.stem.startswith("09"):
        stop_the_race(page)
    assert page.evaluate(lab.STATE)["bad"] == []
    if path == WHOLE:
        check_without_its_kernel(page, browser, address(f"notebooks/{path.name}"))


def check_without_its_kernel(page, browser, place):
    """Saved, its kernel ended, opened on a new page: the still pictures are there, and no error in a widget's place."""
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.wait_for_timeout(1000)
    with opened(browser, place) as anew:
        anew.wait_for_function(f"() => ({STILLS})().length > 2 && ({STILLS})().every(seen => seen)", timeout=lab.MINUTE)
        assert "Error displaying widget" not in anew.inner_text("body")


def stop_the_race(page):
    """Start the live race and stop it: it ends within a second and keeps what there is."""
    box = page.locator(".jp-OutputArea-output", has=page.locator("button", has_text="Start"))
    box.locator("button", has_text="Start").press("Enter")
    box.locator("figure img").wait_for(timeout=lab.MINUTE)
    box.locator("button", has_text="Stop").press("Enter")
    box.locator("[role=alert]", has_text="Stopped after").wait_for(timeout=2000)  # a second; a busy machine's another
    assert "Update" in box.locator("figure img").get_attribute("alt")


def take_first_prediction(page):
    """Answer the first prediction of a page, if it has one: nothing is told before Commit, a verdict after it."""
    box = page.locator(".jp-OutputArea-output", has=page.locator("button", has_text="Commit")).first
    if box.count() == 0:
        return
    commit = box.locator("button", has_text="Commit")
    assert box.locator("[role=alert]").count() == 0
    if box.locator("input[type=radio]").count():
        box.locator("input[type=radio]").first.check()
    commit.click(trial=True, timeout=lab.MINUTE)  # it is enabled once the kernel has heard of the answer
    commit.press("Enter")
    box.locator("[role=alert]").wait_for(timeout=lab.MINUTE)
    assert page.evaluate("() => document.activeElement.textContent.trim()") == "Commit", "the keyboard's focus is lost"
    assert box.locator("[role=alert]").inner_text()[0] in "✓✗"
