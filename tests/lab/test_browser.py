"""A real JupyterLab in a real browser: every notebook runs, and an explorable obeys the keyboard alone."""
import contextlib
import os
import shutil

import browsing as lab
import pytest
from conftest import NOTEBOOKS, ROOT

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
def browser():
    options = lab.browser_options()
    if options is None:
        sentence = f"{lab.HOW_TO_GET_ONE} to run this test"
        pytest.fail(sentence) if os.environ.get("CI") else pytest.skip(sentence)
    with lab.running_browser(options) as chromium:
        yield chromium


@pytest.fixture(scope="module")
def address(browser, tmp_path_factory):
    """A JupyterLab on a copy of the course; gives a function from path to address."""
    home = tmp_path_factory.mktemp("lab")
    for name in ("notebooks", "helpers", "data"):
        shutil.copytree(ROOT / name, home / "course" / name)
    with lab.running_lab(home, home / "course") as address_of:
        yield address_of


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
    for _ in range(300):
        page.wait_for_timeout(100)
        if (now := page.evaluate(PICTURE))[0] != before[0]:
            return now
    raise AssertionError(f"the picture stayed the same for 30 s after {key}")


@contextlib.contextmanager
def opened(browser, address):
    """A page with a notebook, closed at the end."""
    page = browser.new_page(viewport={"width": 1100, "height": 1000})
    try:
        page.goto(address)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=lab.MINUTE)
        yield page
    finally:
        page.close()


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_obeys_the_keyboard(browser, address, notebook):
    with opened(browser, address(f"notebooks/{notebook.name}")) as page:
        assert lab.restart_and_run_all(page)["bad"] == []
        take_first_prediction(page)
        tab_to_slider(page)
        before = page.evaluate(PICTURE)
        after = picture_after(page, "ArrowLeft" if page.evaluate(AT_ITS_END) else "ArrowRight", before)
        assert after[1] != before[1], f"the alt text did not follow the slider: {before[1]!r}"
        if notebook.stem.startswith("09"):
            stop_the_race(page)
        assert page.evaluate(lab.STATE)["bad"] == []


def stop_the_race(page):
    """Start the live race and stop it: it ends within a second and keeps what there is."""
    box = page.locator(".jp-OutputArea-output", has=page.locator("button", has_text="Start"))
    box.locator("button", has_text="Start").press("Enter")
    box.locator("figure img").wait_for(timeout=lab.MINUTE)
    box.locator("button", has_text="Stop").press("Enter")
    box.locator("[role=status]", has_text="Stopped after").wait_for(timeout=2000)  # a second; a busy machine's another
    assert "Update" in box.locator("figure img").get_attribute("alt")


def take_first_prediction(page):
    """Answer the first prediction of a page, if it has one: nothing is told before Commit, a verdict after it."""
    box = page.locator(".jp-OutputArea-output", has=page.locator("button", has_text="Commit")).first
    if box.count() == 0:
        return
    commit = box.locator("button", has_text="Commit")
    assert box.locator("[role=status]").count() == 0
    if box.locator("input[type=radio]").count():
        box.locator("input[type=radio]").first.check()
    commit.click(trial=True, timeout=lab.MINUTE)  # it is enabled once the kernel has heard of the answer
    commit.press("Enter")
    box.locator("[role=status]").wait_for(timeout=lab.MINUTE)
    assert page.evaluate("() => document.activeElement.textContent.trim()") == "Commit", "the keyboard's focus is lost"
    assert box.locator("[role=status]").inner_text()[0] in "✓✗"


STILLS = """() => [...document.querySelectorAll('.unrolled-still')].map(still => still.offsetParent !== null)"""


def test_a_saved_notebook_shows_its_pictures_without_its_kernel(browser, address):
    """Run, save, end the kernel, open again: the still pictures are there, and no error in place of a widget."""
    place = address(f"notebooks/{NOTEBOOKS[2].name}")
    with opened(browser, place) as page:
        assert lab.restart_and_run_all(page)["bad"] == []
        page.wait_for_function(f"() => ({STILLS})().every(seen => !seen)", timeout=lab.MINUTE)  # the live ones are seen
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        page.wait_for_timeout(1000)
    with opened(browser, place) as page:
        page.wait_for_function(f"() => ({STILLS})().length > 2 && ({STILLS})().every(seen => seen)", timeout=lab.MINUTE)
        assert "Error displaying widget" not in page.inner_text("body")
