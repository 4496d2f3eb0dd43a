"""Execute notebooks, two at a time, and store their outputs ready to commit.

    python .ci/notebooks.py [NOTEBOOK …]        with the course's own Python, as `make notebooks` does

A notebook is written only when every cell has run; a cell's error is shown and the exit status is 1.
"""
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import links
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

WIDGET = "application/vnd.jupyter.widget-view+json"
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}  # no version: it would differ
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}  # as JupyterLab calls it
STRIP = ["--keep-output", "--keep-count", "--keep-id", "--extra-keys",
         "metadata.widgets cell.metadata.execution"]


def without_live_widgets(notebook):
    """Keep what stands in for each widget, drop the view that only a running kernel could fill: its id is random."""
    for cell in notebook.cells:
        if "outputs" in cell:
            cell.outputs = [output for output in cell.outputs if WIDGET not in output.get("data", {})]
    return notebook


def execute(path):
    """Run one notebook from its own folder and store it; returns what went wrong, or an empty string."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", coalesce_streams=True,
                            resources={"metadata": {"path": path.parent}})
    try:
        client.execute()
    except (CellExecutionError, RuntimeError, TimeoutError) as problem:
        return f"{path.name}: {problem}"
    stderr = [cell.source.splitlines()[0] for cell in notebook.cells for output in cell.get("outputs", [])
              if output.get("name") == "stderr"]
    if stderr:
        return f"{path.name}: the cell that begins {stderr[0]!r} writes to stderr"
    notebook.metadata.kernelspec, notebook.metadata.language_info = KERNEL, LANGUAGE
    nbformat.write(without_live_widgets(notebook), path)
    subprocess.run([sys.executable, "-m", "nbstripout", *STRIP, str(path)], check=True)
    return ""


def main(paths):
    for path in paths:
        if not path.is_file():
            sys.exit(f"{path.name} is no notebook; expected one, as in `make notebooks NB=notebooks/03_bptt.ipynb`.")
    paths = paths or sorted((links.ROOT / "notebooks").glob("*.ipynb"))
    links.write_setup_cells(links.ROOT, paths)
    with ThreadPoolExecutor(2) as pool:
        problems = []
        for path, problem in zip(paths, pool.map(execute, paths)):
            print(problem or f"stored: {path.name}", flush=True)
            problems += [problem] if problem else []
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main([Path(name).resolve() for name in sys.argv[1:]]))
