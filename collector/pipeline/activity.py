"""Sessions, local hours and local days, brought up to date with new reviews and lessons; and the streak.

Runs in the caller's transaction, once the ledger has the poll's reviews and milestones.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from collector.core.facts import Review, Session, StudyDay, StudyHour
from collector.core.moments import ALWAYS, HOUR, SECOND, Moment
from collector.statistics import local_days
from collector.statistics.sessions import PAUSE, changed_sessions
from collector.statistics.sessions import sessions as sessions_of
from collector.storage import baselines, ledger
from collector.storage.transaction import Transaction

Study = Session | StudyHour | StudyDay


def studies(
    tx: Transaction, reviews: Sequence[Review], lessons: Iterable[Moment], zone: ZoneInfo
) -> Iterator[Study]:
    """Append what the new *reviews* and *lessons* change, and yield it as it is now.

    Lessons count from the first live poll on, and as far back as an archive of reviews goes.
    """
    since = counted_since(tx)
    sessions = _sessions(tx, [review.at for review in reviews]) if reviews else []
    yield from sessions
    touched = {review.at for review in reviews} | {session.at for session in sessions}
    touched |= {at for at in lessons if at >= since}
    for day in sorted({local_days.local_date(at, zone) for at in touched}):
        yield from _day(tx, day, zone, since)


def counted_since(tx: Transaction) -> Moment:
    """Return from when on study is counted: the first live poll, which has read the statistics by now."""
    read, first = baselines.statistics_read(tx), ledger.reviews.first_review(tx)
    if read is None:
        raise AssertionError("reviews are accounted for before what is made of them")
    return read.first if first is None else min(read.first, first)


def in_another_zone(tx: Transaction, zone: ZoneInfo) -> Iterator[Study]:
    """Append every hour and day as a new *zone* has them, and yield them; what lay elsewhere becomes zeros.

    Else the time of the change would be counted twice, and the past would be by somebody else's clock.
    """
    hours = [hour for hour in ledger.study_time.hours(tx, *ALWAYS) if hour.reviews or hour.lessons]
    gone = [local_days.emptied_hour(hour) for hour in hours if not local_days.is_hour_in(hour, zone)]
    ledger.study_time.append_hours(tx, gone)
    yield from gone
    days = [day for day in ledger.study_time.days(tx, *ALWAYS) if day.reviews or day.lessons]
    for day in days:
        if not local_days.is_day_in(day, zone):
            empty = StudyDay(day.at, 0, 0, 0, 0, 0)
            ledger.study_time.append_day(tx, empty)
            yield empty
    # Not every zone is whole hours from the other: an old hour can lie in two days. And a day that begins
    # at the same moment in both may end at another.
    touched = {at for hour in hours for at in (hour.at, Moment(hour.at + HOUR - 1))}
    touched |= {day.at for day in days}
    for date_ in sorted({local_days.local_date(at, zone) for at in touched}):
        yield from _day(tx, date_, zone, counted_since(tx))


def _sessions(tx: Transaction, found: Sequence[Moment]) -> list[Session]:
    """Append the sessions that the reviews at *found* begin, lengthen or join."""
    written = _sessions_near(tx, min(found), max(found))
    start = min([*found, *(session.at for session in written)])
    end = max([*found, *(_end(session) for session in written)])
    reviews = ledger.reviews.review_results(tx, start, Moment(end + 1))
    changed = changed_sessions(sessions_of(reviews), written)
    ledger.study_time.append_sessions(tx, changed)
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
    """A moment not before the session's last review, whose whole seconds are kept only."""
    return Moment(session.at + (session.duration_seconds + 1) * SECOND)


def _day(tx: Transaction, day: date, zone: ZoneInfo, since: Moment) -> Iterator[Study]:
    """Append the hours of a local day, and the day, where they are not as they were written."""
    start, end = local_days.bounds(day, zone)
    reviews = ledger.reviews.review_results(tx, start, end)
    lessons = ledger.milestones.lessons(tx, max(start, since), end)
    known = ledger.study_time.hours(tx, start, end)
    hours = [hour for hour in local_days.hours(reviews, lessons, zone) if hour not in known]
    ledger.study_time.append_hours(tx, hours)
    yield from hours
    now = local_days.study_day(day, zone, reviews, len(lessons), ledger.study_time.sessions(tx, start, end))
    if now not in ledger.study_time.days(tx, start, end):
        ledger.study_time.append_day(tx, now)
        yield now


def streak_days(tx: Transaction, now: Moment, zone: ZoneInfo) -> int:
    """Return the local days in a row, up to *now*, with a review or a lesson."""
    vacations = ledger.annotations.vacations(tx)

    def active(day: date) -> bool:
        return ledger.reviews.has_activity(tx, *local_days.bounds(day, zone))

    def on_vacation(day: date) -> bool:
        return local_days.is_wholly_on_vacation(*local_days.bounds(day, zone), vacations)

    return local_days.streak(local_days.local_date(now, zone), active, on_vacation)
