"""One poll's requests to WaniKani, in their order: what changed since the cursors.

`fetcher` knows how an endpoint is fetched, this module which ones and when.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from collector.core.cursor import Cursor, Endpoint
from collector.core.errors import EndpointGone, MalformedResponse
from collector.core.model import (
    Assignment,
    LevelProgression,
    Reset,
    ReviewRecord,
    ReviewStatistic,
    SrsSystem,
    SubjectId,
    Summary,
    User,
)
from collector.core.moments import DAY, HOUR, SECOND, Moment
from collector.core.taught import TaughtSubject
from collector.wanikani import decode
from collector.wanikani.client import Conversation
from collector.wanikani.fetcher import Cursors, Fetcher, PageProgress
from collector.wanikani.packed_rows import PackedRows

# Tells whether all of these subjects are in the mirror. Most polls bring no item, and do not need it.
AreKnown = Callable[[Set[SubjectId]], bool]

# With jitter, "daily" must not become every second day.
_DAILY = DAY - HOUR


@dataclass(slots=True)
class Changes:
    """The rows one poll fetched. None: the endpoint answered "not modified", or was not requested this time.

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
    subjects: PackedRows[TaughtSubject] | None = None
    srs_systems: PackedRows[SrsSystem] | None = None
    cursors: list[Cursor] = field(default_factory=list)


def fetch_changes(
    conversation: Conversation,
    cursors: Cursors,
    are_known: AreKnown,
    last_at: Moment | None,
    progress: PageProgress,
) -> Changes:
    """Return what changed at every endpoint; raises what `Conversation.get` and `Decoder` raise.

    An item whose subject is not known, by *are_known*, makes this pass fetch subjects. *last_at* is the last
    poll's instant: a poll in the same second waits for the next, because a point is known by its time.
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
    changes.resets = resets
    changes.review_statistics = statistics
    changes.assignments = fetcher.fetch_changed(Endpoint.ASSIGNMENTS, decode.ASSIGNMENTS)
    changes.level_progressions = fetcher.fetch_all(Endpoint.LEVEL_PROGRESSIONS, decode.LEVEL_PROGRESSIONS)
    changes.summary = fetcher.fetch_one(Endpoint.SUMMARY, decode.SUMMARY)
    changes.reviews = _reviews(fetcher)
    # Which items a reset concerns goes by their subjects' levels, as they are now.
    wanted = resets is not None or _daily_due(cursors, Endpoint.SUBJECTS, changes.at)
    if wanted or _has_unknown_subject(changes, are_known):
        changes.subjects = fetcher.fetch_changed(Endpoint.SUBJECTS, decode.SUBJECTS)
    if _daily_due(cursors, Endpoint.SRS_SYSTEMS, changes.at):
        changes.srs_systems = fetcher.fetch_all(Endpoint.SRS_SYSTEMS, decode.SRS_SYSTEMS)
    _refuse_missing(changes, first=Endpoint.ASSIGNMENTS not in cursors)
    changes.cursors = fetcher.new_cursors
    return changes


class Snapshot(NamedTuple):
    """The current state at WaniKani as of *at*, complete and without regard to any cursor."""

    at: Moment
    user: User
    summary: Summary
    assignments: PackedRows[Assignment]


def fetch_snapshot(conversation: Conversation, progress: PageProgress) -> Snapshot:
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


def _has_unknown_subject(changes: Changes, are_known: AreKnown) -> bool:
    """Return True if an item changed whose subject is unknown: it must not wait a day for its level."""
    subjects = {row.subject_id for row in changes.assignments or ()}
    subjects.update(row.subject_id for row in changes.review_statistics or ())
    return bool(subjects) and not are_known(subjects)


def _refuse_missing(changes: Changes, *, first: bool) -> None:
    """Raise `MalformedResponse` when an answer is empty that cannot be.

    At the *first* pass that would be believed. Later ones store over what is there: an empty answer then
    changes nothing, and its rows are requested again.
    """
    empty = _impossibly_empty(changes) if first else _never_empty(changes)
    if empty is not None:
        raise MalformedResponse(
            f"WaniKani's answer to /{empty} is empty, which it cannot be for this account: "
            "trying again at the next poll."
        )


def _never_empty(changes: Changes) -> Endpoint | None:
    systems = changes.srs_systems
    return Endpoint.SRS_SYSTEMS if systems is not None and not systems else None


def _impossibly_empty(changes: Changes) -> Endpoint | None:
    """Return what this learner must have and lacks: items above level 1, statistics of items that passed."""
    assignments = changes.assignments or ()
    if not changes.subjects:
        return Endpoint.SUBJECTS
    if not assignments and changes.user is not None and changes.user.level > 1:
        return Endpoint.ASSIGNMENTS
    if not changes.review_statistics and any(one.passed_at is not None for one in assignments):
        return Endpoint.REVIEW_STATISTICS
    return _never_empty(changes)
