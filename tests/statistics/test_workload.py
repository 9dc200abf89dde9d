"""How much there is to do, against the learner's own usual."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import Session
from collector.core.kinds import KINDS
from collector.core.moments import DAY as MOMENTS
from collector.core.moments import Moment, moment
from collector.core.poll_counts import Workload
from collector.statistics.workload import (
    ENOUGH_DAYS,
    PERIOD_DAYS,
    RECENT_DAYS,
    WholeDay,
    apprentice_weight,
    days_at_home,
    workload,
)
from tests.statistics.items import NEW_KIND, NOON

NOTHING = dict.fromkeys(KINDS, (0,) * 10)
BERLIN = ZoneInfo("Europe/Berlin")
# The day of `NOON`, a Monday.
TODAY = date(2024, 3, 4)
DAY = timedelta(days=1)
ALWAYS_KNOWN = [(Moment(0), Moment(NOON + 10 * MOMENTS))]


def one_item(kind: str, stage: int) -> dict[str, tuple[int, ...]]:
    return {kind: tuple(int(stage == each) for each in range(10))}


def session(reviews: int, seconds: int) -> Session:
    """Return a session of so many *seconds* a review."""
    return Session(
        at=NOON,
        reviews=reviews,
        correct=reviews,
        meaning_incorrect=0,
        reading_incorrect=0,
        duration_seconds=seconds * (reviews - 1),
        paced=reviews > 1,
    )


def day(reviews: int = 0, weight: int | None = None, *sessions: Session) -> WholeDay:
    return WholeDay(1, reviews, weight, sessions)


def of_days(*days: WholeDay) -> Workload:
    return workload(NOTHING, days)


def begins(begun: date) -> Moment:
    return moment(datetime.combine(begun, datetime.min.time(), BERLIN))


# Few kinds of days, for hypothesis takes long to make ninety of many.
ANY_DAY = st.sampled_from(
    [
        day(),
        day(0, 300),
        day(1, 310, session(1, 0)),
        day(25, 250, session(25, 9)),
        day(40, None, session(20, 12), session(20, 3)),
        day(140, 620, session(140, 11)),
    ]
)
ANY_DAYS = st.lists(ANY_DAY, max_size=PERIOD_DAYS)
ANY_STAGES = st.dictionaries(
    st.sampled_from(KINDS), st.sampled_from([tuple(range(10)), (7, 1, 0, 4, 12, 3, 0, 0, 0, 2)])
)


@pytest.mark.parametrize(
    ("kind", "weights"),
    [
        ("radical", [4, 3, 2, 1]),
        ("kanji", [12, 9, 6, 3]),
        ("vocabulary", [8, 6, 4, 2]),
        ("kana_vocabulary", [4, 3, 2, 1]),
        (NEW_KIND, [8, 6, 4, 2]),
    ],
)
def test_an_apprentice_weighs_by_its_kind_and_by_the_reviews_it_needs(kind: str, weights: list[int]) -> None:
    assert [apprentice_weight(one_item(kind, stage)) for stage in range(10)] == [0, *weights, 0, 0, 0, 0, 0]


@given(ANY_STAGES)
def test_the_weight_of_all_is_the_sum_of_each(stages: dict[str, tuple[int, ...]]) -> None:
    assert apprentice_weight(stages) == sum(
        number * apprentice_weight(one_item(kind, stage))
        for kind, counted in stages.items()
        for stage, number in enumerate(counted)
    )


def test_of_one_to_hundred_the_middle_is_usual_and_nine_tenths_are_not_above_the_high_one() -> None:
    found = of_days(*(day(number, number) for number in range(100, 0, -1)))
    assert (found.apprentice_weight_usual, found.apprentice_weight_high) == (50, 90)
    assert found.reviews_per_day_capacity == 90
    # The last seven: 7 to 1.
    assert found.reviews_per_day == 4.0


def test_a_day_without_reviews_lowers_the_mean_and_not_the_capacity() -> None:
    days = [day(100) for _ in range(20)] + [day(0), day(40)]
    assert of_days(*days).reviews_per_day_capacity == 100
    assert of_days(*days).reviews_per_day == round((5 * 100 + 40) / 7, 2)


def test_what_was_done_four_weeks_ago_and_before_is_not_recent() -> None:
    def after_a_vacation_of(days: int) -> Workload:
        aged = [replace(day(50, 100, session(50, 8)), age=age) for age in range(90, days, -1)]
        return of_days(*aged)

    assert after_a_vacation_of(21).reviews_per_day == 50
    assert after_a_vacation_of(22).reviews_per_day is None
    assert after_a_vacation_of(22).reviews_per_day_capacity == 50
    assert after_a_vacation_of(28).seconds_per_review is None


def test_a_long_pause_in_a_session_does_not_make_all_reviews_slow() -> None:
    usual = [day(40, None, session(40, 8)) for _ in range(19)]
    found = of_days(*usual, day(11, None, session(11, 80)))
    assert (found.seconds_per_review, found.seconds_per_review_usual) == (8.0, 8.0)


def test_a_large_session_counts_for_more_than_a_small_one() -> None:
    days = [day(3, None, session(3, 30)), day(3, None, session(3, 20)), day(80, None, session(80, 7))]
    assert of_days(*days).seconds_per_review == 7.0


def test_single_reviews_and_sessions_that_moved_have_no_pace() -> None:
    moved = replace(session(50, 5), reviews=0, correct=0, duration_seconds=0)
    days = [day(1, None, session(1, 0), moved) for _ in range(30)]
    assert of_days(*days).seconds_per_review is None
    assert of_days(*days).seconds_per_review_usual is None


@given(ANY_DAYS)
def test_with_few_days_there_is_no_reference_yet(days: list[WholeDay]) -> None:
    found = workload(NOTHING, days)
    polled = sum(each.weight is not None for each in days)
    assert (found.apprentice_weight_usual is None) == (polled < ENOUGH_DAYS)
    assert (found.apprentice_weight_high is None) == (polled < ENOUGH_DAYS)
    assert (found.reviews_per_day is None) == (len(days) < RECENT_DAYS)
    assert (found.reviews_per_day_capacity is None) == (sum(each.reviews > 0 for each in days) < ENOUGH_DAYS)
    paced = sum(any(one.reviews > 1 for one in each.sessions) for each in days)
    if paced < ENOUGH_DAYS:
        assert found.seconds_per_review_usual is None


@given(ANY_DAYS)
def test_references_know_no_order_and_lie_among_the_days(days: list[WholeDay]) -> None:
    one, other = workload(NOTHING, days), workload(NOTHING, days[::-1])
    for name in ("apprentice_weight_usual", "apprentice_weight_high", "reviews_per_day_capacity",
                 "seconds_per_review_usual"):  # fmt: skip
        assert getattr(one, name) == getattr(other, name)
    if one.apprentice_weight_usual is not None and one.apprentice_weight_high is not None:
        weights = [each.weight for each in days if each.weight is not None]
        assert min(weights) <= one.apprentice_weight_usual <= one.apprentice_weight_high <= max(weights)


@given(st.integers(1, 500), st.integers(1, 60), st.integers(ENOUGH_DAYS, PERIOD_DAYS))
def test_whose_days_are_all_alike_does_what_is_usual(reviews: int, seconds: int, days: int) -> None:
    found = of_days(*(day(reviews, reviews, session(12, seconds)) for _ in range(days)))
    assert found.reviews_per_day == found.reviews_per_day_capacity == reviews
    assert found.apprentice_weight_usual == found.apprentice_weight_high == reviews
    assert found.seconds_per_review == found.seconds_per_review_usual == seconds


def test_the_ninety_days_before_today_count() -> None:
    days = days_at_home(NOON, BERLIN, known=ALWAYS_KNOWN, vacations=[])
    assert days == [TODAY - number * DAY for number in range(90, 0, -1)]


def test_the_day_on_which_reviews_began_to_be_known_does_not_count() -> None:
    known = [(Moment(begins(TODAY - 5 * DAY) + 1), NOON)]
    days = days_at_home(NOON, BERLIN, known=known, vacations=[])
    assert days == [TODAY - number * DAY for number in range(4, 0, -1)]
    assert days_at_home(NOON, BERLIN, known=[(NOON, NOON)], vacations=[]) == []


def test_days_between_an_archive_and_the_first_poll_do_not_count() -> None:
    archive = (Moment(0), Moment(begins(TODAY - 30 * DAY) - 1))
    polled = (Moment(begins(TODAY - 5 * DAY) + 1), NOON)
    days = days_at_home(NOON, BERLIN, known=[archive, polled], vacations=[])
    assert set(days) == {TODAY - number * DAY for number in [*range(1, 5), *range(32, 91)]}


def test_days_wholly_on_vacation_do_not_count_and_those_it_begins_and_ends_on_do() -> None:
    away = (Moment(begins(TODAY - 60 * DAY) + 1), Moment(begins(TODAY - 20 * DAY) + 1))
    days = days_at_home(NOON, BERLIN, known=ALWAYS_KNOWN, vacations=[away])
    assert set(days) == {TODAY - number * DAY for number in range(1, 91) if not 20 < number < 60}
    on_vacation = (begins(TODAY - 3 * DAY), None)
    assert days_at_home(NOON, BERLIN, known=ALWAYS_KNOWN, vacations=[on_vacation])[-1] == TODAY - 4 * DAY


def test_the_day_is_the_learners() -> None:
    late = moment(datetime(2024, 3, 4, 22, 30, tzinfo=BERLIN))
    in_berlin, in_tokyo = (
        days_at_home(late, zone, known=ALWAYS_KNOWN, vacations=[])
        for zone in (BERLIN, ZoneInfo("Asia/Tokyo"))
    )
    assert (in_berlin[-1], in_tokyo[-1]) == (TODAY - DAY, TODAY)
