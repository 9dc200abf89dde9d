"""One poll's conversation with WaniKani: requests that are paced, conditional, retried and counted.

Sources: WaniKani API documentation, revision 20170710: "Authentication", "Conditional Requests",
"Rate Limit" and "Errors"; RFC 9110 for validators and origins.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

import httpx

from collector.core.clock import Clock, read_clock
from collector.core.confirmed_time import Confirmation
from collector.core.cursor import Validators
from collector.core.errors import CollectorError, RateLimited, WaniKaniUnavailable
from collector.core.http_dates import parse_http_date, response_date
from collector.core.moments import moment
from collector.core.redaction import without
from collector.http.deadline import exchange_within
from collector.wanikani import rate_limit
from collector.wanikani.body import LONGEST_BODY
from collector.wanikani.deadline import CONNECT_TIMEOUT, READ_TIMEOUT, TimeBudget
from collector.wanikani.http import Http, HttpResponse, transport_sentence
from collector.wanikani.http_errors import error_for_status
from collector.wanikani.urls import endpoint_name, same_origin

REVISION = "20170710"
_ATTEMPTS = 5
_SIMULATOR = "wanikani-simulator"
_LIMITED_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A complete response of status 200, or 304 (nothing new) when *body* is None."""

    url: str
    body: bytes | None
    headers: Mapping[str, str]

    @property
    def validators(self) -> Validators:
        """Return what makes the next request for this URL conditional."""
        etag = self.headers.get("etag")
        modified = self.headers.get("last-modified")
        return Validators(self.url, etag, modified if etag or self._settled(modified) else None)

    def _settled(self, modified: str | None) -> bool:
        """Return True if `Last-Modified` is safe without an ETag: its whole second was over when it was sent.

        Source: RFC 9110, section 8.8.2.2.
        """
        date = response_date(self.headers)
        at = parse_http_date(modified or "")
        return date is not None and at is not None and at < date


