"""Outgoing requests: the proxy they take, and the certificates they trust.

>>> network = Network(proxies={"https": "http://me:hidden@proxy:3128"}, no_proxy=("home", "10.0.0.0/8"))
>>> network.proxy_for("https://api.wanikani.com/v2").shown
'http://proxy:3128'
>>> [network.proxy_for(url) for url in ("https://influx.home", "https://10.1.2.3", "https://influxdb")]
[None, None, None]
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from collector.core.errors import InvalidSettings


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy; *setting* is the variable that names it, *shown* its address without the login."""

    setting: str
    url: str = field(repr=False)

    @property
    def shown(self) -> str:
        """Return the address for sentences and for clients that take the login apart."""
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "", "", ""))

    @property
    def login(self) -> tuple[str, str] | None:
        """Return user and password, or None if the proxy's address has none."""
        parts = urlsplit(self.url)
        return (unquote(parts.username), unquote(parts.password or "")) if parts.username else None


@dataclass(frozen=True, slots=True)
class Network:
    """The owner's settings of the network; by default no proxy, and the machine's own certificates.

    *proxies* is by scheme (`http`, `https`) or `all`; *cert_file* and *cert_dir* hold certificates that are
    trusted besides.
    """

    proxies: Mapping[str, str] = field(default_factory=dict, repr=False)
    no_proxy: tuple[str, ...] = ()
    cert_file: Path | None = None
    cert_dir: Path | None = None

    def proxy_for(self, url: str) -> Proxy | None:
        """Return the proxy that requests to *url* take, or None for the direct way; raises `InvalidSettings`.

        This machine, and names without a dot, which only the own network knows (services of docker compose,
        say), are always reached directly.
        """
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        named = next((each for each in (scheme, "all") if self.proxies.get(each)), None)
        host = (parts.hostname or "").removesuffix(".")
        if (
            named is None
            or not host
            or _is_near(host)
            or self._excluded(host, parts.port or _PORTS.get(scheme))
        ):
            return None
        return _checked(f"{named.upper()}_PROXY", self.proxies[named])

    def _excluded(self, host: str, port: int | None) -> bool:
        return any(_excludes(rule, host, port) for rule in self.no_proxy)


_PORTS = {"http": 80, "https": 443}


def _checked(setting: str, text: str) -> Proxy:
    # Curl takes a proxy without a scheme for an HTTP one.
    url = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
        sound = parts.scheme.lower() in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not url.isascii() or not url.isprintable() or " " in url:
        raise InvalidSettings(
            f"{setting} must be the address of an HTTP proxy, such as http://proxy.home:3128 (SOCKS is not "
            "supported): correct it, or add hosts that need no proxy to NO_PROXY."
        )
    return Proxy(setting, url)


def _is_near(host: str) -> bool:
    address = _address(host)
    if address is not None:
        return address.is_loopback
    # What Docker calls the machine that containers run on is not a name of the proxy's either.
    return "." not in host or host.endswith((".localhost", ".docker.internal"))


def _excludes(rule: str, host: str, port: int | None) -> bool:
    """Return True if *rule* of NO_PROXY is about *host*: a name with what is below it, an address, a network.

    Source: curl's manual, and Go's `httpproxy.Config`, which agree on these forms.
    """
    if rule == "*":
        return True
    address = _address(host)
    if address is not None and (network := _network(rule)) is not None:
        return address in network
    name, colon, wanted = rule.rpartition(":")
    if colon and wanted.isdigit() and not name.endswith(":"):
        return int(wanted) == (port or 0) and _excludes(name, host, port)
    suffix = rule.removeprefix("*").removeprefix(".").removesuffix(".")
    return address is None and bool(suffix) and f".{host}".endswith(f".{suffix}")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _network(rule: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(rule.strip("[]"), strict=False)
    except ValueError:
        return None
