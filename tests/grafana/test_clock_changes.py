"""Days and weeks of learners whose clocks change: each local day is counted once, and in its own week."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from collector.points.measurements import MILESTONE, REVIEW, REVIEW_FORECAST, SESSION, STUDY_DAY
from grafana.influxql import CHOSEN_STEP, select
from tests.grafana.alert_history import AlertHistory
from tests.grafana.viewer import Viewer, filled_in, own_statements, panel, panels, statements, utc
from tests.integration.servers import InfluxDBV1

FIRST, DAYS = date(2023, 9, 4), 500


# The first night of a range on which the clock goes back to the day before, in these.
MIDNIGHT_TWICE = {
    "Africa/Cairo": date(2023, 10, 27),
    "America/Santiago": date(2024, 4, 7),
    "Asia/Beirut": date(2024, 10, 27),
    "America/Nuuk": date(2024, 10, 27),
}
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Tokyo", *MIDNIGHT_TWICE)


def midnight(day: date, zone: str) -> datetime:
    """Return the day's first moment."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize("zone", ZONES)
def test_every_week_has_its_seven_local_days(influxdb_v1: InfluxDBV1, zone: str) -> None:
    where = ZoneInfo(zone)
    history = AlertHistory(influxdb_v1, f"clocks-{uuid4().hex}")
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    for day in days:
        history.write("me", STUDY_DAY, midnight(day, zone), reviews=1, correct=1)
    history.flush()
    begin = datetime(2023, 9, 1, tzinfo=UTC)
    end = begin + timedelta(days=DAYS + 20)
    viewer = Viewer(begin, end, end, account="me", zone=zone)
    filled = filled_in(
        select(STUDY_DAY, {"reviews": "sum({reviews})"}, by=(CHOSEN_STEP,), fill="none"), viewer
    )
    shown = {
        utc(row["time"]).astimezone(where).date(): row["reviews"]
        for row in influxdb_v1.query(filled, history.bucket, epoch="ms")
    }
    assert shown == Counter(day - timedelta(days=day.weekday()) for day in days)


@pytest.mark.parametrize(("zone", "night"), MIDNIGHT_TWICE.items())
def test_no_chart_has_a_bar_too_many_where_the_clock_goes_back_at_midnight(
    influxdb_v1: InfluxDBV1, zone: str, night: date
) -> None:
    history = AlertHistory(influxdb_v1, f"midnights-{uuid4().hex}")
    for number in range(-20, 21):
        noon = midnight(night + timedelta(days=number), zone) + timedelta(hours=12)
        history.write("me", REVIEW_FORECAST, noon, reviews=4, apprentice=1, guru=1, master=1, enlightened=1)
        history.write("me", MILESTONE, noon, count=1, level=3)
        history.write("me", STUDY_DAY, midnight(night + timedelta(days=number), zone), reviews=1, correct=1)
    history.flush()
    asked = 0
    for uid, shown in panels():
        now = midnight(night, zone) + timedelta(days=-2 if "forecast" in str(shown["targets"]) else 10)
        viewer = Viewer(now, now, now, account="me", zone=zone, every="1d").back(timedelta(days=15))
        for statement in statements(uid, shown, viewer).values():
            if "fill(0)" not in statement or "cumulative_sum" in statement or "FROM (" in statement:
                continue
            asked += 1
            rows = influxdb_v1.query(statement, history.bucket, epoch="ms")
            times = [utc(row["time"]).astimezone(ZoneInfo(zone)) for row in rows]
            assert len(times) > 1, statement
            if "time(1h" not in statement:
                series = Counter((row.get("kind"), at.date()) for row, at in zip(rows, times, strict=True))
                assert {at.hour for at in times} == {0}, statement
                assert set(series.values()) == {1}, statement
    assert asked > 5


# Of each kind of point, what the charts by days and weeks are made of.
BY_DAYS = (
    (REVIEW, {"correct": 1, "meaning_correct": 1, "reading_correct": 1, "inferred": 0, "level": 3}),
    (SESSION, {"reviews": 20, "correct": 15, "duration_seconds": 600}),
    (STUDY_DAY, {"reviews": 20, "correct": 15}),
)


