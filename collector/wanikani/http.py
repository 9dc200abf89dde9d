"""Sends all requests to WaniKani, and explains why no response came."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple, Protocol

import httpx

from collector.core.network import Network, Proxy
from collector.http.deadline import keep_deadline
from collector.http.route import route_to
from collector.http.tls import certificate_problem
from collector.wanikani.body import ACCEPTED, pieces

# What every request has.
HEADERS = {
    "Connection": "keep-alive",
    "User-Agent": "wanikani-collector",
    "Accept": "application/json",
    "Accept-Encoding": ACCEPTED,
}
_NOTHING = httpx.ByteStream(b"")


class HttpResponse(NamedTuple):
    """A response: the *headers* by their names in small letters, the *body* unpacked, a piece at a time.

    The caller closes it.
    """

    status: int
    headers: Mapping[str, str]
    body: Iterator[bytes]
    close: Callable[[], object]


class Http(Protocol):
    """Carries requests: over the network, or to an application in this process."""

    proxy: Proxy | None

    def get(
        self, url: str, headers: Mapping[str, str], timeout: timedelta, connect: timedelta
    ) -> HttpResponse:
        """Return the response for *url*, its body unread.

        Each step may take *timeout*, connecting *connect*. Raises `httpx.InvalidURL`, and `httpx.HTTPError`
        where no response comes.
        """
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class WaniKaniHttp:
    """Carries requests on *transport*, by the proxy *proxy* if any; holds a few connections and no token.

    Several accounts share it, and nothing of one may go along with another's requests. So it is httpx's
    transport without httpx's client: no redirects, no cookies, no login that an address may hold. For a
    request in process, those would take longer than all the rest.
    """

    def __init__(self, transport: httpx.BaseTransport, proxy: Proxy | None = None) -> None:
        self._transport = transport
        self.proxy = proxy

    def get(
        self, url: str, headers: Mapping[str, str], timeout: timedelta, connect: timedelta
    ) -> HttpResponse:
        """Return the response for *url*, as `Http.get`."""
        seconds = timeout.total_seconds()
        timeouts = {"connect": connect.total_seconds(), "read": seconds, "write": seconds, "pool": seconds}
        parsed = _parsed(url)
        request = httpx.Request(
            "GET",
            parsed,
            headers=[(b"Host", parsed.netloc), *_as_bytes(HEADERS), *_as_bytes(headers)],
            stream=_NOTHING,
            extensions={"timeout": timeouts},
        )
        response = self._transport.handle_request(request)
        texts = _header_texts(response)
        body = pieces(response, texts.get("content-encoding", ""))
        return HttpResponse(response.status_code, texts, body, response.close)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


@contextmanager
def http_client(
    transport: httpx.BaseTransport | Http | None = None,
    *,
    url: str = "",
    network: Network | None = None,
    connections: int = 4,
) -> Iterator[Http]:
    """Yield the one HTTP client to keep: no redirects, no cookies, few *connections*, no token of its own.

    It reaches *url*'s host by the settings in *network*, and ignores the environment; a *transport* takes the
    network's place. Raises `InvalidSettings` when the proxy or the certificates cannot be used.
    """
    if isinstance(transport, httpx.BaseTransport):
        http: Http = WaniKaniHttp(transport)
    else:
        http = transport or _over_the_network(url, network or Network(), connections)
    try:
        yield http
    finally:
        http.close()


def _over_the_network(url: str, network: Network, connections: int) -> WaniKaniHttp:
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=2)
    way = httpx.HTTPTransport(limits=limits, **route_to(url, network))
    keep_deadline(way)
    return WaniKaniHttp(way, network.proxy_for(url))


# Every poll asks for the same few addresses.
@lru_cache(maxsize=64)
def _parsed(url: str) -> httpx.URL:
    return httpx.URL(url)


def _as_bytes(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), text.encode("ascii")) for name, text in headers.items()]


def _header_texts(response: httpx.Response) -> dict[str, str]:
    """Return the headers of *response* by their names in small letters; httpx looks each one up slowly."""
    try:
        found = {name.decode("ascii").lower(): text.decode("ascii") for name, text in response.headers.raw}
    except UnicodeDecodeError:
        return dict(response.headers.items())
    # One that came twice is joined.
    return found if len(found) == len(response.headers.raw) else dict(response.headers.items())


def transport_sentence(error: Exception, base: str, proxy: Proxy | None = None) -> str:
    """Return the sentence for *error*, raised instead of a response from *base*; never what was sent."""
    untrusted = certificate_problem(error)
    if untrusted is not None:
        return f"WaniKani at {base} {untrusted}."
    if isinstance(error, httpx.TimeoutException):
        what = "did not answer in time"
    elif isinstance(error, httpx.ProxyError):
        what = f"cannot be reached: the proxy{f' {proxy.shown}' if proxy else ''} refuses ({_status(error)})"
    elif isinstance(error, httpx.ConnectError):
        what = "cannot be reached"
    else:
        what = f"broke the connection ({type(error).__name__})"
    if proxy is not None:
        if not isinstance(error, httpx.ProxyError):
            what += f" through the proxy {proxy.shown}"
        return f"WaniKani at {base} {what}: check {proxy.setting} and NO_PROXY, the network and WANIKANI_URL."
    return f"WaniKani at {base} {what}: check the network and WANIKANI_URL."


def _status(error: httpx.ProxyError) -> str:
    """Return the status that a proxy gave; its text is a stranger's."""
    status = str(error)[:3]
    if status == "407":
        return "407: it requires a user and a password, as in http://USER:PASSWORD@HOST:PORT"
    return status if status.isdigit() else "no status"
