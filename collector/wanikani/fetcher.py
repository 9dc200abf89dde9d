"""Fetches one endpoint: a single resource, a collection, or its changes since a cursor.

A 304 is distinguished from an empty collection, and a cursor advances only after a complete pass: pages go by
id, so a row may change while the pass runs (WaniKani API documentation, "Pagination"). A pass that brought
fewer rows than it announced is none, and a cursor advances no further than the rows that came.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

from collector.core.cursor import DAILY, Cursor, Endpoint
from collector.core.errors import MalformedResponse, WaniKaniUnavailable
from collector.core.http_dates import response_date
from collector.core.moments import SECOND, Moment, instant, moment
from collector.wanikani.client import ApiResponse, Conversation
from collector.wanikani.decoder import CollectionPage, Decoder
from collector.wanikani.packed_rows import PackedRows

T = TypeVar("T")
_UPDATED_AT: Callable[[object], Moment] = attrgetter("updated_at")
PageProgress = Callable[[str, int, int], None]
Cursors = Mapping[Endpoint, Cursor]

# Rows are upserted by id, so asking for a minute twice is harmless; missing one is not.
OVERLAP = 60 * SECOND
# Twice the reviews of a long life with WaniKani; a server that announces more is not WaniKani.
_MOST_ROWS = 1_000_000
# Their rows stay for ever, through resets too. Reviews once vanished; the others are always read whole.
_LASTING = {Endpoint.REVIEW_STATISTICS, Endpoint.ASSIGNMENTS, Endpoint.SUBJECTS}


class Fetcher:
    """Fetches endpoint after endpoint in one conversation, and collects the cursors to store with the rows.

    Every method raises what `Conversation.get` raises, and `MalformedResponse`; then no cursor is added.
    """

    def __init__(self, conversation: Conversation, cursors: Cursors, progress: PageProgress) -> None:
        self._conversation = conversation
        self._cursors = cursors
        self._progress = progress
        self.new_cursors: list[Cursor] = []
        self.answered_at: dict[Endpoint, Moment] = {}

    def fetch_one(self, endpoint: Endpoint, decoder: Decoder[T]) -> T | None:
        """Return a single resource; None when it has not changed."""
        known = self._cursors.get(endpoint)
        response = self._conversation.get(
            self._conversation.url_of(endpoint), known.validators if known else None
        )
        self._progress(endpoint, 1, 1)
        if response.body is None:
            self._keep_cursor(known)
            return None
        self.new_cursors.append(Cursor(endpoint, self.polled_at, validators=response.validators))
        return decoder.single(response.body, f"/{endpoint}")

    def fetch_all(self, endpoint: Endpoint, decoder: Decoder[T]) -> PackedRows[T] | None:
        """Return all rows of a collection; None when none has changed."""
        return self._collection(endpoint, decoder, params={})

    def fetch_changed(self, endpoint: Endpoint, decoder: Decoder[T]) -> PackedRows[T] | None:
        """Return the rows that changed since the cursor; None when the server answers "not modified".

        The row that moved the cursor must come again, as it changed after the requested time: if even that
        one is missing, everything is fetched instead, and must be there.
        """
        known = self._cursors.get(endpoint)
        since = known.seen_until if known else None
        if since is None:
            return self._collection(endpoint, decoder, {})
        changed = self._collection(endpoint, decoder, {"updated_after": _updated_after(since)})
        if changed is None or changed or endpoint not in _LASTING:
            return changed
        self.new_cursors.pop()
        everything = self._collection(endpoint, decoder, {})
        if everything is not None and not everything:
            raise MalformedResponse(
                f"WaniKani's answer to /{endpoint} is empty, although it had rows before: trying again at "
                "the next poll."
            )
        return everything

    @property
    def polled_at(self) -> Moment:
        """Return the poll's instant, the `Date` of its first response.

        Raises `WaniKaniUnavailable` when it had none.
        """
        if self._conversation.first_date is None:
            raise WaniKaniUnavailable(
                "WaniKani's answer had no Date: is something else answering at WANIKANI_URL?"
            )
        return moment(self._conversation.first_date)

    def _collection(
        self, endpoint: Endpoint, decoder: Decoder[T], params: Mapping[str, str]
    ) -> PackedRows[T] | None:
        known = self._cursors.get(endpoint)
        response = self._conversation.get(
            self._conversation.url_of(endpoint, params), known.validators if known else None
        )
        self.answered_at[endpoint] = self._date(response)
        if response.body is None:
            self._keep_cursor(known)
            return None
        first = decoder.page(response.body, f"/{endpoint}")
        whole = self._all_pages(endpoint, decoder, response.url, first)
        first = replace(first, newest=_shown(first.newest, whole.newest))
        self.new_cursors.append(_cursor_after(endpoint, known, self.polled_at, response, first))
        return whole.rows

    def _all_pages(
        self, endpoint: Endpoint, decoder: Decoder[T], url: str, page: CollectionPage[T]
    ) -> "_Pass[T]":
        """Return what all pages from *page* on bring.

        Raises `WaniKaniUnavailable` when they do not end, or end before the rows they announced.
        """
        announced = page.total_count
        expected = _expected_pages(endpoint, page)
        rows = PackedRows[T]()
        newest = _take(page, rows)
        seen = {url}
        self._progress(endpoint, 1, max(1, expected))
        while page.next_url is not None:
            if page.next_url in seen or len(seen) >= expected + 2:
                raise WaniKaniUnavailable(
                    f"WaniKani's pages of /{endpoint} do not end: trying again at the next poll."
                )
            seen.add(page.next_url)
            page = decoder.page(self._conversation.next_page(page.next_url).body or b"", f"/{endpoint}")
            newest = max(newest, _take(page, rows))
            self._progress(endpoint, len(seen), max(len(seen), expected))
        if len(rows) < announced:
            raise MalformedResponse(
                f"WaniKani's answer to /{endpoint} announces {announced:,} rows but has {len(rows):,}: "
                "trying again at the next poll."
            )
        return _Pass(rows, newest)

    def _date(self, response: ApiResponse) -> Moment:
        date = response_date(response.headers)
        return self.polled_at if date is None else moment(date)

    def _keep_cursor(self, known: Cursor | None) -> None:
        if known is not None and known.endpoint in DAILY:
            self.new_cursors.append(replace(known, asked_at=self.polled_at))


class _Pass(NamedTuple, Generic[T]):
    """All rows of a collection, and when the newest of them changed (0 where none says)."""

    rows: PackedRows[T]
    newest: Moment


def _take(page: CollectionPage[T], rows: PackedRows[T]) -> Moment:
    """Move the rows of *page* to *rows*, and return when the newest of them changed."""
    newest = _newest(page.rows)
    rows.add(page.rows)
    # Packed they are small; unpacked too, they would stay until the last page is read.
    page.rows.clear()
    return newest


def _newest(rows: list[T]) -> Moment:
    # Rows of one endpoint are of one kind; the systems have no time.
    if not rows or not hasattr(rows[0], "updated_at"):
        return Moment(0)
    return max(map(_UPDATED_AT, rows))


def _expected_pages(endpoint: Endpoint, page: CollectionPage[T]) -> int:
    """Return how many pages there should be; raises `MalformedResponse` when no learner has so many rows."""
    if page.total_count > _MOST_ROWS:
        raise MalformedResponse(
            f"WaniKani's answer to /{endpoint} announces {page.total_count:,} rows, which is impossible: "
            "check WANIKANI_URL."
        )
    return -(-page.total_count // page.per_page)


def _shown(announced: datetime | None, newest_row: Moment) -> datetime | None:
    """Return the newest change that a row shows: what was left out of a response must be requested again."""
    return None if announced is None or not newest_row else min(announced, instant(newest_row))


def _cursor_after(
    endpoint: Endpoint, known: Cursor | None, now: Moment, response: ApiResponse, first: CollectionPage[T]
) -> Cursor:
    """Return the cursor after a complete pass: page one's newest change, but not past that page's `Date`.

    Rows that change while the pass runs are later than page one, and are fetched next time. A pass of
    several pages keeps no validators: one page's would not hold for the others.
    """
    seen = known.seen_until if known else None
    if first.newest is not None:
        date: datetime = response_date(response.headers) or instant(now)
        seen = max(seen or Moment(0), min(moment(first.newest), moment(date)))
    return Cursor(endpoint, now, seen, response.validators if first.next_url is None else None)


def _updated_after(since: Moment) -> str:
    at = instant(Moment(since - OVERLAP)).replace(tzinfo=None)
    return f"{at.isoformat(timespec='microseconds')}Z"
