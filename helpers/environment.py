"""Does the course run here? The answer in words: one line for each thing it needs, and what to do where it is missing.

Only Python's own library is imported, so that this file runs wherever Python does.
"""

import re
import sys
from importlib import metadata

# The oldest versions the course is tested with. ipywidgets 7 is Colab's; elsewhere requirements.txt brings 8.
NEEDED = {"Python": "3.11", "numpy": "2.1", "matplotlib": "3.10", "ipywidgets": "7.7"}
IN_BROWSER = {"numpy": "2.0", "matplotlib": "3.8"}  # where there is no server: the oldest that run the whole course
REMEDY = "run `make lab` in the course's folder, or `pip install -r requirements.txt`, then restart the kernel"


def report():
    """Return the lines of all checks and a last line that sums them up; nothing in it differs between good machines."""
    needed = NEEDED | (IN_BROWSER if sys.platform == "emscripten" else {})
    lines = [package(name, least, installed(name)) for name, least in needed.items()]
    if all(line.startswith("✓") for line in lines):
        lines.append(data())
    missing = sum(line.startswith("✗") for line in lines)
    to_do = f"{missing} of {len(lines)} missing: mend what the lines say, then run this cell again."
    return printable("\n".join([*lines, to_do if missing else "All is here: the course runs."]))


def printable(text):
    """Return `text` in signs that sys.stdout can print: "ok:" and "no:" where ✓ and ✗ are not among them."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.replace("✓", "ok:").replace("✗", "no:")
    return text.encode(encoding, "replace").decode(encoding)


def installed(name):
    """Return the version of a package, or of Python, as text; None if it is not there."""
    if name == "Python":
        return sys.version.split()[0]
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def package(name, least, found):
    """Say whether the version `found` (None: not there) is at least `least`."""
    if found is None:
        return f"✗ {name} is missing ({least} or newer needed): {REMEDY}"
    if release(found) < release(least):
        remedy = "install a newer Python, then run `make lab` again" if name == "Python" else REMEDY
        return f"✗ {name} is too old: {found} here ({least} or newer needed): {remedy}"
    return f"✓ {name} is new enough ({least} or newer needed)"


def release(version):
    """Return the first two numbers of a version as a tuple: "3.10.0rc1" gives (3, 10)."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])


def data():
    """Say whether the course's data can be read and are what they should be."""
    from helpers.learn import tasks  # needs NumPy, which was not known to be there before

    try:
        tasks.sunspots()
    except (FileNotFoundError, ValueError) as problem:
        return f"✗ the data cannot be read: {problem}"
    return "✓ the data are here and complete"
