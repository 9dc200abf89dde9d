"""The workers let everybody have turns, and nothing that a turn does ends that."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from collector.core.clock import SystemClock
from collector.core.log_events import LogEvent
from collector.daemon.poll_workers import NextTurn, PollWorkers
from collector.simulator.serving.simulated_clock import SimulatedClock

NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_one_whose_turn_crashes_has_another_a_few_minutes_later() -> None:
    clock, turns = SimulatedClock(NOON), Counter[str]()

    def turn(name: str) -> NextTurn:
        turns[name] += 1
        if turns[name] == 1:
            raise ZeroDivisionError
        return NextTurn(NOON + timedelta(days=1))

    workers = PollWorkers(clock, turn, most=1)
    with capture_logs() as logs:
        workers.start()
        workers.add(["anna"])
        _until(lambda: LogEvent.JOB_CRASHED in [entry["event"] for entry in logs])
        workers.hurry([])
        assert turns["anna"] == 1
        clock.set(NOON + timedelta(minutes=6))
        workers.hurry([])
        _until(lambda: turns["anna"] == 2)
    workers.stop()


def test_so_many_turns_run_at_a_time_and_no_more() -> None:
    running, most, lock = 0, 0, threading.Lock()
    turns: Counter[str] = Counter()

    def turn(name: str) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
            turns[name] += 1

    workers = PollWorkers(SystemClock(), turn, most=4)
    workers.start()
    workers.add(f"learner{number}" for number in range(12))
    _until(lambda: turns.total() == 12)
    workers.stop()
    assert most == 4
    assert set(turns.values()) == {1}


def test_after_the_end_no_turn_begins() -> None:
    turns: list[str] = []
    workers = PollWorkers(SystemClock(), turns.append, most=4)
    workers.start()
    workers.stop()
    workers.add(["anna"])
    time.sleep(0.1)
    assert turns == []
