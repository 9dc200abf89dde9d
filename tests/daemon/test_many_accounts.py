"""Many accounts in one process: each has its own pace, and no other's slowness, fault or end is felt."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import SimpleQueue

import httpx
import pytest
from structlog.testing import capture_logs

from collector.app import App, open_app
from collector.config.settings import Settings
from collector.core.clock import SystemClock
from collector.core.log_events import LogEvent
from collector.daemon.runner import run
from collector.simulator.world.world import World
from collector.storage import ledger
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from tests.learners import Learners

PATIENCE = 20
NAMES = [f"learner{number}" for number in range(25)]


class Daemon:
    """The daemon in a thread of this process, with accounts that a test lists in a file."""

    def __init__(self, folder: Path) -> None:
        world = World(datetime.now(UTC) - timedelta(hours=1), levels=2, per_level=6)
        self.learners = Learners(world, lambda: world.advance(datetime.now(UTC)))
        self.listed = folder / "accounts.env"
        self.state = folder / "state"
        self.hangups: SimpleQueue[bool] = SimpleQueue()
        self.app: App | None = None

    def list(self, *names: str) -> None:
        """List these accounts, no others, and say so."""
        self.write("".join(f"{name}={self.learners.token(name)}\n" for name in names))

    def write(self, text: str) -> None:
        self.listed.write_text(text)
        self.hangups.put(True)

    @contextmanager
    def running(self, every: str = "1h") -> Iterator[None]:
        settings = Settings.model_construct(
            wanikani_url="http://pretend.invalid/v2",
            wanikani_accounts_file=self.listed,
            collector_state=self.state,
            collector_listen="off",
            collector_poll_every=every,
            collector_projection="off",
        )
        stop = threading.Event()
        with open_app(settings, SystemClock(stop), httpx.WSGITransport(app=self.learners)) as app:
            self.app = app
            thread = threading.Thread(target=run, args=(app, stop, timedelta(seconds=1), self.hangups))
            thread.start()
            try:
                yield
            finally:
                stop.set()
                thread.join(PATIENCE)
            assert not thread.is_alive()

    def polls(self, name: str) -> int:
        """Return how many successful polls the state of *name* has."""
        path = state_file(self.state, name)
        return 0 if not path.exists() else read_state(path, lambda tx: len(list(ledger.polls.polls(tx)))) or 0

    def requests(self, name: str) -> int:
        return len(self.learners.api(name).requests)


@pytest.fixture
def daemon(tmp_path: Path) -> Daemon:
    return Daemon(tmp_path)


def _until(true: Callable[[], bool], within: float = PATIENCE) -> None:
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_all_accounts_are_polled_soon_after_the_start_and_no_restart_repeats_it(daemon: Daemon) -> None:
    daemon.list(*NAMES)
    with daemon.running():
        _until(lambda: all(daemon.polls(name) == 1 for name in NAMES))
        assert {name for name in NAMES if daemon.requests(name) > 20} == set()
    asked = {name: daemon.requests(name) for name in NAMES}
    with daemon.running():
        time.sleep(0.5)
    assert {name: daemon.requests(name) for name in NAMES} == asked


def test_a_slow_a_limited_and_a_rejected_account_delay_no_other(daemon: Daemon) -> None:
    slow, limited, rejected, *others = NAMES[:10]
    daemon.list(*NAMES[:10])
    open_gate = threading.Event()
    daemon.learners.api(slow).before("/v2/user", open_gate.wait)
    daemon.learners.api(limited).fail("/v2/user", 429, times=99, headers={"Retry-After": "60"})
    daemon.learners.api(rejected).fail("/v2/user", 401, times=99)
    try:
        with daemon.running("1s"):
            _until(lambda: all(daemon.polls(name) >= 3 for name in others))
            assert daemon.polls(slow) == 0
            # It waits for its minute of requests, and asks nothing meanwhile.
            assert daemon.requests(limited) == 1
            # After the refusal there is no other request.
            assert daemon.requests(rejected) == 1
            open_gate.set()
            _until(lambda: daemon.polls(slow) >= 1)
    finally:
        open_gate.set()


def test_accounts_can_be_added_and_removed_while_it_runs(daemon: Daemon) -> None:
    daemon.list("anna", "ben")
    with daemon.running("1s"), capture_logs() as logs:
        _until(lambda: daemon.polls("anna") > 0 and daemon.polls("ben") > 0)
        daemon.list("ben", "carl")
        _until(lambda: daemon.polls("carl") > 0)
        _until(lambda: daemon.app is not None and "anna" not in daemon.app.accounts)
        before = daemon.polls("ben")
        # A poll that was under way goes on to its end.
        _until(lambda: daemon.polls("ben") >= before + 2)
        asked = daemon.requests("anna")
        before = daemon.polls("ben")
        _until(lambda: daemon.polls("ben") >= before + 2)
        assert daemon.requests("anna") == asked
    # What it knows stays.
    assert daemon.polls("anna") > 0
    changes = [
        {what: entry[what] for what in ("added", "removed", "changed") if entry[what]}
        for entry in logs
        if entry["event"] == LogEvent.ACCOUNTS_CHANGED
    ]
    assert changes == [{"added": "carl"}, {"removed": "anna"}]


def test_a_briefly_empty_file_removes_no_account(daemon: Daemon) -> None:
    daemon.list("anna", "ben")
    with daemon.running(), capture_logs() as logs:
        _until(lambda: daemon.polls("anna") > 0 and daemon.polls("ben") > 0)
        daemon.write("")
        _until(lambda: any(entry["event"] == LogEvent.ACCOUNTS_MISTAKEN for entry in logs))
        assert daemon.app is not None
        assert sorted(daemon.app.accounts) == ["anna", "ben"]
        daemon.list("anna", "ben")
        time.sleep(2.5)
        assert sorted(daemon.app.accounts) == ["anna", "ben"]
    assert LogEvent.ACCOUNTS_CHANGED not in [entry["event"] for entry in logs]


def test_a_file_that_stays_empty_removes_them_all_and_the_process_goes_on(daemon: Daemon) -> None:
    daemon.list("anna")
    with daemon.running():
        _until(lambda: daemon.polls("anna") > 0)
        daemon.write("")
        _until(lambda: daemon.app is not None and not daemon.app.accounts)
        daemon.list("anna", "ben")
        _until(lambda: daemon.polls("ben") > 0)


def test_another_token_wakes_a_rejected_account(daemon: Daemon) -> None:
    daemon.write("anna=not-the-token\n")
    with daemon.running(), capture_logs() as logs:
        _until(lambda: any(entry["event"] == LogEvent.TOKEN_REJECTED for entry in logs))
        daemon.list("anna")
        _until(lambda: daemon.polls("anna") == 1)
    (rejected,) = [entry for entry in logs if entry["event"] == LogEvent.TOKEN_REJECTED]
    assert f"put it into line 1 of {daemon.listed}" in rejected["problem"]


def test_a_mistake_is_logged_once_and_affects_no_other_account(daemon: Daemon) -> None:
    daemon.list("anna", "ben")
    good = daemon.listed.read_text()
    with daemon.running("1s"), capture_logs() as logs:
        _until(lambda: daemon.polls("anna") > 0 and daemon.polls("ben") > 0)
        daemon.write(good.replace("ben=", "ben='"))
        polls = daemon.polls("ben"), daemon.polls("anna")
        # The last good token goes on, over several looks.
        _until(lambda: daemon.polls("ben") >= polls[0] + 4 and daemon.polls("anna") >= polls[1] + 4)
    problems = [entry["problem"] for entry in logs if entry["event"] == LogEvent.ACCOUNTS_MISTAKEN]
    assert problems == [f"Line 2 of {daemon.listed}: the quote before the value of ben is not closed."]
