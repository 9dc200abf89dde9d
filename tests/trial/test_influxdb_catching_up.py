"""InfluxDB fails while much waits for it: it ends up with all that was queued, each point as written last."""

import random
import time
import tracemalloc
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from collector.influxdb.target import Target
from collector.pipeline.deliver import BATCH
from tests.integration.faulty_proxy import Answered, Cut, Fault, Slow, faulty_proxy
from tests.integration.servers import InfluxDBV1
from tests.trial.figures import Figure
from tests.trial.influxdb_scene import Scene, meant, once, pointed_at, queue_lines, stored
from tests.trial.sizes import size

POINTS = size(short=12_000, long=200_000)
FAULTS: tuple[Fault, ...] = (
    Cut.BEFORE,
    Cut.AFTER,
    Answered(503, "<html>Bad Gateway</html>", {"Retry-After": "1"}),
    Answered(500, '{"error": "timeout"}', stored=True),
    Answered(429),
    Answered(413, "<html>413 Request Entity Too Large</html>"),
    Answered(200, "<html>log in</html>"),
)
TIMEOUT = timedelta(seconds=1)


def test_catching_up_through_faults_loses_and_changes_nothing(
    influxdb_v1: InfluxDBV1, tmp_path: Path, figure: Figure
) -> None:
    chance = random.Random(7)
    met: Counter[str] = Counter()

    def fault(number: int) -> Fault | None:
        # One answer of each life comes too late; more would only take time.
        found = Slow(2 * TIMEOUT.total_seconds()) if number == 2 else chance.choice((None, *FAULTS))
        met[str(found)] += found is not None
        return found

    name = f"trial-{uuid4().hex}"
    with faulty_proxy(influxdb_v1.url) as proxy:
        target = pointed_at(proxy, Target("http://unused", name))
        scene = Scene(tmp_path / "state.sqlite3", target, TIMEOUT)
        scene.queue(queue_lines(0, POINTS))
        proxy.fault = fault
        deliveries = _until_nothing_waits(scene)
    assert stored(influxdb_v1, name, POINTS) == meant(scene.queued)
    figure(points=len(scene.queued), faults=met.total(), deliveries=deliveries)


def _until_nothing_waits(scene: Scene) -> int:
    """Deliver again and again, as the daemon does after a pause; what was accepted never waits again."""
    deliveries, waiting = 0, scene.waiting()
    while waiting:
        report = scene.deliver()
        assert report.rejected == report.too_old == 0
        left = scene.waiting()
        assert left == waiting - report.delivered
        waiting, deliveries = left, deliveries + 1
        assert deliveries < 100 + POINTS // 100
    return deliveries


def test_catching_up_takes_one_request_a_batch_and_no_more_memory_for_more_points(
    influxdb_v1: InfluxDBV1, tmp_path: Path, figure: Figure
) -> None:
    name = f"trial-{uuid4().hex}"
    with faulty_proxy(influxdb_v1.url) as proxy:
        scene = Scene(tmp_path / "state.sqlite3", pointed_at(proxy, Target("http://unused", name)))
        scene.queue(queue_lines(0, POINTS, rewritten=0))
        scene.queued.clear()
        began = time.monotonic()
        tracemalloc.start()
        try:
            assert scene.deliver().delivered == POINTS
            peak = tracemalloc.get_traced_memory()[1] / 2**20
        finally:
            tracemalloc.stop()
        seconds = time.monotonic() - began
        # One more makes the database.
        assert proxy.writes == -(-POINTS // BATCH) + 1
    assert len(stored(influxdb_v1, name, POINTS)) == POINTS
    # A batch is 5,000 lines, once as rows, once as text, once packed.
    assert peak < 16
    figure(points=POINTS, points_per_second=round(POINTS / seconds), peak_mib=round(peak, 1))


@pytest.mark.parametrize("cut", list(Cut), ids=lambda cut: str(cut.name).lower())
def test_a_cut_at_any_write_is_made_up_for(
    influxdb_v1: InfluxDBV1, tmp_path: Path, cut: Cut, figure: Figure
) -> None:
    """A new outbox for each write at which the connection is cut, all into one database."""
    name = f"trial-{uuid4().hex}"
    batches = size(short=2, long=8)
    with faulty_proxy(influxdb_v1.url) as proxy:
        scene = Scene(tmp_path / "state.sqlite3", pointed_at(proxy, Target("http://unused", name)))
        for number in range(1, batches + 1):
            scene.queue(queue_lines(number * 10**6, batches * BATCH - 1, rewritten=0))
            proxy.writes = 0
            proxy.fault = once(number, cut)
            first = scene.deliver()
            assert first.delivered == (number - 1) * BATCH
            assert first.server_refused
            assert scene.deliver().problem is None
    values = meant(scene.queued).values()
    (row,) = influxdb_v1.query("SELECT count(reviews_available), sum(reviews_available) FROM queue", name)
    assert (row["count"], row["sum"]) == (len(values), sum(values))
    figure(cuts=batches, points=len(values))
