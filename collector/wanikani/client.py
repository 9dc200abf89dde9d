"""One poll's conversation with WaniKani: requests that are paced, conditional, retried and counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode

import httpx

from collector.core.clock import Clock
from collector.core.cursor import Validators
from collector.core.errors import ActionRequiredError, CollectorError, RateLimited, WaniKaniUnavailable
from collector.core.http_dates import parse_http_date, response_date
from collector.wanikani import rate_limit
from collector.wanikani.deadline import CONNECT, READ, TimeBudget
from collector.wanikani.http_errors import failure
from collector.wanikani.urls import endpoint, leads_to

REVISION = "20170710"
_ATTEMPTS = 5
_LIMITED_ATTEMPTS = 3
# Far more than 1000 subjects need; whatever is longer is not WaniKani's.
_LONGEST_BODY = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer with status 200 or, when *body* is None, 304 (nothing new)."""

    url: str
    body: bytes | None
    headers: Mapping[str, str]

    @property
    def validators(self) -> Validators:
        """What makes the next request for this address conditional."""
        etag, modified = self.headers.get("etag"), self.headers.get("last-modified")
        return Validators(self.url, etag, modified if etag or self._settled(modified) else None)

    def _settled(self, modified: str | None) -> bool:
        """Whether `Last-Modified` may speak alone: it knows whole seconds, so its own must be over.

        Source: RFC 9110, section 8.8.2.2.
        """
        date, at = response_date(self.headers), parse_http_date(modified or "")
        return date is not None and at is not None and at < date


@dataclass(frozen=True, slots=True)
class _Received:
    """An answer as it came, whatever its status; the body is decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Conversation:
    """The requests of one poll. Counts them; raises only `WaniKaniUnavailable` and `TokenRejected` (and `Stopped`).

    *place* is where *token* came from, for a sentence about it.
    """

    def __init__(
        self, http: httpx.Client, base_url: str, token: str, clock: Clock, place: str = "WANIKANI_TOKEN"
    ) -> None:
        self._http = http
        self._base = base_url.rstrip("/")
        self._token = token
        self._place = place
        self._patience = TimeBudget(clock)
        self._silence = timedelta(0)
        self._first_good: datetime | None = None
        self._first_any: datetime | None = None
        self.requests = 0
        self.not_modified = 0

    @property
    def first_date(self) -> datetime | None:
        """The `Date` of the first good answer; before there is one, of the first answer at all."""
        return self._first_good or self._first_any

    def address(self, path: str, params: Mapping[str, str] | None = None) -> str:
        """Return the full address of *path* below the API's base, with its version."""
        query = f"?{urlencode(params)}" if params else ""
        return f"{self._base}/{path}{query}"

    def get(self, url: str, validators: Validators | None = None) -> Answer:
        """Ask for *url*; a known answer that still holds comes back without a body.

        Waits for the rate window, tries again what may pass, and gives up with `WaniKaniUnavailable`.
        """
        failed = limited = 0
        while True:
            try:
                return self.get_once(url, validators)
            except RateLimited as error:
                limited += 1
                if limited >= _LIMITED_ATTEMPTS or error.after > rate_limit.LONGEST_SILENCE:
                    raise
                self._silence = error.after
            except WaniKaniUnavailable as error:
                failed += 1
                pause = wait_before_retry(error, failed)
                if pause is None or pause > self._patience.left:
                    raise
                self._patience.pause(pause)

    def further_page(self, url: str) -> Answer:
        """Ask for a further page of a collection, at the address WaniKani named.

        The token goes along with every request, so one that leads to another server fails, unasked.
        """
        if not leads_to(url, self._base):
            raise WaniKaniUnavailable(
                "WaniKani named a next page elsewhere, which was not asked: check WANIKANI_URL."
            )
        with self._patience.for_a_further_page():
            return self.get(url)

    def pass_time(self, microseconds: int) -> None:
        """Let some time go by and take the next answer's `Date` for the beginning of the poll."""
        self._patience.pause(timedelta(microseconds=microseconds))
        self._first_good = self._first_any = None

    def get_once(self, url: str, validators: Validators | None = None) -> Answer:
        """Ask for *url* like `get`, but only once: for somebody who waits for the answer."""
        self._keep_silence()
        conditions = _conditions(url, validators)
        received = self._send(url, conditions)
        self._silence = rate_limit.wait_for_window(received.headers)
        self._note_date(received)
        if received.status == HTTPStatus.OK:
            return Answer(url, received.body, received.headers)
        if received.status == HTTPStatus.NOT_MODIFIED and conditions:
            self.not_modified += 1
            return Answer(url, None, received.headers)
        raise self._failure(url, received)

    def _failure(self, url: str, received: _Received) -> CollectorError:
        name = endpoint(url, self._base)
        if received.status == HTTPStatus.NOT_MODIFIED:
            return WaniKaniUnavailable(f"WaniKani answered {name} with 304 although all of it was asked for.")
        body = self._without_token(received.body)
        return failure(received.status, received.headers, body, name, self._place)

    def _keep_silence(self) -> None:
        """Stay silent until the rate window opens, if the last answer said that it is closed."""
        if self._silence:
            silence, self._silence = self._silence, timedelta(0)
            self._patience.wait_aside(silence)

    def _note_date(self, received: _Received) -> None:
        date = response_date(received.headers)
        self._first_any = self._first_any or date
        if received.status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            self._first_good = self._first_good or date

    def _without_token(self, body: bytes) -> bytes:
        """An error may repeat what was sent, and we repeat what it says."""
        return body.replace(self._token.encode(), b"...")

    def _send(self, url: str, conditions: Mapping[str, str]) -> _Received:
        self._refuse_late(url)
        self.requests += 1
        headers = {"Authorization": f"Bearer {self._token}", "Wanikani-Revision": REVISION, **conditions}
        try:
            with self._http.stream("GET", url, headers=headers, timeout=self._timeout()) as response:
                return _Received(response.status_code, response.headers, self._body(url, response))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise WaniKaniUnavailable(_transport_sentence(error, self._base), soon=True) from None

    def _body(self, url: str, response: httpx.Response) -> bytes:
        body = bytearray()
        self._refuse_late(url)
        for chunk in response.iter_bytes():
            body += chunk
            self._refuse_late(url)
            if len(body) > _LONGEST_BODY:
                raise WaniKaniUnavailable(
                    f"WaniKani's answer to {endpoint(url, self._base)} does not end: check WANIKANI_URL."
                )
        return bytes(body)

    def _timeout(self) -> httpx.Timeout:
        left = max(timedelta(seconds=1), self._patience.left)
        return httpx.Timeout(min(READ, left).total_seconds(), connect=min(CONNECT, left).total_seconds())

    def _refuse_late(self, url: str) -> None:
        if self._patience.left < timedelta(0):
            name = endpoint(url, self._base)
            raise WaniKaniUnavailable(f"WaniKani answers {name} too slowly: trying again at the next poll.")


