"""What a new projection changes of what was written before: days, levels and paces."""

from dataclasses import replace
from datetime import date

import pytest

from collector.core.moments import DAY, HOUR, SECOND, Moment
from collector.core.projection import ALL_BURNED, ProjectedDate, Projection
from collector.core.projection_facts import ProjectedBand, ProjectedLevel, ProjectedPace
from collector.statistics.projected import (
    changed_days,
    changed_levels,
    changed_paces,
    first_moment,
    levels,
    paces,
)
from tests.projections import dated, noon_of, projected, without_grounds

MONDAY = Moment(noon_of(date(2024, 3, 4)) + 6 * HOUR)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (noon_of(date(2024, 3, 4 + ahead)) for ahead in range(1, 5))


def values(bands: list[ProjectedBand]) -> dict[Moment, list[int]]:
    """Return for each noon the reviews due, in the order of the bands."""
    found: dict[Moment, list[int]] = {}
    for band in bands:
        found.setdefault(band.at, []).append(band.due)
    return found


def test_the_first_projection_writes_all_its_days_by_quantile() -> None:
    days = changed_days(None, projected(MONDAY, 50, 60))
    assert (days.over, days.withdrawn) == ([], [])
    assert values(days.write) == {TUESDAY: [49, 50, 51], WEDNESDAY: [59, 60, 61]}
    assert days.write[1] == ProjectedBand(TUESDAY, "p50", due=50, done=60, backlog=70, minutes=80)
    assert [band.quantile for band in days.write[:3]] == ["p10", "p50", "p90"]


def test_days_that_are_projected_as_before_are_not_written_again() -> None:
    later = replace(projected(MONDAY, 50, 61), at=Moment(MONDAY + 1))
    days = changed_days(projected(MONDAY, 50, 60), later)
    assert values(days.write) == {WEDNESDAY: [60, 61, 62]}
    assert (days.over, days.withdrawn) == ([], [])


def test_a_day_that_is_over_keeps_what_was_last_projected_for_it() -> None:
    days = changed_days(projected(MONDAY, 50, 60), projected(Moment(TUESDAY + HOUR), 70, 80))
    assert values(days.over) == {TUESDAY: [49, 50, 51]}
    assert values(days.write) == {WEDNESDAY: [69, 70, 71], THURSDAY: [79, 80, 81]}
    assert days.withdrawn == []


def test_days_to_come_are_withdrawn_without_grounds_and_those_that_are_over_are_not() -> None:
    days = changed_days(projected(MONDAY, 50, 60, 70), without_grounds(Moment(TUESDAY + HOUR)))
    assert values(days.over) == {TUESDAY: [49, 50, 51]}
    assert values(days.withdrawn) == {WEDNESDAY: [0, 0, 0], THURSDAY: [0, 0, 0]}
    assert days.write == []
    assert all((band.done, band.backlog, band.minutes) == (0, 0, 0) for band in days.withdrawn)


def test_in_another_zone_the_days_to_come_have_other_noons() -> None:
    tokyo = projected(Moment(MONDAY + HOUR), 50, 60, zone="Asia/Tokyo")
    days = changed_days(projected(MONDAY, 50, 60), tokyo)
    # In Tokyo it is Tuesday already, and the first day to come begins after the noon of Tuesday in UTC.
    assert values(days.withdrawn) == {WEDNESDAY: [0, 0, 0]}
    assert values(days.over) == {TUESDAY: [49, 50, 51]}
    assert values(days.write) == {
        Moment(WEDNESDAY - 9 * HOUR): [49, 50, 51],
        Moment(THURSDAY - 9 * HOUR): [59, 60, 61],
    }


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "Pacific/Honolulu"])
def test_the_first_day_begins_after_the_noon_of_the_day_before(zone: str) -> None:
    made = projected(MONDAY, 50, zone=zone)
    assert made.own is not None
    assert first_moment(made) == made.own.days[0].noon - 12 * HOUR > MONDAY


