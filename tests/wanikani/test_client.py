"""One poll's requests, in process: pace, patience, conditions and counts."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from collector.core.cursor import Validators
from collector.core.errors import RateLimited, WaniKaniUnavailable
from collector.simulator.serving.simulated_clock import SimulatedClock
from collector.wanikani.client import ApiResponse, Conversation, wait_before_retry
from collector.wanikani.deadline import POLL_BUDGET
from tests.wanikani.requests_made import BASE, NOON, TOKEN, ClientScene

SECOND = timedelta(seconds=1)


@pytest.fixture
def narrow() -> Iterator[ClientScene]:
    """A scene with ten requests a minute."""
    scene = ClientScene(limit=10)
    with closing(scene.http):
        yield scene


def test_requests_keep_within_the_servers_rate_limit(narrow: ClientScene) -> None:
    conversation = narrow.conversation()
    for _ in range(35):
        conversation.get(conversation.url_of("user"))
    assert narrow.statuses() == [200] * 35
    assert timedelta(minutes=3) - 10 * SECOND < narrow.clock.waited < timedelta(minutes=3) + 5 * SECOND


def test_a_wrong_local_clock_makes_no_difference_to_the_pace(narrow: ClientScene) -> None:
    class Wrong(SimulatedClock):
        def now(self) -> Any:
            raise AssertionError("the pace asks no local clock")

        def elapsed(self) -> timedelta:
            return narrow.clock.elapsed()

        def wait(self, duration: timedelta) -> None:
            narrow.clock.wait(duration)

    conversation = narrow.conversation(clock=Wrong(NOON))
    for _ in range(15):
        conversation.get(conversation.url_of("user"))
    assert set(narrow.statuses()) == {200}


def test_after_a_429_nothing_is_asked_until_the_window_is_over(narrow: ClientScene) -> None:
    for _ in range(10):
        other = narrow.conversation()
        other.get(other.url_of("user"))
    conversation = narrow.conversation()
    conversation.get(conversation.url_of("user"))
    assert narrow.statuses()[-2:] == [429, 200]
    assert narrow.clock.now().replace(microsecond=0) == NOON.replace(minute=1, second=1)


@pytest.mark.parametrize(
    ("retry_after", "waited"),
    [("7", 7), ("nonsense", 60), ("", 60), ("-1", 60), ("300", 300)],
)
def test_a_429_is_waited_for_as_long_as_it_asks(scene: ClientScene, retry_after: str, waited: int) -> None:
    scene.api.fail("user", 429, headers={"Retry-After": retry_after})
    conversation = scene.conversation()
    conversation.get(conversation.url_of("user"))
    assert scene.clock.waited == waited * SECOND


@pytest.mark.parametrize("retry_after", ["301", "86400", "99999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_silence_longer_than_five_minutes_is_left_to_the_next_poll(
    scene: ClientScene, retry_after: str
) -> None:
    scene.api.fail("user", 429, headers={"Retry-After": retry_after})
    conversation = scene.conversation()
    with pytest.raises(RateLimited):
        conversation.get(conversation.url_of("user"))
    assert scene.clock.waited == timedelta(0)


def test_a_limit_that_does_not_end_is_left_to_the_next_poll(scene: ClientScene) -> None:
    scene.api.fail("user", 429, times=99)
    conversation = scene.conversation()
    with pytest.raises(RateLimited):
        conversation.get(conversation.url_of("user"))
    assert scene.statuses() == [429] * 3
    assert scene.clock.waited == 2 * timedelta(minutes=1)


def test_waiting_for_the_window_costs_the_poll_none_of_its_own_time(scene: ClientScene) -> None:
    scene.api.fail("user", 429, times=2, headers={"Retry-After": "290"})
    scene.api.fail("user", 503, times=4)
    conversation = scene.conversation()
    assert conversation.get(conversation.url_of("user")).body
    assert scene.clock.waited == (2 * 290 + 1 + 2 + 4 + 8) * SECOND


def test_failures_before_do_not_use_up_the_patience_for_the_window(scene: ClientScene) -> None:
    scene.api.fail("user", 500, times=3)
    scene.api.fail("user", 429, times=2, headers={"Retry-After": "1"})
    conversation = scene.conversation()
    assert conversation.get(conversation.url_of("user")).body
    assert scene.statuses() == [500, 500, 500, 429, 429, 200]


def test_an_error_that_closes_the_window_is_not_asked_again_inside_it(scene: ClientScene) -> None:
    closed = {"RateLimit-Remaining": "0", "RateLimit-Reset": str(int(NOON.timestamp()) + 20)}
    scene.api.fail("user", 503, headers=closed)
    conversation = scene.conversation()
    conversation.get(conversation.url_of("user"))
    assert scene.clock.waited == (1 + 20 + 1) * SECOND


def test_what_may_pass_is_tried_five_times_with_growing_pauses(scene: ClientScene) -> None:
    scene.api.fail("user", 502, times=99)
    conversation = scene.conversation()
    with pytest.raises(WaniKaniUnavailable):
        conversation.get(conversation.url_of("user"))
    assert conversation.requests == 5
    assert scene.clock.waited == (1 + 2 + 4 + 8) * SECOND


def test_what_will_not_pass_at_once_is_asked_only_once(scene: ClientScene) -> None:
    scene.api.fail("user", 404)
    conversation = scene.conversation()
    with pytest.raises(WaniKaniUnavailable):
        conversation.get(conversation.url_of("user"))
    assert conversation.requests == 1


def test_an_error_that_asks_for_more_time_than_the_poll_has_is_left_to_the_next(scene: ClientScene) -> None:
    scene.api.fail("user", 503, headers={"Retry-After": "3600"})
    conversation = scene.conversation()
    with pytest.raises(WaniKaniUnavailable):
        conversation.get(conversation.url_of("user"))
    assert scene.clock.waited == timedelta(0)


def test_a_broken_connection_is_tried_again(scene: ClientScene) -> None:
    def broken() -> None:
        raise ConnectionResetError

    scene.api.before("user", broken)
    conversation = scene.conversation()
    assert conversation.get(conversation.url_of("user")).body
    assert conversation.requests == 2


def test_a_poll_whose_time_is_over_asks_nothing_more(scene: ClientScene) -> None:
    conversation = scene.conversation()
    scene.clock.wait(POLL_BUDGET + SECOND)
    with pytest.raises(WaniKaniUnavailable, match="too slowly"):
        conversation.get(conversation.url_of("user"))
    assert scene.statuses() == []


def test_a_known_answer_that_holds_comes_without_a_body(scene: ClientScene) -> None:
    conversation = scene.conversation()
    first = conversation.get(conversation.url_of("user"))
    again = conversation.get(first.url, first.validators)
    assert first.body
    assert again.body is None
    assert (conversation.requests, conversation.not_modified) == (2, 1)


def test_the_etag_of_one_address_is_not_shown_at_another(scene: ClientScene) -> None:
    conversation = scene.conversation()
    known = conversation.get(conversation.url_of("assignments")).validators
    other = conversation.url_of("assignments", {"updated_after": "2024-01-01T00:00:00.000000Z"})
    assert conversation.get(other, known).body
    assert conversation.get(other, replace(known, url=other, etag='"unknown"')).body


def test_a_304_to_an_unconditional_question_is_a_failure(scene: ClientScene) -> None:
    scene.api.fail("user", 304)
    conversation = scene.conversation()
    with pytest.raises(WaniKaniUnavailable, match="/user with 304"):
        conversation.get(conversation.url_of("user"), Validators(conversation.url_of("user"), None, None))
    assert conversation.not_modified == 0


@pytest.mark.parametrize("text", ['"naïve"', '"line\nfeed"', '"日本"', ""])
def test_validators_that_cannot_be_sent_are_not(scene: ClientScene, text: str) -> None:
    conversation = scene.conversation()
    url = conversation.url_of("user")
    assert conversation.get(url, Validators(url, text, text)).body


BEFORE, PRESENT = (format_datetime(at, usegmt=True) for at in (NOON - SECOND, NOON))


@pytest.mark.parametrize(
    ("headers", "etag", "modified"),
    [
        pytest.param({"etag": 'W/"1"', "last-modified": "now"}, 'W/"1"', "now", id="an ETag keeps both"),
        pytest.param({"last-modified": BEFORE}, None, True, id="a second over"),
        pytest.param({"last-modified": PRESENT}, None, None, id="a second still running"),
        pytest.param({"last-modified": "yesterday"}, None, None, id="no date"),
        pytest.param({}, None, None, id="nothing"),
    ],
)  # fmt: skip
def test_a_last_modified_alone_is_kept_only_when_its_second_was_over(
    headers: dict[str, str], etag: str | None, modified: object
) -> None:
    dated = httpx.Headers({"date": format_datetime(NOON, usegmt=True), **headers})
    known = ApiResponse(f"{BASE}/user", b"{}", dated).validators
    assert known.etag == etag
    assert known.last_modified == (headers["last-modified"] if modified is not None else None)


def test_the_poll_is_dated_by_its_first_good_answer(scene: ClientScene) -> None:
    scene.api.fail("user", 500)
    conversation = scene.conversation()
    conversation.get(conversation.url_of("user"))
    assert conversation.first_date == NOON + SECOND
    scene.pass_time(5 * SECOND)
    conversation.get(conversation.url_of("summary"))
    assert conversation.first_date == NOON + SECOND


def test_a_poll_with_no_good_answer_is_dated_by_the_first_one_of_all(scene: ClientScene) -> None:
    scene.api.fail("user", 500, times=9)
    conversation = scene.conversation()
    assert conversation.first_date is None
    with pytest.raises(WaniKaniUnavailable):
        conversation.get(conversation.url_of("user"))
    assert conversation.first_date == NOON


def test_a_base_with_a_slash_at_its_end_is_the_same_base(scene: ClientScene) -> None:
    conversation = Conversation(scene.http, f"{BASE}/", TOKEN, scene.clock)
    assert conversation.url_of("user") == f"{BASE}/user"


def test_an_error_that_says_so_is_waited_for_longer_than_the_backoff() -> None:
    assert wait_before_retry(WaniKaniUnavailable("", soon=True, after=20 * SECOND), 1) == 20 * SECOND
    assert wait_before_retry(WaniKaniUnavailable("", soon=True, after=SECOND), 4) == 8 * SECOND
    assert wait_before_retry(WaniKaniUnavailable(""), 1) is None
    assert wait_before_retry(WaniKaniUnavailable("", soon=True), 5) is None
