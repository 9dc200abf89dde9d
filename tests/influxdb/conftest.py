from collections.abc import Iterator

import pytest

from collector.influxdb.target import Target
from tests.influxdb.pretend_influxdb import PretendInfluxDB, pretend_influxdb

WRITE_TOKEN = "write-token-canary"
READ_TOKEN = "read-token-canary"
OPERATOR_TOKEN = "operator-token-canary"


@pytest.fixture
def fresh() -> Iterator[PretendInfluxDB]:
    """An InfluxDB 2.x that waits for its first user."""
    with pretend_influxdb() as server:
        yield server


@pytest.fixture
def influxdb(fresh: PretendInfluxDB) -> PretendInfluxDB:
    """An InfluxDB 2.x with the bucket “wanikani” and a token that may write to it."""
    fresh.admin.set_up("home", "wanikani", OPERATOR_TOKEN)
    fresh.admin.allow(WRITE_TOKEN, "write", "wanikani")
    fresh.admin.allow(READ_TOKEN, "read", "wanikani")
    return fresh


@pytest.fixture
def target(influxdb: PretendInfluxDB) -> Target:
    return Target(influxdb.url, "wanikani", "home", WRITE_TOKEN)
