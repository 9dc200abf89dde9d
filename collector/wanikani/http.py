"""The HTTP client for WaniKani, and what it means when no response comes."""

from http.cookiejar import CookieJar

import httpx

from collector.core.network import Network, Proxy
from collector.http.deadline import DeadlineClient
from collector.http.route import route_to
from collector.http.tls import certificate_problem
from collector.wanikani.body import ACCEPTED


class _Client(DeadlineClient):
    """A client that knows which proxy it goes *by*, for a sentence about it."""

    by: Proxy | None = None


def http_client(
    transport: httpx.BaseTransport | None = None, *, url: str = "", network: Network | None = None
) -> httpx.Client:
    """Return the one HTTP client to keep: no redirects, no cookies, few connections, no token of its own.

    It reaches *url*'s host as *network* says, and asks the environment nothing. Raises `InvalidSettings` when
    the proxy or the certificates cannot be used.
    """
    network = network or Network()
    client = _Client(
        transport=transport,
        follow_redirects=False,
        # Several accounts share the client: nothing of one may go along with another's requests.
        cookies=_NoCookies(),
        limits=httpx.Limits(max_connections=4, max_keepalive_connections=2),
        headers={
            "User-Agent": "wanikani-collector",
            "Accept": "application/json",
            "Accept-Encoding": ACCEPTED,
        },
        **route_to("" if transport else url, network),
    )
    client.by = network.proxy_for(url) if transport is None else None
    return client


def proxy_of(client: httpx.Client) -> Proxy | None:
    """Return the proxy that a client of `http_client` goes by, if any."""
    return client.by if isinstance(client, _Client) else None


class _NoCookies(CookieJar):
    """A jar that stays empty, without a look at what the standard library would refuse one by one."""

    def add_cookie_header(self, request: object) -> None:
        """Add nothing."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Take nothing."""


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
        return "407: it wants a user and a password, as in http://USER:PASSWORD@HOST:PORT"
    return status if status.isdigit() else "no status"
