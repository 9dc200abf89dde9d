"""Every wait ends at once when the process is to end."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from collector.core.clock import Stopped, SystemClock
from collector.wanikani.client import Conversation
from tests.wanikani.requests_made import NOON, ClientScene

CLOSED = {"RateLimit-Remaining": "0", "RateLimit-Reset": str(int(NOON.timestamp()) + 50)}


@contextmanager
def stopping(after: float) -> Iterator[threading.Event]:
    """An event that is set a moment later, and a check that nothing waited on."""
    stop = threading.Event()
    timer = threading.Timer(after, stop.set)
    timer.start()
    began = time.monotonic()
    try:
        yield stop
    finally:
        timer.cancel()
        timer.join()
    assert time.monotonic() - began < after + 0.9


def let_go(conversation: Conversation) -> None:
    with pytest.raises(Stopped):
        conversation.get(conversation.url_of("user"))


@pytest.mark.parametrize("after", [0.0, 0.05])
@pytest.mark.parametrize(
    ("status", "headers"),
    [
        pytest.param(503, {"Retry-After": "40"}, id="a pause that was asked for"),
        pytest.param(503, {}, id="the back-off between two attempts"),
        pytest.param(429, {}, id="the wait for the rate window"),
        pytest.param(429, {"Retry-After": "300"}, id="the longest silence"),
    ],
)
def test_a_wait_before_the_next_attempt_ends_at_once(
    scene: ClientScene, status: int, headers: dict[str, str], after: float
) -> None:
    scene.api.fail("user", status, times=9, headers=headers)
    with stopping(after) as stop:
        let_go(scene.conversation(clock=SystemClock(stop)))
    assert set(scene.statuses()) == {status}


def test_the_wait_for_a_window_that_the_last_answer_closed_ends_at_once(scene: ClientScene) -> None:
    scene.api.fail("user", 200, body={"object": "user"}, headers=CLOSED)
    with stopping(0.05) as stop:
        conversation = scene.conversation(clock=SystemClock(stop))
        conversation.get(conversation.url_of("user"))
        let_go(conversation)
    assert scene.statuses() == [200]


def test_the_wait_for_the_next_second_ends_at_once(scene: ClientScene) -> None:
    with stopping(0.05) as stop, pytest.raises(Stopped):
        scene.conversation(clock=SystemClock(stop)).restart_after(30_000_000)


def test_a_clock_without_an_end_waits_as_long_as_it_is_asked_to() -> None:
    clock = SystemClock()
    before = clock.elapsed()
    clock.wait(timedelta(milliseconds=20))
    clock.wait(timedelta(seconds=-5))
    assert timedelta(milliseconds=20) <= clock.elapsed() - before < timedelta(seconds=2)
