"""Dashboards and rules are as they must be, and whatever is not is found."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from collector.core.thresholds import BY_KEY, marked
from grafana.alerts.thresholds import FILE, InvalidThresholds, thresholds
from grafana.dashboard import panels_of, rows_of
from grafana.files import (
    RULES_TEMPLATE,
    all_rules,
    dashboards,
    generated_files,
    problems,
    stale_files,
    surplus_files,
)
from grafana.lint import lint, lint_rules
from grafana.provisioned import alert_rules, ever_shipped

Json = dict[str, Any]
MADE = dashboards()
UID = "wanikani-overview"


def test_nothing_is_wrong_with_the_dashboards_and_rules() -> None:
    assert list(problems()) == []


def test_the_files_that_grafana_reads_are_in_step_with_the_code() -> None:
    assert stale_files() == {}


def test_every_rule_is_noted_as_shipped() -> None:
    # Otherwise a renamed rule would not be deleted from Grafana.
    assert {rule.uid for rule in all_rules()} <= set(ever_shipped())


def test_a_rule_that_was_dropped_is_deleted_from_grafana(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    once = tmp_path / "ever_shipped.txt"
    once.write_text("\n".join((*ever_shipped(), "wanikani-once")))
    monkeypatch.setattr("grafana.provisioned.EVER_SHIPPED", once)
    assert alert_rules(thresholds(), MADE)["deleteRules"] == [{"orgId": 1, "uid": "wanikani-once"}]


def test_an_invalid_threshold_is_named(tmp_path: Path) -> None:
    file = tmp_path / "thresholds.toml"
    file.write_text(
        FILE.read_text("utf-8").replace("reviews = 200", "reviews = -1").replace('"5m"', '"soon"')
    )
    with pytest.raises(InvalidThresholds) as caught:
        thresholds(file)
    number, time = str(caught.value).splitlines()
    assert number == "thresholds.toml:5: backlog_high.reviews must be a whole number from 1 to 100000."
    assert time.startswith("thresholds.toml:39: token_rejected.pending must be minutes or hours such as 30m")
    file.write_text("[level_stuck]\ndays = 45\n")
    with pytest.raises(InvalidThresholds, match=r"^thresholds\.toml has no backlog_high\.reviews\.\n"):
        thresholds(file)
    file.unlink()
    with pytest.raises(InvalidThresholds, match=r"^thresholds\.toml cannot be read: "):
        thresholds(file)


def test_every_threshold_is_in_a_rule() -> None:
    assert marked(generated_files()[RULES_TEMPLATE]) == set(BY_KEY)


def test_a_rule_can_use_only_existing_thresholds() -> None:
    with pytest.raises(AttributeError, match="level_stuck has no threshold 'weeks'"):
        _ = thresholds().level_stuck.weeks


def test_a_file_that_is_no_longer_generated_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert surplus_files() == []
    left = tmp_path / "dashboards" / "wanikani-overview.json"
    left.parent.mkdir()
    left.write_text("{}")
    monkeypatch.setattr("grafana.files.PROVISIONING", tmp_path)
    assert surplus_files() == [left]


def _set(*path: str | int, to: object) -> Callable[[Json], None]:
    def change(where: Json) -> None:
        at: Any = where
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = to

    return change


def _in(title: str, *path: str | int, to: object) -> Callable[[Json], None]:
    """Change something in the panel or row of that title."""

    def change(where: Json) -> None:
        (panel,) = (one for one in (*panels_of(where), *rows_of(where)) if one["title"] == title)
        _set(*path, to=to)(panel)

    return change


def _query(text: str) -> Callable[[Json], None]:
    return _in("Waiting now", "targets", 0, "query", to=text)


STEPS_WITHOUT_END = 'SELECT last("reviews_available") AS "n" FROM "queue" GROUP BY time(1h)'

BROKEN: dict[str, tuple[Callable[[Json], None], str]] = {
    "a uid of another": (_set("uid", to="wanikani-else"), "a uid that is not its own"),
    "no tag": (_set("tags", to=[]), "no tag wanikani"),
    "no description of the dashboard": (_set("description", to=""), "no description"),
    "no links": (_set("links", to=[]), "no link to the other dashboards"),
    "one id twice": (_in("Accuracy", "id", to=1), "2 panels with the id 1"),
    "one title twice": (_in("Accuracy", "title", to="Freshness"), "2 panels with the title"),
    "overlap": (
        _in("Level and streak", "gridPos", "x", to=7),
        "'Freshness' and 'Level and streak' overlap",
    ),
    "over the edge": (_in("Accuracy", "gridPos", "w", to=11), "'Accuracy' reaches over the edge"),
    "no title": (_in("Level and streak", "title", to=""), "no title"),
    "no description of a panel": (
        _in("Level and streak", "description", to=""),
        "Level and streak: no description",
    ),
    "no unit": (
        _in("Level and streak", "fieldConfig", "defaults", "unit", to=""),
        "Level and streak: no unit",
    ),
    "nothing said for no data": (
        _in("Level and streak", "fieldConfig", "defaults", "noValue", to=""),
        "no text for no data",
    ),
    "a plugin": (
        _in("Level and streak", "type", to="marcusolsson-hourly-heatmap-panel"),
        "not one of the few core types",
    ),
    "no query": (_in("Level and streak", "targets", to=[]), "no query"),
    "a fixed data source": (_in("Level and streak", "datasource", "uid", to="abc123"), "not the variable's"),
    "no shortest interval": (_in("Stages over time", "interval", to=None), "without a shortest interval"),
    "no largest number of points": (
        _in("Stages over time", "maxDataPoints", to=None),
        "without a largest number",
    ),
    "bars without labels": (
        _in("Reviews due in the next 24 hours", "options", "xTickLabelMaxLength", to=0),
        "labels of bars that Grafana 12 cuts",
    ),
    "another colour": (
        _in(
            "Stages now", "fieldConfig", "overrides", 1, "properties", 0, "value", "fixedColor", to="#00ff00"
        ),
        "apprentice not in the colour that learners know",
    ),
    "a range of values without an end": (
        _in("Kanji passed on this level", "fieldConfig", "defaults", "mappings", 0, "options", "to", to=None),
        "which Grafana 9.5 does not show",
    ),
    "an integer's absolute value": (
        _query('SELECT abs("projected" - "came") AS "n" FROM "projection_score"'),
        "abs() of an integer",
    ),
    "an input of an export": (_query('SELECT "ok" FROM "collector" WHERE "a" = \'${DS_X}\''), "a ${DS_…}"),
    "an escaped zone": (
        _query(
            'SELECT sum("reviews") FROM "study_day" WHERE $timeFilter GROUP BY time(1d) tz(\'$timezone\')'
        ),
        "the variable timezone not as ${timezone:raw}",
    ),
    "an unescaped account": (
        _query('SELECT "ok" FROM "collector" WHERE "account" =~ /^${account}$/'),
        "the variable account not as",
    ),
    "a mistake inside a collapsed row": (
        _in("Apprentice and Guru over time", "interval", to=None),
        "Apprentice and Guru over time: $__interval without a shortest interval",
    ),
    "a row with the id of a panel": (_in("Stages", "id", to=1), "2 panels with the id 1"),
    "a variable that is not there": (
        _query('SELECT "ok" FROM "collector" GROUP BY time(${every}, 4d)'),
        "variable every",
    ),
    "no account to choose": (_set("templating", "list", to=[]), "no variable account"),
    "an unknown measurement": (_query('SELECT "ok" FROM "heartbeat"'), "no measurement of the catalogue"),
    "an unknown field": (_query('SELECT "okay" FROM "collector"'), "collector has no 'okay'"),
    "a misspelt tag": (
        _query('SELECT "ok" FROM "collector" WHERE "acount" = \'me\''),
        "collector has no 'acount'",
    ),
    "steps of time without an end": (
        _query(STEPS_WITHOUT_END),
        "no upper bound of time although it is grouped",
    ),
    "the future without an end": (
        _query('SELECT sum("reviews") FROM "review_forecast" WHERE time > now()'),
        "although it lies in the future",
    ),
    "every second of years": (
        _query('SELECT last("ok") FROM "collector" WHERE $timeFilter GROUP BY time(1s)'),
        "a step of time, 1s",
    ),
    "days of another time zone": (
        _query(
            'SELECT sum("reviews") FROM "study_day" WHERE "account" = \'a\' AND $timeFilter GROUP BY time(1d)'
        ),
        "days that are not local",
    ),
    "steps over a subquery": (
        _query(
            'SELECT sum("ok") FROM (SELECT last("ok") AS "ok" FROM "collector" GROUP BY "account") '
            "WHERE $timeFilter GROUP BY time(1h)"
        ),
        "steps of time over a subquery",
    ),
    "a filled subquery": (
        _query(
            'SELECT sum("ok") FROM (SELECT last("ok") AS "ok" FROM "collector" '
            "GROUP BY time(1h) fill(previous))"
        ),
        "carried on in it, which gives wrong sums",
    ),
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_mistake_in_a_dashboard_is_found(mistake: str) -> None:
    change, sentence = BROKEN[mistake]
    broken = deepcopy(MADE[UID])
    change(broken)
    found = list(lint({UID: broken}))
    assert any(sentence in one for one in found), found


RULE = ("groups", 0, "rules", 0)
BROKEN_RULES: dict[str, tuple[Callable[[Json], None], str]] = {
    "one uid twice": (_set(*RULE, "uid", to="wanikani-backlog-spike"), "2 rules with the uid"),
    "one title twice": (_set(*RULE, "title", to="Backlog spike"), "2 rules with the title"),
    "a uid too long": (_set(*RULE, "uid", to="w" * 41), "a uid that Grafana does not take"),
    "a state that old versions do not know": (
        _set(*RULE, "execErrState", to="KeepLast"),
        "keeps some versions",
    ),
    "no state for no data": (_set(*RULE, "noDataState", to="Perhaps"), "noDataState Perhaps"),
    "at once": (_set(*RULE, "for", to="0s"), "no pending period"),
    "nothing said": (_set(*RULE, "annotations", "summary", to=""), "no summary"),
    "no advice": (_set(*RULE, "annotations", "description", to=""), "no description"),
    "a dollar sign": (_set(*RULE, "annotations", "summary", to="{{ $labels.account }}"), "a dollar sign"),
    "no link": (_set(*RULE, "annotations", "dashboard_url", to=""), "no dashboard_url"),
    "a link to another panel": (
        _set(*RULE, "annotations", "__panelId__", to="5"),
        "its links name panel 5",
    ),
    "a number where Grafana wants text": (
        _set(*RULE, "annotations", "__panelId__", to=4),
        "its links name panel 4",
    ),
    "a panel that is gone": (_set(*RULE, "panelId", to=99), "a panel that is not there"),
    "a dashboard that is gone": (
        _set(*RULE, "dashboardUid", to="wanikani-gone"),
        "a panel that is not there",
    ),
    "another data source": (_set(*RULE, "data", 0, "datasourceUid", to="mine"), "not the provisioned one"),
    "a dashboard's variable": (
        _set(
            *RULE,
            "data",
            0,
            "model",
            "query",
            to='SELECT "ok" FROM "collector" WHERE "account" = \'${account}\'',
        ),
        "a dashboard's variable",
    ),
    "a total that joins with no account": (
        _set(*RULE, "data", 0, "model", "query", to='SELECT last("ok") FROM "collector" WHERE $timeFilter'),
        "numbers without a label",
    ),
    "an unknown name": (
        _set(*RULE, "data", 0, "model", "query", to='SELECT last("okay") FROM "collector"'),
        "has no 'okay'",
    ),
}


@pytest.mark.parametrize("mistake", BROKEN_RULES)
def test_a_mistake_in_a_rule_is_found(mistake: str) -> None:
    change, sentence = BROKEN_RULES[mistake]
    broken = deepcopy(alert_rules(thresholds(), MADE))
    change(broken)
    found = list(lint_rules(broken, MADE))
    assert any(sentence in one for one in found), found
