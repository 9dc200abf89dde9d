"""A reverse proxy that takes /wanikani/ to a server's /, as the owner's nginx or Traefik does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from tests.serving import running

PREFIX = "/wanikani"


@dataclass
class Proxy:
    """Where it is; what it was asked for; and how often it has hidden the script, if it is to."""

    url: str
    asked: list[str] = field(default_factory=list)
    script_hidden: bool = False


@contextmanager
def stripping_proxy(behind: str) -> Iterator[Proxy]:
    """Serve what is at *behind* below `PREFIX`, and nothing else; the prefix alone is the page too."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            proxy.asked.append(self.path)
            if self.path != PREFIX and not self.path.startswith(f"{PREFIX}/"):
                return self.send_error(404)
            path = self.path.removeprefix(PREFIX) or "/"
            if proxy.script_hidden and "plotly" in path:
                return self.send_error(404)
            answer = httpx.get(f"{behind}{path}", headers={"Host": self.headers["Host"]})
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["content-type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)
            return None

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        proxy = Proxy(f"http://127.0.0.1:{port}{PREFIX}")
        yield proxy
