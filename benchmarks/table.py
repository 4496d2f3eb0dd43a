"""The README's table of speeds, made of benchmarks/results.json; `make bench` writes it anew."""

import re
from pathlib import Path
from statistics import median

from benchmarks.pictures import LATEST
from benchmarks.start import SECOND_TIME
from benchmarks.whole import ASKED

README = Path(__file__).resolve().parent.parent / "README.md"
PLACE = re.compile(r"(<!-- speeds -->\n).*?(<!-- end of speeds -->)", re.DOTALL)
SIZE = [100, 32, 64]  # T, B, H


def table(results):
    """The Markdown table of what a learner waits for: what, measured, asked for."""
    rows = [("what", "measured", "aim"), ("---", "---", "---"), *start(results["start"]), *pictures(results["pictures"]),
            *kernels(results["kernels"]), *whole(results["whole"])]  # fmt: skip
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def start(found):
    """From the first command to a usable page, the first and the second time."""
    seconds = found["seconds"]
    first = sum(seconds[name] for name in ("clone", "install", "first time: JupyterLab answers", "first time: page is usable"))
    yield f"`make lab`, the first time, with {found['installer']} and a fast network, to a usable page", f"{first:.0f} s", ""
    yield "`make lab`, after that", f"{found['second time']:.0f} s", f"{SECOND_TIME} s"


def pictures(found):
    """From a key on a slider to the new picture, over all explorables; the end of a drag."""
    rows = found["explorables"]
    key, plain, late = (median(row[name] for row in rows) for name in ("key_ms", "interact_ms", "drag_end_ms"))
    ratios = [row["ratio"] for row in rows]
    yield (f"a key on a slider, to the new picture: median of {len(rows)} pictures; {found['ready_ms']:.0f} ms where it is ready",
           f"{key:.0f} ms", "")  # fmt: skip
    yield f"the same, as a share of plain `interact` ({plain:.0f} ms)", f"{median(ratios):.2f}", "0.17, maps 0.33"
    yield f"after a drag, to the last picture: median; {sum(row['drag_end_ms'] <= LATEST for row in rows)} of {len(rows)} in time", f"{late:.0f} ms", f"{LATEST} ms"


def kernels(found):
    """Forward pass and BPTT of one batch, beside PyTorch's on the same machine."""
    races = {race["cell"]: race for race in found["races"] if race["size"] == SIZE}
    aims = {verdict["what"]: verdict["asked"].removeprefix("≥ ") for verdict in found["verdicts"]}
    T, B, H = SIZE
    for name in ("RNN", "LSTM", "GRU"):
        ours, times = races[name]["milliseconds"]["helper"], races[name]["ratios"]["PyTorch"]
        least = aims[f"{name}: PyTorch / helper ({T}, {B}, {H})"]
        yield f"{name}, forward and BPTT, T = {T}, B = {B}, H = {H}: {ours:.1f} ms; PyTorch takes", f"{times:.2f} times as long", least


def whole(found):
    """Kernel time and memory of the notebooks."""
    strict, (seconds, megabytes, longest) = found["strict, two at a time"], ASKED.values()
    yield f"all {len(found['notebooks'])} notebooks against their stored outputs, two at a time", f"{strict['seconds of them all']:.0f} s", f"{seconds} s"
    yield "the longest notebook's kernel; the most memory", f"{strict['seconds of a notebook']:.0f} s; {strict['MB of the heaviest']:.0f} MB", f"{longest} s; {megabytes} MB"


def write(results):
    """Put the table in its place in the README."""
    text = README.read_text(encoding="utf-8")
    README.write_text(PLACE.sub(lambda place: place[1] + table(results) + place[2], text), encoding="utf-8")
