"""Binder: repo2docker takes the course as it is, with Python 3.13, and the badge opens the first notebook in JupyterLab."""
import re
import sys

import places
import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="repo2docker does not run on Windows")
def test_repo2docker_takes_the_course(tmp_path):
    python = places.environment("binder", tmp_path, ["jupyter-repo2docker>=2025.8"])
    course = tmp_path / "course"  # all that Binder looks at
    course.mkdir()
    for name in ("environment.yml", "requirements.txt"):
        (course / name).write_bytes((places.ROOT / name).read_bytes())
    status, said = places.run(python, "-m", "repo2docker", "--no-build", "--debug", course)
    assert status == 0, said
    assert "Building conda environment for python=3.13" in said and '--file "environment.yml"' in said


def test_the_badge_opens_the_first_notebook():
    readme = (places.ROOT / "README.md").read_text(encoding="utf-8")
    path, = re.findall(r"mybinder\.org/v2/gh/[\w.-]+/[\w.-]+/main\?urlpath=lab/tree/([^)\s]+)", readme)
    assert (places.ROOT / path) == places.NOTEBOOKS[0]
