"""The first five minutes: what `make lab` costs on a fresh clone, step by step, and the second time."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import browsing as lab

ROOT = Path(__file__).resolve().parent.parent
SECOND_TIME = 10  # seconds to a usable page, asked for
PICTURE = "() => !!document.querySelector('.jp-OutputArea .jupyter-widgets img, .jp-OutputArea figure img')"


def report():
    """Measure, print a table, and return the rows for the record; None without a browser or a network."""
    options = lab.browser_options()
    if options is None:
        print(f"The start is not measured: {lab.HOW_TO_GET_ONE}.")
        return None
    with tempfile.TemporaryDirectory() as folder, lab.running_browser(options) as browser:
        course = Path(folder) / "course"
        steps = {"clone": timed(subprocess.run, ["git", "clone", "-q", ROOT, course], check=True)}
        steps["install"] = timed(install, course)
        steps |= {f"first time: {name}": value for name, value in opened(browser, Path(folder) / "one", course).items()}
        steps["second time: install"] = timed(install, course)
        steps |= {f"second time: {name}": value for name, value in opened(browser, Path(folder) / "two", course).items()}
        megabytes = {name: size(course / path) for name, path in (("clone", ".git"), ("environment", ".venv"))}
    again = sum(value for name, value in steps.items() if name.startswith("second") and "picture" not in name)
    for name, value in steps.items():
        print(f"{name:34} {value:6.1f} s")
    print(f"{'clone, environment':34} {megabytes['clone']:.0f}, {megabytes['environment']:.0f} MB")
    print(f"second time to a usable page {again:.1f} s, asked < {SECOND_TIME}: {'met' if again < SECOND_TIME else 'NOT MET'}")
    return {"seconds": steps, "megabytes": megabytes, "installer": "uv" if shutil.which("uv") else "pip", "second time": again}


def timed(function, *args, **kwargs):
    """Seconds that a call takes."""
    begun = time.monotonic()
    function(*args, **kwargs)
    return time.monotonic() - begun


def install(course):
    """What `make lab` does before JupyterLab starts."""
    subprocess.run([sys.executable, ".ci/environment.py", ".venv", "requirements.txt"], cwd=course, check=True, stdout=subprocess.DEVNULL)


def opened(browser, home, course):
    """Start the clone's own JupyterLab and open 00: seconds to its answer, to a usable page, to the first picture."""
    python = course / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    begun = time.monotonic()
    with lab.running_lab(home, course, python) as address:
        answered = time.monotonic()
        page = browser.new_page(viewport={"width": 1100, "height": 1000})
        page.goto(address("notebooks/00_start_here.ipynb"))
        page.wait_for_function(lab.KERNEL, timeout=5 * lab.MINUTE)
        usable = time.monotonic()
        page.evaluate(lab.RUN % "run-all-cells")
        page.wait_for_function(PICTURE, timeout=5 * lab.MINUTE)
        shown = time.monotonic()
        page.close()
    return {"JupyterLab answers": answered - begun, "page is usable": usable - answered, "first picture": shown - usable}


def size(folder):
    """Megabytes of all files below a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
