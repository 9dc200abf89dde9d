"""Routes httpx to an address: the proxy to use, and the certificates to trust."""

import ssl
from typing import TypedDict

import httpx

from collector.core.network import Network, Proxy
from collector.http.tls import trusting


class Route(TypedDict):
    """Options of `httpx.Client` and `httpx.HTTPTransport`: with them it ignores the environment."""

    verify: ssl.SSLContext
    proxy: httpx.Proxy | None
    trust_env: bool


def route_to(url: str, network: Network) -> Route:
    """Return how to reach *url*'s host as *network* says.

    Raises `InvalidSettings` when the proxy or the certificates cannot be used.
    """
    proxy = network.proxy_for(url)
    secure_proxy = proxy is not None and _is_secure(proxy.shown)
    # Reading the machine's certificates takes 30 ms; without TLS, a context that trusts none will do.
    wanted = _is_secure(url) or secure_proxy
    trust = trusting(network) if wanted else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return {"verify": trust, "proxy": _httpx_proxy(proxy, trust), "trust_env": False}


def _is_secure(url: str) -> bool:
    return url.lower().startswith("https:")


def _httpx_proxy(proxy: Proxy | None, trust: ssl.SSLContext) -> httpx.Proxy | None:
    if proxy is None:
        return None
    # httpx refuses a context for a proxy that is not itself spoken to by TLS.
    secure = trust if _is_secure(proxy.shown) else None
    return httpx.Proxy(proxy.shown, auth=proxy.login, ssl_context=secure)