@dataclass(frozen=True, slots=True)
class _RawResponse:
    """A response of any status; the body is decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Conversation:
    """The requests of one poll, counted in *requests* and *not_modified*.

    Its requests raise only `WaniKaniUnavailable` and `TokenRejected`, and `Stopped` when the process is to
    end. *source* names the setting that *token* came from, for a sentence about it.
    """

    def __init__(
        self, http: Http, base_url: str, token: str, clock: Clock, source: str = "WANIKANI_TOKEN"
    ) -> None:
        self._http = http
        self._base = base_url.rstrip("/")
        self._token = token
        self._source = source
        self._clock = clock
        self._budget = TimeBudget(clock)
        self._wait_first = timedelta(0)
        self._first_good_date: datetime | None = None
        self._first_date: datetime | None = None
        self._software = ""
        self._confirmation: Confirmation | None = None
        self.requests = 0
        self.not_modified = 0

    @property
    def first_date(self) -> datetime | None:
        """Return the `Date` of the first good response; before there is one, of the first response at all."""
        return self._first_good_date or self._first_date

    @property
    def simulated(self) -> bool:
        """Return True if a simulated WaniKani answers: ours names itself in the header `Server`.

        Source: RFC 9110, section 10.2.4; the real service's names the network in front of it.
        """
        return self._software.startswith(_SIMULATOR)

    @property
    def confirmation(self) -> Confirmation | None:
        """Return the time that the newest response confirmed; None before one had a `Date`."""
        return self._confirmation

    def url_of(self, path: str, params: Mapping[str, str] | None = None) -> str:
        """Return the URL of *path* below the API's base, with *params* as its query."""
        query = f"?{urlencode(params)}" if params else ""
        return f"{self._base}/{path}{query}"

    def get(self, url: str, validators: Validators | None = None) -> ApiResponse:
        """Return the response for *url*; without a body when *validators* still hold.

        Waits for the rate window and retries what may pass. Raises `WaniKaniUnavailable` when the attempts or
        the poll's time are used up, `RateLimited` when it would have to wait longer than
        `rate_limit.LONGEST_WAIT`, `TokenRejected` on 401 and 403, `Stopped` when the process is to end.
        """
        failed = limited = 0
        while True:
            try:
                return self.get_once(url, validators)
            except RateLimited as error:
                limited += 1
                if limited >= _LIMITED_ATTEMPTS or error.after > rate_limit.LONGEST_WAIT:
                    raise
                self._wait_first = error.after
            except WaniKaniUnavailable as error:
                failed += 1
                pause = wait_before_retry(error, failed)
                if pause is None or pause > self._budget.left:
                    raise
                self._budget.pause(pause)

    def next_page(self, url: str) -> ApiResponse:
        """Return a further page of a collection, at the URL that WaniKani gave; raises like `get`.

        The token goes along with every request, so a URL of another origin is not requested at all: it
        raises `WaniKaniUnavailable`.
        """
        if not same_origin(url, self._base):
            raise WaniKaniUnavailable(
                "WaniKani named a next page at another address, which was not requested: check WANIKANI_URL."
            )
        with self._budget.page_allowance():
            return self.get(url)

    def restart_after(self, microseconds: int) -> None:
        """Wait, then let the next response's `Date` be the poll's start; raises `Stopped`."""
        self._budget.pause(timedelta(microseconds=microseconds))
        self._first_good_date = self._first_date = None

    def get_once(self, url: str, validators: Validators | None = None) -> ApiResponse:
        """Return the response for *url* without retries, for a person who waits; raises like `get`."""
        self._wait_for_window()
        conditions = _conditions(url, validators)
        response = self._send(url, conditions)
        self._wait_first = rate_limit.wait_before_next_request(response.headers)
        self._note_date(response)
        if response.status == HTTPStatus.OK:
            return ApiResponse(url, response.body, response.headers)
        if response.status == HTTPStatus.NOT_MODIFIED and conditions:
            self.not_modified += 1
            return ApiResponse(url, None, response.headers)
        raise self._error(url, response)

    def _error(self, url: str, response: _RawResponse) -> CollectorError:
        name = endpoint_name(url, self._base)
        if response.status == HTTPStatus.NOT_MODIFIED:
            return WaniKaniUnavailable(
                f"WaniKani answered {name} with 304 although the request was not conditional."
            )
        body = self._without_token(response.body)
        return error_for_status(response.status, response.headers, body, name, self._source)

    def _wait_for_window(self) -> None:
        """Wait until the rate window opens, if the last response said that it is closed."""
        if self._wait_first:
            wait = self._wait_first
            self._wait_first = timedelta(0)
            self._budget.wait_for_rate_limit(wait)

    def _note_date(self, response: _RawResponse) -> None:
        self._software = response.headers.get("server", "")
        date = response_date(response.headers)
        if date is not None:
            self._confirmation = Confirmation(moment(date), read_clock(self._clock))
        self._first_date = self._first_date or date
        if response.status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            self._first_good_date = self._first_good_date or date

    def _without_token(self, body: bytes) -> bytes:
        """Return *body* without the token: an error may echo it, and its text is shown."""
        return without(self._token, body.decode(errors="replace"), "...").encode()

    def _send(self, url: str, conditions: Mapping[str, str]) -> _RawResponse:
        self._raise_if_overdue(url)
        self.requests += 1
        asked = {"Authorization": f"Bearer {self._token}", "Wanikani-Revision": REVISION, **conditions}
        try:
            with (
                exchange_within(self._budget.left_for_an_exchange),
                closing(self._http.get(url, asked, *self._timeouts())) as response,
            ):
                return _RawResponse(response.status, response.headers, self._body(url, response))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise WaniKaniUnavailable(
                transport_sentence(error, self._base, self._http.proxy), soon=True
            ) from None

    def _body(self, url: str, response: HttpResponse) -> bytes:
        body = bytearray()
        self._raise_if_overdue(url)
        for piece in response.body:
            body += piece
            self._raise_if_overdue(url)
            if len(body) > LONGEST_BODY:
                raise WaniKaniUnavailable(
                    f"WaniKani's answer to {endpoint_name(url, self._base)} does not end: check WANIKANI_URL."
                )
        return bytes(body)

    def _timeouts(self) -> tuple[timedelta, timedelta]:
        """Return how long each step of the next request may take, and connecting."""
        left = max(timedelta(seconds=1), self._budget.left)
        return min(READ_TIMEOUT, left), min(CONNECT_TIMEOUT, left)

    def _raise_if_overdue(self, url: str) -> None:
        if self._budget.left < timedelta(0):
            name = endpoint_name(url, self._base)
            raise WaniKaniUnavailable(f"WaniKani answers {name} too slowly: trying again at the next poll.")


def wait_before_retry(error: WaniKaniUnavailable, failed: int) -> timedelta | None:
    """Return how long to wait after *failed* attempts in a row; None leaves it to the next poll."""
    if not error.soon or failed >= _ATTEMPTS:
        return None
    return max(rate_limit.retry_delay(failed), error.after or timedelta(0))


def _conditions(url: str, validators: Validators | None) -> dict[str, str]:
    """Return the headers that allow a 304: validators hold only for the URL they came with."""
    if validators is None or validators.url != url:
        return {}
    pairs = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    # What a proxy made unsendable would fail every poll to come.
    return {name: text for name, text in pairs if text and text.isascii() and text.isprintable()}
