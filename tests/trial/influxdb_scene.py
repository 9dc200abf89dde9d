"""An outbox of many points on its way to a database, through a proxy that fails."""

import random
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from collector.core.clock import SystemClock
from collector.influxdb.target import Target
from collector.influxdb.writer import LazyWriter
from collector.pipeline.deliver import DeliveryReport, deliver
from collector.storage import outbox
from collector.storage.database import open_store
from tests.integration.faulty_proxy import Fault, FaultyProxy
from tests.integration.servers import InfluxDBV1

BEGIN = 1_600_000_000 * 10**9
SECOND = 10**9
# Answers of hundreds of thousands of rows take their time.
_WINDOW = 20_000


def queue_lines(first: int, count: int, *, rewritten: float = 0.1) -> list[str]:
    """Return lines of as many polls; a share is written twice, the second time with another number."""
    chance = random.Random(first)
    lines = []
    for number in range(first, first + count):
        at = BEGIN + number * SECOND
        lines.append(f"queue,account=koichi reviews_available={number}i {at}")
        if chance.random() < rewritten:
            lines.append(f"queue,account=koichi reviews_available={number + 10**6}i {at}")
    return lines


@dataclass
class Scene:
    """A state with nothing but an outbox; each delivery opens it anew, as after a crash."""

    path: Path
    target: Callable[[], Target]
    timeout: timedelta = timedelta(seconds=20)
    queued: list[str] = field(default_factory=list)

    def queue(self, lines: list[str]) -> None:
        """Let *lines* wait."""
        self.queued += lines
        with closing(open_store(self.path)) as store, store.transaction() as tx:
            outbox.add(tx, lines)

    def deliver(self) -> DeliveryReport:
        """Deliver until nothing waits or the server refuses."""
        with (
            closing(open_store(self.path)) as store,
            closing(LazyWriter(self.target, timeout=self.timeout)) as writer,
        ):
            return deliver(store, writer, SystemClock())

    def waiting(self) -> int:
        """Return how many lines wait."""
        with closing(open_store(self.path)) as store, store.reading() as tx:
            return outbox.pending(tx)


def pointed_at(proxy: FaultyProxy, target: Target) -> Callable[[], Target]:
    """Return *target*, reached through *proxy*."""
    return lambda: Target(proxy.url, target.bucket, target.org, target.token)


def once(at: int, fault: Fault) -> Callable[[int], Fault | None]:
    """Return what lets *fault* happen to the write of that number alone."""
    return lambda number: fault if number == at else None


def stored(server: InfluxDBV1, database: str, polls: int) -> dict[int, int]:
    """Return what *database* has of so many `queue_lines` from the first on: the value at each time."""
    found: dict[int, int] = {}
    for first in range(0, polls, _WINDOW):
        during = f"time >= {BEGIN + first * SECOND} AND time < {BEGIN + (first + _WINDOW) * SECOND}"
        rows = server.query(f"SELECT reviews_available FROM queue WHERE {during}", database)
        found |= {int(str(row["time"])): int(str(row["reviews_available"])) for row in rows}
    return found


def meant(lines: list[str]) -> dict[int, int]:
    """Return the same of *lines*, written in their order."""
    split = (line.split(" ") for line in lines)
    return {int(at): int(field.partition("=")[2].removesuffix("i")) for _, field, at in split}
