"""What the commands say to the owner of an InfluxDB 3: whether it works, and what it means."""

from collections.abc import Iterator

import pytest

from tests.cli.conftest import Cli
from tests.influxdb3.pretend_influxdb3 import TOKEN, PretendInfluxDB3, pretend_influxdb3

LIMIT = "dashboards show about the last 18 days"


@pytest.fixture
def server() -> Iterator[PretendInfluxDB3]:
    with pretend_influxdb3() as server:
        yield server


@pytest.fixture
def with_core(cli: Cli, server: PretendInfluxDB3) -> Cli:
    """The command, told of an InfluxDB 3 Core and its token."""
    cli.environment |= {"INFLUXDB_URL": server.url, "INFLUXDB_TOKEN": TOKEN, "COLUMNS": "400"}
    return cli


def test_doctor_accepts_core_and_reports_its_limits(with_core: Cli, server: PretendInfluxDB3) -> None:
    done = with_core("doctor")
    assert (done.code, done.err) == (0, "")
    assert "✓ InfluxDB 3 Core (3.10." in done.out
    assert "✓ A test write to “wanikani” was accepted." in done.out
    assert "· InfluxDB 3 Core keeps every point but never merges its files" in done.out
    assert LIMIT in done.out
    assert "--query-file-limit" in done.out
    assert "· InfluxDB 3 Core has only admin tokens" in done.out
    assert not server.points


@pytest.mark.parametrize("command", ["doctor", "setup-influxdb", "poll"])
def test_the_days_that_are_shown_follow_from_the_poll_interval(with_core: Cli, command: str) -> None:
    assert "the last 108 days" in with_core(command, COLLECTOR_POLL_EVERY="6h").out


@pytest.mark.parametrize(("token", "said"), [("", "requires a token"), ("wrong-canary", "rejects the token")])
def test_the_doctor_names_a_token_that_is_missing_or_wrong(with_core: Cli, token: str, said: str) -> None:
    done = with_core("doctor", INFLUXDB_TOKEN=token)
    assert done.code == 2
    assert "✓ InfluxDB 3.x answers" in done.out
    assert said in done.out
    assert "INFLUXDB_TOKEN" in done.out
    assert LIMIT in done.out


def test_for_enterprise_it_says_that_it_was_not_tried(with_core: Cli, server: PretendInfluxDB3) -> None:
    server.enterprise = True
    done = with_core("doctor")
    assert done.code == 0
    assert "has not been tested" in done.out
    assert LIMIT not in done.out
    assert "only admin tokens" not in done.out


def test_a_poll_delivers_and_reports_the_limits_once(with_core: Cli, server: PretendInfluxDB3) -> None:
    done = with_core("poll")
    assert (done.code, done.err) == (0, "")
    assert done.out.count(LIMIT) == 1
    assert len(server.points) > 5


def test_setup_influxdb_has_nothing_to_create_but_checks_the_token(
    with_core: Cli, server: PretendInfluxDB3
) -> None:
    done = with_core("setup-influxdb")
    assert (done.code, done.err) == (0, "")
    assert "accepts writes to “wanikani”" in done.out
    assert LIMIT in done.out
    assert "only admin tokens" in done.out
    assert not (with_core.folder / "secrets").exists()
    assert not server.points


def test_setup_influxdb_takes_the_administrators_token_too(with_core: Cli) -> None:
    assert with_core("setup-influxdb", INFLUXDB_TOKEN="", INFLUXDB_ADMIN_TOKEN=TOKEN).code == 0


@pytest.mark.parametrize("token", ["", "wrong-canary"])
def test_setup_influxdb_names_a_token_that_does_not_work(with_core: Cli, token: str) -> None:
    done = with_core("setup-influxdb", INFLUXDB_TOKEN=token)
    assert done.code == 2
    assert "INFLUXDB_TOKEN" in done.err
    assert "influxdb3 create token --admin" in done.err


def test_setup_stack_refuses_it_before_anything_is_made(with_core: Cli) -> None:
    done = with_core("setup-stack", "--into", "volumes", INFLUXDB_ADMIN_TOKEN=TOKEN)
    assert done.code == 2
    assert "InfluxDB 3 Core (3.10." in done.err
    assert "2.x" in done.err
    assert not (with_core.folder / "volumes").exists()
