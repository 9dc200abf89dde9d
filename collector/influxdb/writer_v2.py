"""Writes to InfluxDB 2.x by influxdb-client.

Its synchronous mode, because the batching mode of 1.50 drops data after three minutes and tells only a
callback, and its retries stop for good once the client is older than their deadline. The outbox retries.
"""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import urllib3
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.client.write_api import SYNCHRONOUS
from influxdb_client.rest import ApiException

from collector.http.tls import trusting
from collector.influxdb.http import TIMEOUT, outcome_of_failure
from collector.influxdb.outcome import WriteOutcome
from collector.influxdb.responses import InfluxResponse, write_outcome
from collector.influxdb.target import Generation, Target


def _network_options(target: Target) -> dict[str, Any]:
    """Return how the client reaches the server: it asks the environment nothing either."""
    proxy = target.proxy
    options: dict[str, Any] = {}
    if proxy is not None:
        login = ":".join(proxy.login) if proxy.login else None
        options = {"proxy": proxy.shown, "proxy_headers": urllib3.make_headers(proxy_basic_auth=login)}
    if target.url.lower().startswith("https:"):
        options["ssl_context"] = trusting(target.network)
    return options


@contextmanager
def _bounded(connection: urllib3.connection.HTTPConnection) -> Iterator[None]:
    """Raise `TimeoutError` if the block, which reads a whole response, takes longer than one read may.

    urllib3 2 counts a time-out anew for every read (`urllib3.Timeout`, "read timeout"). Shut down, the socket
    ends a read that waits; what was read by then may look like a whole head, and is none.
    """
    over = threading.Event()
    # The connection forgets it as soon as a response says that it is the last one.
    sock = connection.sock

    def shut_down() -> None:
        over.set()
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    watchdog = threading.Timer(connection.timeout or 0, shut_down)
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()
        if over.is_set():
            raise TimeoutError


class _HTTPConnection(urllib3.connection.HTTPConnection):
    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override] # as urllib3's own does
        with _bounded(self):
            return super().getresponse()


class _HTTPSConnection(urllib3.connection.HTTPSConnection):
    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override] # as urllib3's own does
        with _bounded(self):
            return super().getresponse()


class _HTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


class WriterV2:
    """Keeps one connection; uses nothing of the server but ``/api/v2/write``."""

    def __init__(self, target: Target, *, timeout: timedelta = TIMEOUT) -> None:
        self._target = target
        self._client = InfluxDBClient(
            url=target.url,
            token=target.token or "",
            org=target.org or "",
            timeout=int(timeout.total_seconds() * 1000),
            enable_gzip=True,
            **_network_options(target),
        )
        self._client.api_client.rest_client.pool_manager.pool_classes_by_scheme = {
            "http": _HTTPPool,
            "https": _HTTPSPool,
        }
        self._api = self._client.write_api(write_options=SYNCHRONOUS)

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        """Send *lines* in one request."""
        try:
            # An empty body would be sent as broken gzip, a 500; a blank line writes nothing too.
            # Text with nanoseconds (its default): the client's own conversion of times may be off by one.
            self._api.write(
                bucket=self._target.bucket,
                org=self._target.org or "",
                record=("\n".join(lines) or "\n").encode(),
            )
        except ApiException as error:
            return self._refusal(error)
        # Transport failures come raw; a ValueError is a header that cannot be sent.
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return outcome_of_failure(error, self._target)
        return self._success()

    def close(self) -> None:
        """Close the connection."""
        self._api.close()
        self._client.close()

    def _success(self) -> WriteOutcome:
        """Return what a 2xx means: the client takes a proxy's page for a success too."""
        answer = self._client.api_client.last_response
        response = InfluxResponse(answer.status, answer.data or "", answer.getheaders())
        return write_outcome(response, self._target, Generation.V2)

    def _refusal(self, error: ApiException) -> WriteOutcome:
        if not error.status:  # TLS failed: the client hides urllib3's error behind a status of 0
            return outcome_of_failure(error, self._target)
        return write_outcome(
            InfluxResponse(error.status, error.body or "", error.headers or {}),
            self._target,
            Generation.V2,
        )