def test_a_level_is_written_at_its_day_with_its_band() -> None:
    made = projected(MONDAY, dates=(dated("13", WEDNESDAY), dated(ALL_BURNED, FRIDAY)))
    assert levels(made) == {
        "13": ProjectedLevel(WEDNESDAY, "13", DAY // SECOND, 2 * DAY // SECOND),
        "burned": ProjectedLevel(FRIDAY, "burned", DAY // SECOND, 2 * DAY // SECOND),
    }


def test_a_level_that_half_the_futures_do_not_reach_is_not_written() -> None:
    assert levels(projected(MONDAY, dates=(ProjectedDate("60", FRIDAY, None, None),))) == {}


def test_a_level_that_a_tenth_does_not_reach_is_late_at_least_as_far_as_the_futures_go() -> None:
    open_ended = ProjectedDate("13", TUESDAY, WEDNESDAY, None)
    assert levels(projected(MONDAY, 1, 2, 3, 4, dates=(open_ended,)))["13"].late_seconds == 2 * DAY // SECOND
    later = dated("14", FRIDAY, late=7)
    assert levels(projected(MONDAY, 1, dates=(open_ended, later)))["13"].late_seconds == 9 * DAY // SECOND


def test_a_level_on_whose_day_all_futures_agree_is_not_taken_for_withdrawn() -> None:
    (level,) = levels(projected(MONDAY, dates=(ProjectedDate("13", TUESDAY, TUESDAY, TUESDAY),))).values()
    assert level.stands


def _moved(before: tuple[ProjectedDate, ...], now: tuple[ProjectedDate, ...]) -> list[ProjectedLevel]:
    return changed_levels(projected(MONDAY, dates=before), projected(Moment(TUESDAY + 1), dates=now))


def test_a_level_that_moved_is_withdrawn_first() -> None:
    thirteen = dated("13", THURSDAY)
    assert _moved((thirteen, dated("14", FRIDAY)), (replace(thirteen, at=FRIDAY), dated("14", FRIDAY))) == [
        ProjectedLevel(THURSDAY, "13", 0, 0),
        ProjectedLevel(FRIDAY, "13", 2 * DAY // SECOND, DAY // SECOND),
    ]


def test_a_level_whose_band_changed_is_written_again_at_its_day() -> None:
    assert _moved((dated("13", FRIDAY),), (dated("13", FRIDAY, early=2),)) == [
        ProjectedLevel(FRIDAY, "13", 2 * DAY // SECOND, 2 * DAY // SECOND)
    ]


def test_a_level_that_was_reached_early_is_withdrawn_and_one_whose_day_is_over_stays() -> None:
    assert _moved((dated("13", FRIDAY),), ()) == [ProjectedLevel(FRIDAY, "13", 0, 0)]
    assert _moved((dated("13", TUESDAY),), ()) == []


def test_a_level_whose_day_went_by_without_it_moves_on() -> None:
    assert _moved((dated("13", TUESDAY),), (dated("13", THURSDAY),)) == [
        ProjectedLevel(TUESDAY, "13", 0, 0),
        ProjectedLevel(THURSDAY, "13", DAY // SECOND, 2 * DAY // SECOND),
    ]


def test_a_pace_says_what_comes_of_it() -> None:
    made = projected(MONDAY, 50, dates=(dated("60", THURSDAY), dated(ALL_BURNED, FRIDAY)), paces=(5, 15))
    assert paces(made) == {
        "own": ProjectedPace(MONDAY, "own", 12, 120, 25, level_60_at=THURSDAY, burned_at=FRIDAY),
        "05": ProjectedPace(MONDAY, "05", 5, 45, 10, level_60_at=None, burned_at=None),
        "15": ProjectedPace(MONDAY, "15", 15, 135, 30, level_60_at=None, burned_at=None),
    }


def test_a_dropped_pace_is_written_once_with_zeros() -> None:
    later, latest = without_grounds(TUESDAY), without_grounds(WEDNESDAY)
    gone = changed_paces(projected(MONDAY, 50), later)
    assert [pace.pace for pace in gone] == ["own", "05", "10"]
    assert gone[1] == ProjectedPace(TUESDAY, "05", 0, 0, 0, level_60_at=None, burned_at=None)
    assert changed_paces(later, latest) == []


@pytest.mark.parametrize("before", [None, without_grounds(MONDAY)])
def test_without_grounds_there_is_nothing_to_write(before: Projection | None) -> None:
    now = without_grounds(TUESDAY)
    assert changed_days(before, now) == ([], [], [])
    assert (changed_levels(before, now), changed_paces(before, now)) == ([], [])
