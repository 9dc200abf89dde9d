"""The daemon projects once a day, in a process of its own, and nothing of that disturbs a poll."""

import os
import signal
import threading
from collections.abc import Iterator, MutableMapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from collector.app import App
from collector.config.named_account import NamedAccount
from collector.core.log_events import LogEvent
from collector.core.moments import moment
from collector.daemon.jobs import Jobs
from collector.daemon.web.routes import routes
from collector.storage import projections
from tests.child_processes import PATIENCE, projections_of, until
from tests.harness import DAY, HOUR, TOKEN, Rig, only_account

# What may be logged of projections, and what no job should end with.
ABOUT = {LogEvent.PROJECTION_FINISHED, LogEvent.PROJECTION_FAILED, LogEvent.JOB_FAILED, LogEvent.JOB_CRASHED}
FINISHED, FAILED = LogEvent.PROJECTION_FINISHED, LogEvent.PROJECTION_FAILED


class Day:
    """The jobs of a daemon over some days, and what they log of projections."""

    def __init__(self, rig: Rig, app: App, logs: list[MutableMapping[str, Any]]) -> None:
        self.rig = rig
        self.app = app
        self.jobs = Jobs(app)
        self._logs = logs

    def poll(self, after: timedelta = HOUR) -> None:
        """Poll again *after* this time; a projection may go on meanwhile."""
        self.rig.pass_time(after)
        self.jobs.poll(only_account(self.app))

    def events(self, number: int) -> list[str]:
        """Wait until there are so many events about projections, and return them."""
        until(lambda: len(self.about()) >= number)
        return [entry["event"] for entry in self.about()]

    def about(self) -> list[MutableMapping[str, Any]]:
        """Return what was logged about projections."""
        return [entry for entry in self._logs if entry["event"] in ABOUT]

    def ready(self) -> bool:
        """Return True if the daemon has nothing to complain about."""
        return routes(self.jobs, self.app.clock)["/readyz"]().status == HTTPStatus.OK


@pytest.fixture
def day(rig: Rig) -> Iterator[Day]:
    """A daemon that projects."""
    rig.settings = {"collector_projection": "daily"}
    with rig.app() as app, capture_logs() as logs:
        day = Day(rig, app, logs)
        try:
            yield day
        finally:
            assert day.jobs.stop(timedelta(seconds=PATIENCE))


def test_the_first_good_poll_of_a_day_is_followed_by_a_projection(day: Day) -> None:
    day.rig.api.fail("/v2/user", 503, times=1000)
    day.poll()
    day.rig.api.recover()
    day.poll()
    made = moment(day.app.clock.now().replace(microsecond=0))
    assert day.events(1) == [FINISHED]
    for _ in range(3):
        day.poll()
    with only_account(day.app).store.reading() as tx:
        assert projections.projected_at(tx) == made
    day.poll(DAY)
    # Had one of the others been due, it would have been made before.
    assert day.events(2) == [FINISHED, FINISHED]
    with only_account(day.app).store.reading() as tx:
        assert projections.projected_at(tx) == moment(day.app.clock.now().replace(microsecond=0))
    first, _ = day.about()
    assert first["account"] == "pretend-learner"
    assert first["cpu_seconds"] > 0


def test_metrics_show_when_a_projection_was_made_and_its_cost(day: Day) -> None:
    day.poll()
    day.events(1)
    page = routes(day.jobs, day.app.clock)["/metrics"]().body.decode()
    labels = 'account="pretend-learner"'
    at = day.app.clock.now().timestamp() // 1
    assert f"wanikani_collector_last_projection_timestamp_seconds{{{labels}}} {at}\n" in page
    cpu_seconds = day.about()[0]["cpu_seconds"]
    assert f"wanikani_collector_last_projection_cpu_seconds{{{labels}}} {cpu_seconds}\n" in page


def test_one_that_fails_is_tried_again_the_next_day_and_disturbs_nothing(day: Day) -> None:
    state = only_account(day.app).store.path
    elsewhere = state.rename(state.with_suffix(".elsewhere"))
    for _ in range(4):
        day.poll()
    assert day.events(1) == [FAILED]
    day.poll(DAY)
    assert day.events(2) == [FAILED, FAILED]
    assert all(f"The state {state} is missing or empty" in entry["problem"] for entry in day.about())
    assert day.ready()
    elsewhere.rename(state)
    day.poll(DAY)
    assert day.events(3) == [FAILED, FAILED, FINISHED]
    assert day.jobs.poll_counts == {("account", True): 6}


def test_accounts_take_turns_and_none_waits_with_its_polls(rig: Rig) -> None:
    learner = NamedAccount(token=SecretStr(TOKEN))
    accounts = dict.fromkeys(("anna", "ben", "cleo"), learner)
    rig.settings = {"wanikani_token": None, "wanikani_accounts": accounts, "collector_projection": "daily"}
    with rig.app() as app, capture_logs() as logs:
        jobs = Jobs(app)
        states = [account.store.path for account in app.accounts.values()]

        def poll_all() -> None:
            rig.pass_time(HOUR)
            for account in app.accounts.values():
                jobs.poll(account)

        poll_all()
        until(lambda: projections_of(states[0]))
        (first,) = projections_of(states[0])
        os.kill(int(first.name), signal.SIGSTOP)
        for _ in range(3):
            poll_all()
        assert jobs.poll_counts == dict.fromkeys(((name, True) for name in accounts), 4)
        assert [projections_of(state) for state in states] == [[first], [], []]
        os.kill(int(first.name), signal.SIGCONT)
        until(lambda: [entry["event"] for entry in logs].count(FINISHED) == 3)
        assert jobs.stop(timedelta(seconds=PATIENCE))
    assert [entry["account"] for entry in logs if entry["event"] in ABOUT] == list(accounts)


def test_none_is_made_where_the_owner_wants_none(rig: Rig) -> None:
    assert rig.settings == {}
    before = set(threading.enumerate())
    with rig.app() as app:
        Jobs(app).poll(only_account(app))
        with only_account(app).store.reading() as tx:
            assert projections.projected_at(tx) is None
    begun = set(threading.enumerate()) - before
    assert not [thread for thread in begun if thread.name.startswith("projection")]
