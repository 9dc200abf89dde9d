"""The projection: one record, one answer; a what-if changes it; without grounds there is no number."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from collector.core.model import SubjectId
from collector.core.moments import DAY, Moment, instant
from collector.core.projection import ALL_BURNED, Outcome, ProjectedCount
from collector.projection.inputs import StudyItem, StudyRecord, WhatIf
from collector.projection.project import project
from tests.projection.made import NOW, item, learner, record, reviews_on, started

TODAY = date(2026, 11, 29)
IN_TEN_DAYS = (TODAY + timedelta(days=10), TODAY + timedelta(days=16))


def levels(*, up_to: int) -> Iterator[StudyItem]:
    """Yield ten kanji and ten words in each level from 2 on; those of level 2 have their lessons waiting."""
    for level in range(2, up_to + 1):
        stage = 0 if level == 2 else None
        for number in range(20):
            kind = "kanji" if number < 10 else "vocabulary"
            yield item(
                1000 * level + number, kind=kind, level=level, stage=stage, unlocked_at=Moment(NOW - DAY)
            )


def climbing(**changes: object) -> StudyRecord:
    """Return a learner in level 2, who does ten lessons a day."""
    values: dict[str, object] = {
        "level": 2,
        "items": [*learner().items, *levels(up_to=12)],
        "lessons": [Moment(NOW - day * DAY + number) for day in range(1, 60) for number in range(10)],
    }
    return replace(learner(), **(values | changes))  # type: ignore[arg-type]


def own(known: StudyRecord, **options: object) -> Outcome:
    outcome = project(known, futures=60, days=60, far=False, **options).own  # type: ignore[arg-type]
    assert outcome is not None
    return outcome


def reviews(outcome: Outcome) -> int:
    return sum(day.done.total.p50 for day in outcome.days)


def compared(known: StudyRecord, what_if: WhatIf) -> tuple[Outcome, Outcome]:
    """Return what comes at the learner's own pace, and of *what_if*."""
    own_pace, other = project(known, [what_if], futures=60, futures_if=60, days=60, far=False).outcomes
    return own_pace, other


def test_the_same_record_gives_the_same_numbers() -> None:
    assert project(climbing(), futures=20, days=30) == project(climbing(), futures=20, days=30)


def test_the_own_pace_does_not_depend_on_the_other_paces() -> None:
    asked = [WhatIf("more", lessons_a_day=20), WhatIf("pause", pause=IN_TEN_DAYS)]
    alone, beside = (project(climbing(), ways, futures=20, futures_if=5, days=30) for ways in ([], asked))
    assert alone.own == beside.own


def test_days_begin_tomorrow_and_are_known_by_their_local_noon() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    days = own(learner(zone=tokyo)).days
    local = [instant(day.noon).astimezone(tokyo) for day in days]
    assert [at.date() for at in local] == [TODAY + timedelta(days=n) for n in range(1, 61)]
    assert {at.hour for at in local} == {12}


def test_what_is_due_is_done_or_waits() -> None:
    for day in own(climbing()).days:
        for count in (day.due, day.done, day.backlog):
            assert len(count.by_group) == 4
            assert count.total.p10 <= count.total.p50 <= count.total.p90


def test_the_band_of_a_week_is_not_the_sum_of_daily_bands() -> None:
    outcome = own(climbing())
    week = outcome.weeks[0]
    assert week.days_ahead == 7
    assert week.ends == outcome.days[6].noon
    summed = [sum(getattr(day.done.total, share) for day in outcome.days[:7]) for share in ("p10", "p90")]
    assert summed[0] <= week.done.p10 <= week.done.p90 <= summed[1]


def test_levels_come_one_after_the_other() -> None:
    dates = project(climbing(), futures=40, days=60).own
    assert dates is not None
    assert [each.level for each in dates.dates[:3]] == ["03", "04", "05"]
    moments = [each.at for each in dates.dates[:9]]
    assert None not in moments
    assert moments == sorted(moments)  # type: ignore[type-var]


