"""The HTTP connection to InfluxDB, and what it means when no response comes."""

import gzip
from collections.abc import Mapping, Sequence
from datetime import timedelta

import httpx

from collector.core.network import Proxy
from collector.http.deadline import DeadlineClient, exchange_within
from collector.http.route import route_to
from collector.http.tls import causes, certificate_problem
from collector.influxdb.outcome import ActionRequired, RetryLater
from collector.influxdb.responses import InfluxResponse
from collector.influxdb.target import Generation, Target

# Short enough that a daemon which must stop within eight seconds can finish a request.
TIMEOUT = timedelta(seconds=5)
# What a whole exchange may take: connecting, sending and the answer this long each.
_EXCHANGE = 3
# What an exchange raises instead of a response; a `ValueError` is a header that cannot be sent.
FAILURES = (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError)


def open_client(
    target: Target, generation: Generation | None = None, timeout: timedelta = TIMEOUT
) -> httpx.Client:
    """Return a client for *target*; without *generation* it sends whatever credentials there are.

    It reaches the server by the target's network settings, and ignores the environment. Raises `ValueError`
    and httpx's `InvalidURL` for a URL or credentials that cannot be sent, `InvalidSettings` for a proxy or
    certificates that cannot be used.
    """
    return _Client(
        base_url=target.url,
        headers={"User-Agent": "wanikani-collector"} | _token_header(target, generation),
        auth=_basic(target, generation),
        exchange=_EXCHANGE * timeout,
        timeout=timeout.total_seconds(),
        follow_redirects=False,
        **route_to(target.url, target.network),
    )


class _Client(DeadlineClient):
    """A client whose exchanges take no longer than *exchange*, however slowly the server sends."""

    def __init__(self, exchange: timedelta, **options: object) -> None:
        super().__init__(**options)
        self._exchange = exchange

    def send(self, request: httpx.Request, **options: object) -> httpx.Response:
        """Send *request* and read the response; raises `httpx.TimeoutException` when the time is over."""
        with exchange_within(self._exchange):
            return super().send(request, **options)  # type: ignore[arg-type] # as httpx.Client takes them


def post_lines(
    client: httpx.Client, path: str, where: Mapping[str, str], lines: Sequence[str]
) -> InfluxResponse:
    """Send *lines* to *path* in one request and return the response; raises what is in `FAILURES`."""
    response = client.post(
        path,
        params=where,
        headers={"Content-Encoding": "gzip", "Content-Type": "text/plain; charset=utf-8"},
        # A twentieth of the bytes; the usual level 6 saves little more, and takes three times as long.
        content=gzip.compress("\n".join(lines).encode(), compresslevel=3, mtime=0),
    )
    return InfluxResponse.of(response)


def outcome_of_failure(error: Exception, target: Target) -> ActionRequired | RetryLater:
    """Return what *error*, raised instead of a response, means for the sender.

    Its own text is not shown: it may hold what was sent.
    """
    untrusted = certificate_problem(error)
    if untrusted is not None:
        return ActionRequired(f"InfluxDB at {target.url} (INFLUXDB_URL) {untrusted}.")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return ActionRequired(
            f"INFLUXDB_URL, {target.url}, is not an InfluxDB address: use one such as http://127.0.0.1:8086."
        )
    if isinstance(error, ValueError | httpx.LocalProtocolError) and not isinstance(error, UnicodeDecodeError):
        return ActionRequired(
            "INFLUXDB_TOKEN, INFLUXDB_USERNAME or INFLUXDB_PASSWORD contains a character that cannot be sent."
        )
    return RetryLater(
        f"InfluxDB at {target.url} cannot be reached{_by_proxy(target.proxy)} ({_in_words(causes(error))}): "
        "is it running, and is INFLUXDB_URL right? Queued points are kept."
    )


def _by_proxy(proxy: Proxy | None) -> str:
    return f" through the proxy {proxy.shown} ({proxy.setting}; NO_PROXY bypasses it)" if proxy else ""


def _token_header(target: Target, generation: Generation | None) -> dict[str, str]:
    return (
        {"Authorization": f"Token {target.token}"} if target.token and generation is not Generation.V1 else {}
    )


def _basic(target: Target, generation: Generation | None) -> httpx.BasicAuth | None:
    wanted = target.username and (generation is Generation.V1 or not target.token)
    return httpx.BasicAuth(target.username or "", target.password or "") if wanted else None


def _in_words(found: list[BaseException]) -> str:
    for each in reversed(found):
        if isinstance(each, OSError) and each.strerror:
            return each.strerror
    if any("Timeout" in type(each).__name__ or isinstance(each, TimeoutError) for each in found):
        return "no answer in time"
    return "the connection broke"