def wait_before_retry(error: WaniKaniUnavailable, failed: int) -> timedelta | None:
    """How long to wait before asking again after *failed* attempts; None leaves it to the next poll."""
    if not error.soon or failed >= _ATTEMPTS:
        return None
    return max(rate_limit.backoff(failed), error.after or timedelta(0))


def _conditions(url: str, validators: Validators | None) -> dict[str, str]:
    """The headers that let the server answer "not modified": only for the very address they came from."""
    if validators is None or validators.url != url:
        return {}
    pairs = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    # What a proxy made unsendable would fail every poll to come.
    return {name: text for name, text in pairs if text and text.isascii() and text.isprintable()}


def _transport_sentence(error: Exception, base: str) -> str:
    if isinstance(error, httpx.TimeoutException):
        what = "did not answer in time"
    elif "CERTIFICATE_VERIFY_FAILED" in str(error):
        what = "shows a certificate that is not trusted"
    elif isinstance(error, httpx.ConnectError):
        what = "cannot be reached"
    else:
        what = f"broke the connection ({type(error).__name__})"
    return f"WaniKani at {base} {what}: check the network and WANIKANI_URL."


def http_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Return the one HTTP client to keep: no redirects, no cookies, few connections, no token of its own.

    Raises `ActionRequiredError` when the machine names a proxy or certificates that cannot be used.
    """
    try:
        return httpx.Client(
            transport=transport,
            follow_redirects=False,
            # Several accounts share the client: nothing of one may go along with another's requests.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=2),
            headers={"User-Agent": "wanikani-collector", "Accept": "application/json"},
        )
    except (ImportError, ValueError, OSError, httpx.InvalidURL):
        raise ActionRequiredError(
            "The network cannot be used as the environment says: correct HTTP_PROXY, HTTPS_PROXY, ALL_PROXY "
            "(an http:// or https:// address each), SSL_CERT_FILE and SSL_CERT_DIR."
        ) from None
