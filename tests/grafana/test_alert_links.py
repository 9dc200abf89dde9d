"""Each alert links to a panel that is there, and to its dashboard with the account chosen."""

from copy import deepcopy
from typing import Any

import pytest

from grafana.alerts.rule import Rule
from grafana.alerts.thresholds import thresholds
from grafana.files import all_rules, dashboards
from grafana.provisioned import NoSuchPanel, alert_rules

MADE = dashboards()
WRITTEN: dict[str, Any] = {
    rule["uid"]: rule for group in alert_rules(thresholds(), MADE)["groups"] for rule in group["rules"]
}


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.title)
def test_a_rule_links_to_the_panel_of_that_title(rule: Rule) -> None:
    links = WRITTEN[rule.uid]["annotations"]
    panels = MADE[links["__dashboardUid__"]]["panels"]
    (panel,) = (each for each in panels if str(each["id"]) == links["__panelId__"])
    assert (links["__dashboardUid__"], panel["title"]) == rule.panel


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.title)
def test_the_link_of_a_notification_has_the_account(rule: Rule) -> None:
    link = WRITTEN[rule.uid]["annotations"]["dashboard_url"]
    account = '{{ with index .Labels "account" }}?var-account={{ urlquery . }}{{ end }}'
    assert link == f"{{{{ externalURL }}}}d/{rule.panel[0]}{account}"


def test_a_panel_that_moves_keeps_its_link() -> None:
    moved = deepcopy(MADE)
    panels = moved["wanikani-overview"]["panels"]
    panels.reverse()
    for number, panel in enumerate(panels, start=1):
        panel["id"] = number
    (high, *_) = alert_rules(thresholds(), moved)["groups"][0]["rules"]
    (waiting,) = (panel for panel in panels if panel["title"] == "Waiting now")
    assert high["annotations"]["__panelId__"] == str(waiting["id"])
    assert high["annotations"]["__panelId__"] != WRITTEN[high["uid"]]["annotations"]["__panelId__"]


def test_a_panel_in_a_collapsed_row_is_found() -> None:
    folded = deepcopy(MADE)
    overview = folded["wanikani-overview"]
    overview["panels"] = [{"type": "row", "id": 99, "title": "Now", "panels": overview["panels"]}]
    (high, *_) = alert_rules(thresholds(), folded)["groups"][0]["rules"]
    assert high["annotations"] == WRITTEN[high["uid"]]["annotations"]


@pytest.mark.parametrize("times", [0, 2])
def test_a_panel_that_is_not_there_or_twice_is_named(times: int) -> None:
    broken = deepcopy(MADE)
    panels = broken["wanikani-overview"]["panels"]
    (waiting,) = (panel for panel in panels if panel["title"] == "Waiting now")
    panels.remove(waiting)
    panels.extend([waiting] * times)
    sentence = (
        f"wanikani-backlog-high links to one panel 'Waiting now' of wanikani-overview, which has {times}"
    )
    with pytest.raises(NoSuchPanel, match=sentence):
        alert_rules(thresholds(), broken)
