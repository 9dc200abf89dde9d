"""Every status that a server or a proxy may answer to a write, with every kind of body: no point is lost."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from collector.core.clock import SystemClock
from collector.influxdb.target import Target
from collector.influxdb.writer import LazyWriter
from collector.pipeline.deliver import deliver
from collector.storage import outbox
from collector.storage.database import open_store
from tests.influxdb.conftest import OPERATOR_TOKEN, WRITE_TOKEN
from tests.influxdb.pretend_influxdb import pretend_influxdb
from tests.influxdb3.pretend_influxdb3 import TOKEN as TOKEN_OF_3
from tests.influxdb3.pretend_influxdb3 import pretend_influxdb3
from tests.integration.faulty_proxy import Answered, FaultyProxy, faulty_proxy
from tests.integration.servers import InfluxDBV1
from tests.trial.figures import Figure
from tests.trial.influxdb_scene import once, pointed_at, queue_lines
from tests.trial.sizes import size

# Those that servers and proxies are known to give, and a sample of the others in the short form.
KNOWN = {200, 204, 302, 307, 400, 401, 403, 404, 408, 413, 422, 425, 429, 500, 502, 503, 504}
STATUSES = sorted(KNOWN | set(range(201, 600, size(short=79, long=1))))
JSON = {"Content-Type": "application/json"}
BODIES: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {}),
    ('{"error": "something is wrong"}', JSON),  # 1.x
    ('{"code": "internal error", "message": "something is wrong"}', JSON),  # 2.x
    ("<html><body>Please log in</body></html>", {"Content-Type": "text/html"}),
)


@dataclass(frozen=True)
class Server:
    """A server behind a proxy, and how many points it has."""

    proxy: FaultyProxy
    target: Target
    points: Callable[[], int]


@pytest.fixture(params=["1.x", "2.x", "3.x"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of each generation; the real one of 1.x."""
    with ExitStack() as stack:
        found = _OPENERS[request.param](request, stack)
        target, points = found
        yield Server(stack.enter_context(faulty_proxy(target.url)), target, points)


Opened = tuple[Target, Callable[[], int]]


def _open_v1(request: pytest.FixtureRequest, _stack: ExitStack) -> Opened:
    real: InfluxDBV1 = request.getfixturevalue("influxdb_v1")
    name = f"trial-{uuid4().hex}"
    real.query(f'CREATE DATABASE "{name}"')

    def points() -> int:
        (row,) = real.query("SELECT count(reviews_available) FROM queue", name)
        return int(str(row["count"]))

    return Target(real.url, name), points


def _open_v2(_request: pytest.FixtureRequest, stack: ExitStack) -> Opened:
    server = stack.enter_context(pretend_influxdb())
    server.admin.set_up("home", "wanikani", OPERATOR_TOKEN)
    server.admin.allow(WRITE_TOKEN, "write", "wanikani")
    return Target(server.url, "wanikani", "home", WRITE_TOKEN), lambda: len(server.points)


def _open_v3(_request: pytest.FixtureRequest, stack: ExitStack) -> Opened:
    server = stack.enter_context(pretend_influxdb3())
    return Target(server.url, "wanikani", token=TOKEN_OF_3), lambda: len(server.points)


_OPENERS = {"1.x": _open_v1, "2.x": _open_v2, "3.x": _open_v3}


def test_whatever_is_answered_once_the_next_delivery_completes_it(
    server: Server, tmp_path: Path, figure: Figure
) -> None:
    answers = [(status, body, headers) for status in STATUSES for body, headers in BODIES]
    with (
        closing(open_store(tmp_path / "state.sqlite3")) as store,
        closing(LazyWriter(pointed_at(server.proxy, server.target))) as writer,
    ):
        for number, (status, body, headers) in enumerate(answers):
            # A success without a page is InfluxDB's own: then it has stored the points.
            stored = 200 <= status < 300 and (not body or status == 204)
            server.proxy.fault = once(server.proxy.writes + 1, Answered(status, body, headers, stored))
            with store.transaction() as tx:
                outbox.add(tx, queue_lines(number * 10, 3, rewritten=0))
            first = deliver(store, writer, SystemClock())
            second = deliver(store, writer, SystemClock())
            assert (first.rejected, second.rejected, second.problem) == (0, 0, None), (status, body)
            assert first.delivered + second.delivered == 3, (status, body)
    assert server.points() == 3 * len(answers)
    figure(answers=len(answers))
