"""Which server an address means, and what its endpoint is called: read by the parser that sends."""

import re

import httpx

_ENDPOINT = re.compile(r"/[a-z_]{1,40}")


def leads_to(url: str, base: str) -> bool:
    """Whether *url* is a whole address, without a user in it, of the very server of *base*.

    Scheme, host and port decide (RFC 6454); anything that cannot be read leads elsewhere.
    """
    try:
        there, here = httpx.URL(url), httpx.URL(base)
    except httpx.InvalidURL:
        return False
    # A user in the address would take the place of the token.
    return not there.userinfo and _origin(there) == _origin(here)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def endpoint(url: str, base: str) -> str:
    """Return what the owner knows an endpoint by: `/assignments`.

    What WaniKani itself named as a next page may be spelled in any way, so only plain words are repeated.
    """
    name = httpx.URL(url).path.removeprefix(httpx.URL(base).path.rstrip("/"))
    return name if _ENDPOINT.fullmatch(name) else "a further page"
