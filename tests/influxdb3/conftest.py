from collections.abc import Iterator

import pytest

from collector.influxdb.target import Target
from tests.influxdb3.pretend_influxdb3 import TOKEN, PretendInfluxDB3, pretend_influxdb3


@pytest.fixture
def influxdb3() -> Iterator[PretendInfluxDB3]:
    """An InfluxDB 3 Core as it was recorded."""
    with pretend_influxdb3() as server:
        yield server


@pytest.fixture
def target(influxdb3: PretendInfluxDB3) -> Target:
    """What the collector is given."""
    return Target(influxdb3.url, "wanikani", token=TOKEN)