def test_more_lessons_bring_more_reviews_and_the_next_level_sooner() -> None:
    fewer = compared(climbing(), WhatIf("one", lessons_a_day=1))[1]
    more = compared(climbing(), WhatIf("twenty", lessons_a_day=20))[1]
    assert reviews(more) > 1.2 * reviews(fewer)
    assert (more.dates[0].at or 0) < (fewer.dates[0].at or 2**62)


def test_better_answers_bring_fewer_reviews() -> None:
    usual, better = compared(learner(), WhatIf("better", accuracy=8))
    assert reviews(better) < reviews(usual)


def test_nothing_is_done_in_a_pause_and_reviews_pile_up() -> None:
    usual, paused = compared(climbing(), WhatIf("pause", pause=IN_TEN_DAYS))
    away = paused.days[9:16]
    assert {day.done.total for day in away} == {(0, 0, 0)}
    assert away[-1].backlog.total.p50 > 20 + usual.days[15].backlog.total.p50
    assert paused.days[16].done.total.p50 > 2 * max(1, usual.days[16].done.total.p50)


def test_on_vacation_nothing_falls_due() -> None:
    _, away = compared(climbing(), WhatIf("vacation", pause=IN_TEN_DAYS, vacation=True))
    assert {day.due.total for day in away.days[9:16]} == {(0, 0, 0)}
    assert away.days[15].backlog.total == away.days[9].backlog.total


def test_a_vacation_from_today_on_lasts_as_long_as_it_does() -> None:
    days = (TODAY, TODAY + timedelta(days=2))
    known = learner(items=[started(number, 8, due_in=40) for number in range(1, 20)])
    _, away = compared(known, WhatIf("vacation", pause=days, vacation=True))
    assert [day.due.total.p50 for day in away.days[:5]] == [0, 0, 0, 19, 0]


def test_reviews_that_wait_when_a_vacation_begins_wait_until_it_is_over() -> None:
    days = (TODAY, TODAY + timedelta(days=2))
    known = learner(items=[started(number, 8, due_in=-5) for number in range(1, 20)])
    _, away = compared(known, WhatIf("vacation", pause=days, vacation=True))
    assert [day.backlog.total.p50 for day in away.days[:3]] == [19, 19, 0]


def test_two_vacations_at_once_last_no_longer_than_both() -> None:
    often = [(Moment(NOW - day * DAY), Moment(NOW - (day - 5) * DAY)) for day in range(59, 5, -8)]
    hourly = [started(number, 8, due_in=number) for number in range(1, 1000)]
    days = (TODAY + timedelta(days=20), TODAY + timedelta(days=40))
    known = learner(items=hourly, vacations=often)
    _, away = compared(known, WhatIf("vacation", pause=days, vacation=True))
    assert away.days[39].due.total.p90 == 0
    assert away.days[40].due.total.p10 > 0


def test_no_day_has_more_reviews_than_the_cap() -> None:
    _, capped = compared(climbing(), WhatIf("cap", reviews_a_day=12))
    assert max(day.done.total.p90 for day in capped.days) == 12
    assert capped.days[-1].backlog.total.p50 > 0


def test_a_free_account_stays_in_its_levels() -> None:
    outcome = project(climbing(granted=3), futures=20, days=60).own
    assert outcome is not None
    assert [each.level for each in outcome.dates] == ["03"]


def test_items_by_stage_are_all_there() -> None:
    outcome = project(learner(), futures=20, days=365, far=False).own
    assert outcome is not None
    assert [stages.months for stages in outcome.stages] == [1, 3, 6, 12]
    for stages in outcome.stages:
        assert sum(band.p10 for band in stages.by_group) <= 200 <= sum(band.p90 for band in stages.by_group)


