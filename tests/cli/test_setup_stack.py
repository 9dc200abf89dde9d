"""`setup-stack`: what docker compose runs first."""

from pathlib import Path

import pytest

from grafana.files import ROOT as SHIPPED
from tests.cli.conftest import Cli
from tests.influxdb.pretend_influxdb import PretendInfluxDB, pretend_influxdb


def started(cli: Cli, url: str, *more: str, **variables: str) -> tuple[int, str, str]:
    done = cli(
        "setup-stack", "--into", "volumes", "--grafana", str(SHIPPED), *more, INFLUXDB_URL=url, **variables
    )
    return done.code, done.out, done.err


def test_it_says_each_thing_it_made_and_then_that_all_is_there(cli: Cli) -> None:
    with pretend_influxdb() as server:
        code, out, err = started(cli, server.url, ALERT_NTFY_URL="https://ntfy.example/canary-topic")
        assert (code, err) == (0, "")
        assert out.count("✓") == 8
        assert out.endswith("The rest was already there. Grafana sends alerts by ntfy.\n")
        code, out, err = started(cli, server.url)
        assert (code, err, out.count("✓")) == (0, "", 1)
        assert "Grafana sends no notifications." in out
        assert started(cli, server.url)[1].startswith("Everything is already there.")


def test_an_influxdb_that_is_down_is_tried_again_later(cli: Cli) -> None:
    code, out, err = started(cli, "http://127.0.0.1:9")
    assert (code, out) == (1, "")
    assert "cannot be reached" in err
    assert not (cli.folder / "volumes").exists()


def test_an_influxdb_that_others_set_up_wants_their_admin_token(cli: Cli, influxdb: PretendInfluxDB) -> None:
    code, _, err = started(cli, influxdb.url)
    assert code == 2
    assert "INFLUXDB_ADMIN_TOKEN" in err


@pytest.mark.parametrize(
    ("name", "value"),
    [("COLLECTOR_TIMEZONE", "Europe/Nowhere"), ("COLLECTOR_POLL_EVERY", "7m"), ("ALERT_EMAIL", "nobody")],
)
def test_a_mistake_in_any_setting_is_found_before_anything_is_made(cli: Cli, name: str, value: str) -> None:
    code, _, err = started(cli, "http://127.0.0.1:9", **{name: value})
    assert code == 2
    assert err.startswith(name)


def provisioned(cli: Cli) -> dict[str, str]:
    files = (cli.folder / "volumes" / "provisioning").rglob("*")
    return {str(file): file.read_text() for file in files if file.is_file()}


@pytest.mark.parametrize(("name", "value"), [("ALERT_EMAIL", "nobody"), ("ALERT_LEVEL_STUCK_DAYS", "0")])
def test_a_mistake_in_the_settings_of_alerts_leaves_grafana_what_it_has(
    cli: Cli, name: str, value: str
) -> None:
    with pretend_influxdb() as server:
        assert started(cli, server.url, ALERT_NTFY_URL="https://ntfy.example/topic")[0] == 0
        before = provisioned(cli)
        code, out, err = started(cli, server.url, **{name: value})
    assert (code, out, err.startswith(name)) == (2, "", True)
    assert provisioned(cli) == before


def test_the_first_time_grafana_gets_everything_but_those_settings(cli: Cli) -> None:
    with pretend_influxdb() as server:
        code, out, err = started(cli, server.url, ALERT_EMAIL="nobody")
        assert (code, out.count("✓"), err.startswith("ALERT_EMAIL")) == (2, 8, True)
        before = provisioned(cli)
        assert started(cli, server.url)[0] == 0
    assert provisioned(cli) == before


@pytest.mark.parametrize(
    ("variables", "told"),
    [({"COLLECTOR_TIMEZONE": "Berlin"}, (2, "COLLECTOR_TIMEZONE")), ({}, (1, "cannot be reached"))],
    ids=["a mistake in any other setting", "no InfluxDB that answers"],
)
def test_a_first_set_up_that_fails_leaves_grafana_at_least_its_password(
    cli: Cli, variables: dict[str, str], told: tuple[int, str]
) -> None:
    (cli.folder / "volumes" / "grafana").mkdir(parents=True)
    (cli.folder / "volumes" / "secrets").mkdir()
    for _ in range(2):
        code, _, err = started(cli, "http://127.0.0.1:9", **variables)
        assert (code, told[1] in err) == (told[0], True)
    made = cli.folder / "volumes" / "grafana" / "grafana-admin-password"
    assert len(made.read_text().strip()) >= 20


def test_without_a_server_or_without_the_projects_files_it_says_so(cli: Cli, tmp_path: Path) -> None:
    assert cli("setup-stack").err.startswith("INFLUXDB_URL is not set")
    with pretend_influxdb() as server:
        code, _, err = started(cli, server.url, "--grafana", str(tmp_path))
    assert code == 2
    assert "--grafana" in err


def test_a_volume_that_cannot_be_written_is_named(cli: Cli) -> None:
    (cli.folder / "volumes").mkdir()
    (cli.folder / "volumes" / "secrets").write_text("a file, where a folder should be")
    with pretend_influxdb() as server:
        code, _, err = started(cli, server.url)
    assert code == 2
    assert "volumes/secrets" in err