@pytest.mark.parametrize(("zone", "night"), MIDNIGHT_TWICE.items())
def test_a_row_that_charts_with_gaps_have_too_many_holds_nothing(
    influxdb_v1: InfluxDBV1, zone: str, night: date
) -> None:
    history = AlertHistory(influxdb_v1, f"gaps-{uuid4().hex}")
    for number in range(-20, 21):
        begins = midnight(night + timedelta(days=number), zone)
        for measurement, fields in BY_DAYS:
            at = begins if measurement is STUDY_DAY else begins + timedelta(hours=12)
            history.write("me", measurement, at, **fields)
    history.flush()
    now = midnight(night, zone) + timedelta(days=10)
    viewer = Viewer(now, now, now, account="me", zone=zone, every="1d").back(timedelta(days=15))
    asked = 0
    for uid, shown in panels():
        for statement in own_statements(uid, shown, viewer).values():
            if "fill(null)" not in statement or "time(1d" not in statement:
                continue
            for row in influxdb_v1.query(statement, history.bucket, epoch="ms"):
                asked += 1
                at = utc(row.pop("time")).astimezone(ZoneInfo(zone))
                numbers = {name: value for name, value in row.items() if name != "srs_group"}
                if at.hour:
                    assert set(numbers.values()) == {None}, (at, statement)
    assert asked > 100


@pytest.mark.parametrize(
    ("zone", "night"),
    [
        ("Europe/Berlin", date(2024, 3, 31)),
        ("Europe/Berlin", date(2024, 10, 27)),
        ("Africa/Cairo", date(2023, 10, 27)),
    ],
)
def test_seven_days_are_seven_local_days_in_the_week_of_a_clock_change(
    influxdb_v1: InfluxDBV1, zone: str, night: date
) -> None:
    history = AlertHistory(influxdb_v1, f"seven-{uuid4().hex}")
    done = {
        night + timedelta(days=number): (7 + 11 * (number + 20) ** 2, number + 21) for number in range(-20, 9)
    }
    for day, (reviews, correct) in done.items():
        history.write("me", STUDY_DAY, midnight(day, zone), reviews=reviews, correct=correct)
    history.flush()
    shown = panel("wanikani-overview", "Accuracy")
    for day in (night + timedelta(days=number) for number in range(9)):
        seven = [done[day - timedelta(days=before)] for before in range(7)]
        begins, ends = (midnight(day + timedelta(days=number), zone).astimezone(UTC) for number in (0, 1))
        for now in (
            begins + timedelta(minutes=10),
            begins + timedelta(hours=12),
            ends - timedelta(minutes=10),
        ):
            viewer = Viewer(now, now, now, account="me", zone=zone)
            today, week = (
                influxdb_v1.query(each, history.bucket)
                for each in statements("wanikani-overview", shown, viewer).values()
            )
            assert [row["7 days"] for row in week] == [
                pytest.approx(100 * sum(right for _, right in seven) / sum(reviews for reviews, _ in seven))
            ]
            assert [row["today"] for row in today] == [pytest.approx(100 * done[day][1] / done[day][0])]


def test_today_is_there_before_its_first_review_and_says_that_there_are_few(influxdb_v1: InfluxDBV1) -> None:
    history = AlertHistory(influxdb_v1, f"today-{uuid4().hex}")
    day = date(2024, 5, 7)
    history.write("me", STUDY_DAY, midnight(day - timedelta(days=3), "Asia/Tokyo"), reviews=50, correct=40)
    history.flush()
    now = midnight(day, "Asia/Tokyo").astimezone(UTC) + timedelta(minutes=5)
    viewer = Viewer(now, now, now, account="me", zone="Asia/Tokyo")
    today, week = (
        influxdb_v1.query(each, history.bucket)
        for each in statements("wanikani-overview", panel("wanikani-overview", "Accuracy"), viewer).values()
    )
    assert [row["today"] for row in today] == [None]
    assert [row["7 days"] for row in week] == [pytest.approx(80)]
