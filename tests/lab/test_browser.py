"""A real JupyterLab in a real browser: every notebook runs, and an explorable obeys the keyboard alone."""
import os
import shutil
from pathlib import Path

import browsing as lab
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

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


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_obeys_the_keyboard(browser, address, notebook):
    page = browser.new_page(viewport={"width": 1100, "height": 1000})
    try:
        page.goto(address(f"notebooks/{notebook.name}"))
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=lab.MINUTE)
        assert lab.restart_and_run_all(page)["bad"] == []
        tab_to_slider(page)
        before = page.evaluate(PICTURE)
        after = picture_after(page, "ArrowLeft" if page.evaluate(AT_ITS_END) else "ArrowRight", before)
        assert after[1] != before[1], f"the alt text did not follow the slider: {before[1]!r}"
        assert page.evaluate(lab.STATE)["bad"] == []
    finally:
        page.close()
