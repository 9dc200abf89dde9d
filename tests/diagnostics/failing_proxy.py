"""A proxy to a server that fails: after a number of answers it closes every connection."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit


class _Proxy(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, goal: str, answers: int) -> None:
        self.goal = urlsplit(goal).netloc
        self.left = answers
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: _Proxy

    def do_GET(self) -> None:
        """Forward the request; the last one is done too, but its answer never arrives."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        onward = http.client.HTTPConnection(self.server.goal)
        onward.request(self.command, self.path, body, dict(self.headers))
        answer = onward.getresponse()
        content = answer.read()
        onward.close()
        self.close_connection = True
        if self.server.left <= 0:
            return
        self.server.left -= 1
        self.send_response(answer.status)
        for name in ("Content-Type", "Content-Encoding", "X-Influxdb-Version"):
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815 - the names http.server calls

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def failing_proxy(goal: str, answers: int) -> Iterator[str]:
    """Yield an address that forwards to *goal* for so many *answers*, and then closes connections."""
    proxy = _Proxy(goal, answers)
    Thread(target=proxy.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield proxy.url
    finally:
        proxy.shutdown()
        proxy.server_close()
