"""Serves a WSGI application on a port, and a clock at any speed."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from socket import AF_INET, AF_INET6, create_server
from threading import Lock, Thread
from typing import TYPE_CHECKING

from werkzeug.serving import BaseWSGIServer, make_server

from collector.simulator.serving.handler import Handler

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SECONDS_TO_NOTICE_STOP = 0.05


def _machine_time() -> datetime:
    return datetime.now(UTC)


def accelerated_clock(
    start: datetime, speed: float, now: Callable[[], datetime] = _machine_time
) -> Callable[[], datetime]:
    """Return a clock that shows *start* now and from then on runs *speed* times as fast as *now*."""
    began = now()
    return lambda: start + (now() - began) * speed


class RunningServer:
    """A server that is running. It ends with `stop`, or at the end of a `with`."""

    def __init__(self, server: BaseWSGIServer) -> None:
        self._server = server
        self._thread = Thread(
            target=server.serve_forever,
            args=(_SECONDS_TO_NOTICE_STOP,),
            name="simulated-wanikani",
            daemon=True,
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """Return the address of the API, with the `/v2/` that clients are configured with."""
        host = f"[{self._server.host}]" if ":" in self._server.host else self._server.host
        return f"http://{host}:{self._server.port}/v2/"

    def stop(self) -> None:
        """Stop answering and release the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> "RunningServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def serve(
    api: "WSGIApplication",
    host: str = "127.0.0.1",
    port: int = 0,
    around: "Callable[[WSGIApplication], WSGIApplication] | None" = None,
) -> RunningServer:
    """Serve *api* in the background; port 0 takes any that is free.

    Connections are kept and answered in parallel, but *api* handles one request at a time. The middleware
    that *around* returns runs in parallel: it may wait without stopping other requests. Raises `OSError` when
    the port cannot be opened.
    """
    family = AF_INET6 if ":" in host else AF_INET
    app = _one_at_a_time(api)
    # werkzeug would end the whole process over a port in use, so it gets one that is open.
    with create_server((host, port), family=family) as listener:
        return RunningServer(
            make_server(
                host,
                port,
                around(app) if around else app,
                threaded=True,
                request_handler=Handler,
                fd=listener.fileno(),
            )
        )


def _one_at_a_time(api: "WSGIApplication") -> "WSGIApplication":
    lock = Lock()

    def guarded(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with lock:
            return api(environ, start_response)

    return guarded
