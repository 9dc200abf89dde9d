"""A state that was restored from a backup: what `poll`, `status`, `doctor` and `rebuild --replace` say."""

import re
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from collector.core.moments import DAY, Moment
from collector.storage.database import open_store
from collector.storage.ledger.heartbeats import append_heartbeat, heartbeats
from tests.cli.conftest import Cli
from tests.influxdb3.pretend_influxdb3 import TOKEN as TOKEN_OF_3
from tests.influxdb3.pretend_influxdb3 import pretend_influxdb3
from tests.integration.servers import HTTP, InfluxDBV1

KNOWN = "that this state does not know"


@pytest.fixture
def restored(cli: Cli, influxdb_v1: InfluxDBV1, tmp_path: Path) -> str:
    """A database with a poll that the state, restored since, does not have; its name."""
    name = f"wanikani-{uuid4().hex}"
    cli.environment |= {"INFLUXDB_URL": influxdb_v1.url, "INFLUXDB_BUCKET": name}
    assert cli("poll").code == 0
    shutil.copytree(cli.state, tmp_path / "backup")
    # A poll of the same second as the one after it would be the same point.
    influxdb_v1.write(["collector,account=pretend-learner ok=1i 1900000000000000000"], name)
    return name


def flat(text: str) -> str:
    return " ".join(text.split())


def test_every_poll_says_it_until_it_is_mended_and_so_do_status_and_doctor(cli: Cli, restored: str) -> None:
    for _ in range(2):
        done = cli("poll")
        assert done.code == 2
        assert f"“{restored}” holds 1 poll of pretend-learner {KNOWN}" in flat(done.err)
        assert "wanikani-collector rebuild --replace" in flat(done.err)
    assert KNOWN in flat(cli("status").out)
    doctor = cli("doctor")
    assert doctor.code == 2
    assert f"✗ InfluxDB's “{restored}” holds 1 poll" in flat(doctor.out)


def test_replacing_deletes_and_writes_everything_and_all_is_well(
    cli: Cli, restored: str, influxdb_v1: InfluxDBV1
) -> None:
    cli("poll")
    done = cli("rebuild", "--replace")
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(
        r"pretend-learner: (\d+) points derived again, the old ones deleted; \1 delivered, 0 refused\.\n",
        done.out,
    )
    assert [row["time"] for row in influxdb_v1.query("SELECT ok FROM collector", restored)][-1] != 19 * 10**17
    assert KNOWN not in cli("status").out
    doctor = cli("doctor")
    assert doctor.code == 0
    assert "✓ pretend-learner: the state knows every poll in InfluxDB since it began." in flat(doctor.out)


def test_of_several_accounts_one_can_be_mended(cli: Cli, restored: str, influxdb_v1: InfluxDBV1) -> None:
    cli.environment["WANIKANI_ACCOUNTS__HANAKO__TOKEN"] = cli.environment["WANIKANI_TOKEN"]
    influxdb_v1.write(["collector,account=hanako ok=1i 1900000000000000000"], restored)
    assert "wanikani-collector rebuild --replace --account hanako deletes" in flat(cli("poll").err)
    done = cli("rebuild", "--replace", "--account", "hanako")
    assert (done.code, len(done.out.splitlines())) == (0, 1)
    assert done.out.startswith("hanako: ")
    left = influxdb_v1.query("SELECT ok, account FROM collector WHERE time > now()", restored)
    assert [row["account"] for row in left] == ["pretend-learner"]
    said = flat(cli("status").out)
    assert said.count(KNOWN) == 1
    assert "rebuild --replace --account account deletes" in said


def test_an_account_that_is_not_there_is_not_rebuilt(cli: Cli) -> None:
    done = cli("rebuild", "--account", "hanako")
    assert (done.code, done.out) == (2, "")
    assert "Choose an account with --account: account." in done.err


def test_core_cannot_delete_and_says_what_to_do_instead(cli: Cli) -> None:
    with pretend_influxdb3() as server:
        cli.environment |= {"INFLUXDB_URL": server.url, "INFLUXDB_TOKEN": TOKEN_OF_3}
        cli("poll")
        before = dict(server.points)
        done = cli("rebuild", "--replace")
    assert done.code == 2
    assert "cannot delete points: set INFLUXDB_BUCKET to a new name" in flat(done.err)
    assert server.points == before


def test_replacing_needs_a_server(cli: Cli) -> None:
    cli("poll")
    done = cli("rebuild", "--replace")
    assert done.code == 2
    assert "INFLUXDB_URL is not set" in done.err


def test_a_login_that_may_only_write_leaves_a_gap_to_tell(with_influxdb: Cli) -> None:
    with_influxdb("poll")
    assert "has no poll" not in with_influxdb("doctor").out
    with closing(open_store(with_influxdb.state_file)) as store, store.transaction() as tx:
        (beat,) = heartbeats(tx)
        append_heartbeat(tx, replace(beat, at=Moment(beat.at + 2 * DAY)))
    done = with_influxdb("doctor")
    assert done.code == 0
    assert re.search(r"· pretend-learner: between .* UTC this state has no poll", flat(done.out))
    assert "GRAFANA_INFLUXDB_TOKEN_FILE" in done.out


@pytest.fixture
def write_only(cli: Cli, influxdb_v1_with_auth: InfluxDBV1) -> Cli:
    """The command with a login that can only write, after a backup was restored."""
    server, name = influxdb_v1_with_auth, f"wanikani-{uuid4().hex}"
    server.query(f'CREATE DATABASE "{name}"')
    for user, grant in (("writer", "WRITE"), ("grafana", "READ")):
        server.query(f"CREATE USER \"{user}\" WITH PASSWORD 'pw'")
        server.query(f'GRANT {grant} ON "{name}" TO "{user}"')
    cli.environment |= {"INFLUXDB_URL": server.url, "INFLUXDB_BUCKET": name}
    cli.environment |= {"INFLUXDB_USERNAME": "writer", "INFLUXDB_PASSWORD": "pw"}
    assert cli("poll").code == 0
    line = "collector,account=pretend-learner ok=1i 1900000000000000000"
    HTTP.post(
        f"{server.url}/write", params={"db": name}, content=line, auth=("writer", "pw")
    ).raise_for_status()
    return cli


def test_a_poll_that_may_only_write_looks_by_the_login_of_grafana(write_only: Cli) -> None:
    assert write_only("poll").code == 0
    write_only.environment |= {"GRAFANA_INFLUXDB_USERNAME": "grafana", "GRAFANA_INFLUXDB_PASSWORD": "pw"}
    done = write_only("poll")
    assert done.code == 2
    assert KNOWN in flat(done.err)
    assert KNOWN in flat(write_only("status").out)
