"""The whole app on a simulated WaniKani: the real client, a real SQLite file, an InfluxDB if given."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from collector.app import App, open_app
from collector.config.settings import Settings
from collector.config.values import DEFAULT_ACCOUNT
from collector.pipeline.account import Account
from collector.pipeline.poll_report import PollReport
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.learner.learner import Learner
from collector.simulator.serving.simulated_clock import SimulatedClock
from collector.simulator.world.unlocking import unlock
from collector.simulator.world.world import World
from collector.storage import outbox
from collector.storage.database import open_store
from collector.storage.state_folder import state_file
from tests.lines import Database, parsed

TOKEN = "0f0f0f0f-1111-2222-3333-canarytoken00"
NOON = datetime(2024, 3, 4, 12, 0, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Rig:
    """A world, its API, a clock and the state folder: everything a scenario moves by hand.

    The world moves only as the test says, unless a *learner* lives in it. Every `app` is a process of
    its own: what it has not committed is gone when it ends.
    """

    def __init__(
        self,
        folder: Path,
        world: World,
        learner: Learner | None = None,
        requests_a_minute: int = 60,
        per_page: int | None = None,
    ) -> None:
        self.folder = folder
        self.world = world
        self.learner = learner
        self.clock = SimulatedClock(world.now)
        self.api = SimulatedWaniKani(
            world, token=TOKEN, live=self._live, requests_a_minute=requests_a_minute, per_page=per_page
        )
        self.settings: dict[str, Any] = {}

    def _live(self) -> None:
        if self.learner is not None:
            self.learner.live_until(self.clock.now())
        self.world.advance(self.clock.now())
        self.clock.set(self.world.now)

    def pass_time(self, duration: timedelta) -> None:
        """Let *duration* go by in the world and on the clock."""
        self.clock.set(max(self.clock.now(), self.world.now) + duration)
        self._live()

    @contextlib.contextmanager
    def app(self, transport: httpx.BaseTransport | None = None) -> Iterator[App]:
        """Open the app as a new process would."""
        settings = Settings.model_construct(
            **{
                "wanikani_token": SecretStr(TOKEN),
                "wanikani_url": "http://pretend.invalid/v2",
                "collector_state": self.folder,
                # It is a process of its own: for those tests alone that are about it.
                "collector_projection": "off",
                **self.settings,
            }
        )
        with open_app(settings, self.clock, transport or httpx.WSGITransport(app=self.api)) as app:
            yield app

    def poll(self, transport: httpx.BaseTransport | None = None) -> PollReport:
        """Poll once, in a process of its own."""
        with self.app(transport) as app:
            return app.poll(app.accounts[DEFAULT_ACCOUNT])

    def good_poll(self) -> PollReport:
        """Poll once and insist that it went well."""
        report = self.poll()
        assert report.problem is None, report.problem
        return report

    def poll_hourly(self, hours: int) -> None:
        """Poll every hour for *hours*, all in one process."""
        with self.app() as app:
            for _ in range(hours):
                self.pass_time(HOUR)
                report = app.poll(app.accounts[DEFAULT_ACCOUNT])
                assert report.problem is None, report.problem

    def lines(self) -> list[str]:
        """Return every line in the outbox, in order."""
        store = open_store(state_file(self.folder, DEFAULT_ACCOUNT))
        try:
            with store.reading() as tx:
                return [row.line for row in outbox.oldest(tx, 10_000_000)]
        finally:
            store.close()

    def database(self) -> Database:
        """Return what InfluxDB would hold, had it been sent everything in the outbox."""
        return parsed(self.lines())


def requests_of(api: SimulatedWaniKani, action: Callable[[], object]) -> list[tuple[str, int]]:
    """Return path and status of the requests that *action* makes."""
    before = len(api.requests)
    action()
    return [(path, status) for _, path, status in api.requests[before:]]


def only_account(app: App) -> Account:
    """Return the one account of *app*."""
    (account,) = app.accounts.values()
    return account


def copied(rig: Rig, folder: Path) -> Path:
    """Return a copy of the state, as a backup would make it."""
    shutil.copytree(rig.folder, folder)
    return folder


def studied_everything(world: World) -> None:
    """Unlock every subject and do its lesson: as many rows as an account at level 60, without its life."""
    for subject in world.subjects:
        assignment = world.assignment(subject.id)
        if assignment is None or assignment.unlocked_at is None:
            unlock(world.state, subject, world.state.write_stamp())
        world.start(subject.id)
