"""Write the repository's address wherever the course links to itself, and the setup cell into every notebook.

    python3 .ci/links.py [OWNER/NAME]

The address stands in .ci/repository. Without an argument only the setup cells are brought up to date.
"""
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOSTS = ("github.com/", "colab.research.google.com/github/", "mybinder.org/v2/gh/")
SETUP = "# Setup"


def linked_files(root):
    """The files that carry the address, besides .ci/repository itself."""
    named = [root / name for name in ("README.md", "CITATION.cff", ".ci/setup_cell.py") if (root / name).exists()]
    return named + sorted([*(root / "notebooks").glob("*.ipynb"), *(root / "notebooks").glob("*.md")])


def site(repository):
    """Where GitHub Pages shows the course of a repository."""
    owner, name = repository.split("/")
    return f"https://{owner}.github.io/{name}/"


def replace_address(text, old, new):
    """The text with every link to the old repository, or to its site, pointing at the new one."""
    text = text.replace(site(old), site(new))
    hosts = "|".join(re.escape(host) for host in HOSTS)
    return re.sub(rf"({hosts}){re.escape(old)}(?![\w.-]*\w)", rf"\g<1>{new}", text)


def with_setup_cell(notebook, setup):
    """The notebook's text with its first code cell holding the setup cell; the rest stays as it is."""
    content = json.loads(notebook)
    first = next((cell for cell in content["cells"] if cell["cell_type"] == "code"), None)
    if first is None or not "".join(first["source"]).startswith(SETUP):
        raise ValueError(f"the first code cell is not the setup cell: it must begin with {SETUP!r}")
    lines = setup.rstrip("\n").splitlines(keepends=True)
    if first["source"] == lines:
        return notebook
    first["source"] = lines
    return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def read(path):
    return path.read_bytes().decode("utf-8")


def write(path, text):
    if text != read(path):
        path.write_bytes(text.encode("utf-8"))
        print(f"written: {path.relative_to(path.parents[1])}")


def write_setup_cells(root, notebooks=None):
    """Bring the setup cell of every notebook, or of those given, up to date."""
    setup = read(root / ".ci/setup_cell.py")
    for path in notebooks or sorted((root / "notebooks").glob("*.ipynb")):
        try:
            write(path, with_setup_cell(read(path), setup))
        except ValueError as problem:
            sys.exit(f"{path.name}: {problem}.")


def main(root, new=None):
    place = root / ".ci/repository"
    old = read(place).strip()
    if new and ((root / new).exists() or not re.fullmatch(r"[\w-]+/[\w.-]*\w", new)):  # a file's name looks like one
        sys.exit(f"REPOSITORY is {new!r}; expected owner/name, as in `make links REPOSITORY=owner/name`.")
    if new and new != old:
        for path in linked_files(root):
            write(path, replace_address(read(path), old, new))
        write(place, new + "\n")
    write_setup_cells(root)


if __name__ == "__main__":
    main(ROOT, *sys.argv[1:2])
