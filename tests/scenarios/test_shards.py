"""The number of shards changes: no account is polled by two, none is left out, no review is lost or twice."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from collector.app import App, open_app
from collector.cli.commands.move_states import move_states
from collector.config.named_account import NamedAccount
from collector.config.settings import Settings
from collector.core.errors import CollectorError, ForeignState
from collector.core.facts import Heartbeat
from collector.core.shards import Shard, owner
from collector.daemon.jobs import Jobs
from collector.pipeline.poll_report import PollReport
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.serving.simulated_clock import SimulatedClock
from collector.simulator.world.world import World
from collector.storage import ledger
from collector.storage.database import open_store
from collector.storage.state_folder import accounts_in, state_file
from tests.harness import HOUR, NOON
from tests.reconstruction import truth

# With two shards three and three, with three two each: each kind of move happens to one of them at least.
NAMES = ("anna", "ben", "cleo", "dora", "emil", "finn")
EVERY = 6 * HOUR


def _token(name: str) -> str:
    return f"token-of-{name}"


class _Learners(httpx.BaseTransport):
    """One WaniKani for several learners, each with a token of their own."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock
        self.worlds = {name: World(NOON, levels=3, per_level=18) for name in NAMES}
        habits = Habits(session_missed=0, day_off=0, hours=tuple(range(24)), weekend_hours=tuple(range(24)))
        self._learners = {
            name: Learner(world, seed=seed, habits=habits)
            for seed, (name, world) in enumerate(self.worlds.items())
        }
        self._apis = {
            name: httpx.WSGITransport(SimulatedWaniKani(world, token=_token(name), requests_a_minute=10**6))
            for name, world in self.worlds.items()
        }

    def pass_time(self, duration: timedelta) -> None:
        self.clock.set(self.clock.now() + duration)
        for name, learner in self._learners.items():
            learner.live_until(self.clock.now())
            self.worlds[name].advance(self.clock.now())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        (name,) = (name for name in NAMES if request.headers["Authorization"] == f"Bearer {_token(name)}")
        return self._apis[name].handle_request(request)


class Shards:
    """Collectors that share six accounts, each with a state folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.learners = _Learners(SimulatedClock(NOON))

    def state_of(self, number: int) -> Path:
        """Return the state folder of the shard."""
        return self.folder / f"state-{number}"

    @contextmanager
    def app(self, shard: Shard) -> Iterator[App]:
        """Open the app of one shard, as its process would."""
        settings = Settings.model_construct(
            wanikani_url="http://pretend.invalid/v2",
            wanikani_accounts={name: NamedAccount(token=SecretStr(_token(name))) for name in NAMES},
            collector_state=self.state_of(shard.number),
            collector_shard=str(shard),
            collector_projection="off",
        )
        with open_app(settings, self.learners.clock, self.learners) as app:
            yield app

    def poll(self, shard: Shard) -> dict[str, PollReport]:
        """Poll what the shard has, and return the successful polls by account."""
        with self.app(shard) as app:
            reports = {name: app.poll(account) for name, account in app.accounts.items()}
        assert [report.problem for report in reports.values() if report.problem] == []
        return reports

    def collect(self, shards: int, polls: int = 6) -> None:
        """Let every shard poll so many times; each account must be polled by exactly one of them."""
        for _ in range(polls):
            self.learners.pass_time(EVERY)
            polled = [name for number in range(1, shards + 1) for name in self.poll(Shard(number, shards))]
            assert sorted(polled) == sorted(NAMES)

    def move(self, before: int, after: int) -> None:
        """Move the states from what the shards were *before* to what they are *after*."""
        folders = {number: self.state_of(number) for number in range(1, after + 1)}
        for folder in folders.values():
            folder.mkdir(exist_ok=True)
        left = [self.state_of(number) for number in range(after + 1, before + 1)]
        assert move_states(after, folders, left, sure=True) == 0

    def folder_of(self, name: str) -> Path:
        """Return the only folder that has the account's state."""
        (found,) = (each for each in self.folder.iterdir() if name in accounts_in(each))
        return found


@pytest.fixture
def shards(tmp_path: Path) -> Shards:
    return Shards(tmp_path / "volumes")


def _beats(state: Path) -> list[Heartbeat]:
    with closing(open_store(state)) as store, store.reading() as tx:
        return list(ledger.heartbeats.heartbeats(tx))


def _each_review_was_found_once(shards: Shards) -> None:
    for name, world in shards.learners.worlds.items():
        with closing(open_store(state_file(shards.folder_of(name), name))) as store, store.reading() as tx:
            found = truth.found_in(tx)
        assert truth.sums(found) == truth.true_sums(world.reviews)
        assert len(found) > 50


def test_whatever_the_number_of_shards_becomes_each_account_is_polled_by_one_and_nothing_is_lost(
    shards: Shards,
) -> None:
    numbers = [1, 2, 3, 5, 3, 1]
    # What was reviewed before a first poll is past.
    shards.poll(Shard(1, 1))
    for before, after in zip([1, *numbers], numbers, strict=False):
        if before != after:
            shards.move(before, after)
        shards.collect(after)
    _each_review_was_found_once(shards)
    for name in NAMES:
        beats = _beats(state_file(shards.folder_of(name), name))
        assert len(beats) == 1 + 6 * len(numbers)
        assert all(beat.ok and not beat.unexplained for beat in beats)


def test_a_shard_without_an_account_is_healthy_and_asks_nothing(shards: Shards) -> None:
    idle = next(
        Shard(number, 30) for number in range(1, 31) if number not in {owner(name, 30) for name in NAMES}
    )
    with shards.app(idle) as app:
        jobs = Jobs(app)
        jobs.check_states()
        jobs.deliver()
        jobs.look_after_states()
        assert jobs.health() == []
        assert app.unusable == {}


def test_states_that_were_not_moved_are_told_and_not_polled(shards: Shards) -> None:
    shards.collect(2, polls=2)
    stayed = [name for name in NAMES if owner(name, 2) == 1 and owner(name, 3) != 1]
    assert stayed
    with shards.app(Shard(1, 3)) as app:
        assert list(app.unusable) == stayed
        assert not set(app.accounts) & set(stayed)
        problem = app.unusable[stayed[0]]
        assert isinstance(problem, ForeignState)
        assert f"holds the state of {stayed[0]}, which belongs to shard {owner(stayed[0], 3)}/3" in str(
            problem
        )
        told = [health.state_problem for health in Jobs(app).health() if health.state_problem]
        assert told == [str(app.unusable[name]) for name in stayed]


def test_a_collector_in_use_keeps_its_states(shards: Shards) -> None:
    shards.collect(2, polls=1)
    with shards.app(Shard(2, 2)), pytest.raises(CollectorError, match="stop it, or wait"):
        shards.move(2, 1)
    assert len(accounts_in(shards.state_of(2))) == sum(owner(name, 2) == 2 for name in NAMES)


def test_moving_again_changes_nothing(shards: Shards) -> None:
    shards.collect(2, polls=2)
    shards.move(2, 3)
    before = {file: file.read_bytes() for file in shards.folder.rglob("*.sqlite3")}
    shards.move(2, 3)
    assert {file: file.read_bytes() for file in shards.folder.rglob("*.sqlite3")} == before
