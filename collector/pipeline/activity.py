"""Sessions, local hours and local days, brought up to date with new reviews and lessons; and the streak.

Runs in the caller's transaction, once the ledger has the reviews and milestones.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from collector.core.facts import Review, Session, StudyDay, StudyHour
from collector.core.local_time import local_date
from collector.core.moments import ALWAYS, HOUR, SECOND, Moment
from collector.pipeline.emit import PointQueue
from collector.statistics import local_days
from collector.statistics.sessions import PAUSE, changed_sessions
from collector.statistics.sessions import sessions as sessions_of
from collector.storage import ledger, statistics_reads
from collector.storage.transaction import Transaction


def update_activity(
    tx: Transaction,
    queue: PointQueue,
    *,
    zone: ZoneInfo,
    reviews: Sequence[Review] = (),
    lessons: Iterable[Moment] = (),
) -> None:
    """Append every session, hour and day that *reviews* and *lessons*, in the ledger by now, make different.

    Lessons count from the first live poll on, and as far back as an archive of reviews goes.
    """
    lessons = list(lessons)
    if not reviews and not lessons:
        return
    since = counted_since(tx)
    sessions = _append_sessions(tx, queue, [review.at for review in reviews]) if reviews else []
    touched = {review.at for review in reviews} | {session.at for session in sessions}
    touched |= {at for at in lessons if at >= since}
    _append_days(tx, queue, touched, zone)


def counted_since(tx: Transaction) -> Moment:
    """Return from when on study is counted: the first live poll, or the first review of an archive."""
    read = statistics_reads.statistics_read(tx)
    first = ledger.reviews.first_review(tx)
    if read is None:
        raise AssertionError("reviews are reconciled before what is made of them")
    return read.first if first is None else min(read.first, first)


def follow_zone(tx: Transaction, queue: PointQueue, zone: ZoneInfo) -> None:
    """Recount every hour and day if *zone* is not that of the last successful poll.

    Hours and days that do not exist in the new zone become zeros: else the time of the change would be
    counted twice, and the past would be split by a clock that is no longer the learner's.
    """
    if ledger.heartbeats.last_zone(tx) in (None, zone.key):
        return
    hours = [hour for hour in ledger.study_time.hours(tx, *ALWAYS) if hour.reviews or hour.lessons]
    days = [day for day in ledger.study_time.days(tx, *ALWAYS) if day.reviews or day.lessons]
    _empty_hours(tx, queue, [hour for hour in hours if not local_days.is_hour_in(hour, zone)])
    _empty_days(tx, queue, [day for day in days if not local_days.is_day_in(day, zone)])
    # Not every zone is whole hours from the other: an old hour can span two days. And a day that begins
    # at the same moment in both may end at another.
    touched = {at for hour in hours for at in (hour.at, Moment(hour.at + HOUR - 1))}
    _append_days(tx, queue, touched | {day.at for day in days}, zone)


def streak_days(tx: Transaction, now: Moment, zone: ZoneInfo) -> int:
    """Return the local days in a row, up to *now*, with a review or a lesson."""
    vacations = ledger.annotations.vacations(tx)

    def active(day: date) -> bool:
        return ledger.reviews.has_activity(tx, *local_days.bounds(day, zone))

    def on_vacation(day: date) -> bool:
        return local_days.is_wholly_on_vacation(*local_days.bounds(day, zone), vacations)

    return local_days.streak(local_date(now, zone), active, on_vacation)


def _append_sessions(tx: Transaction, queue: PointQueue, reviewed_at: Sequence[Moment]) -> list[Session]:
    """Append the sessions that reviews at these moments begin, lengthen or join."""
    written = _sessions_near(tx, min(reviewed_at), max(reviewed_at))
    start = min([*reviewed_at, *(session.at for session in written)])
    end = max([*reviewed_at, *(_end(session) for session in written)])
    reviews = ledger.reviews.review_results(tx, start, Moment(end + 1))
    changed = changed_sessions(sessions_of(reviews), written)
    ledger.study_time.append_sessions(tx, changed)
    queue.add(changed)
    return changed


def _sessions_near(tx: Transaction, first: Moment, last: Moment) -> list[Session]:
    """Return the sessions that reviews from *first* to *last* may belong to, as written."""
    begin = ledger.study_time.last_session_before(tx, first)
    before = [] if begin is None else ledger.study_time.sessions(tx, begin, Moment(begin + 1))
    return [
        *(session for session in before if first - _end(session) < PAUSE),
        *ledger.study_time.sessions(tx, first, Moment(last + PAUSE)),
    ]


def _end(session: Session) -> Moment:
    """Return a moment not before the session's last review, of which only whole seconds are kept."""
    return Moment(session.at + (session.duration_seconds + 1) * SECOND)


def _append_days(tx: Transaction, queue: PointQueue, touched: Iterable[Moment], zone: ZoneInfo) -> None:
    since = counted_since(tx)
    for day in sorted({local_date(at, zone) for at in touched}):
        _append_day(tx, queue, day, zone, since)


def _append_day(tx: Transaction, queue: PointQueue, day: date, zone: ZoneInfo, since: Moment) -> None:
    """Append the hours of a local day, and the day, where they differ from what was written."""
    start, end = local_days.bounds(day, zone)
    reviews = ledger.reviews.review_results(tx, start, end)
    lessons = ledger.milestones.lessons(tx, max(start, since), end)
    known = ledger.study_time.hours(tx, start, end)
    hours = [hour for hour in local_days.hours(reviews, lessons, zone) if hour not in known]
    ledger.study_time.append_hours(tx, hours)
    queue.add(hours)
    now = local_days.study_day(day, zone, reviews, len(lessons), ledger.study_time.sessions(tx, start, end))
    if now not in ledger.study_time.days(tx, start, end):
        ledger.study_time.append_day(tx, now)
        queue.add([now])


def _empty_hours(tx: Transaction, queue: PointQueue, hours: Iterable[StudyHour]) -> None:
    emptied = [local_days.emptied_hour(hour) for hour in hours]
    ledger.study_time.append_hours(tx, emptied)
    queue.add(emptied)


def _empty_days(tx: Transaction, queue: PointQueue, days: Iterable[StudyDay]) -> None:
    for day in days:
        emptied = StudyDay(day.at, reviews=0, correct=0, lessons=0, sessions=0, study_seconds=0)
        ledger.study_time.append_day(tx, emptied)
        queue.add([emptied])
