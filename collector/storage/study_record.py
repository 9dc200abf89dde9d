"""Reads the input of a projection: every item, and how the learner has studied lately."""

from bisect import bisect_left
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from collector.core.moments import DAY, SECOND, Moment
from collector.projection.inputs import DAYS_OF_HABITS, PastReview, StudyItem, StudyRecord
from collector.storage import ledger, mirror, statistics_reads
from collector.storage.items import HAS_READING
from collector.storage.rows import records
from collector.storage.transaction import Transaction

# So long before the first poll an archive may end: longer without reviews may be time that it lacks.
_ARCHIVE_ENDED = 3 * DAY
# What WaniKani teaches most of its items by.
_USUAL_SRS = 1

_ITEMS = f"""
SELECT s.id AS subject_id, s.kind, s.level, coalesce(s.srs_id, {_USUAL_SRS}) AS srs_id, s.lesson_position,
       s.components, CASE WHEN a.unlocked_at IS NOT NULL THEN a.srs_stage END AS stage,
       a.passed_at IS NOT NULL AS passed, a.unlocked_at, a.started_at, a.available_at,
       coalesce(t.meaning_correct, 0) AS correct,
       coalesce(t.meaning_incorrect, 0)
       + coalesce(CASE WHEN {HAS_READING} THEN t.reading_incorrect END, 0) AS incorrect
FROM subject AS s
LEFT JOIN assignment AS a ON a.subject_id = s.id
LEFT JOIN review_statistic AS t ON t.subject_id = s.id
WHERE s.hidden_at IS NULL AND NOT coalesce(a.hidden, 0)
ORDER BY s.id
"""  # noqa: S608 - our constants
# Things fall due at whole seconds, of which a review's lateness is rounded down.
_REVIEWS = f"""
SELECT at, (at / {SECOND} - late_seconds) * {SECOND} AS due_at, subject_id, subject_type AS kind,
       starting_stage,
       meaning_incorrect + coalesce(reading_incorrect, 0) AS wrong_answers
FROM review WHERE at >= ? AND at <= ? ORDER BY time
"""  # noqa: S608 - our constant


def study_record(tx: Transaction, at: Moment, zone: ZoneInfo) -> StudyRecord | None:
    """Return the input of the learner's projection *at* this moment; None before the first successful poll.

    Days are those of *zone*.
    """
    user = mirror.user(tx)
    read = statistics_reads.statistics_read(tx)
    if user is None or read is None:
        return None
    since = Moment(at - DAYS_OF_HABITS * DAY)
    reviews = list(records(PastReview, tx.execute(_REVIEWS, (since, at))))
    return StudyRecord(
        at=at,
        zone=zone,
        level=user.level,
        granted=user.subscription.levels,
        intervals=mirror.interval_seconds(tx),
        items=list(records(StudyItem, tx.execute(_ITEMS))),
        reviews=reviews,
        lessons=ledger.milestones.lessons(tx, since, Moment(at + 1)),
        observed_since=_observed_since(read.first, reviews),
        observed_until=min(at, read.last),
        vacations=ledger.annotations.vacations(tx),
    )


def _observed_since(first_poll: Moment, reviews: Sequence[PastReview]) -> Moment:
    """Return since when all *reviews* of the last time are known: an archive may reach back further.

    One that ended days before has none of them: whether anything was done from then to the first poll is not
    known.
    """
    archived = bisect_left(reviews, first_poll, key=lambda review: review.at)
    if not archived or first_poll - reviews[archived - 1].at > _ARCHIVE_ENDED:
        return first_poll
    return reviews[0].at
