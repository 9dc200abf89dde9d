"""The destination of points: a database or bucket with its credentials, and the InfluxDB that serves it."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from urllib.parse import unquote, urlsplit, urlunsplit

from collector.core.network import Network, Proxy
from collector.core.redaction import without

# With the default of a week, ten years of hourly points cost ten times the memory and the query time.
SHARD_GROUP = timedelta(weeks=52)


class Generation(Enum):
    """The three generations of InfluxDB, which differ in how they are written to."""

    V1 = "1.x"
    V2 = "2.x"
    V3 = "3.x"


class Edition(Enum):
    """The editions of InfluxDB 3: Core never merges its files, Enterprise does."""

    CORE = "Core"
    ENTERPRISE = "Enterprise"


@dataclass(frozen=True, slots=True)
class InfluxServer:
    """A detected InfluxDB; *version* as it reports it, empty where it reports none.

    *edition* is None for 1.x and 2.x, and for a 3.x that does not report it: without a valid token it
    reports nothing.

    >>> print(InfluxServer(Generation.V3, "3.10.0", Edition.CORE), "and", InfluxServer(Generation.V3))
    InfluxDB 3 Core (3.10.0) and InfluxDB 3.x
    """

    generation: Generation
    version: str = ""
    edition: Edition | None = None

    def __str__(self) -> str:
        if self.edition is not None:
            return f"InfluxDB 3 {self.edition.value} ({self.version or self.generation.value})"
        return f"InfluxDB {self.version or self.generation.value}"


@dataclass(frozen=True, slots=True)
class Target:
    """A database or bucket on a server, with its credentials.

    Its repr shows no secret: *url* loses its userinfo, which becomes user name and password unless these are
    given. The URL may have a path (a reverse proxy's prefix) and a trailing slash; *network* says how it is
    reached.

    >>> Target("http://me:secret@localhost:8086/", "wanikani")
    Target(url='http://localhost:8086', bucket='wanikani', org=None, username='me')
    """

    url: str
    bucket: str
    org: str | None = None
    token: str | None = field(default=None, repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    network: Network = field(default_factory=Network, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url.strip())
        userinfo, _, address = parts.netloc.rpartition("@")
        object.__setattr__(self, "url", urlunsplit(parts._replace(netloc=address)).rstrip("/"))
        if userinfo and not self.username:
            username, _, password = userinfo.partition(":")
            object.__setattr__(self, "username", unquote(username))
            object.__setattr__(self, "password", self.password or unquote(password))

    @property
    def proxy(self) -> Proxy | None:
        """Return the proxy that requests to the server take, if any; raises `InvalidSettings`."""
        return self.network.proxy_for(self.url)

    def without_secrets(self, text: str) -> str:
        """Return *text* without the secrets: servers and proxies may echo what they were sent."""
        for secret in (self.token, self.password):
            if secret:
                text = without(secret, text, "…")
        return text
