"""Sessions, hours and days: rewritten while they go on, the newest row counts."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collector.core import moments
from collector.core.facts import Session, StudyDay, StudyHour
from collector.core.moments import ALWAYS, Moment
from collector.core.tallies import HourTally
from collector.storage.database import Store
from collector.storage.ledger import study_time
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few

SESSION = Session(
    at=Moment(10),
    reviews=1,
    correct=1,
    meaning_incorrect=0,
    reading_incorrect=0,
    duration_seconds=0,
    paced=False,
)
GROWN = replace(SESSION, reviews=5, correct=3, paced=True)
MOVED = replace(SESSION, reviews=0, correct=0)
HOUR = StudyHour(at=Moment(100), weekday=1, hour=9, reviews=3, correct=2, lessons=1)
DAY = StudyDay(at=Moment(1000), reviews=3, correct=2, lessons=1, sessions=1, study_seconds=60)


def by_time(each: Session | StudyHour | StudyDay) -> Moment:
    return each.at


@few
@given(
    sessions=st.lists(any_record(Session), max_size=3, unique_by=by_time),
    hours=st.lists(any_record(StudyHour), max_size=3, unique_by=by_time),
    days=st.lists(any_record(StudyDay), max_size=3, unique_by=by_time),
)
def test_study_time_is_read_as_it_was_appended(
    store: Store, sessions: list[Session], hours: list[StudyHour], days: list[StudyDay]
) -> None:
    with store.rehearsal() as tx:
        study_time.append_sessions(tx, sessions)
        study_time.append_hours(tx, hours)
        for day in days:
            study_time.append_day(tx, day)
        assert study_time.sessions(tx, *ALWAYS) == sorted(sessions, key=by_time)
        assert study_time.hours(tx, *ALWAYS) == sorted(hours, key=by_time)
        assert study_time.days(tx, *ALWAYS) == sorted(days, key=by_time)


def test_a_session_that_went_on_is_as_it_was_last_written(tx: Transaction) -> None:
    study_time.append_sessions(tx, [SESSION, GROWN])
    assert study_time.sessions(tx, Moment(0), Moment(99)) == [GROWN]


def test_sessions_are_those_that_start_from_the_first_moment_to_before_the_last(tx: Transaction) -> None:
    later = replace(SESSION, at=Moment(20))
    study_time.append_sessions(tx, [SESSION, later])
    assert study_time.sessions(tx, Moment(10), Moment(20)) == [SESSION]
    assert study_time.sessions(tx, Moment(11), Moment(21)) == [later]


def test_the_last_session_before_a_moment_is_one_that_still_has_reviews(tx: Transaction) -> None:
    study_time.append_sessions(tx, [SESSION, replace(GROWN, at=Moment(20)), replace(MOVED, at=Moment(20))])
    assert study_time.last_session_before(tx, Moment(21)) == 10
    assert study_time.last_session_before(tx, Moment(10)) is None


def test_an_hour_and_a_day_are_as_they_were_last_written(tx: Transaction) -> None:
    study_time.append_hours(tx, [HOUR, replace(HOUR, reviews=9)])
    study_time.append_day(tx, DAY)
    study_time.append_day(tx, replace(DAY, lessons=9))
    assert study_time.hours(tx, Moment(0), Moment(101)) == [replace(HOUR, reviews=9)]
    assert study_time.days(tx, Moment(0), Moment(1001)) == [replace(DAY, lessons=9)]


def test_one_moment_by_two_zones_is_two_hours(tx: Transaction) -> None:
    elsewhere = replace(HOUR, hour=17)
    study_time.append_hours(tx, [HOUR, elsewhere])
    assert study_time.hours(tx, Moment(0), Moment(101)) == [HOUR, elsewhere]


def test_hours_of_the_week_are_tallied_as_they_were_last_written(tx: Transaction) -> None:
    next_week = Moment(HOUR.at + 7 * 24 * moments.HOUR)
    written = [
        replace(HOUR, reviews=5, correct=1),
        replace(HOUR, reviews=9, correct=4),
        replace(HOUR, at=next_week, reviews=4, correct=2),
        # Emptied, as by a change of the zone.
        replace(HOUR, at=next_week, hour=10, reviews=3),
        replace(HOUR, at=next_week, hour=10, reviews=0, correct=0),
    ]
    for hour in written:
        study_time.append_hours(tx, [hour])
    assert study_time.by_hour_of_week(tx) == [HourTally(weekday=1, hour=9, reviews=13, correct=6)]
    assert study_time.by_hour_of_week(tx, next_week) == [HourTally(weekday=1, hour=9, reviews=4, correct=2)]
