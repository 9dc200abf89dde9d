"""The daemon's pages over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from collector.app import App
from collector.daemon.jobs import Jobs
from collector.daemon.web.routes import routes
from collector.daemon.web.server import serve


@contextmanager
def daemon_pages(app: App) -> Iterator[httpx.Client]:
    """Serve the pages of *app* and yield a browser, as it were, before them."""
    server = serve(("127.0.0.1", 0), routes(Jobs(app), app.clock))
    with httpx.Client(base_url=f"http://127.0.0.1:{server.server_address[1]}") as client:
        yield client
    server.shutdown()
    server.server_close()
