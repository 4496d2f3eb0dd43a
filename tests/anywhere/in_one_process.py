"""Run notebooks in this one process, say where a cell does not say what is stored: python in_one_process.py NOTEBOOK …

Nothing is needed but what a learner has, less JupyterLab. Every warning is an error; no address is asked for, no
program is started, and no file is opened for writing but below the folder that TMPDIR names.
"""
import json
import os
import re
import sys
import tempfile
import warnings
from pathlib import Path

import ipywidgets
import matplotlib.pyplot
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

PICTURE = re.compile(r"data:image/png;base64,[^\"]*")
LIVE = "application/vnd.jupyter.widget-view+json"
REFUSED = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.remove", "os.mkdir")


def refuse(event, arguments):
    """An audit hook: what a lesson has no need of."""
    if event in REFUSED:
        raise PermissionError(f"{event}{arguments} in a notebook")
    writes = event == "open" and isinstance(arguments[0], str) and set(str(arguments[1])) & set("wax+")
    if writes and not Path(arguments[0]).resolve().is_relative_to(Path(tempfile.gettempdir()).resolve()):
        raise PermissionError(f"{arguments[0]} is opened for writing")


def said(data):
    return PICTURE.sub("", "".join(data.get("text/html", data.get("text/plain", ""))))


def stored(cell):
    """What is stored of a cell: what it printed, and what it displayed."""
    printed = "".join("".join(output["text"]) for output in cell["outputs"] if output.get("name") == "stdout")
    return printed, [said(output["data"]) for output in cell["outputs"] if "data" in output]


def run(shell, cell):
    """Run a cell; returns the same pair, or the error."""
    with capture_output() as captured:
        result = shell.run_cell("".join(cell["source"]))
    error = result.error_before_exec or result.error_in_exec or captured.stderr
    if error and "raises-exception" not in cell["metadata"].get("tags", []):
        return error
    return captured.stdout, [said(output.data) for output in captured.outputs if LIVE not in output.data]


def main(paths):
    shell = InteractiveShell.instance()
    sys.addaudithook(refuse)
    for path in map(Path, paths):
        os.chdir(os.environ.get("STARTED_IN", path.parent))
        shell.reset()
        for name in [name for name in sys.modules if name.split(".")[0] == "helpers"]:
            del sys.modules[name]  # a notebook's predictions are counted there
        warnings.simplefilter("error")
        cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
        for number, cell in enumerate(cells, 1):
            if (now := run(shell, cell)) != (then := stored(cell)):
                print(f"{path.name}, cell {number}: {now!r}\nstored: {then!r}")
    print(f"{len(paths)} notebooks: Python {sys.version.split()[0]}, matplotlib {matplotlib.__version__}, "
          f"ipywidgets {ipywidgets.__version__}")


if __name__ == "__main__":
    matplotlib.pyplot.switch_backend("Agg")
    main(sys.argv[1:])
