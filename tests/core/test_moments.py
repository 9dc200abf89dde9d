"""Moments are exact: to the microsecond coming in, to the nanosecond going out."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.moments import HOUR, Moment, hour_of, instant, moment, nanoseconds, seconds_between

_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_INSTANTS = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=_ZONES)  # noqa: DTZ001


@given(_INSTANTS)
def test_a_moment_gives_back_the_very_instant_it_was_made_of(at: datetime) -> None:
    assert instant(moment(at)) == at
    assert instant(moment(at)).tzinfo is UTC


@given(_INSTANTS)
def test_nanoseconds_are_exact(at: datetime) -> None:
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    assert (
        nanoseconds(moment(at)) == ((since.days * 86400 + since.seconds) * 10**6 + since.microseconds) * 1000
    )


def test_a_time_of_no_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        moment(datetime(2024, 1, 1))  # noqa: DTZ001


@given(st.integers(0, 10**16).map(Moment))
def test_an_hour_begins_at_or_before_every_moment_in_it(at: Moment) -> None:
    assert hour_of(at) <= at < hour_of(at) + HOUR
    assert hour_of(at) % HOUR == 0


@pytest.mark.parametrize(
    ("microseconds", "seconds"),
    [
        pytest.param(0, 0, id="no time is no second"),
        pytest.param(999_999, 0, id="a second that is not full does not count"),
        pytest.param(1_000_000, 1, id="a full second counts"),
        pytest.param(-1, -1, id="backwards is below nothing, never rounded to it"),
    ],
)
def test_seconds_are_rounded_down(microseconds: int, seconds: int) -> None:
    assert seconds_between(Moment(5), Moment(5 + microseconds)) == seconds
