"""From the facts of projections to points: they say what the fact says."""

import pytest

from collector.core.moments import SECOND, nanoseconds
from collector.core.projection_facts import ProjectedBand, ProjectedLevel, ProjectedPace, ProjectionScore
from collector.points import measurements as catalogue
from collector.points.from_facts import points
from collector.points.measurements import Point
from tests.statistics.items import NOON, after

NOON_NS = nanoseconds(NOON)


def test_a_projected_day_is_written_with_its_quantile() -> None:
    band = ProjectedBand(at=NOON, quantile="p90", due=120, done=110, backlog=30, minutes=19)
    fields = {"due": 120, "done": 110, "backlog": 30, "minutes": 19}
    assert points(band) == [Point(catalogue.PROJECTION, NOON_NS, {"quantile": "p90"}, fields)]


@pytest.mark.parametrize("level", ["08", "burned"])
def test_a_level_to_come_is_written_with_its_band(level: str) -> None:
    reached = ProjectedLevel(at=NOON, level=level, early_seconds=86400, late_seconds=172800)
    fields = {"early_seconds": 86400, "late_seconds": 172800}
    assert points(reached) == [Point(catalogue.PROJECTED_LEVEL, NOON_NS, {"level": level}, fields)]


def test_a_pace_is_written_with_its_dates_in_seconds_and_none_as_zero() -> None:
    outcome = ProjectedPace(
        at=NOON,
        pace="own",
        lessons_a_day=10,
        reviews_a_day=95,
        minutes_a_day=16,
        level_60_at=after(24),
        burned_at=None,
    )
    (point,) = points(outcome)
    assert (point.measurement, point.time, point.tags) == (
        catalogue.PROJECTION_PACE,
        NOON_NS,
        {"pace": "own"},
    )
    assert point.fields == {
        "lessons_a_day": 10,
        "reviews_a_day": 95,
        "minutes_a_day": 16,
        "level_60_at": after(24) // SECOND,
        "burned_at": 0,
    }


@pytest.mark.parametrize(
    ("came", "inside"),
    [
        pytest.param(599, 0, id="less than a tenth of the futures"),
        pytest.param(600, 1, id="the band includes its lower edge"),
        pytest.param(800, 1, id="and its upper one"),
        pytest.param(801, 0, id="more than nine tenths of the futures"),
    ],
)
def test_a_week_that_came_is_inside_the_band_or_not(came: int, inside: int) -> None:
    score = ProjectionScore(
        at=NOON, days_ahead=28, projected=700, low=600, high=800, came=came, level_days_off=None
    )
    fields = {"projected": 700, "low": 600, "high": 800, "came": came, "inside": inside}
    assert points(score) == [Point(catalogue.PROJECTION_SCORE, NOON_NS, {"days_ahead": "28"}, fields)]


def test_a_level_reached_in_the_week_is_written_with_the_days_it_was_off() -> None:
    score = ProjectionScore(
        at=NOON, days_ahead=7, projected=700, low=600, high=800, came=650, level_days_off=-1.0
    )
    (point,) = points(score)
    assert point.tags == {"days_ahead": "07"}
    assert point.fields["level_days_off"] == -1.0