def test_the_day_everything_is_burned_is_projected_too() -> None:
    known = learner(items=[started(number, 8, due_in=24 * number) for number in range(1, 30)])
    outcome = project(known, futures=40, days=60).own
    assert outcome is not None
    (burned,) = outcome.dates
    assert burned.level == ALL_BURNED
    assert burned.at is not None
    assert burned.at > NOW + 28 * DAY


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        pytest.param(record([]), "no items are known", id="no items"),
        pytest.param(learner(reviews=()), "so far there are 0 on 0", id="no reviews"),
        pytest.param(
            learner(reviews=reviews_on([1], count=10)), "so far there are 10 on 1", id="ten reviews"
        ),
        pytest.param(learner(reviews=reviews_on(range(1, 7), count=50)), "are 300 on 6", id="six days"),
        pytest.param(
            learner(items=[started(1, 9, due_in=0, available_at=None)]), "everything is burned", id="burned"
        ),
        pytest.param(
            learner(items=[started(1, 9, due_in=0), item(2, level=4)], granted=3),
            "everything up to level 3 is burned",
            id="burned as far as the subscription reaches",
        ),
        pytest.param(
            replace(learner(), intervals={}), "not said how long items wait", id="no spaced repetition system"
        ),
        pytest.param(learner(vacations=[(Moment(NOW - DAY), None)]), "On vacation", id="on vacation"),
        pytest.param(
            learner(vacations=[(Moment(NOW - 60 * DAY), Moment(NOW - 3 * DAY))]),
            "are 40 on 2",
            id="hardly a day without vacation",
        ),
    ],
)
def test_without_grounds_there_is_a_sentence_and_no_number(known: StudyRecord, sentence: str) -> None:
    projection = project(known, [WhatIf("more", lessons_a_day=20)])
    assert sentence in projection.reason
    assert projection.outcomes == ()
    assert projection.grounds is None


def test_the_grounds_are_what_was_seen() -> None:
    grounds = project(learner(), futures=5, days=7, far=False).grounds
    assert grounds is not None
    assert (grounds.reviews, grounds.days, grounds.accuracy) == (1200, 59, 9000)
    assert grounds.milliseconds_a_review == pytest.approx(10_000, rel=0.1)


def test_an_account_that_lacks_a_system_or_knows_new_kinds_is_projected_all_the_same() -> None:
    odd = [
        started(1, 4, due_in=3, srs_id=77, kind="sentence"),
        item(2, components=(SubjectId(999),), level=61),
        started(3, 5, due_in=1, available_at=None),
    ]
    assert own(learner(items=[*learner().items, *odd])).days[0].due.total.p50 >= 0


@pytest.mark.parametrize("level", [61, 62, 2**31 - 1])
def test_a_level_beyond_the_last_one_known_is_the_last(level: int) -> None:
    outcome = project(learner(level=level, granted=level), futures=5, days=20).own
    assert outcome is not None
    assert [date.level for date in outcome.dates] == [ALL_BURNED]


def test_a_review_in_a_stage_that_has_none_says_nothing() -> None:
    odd = [review._replace(starting_stage=stage) for stage in (0, 9) for review in reviews_on([3], hour=9)]
    known = learner(reviews=[*learner().reviews, *odd])
    assert own(known).days[0].done.total.p50 > 0


def test_a_break_that_is_longer_than_any_other_may_as_well_last_as_long_again() -> None:
    known = learner(reviews=reviews_on(range(41, 61)), observed_days=61)
    outcome = project(known, futures=200, days=80, far=False).own
    assert outcome is not None
    in_weeks, in_months = outcome.days[20].backlog.total, outcome.days[79].backlog.total
    assert (in_weeks.p10 < 20, in_weeks.p50 > 100) == (True, True)
    assert (in_months.p50 < 20, in_months.p90 > 100) == (True, True)


def test_a_count_has_a_band_of_each_group() -> None:
    count: ProjectedCount = own(learner()).days[0].due
    assert sum(band.p50 for band in count.by_group) > 0
