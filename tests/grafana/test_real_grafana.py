"""A real Grafana takes all of it: data source, dashboards and rules, and answers every one of them.

It runs where GRAFANA_URL names one that is empty, may be changed, and reaches this machine's loopback
addresses. GRAFANA_USER and GRAFANA_PASSWORD are the administrator's (admin, admin).
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from collector.influxdb.target import Generation
from grafana.files import all_rules, dashboards
from grafana.targets import DATASOURCE_UID
from tests.grafana.conftest import Lived
from tests.grafana.lives import SIXTY_DAYS, ZONE
from tests.grafana.real_grafana import Json, RealGrafana
from tests.grafana.viewer import Viewer, filled_in, panels
from tests.harness import DAY
from tests.integration.servers import new_bucket

PAST = 60 * DAY


@pytest.fixture(scope="module")
def provisioned(
    grafana: RealGrafana,
    lived: Lived,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> RealGrafana:
    """Two months of a learner up to now, in the data source that dashboards and rules mean."""
    bucket = new_bucket(request, Generation.V1, tmp_path_factory.mktemp("secrets"))
    bucket.set_up()
    bucket.write(lived(SIXTY_DAYS).lines)
    grafana.add_source(DATASOURCE_UID, "WaniKani", bucket.grafana)
    return grafana


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
def test_grafana_gets_an_answer_for_every_panel(provisioned: RealGrafana, uid: str) -> None:
    now = datetime.now(UTC)
    viewer = Viewer(now - PAST, now, now, zone=ZONE).choosing(uid)
    for owner, panel in panels():
        if owner != uid:
            continue
        asked = [_as_sent(target, viewer) for target in panel["targets"]]
        begin, end = (str(round(at.timestamp() * 1000)) for at in (now - PAST, now))
        answer = provisioned.post("/api/ds/query", {"from": begin, "to": end, "queries": asked})
        for ref, result in answer["results"].items():
            assert not result.get("error"), f"{panel['title']}, {ref}: {result['error']}"
        assert any(result.get("frames") for result in answer["results"].values()), panel["title"]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: str(rule.title))
def test_grafana_has_every_rule_and_can_evaluate_it(provisioned: RealGrafana, rule: Any) -> None:
    kept = provisioned.get(f"/api/v1/provisioning/alert-rules/{rule.uid}")
    assert (kept["title"], kept["condition"]) == (rule.title, "C")
    assert kept["annotations"]["summary"] == rule.summary
    evaluated = provisioned.post("/api/v1/eval", {"data": kept["data"], "condition": "C"})
    for ref, result in evaluated["results"].items():
        assert not result.get("error"), f"{ref}: {result['error']}"
