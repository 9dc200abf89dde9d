"""The set-up that `docker compose up` runs first: complete, idempotent, each secret for one reader."""

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from collector.config.contacts import Contacts, Post
from collector.core.errors import CollectorError
from collector.deployment.grafana_files import CONTACT_POINTS, DATA_SOURCE, RULES
from collector.deployment.setup import GrafanaOptions, set_up_stack
from collector.deployment.volumes import Volumes
from collector.influxdb.provision.steps import SetupStep
from grafana.files import ROOT as SHIPPED
from grafana.files import dashboards
from tests.diagnostics.failing_proxy import failing_proxy
from tests.diagnostics.new_servers import KINDS, REAL, NewServer, new_server

NTFY = Contacts(ntfy=Post("https://ntfy.example/canary-topic"))


@pytest.fixture(params=KINDS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewServer]:
    with new_server(request.param, tmp_path_factory.mktemp("influxdb")) as running:
        yield running


@pytest.fixture
def volumes(tmp_path: Path) -> Volumes:
    """Return four empty volumes."""
    found = Volumes(tmp_path)
    for volume in (found.secrets, found.collector, found.grafana, found.provisioning):
        volume.mkdir()
    return found


def started(
    server: NewServer, volumes: Volumes, contacts: Contacts | None = None, url: str = ""
) -> list[SetupStep]:
    steps = set_up_stack(server.target(url), volumes, GrafanaOptions(SHIPPED, contacts or Contacts()))
    return [step for step in steps if step.changed]


def names(volume: Path) -> set[str]:
    return {each.name for each in volume.iterdir()}


def everything(volumes: Volumes) -> dict[Path, tuple[bytes, int]]:
    files = [path for path in volumes.root.rglob("*") if path.is_file()]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.mark.parametrize("server", REAL, indirect=True)
def test_a_first_start_makes_everything_and_each_can_do_what_it_should(
    server: NewServer, volumes: Volumes
) -> None:
    started(server, volumes)
    assert server.may_write("collector", volumes.collector)
    assert server.may_read("grafana", volumes.grafana)
    assert not server.may_read("collector", volumes.collector)
    assert not server.may_write("grafana", volumes.grafana)
    assert not server.may_administer("collector", volumes.collector)
    assert not server.may_administer("grafana", volumes.grafana)


def test_each_volume_holds_what_its_one_reader_needs(server: NewServer, volumes: Volumes) -> None:
    started(server, volumes)
    login = {server.credential, "username"} if server.one else {server.credential}
    assert names(volumes.collector) == {f"influxdb-collector-{each}" for each in login}
    grafanas = {f"influxdb-grafana-{each}" for each in login}
    assert names(volumes.grafana) == grafanas | {"grafana-admin-password"}
    modes = {
        volume: {stat.S_IMODE(each.stat().st_mode) for each in volume.iterdir()}
        for volume in (volumes.secrets, volumes.collector, volumes.grafana)
    }
    assert modes == {volumes.secrets: {0o600}, volumes.collector: {0o400}, volumes.grafana: {0o444}}
    secrets = [each.read_text().strip() for each in volumes.secrets.iterdir()]
    assert len({*secrets}) == len(secrets)
    assert min(map(len, secrets)) >= 24


def test_grafana_gets_the_data_source_of_this_influxdb_the_dashboards_and_the_alerts(
    server: NewServer, volumes: Volumes
) -> None:
    started(server, volumes, NTFY)
    (source,) = yaml.safe_load((volumes.provisioning / DATA_SOURCE).read_text())["datasources"]
    secret = (volumes.grafana / f"influxdb-grafana-{server.credential}").read_text().strip()
    assert source["url"] == server.url
    assert source["secureJsonData"] == (
        {"password": secret} if server.one else {"httpHeaderValue1": f"Token {secret}"}
    )
    for folder in ("dashboards", "wanikani", "alerting"):
        for path in (SHIPPED / "provisioning" / folder).iterdir():
            assert (volumes.provisioning / folder / path.name).read_text() == path.read_text()
    assert "canary-topic" in (volumes.provisioning / CONTACT_POINTS).read_text()


def test_grafana_gets_the_owners_thresholds_and_its_own_address_of_influxdb(
    server: NewServer, volumes: Volumes
) -> None:
    options = GrafanaOptions(
        SHIPPED, thresholds={"level_stuck.days": "60"}, influxdb_url="http://nas.local:8086"
    )
    list(set_up_stack(server.target(), volumes, options))
    assert "$N >= 60 && $V == 0" in (volumes.provisioning / RULES).read_text()
    assert '"http://nas.local:8086"' in (volumes.provisioning / DATA_SOURCE).read_text()
    assert [step for step in set_up_stack(server.target(), volumes, options) if step.changed] == []
    assert len(started(server, volumes)) == 1
    assert "$N >= 45 && $V == 0" in (volumes.provisioning / RULES).read_text()


def test_a_second_start_changes_nothing(server: NewServer, volumes: Volumes) -> None:
    first = started(server, volumes)
    before = everything(volumes)
    assert len(first) >= 7
    assert started(server, volumes) == []
    assert everything(volumes) == before


