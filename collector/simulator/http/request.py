"""A request: the parts of the WSGI environment that an answer depends on."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from werkzeug.wsgi import get_current_url

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request; *path* begins with a slash, *query* is what follows the question mark."""

    wsgi: "WSGIEnvironment"
    method: str
    path: str
    query: str

    @classmethod
    def of(cls, environ: "WSGIEnvironment") -> "HttpRequest":
        """Return the request that *environ* describes (PEP 3333: its texts are bytes read as latin-1)."""
        return cls(
            environ,
            method=environ["REQUEST_METHOD"].upper(),
            path="/" + _meant(environ.get("PATH_INFO", "")).lstrip("/"),
            query=_meant(environ.get("QUERY_STRING", "")),
        )

    @property
    def path_with_query(self) -> str:
        """Return the address without the host."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def host_url(self) -> str:
        """Return the address of the host that was asked, with a slash at its end."""
        asked = self.wsgi
        return _host_url(
            asked["wsgi.url_scheme"],
            asked.get("HTTP_HOST"),
            asked.get("SERVER_NAME"),
            asked.get("SERVER_PORT"),
        )

    def header(self, name: str) -> str | None:
        """Return the text of a header, None if it was not sent; *name* as CGI spells it: `IF_NONE_MATCH`."""
        return self.wsgi.get(f"HTTP_{name}")


def _meant(text: str) -> str:
    return text if text.isascii() else text.encode("latin-1").decode(errors="replace")


@lru_cache(maxsize=64)
def _host_url(scheme: str, host: str | None, name: str | None, port: str | None) -> str:
    given = {"HTTP_HOST": host, "SERVER_NAME": name, "SERVER_PORT": port}
    environ = {key: text for key, text in given.items() if text is not None}
    return get_current_url({"wsgi.url_scheme": scheme, **environ}, host_only=True)
