"""Polls fall where cron can say it evenly, a few minutes past the hour, and do not drift."""

import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from collector.config.values import PollEvery, SimulatedPollEvery, interval
from collector.core.moments import HOUR, Moment
from collector.daemon.schedule import (
    fell_back,
    interval_trigger,
    new_scheduler,
    next_poll,
    overdue,
    poll_offset,
    start_delay,
)

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)


def _fires(every: timedelta, during: timedelta, offset: timedelta = timedelta(0)) -> list[datetime]:
    fires: list[datetime] = []
    at = BEGIN
    while (at := next_poll(at, every, offset, random.random())) <= BEGIN + during:
        fires.append(at)
    return fires


@pytest.mark.parametrize("step", get_args(PollEvery))
def test_every_step_polls_exactly_as_often_as_it_says_and_never_drifts(step: PollEvery) -> None:
    every = interval(step)
    days = timedelta(days=70)
    fires = _fires(every, days)
    assert abs(len(fires) - days / every) <= 1
    jitter = min(timedelta(minutes=2), every / 15)
    for at in fires:
        past = (at - BEGIN) % min(every, timedelta(hours=1))
        assert timedelta(minutes=3) <= past <= timedelta(minutes=3) + jitter


@pytest.mark.parametrize("step", get_args(SimulatedPollEvery))
def test_a_simulated_wanikani_is_polled_as_often_as_is_said(step: SimulatedPollEvery) -> None:
    every = interval(step)
    fires = _fires(every, timedelta(minutes=20))
    assert abs(len(fires) - timedelta(minutes=20) / every) <= 1
    assert all(later - earlier <= 2 * every for earlier, later in pairwise(fires))


@pytest.mark.parametrize("step", get_args(PollEvery))
@pytest.mark.parametrize("jitter", [0.0, 0.999])
def test_whenever_it_is_the_next_poll_is_later_and_within_an_interval(step: PollEvery, jitter: float) -> None:
    every = interval(step)
    for year in (1970, 2024, 2038):
        now = datetime(year, 1, 1, 0, 3, tzinfo=UTC)
        assert timedelta(0) < next_poll(now, every, jitter=jitter) - now <= every + timedelta(minutes=2)


def test_a_day_is_polled_in_the_night_and_a_week_on_monday() -> None:
    assert next_poll(BEGIN, timedelta(days=1)) == BEGIN + timedelta(hours=4, minutes=3)
    monday = next_poll(BEGIN + timedelta(days=1), timedelta(days=7))
    assert f"{monday:%A %H:%M}" == "Monday 04:03"


@pytest.mark.parametrize("year", [1970, 2023, 2038])
def test_a_trigger_continues_from_now_after_any_change_of_the_clock(year: int) -> None:
    trigger = interval_trigger(timedelta(seconds=15))
    for previous in (None, datetime(year, 1, 1, 0, 3, tzinfo=UTC)):
        assert trigger.get_next_fire_time(previous, BEGIN) == BEGIN + timedelta(seconds=15)


def test_many_accounts_are_polled_at_times_of_their_own_which_stay() -> None:
    every, names = timedelta(hours=1), [f"learner{number}" for number in range(1000)]
    offsets = {name: poll_offset(name, every, len(names)) for name in names}
    assert all(timedelta(0) <= offset < every for offset in offsets.values())
    in_a_minute = Counter(offset // timedelta(minutes=1) for offset in offsets.values())
    assert len(in_a_minute) == 60
    assert max(in_a_minute.values()) < 35
    # Who else is there makes no difference, and every poll keeps to it.
    assert poll_offset("learner7", every, 2) == offsets["learner7"]
    for at in _fires(every, timedelta(days=2), offsets["learner7"]):
        past = (at - BEGIN - timedelta(minutes=3) - offsets["learner7"]) % every
        assert past <= timedelta(minutes=2)


def test_an_only_account_and_the_unnamed_one_keep_to_the_step() -> None:
    every = timedelta(hours=1)
    assert poll_offset("anna", every, 1) == poll_offset("account", every, 1000) == timedelta(0)


def test_accounts_that_begin_together_are_not_polled_at_once_but_soon() -> None:
    delays = [start_delay(f"learner{number}", timedelta(hours=1), 1000) for number in range(1000)]
    assert timedelta(minutes=3) < max(delays) < timedelta(minutes=4)
    assert start_delay("anna", timedelta(hours=1), 1) == timedelta(0)
    assert start_delay("anna", timedelta(hours=1), 2) < timedelta(seconds=1)


def test_a_trigger_made_while_the_clock_was_ahead_does_not_wait_for_that_date() -> None:
    trigger = interval_trigger(timedelta(minutes=1))
    in_2038 = datetime(2038, 1, 1, tzinfo=UTC)
    assert trigger.get_next_fire_time(None, in_2038) == in_2038 + timedelta(minutes=1)
    assert trigger.get_next_fire_time(in_2038, BEGIN) == BEGIN + timedelta(minutes=1)


def test_a_clock_set_ahead_by_decades_runs_each_job_once_and_at_once(scheduler: BackgroundScheduler) -> None:
    ran: list[str] = []
    due = datetime(1970, 1, 1, 0, 0, 15, tzinfo=UTC)
    for name, trigger in (
        ("look", interval_trigger(timedelta(hours=1))),
        ("deliver", interval_trigger(timedelta(minutes=1))),
        ("watch", interval_trigger(timedelta(seconds=15))),
    ):
        scheduler.add_job(ran.append, trigger, [name], id=name, next_run_time=due)
    started = time.process_time()
    scheduler.start()
    done = threading.Event()
    scheduler.add_job(done.set, next_run_time=datetime.now(UTC))
    # In the scheduler's own thread: once this ran, so did what was due before it.
    assert done.wait(10)
    scheduler.shutdown()
    assert sorted(ran) == ["deliver", "look", "watch"]
    assert time.process_time() - started < 2


@pytest.fixture
def scheduler() -> BackgroundScheduler:
    return new_scheduler()


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        pytest.param(None, True, id="an account never polled is polled at once"),
        pytest.param(Moment(9 * HOUR + 1), False, id="a restart within the interval does not ask again"),
        pytest.param(Moment(9 * HOUR), True, id="an interval ago is due"),
        pytest.param(Moment(11 * HOUR), True, id="a poll in the future says the clock was wrong: ask"),
    ],
)
def test_overdue(last: Moment | None, expected: bool) -> None:
    assert overdue(last, Moment(10 * HOUR), timedelta(hours=1)) is expected


@pytest.mark.parametrize(
    ("by_the_clock", "really", "expected"),
    [
        pytest.param(30, 30, False, id="a clock that goes right"),
        pytest.param(29.5, 30, False, id="a clock that is slewed"),
        pytest.param(-86_370, 30, True, id="a clock set back by a day"),
        pytest.param(86_430, 30, False, id="a clock set ahead runs what is due by itself"),
    ],
)
def test_a_clock_that_was_set_back_is_noticed(by_the_clock: float, really: float, expected: bool) -> None:
    assert fell_back(timedelta(seconds=by_the_clock), timedelta(seconds=really)) is expected
