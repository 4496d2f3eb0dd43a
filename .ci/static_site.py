"""Build the course as one static site: pages to read, and the same notebooks to run in the browser, with no server.

    python .ci/static_site.py FOLDER [PYODIDE]        with the site's own Python, as `make site` does

Pyodide, Python in the browser, comes from its public address, or from PYODIDE, the folder of an unpacked release with
its packages: then the site asks nothing of any other machine. npm brings MathJax, which sets the formulas.
"""
import hashlib
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from site_pages import ROOT, write_pages

MATHJAX = {  # the packages, and the files that are used
    "mathjax@4.1.3": ("startup.js", "core.js", "input/tex.js", "input/tex/extensions/color.js", "output/svg.js",
                      "a11y/assistive-mml.js"),
    "@mathjax/mathjax-newcm-font@4.1.3": ("svg.js", "svg/dynamic/*.js"),  # a page asks for those it needs
}
KERNEL = "@jupyterlite/pyodide-kernel-extension"
EXTENSION = Path(sys.prefix, "share", "jupyter", "labextensions", KERNEL, "static")
WIDGETS = ("ipywidgets", "comm", "jupyterlab_widgets")
# Pyodide loads by itself what a cell imports, not what helpers import. The kernel's own need no index then.
PACKAGES = ("numpy", "matplotlib", "ipywidgets", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython",
            "ssl", "sqlite3")  # these two are packages in older Pyodides only
LIVE = {"kernelspec": {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}, "language_info": {
    "codemirror_mode": {"name": "python", "version": 3}, "file_extension": ".py", "mimetype": "text/x-python",
    "name": "python", "nbconvert_exporter": "python", "pygments_lexer": "ipython3", "version": "3"}}


def npm(package, folder):
    """Unpack a package of npm's into a folder; returns where it lies."""
    tool = shutil.which("npm")
    if tool is None:
        sys.exit("npm, which brings MathJax, is not here: install Node.js, then run the command again.")
    packed = subprocess.run([tool, "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True)
    shutil.unpack_archive(folder / packed.stdout.split()[-1], folder, filter="data")
    return folder / "package"


def write_mathjax(folder):
    for package, files in MATHJAX.items():
        with tempfile.TemporaryDirectory() as place:
            unpacked = npm(package, Path(place))
            for file in (file for pattern in files for file in unpacked.glob(pattern)):
                copy = folder / file.relative_to(unpacked)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, copy)


def entry(wheel):
    """What pyodide-lock.json says of a wheel, its checksum with it."""
    name, version = wheel.name.split("-")[:2]
    with zipfile.ZipFile(wheel) as packed:
        files = packed.namelist()
        metadata = packed.read(next(file for file in files if file.endswith(".dist-info/METADATA"))).decode()
    needs = re.findall(r"^Requires-Dist: ([\w-]+)(?!.*extra ==)", metadata, flags=re.MULTILINE)
    return name.replace("_", "-"), {
        "name": name.replace("_", "-"), "version": version, "file_name": wheel.name, "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(), "package_type": "package", "unvendored_tests": False,
        "imports": [file.split("/")[0] for file in files if re.fullmatch(r"\w+/__init__\.py", file)],
        "depends": [need.lower().replace("_", "-") for need in needs]}


def lock_of_the_public():
    """The list of packages of the public Pyodide that the kernel is made for, each with its address."""
    schema = json.loads((EXTENSION / "schema" / "kernel.v0.schema.json").read_text(encoding="utf-8"))
    address = schema["properties"]["pyodideUrl"]["default"]
    with tempfile.TemporaryDirectory() as place:
        package = npm(f"pyodide@{re.search('/v([^/]+)/', address)[1]}", Path(place))
        lock = json.loads((package / "pyodide-lock.json").read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package["file_name"] = f"{address.rpartition('/')[0]}/{package['file_name']}"
    return lock


def write_pyodide(folder, release):
    """A copy of the release, if there is one; the wheels that it lacks, and the lock that names all with checksums.

    Returns what Pyodide is told when it starts.
    """
    shutil.copytree(release, folder) if release else folder.mkdir(parents=True)
    place = folder / "pyodide-lock.json"
    lock = json.loads(place.read_text(encoding="utf-8")) if release else lock_of_the_public()
    pinned = [f"{name}=={importlib.metadata.version(name)}" for name in WIDGETS]
    subprocess.run([sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--no-deps", "-d",
                    folder, *pinned], check=True)
    kernels = ("widgetsnbextension", "ipykernel", "pyodide_kernel")  # two are empty: the browser has no need of them
    for name in kernels:
        shutil.copy(max((EXTENSION / "pypi").glob(f"{name}-*.whl")), folder)
    lock["packages"] |= dict(entry(next(folder.glob(f"{name}-*.whl"))) for name in WIDGETS + kernels)
    place.write_text(json.dumps(lock), encoding="utf-8")
    return {"packages": [name for name in PACKAGES if name in lock["packages"]],
            "lockFileURL": "./static/pyodide/pyodide-lock.json"}


def mark_packed_files(listings):
    """JupyterLite lists `digits.csv.gz` as text, as its packed content is, and would spoil it by reading it so."""
    for place in listings.rglob("all.json"):
        listing = json.loads(place.read_text(encoding="utf-8"))
        for file in listing["content"]:
            if file["name"].endswith(".gz"):
                file["mimetype"] = "application/gzip"
        place.write_text(json.dumps(listing), encoding="utf-8")


def write_live(folder, release):
    """JupyterLite with the course in it, built in a new place each time, because a second build drops settings."""
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        left_out = shutil.ignore_patterns("__pycache__", ".*")
        for name in ("notebooks", "helpers", "data"):
            shutil.copytree(ROOT / name, place / "course" / name, ignore=left_out)
        for path in (place / "course" / "notebooks").glob("*.ipynb"):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            notebook["metadata"] |= LIVE  # without these, a dialog asks for a kernel
            path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")
        kernel = {"disablePyPIFallback": True, "loadPyodideOptions": write_pyodide(place / "pyodide", release)}
        if release:
            kernel["pyodideUrl"] = "./static/pyodide/pyodide.mjs"
        settings = {"appName": "Unrolled", "litePluginSettings": {f"{KERNEL}:kernel": kernel}}
        (place / "jupyter-lite.json").write_text(json.dumps({
            "jupyter-lite-schema-version": 0, "jupyter-config-data": settings}), encoding="utf-8")
        build = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", place, "--contents", place / "course",
                 "--output-dir", folder, "--apps", "lab", "--no-sourcemaps", "--no-unused-shared-packages"]
        done = subprocess.run(build, cwd=place, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"JupyterLite did not build:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        mark_packed_files(folder / "api" / "contents")
        shutil.move(place / "pyodide", folder / "static" / "pyodide")


def main(folder, release=None):
    if release and not (Path(release) / "pyodide-lock.json").exists():
        sys.exit(f"PYODIDE is {release!r}; expected the folder of an unpacked Pyodide, with its pyodide-lock.json.")
    folder = Path(folder).resolve()
    if folder.exists() and any(folder.iterdir()) and not (folder / "pictures").exists():
        sys.exit(f"{folder} holds something else than a site; expected a new folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_pages(folder)
    write_mathjax(folder / "mathjax")
    write_live(folder / "live", release and Path(release).resolve())
    print(f"Built. To see it: {Path(sys.executable).name} -m http.server -b 127.0.0.1 -d {folder}")


if __name__ == "__main__":
    main(*filter(None, sys.argv[1:]))
