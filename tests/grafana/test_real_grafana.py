"""A real Grafana takes all of it: data source, dashboards, rules; and shows what it should.

It runs where GRAFANA_URL names one that is empty, may be changed, and reaches this machine's loopback
addresses. GRAFANA_USER and GRAFANA_PASSWORD are the administrator's (admin, admin); pictures of the
dashboards go to GRAFANA_SCREENSHOTS.
"""

import base64
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from collector.influxdb.influxql import create_database
from collector.simulator.learner.sample_accounts import typical_learner
from collector.simulator.world.world import World
from grafana.alerts.thresholds import thresholds
from grafana.dashboard import rows_of
from grafana.files import all_rules, dashboards
from grafana.provisioned import alert_rules
from grafana.targets import DATASOURCE_UID
from tests.browser.chromium import Chromium, chromium, missing
from tests.grafana.viewer import Viewer, filled_in, panels
from tests.harness import DAY, HOUR, Rig, only_account
from tests.integration.servers import InfluxDBV1

FOLDER = "wanikani-tests"
BUCKET = "real-grafana"
LIFE = 60 * DAY
HEIGHTS = {"wanikani-accuracy": 2300, "wanikani-levels": 1700}
# 9.5 and 12 name the parts of a row differently; its title can be clicked in both.
OPEN_ROW = """
  const title = [...document.querySelectorAll("button, a, h4, div, span")]
    .filter((one) => one.innerText && one.innerText.trim().startsWith(TITLE)).pop();
  if (title) title.click();
  return Boolean(title);
"""
Json = dict[str, Any]


@pytest.fixture(scope="module")
def grafana() -> Iterator[httpx.Client]:
    url = os.environ.get("GRAFANA_URL")
    if not url:
        pytest.skip("no Grafana: GRAFANA_URL is not set")
    with httpx.Client(base_url=url, auth=_administrator(), timeout=60) as client:
        yield client


def _administrator() -> tuple[str, str]:
    return os.environ.get("GRAFANA_USER", "admin"), os.environ.get("GRAFANA_PASSWORD", "admin")


@pytest.fixture(scope="module")
def provisioned(
    grafana: httpx.Client, influxdb_v1: InfluxDBV1, tmp_path_factory: pytest.TempPathFactory
) -> httpx.Client:
    """Two months of a learner up to now, and everything of ours in Grafana."""
    _live(influxdb_v1, tmp_path_factory.mktemp("state"))
    grafana.delete(f"/api/datasources/uid/{DATASOURCE_UID}")
    source = {"dbName": BUCKET, "httpMode": "POST"}
    _good(grafana.post("/api/datasources", json={
        "uid": DATASOURCE_UID, "name": "WaniKani", "type": "influxdb", "access": "proxy",
        "url": influxdb_v1.url, "jsonData": source,
    }))  # fmt: skip
    grafana.post("/api/folders", json={"uid": FOLDER, "title": "WaniKani"})
    for dashboard in dashboards().values():
        wanted = {"dashboard": dashboard, "folderUid": FOLDER, "overwrite": True}
        _good(grafana.post("/api/dashboards/db", json=wanted))
    for rule in _rules():
        grafana.delete(f"/api/v1/provisioning/alert-rules/{rule['uid']}")
        _good(grafana.post("/api/v1/provisioning/alert-rules", json=rule))
    return grafana


def _live(server: InfluxDBV1, folder: Path) -> None:
    now = datetime.now(UTC)
    world = World(now - LIFE, seed=3, per_level=40)
    rig = Rig(folder, world, typical_learner(world, seed=3))
    rig.settings = {"influxdb_url": server.url, "influxdb_bucket": BUCKET}
    server.query(create_database(BUCKET))
    with rig.app() as app:
        account = only_account(app)
        while world.now < now - HOUR:
            rig.pass_time(HOUR if now - world.now < 3 * DAY else 12 * HOUR)
            assert app.poll(account).problem is None
        assert app.deliver(account).problem is None


