"""Make an nbgrader assignment of a notebook.

    python3 .ci/assignment.py notebooks/03_bptt.ipynb [FOLDER]

In FOLDER (grading/, inside the course so that the notebook finds its helpers) it writes source/03_bptt/03_bptt.ipynb and
a configuration. The solutions move from the folds into regions that nbgrader takes out before it hands out the paper.
Each check counts one point: a line below it, hidden from students, raises unless the check says right.
"""
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLD = re.compile(r"<details>\s*<summary>\W*Solution.*?</details>\s*", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
CHECK = re.compile(r"check\.\w+\((\w+)\)")
NEAR = re.compile(r"\]\((?!https?:|mailto:|#)([^()\s]+)\)")  # a link to a file beside the notebook
CONFIG = '''c = get_config()  # noqa: F821 – nbgrader offers it
c.CourseDirectory.course_id = "unrolled"
c.ClearSolutions.code_stub = {"python": ""}  # the course's own stub stays
c.Execute.timeout = 300
'''


def source(cell):
    return "".join(cell["source"])


def lines(text):
    return text.strip("\n").splitlines(keepends=True)


def mark(cell, name, **kind):
    """Tell nbgrader what a cell is."""
    marks = {"grade": False, "solution": False, "task": False, "locked": False, **kind}
    cell["metadata"]["nbgrader"] = {"schema_version": 3, "grade_id": name, **marks}


def attempted(cells, name):
    """The code cell in which the learner writes this name: the last one that does."""
    writes = re.compile(rf"^(def {name}\(|{name} = )", re.MULTILINE)
    return [cell for cell in cells if cell["cell_type"] == "code" and writes.search(source(cell))][-1]


def solved(cells):
    """The code of the first folded solution in these cells."""
    fold = next(FOLD.search(source(cell)) for cell in cells if FOLD.search(source(cell)))
    return PYTHON.search(fold.group()).group(1)


def checks(cells):
    """Where the cells that are checks stand, and which name each of them checks."""
    found = [(at, CHECK.fullmatch(source(cell).strip())) for at, cell in enumerate(cells) if cell["cell_type"] == "code"]
    return [(at, check.group(1)) for at, check in found if check]


def set_exercises(cells):
    """Mark each attempt with its solution, and each check with its point; return how many there are."""
    found = checks(cells)
    for at, name in found:
        attempt, check = attempted(cells[:at], name), cells[at]
        solution = solved(cells[at:])
        attempt["source"] = lines(f"{source(attempt)}\n### BEGIN SOLUTION\n{solution}### END SOLUTION")
        mark(attempt, name, solution=True)
        hidden = "### BEGIN HIDDEN TESTS\ncheck.require()\n### END HIDDEN TESTS"
        check["source"] = lines(f"{source(check)}\n{hidden}")
        mark(check, f"check_{name}", grade=True, locked=True, points=1)
    return len(found)


def without_answers(cells, address):
    """The cells without outputs and without folded solutions; links lead to the course's own address."""
    for cell in cells:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
        else:
            text = NEAR.sub(lambda link: f"]({address}/{tidy(link.group(1))})", FOLD.sub("", source(cell)))
            cell["source"] = lines(text)
    return [cell for cell in cells if source(cell).strip()]


def tidy(link):
    """A link of notebooks/, seen from the root."""
    return link.removeprefix("../") if link.startswith("../") else f"notebooks/{link}"


def assignment(notebook, repository):
    """The notebook (a dict, changed) as an nbgrader source, and how many points it has."""
    cells = notebook["cells"]
    points = set_exercises(cells)
    if not points:
        raise ValueError("it has no exercise with a check")
    for name, cell in zip(("setup", "imports"), (cell for cell in cells if cell["cell_type"] == "code")):
        mark(cell, name, locked=True)
    notebook["cells"] = without_answers(cells, f"https://github.com/{repository}/blob/main")
    notebook["metadata"]["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return notebook, points


def main(path=None, folder=ROOT / "grading"):
    if not path or not Path(path).is_file():
        sys.exit(f"{path} is no notebook; expected one, as in `make assignment NB=notebooks/03_bptt.ipynb`.")
    path, folder = Path(path), Path(folder)
    try:
        made, points = assignment(json.loads(path.read_text(encoding="utf-8")),
                                  (ROOT / ".ci/repository").read_text(encoding="utf-8").strip())
    except (ValueError, KeyError, TypeError) as problem:
        sys.exit(f"{path.name} makes no assignment: {problem}.")
    target = folder / "source" / path.stem / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if not (folder / "nbgrader_config.py").exists():
        (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    print(f"{target}: {points} exercises, a point each. Next, in {folder}: nbgrader generate_assignment {path.stem}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
