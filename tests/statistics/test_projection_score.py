"""A week that was projected, compared with the week that came."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from collector.core.moments import DAY, HOUR, Moment, moment
from collector.core.projection import Band, ProjectedWeek
from collector.core.projection_facts import ProjectionScore
from collector.statistics.projection_score import score, week_bounds

NOON = Moment(1000 * DAY + 12 * HOUR)
WEEK = ProjectedWeek(days_ahead=28, ends=NOON, done=Band(60, 70, 80))


@pytest.mark.parametrize(
    ("came", "inside"), [(59, False), (60, True), (70, True), (80, True), (81, False), (0, False)]
)
def test_a_week_within_the_band_counts_as_inside(came: int, inside: bool) -> None:
    found = score(WEEK, came, [])
    assert found == ProjectionScore(NOON, 28, 70, 60, 80, came, level_days_off=None)
    assert found.inside is inside


@pytest.mark.parametrize(
    ("after", "days_off"),
    [([0], 0.0), ([18 * HOUR], 0.75), ([-2 * DAY], -2.0), ([DAY, 2 * DAY], 1.5), ([8 * HOUR], 0.33)],
)
def test_a_level_counts_by_the_days_after_its_projected_date(after: list[int], days_off: float) -> None:
    reached = [(NOON, Moment(NOON + later)) for later in after]
    assert score(WEEK, 70, reached).level_days_off == days_off


def test_a_week_is_seven_local_days() -> None:
    start, end = week_bounds(date(2024, 3, 31), ZoneInfo("Europe/Berlin"))
    assert start == moment(datetime(2024, 3, 24, 23, tzinfo=UTC))
    # Clocks went forward on the last of them.
    assert end - start == 7 * DAY - HOUR
