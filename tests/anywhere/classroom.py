"""A classroom on this machine: a JupyterHub on 127.0.0.1, and students who open the course's link and run a notebook.

The simple spawner and dummy accounts are for this test only: all students are one user of the machine. Every request
has a time limit, and all of them are counted.
"""
import asyncio
import contextlib
import json
import os
import secrets
import socket
import subprocess
import uuid
from pathlib import Path
from urllib.parse import urlencode

from conftest import ROOT
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClosedError, websocket_connect

VENV = ROOT / ".venv-classroom"
SECONDS = 120  # for one request, one cell, one start

CONFIG = """
c.JupyterHub.bind_url = "http://127.0.0.1:{ports[0]}"
c.JupyterHub.hub_port = {ports[1]}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.any_allow_config = c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/{{username}}"
c.Spawner.args = ["--allow-root"]
c.Spawner.start_timeout = c.Spawner.http_timeout = {seconds}
c.JupyterHub.services = [{{"name": "teacher", "api_token": {token!r}}}]
c.JupyterHub.load_roles = [
    dict(name="teacher", services=["teacher"], scopes=["admin:users", "admin:servers", "tokens"])]
c.JupyterHub.log_level = "WARN"
"""


def free_ports(n):
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(n)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


class Hub:
    """A hub that runs while it is entered: `await hub.ask(method, path, token)`; `requests` counts."""

    def __init__(self, folder):
        self.folder, self.ports, self.token, self.requests = folder, free_ports(3), secrets.token_hex(16), 0
        self.address = f"127.0.0.1:{self.ports[0]}"

    def start(self):
        proxy = str(VENV / "node_modules/.bin/configurable-http-proxy")
        config = CONFIG.format(ports=self.ports, proxy=proxy, folder=self.folder, token=self.token, seconds=SECONDS)
        (self.folder / "hub.py").write_text(config, encoding="utf-8")
        environ = {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        with (self.folder / "hub.log").open("w") as log:
            self.process = subprocess.Popen([VENV / "bin/jupyterhub", "-f", "hub.py"], cwd=self.folder, env=environ,
                                            stdout=log, stderr=log)

    async def __aenter__(self):
        self.start()
        await self.until("/hub/api/")
        return self

    async def __aexit__(self, *error):
        self.process.terminate()  # it ends the students' servers first
        try:
            await asyncio.to_thread(self.process.wait, SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()

    async def ask(self, method, path, token=None, /, **data):
        """The answer, read as JSON where it is; an error status raises."""
        self.requests += 1
        body = json.dumps(data) if method in ("POST", "PUT") else None
        request = HTTPRequest(f"http://{self.address}{path}", method, {"Authorization": f"token {token or self.token}"},
                              body, request_timeout=SECONDS, follow_redirects=False)
        text = (await AsyncHTTPClient().fetch(request)).body.decode()
        return json.loads(text) if text[:1] in ("{", "[") else text

    async def status(self, *asked):
        try:
            await self.ask(*asked)
        except HTTPClientError as error:
            return error.code
        except OSError:
            return 0
        return 200

    async def until(self, path, token=None):
        """Ask once a second until it answers."""
        for _ in range(SECONDS):
            if await self.status("GET", path, token) == 200:
                return
            if self.process.poll() is not None:
                break
            await asyncio.sleep(1)
        raise TimeoutError(f"{path} did not answer within {SECONDS} s: {(self.folder / 'hub.log').read_text()[-2000:]}")


class Student:
    """One account: its server, and one kernel in it."""

    def __init__(self, hub, name):
        self.hub, self.name, self.home = hub, name, f"/user/{name}"

    async def ask(self, method, path, /, **data):
        return await self.hub.ask(method, self.home + path, self.token, **data)

    async def arrive(self, repository):
        """Log in, start the server, and follow the link that fetches the course."""
        await self.hub.ask("POST", f"/hub/api/users/{self.name}")
        self.token = (await self.hub.ask("POST", f"/hub/api/users/{self.name}/tokens"))["token"]
        await self.hub.ask("POST", f"/hub/api/users/{self.name}/server", self.token)
        await self.hub.until(f"{self.home}/api/status", self.token)
        link = urlencode(dict(repo=repository, branch="main", targetpath="unrolled"))
        assert '"phase": "finished"' in await self.ask("GET", f"/git-pull/api?{link}")

    async def kernel(self, path):
        """Start a kernel that is heard: its id and socket. Twelve at once may choose one port: then one more starts."""
        for _ in range(3):
            kernel = (await self.ask("POST", "/api/kernels", path=path))["id"]
            address = f"ws://{self.hub.address}{self.home}/api/kernels/{kernel}/channels"
            asked = HTTPRequest(address, headers={"Authorization": f"token {self.token}"}, request_timeout=SECONDS)
            socket = await websocket_connect(asked, max_message_size=10**8)
            for _ in range(SECONDS // 30):
                with contextlib.suppress(asyncio.TimeoutError, WebSocketClosedError):
                    await asyncio.wait_for(execute(socket, ""), 10)
                    return kernel, socket
            try:
                await self.ask("DELETE", f"/api/kernels/{kernel}")
            except HTTPClientError as error:
                if error.code != 404:  # one that died of a taken port the server has forgotten already
                    raise
        raise TimeoutError("three kernels were started, and none was heard")

    async def run(self, path):
        """Run a notebook's code cells in a kernel of the student's server, and measure: {"MB": …, "peak MB": …}."""
        cells = (await self.ask("GET", f"/api/contents/{path}"))["content"]["cells"]
        kernel, socket = await self.kernel(path)
        for cell in (cell for cell in cells if cell["cell_type"] == "code"):
            await execute(socket, cell["source"])
        processes = (await execute(socket, "import os; print(os.getpid(), os.getppid())")).split()
        found = {"MB": sum(memory(pid, "smaps_rollup", "Pss") for pid in processes),
                 "kernel's peak MB": memory(processes[0], "status", "VmHWM")}
        socket.close()
        await self.ask("DELETE", f"/api/kernels/{kernel}")
        return found


async def execute(socket, source):
    """Execute one cell; what it printed. An error raises AssertionError with the cell and the error."""
    header = dict(msg_id=uuid.uuid4().hex, session="classroom", username="", msg_type="execute_request", version="5.3")
    content = dict(code=source, silent=False, store_history=True, user_expressions={}, allow_stdin=False)
    await socket.write_message(json.dumps(dict(
        header=header, parent_header={}, metadata={}, content=content, channel="shell", buffers=[])))
    printed, idle, reply = "", False, None
    while not (idle and reply):
        heard = await asyncio.wait_for(socket.read_message(), SECONDS)
        heard = json.loads(heard) if isinstance(heard, str) else {"parent_header": {}}
        if heard["parent_header"].get("msg_id") != header["msg_id"]:
            continue
        kind, content = heard["msg_type"], heard["content"]
        printed += content["text"] if kind == "stream" and content["name"] == "stdout" else ""
        idle = idle or content.get("execution_state") == "idle"
        reply = content if kind == "execute_reply" else reply
    assert reply["status"] == "ok", f"{source[:200]}\n{reply.get('ename')}: {reply.get('evalue')}"
    return printed


def memory(pid, file, field):
    """Megabytes of a process, from /proc."""
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(f"{field}:")).split()[1]) / 1000
