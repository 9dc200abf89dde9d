"""What WaniKani has to say that we do not know yet: one poll's requests, in their order.

Only the network is touched here. A 304 is told apart from an empty answer, and a cursor is moved only
when a whole pass is through.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
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
from collector.wanikani.client import Answer, Conversation
from collector.wanikani.decode import Decoder, Page
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
    """What one poll brought. None: that endpoint said "not modified", or was not asked this time.

    *at* is the poll's instant: the `Date` of its first answer. *statistics_at* is that of the first answer
    about review statistics: a review they do not hold was after it.
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
    """One poll's questions: what each endpoint was last known to say, and what it says now."""

    def __init__(self, talk: Conversation, cursors: Cursors, progress: Progress) -> None:
        self._talk = talk
        self._cursors = cursors
        self._progress = progress
        self.moved: list[Cursor] = []
        self.answered: dict[Endpoint, Moment] = {}

    def single(self, endpoint: Endpoint, decoder: Decoder[T]) -> T | None:
        """Ask for a single resource; None when it has not changed."""
        known = self._cursors.get(endpoint)
        answer = self._talk.get(self._talk.address(endpoint), known.validators if known else None)
        self._progress(endpoint, 1, 1)
        if answer.body is None:
            self._still_holds(known)
            return None
        self.moved.append(Cursor(endpoint, self.now, validators=answer.validators))
        return decoder.single(answer.body, f"/{endpoint}")

    def whole(self, endpoint: Endpoint, decoder: Decoder[T]) -> PackedRows[T] | None:
        """Ask for all rows of a small collection; None when none has changed."""
        return self._collection(endpoint, decoder, params={})

    def changed(self, endpoint: Endpoint, decoder: Decoder[T]) -> PackedRows[T] | None:
        """Ask for the rows that changed since the cursor; None when the server says "not modified"."""
        known = self._cursors.get(endpoint)
        since = known.seen_until if known else None
        return self._collection(
            endpoint, decoder, {} if since is None else {"updated_after": _written(since)}
        )

    @property
    def now(self) -> Moment:
        """The poll's instant: the `Date` of its first answer."""
        if self._talk.first_date is None:
            raise WaniKaniUnavailable(
                "WaniKani's answer had no Date: is something else answering at WANIKANI_URL?"
            )
        return moment(self._talk.first_date)

    def _collection(
        self, endpoint: Endpoint, decoder: Decoder[T], params: Mapping[str, str]
    ) -> PackedRows[T] | None:
        known = self._cursors.get(endpoint)
        answer = self._talk.get(self._talk.address(endpoint, params), known.validators if known else None)
        self.answered[endpoint] = self._date(answer)
        if answer.body is None:
            self._still_holds(known)
            return None
        first = decoder.page(answer.body, f"/{endpoint}")
        rows = self._all_pages(endpoint, decoder, answer.url, first)
        self.moved.append(_moved(endpoint, known, self.now, answer, first))
        return rows

    def _all_pages(self, endpoint: Endpoint, decoder: Decoder[T], url: str, page: Page[T]) -> PackedRows[T]:
        """Follow the pages from the first to the last; a pass that cannot end is a failed one."""
        expected = -(-page.total_count // page.per_page)
        rows, seen = PackedRows(page.rows), {url}
        self._progress(endpoint, 1, max(1, expected))
        while page.next_url is not None:
            if page.next_url in seen or len(seen) >= expected + 2:
                raise WaniKaniUnavailable(
                    f"WaniKani's pages of /{endpoint} do not end: trying again at the next poll."
                )
            seen.add(page.next_url)
            page = decoder.page(self._talk.further_page(page.next_url).body or b"", f"/{endpoint}")
            rows.add(page.rows)
            self._progress(endpoint, len(seen), max(len(seen), expected))
        return rows

    def _date(self, answer: Answer) -> Moment:
        date = response_date(answer.headers)
        return self.now if date is None else moment(date)

    def _still_holds(self, known: Cursor | None) -> None:
        if known is not None:
            self.moved.append(replace(known, asked_at=self.now))


def fetch_changes(
    talk: Conversation,
    cursors: Cursors,
    knows_subjects: Callable[[Iterable[SubjectId]], bool],
    later_than: Moment | None,
    progress: Progress,
) -> Changes:
    """Ask every endpoint what changed; raises what `Conversation.get` raises, and then nothing counts.

    *later_than* is the last poll's instant: a poll in the very same second waits for the next, because
    a point is known by its time.
    """
    asking = Fetcher(talk, cursors, progress)
    user = asking.single(Endpoint.USER, decode.USER)
    if later_than is not None and later_than - 2 * SECOND < asking.now <= later_than:
        talk.pass_time(later_than + SECOND - asking.now)
        asking = Fetcher(talk, cursors, progress)
        user = asking.single(Endpoint.USER, decode.USER)
    resets = asking.whole(Endpoint.RESETS, decode.RESETS)
    statistics = asking.changed(Endpoint.REVIEW_STATISTICS, decode.REVIEW_STATISTICS)
    changes = Changes(asking.now, asking.answered[Endpoint.REVIEW_STATISTICS], user)
    changes.resets, changes.review_statistics = resets, statistics
    changes.assignments = asking.changed(Endpoint.ASSIGNMENTS, decode.ASSIGNMENTS)
    changes.level_progressions = asking.whole(Endpoint.LEVEL_PROGRESSIONS, decode.LEVEL_PROGRESSIONS)
    changes.summary = asking.single(Endpoint.SUMMARY, decode.SUMMARY)
    changes.reviews = _reviews(asking)
    # Which items a reset concerns goes by their subjects' levels, as they are now.
    wanted = resets is not None or _daily_due(cursors, Endpoint.SUBJECTS, changes.at)
    if wanted or not knows_subjects(_subjects_of(changes)):
        changes.subjects = asking.changed(Endpoint.SUBJECTS, decode.SUBJECTS)
    if _daily_due(cursors, Endpoint.SRS_SYSTEMS, changes.at):
        changes.srs_systems = asking.whole(Endpoint.SRS_SYSTEMS, decode.SRS_SYSTEMS)
    changes.cursors = asking.moved
    return changes


class Snapshot(NamedTuple):
    """What WaniKani says at the moment *at*, whole, whatever was known before."""

    at: Moment
    user: User
    summary: Summary
    assignments: PackedRows[Assignment]


def fetch_snapshot(talk: Conversation, progress: Progress) -> Snapshot:
    """Ask for everything that counts can be compared with; raises what `Conversation.get` raises."""
    asking = Fetcher(talk, {}, progress)
    user = asking.single(Endpoint.USER, decode.USER)
    summary = asking.single(Endpoint.SUMMARY, decode.SUMMARY)
    assignments = asking.whole(Endpoint.ASSIGNMENTS, decode.ASSIGNMENTS)
    if user is None or summary is None or assignments is None:
        raise AssertionError("nothing is known that could be unchanged")
    return Snapshot(asking.now, user, summary, assignments)


def _reviews(asking: Fetcher) -> PackedRows[ReviewRecord] | None:
    """Ask for what has been empty since 2023; the day WaniKani takes it away, all else goes on."""
    try:
        return asking.changed(Endpoint.REVIEWS, decode.REVIEWS)
    except EndpointGone:
        return None


def _daily_due(cursors: Cursors, endpoint: Endpoint, now: Moment) -> bool:
    known = cursors.get(endpoint)
    return known is None or not 0 <= now - known.asked_at < _DAILY


def _subjects_of(changes: Changes) -> Iterator[SubjectId]:
    """The subjects of the items that came up: one never seen must not wait a day for its level."""
    for row in (*(changes.assignments or ()), *(changes.review_statistics or ())):
        yield row.subject_id


def _moved(endpoint: Endpoint, known: Cursor | None, now: Moment, answer: Answer, first: Page[T]) -> Cursor:
    """The cursor after a whole pass: page one's newest change, but not past the `Date` of that page.

    Rows that change while the pass runs are later than page one, and are asked for next time. A pass
    of several pages keeps no validators: one page's would not speak for the others.
    """
    seen = known.seen_until if known else None
    if first.newest is not None:
        date: datetime = response_date(answer.headers) or instant(now)
        seen = max(seen or Moment(0), min(moment(first.newest), moment(date)))
    return Cursor(endpoint, now, seen, answer.validators if first.next_url is None else None)


def _written(since: Moment) -> str:
    return instant(Moment(since - OVERLAP)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
