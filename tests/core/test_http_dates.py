"""Dates and `Retry-After` as servers and proxies write them; garbage asks for nothing."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.http_dates import LONGEST_RETRY_AFTER, parse_http_date, retry_after

AT = datetime(2024, 3, 4, 12, 0, 5, tzinfo=UTC)
DATE = "Mon, 04 Mar 2024 12:00:05 GMT"


@pytest.mark.parametrize(
    "text",
    [
        DATE,
        "Mon, 04 Mar 2024 12:00:05 -0000",
        "Mon, 04 Mar 2024 12:00:05",
        "Mon, 04 Mar 2024 21:00:05 +0900",
        "Monday, 04-Mar-24 12:00:05 GMT",
        "Mon Mar  4 12:00:05 2024",
    ],
)
def test_a_date_means_the_same_in_any_time_zone_of_the_machine(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert parse_http_date(text) == AT
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


SECONDS = [
    pytest.param("30", 30, id="seconds"),
    pytest.param(" 1.5 ", 1.5, id="a fraction is tolerated"),
    pytest.param("0", 0, id="no wait at all"),
    pytest.param("-5", 0, id="a wait is never negative"),
    pytest.param("99999999999", 86_400, id="at most a day"),
    pytest.param("Mon, 04 Mar 2024 12:02:05 GMT", 120, id="a date, by the server's clock"),
    pytest.param("Mon, 04 Mar 2024 12:02:05", 120, id="a date without a zone is in UTC"),
    pytest.param("Mon, 04 Mar 2024 11:00:00 GMT", 0, id="a date that has passed"),
    pytest.param("Fri, 31 Dec 9999 23:59:59 GMT", 86_400, id="the end of time is a day"),
]


@pytest.mark.parametrize(("text", "seconds"), SECONDS)
def test_retry_after_in_either_form(text: str, seconds: float) -> None:
    assert retry_after({"retry-after": text, "date": DATE}) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "soon", "nan", "inf", "1e300", "²", "9" * 5000, "1_000", "Tue, 99 Nov 99999 12:02:00 GMT"]
)
def test_garbage_asks_for_nothing(text: str) -> None:
    assert retry_after({"retry-after": text, "date": DATE}) is None


def test_a_date_means_nothing_without_the_servers_own() -> None:
    assert retry_after({"retry-after": DATE}) is None


def test_nothing_is_asked_without_the_header() -> None:
    assert retry_after({"date": DATE}) is None


odd = st.text(st.characters(max_codepoint=0x2FF), max_size=30)
numbers = st.integers(-(10**20), 10**20).map(str) | st.floats().map(str)


@given(date=odd | st.just(DATE), text=odd | numbers | st.just(DATE))
def test_the_wait_is_always_between_zero_and_a_day(date: str, text: str) -> None:
    wait = retry_after({"retry-after": text, "date": date})
    assert wait is None or timedelta(0) <= wait <= LONGEST_RETRY_AFTER
