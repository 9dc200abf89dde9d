"""Status codes become errors here, and nowhere else."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from collector.wanikani import pace
from collector.wanikani.errors import RateLimited, TokenRejected, TryLater


def raise_for_status(status: int, headers: Mapping[str, str], body: bytes, name: str) -> None:
    """Turn every status but 200 and 304 into the error that says what to do; nowhere else does."""
    if status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        return
    said = _error_text(body)
    if status == HTTPStatus.UNAUTHORIZED:
        raise TokenRejected(
            "WaniKani does not accept the token (401): make a new one at "
            "wanikani.com/settings/personal_access_tokens and put it into WANIKANI_TOKEN."
        )
    if status == HTTPStatus.FORBIDDEN:
        raise _forbidden(said, name)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise RateLimited(
            f"WaniKani's rate limit is used up ({name}, 429): other programs with this token use it too; "
            "trying again later.",
            pace.wait_when_limited(headers),
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise TryLater(
            f"WaniKani answered {name} with an error of its own ({status}): trying again later.",
            soon=True,
            after=pace.retry_after(headers),
        )
    raise TryLater(_refusal(status, name, said))


def _forbidden(said: str, name: str) -> Exception:
    if "hibernating" in said.lower():
        return TryLater("WaniKani says the account is hibernating: log in at wanikani.com to wake it.")
    return TokenRejected(
        f"WaniKani does not allow the token to read {name} (403): make one with read permission at "
        "wanikani.com/settings/personal_access_tokens and put it into WANIKANI_TOKEN."
    )


def _refusal(status: int, name: str, said: str) -> str:
    if 300 <= status < 400:
        return (
            f"WaniKani answered {name} with a redirect ({status}), which is not followed: check WANIKANI_URL."
        )
    if status == HTTPStatus.NOT_FOUND:
        return f"WaniKani has no {name} (404): check WANIKANI_URL; it ends in /v2."
    return f"WaniKani refused {name} ({status}{': ' + said if said else ''}): trying again at the next poll."


def _error_text(body: bytes) -> str:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    text: Any = said.get("error") if isinstance(said, dict) else None
    return text[:200] if isinstance(text, str) and text.isprintable() else ""