def test_a_start_that_breaks_after_any_answer_is_finished_by_the_next(
    server: NewServer, volumes: Volumes
) -> None:
    broken = 0
    for answers in range(40):
        with failing_proxy(server.url, answers) as url:
            try:
                started(server, volumes, url=url)
            except CollectorError:
                broken += 1
                continue
        break
    else:
        pytest.fail("it never came to its end")
    assert broken >= 5
    started(server, volumes)
    assert started(server, volumes) == []
    assert server.may_write("collector", volumes.collector)
    assert server.may_read("grafana", volumes.grafana)


@pytest.mark.parametrize("holder", ["collector", "grafana"])
def test_a_lost_secret_is_replaced_by_another_one(server: NewServer, volumes: Volumes, holder: str) -> None:
    started(server, volumes)
    lost = volumes.secrets / f"influxdb-{holder}-{server.credential}"
    before = lost.read_text()
    lost.unlink()
    # Made again, shared again, and in Grafana's data source.
    assert len(started(server, volumes)) == (3 if holder == "grafana" else 2)
    assert lost.read_text() != before
    assert server.may_write("collector", volumes.collector)
    assert server.may_read("grafana", volumes.grafana)


def test_a_changed_contact_is_written(server: NewServer, volumes: Volumes) -> None:
    started(server, volumes, NTFY)
    assert len(started(server, volumes)) == 1
    text = (volumes.provisioning / CONTACT_POINTS).read_text().split("\n", 1)[1]
    assert "canary" not in text
    assert json.loads(text)["contactPoints"][0]["receivers"][0]["uid"] == "wanikani-nobody"


# Where files lay in the layout before, with the first line by which they were ours.
FORMERLY = {
    "dashboards/wanikani-overview.json": "{}",
    "alerting/rules.yaml": "# Made by `make dashboards` from grafana/alerts",
    "alerting/contact-points.yaml": "# Made by `wanikani-collector` for Grafana; it holds secrets.",
}
OF_OTHERS = {
    "dashboards/wanikani-mine.json": '{"uid": "mine"}',
    "dashboards/home.json": '{"uid": "home"}',
    "dashboards/default.yaml": "apiVersion: 1",
    "alerting/mine.yaml": "apiVersion: 1",
    "datasources/prometheus.yaml": "apiVersion: 1",
}


def test_an_upgrade_takes_away_what_lay_elsewhere_and_nothing_of_others(
    server: NewServer, volumes: Volumes
) -> None:
    for name, text in (FORMERLY | OF_OTHERS).items():
        (volumes.provisioning / name).parent.mkdir(exist_ok=True)
        (volumes.provisioning / name).write_text(text)
    started(server, volumes)
    files = {str(path.relative_to(volumes.provisioning)) for path in volumes.provisioning.rglob("*.*")}
    assert not files & FORMERLY.keys()
    assert {name: (volumes.provisioning / name).read_text() for name in OF_OTHERS} == OF_OTHERS
    uids = [json.loads(path.read_text()).get("uid") for path in volumes.provisioning.rglob("*.json")]
    assert sorted(uids) == sorted({*dashboards(), "home", "mine"})
    rules = "".join(path.read_text() for path in volumes.provisioning.glob("alerting/*.yaml"))
    assert rules.count("uid: wanikani-backlog-high\n") == 1


@pytest.mark.parametrize("server", REAL, indirect=True)
def test_a_second_stack_with_another_bucket_leaves_the_first_ones_logins_alone(
    server: NewServer, volumes: Volumes, tmp_path: Path
) -> None:
    started(server, volumes)
    other = Volumes(tmp_path / "other")
    other.secrets.mkdir(parents=True)
    for name in ("influxdb-admin-password", "influxdb-admin-token"):
        if (volumes.secrets / name).exists():
            (other.secrets / name).write_text((volumes.secrets / name).read_text())
    second = replace(server.target(), bucket="second")
    list(set_up_stack(second, other, GrafanaOptions(SHIPPED)))
    assert server.may_write("collector", volumes.collector)
    assert server.may_read("grafana", volumes.grafana)
    assert not server.may_write("collector", other.collector)
    for target, place in ((server.target(), volumes), (second, other)):
        steps = set_up_stack(target, place, GrafanaOptions(SHIPPED))
        assert [step.sentence for step in steps if step.changed] == []


@pytest.mark.parametrize("server", REAL, indirect=True)
def test_another_bucket_in_the_same_volumes_gets_a_login_of_its_own(
    server: NewServer, volumes: Volumes
) -> None:
    started(server, volumes)
    first = {each: (volumes.collector / each).read_text() for each in names(volumes.collector)}
    second = replace(server.target(), bucket="second")
    list(set_up_stack(second, volumes, GrafanaOptions(SHIPPED)))
    assert names(volumes.collector) == first.keys()
    assert not server.may_write("collector", volumes.collector)
    assert len(started(server, volumes)) == 3
    assert {each: (volumes.collector / each).read_text() for each in first} == first
    assert server.may_write("collector", volumes.collector)


def test_no_secret_is_in_what_is_said(server: NewServer, volumes: Volumes) -> None:
    said = str(started(server, volumes, NTFY))
    assert "canary" not in said
    for file in volumes.secrets.iterdir():
        assert file.read_text().strip() not in said
