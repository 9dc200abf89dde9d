"""What the forecast dashboard asks about projections, and what a real InfluxDB answers."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from statistics import mean, median
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from collector.core.facts import Fact
from collector.core.moments import Moment, instant
from collector.core.projection_facts import ProjectedLevel, ProjectionScore
from collector.influxdb.influxql import create_database
from collector.points.from_facts import points
from collector.points.line_protocol import line
from tests.grafana.projections import PACES, ProjectedLife
from tests.grafana.viewer import Viewer, panel, statements, utc
from tests.harness import DAY, HOUR, NOON
from tests.integration.servers import InfluxDBV1

FORECAST = "wanikani-forecast"
NEW_YORK = ZoneInfo("America/New_York")
Rows = list[dict[str, object]]


class Projected:
    """A learner of New York in a database of its own, who is looked at on *now*."""

    def __init__(self, server: InfluxDBV1) -> None:
        self.server = server
        self.bucket = f"projected-{uuid4().hex}"
        self.life = ProjectedLife(NOON, NEW_YORK)
        server.query(create_database(self.bucket))

    def write(self, facts: Iterable[Fact], account: str = "me") -> None:
        lines = [line(point, account) for fact in facts for point in points(fact)]
        self.server.write(lines, self.bucket)

    def rows(self, title: str, ref: str, now: datetime = NOON) -> Rows:
        viewer = Viewer(now, now, now, account="me", zone=NEW_YORK.key).back(30 * DAY)
        asked = statements(FORECAST, panel(FORECAST, title), viewer)[ref]
        return self.server.query(asked, self.bucket, epoch="ms")


@pytest.fixture
def projected(influxdb_v1: InfluxDBV1) -> Projected:
    return Projected(influxdb_v1)


def _day(at: object) -> date:
    return utc(at).astimezone(NEW_YORK).date()


def _at(moment: Moment) -> datetime:
    return instant(moment).astimezone(NEW_YORK)


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Reviews a day, next 90 days", "done"),
        ("Backlog at day's end, next 90 days", "backlog"),
        ("Minutes a day, next 90 days", "minutes"),
    ],
)
def test_the_next_ninety_days_are_shown_with_all_three_quantiles(
    projected: Projected, title: str, field: str
) -> None:
    projected.write(projected.life.bands())
    shown = {(_day(row["time"]), row["quantile"]): row[field] for row in projected.rows(title, "B")}
    truth = {(_at(band.at).date(), band.quantile): getattr(band, field) for band in projected.life.bands()}
    today = NOON.astimezone(NEW_YORK).date()
    # It is morning there: today's noon is to come, and that of the ninetieth day is too far.
    assert {day for day, _ in shown} == {today + days * DAY for days in range(90)}
    assert shown.items() <= truth.items()


def test_a_fixed_range_of_the_past_shows_what_was_last_projected_for_it(projected: Projected) -> None:
    projected.write(projected.life.bands())
    shown = panel(FORECAST, "Reviews a day, next 90 days")
    # Grafana takes no notice of a panel's own range then.
    viewer = Viewer(NOON - 20 * DAY, NOON - 10 * DAY, NOON, account="me", zone=NEW_YORK.key)
    asked = statements(FORECAST, {**shown, "timeFrom": None}, viewer)["B"]
    rows = projected.server.query(asked, projected.bucket, epoch="ms")
    assert {(NOON - utc(row["time"])).days for row in rows} <= set(range(9, 21))
    assert len(rows) == 3 * 10


def test_each_value_of_the_year_ahead_is_the_mean_of_seven_days_up_to_it(projected: Projected) -> None:
    projected.write(projected.life.bands())
    done = {(_at(band.at).date(), str(band.quantile)): band.done for band in projected.life.bands()}
    rows = projected.rows("Reviews a day, next 365 days", "B")
    assert len(rows) > 3 * 355
    for row in rows:
        assert utc(row["time"]).astimezone(NEW_YORK).hour == 0
        seven = [done[_day(row["time"]) - before * DAY, str(row["quantile"])] for before in range(7)]
        assert row["done"] == pytest.approx(mean(seven))


def test_levels_are_those_to_come_with_their_days(projected: Projected) -> None:
    day = 86_400
    projected.write(
        [
            ProjectedLevel(projected.life.noon(-3), "12", early_seconds=day, late_seconds=day),
            # An older projection named this day.
            ProjectedLevel(projected.life.noon(5), "13", early_seconds=0, late_seconds=0),
            ProjectedLevel(projected.life.noon(9), "13", early_seconds=0, late_seconds=1),
            ProjectedLevel(projected.life.noon(900), "burned", early_seconds=30 * day, late_seconds=60 * day),
        ]
    )
    projected.write([ProjectedLevel(projected.life.noon(2), "40", 0, day)], account="another")
    rows = projected.rows("Upcoming levels", "A")
    assert [(row["level"], row["early"], row["late"]) for row in rows] == [
        ("13", 0, -1000),
        ("burned", 30 * day * 1000, -60 * day * 1000),
    ]
    assert [utc(row["time"]) for row in rows] == [_at(projected.life.noon(days)) for days in (9, 900)]


def test_paces_are_those_of_the_newest_projection_the_own_first(projected: Projected) -> None:
    for before in (2, 1, 0):
        for pace in ProjectedLife(NOON - before * DAY, NEW_YORK).paces():
            projected.write([pace])
    title = "What if: lessons a day"
    (own,) = projected.rows(title, "A")
    others = projected.rows(title, "B")
    newest = {fact.pace: fact for fact in projected.life.paces()}
    assert own["pace"] == 0
    assert [(row["pace"], row["lessons"]) for row in others] == [
        (lessons + 1, lessons) for pace, lessons in PACES.items() if pace != "own"
    ]
    for row, fact in zip([own, *others], newest.values(), strict=True):
        assert (row["reviews"], row["minutes"]) == (fact.reviews_a_day, fact.minutes_a_day)
        for name, at in (("level 60", fact.level_60_at), ("burned", fact.burned_at)):
            assert row[name] == (0 if at is None else at // 1000)
        assert utc(row["time"]) == NOON


def test_a_pace_of_a_projection_that_ended_weeks_ago_is_not_shown(projected: Projected) -> None:
    projected.write(ProjectedLife(NOON - 20 * DAY, NEW_YORK).paces())
    assert projected.rows("What if: lessons a day", "B") == []


def _score(projected: Projected, weeks_ago: int, **special: object) -> ProjectionScore:
    ordinary = {
        "days_ahead": 28,
        "projected": 100,
        "low": 80,
        "high": 120,
        "came": 100,
        "level_days_off": None,
    }
    return ProjectionScore(at=projected.life.noon(-7 * weeks_ago - 1), **{**ordinary, **special})  # type: ignore[arg-type]


def test_trust_counts_weeks_too_high_and_too_low_alike(projected: Projected) -> None:
    came = [50, 80, 100, 125, 200]
    projected.write(_score(projected, number, came=each) for number, each in enumerate(came))
    projected.write([_score(projected, 60, came=1), _score(projected, 2, days_ahead=7)])
    rows = {row["days_ahead"]: row for row in projected.rows("Projection accuracy", "A")}
    assert rows["28"]["compared"] == 5
    assert rows["28"]["inside"] == pytest.approx(40)
    assert rows["07"]["inside"] == 100
    errors = {row["days_ahead"]: row["error"] for row in projected.rows("Projection accuracy", "B")}
    assert errors["28"] == pytest.approx(median(abs(100 / each - 1) * 100 for each in came))


def test_a_week_without_reviews_has_no_error_in_percent_but_counts_for_the_band(projected: Projected) -> None:
    projected.write([_score(projected, 0, came=0), _score(projected, 1, came=110)])
    (band,) = projected.rows("Projection accuracy", "A")
    (error,) = projected.rows("Projection accuracy", "B")
    assert (band["compared"], band["inside"]) == (2, 50)
    assert error["error"] == pytest.approx(100 * 10 / 110)


def test_level_ups_before_and_after_the_projected_day_are_off_alike(projected: Projected) -> None:
    assert projected.rows("Projection accuracy", "C") == []
    off = [-6.0, -1.0, 2.0]
    projected.write(_score(projected, number, level_days_off=each) for number, each in enumerate(off))
    (row,) = projected.rows("Projection accuracy", "C")
    assert row["days off"] == 2.0


def test_the_chart_of_scores_is_of_the_time_ahead_that_was_chosen(projected: Projected) -> None:
    projected.write([_score(projected, 1, came=90), _score(projected, 1, came=70, days_ahead=84)])
    (row,) = projected.rows("Projected and done reviews by week", "A", NOON + HOUR)
    assert (row["low"], row["projected"], row["high"], row["done"]) == (80, 100, 120, 90)
    assert utc(row["time"]).astimezone(NEW_YORK).hour == 0
    assert utc(row["time"]).tzinfo is UTC
