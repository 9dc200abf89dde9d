"""A database that keeps thirty days: what `poll`, `status`, `doctor` and `setup-influxdb` say of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from tests.cli.conftest import Cli, Served
from tests.harness import TOKEN
from tests.integration.servers import InfluxDBV1


@pytest.fixture
def wanikani() -> Iterator[Served]:
    """A simulated WaniKani whose learner began sixty days ago: the first poll has a past."""
    world = World(datetime.now(UTC) - timedelta(days=60), levels=3, per_level=12)
    api = SimulatedWaniKani(world, token=TOKEN, live=lambda: world.advance(datetime.now(UTC)))
    with serve(api) as server:
        yield Served(api, server.url.rstrip("/"))


@pytest.fixture
def database(cli: Cli, influxdb_v1: InfluxDBV1) -> str:
    """A database that keeps thirty days, which the command is told of."""
    name = f"short-{uuid4().hex}"
    influxdb_v1.query(
        f'CREATE DATABASE "{name}" WITH DURATION 30d REPLICATION 1 SHARD DURATION 1d NAME "month"'
    )
    cli.environment |= {"INFLUXDB_URL": influxdb_v1.url, "INFLUXDB_BUCKET": name}
    return name


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_poll_that_meets_it_says_what_is_not_written_and_how_to_keep_it(cli: Cli, database: str) -> None:
    done = cli("poll")
    assert done.code == 2
    assert " too old" in done.out
    assert f"are older than “{database}” keeps, and are not written: they stay in the state." in flat(
        done.err
    )
    assert "DURATION INF" in done.err


def test_a_later_poll_reminds_of_it_and_is_no_failure(cli: Cli, database: str) -> None:
    cli("poll")
    done = cli("poll")
    assert (done.code, done.err) == (0, "")
    assert f"are older than “{database}” keeps" in flat(done.out)


def test_status_reports_it(cli: Cli, database: str) -> None:
    cli("poll")
    assert f"are older than “{database}” keeps" in flat(cli("status").out)


def test_the_doctor_names_the_statement_that_ends_it(cli: Cli, database: str) -> None:
    cli("poll")
    done = cli("doctor")
    assert done.code == 2
    said = flat(done.out)
    assert f"✗ “{database}” deletes what is older than 30 days." in said
    assert f'ALTER RETENTION POLICY "month" ON "{database}" DURATION INF' in said
    assert "All is well." not in said


def test_a_database_that_has_lost_nothing_yet_is_only_worth_knowing(cli: Cli, database: str) -> None:
    done = cli("doctor")
    assert done.code == 0
    assert f"· “{database}” deletes what is older than 30 days." in flat(done.out)


def test_the_day_it_keeps_everything_a_poll_sends_everything(
    cli: Cli, database: str, influxdb_v1: InfluxDBV1
) -> None:
    cli("poll")
    influxdb_v1.query(f'ALTER RETENTION POLICY "month" ON "{database}" DURATION INF SHARD DURATION 52w')
    assert "keeps everything now" in flat(cli("doctor").out)
    done = cli("poll")
    assert (done.code, done.err) == (0, "")
    (oldest,) = influxdb_v1.query("SELECT first(level) FROM milestone", database)
    assert "older than" not in cli("status").out
    assert str(oldest["time"])[:5] <= str(int((datetime.now(UTC) - timedelta(days=59)).timestamp()))[:5]
    assert "older than" not in cli("doctor").out


def test_setting_up_leaves_it_and_says_how_to_keep_everything(cli: Cli, database: str) -> None:
    done = cli("setup-influxdb")
    assert done.code == 0
    said = flat(done.out)
    assert f"“{database}” deletes what is older than 30 days. It was left as it is" in said
    assert f'ALTER RETENTION POLICY "month" ON "{database}" DURATION INF.' in said
