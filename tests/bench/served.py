"""The process that plays WaniKani and InfluxDB for both builds, so that only the collector is measured.

Each build has an address of its own, so that its requests can be counted; the account behind is one. Words
come by standard input, a JSON array a line, and each is answered by a line of JSON.
"""

import json
import pickle
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import TYPE_CHECKING, Any

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.learner.sample_accounts import level_60_account, typical_learner
from collector.simulator.serving.server import accelerated_clock, serve
from collector.simulator.world.world import World
from tests.bench.archives import write_reviews
from tests.bench.recorder import Recorder, recording
from tests.influxdb.pretend_influxdb import pretend_influxdb

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TOKEN = "pretend-token"
DOORS = 2
_CHANGED = 150
_HOUR = timedelta(hours=1)
_YEAR = timedelta(days=365)


class Account:
    """The account that is served; `use` begins it anew, always in the same state."""

    def __init__(self) -> None:
        self.lock = RLock()
        self._kept: dict[str, bytes] = {}
        self._clock: Callable[[], datetime] | None = None
        self.api = SimulatedWaniKani(
            World(datetime.now(UTC)), token=TOKEN, live=self._live, requests_a_minute=1_000_000
        )

    @property
    def world(self) -> World:
        """The present world."""
        return self.api.world

    def use(self, name: str) -> None:
        """Serve an account as it was at the start: `level 60`, or so many `years` of a typical learner."""
        if name not in self._kept:
            self._kept[name] = pickle.dumps(_made(name))
        self._clock = None
        self.api.world = pickle.loads(self._kept[name])

    def speed(self, times: float) -> None:
        """Let time go by so many times as fast from now on."""
        self._clock = accelerated_clock(self.world.now, times)

    def rest(self) -> None:
        """Let an hour go by without a review."""
        self.world.advance(self.world.now + _HOUR)

    def review(self) -> None:
        """Let 150 items be reviewed, after as many hours as it takes for them to fall due."""
        while len(self.world.due()) < _CHANGED:
            self.rest()
        for subject in self.world.due()[:_CHANGED]:
            self.world.advance(self.world.now + timedelta(seconds=10))
            self.world.review(subject)
        self.world.advance(self.world.now + timedelta(minutes=1))

    def _live(self) -> None:
        if self._clock is not None:
            self.world.advance(self._clock())


def _made(name: str) -> World:
    now = datetime.now(UTC) - timedelta(hours=6)
    if name == "level 60":
        world = level_60_account(now - timedelta(days=521))
    else:
        world = World(now - int(name.split(maxsplit=1)[0]) * _YEAR)
        typical_learner(world).live_until(now)
    world.advance(now)
    return world


class Door:
    """One address of the account, which remembers what was requested there."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.paths: list[str] = []

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        query = environ.get("QUERY_STRING", "")
        with self._account.lock:
            self.paths.append(environ["PATH_INFO"] + (f"?{query}" if query else ""))
            return self._account.api(environ, start_response)


def answer(account: Account, doors: list[Door], recorder: Recorder, word: str, *arguments: Any) -> object:
    """Do what a line says and return what it is answered with."""
    with account.lock:
        match word:
            case "use" | "speed" | "rest" | "review":
                getattr(account, word)(*arguments)
            case "paths":
                return doors[arguments[0]].paths
            case "forget":
                doors[arguments[0]].paths.clear()
            case "write_reviews":
                write_reviews(account.world, *arguments)
            case "record":
                recorder.record(*arguments)
    return None


def main() -> None:
    """Serve until standard input ends."""
    account = Account()
    doors = [Door(account) for _ in range(DOORS)]
    with ExitStack() as opened:
        servers = [opened.enter_context(serve(door)) for door in doors]
        influxdb = opened.enter_context(pretend_influxdb())
        influxdb.admin.set_up("home", "wanikani", TOKEN)
        recorder = opened.enter_context(recording())
        _say(
            {"doors": [one.url.rstrip("/") for one in servers], "v2": influxdb.url, "recorder": recorder.url}
        )
        for line in sys.stdin:
            _say(answer(account, doors, recorder, *json.loads(line)))


def _say(result: object) -> None:
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
