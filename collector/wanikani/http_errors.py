"""Turns WaniKani's HTTP statuses into errors.

Source: WaniKani API documentation, "Errors": a JSON body `{"error": text, "code": number}`; maintenance
and proxies answer with HTML.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from collector.core.errors import (
    CollectorError,
    EndpointGone,
    RateLimited,
    TokenRejected,
    WaniKaniUnavailable,
)
from collector.core.http_dates import retry_after
from collector.core.links import TOKENS_PAGE
from collector.wanikani import rate_limit


def is_html(body: bytes) -> bool:
    """Return True if *body* is HTML: WaniKani's maintenance page, or a proxy's."""
    return body.lstrip()[:1] == b"<"


def error_for_status(
    status: int, headers: Mapping[str, str], body: bytes, name: str, source: str
) -> CollectorError:
    """Return (not raise) the error for any *status* but 200 and 304; its sentence says what to do.

    *name* is the endpoint's, *source* the setting that the token came from.
    """
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return _rejection(status, body, name, source)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(
            f"WaniKani's rate limit is used up ({name}, 429): other programs with this token use it too; "
            "trying again later.",
            rate_limit.wait_after_429(headers),
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return WaniKaniUnavailable(
            f"WaniKani answered {name} with an error of its own ({status}): trying again later.",
            soon=True,
            after=retry_after(headers),
        )
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return WaniKaniUnavailable(
            f"The proxy in front of WaniKani requires a user and a password for {name} (407): put them into "
            "HTTP_PROXY, as in http://USER:PASSWORD@HOST:PORT."
        )
    if status == HTTPStatus.NOT_FOUND:
        return EndpointGone(f"WaniKani has no {name} (404): check WANIKANI_URL, which must end in /v2.")
    return WaniKaniUnavailable(_refusal(status, name, _error_text(body)))


def _rejection(status: int, body: bytes, name: str, source: str) -> CollectorError:
    """Return the error for 401 or 403; a web page instead of JSON is from something in front of WaniKani."""
    if is_html(body):
        return WaniKaniUnavailable(
            f"Something in front of WaniKani blocks {name} ({status}, a web page): trying again at the next "
            "poll; if this persists, check the network and WANIKANI_URL."
        )
    if status == HTTPStatus.UNAUTHORIZED:
        return TokenRejected(
            f"WaniKani does not accept the token (401): create a new one at {TOKENS_PAGE} and put it into "
            f"{source}."
        )
    if "hibernating" in _error_text(body).lower():
        return WaniKaniUnavailable(
            "WaniKani says the account is hibernating (403): log in at wanikani.com to wake it."
        )
    return TokenRejected(
        f"WaniKani does not allow the token to read {name} (403): create one with read permission at "
        f"{TOKENS_PAGE} and put it into {source}."
    )


def _refusal(status: int, name: str, said: str) -> str:
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return f"WaniKani answered {name} without the data ({status}): trying again at the next poll."
    if status < HTTPStatus.BAD_REQUEST:
        return (
            f"WaniKani answered {name} with a redirect ({status}), which is not followed: check WANIKANI_URL."
        )
    return f"WaniKani refused {name} ({status}{': ' + said if said else ''}): trying again at the next poll."


def _error_text(body: bytes) -> str:
    """Return the text of WaniKani's error body if it fits on one line, else an empty string."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    text: Any = said.get("error") if isinstance(said, dict) else None
    return text[:200] if isinstance(text, str) and text.isprintable() else ""
