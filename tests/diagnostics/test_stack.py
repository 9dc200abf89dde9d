"""What deploy/verify says of a stack: a sentence for each thing, on a real InfluxDB and a pretend Grafana."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from collector.deployment.data_source import UID
from collector.deployment.setup import GrafanaOptions, set_up_stack
from collector.deployment.volumes import ADMIN_PASSWORD, Volumes
from collector.diagnostics.finding import Severity
from collector.diagnostics.stack import Stack, verify
from grafana.files import ROOT as SHIPPED
from grafana.files import all_rules, dashboards
from grafana.targets import DATASOURCE_UID
from tests.diagnostics.new_servers import REAL, NewServer, new_server

NOW = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class PretendGrafana:
    """Answers as Grafana's HTTP API does; what it has can be taken away."""

    password: str
    uids: set[str] = field(default_factory=lambda: set(dashboards()))
    rules: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"name": rule.title, "state": "inactive", "health": "ok"} for rule in all_rules()
        ]
    )
    rows: int = 1
    refuses: str = "nothing"
    url: str = ""

    def answer(self, path: str, body: Any) -> Any:
        if path == "/api/health":
            return {"database": "ok", "version": "13.2.3"}
        if path.startswith("/api/search"):
            return [{"uid": uid} for uid in sorted(self.uids)]
        if path.startswith("/api/prometheus"):
            return {"data": {"groups": [{"rules": self.rules}]}}
        (asked,) = body["queries"]
        if self.refuses in asked["query"]:
            return {"results": {"A": {"error": "InfluxDB said no", "frames": []}}}
        return {"results": {"A": {"frames": [{"data": {"values": [[1] * self.rows]}}]}}}


@pytest.fixture
def grafana(places: Volumes) -> Iterator[PretendGrafana]:
    pretend = PretendGrafana((places.grafana / ADMIN_PASSWORD).read_text().strip())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "null")
            login = base64.b64encode(f"admin:{pretend.password}".encode()).decode()
            known = self.headers.get("Authorization") == f"Basic {login}"
            told = json.dumps(pretend.answer(self.path, body) if known else {"message": "Unauthorized"})
            self.send_response(200 if known else 401)
            self.end_headers()
            self.wfile.write(told.encode())

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        pretend.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield pretend
        server.shutdown()


@pytest.fixture(params=REAL)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewServer]:
    with new_server(request.param, tmp_path_factory.mktemp("influxdb")) as running:
        yield running


@pytest.fixture
def places(server: NewServer, tmp_path: Path) -> Volumes:
    """Return the volumes of a stack that is set up."""
    found = Volumes(tmp_path)
    list(set_up_stack(server.target(), found, GrafanaOptions(SHIPPED)))
    return found


@pytest.fixture
def polled(server: NewServer, places: Volumes) -> None:
    """A poll an hour ago, by another clock's zone before it, and two accounts."""
    for account, zone, ago in (("anna", "UTC", 5), ("anna", "Asia/Tokyo", 1), ("ben", "Asia/Tokyo", 2)):
        at = int((NOW - ago * HOUR).timestamp()) * 10**9
        line = f"collector,account={account},timezone={zone} ok=1i,token_ok=1i,duration_seconds=1.5 {at}"
        assert server.write("collector", places.collector, line)


def said(
    server: NewServer, places: Volumes, url: str = "", password: str | None = None
) -> list[tuple[bool, str]]:
    asked = Stack(server.target(), places, HOUR, url, password)
    return [(one.severity is Severity.OK, one.sentence) for one in verify(asked, NOW)]


@pytest.mark.usefixtures("polled")
def test_all_is_well(server: NewServer, places: Volumes, grafana: PretendGrafana) -> None:
    found = said(server, places, grafana.url)
    assert all(well for well, _ in found)
    sentences = [sentence for _, sentence in found]
    assert "anna: the last good poll was 60 min ago." in sentences
    assert "Grafana 13.2.3 answers at " + grafana.url + "." in sentences
    assert sum(" queries answer, " in sentence for sentence in sentences) == 6
    assert sentences[-1] == "10 alerts are loaded, and none fires."


@pytest.mark.usefixtures("polled")
def test_without_a_grafana_influxdb_answers_every_query_of_its_dashboards(
    server: NewServer, places: Volumes
) -> None:
    """They are the real ones, on a real server: a query that it refuses would be named."""
    found = said(server, places)
    assert not [sentence for _, sentence in found if "gets no answer" in sentence]
    assert (True, "WaniKani: collector: 13 queries answer, 6 with data.") in found


@pytest.mark.usefixtures("polled")
@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"uids": {"wanikani-overview"}}, "WaniKani: levels: Grafana did not load it; see Grafana's log."),
        ({"refuses": "srs_distribution"}, "gets no answer (InfluxDB said no)."),
        ({"rows": 0}, "WaniKani overview: 21 queries answer, 0 with data."),
        ({"rules": []}, "Grafana has 0 of 10 alerts; see Grafana's log."),
        ({"password": "changed"}, "GRAFANA_PASSWORD"),
    ],
)
def test_whatever_is_not_well_is_said(
    server: NewServer, places: Volumes, grafana: PretendGrafana, broken: dict[str, Any], words: str
) -> None:
    for name, value in broken.items():
        setattr(grafana, name, value)
    assert [
        sentence for well, sentence in said(server, places, grafana.url) if not well and words in sentence
    ]


@pytest.mark.usefixtures("polled")
def test_alerts_that_fire_or_cannot_be_evaluated_are_named(
    server: NewServer, places: Volumes, grafana: PretendGrafana
) -> None:
    grafana.rules[0]["state"] = "firing"
    assert said(server, places, grafana.url)[-1][1].endswith(f"of which fire: {grafana.rules[0]['name']}.")
    grafana.rules[1] |= {"health": "error", "lastError": "no such database"}
    well, sentence = said(server, places, grafana.url)[-1]
    assert (well, "cannot be evaluated (no such database)" in sentence) == (False, True)


@pytest.mark.usefixtures("polled")
def test_a_password_that_was_changed_in_grafana_can_be_given(
    server: NewServer, places: Volumes, grafana: PretendGrafana
) -> None:
    grafana.password = "changed"
    assert all(well for well, _ in said(server, places, grafana.url, "changed"))


def test_before_the_first_poll_only_that_is_wrong(
    server: NewServer, places: Volumes, grafana: PretendGrafana
) -> None:
    grafana.rows = 0
    wrong = [sentence for well, sentence in said(server, places, grafana.url) if not well]
    assert wrong == ["No good poll has arrived in InfluxDB yet: docker compose logs collector."]


def test_a_poll_that_is_too_old_and_a_grafana_that_is_gone(server: NewServer, places: Volumes) -> None:
    at = int((NOW - 4 * HOUR).timestamp()) * 10**9
    assert server.write("collector", places.collector, f"collector,account=anna,timezone=UTC ok=1i {at}")
    wrong = [sentence for well, sentence in said(server, places, "http://127.0.0.1:9") if not well]
    assert wrong[0] == "anna: the last good poll was 4 h ago."
    assert wrong[1].startswith("Grafana at http://127.0.0.1:9 does not answer")


def test_it_asks_by_the_data_source_that_is_provisioned() -> None:
    assert UID == DATASOURCE_UID


def test_an_influxdb_that_is_gone(places: Volumes) -> None:
    (found,) = verify(Stack(NewServer("http://127.0.0.1:9", one=True).target(), places, HOUR, ""), NOW)
    assert found.severity is Severity.PROBLEM
    assert "cannot be reached" in found.sentence
