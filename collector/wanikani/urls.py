"""Reads a URL like the client that would request it: its origin, and its endpoint's name.

Both are read with httpx, which sends the request: a second parser could be tricked into another answer.

>>> same_origin("https://api.wanikani.com/v2/subjects?page_after_id=1", "https://api.wanikani.com/v2")
True
>>> same_origin("https://api.wanikani.com@evil.example/v2", "https://api.wanikani.com/v2")
False
"""

import re

import httpx

_ENDPOINT = re.compile(r"/[a-z_]{1,40}")


def same_origin(url: str, base: str) -> bool:
    """Return True if *url* has the origin of *base* (scheme, host and port: RFC 6454) and no userinfo.

    Userinfo would take the place of the token. A URL that cannot be parsed has no origin.
    """
    try:
        requested = httpx.URL(url)
        own = httpx.URL(base)
    except httpx.InvalidURL:
        return False
    return not requested.userinfo and _origin(requested) == _origin(own)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def endpoint_name(url: str, base: str) -> str:
    """Return the endpoint that *url* below *base* is about, for a sentence: `/assignments`.

    The URL of a further page is WaniKani's own, so only a plain path is repeated.
    """
    name = httpx.URL(url).path.removeprefix(httpx.URL(base).path.rstrip("/"))
    return name if _ENDPOINT.fullmatch(name) else "a further page"
