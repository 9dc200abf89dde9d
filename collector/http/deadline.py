"""One deadline for a whole exchange: connecting, TLS, the request, the head of the response and its body.

httpx 0.28 restarts its time-out for every read of a socket, so a server that sends a byte now
and then holds a request for as long as it likes. Looking up a name is outside of it: nothing can interrupt
that but the resolver's own time-out.
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

import httpcore
import httpx

# When the exchange of this thread must be over, by the monotonic clock.
_ends_at: ContextVar[float | None] = ContextVar("ends_at", default=None)
# Small enough that one piece waits for the other side once.
_PIECE = 16 * 2**10


@contextmanager
def exchange_within(duration: timedelta) -> Iterator[None]:
    """Let requests in the block raise `httpx.TimeoutException` after *duration*.

    Those of `DeadlineClient`, and those on a transport that was given to `keep_deadline`.
    """
    before = _ends_at.set(time.monotonic() + duration.total_seconds())
    try:
        yield
    finally:
        _ends_at.reset(before)


class DeadlineClient(httpx.Client):
    """A client whose requests keep to `exchange_within`, through proxies too."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type] # as httpx.Client takes them
        for transport in (self._transport, *self._mounts.values()):
            if isinstance(transport, httpx.HTTPTransport):
                keep_deadline(transport)


def keep_deadline(transport: httpx.HTTPTransport) -> None:
    """Let what *transport* connects keep to `exchange_within`, through proxies too."""
    # httpx has no parameter for what httpcore takes as `network_backend`.
    pool = transport._pool  # noqa: SLF001
    pool._network_backend = _Backend(pool._network_backend)  # noqa: SLF001


class _Backend(httpcore.NetworkBackend):
    """Connects as *backend* does; what it connects keeps to the deadline."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._backend.connect_tcp(host, port, left, local_address, socket_options))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    """A connection whose every step has what is left of the time."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            self._stream.write(buffer[start : start + _PIECE], _left(timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, error: type[httpcore.TimeoutException]) -> float | None:
    """Return how long the next step may take, *timeout* at most; raises *error* when the time is over."""
    ends_at = _ends_at.get()
    if ends_at is None:
        return timeout
    left = ends_at - time.monotonic()
    if left <= 0:
        raise error("the time for the whole exchange is over")
    return left if timeout is None else min(timeout, left)
