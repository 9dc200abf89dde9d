"""Weeks of learners whose clocks change: each local day is in its own week, and none is lost."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from collector.points.measurements import STUDY_DAY
from grafana.influxql import CHOSEN_STEP, select
from tests.grafana.alert_history import AlertHistory
from tests.grafana.viewer import Viewer, filled_in, utc
from tests.integration.servers import InfluxDBV1

FIRST, DAYS = date(2023, 9, 4), 500


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Tokyo"])
def test_every_week_has_its_seven_local_days(influxdb_v1: InfluxDBV1, zone: str) -> None:
    where = ZoneInfo(zone)
    history = AlertHistory(influxdb_v1, f"clocks-{uuid4().hex}")
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    for day in days:
        at = datetime(day.year, day.month, day.day, tzinfo=where)
        history.write("me", STUDY_DAY, at, reviews=1, correct=1)
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
