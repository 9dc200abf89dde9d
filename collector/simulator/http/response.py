"""An answer before it is sent: a status, headers, and a body.

Plain values, not a web framework's: half a year of the demo takes thirty thousand answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from werkzeug.http import HTTP_STATUS_CODES, is_entity_header

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_WITHOUT_BODY = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


@dataclass(slots=True)
class HttpResponse:
    """An answer, which is a WSGI application too; *headers* by the names they are sent under."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def of_text(
        cls, text: str | bytes, status: int, content_type: str, headers: Iterable[tuple[str, str]] = ()
    ) -> "HttpResponse":
        """Return an answer with a body; *headers* come first, and do not decide its type and length.

        Where the status has no body, what describes one is left out too.
        """
        body = text if isinstance(text, bytes) else text.encode()
        named = {**dict(headers), "Content-Type": content_type, "Content-Length": str(len(body))}
        if status == HTTPStatus.NOT_MODIFIED:
            named = {name: value for name, value in named.items() if not is_entity_header(name)}
        elif status == HTTPStatus.NO_CONTENT:
            del named["Content-Length"]
        return cls(int(status), named, body)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Send the answer, without its body to a HEAD and where the status has none."""
        start_response(_status_line(self.status), list(self.headers.items()))
        without = self.status in _WITHOUT_BODY or environ["REQUEST_METHOD"] == "HEAD"
        return () if without else (self.body,)


@lru_cache(maxsize=64)
def _status_line(status: int) -> str:
    return f"{status} {HTTP_STATUS_CODES.get(status, 'Unknown').upper()}"
