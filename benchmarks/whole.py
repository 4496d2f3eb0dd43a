"""The whole: each notebook's kernel time and peak memory, and all of them strict, two at a time, as `make test` runs them."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
STRICT = ["-m", "pytest", "-q", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=120",
          "--nbval-sanitize-with=tests/sanitize.cfg", "-n", "2", "--dist", "loadscope", "notebooks"]  # fmt: skip
LAST_CELL = """
import os, sys, time
if os.path.exists("/proc/self/status"):  # there ru_maxrss is at least what the process had that started this one
    most = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1e3
elif sys.platform == "win32":
    most = 0
else:
    import resource
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
print("SPENT", time.process_time(), most)
"""
ASKED = {"seconds of them all": 90, "MB of the heaviest": 400, "seconds of a notebook": 60}


def report():
    """Measure, print a table, and return the rows for the record."""
    rows = [spent(path) for path in NOTEBOOKS]
    for row in rows:
        print(f"{row['notebook']:26} {row['processor_s']:6.1f} s of processor time {row['peak_mb']:6.0f} MB")
    begun = time.monotonic()
    done = subprocess.run([sys.executable, *STRICT], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
    found = {"seconds of them all": time.monotonic() - begun, "MB of the heaviest": max(row["peak_mb"] for row in rows),
             "seconds of a notebook": max(row["processor_s"] for row in rows)}  # fmt: skip
    for what, asked in ASKED.items():
        print(f"{what}: {found[what]:.0f}, asked < {asked}: {'met' if found[what] < asked else 'NOT MET'}")
    if done.returncode:
        print("Not all outputs were the stored ones: make test says which.")
    return {"notebooks": rows, "strict, two at a time": found, "all as stored": done.returncode == 0, "processors": os.cpu_count()}


def spent(path):
    """Run a notebook in a kernel of its own: its processor time in seconds, its peak memory in MB."""
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(path, 4)
    book.cells.append(nbformat.v4.new_code_cell(LAST_CELL))
    NotebookClient(book, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    seconds, megabytes = re.search(r"SPENT (\S+) (\S+)", book.cells[-1].outputs[0].text).groups()
    return {"notebook": path.stem, "processor_s": float(seconds), "peak_mb": float(megabytes)}
