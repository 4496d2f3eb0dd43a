"""Binder: repo2docker takes the course as it is, with Python 3.13, and the badge opens notebook 00 in JupyterLab.

And what a teacher copies from the page for teachers: the image's command, the configurations of two hubs.
"""
import re
import shlex
import shutil
import sys

import places
import pytest
import yaml

TEACHERS = (places.ROOT / "notebooks/for_teachers.md").read_text(encoding="utf-8")
HOST = re.findall(r"^```(\w*)\n(.*?)^```$", TEACHERS[TEACHERS.index("\n## Host"):], flags=re.DOTALL | re.MULTILINE)
SHELL, YAML = ([text for kind, text in HOST if kind == wanted and "\n" in text.strip()] for wanted in ("", "yaml"))
IMAGE, = (shlex.split(text.replace("\\\n", ""))[1:-1] for text in SHELL if text.startswith("jupyter-repo2docker"))


@pytest.mark.skipif(sys.platform == "win32", reason="repo2docker does not run on Windows")
@pytest.mark.parametrize("options", [[], IMAGE], ids=["Binder", "a hub's image"])
def test_repo2docker_takes_the_course(tmp_path, options):
    python = places.environment("binder", tmp_path, ["jupyter-repo2docker>=2025.8"])
    course = tmp_path / "course"  # all that Binder looks at
    course.mkdir()
    for name in ("environment.yml", "requirements.txt"):
        (course / name).write_bytes((places.ROOT / name).read_bytes())
    status, said = places.run(python, "-m", "repo2docker", *options, "--no-build", "--debug", course)
    assert status == 0, said
    assert "Building conda environment for python=3.13" in said and '--file "environment.yml"' in said
    assert "--appendix" not in options or "\nRUN pip install --no-cache-dir nbgitpuller" in said


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize("block", SHELL, ids=lambda block: block.split()[0])
def test_a_teachers_commands_are_read(block):
    status, said = places.run("bash", "-n", "-c", block)
    assert (status, said) == (0, "")


def test_a_teachers_cluster_is_configured():
    """What the chart reads: its own names, and limits that the course's memory (below 400 MB) fits into."""
    config, = map(yaml.safe_load, YAML)
    assert set(config) == {"singleuser", "cull"} and set(config["singleuser"]) <= {
        "image", "defaultUrl", "memory", "cpu", "storage", "cmd", "extraEnv", "lifecycleHooks"}
    image = IMAGE[IMAGE.index("--image-name") + 1]
    assert "{name}:{tag}".format(**config["singleuser"]["image"]) == image
    assert "limits.memory 1G\n" in "".join(SHELL) and config["singleuser"]["memory"]["limit"] == "1G"


def test_the_badge_opens_the_first_notebook():
    readme = (places.ROOT / "README.md").read_text(encoding="utf-8")
    path, = re.findall(r"mybinder\.org/v2/gh/[\w.-]+/[\w.-]+/main\?urlpath=lab/tree/([^)\s]+)", readme)
    assert (places.ROOT / path) == places.NOTEBOOKS[0]
