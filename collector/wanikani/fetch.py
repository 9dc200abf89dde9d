"""One poll's requests to WaniKani, in their order: what changed since the cursors.

A 304 is told apart from an empty collection, and a cursor advances only after a complete pass: pages go by
id, so a row may change while the pass runs (WaniKani API documentation, "Pagination").
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple, TypeVar

from collector.core.cursor import Cursor, Endpoint
from collector.core.errors import EndpointGone, WaniKaniUnavailable
from collector.core.http_dates import response_date
from collector.core.model import (
    Assignment,
    LevelProgression,
    Reset,
    ReviewRecord,
    ReviewStatistic,
    SrsSystem,
    Subject,
    SubjectId,
    Summary,
    User,
)
from collector.core.moments import DAY, HOUR, SECOND, Moment, instant, moment
from collector.wanikani import decode
from collector.wanikani.client import ApiResponse, Conversation
from collector.wanikani.decode import CollectionPage, Decoder
from collector.wanikani.packed_rows import PackedRows

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
Cursors = Mapping[Endpoint, Cursor]

# Rows are upserted by id, so asking for a minute twice is harmless; missing one is not.
OVERLAP = 60 * SECOND
# With jitter, "daily" must not become every second day.
_DAILY = DAY - HOUR


@dataclass(slots=True)
class Changes:
    """What one poll fetched. None: the endpoint answered "not modified", or was not requested this time.

    *at* is the poll's instant: the `Date` of its first response. *statistics_at* is the `Date` of the first
    response about review statistics: a review that they do not include happened later.
    """

    at: Moment
    statistics_at: Moment
    user: User | None = None
    summary: Summary | None = None
    resets: PackedRows[Reset] | None = None
    review_statistics: PackedRows[ReviewStatistic] | None = None
    assignments: PackedRows[Assignment] | None = None
    level_progressions: PackedRows[LevelProgression] | None = None
    reviews: PackedRows[ReviewRecord] | None = None
    subjects: PackedRows[Subject] | None = None
    srs_systems: PackedRows[SrsSystem] | None = None
    cursors: list[Cursor] = field(default_factory=list)


class Fetcher:
    """Fetches endpoint after endpoint in one conversation, and collects the cursors to store with the rows.

    Every method raises what `Conversation.get` raises, and `MalformedResponse`; then no cursor is added.
    """

    def __init__(self, conversation: Conversation, cursors: Cursors, progress: Progress) -> None:
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
        """Return the rows that changed since the cursor; None when the server answers "not modified"."""
        known = self._cursors.get(endpoint)
        since = known.seen_until if known else None
        return self._collection(
            endpoint, decoder, {} if since is None else {"updated_after": _updated_after(since)}
        )

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
        rows = self._all_pages(endpoint, decoder, response.url, first)
        self.new_cursors.append(_cursor_after(endpoint, known, self.polled_at, response, first))
        return rows

    def _all_pages(
        self, endpoint: Endpoint, decoder: Decoder[T], url: str, page: CollectionPage[T]
    ) -> PackedRows[T]:
        """Return the rows of all pages from *page* on; raises `WaniKaniUnavailable` when they do not end."""
        expected = -(-page.total_count // page.per_page)
        rows, seen = PackedRows(page.rows), {url}
        self._progress(endpoint, 1, max(1, expected))
        while page.next_url is not None:
            if page.next_url in seen or len(seen) >= expected + 2:
                raise WaniKaniUnavailable(
                    f"WaniKani's pages of /{endpoint} do not end: trying again at the next poll."
                )
            seen.add(page.next_url)
            page = decoder.page(self._conversation.next_page(page.next_url).body or b"", f"/{endpoint}")
            rows.add(page.rows)
            self._progress(endpoint, len(seen), max(len(seen), expected))
        return rows

    def _date(self, response: ApiResponse) -> Moment:
        date = response_date(response.headers)
        return self.polled_at if date is None else moment(date)

    def _keep_cursor(self, known: Cursor | None) -> None:
        if known is not None:
            self.new_cursors.append(replace(known, asked_at=self.polled_at))


def fetch_changes(
    conversation: Conversation,
    cursors: Cursors,
    known_subjects: frozenset[SubjectId],
    last_at: Moment | None,
    progress: Progress,
) -> Changes:
    """Return what changed at every endpoint; raises what `Conversation.get` and `Decoder` raise.

    *known_subjects* are in the mirror: an item of any other makes this pass fetch subjects. *last_at* is the
    last poll's instant: a poll in the same second waits for the next, because a point is known by its time.
    """
    fetcher = Fetcher(conversation, cursors, progress)
    user = fetcher.fetch_one(Endpoint.USER, decode.USER)
    if last_at is not None and last_at - 2 * SECOND < fetcher.polled_at <= last_at:
        conversation.restart_after(last_at + SECOND - fetcher.polled_at)
        fetcher = Fetcher(conversation, cursors, progress)
        user = fetcher.fetch_one(Endpoint.USER, decode.USER)
    resets = fetcher.fetch_all(Endpoint.RESETS, decode.RESETS)
    statistics = fetcher.fetch_changed(Endpoint.REVIEW_STATISTICS, decode.REVIEW_STATISTICS)
    changes = Changes(fetcher.polled_at, fetcher.answered_at[Endpoint.REVIEW_STATISTICS], user)
    changes.resets, changes.review_statistics = resets, statistics
    changes.assignments = fetcher.fetch_changed(Endpoint.ASSIGNMENTS, decode.ASSIGNMENTS)
    changes.level_progressions = fetcher.fetch_all(Endpoint.LEVEL_PROGRESSIONS, decode.LEVEL_PROGRESSIONS)
    changes.summary = fetcher.fetch_one(Endpoint.SUMMARY, decode.SUMMARY)
    changes.reviews = _reviews(fetcher)
    # Which items a reset concerns goes by their subjects' levels, as they are now.
    wanted = resets is not None or _daily_due(cursors, Endpoint.SUBJECTS, changes.at)
    if wanted or not known_subjects.issuperset(_subjects_of(changes)):
        changes.subjects = fetcher.fetch_changed(Endpoint.SUBJECTS, decode.SUBJECTS)
    if _daily_due(cursors, Endpoint.SRS_SYSTEMS, changes.at):
        changes.srs_systems = fetcher.fetch_all(Endpoint.SRS_SYSTEMS, decode.SRS_SYSTEMS)
    changes.cursors = fetcher.new_cursors
    return changes


class Snapshot(NamedTuple):
    """The current state at WaniKani as of *at*, complete and without regard to any cursor."""

    at: Moment
    user: User
    summary: Summary
    assignments: PackedRows[Assignment]


def fetch_snapshot(conversation: Conversation, progress: Progress) -> Snapshot:
    """Return the current state that counts can be compared with; raises like `fetch_changes`."""
    fetcher = Fetcher(conversation, {}, progress)
    user = fetcher.fetch_one(Endpoint.USER, decode.USER)
    summary = fetcher.fetch_one(Endpoint.SUMMARY, decode.SUMMARY)
    assignments = fetcher.fetch_all(Endpoint.ASSIGNMENTS, decode.ASSIGNMENTS)
    if user is None or summary is None or assignments is None:
        raise AssertionError("without cursors there is no conditional request, so no 304")
    return Snapshot(fetcher.polled_at, user, summary, assignments)


def _reviews(fetcher: Fetcher) -> PackedRows[ReviewRecord] | None:
    """Return the rows of `/reviews`, empty since April 2023; None should WaniKani remove the endpoint."""
    try:
        return fetcher.fetch_changed(Endpoint.REVIEWS, decode.REVIEWS)
    except EndpointGone:
        return None


def _daily_due(cursors: Cursors, endpoint: Endpoint, now: Moment) -> bool:
    known = cursors.get(endpoint)
    return known is None or not 0 <= now - known.asked_at < _DAILY


def _subjects_of(changes: Changes) -> Iterator[SubjectId]:
    """Yield the subjects of the changed items: an unknown one must not wait a day for its level."""
    for row in (*(changes.assignments or ()), *(changes.review_statistics or ())):
        yield row.subject_id


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
    return instant(Moment(since - OVERLAP)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
