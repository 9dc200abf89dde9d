"""The arithmetic of waiting: `Date` and `RateLimit-Reset` are the server's own, no local clock is asked."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.wanikani import rate_limit

AT = datetime(2024, 3, 4, 12, 0, 5, tzinfo=UTC)
NOW = int(AT.timestamp())
DATE = format_datetime(AT, usegmt=True)
SECOND = timedelta(seconds=1)
WINDOW = timedelta(seconds=60)

odd = st.text(st.characters(max_codepoint=0x2FF), max_size=30)
dates = st.integers(0, 7_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
written_dates = dates.map(lambda at: format_datetime(at, usegmt=True))
numbers = st.integers(-(10**20), 10**20).map(str)
anything = odd | written_dates | numbers


@given(date=anything, reset=anything, remaining=anything, retry=anything)
def test_for_any_headers_the_wait_is_between_zero_and_a_day(
    date: str, reset: str, remaining: str, retry: str
) -> None:
    headers = {
        "date": date, "ratelimit-reset": reset, "ratelimit-remaining": remaining, "retry-after": retry,
    }  # fmt: skip
    assert timedelta(0) <= rate_limit.wait_before_next_request(headers) <= WINDOW + SECOND
    assert timedelta(0) < rate_limit.wait_after_429(headers) <= timedelta(days=1)


@given(at=dates, ahead=st.integers(0, 60))
def test_the_wait_ends_just_after_the_reset_and_never_before(at: datetime, ahead: int) -> None:
    headers = {
        "date": format_datetime(at, usegmt=True),
        "ratelimit-remaining": "0",
        "ratelimit-reset": str(int(at.timestamp()) + ahead),
    }
    # The answer's `Date` has dropped up to a second, so that much more must be waited.
    assert rate_limit.wait_before_next_request(headers) == timedelta(seconds=ahead) + SECOND


def left(requests: int, reset: str) -> dict[str, str]:
    return {"ratelimit-remaining": str(requests), "ratelimit-reset": reset}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({}, 0, id="nothing said is no wait"),
        pytest.param(left(1, str(NOW + 30)), 0, id="one left is no wait"),
        pytest.param({"ratelimit-remaining": "0"}, 0, id="a window that never ends is no wait"),
        pytest.param(left(0, str(NOW + 30)), 31, id="wait for the reset"),
        pytest.param(left(0, str(NOW - 30)), 1, id="the reset was before"),
        pytest.param(left(0, str(NOW + 10**6)), 61, id="at most a window"),
        pytest.param(left(0, f"{NOW + 30}.9"), 31, id="a fraction is dropped"),
        pytest.param(left(0, "soon"), 0, id="a word is no reset"),
        pytest.param(left(0, "9" * 5000), 0, id="endless digits are none"),
    ],
)  # fmt: skip
def test_wait_for_window(headers: dict[str, str], expected: int) -> None:
    assert rate_limit.wait_before_next_request({"date": DATE, **headers}) == timedelta(seconds=expected)


def test_without_a_date_to_compare_with_a_whole_window_is_waited() -> None:
    headers = {"ratelimit-remaining": "0", "ratelimit-reset": str(NOW)}
    assert rate_limit.wait_before_next_request(headers) == WINDOW


IN_40 = format_datetime(AT + 40 * SECOND, usegmt=True)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({}, 60, id="a window when nothing is said"),
        pytest.param({"retry-after": "7"}, 7, id="what Retry-After says"),
        pytest.param({"retry-after": IN_40}, 40, id="Retry-After as a date"),
        pytest.param({"retry-after": "7", "ratelimit-reset": str(NOW + 20)}, 21, id="not inside the window"),
        pytest.param({"retry-after": "70", "ratelimit-reset": str(NOW + 20)}, 70, id="the longer of the two"),
        pytest.param({"retry-after": "0"}, 60, id="no time at all is not believed"),
        pytest.param({"retry-after": "-5"}, 60, id="a negative time is not believed"),
        pytest.param({"retry-after": "²"}, 60, id="a digit that is no number"),
        pytest.param({"retry-after": "9" * 5000}, 60, id="more digits than a number may have"),
        pytest.param({"retry-after": "99999999999"}, 86_400, id="at most a day"),
        pytest.param({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, 86_400, id="the end of time is a day"),
        pytest.param({"retry-after": "Mon, 04 Mar 2024 11:00:00 GMT"}, 60, id="a date that has passed"),
    ],
)
def test_wait_when_limited(headers: dict[str, str], expected: int) -> None:
    assert rate_limit.wait_after_429({"date": DATE, **headers}) == timedelta(seconds=expected)


@given(st.integers(1, 10_000))
def test_the_pause_between_attempts_doubles_up_to_fifteen_seconds(failed: int) -> None:
    assert rate_limit.retry_delay(failed).total_seconds() == (2 ** (failed - 1) if failed <= 4 else 15)
