"""Times as people write them, in their own zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from collector.core.moments import instant, moment
from collector.views.exports import period

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = moment(datetime(2026, 3, 10, 22, 30, tzinfo=UTC))  # 07:30 on the 11th in Tokyo


def begins(text: str, zone: ZoneInfo = TOKYO) -> str:
    return instant(period.start(text, NOW, zone)).astimezone(zone).isoformat(sep=" ")[:16]


def ends(text: str, zone: ZoneInfo = TOKYO, *, ahead: bool = False) -> str:
    return instant(period.end(text, NOW, zone, ahead=ahead)).astimezone(zone).isoformat(sep=" ")[:16]


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        pytest.param("7d", "2026-03-04 07:30", "2026-03-04 07:30", id="so many days ago, to the minute"),
        pytest.param("12h", "2026-03-10 19:30", "2026-03-10 19:30", id="so many hours"),
        pytest.param("2W", "2026-02-25 07:30", "2026-02-25 07:30", id="so many weeks, in any letters"),
        pytest.param("2026-01-31", "2026-01-31 00:00", "2026-02-01 00:00", id="a day is whole"),
        pytest.param("2026-02", "2026-02-01 00:00", "2026-03-01 00:00", id="a month is whole"),
        pytest.param("2025-12", "2025-12-01 00:00", "2026-01-01 00:00", id="December too"),
        pytest.param("today", "2026-03-11 00:00", "2026-03-12 00:00", id="today, where the learner is"),
        pytest.param("yesterday", "2026-03-10 00:00", "2026-03-11 00:00", id="yesterday"),
        pytest.param("2026-01-31T18:30", "2026-01-31 18:30", "2026-01-31 18:30", id="a time of the day"),
        pytest.param("2026-01-31 18:30", "2026-01-31 18:30", "2026-01-31 18:30", id="with a blank"),
        pytest.param("2026-01-31T09:30Z", "2026-01-31 18:30", "2026-01-31 18:30", id="of another zone"),
    ],
)
def test_a_time_is_what_people_mean_by_it(text: str, begin: str, end: str) -> None:
    assert begins(text) == begin
    assert ends(text) == end


def test_a_forecast_looks_ahead() -> None:
    assert ends("7d", ahead=True) == "2026-03-18 07:30"
    assert ends("2026-03-20", ahead=True) == "2026-03-21 00:00"


def test_a_day_of_a_changing_clock_is_whole() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    day = period.end("2026-03-29", NOW, berlin) - period.start("2026-03-29", NOW, berlin)
    assert day == 23 * 3600 * 10**6


@pytest.mark.parametrize("text", ["", "7", "d", "soon", "7y", "2026", "2026-13", "2026-02-30", "31.01.2026"])
def test_an_invalid_time_is_refused(text: str) -> None:
    for read in (period.start, period.end):
        with pytest.raises(ValueError, match=r".*"):
            read(text, NOW, TOKYO)


def test_so_is_what_no_calendar_has() -> None:
    with pytest.raises(OverflowError):
        period.end("9999-12", NOW, TOKYO)
