"""One poll's conversation with WaniKani: requests that are paced, conditional, retried and counted."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

import httpx

from collector.clock import Clock
from collector.cursor import Validators
from collector.wanikani import pace
from collector.wanikani.errors import RateLimited, TryLater
from collector.wanikani.status import raise_for_status

REVISION = "20170710"
# A poll gives up after this much time, waits for the rate window aside; each further page of a
# collection earns some more, so that a first sync over a slow line can come to its end.
GIVE_UP_AFTER = timedelta(seconds=80)
FURTHER_PAGE = timedelta(seconds=10)
_READ = timedelta(seconds=30)
_ATTEMPTS = 5
_LIMITED_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer with status 200 or, when *body* is None, 304 (nothing new)."""

    url: str
    body: bytes | None
    headers: Mapping[str, str]

    @property
    def validators(self) -> Validators:
        """What makes the next request for this address conditional."""
        return Validators(self.url, self.headers.get("etag"), self.headers.get("last-modified"))


class Conversation:
    """The requests of one poll. Counts them; raises only `TryLater` and `TokenRejected` (and `Stopped`)."""

    def __init__(self, http: httpx.Client, base_url: str, token: str, clock: Clock) -> None:
        self._http = http
        self._base = base_url
        self._token = token
        self._clock = clock
        self._deadline = clock.elapsed() + GIVE_UP_AFTER
        self._pause = timedelta(0)
        self.requests = 0
        self.not_modified = 0
        self.first_date: datetime | None = None

    def address(self, path: str, params: Mapping[str, str] | None = None) -> str:
        """Return the full address of *path* below the API's base, with its version."""
        query = f"?{urlencode(params)}" if params else ""
        return f"{self._base}/{path}{query}"

    def get(self, url: str, validators: Validators | None = None) -> Answer:
        """Ask for *url*; a known answer that still holds comes back without a body.

        Waits for the rate window, tries again what may pass, and gives up with `TryLater`.
        """
        for attempt in itertools.count(1):
            try:
                return self._get_once(url, validators)
            except RateLimited as limited:
                if attempt >= _LIMITED_ATTEMPTS:
                    raise
                self._wait_aside(limited.after)
            except TryLater as error:
                pause = wait_before_retry(error, attempt)
                if pause is None or self._clock.elapsed() + pause > self._deadline:
                    raise
                self._clock.wait(pause)
        raise AssertionError("counting never ends")

    def further_page(self, url: str) -> Answer:
        """Ask for a further page of a collection, at the address WaniKani named; it earns more time."""
        self._refuse_other_origin(url)
        self._deadline += FURTHER_PAGE
        return self.get(url)

    def pass_time(self, microseconds: int) -> None:
        """Let some time go by and take the next answer's `Date` for the beginning of the poll."""
        self._clock.wait(timedelta(microseconds=microseconds))
        self.first_date = None

    def _get_once(self, url: str, validators: Validators | None) -> Answer:
        if self._pause:
            self._wait_aside(self._pause)
            self._pause = timedelta(0)
        headers = _headers(self._token, url, validators)
        response = self._send(url, headers)
        self.first_date = self.first_date or pace.date_of(response.headers)
        raise_for_status(response.status_code, response.headers, response.content, _name(url, self._base))
        self._pause = pace.wait_for_window(response.headers)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            if not headers.keys() & {"If-None-Match", "If-Modified-Since"}:
                raise TryLater(
                    f"WaniKani answered {_name(url, self._base)} with 304 although all of it was asked for."
                )
            self.not_modified += 1
            return Answer(url, None, response.headers)
        return Answer(url, response.content, response.headers)

    def _send(self, url: str, headers: dict[str, str]) -> httpx.Response:
        self.requests += 1
        try:
            with self._http.stream("GET", url, headers=headers, timeout=self._timeout()) as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    self._refuse_late(url)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise TryLater(_transport_sentence(error, self._base), soon=True) from None
        return httpx.Response(response.status_code, headers=_decoded(response.headers), content=bytes(body))

    def _timeout(self) -> httpx.Timeout:
        left = (self._deadline - self._clock.elapsed()).total_seconds()
        return httpx.Timeout(max(1.0, min(_READ.total_seconds(), left)), connect=max(1.0, min(10.0, left)))

    def _refuse_late(self, url: str) -> None:
        if self._clock.elapsed() > self._deadline:
            raise TryLater(
                f"WaniKani answered {_name(url, self._base)} too slowly: trying again at the next poll."
            )

    def _refuse_other_origin(self, url: str) -> None:
        """The token goes along with every request: it must not leave for another server."""
        if _origin(url) != _origin(self._base):
            raise TryLater(
                "WaniKani's answer named a next page on another server, which was not asked: check WANIKANI_URL."
            )

    def _wait_aside(self, duration: timedelta) -> None:
        """Wait for the rate window, which the poll's own time does not pay for."""
        self._deadline += duration
        self._clock.wait(duration)


def wait_before_retry(error: TryLater, attempt: int) -> timedelta | None:
    """How long to wait before asking again after *attempt* failed; None leaves it to the next poll."""
    if not error.soon or attempt >= _ATTEMPTS:
        return None
    return max(pace.backoff(attempt), error.after or timedelta(0))


def _headers(token: str, url: str, validators: Validators | None) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {token}", "Wanikani-Revision": REVISION}
    if validators is not None and validators.url == url:
        if validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
    return headers


def _decoded(headers: httpx.Headers) -> httpx.Headers:
    """The body has been decompressed already; say so, or it would be tried again."""
    return httpx.Headers([(k, v) for k, v in headers.multi_items() if k.lower() != "content-encoding"])


def _origin(url: str) -> tuple[str, str | None, int | None] | None:
    """Return what decides which server is meant, or None when *url* is no web address."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    return parts.scheme, parts.hostname, port


def _name(url: str, base: str) -> str:
    """Return what the owner knows the endpoint by: `/assignments`."""
    return urlsplit(url).path.removeprefix(urlsplit(base).path)


def _transport_sentence(error: Exception, base: str) -> str:
    if isinstance(error, httpx.TimeoutException):
        what = "did not answer in time"
    elif isinstance(error, httpx.ConnectError):
        what = "cannot be reached"
    else:
        what = f"broke the connection ({type(error).__name__})"
    return f"WaniKani at {base} {what}: check the network and WANIKANI_URL."


def http_client(
    transport: httpx.BaseTransport | None = None, on_request: Callable[[httpx.Request], None] | None = None
) -> httpx.Client:
    """Return the one HTTP client to keep: no redirects, few connections, no token of its own."""
    return httpx.Client(
        transport=transport,
        follow_redirects=False,
        limits=httpx.Limits(max_connections=4, max_keepalive_connections=2),
        headers={"User-Agent": "wanikani-collector", "Accept": "application/json"},
        event_hooks={"request": [on_request] if on_request else []},
    )
