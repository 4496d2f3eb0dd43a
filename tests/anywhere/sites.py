"""What the tests of the site share: how it is built and served, and a browser that reaches no other machine."""
import contextlib
import functools
import http.server
import threading
import time
from unittest import mock

import places
import pytest

from benchmarks import browsing

VENV = places.ROOT / ".venv-site"
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # no other machine has an address


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(folder):
    """The address of a folder on this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def python():
    """The site's own Python."""
    places.needs("npm")  # which brings MathJax
    return places.installed(".venv-site", ".ci/requirements-site.txt")


def build(folder, *release):
    """The site in a new folder, as `make site` builds it."""
    began = time.monotonic()
    status, said = places.run(python(), ".ci/static_site.py", folder, *release)
    assert status == 0, said
    size = sum(file.stat().st_size for file in folder.rglob("*")) / 2**20
    print(f"built in {time.monotonic() - began:.0f} s, {size:.0f} MB")
    return folder


def browser_with(*flags):
    """The fixture of a browser that is here."""
    def start():
        options = browsing.browser_options()
        if options is None:
            pytest.skip(browsing.HOW_TO_GET_ONE)
        all_flags = mock.patch.object(browsing, "FLAGS", [*browsing.FLAGS, *flags])
        with all_flags, browsing.running_browser(options) as browser:
            yield browser

    return pytest.fixture(start, scope="module", name="browser")


@contextlib.contextmanager
def page_of(browser, **options):
    """A new page; at its end, what it asked of other machines must be nothing."""
    context, asked = browser.new_context(**options), []
    context.on("request", lambda request: asked.append(request.url))
    try:
        yield context.new_page()
        assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:", "blob:"))] == []
    finally:
        context.close()