def _rules() -> Iterator[Json]:
    for group in alert_rules(thresholds(), dashboards())["groups"]:
        for rule in group["rules"]:
            place = {"orgID": 1, "folderUID": FOLDER, "ruleGroup": group["name"]}
            yield rule | place


def _good(answer: httpx.Response) -> Any:
    assert answer.is_success, f"{answer.request.url}: {answer.text}"
    return answer.json()


def _as_sent(target: Json, viewer: Viewer) -> Json:
    if "query" not in target:
        return target
    # What the server of Grafana fills in itself is left for it.
    own = {"$timeFilter": "§time", "$__interval": "§interval"}
    query = target["query"]
    for name, mark in own.items():
        query = query.replace(name, mark)
    query = filled_in(query, viewer).replace(f"{round(viewer.now.timestamp() * 1000)}ms", "now()")
    for name, mark in own.items():
        query = query.replace(mark, name)
    source = {"uid": DATASOURCE_UID, "type": "influxdb"}
    return target | {"query": query, "datasource": source, "intervalMs": 86_400_000, "maxDataPoints": 800}


@pytest.mark.parametrize("uid", dashboards())
def test_grafana_gets_an_answer_for_every_panel(provisioned: httpx.Client, uid: str) -> None:
    now = datetime.now(UTC)
    viewer = Viewer(now - LIFE, now, now).choosing(uid)
    for owner, panel in panels():
        if owner != uid:
            continue
        asked = [_as_sent(target, viewer) for target in panel["targets"]]
        begin, end = (str(round(at.timestamp() * 1000)) for at in (now - LIFE, now))
        answer = _good(provisioned.post("/api/ds/query", json={"from": begin, "to": end, "queries": asked}))
        for ref, result in answer["results"].items():
            assert not result.get("error"), f"{panel['title']}, {ref}: {result['error']}"
        assert any(result.get("frames") for result in answer["results"].values()), panel["title"]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: str(rule.title))
def test_grafana_has_every_rule_and_can_evaluate_it(provisioned: httpx.Client, rule: Any) -> None:
    kept = _good(provisioned.get(f"/api/v1/provisioning/alert-rules/{rule.uid}"))
    assert (kept["title"], kept["condition"]) == (rule.title, "C")
    assert kept["annotations"]["summary"] == rule.summary
    evaluated = _good(provisioned.post("/api/v1/eval", json={"data": kept["data"], "condition": "C"}))
    for ref, result in evaluated["results"].items():
        assert not result.get("error"), f"{ref}: {result['error']}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    if programs := missing():
        pytest.skip(f"there is no {' and no '.join(programs)} on the PATH")
    with chromium() as window:
        user, password = _administrator()
        window.send_headers(
            {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}
        )
        yield window


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("uid", dashboards())
def test_a_dashboard_shows_every_panel_without_an_error(
    provisioned: httpx.Client, browser: Chromium, uid: str, theme: str, tmp_path: Path
) -> None:
    url = f"{provisioned.base_url}/d/{uid}?kiosk&theme={theme}"
    browser.open(url, size=(1600, HEIGHTS.get(uid, 1400)))
    for row in rows_of(dashboards()[uid]):
        if row["collapsed"]:
            browser.wait_for(OPEN_ROW.replace("TITLE", repr(row["title"])))
    titles = [panel["title"] for owner, panel in panels() if owner == uid]
    browser.wait_for(
        f"const seen = document.body.innerText; return {titles!r}.every((title) => seen.includes(title));"
    )
    time.sleep(3)
    broken = '[aria-label="Panel status"], [data-testid*="status error"]'
    assert browser.run("return document.querySelectorAll(arguments[0]).length", broken) == 0
    folder = Path(os.environ.get("GRAFANA_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder / f"{uid}-{theme}.png"
    browser.screenshot(picture)
    assert picture.stat().st_size > 20_000
