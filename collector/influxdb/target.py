"""Where the points are to go: values handed in by whoever read the settings, and which InfluxDB is there."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from urllib.parse import unquote, urlsplit, urlunsplit

# With the servers' own week, ten years of hourly points cost ten times the memory and the query time.
SHARD_GROUP = timedelta(weeks=52)


class Generation(Enum):
    """The three InfluxDBs that differ in how they are written to, by their own names."""

    V1 = "1.x"
    V2 = "2.x"
    V3 = "3.x"


@dataclass(frozen=True, slots=True)
class Server:
    """The InfluxDB that was found; *version* as it calls itself, empty where it would not say."""

    generation: Generation
    version: str = ""

    def __str__(self) -> str:
        return f"InfluxDB {self.version or self.generation.value}"


@dataclass(frozen=True, slots=True)
class Target:
    """A database or bucket on a server, and what opens it.

    Printing it shows no secret: *url* loses its userinfo, which serves as user name and password unless these
    are given. The URL may have a path (a reverse proxy's prefix) and a trailing slash.
    """

    url: str
    bucket: str
    org: str | None = None
    token: str | None = field(default=None, repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url.strip())
        userinfo, _, address = parts.netloc.rpartition("@")
        object.__setattr__(self, "url", urlunsplit(parts._replace(netloc=address)).rstrip("/"))
        if userinfo and not self.username:
            username, _, password = userinfo.partition(":")
            object.__setattr__(self, "username", unquote(username))
            object.__setattr__(self, "password", self.password or unquote(password))

    def without_secrets(self, text: str) -> str:
        """Return *text*, written by others, safe to show: servers and proxies may echo what they got."""
        for secret in (self.token, self.password):
            if secret:
                text = text.replace(secret, "…")
        return text
