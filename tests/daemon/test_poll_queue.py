"""Whose turn it is: who has waited longest, one turn at a time, and one for all that were missed."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from collector.daemon.poll_queue import PollQueue

NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def queue() -> PollQueue:
    return PollQueue(first_at_once=2)


def _taken(queue: PollQueue, now: datetime) -> list[str]:
    return list(iter(lambda: queue.take(now), None))


def test_the_longest_waiting_account_comes_first_and_none_before_its_time(queue: PollQueue) -> None:
    for name, minutes in (("late", 5), ("early", 1), ("later", 90)):
        queue.put(name, NOON + minutes * MINUTE)
    assert queue.take(NOON) is None
    assert queue.pause(NOON) == MINUTE
    assert _taken(queue, NOON + HOUR) == ["early", "late"]


def test_one_whose_turn_it_is_has_no_other_until_it_ends(queue: PollQueue) -> None:
    queue.put("anna", NOON)
    assert _taken(queue, NOON) == ["anna"]
    assert _taken(queue, NOON + 1000 * HOUR) == []
    queue.end("anna", NOON, NOON + HOUR)
    assert _taken(queue, NOON + HOUR) == ["anna"]


@pytest.mark.parametrize("years", [1, 50])
def test_whatever_was_missed_is_one_turn(queue: PollQueue, years: int) -> None:
    queue.put("anna", NOON)
    later = NOON + timedelta(days=365 * years)
    assert _taken(queue, later) == ["anna"]
    queue.end("anna", later, later + HOUR)
    assert _taken(queue, later) == []


def test_of_first_turns_a_few_are_taken_and_let_the_others_pass(queue: PollQueue) -> None:
    for name in ("new 1", "new 2", "new 3"):
        queue.put(name, NOON, first=True)
    queue.put("old", NOON + MINUTE)
    assert _taken(queue, NOON + HOUR) == ["new 1", "new 2", "old"]
    assert queue.pause(NOON + HOUR) is None
    queue.end("new 1", NOON + HOUR, NOON + 2 * HOUR)
    assert _taken(queue, NOON + HOUR) == ["new 3"]


def test_a_hurried_account_has_its_turn_now_or_right_after_the_running_one(queue: PollQueue) -> None:
    queue.put("waits", NOON + HOUR)
    queue.put("runs", NOON)
    assert _taken(queue, NOON) == ["runs"]
    queue.hurry(["waits", "runs", "nobody"], NOON + MINUTE)
    assert _taken(queue, NOON + MINUTE) == ["waits"]
    queue.end("runs", NOON + MINUTE, NOON + HOUR)
    assert _taken(queue, NOON + MINUTE) == ["runs"]
    queue.end("runs", NOON + MINUTE, NOON + HOUR)
    assert _taken(queue, NOON + MINUTE) == []


def test_when_the_clock_is_set_back_everybody_has_a_turn(queue: PollQueue) -> None:
    for name in ("anna", "ben"):
        queue.put(name, NOON + 1000 * HOUR)
    queue.put("runs", NOON)
    assert _taken(queue, NOON) == ["runs"]
    queue.hurry_all(NOON)
    assert sorted(_taken(queue, NOON)) == ["anna", "ben"]
    queue.end("runs", NOON, NOON + 1000 * HOUR)
    assert _taken(queue, NOON) == ["runs"]


def test_a_removed_account_has_no_more_turns(queue: PollQueue) -> None:
    for name in ("waits", "runs"):
        queue.put(name, NOON)
    assert queue.take(NOON) == "runs"
    for name in ("waits", "runs"):
        queue.remove(name)
    queue.end("runs", NOON, None)
    assert _taken(queue, NOON + HOUR) == []
    assert len(queue) == 0


def test_an_account_removed_and_added_again_during_its_turn_has_only_one_turn(queue: PollQueue) -> None:
    queue.put("anna", NOON)
    assert _taken(queue, NOON) == ["anna"]
    queue.remove("anna")
    queue.put("anna", NOON)
    assert _taken(queue, NOON) == []
    queue.end("anna", NOON, None)
    assert _taken(queue, NOON) == ["anna"]


def test_over_any_days_everybody_has_as_many_turns_as_hours(queue: PollQueue) -> None:
    chance = random.Random(7)
    turns = dict.fromkeys((f"learner{number}" for number in range(50)), 0)
    for each in turns:
        queue.put(each, NOON + chance.random() * HOUR)
    now = NOON
    while now < NOON + 48 * HOUR:
        pause = queue.pause(now)
        assert pause is not None
        assert pause < HOUR
        now += pause
        name = queue.take(now)
        assert name is not None
        turns[name] += 1
        queue.end(name, now + chance.random() * MINUTE, now + HOUR)
    assert {*turns.values()} <= {48, 49}
