"""The set-up that `docker compose up` runs first: complete, idempotent, each secret for one reader."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.config.contacts import Contacts, Post
from collector.core.errors import CollectorError
from collector.deployment.setup import set_up_stack
from collector.deployment.volumes import Volumes
from collector.influxdb.provision.steps import SetupStep
from grafana.files import ROOT as SHIPPED
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
    steps = set_up_stack(server.target(url), volumes, SHIPPED, contacts or Contacts())
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
    assert names(volumes.collector) == {f"influxdb-collector-{server.credential}"}
    assert names(volumes.grafana) == {f"influxdb-grafana-{server.credential}", "grafana-admin-password"}
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
    shipped = SHIPPED / ("influxdb-1.x" if server.one else "provisioning/datasources") / "wanikani.yaml"
    assert (volumes.provisioning / "datasources" / "wanikani.yaml").read_text() == shipped.read_text()
    for folder in ("dashboards", "alerting"):
        for path in (SHIPPED / "provisioning" / folder).iterdir():
            assert (volumes.provisioning / folder / path.name).read_text() == path.read_text()
    assert "canary-topic" in (volumes.provisioning / "alerting" / "contact-points.yaml").read_text()


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
    assert len(started(server, volumes)) == 2
    assert lost.read_text() != before
    assert server.may_write("collector", volumes.collector)
    assert server.may_read("grafana", volumes.grafana)


def test_a_changed_contact_is_written_and_files_of_an_older_version_go(
    server: NewServer, volumes: Volumes
) -> None:
    started(server, volumes, NTFY)
    old = volumes.provisioning / "dashboards" / "of-an-older-version.json"
    old.write_text("{}")
    assert len(started(server, volumes)) == 1
    assert not old.exists()
    text = (volumes.provisioning / "alerting" / "contact-points.yaml").read_text().split("\n", 1)[1]
    assert "canary" not in text
    assert json.loads(text)["contactPoints"][0]["receivers"][0]["uid"] == "wanikani-nobody"


def test_no_secret_is_in_what_is_said(server: NewServer, volumes: Volumes) -> None:
    said = str(started(server, volumes, NTFY))
    assert "canary" not in said
    for file in volumes.secrets.iterdir():
        assert file.read_text().strip() not in said
