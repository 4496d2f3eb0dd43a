"""Open JupyterLab at the first notebook: this machine only, token on. Without a display, print the link.

    python .ci/open_lab.py [PORT]        with the course's own Python, as `make lab` does
"""
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import fork

ROOT = Path(__file__).resolve().parent.parent
START = "notebooks/00_start_here.ipynb"


def in_use(port):
    """Whether somebody listens on the port already."""
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def answers(port):
    """Whether a web server answers: JupyterLab tries its port with a mute socket first."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/api")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def has_display(environ):
    return sys.platform in ("darwin", "win32") or any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def command(port, display):
    options = ["--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={ROOT}",
               "--ServerApp.answer_yes=True", "--Application.log_level=ERROR"]
    options += [f"--LabApp.default_url=/lab/tree/{START}"] if display else ["--no-browser"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    return [sys.executable, "-m", "jupyterlab", *options]


def main(port):
    if in_use(port):
        sys.exit(f"Port {port} is in use, perhaps by a JupyterLab that is still open: close that one, or choose "
                 f"another port, for example `make lab PORT={port + 1}`.")
    fork.offer()
    token = secrets.token_hex(24)
    environ = dict(os.environ, JUPYTER_TOKEN=token)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that JupyterLab is closed as well, below
    lab = subprocess.Popen(command(port, has_display(environ)), env=environ)
    try:
        while lab.poll() is None and not answers(port):
            time.sleep(0.1)
        if lab.poll() is None:
            print("Unrolled is open at (Ctrl+C here closes it):", flush=True)
            print(f"http://127.0.0.1:{port}/lab/tree/{START}?token={token}", flush=True)
        return lab.wait()
    except KeyboardInterrupt:
        return lab.wait()
    finally:
        lab.terminate()


if __name__ == "__main__":
    port = sys.argv[1] if len(sys.argv) > 1 else "8888"
    if not (port.isdigit() and 0 < int(port) < 65536):
        sys.exit(f"PORT is {port!r}; expected a number from 1 to 65535, for example `make lab PORT=8889`.")
    sys.exit(main(int(port)))
