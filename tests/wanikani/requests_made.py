"""The client on a simulated WaniKani, with no database behind it: rows are kept in dictionaries."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from collector.core.batches import no_progress
from collector.core.clock import Clock, SystemClock
from collector.core.cursor import Cursor, Endpoint
from collector.core.model import SubjectId
from collector.core.moments import Moment
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.simulated_clock import SimulatedClock
from collector.simulator.world.world import World
from collector.wanikani.client import Conversation
from collector.wanikani.fetch import Changes, fetch_changes
from collector.wanikani.http import WaniKaniHttp

TOKEN = "0f0f0f0f-1111-2222-3333-canarytoken00"
BASE = "https://api.wanikani.test/v2"
NOON = datetime(2024, 3, 4, 12, 0, 5, tzinfo=UTC)


class Hurried(SystemClock):
    """Real time, in which waits are skipped and time can be spent."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = timedelta(0)

    def elapsed(self) -> timedelta:
        return super().elapsed() + self.skipped

    def wait(self, duration: timedelta) -> None:
        self.skipped += duration


class ClientScene:
    """A small world, its API in process, and a clock that both follow; waiting takes no time."""

    def __init__(self, world: World | None = None, *, per_page: int | None = None, limit: int = 60) -> None:
        self.world = world or World(NOON, levels=3, per_level=12)
        self.clock = SimulatedClock(self.world.now)
        self.api = SimulatedWaniKani(
            self.world, token=TOKEN, live=self.go_on, per_page=per_page, requests_a_minute=limit
        )
        self.http = WaniKaniHttp(httpx.WSGITransport(app=self.api))

    def go_on(self) -> None:
        """Let world and clock show the same time."""
        self.world.advance(self.clock.now())
        self.clock.set(self.world.now)

    def pass_time(self, duration: timedelta) -> None:
        """Let *duration* go by between two polls."""
        self.clock.set(max(self.clock.now(), self.world.now) + duration)
        self.go_on()

    def conversation(self, token: str = TOKEN, clock: Clock | None = None) -> Conversation:
        return Conversation(self.http, BASE, token, clock or self.clock)

    def statuses(self, of: str = "") -> list[int]:
        """The statuses answered to paths that begin so, oldest first."""
        return [status for _, path, status in self.api.requests if path.startswith(f"/v2/{of}")]


@dataclass
class PassReader:
    """Reads pass after pass and keeps the rows by id, as the mirror does."""

    ask: Callable[[], Conversation]
    cursors: dict[Endpoint, Cursor] = field(default_factory=dict)
    rows: dict[str, dict[int, Any]] = field(default_factory=dict)
    last: Moment | None = None

    def read(self) -> Changes:
        """Read one pass; what it raises leaves everything as it was."""
        changes = fetch_changes(
            self.ask(), self.cursors, self._known_subjects().issuperset, self.last, no_progress
        )
        for name in (
            "resets",
            "review_statistics",
            "assignments",
            "level_progressions",
            "subjects",
            "reviews",
        ):
            kept = self.rows.setdefault(name, {})
            kept.update({row.id: row for row in getattr(changes, name) or ()})
        self.cursors.update({cursor.endpoint: cursor for cursor in changes.cursors})
        self.last = changes.at
        return changes

    def _known_subjects(self) -> frozenset[SubjectId]:
        return frozenset(SubjectId(id_) for id_ in self.rows.get("subjects", {}))


def reader(scene: ClientScene) -> PassReader:
    return PassReader(scene.conversation)
