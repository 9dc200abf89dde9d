"""An InfluxDB that sends a byte now and then holds a delivery no longer than one that says nothing."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

import pytest

from collector.influxdb.detect import detect_server
from collector.influxdb.outcome import RetryLater, WriteOutcome
from collector.influxdb.target import Target
from collector.influxdb.writer_v1 import WriterV1
from collector.influxdb.writer_v2 import WriterV2
from collector.influxdb.writer_v3 import WriterV3
from tests.http.test_deadline import Serve, dripping, serving

TIMEOUT = timedelta(seconds=0.3)
LINES = ["queue,account=me reviews_available=3i 1600000000123456789"]


class _Writer(Protocol):
    def write(self, lines: list[str]) -> WriteOutcome: ...

    def close(self) -> None: ...


DRIPS = [
    pytest.param(dripping(b"HTTP/1.1 204 No Content\r\n", b"X-Drop: 1\r\n"), id="headers"),
    pytest.param(dripping(b"HTTP/1.1 204 N", b"o"), id="the first line"),
    pytest.param(dripping(b"HTTP/1.1 500 Broken\r\nContent-Length: 9999\r\n\r\n", b" "), id="the body"),
]
WRITERS = [
    pytest.param(lambda target: WriterV1(target, timeout=TIMEOUT), id="1.x"),
    pytest.param(lambda target: WriterV2(target, timeout=TIMEOUT), id="2.x"),
    pytest.param(lambda target: WriterV3(target, timeout=TIMEOUT), id="3.x"),
]


@pytest.mark.parametrize("serve", DRIPS)
@pytest.mark.parametrize("open_writer", WRITERS)
def test_a_write_ends_in_time_whatever_drips(open_writer: Callable[[Target], _Writer], serve: Serve) -> None:
    with serving(serve) as address:
        writer = open_writer(Target(f"http://{address}", "wanikani", org="home", token="t"))
        began = time.monotonic()
        outcome = writer.write(LINES)
        assert time.monotonic() - began < 4 * TIMEOUT.total_seconds() + 0.5
        writer.close()
    assert isinstance(outcome, RetryLater)
    assert "cannot be reached" in outcome.sentence


def test_so_does_looking_which_server_it_is() -> None:
    with serving(dripping(b"HTTP/1.1 204 No Content\r\n", b"X-Drop: 1\r\n")) as address:
        began = time.monotonic()
        found = detect_server(Target(f"http://{address}", "wanikani"), TIMEOUT)
        assert time.monotonic() - began < 4 * TIMEOUT.total_seconds() + 0.5
    assert isinstance(found, RetryLater)
