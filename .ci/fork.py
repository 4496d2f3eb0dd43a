"""In a clone of a fork: say once how the fork's address gets into badges, links and setup cells."""
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ON_GITHUB = re.compile(r"\bgithub\.com[:/]([\w-]+/[\w.-]*?\w)(?:\.git)?/?$")


def config(root, *words):
    """What git's settings of this clone say; "" where there is no git, no clone or no such setting."""
    try:
        done = subprocess.run(["git", "config", "--local", *words], cwd=root, capture_output=True, check=False, timeout=10,
                              text=True, encoding="utf-8", errors="replace")
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def origin(root):
    """The owner/name that this clone was made from, or None where that is not on GitHub."""
    found = ON_GITHUB.search(config(root, "remote.origin.url") if (root / ".git").exists() else "")
    return found and found.group(1)


def offer(root=ROOT):
    """Print one line, the first time that the clone's address is not the one in its links. Nothing is asked or changed."""
    written, here = (root / ".ci/repository").read_text(encoding="utf-8").strip(), origin(root)
    if here in (None, written) or config(root, "unrolled.offered") == here:
        return
    config(root, "unrolled.offered", here)
    print(f"This clone is of {here}, and its links lead to {written}. If the fork is yours: make links REPOSITORY={here}",
          flush=True)
