"""The rules for dashboards and alert rules, checked on their JSON. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

from collector.core.stages import COLOURS
from collector.points.measurements import CATALOGUE, FieldType
from grafana.dashboard import panels_of, rows_of
from grafana.links import TAG
from grafana.lint_tables import lint_table
from grafana.targets import DATASOURCE_UID

Json = Mapping[str, Any]
COLUMNS = 24
CORE = {"stat", "timeseries", "barchart", "bargauge", "table"}
STEPS = {"$__interval", "${every}", "1h", "1d", "1w", "4w"}
LOCAL_STEPS = STEPS - {"1h"}
_NAMES = {each.name: {"account", *each.tags, *each.fields} for each in CATALOGUE}
_INTEGERS = {
    name for each in CATALOGUE for name, field in each.fields.items() if field.type is FieldType.INTEGER
}
_BOUNDED = re.compile(r"\$timeFilter|time <=? ")
_STEP = re.compile(r"GROUP BY .*?time\(([^,)]+)")
_SOURCES = (
    {"type": "influxdb", "uid": "${datasource}"},
    {"type": "__expr__", "uid": "__expr__"},
    {"type": "datasource", "uid": "-- Mixed --"},
)


def lint(dashboards: Mapping[str, Json]) -> Iterator[str]:
    """Yield a sentence for each mistake in the dashboards, given by uid."""
    for uid, dashboard in dashboards.items():
        for check in _OF_A_DASHBOARD:
            yield from (f"{uid}: {sentence}" for sentence in check(uid, dashboard))
        for panel in panels_of(dashboard):
            for detect in _OF_A_PANEL:
                yield from (
                    f"{uid}, {panel.get('title') or panel['id']}: {sentence}" for sentence in detect(panel)
                )
        for query in queries(dashboard):
            for detect_in_query in (lint_query, _local_days):
                yield from (f"{uid}: {sentence} in {query}" for sentence in detect_in_query(query))


def queries(dashboard: Json) -> Iterator[str]:
    """Yield every query of a dashboard: of its panels, variables and annotations."""
    for panel in panels_of(dashboard):
        yield from (target["query"] for target in panel["targets"] if "query" in target)
    variables = dashboard["templating"]["list"]
    yield from (each["query"] for each in variables if each["type"] == "query")
    yield from (each["target"]["query"] for each in dashboard["annotations"].get("list", ()))


def lint_query(query: str) -> Iterator[str]:
    """Yield the mistakes in a query of a dashboard or a rule."""
    yield from _unknown_names(query)
    if _INTEGERS.intersection(re.findall(r'abs\("([^"]+)"', query)):
        yield "abs() of an integer, which InfluxDB 1.6.7 leaves below zero"
    outer = _without_subquery(query)
    if outer != query and ("time(" in outer or "fill(previous)" in query):
        yield "steps of time over a subquery or carried on in it, which gives wrong sums"
    step = _STEP.search(query)
    if "review_forecast" in query and not _BOUNDED.search(query):
        yield "no upper bound of time although it lies in the future"
    if step is None:
        return
    if not _BOUNDED.search(query):
        yield "no upper bound of time although it is grouped by it"
    if step[1] not in STEPS:
        yield f"a step of time, {step[1]}, that can be too many"


def _local_days(query: str) -> Iterator[str]:
    """Yield the mistake of a dashboard's query whose days are UTC's; alert rules know no time zone."""
    step = _STEP.search(query)
    local = "tz('${timezone:raw}')" in query
    if step is not None and step[1] in LOCAL_STEPS and "account" in query and not local:
        yield "days that are not local"


def _without_subquery(query: str) -> str:
    """Return *query* with nothing between the parentheses of its subquery."""
    start = query.find("(SELECT")
    depth = 0
    for at, character in enumerate(query[start:] if start >= 0 else "", start=start):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return query[:start] + query[at + 1 :]
    return query


def _unknown_names(query: str) -> Iterator[str]:
    sources = set(re.findall(r'FROM "([^"]+)"', query))
    if not sources or not sources <= _NAMES.keys():
        yield "no measurement of the catalogue"
        return
    given = set(re.findall(r'AS "([^"]+)"', query))
    named = set(re.findall(r'"([^"]+)"', query)) - given - sources
    for name in sorted(named.difference(*(_NAMES[source] for source in sources))):
        yield f"{' and '.join(sorted(sources))} has no {name!r}"


def _identity(uid: str, dashboard: Json) -> Iterator[str]:
    if dashboard["uid"] != uid or not re.fullmatch(r"wanikani-[a-z-]{1,31}", uid):
        yield "a uid that is not its own, or not wanikani-…"
    if TAG not in dashboard["tags"]:
        yield f"no tag {TAG}, by which dashboards are linked"
    if not dashboard.get("description"):
        yield "no description"
    if not any(link["type"] == "dashboards" and TAG in link["tags"] for link in dashboard["links"]):
        yield "no link to the other dashboards"


def _ids(_: str, dashboard: Json) -> Iterator[str]:
    numbered = [*panels_of(dashboard), *rows_of(dashboard)]
    for kind in ("id", "title"):
        counts = Counter(panel.get(kind) for panel in numbered)
        yield from (
            f"{number} panels with the {kind} {value!r}" for value, number in counts.items() if number > 1
        )


def _layout(_: str, dashboard: Json) -> Iterator[str]:
    placed = [(panel.get("title"), panel["gridPos"]) for panel in dashboard["panels"]]
    for title, at in placed:
        if at["x"] + at["w"] > COLUMNS:
            yield f"{title!r} reaches over the edge"
    for (one, a), (other, b) in combinations(placed, 2):
        beside = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
        below = a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
        if not (beside or below):
            yield f"{one!r} and {other!r} overlap"


def _variables(_: str, dashboard: Json) -> Iterator[str]:
    text = str(dashboard)
    if "${DS_" in text:
        yield "a ${DS_…}, which Grafana does not fill in when files are provisioned"
    # In links as a parameter.
    for name, form in (("account", "regex"), ("timezone", "raw")):
        if re.search(rf"\$({name}\b|{{{name}(?!:({form}|queryparam)}}))", text):
            yield f"the variable {name} not as ${{{name}:{form}}}"
    known = {each["name"] for each in dashboard["templating"]["list"]}
    for name in sorted({"datasource", "account", "timezone"} - known):
        yield f"no variable {name}"
    for name in sorted(set(re.findall(r"\$\{([a-z]+)[:}]", " ".join(queries(dashboard)))) - known):
        yield f"a variable {name} that it does not have"


def _texts(panel: Json) -> Iterator[str]:
    defaults = panel["fieldConfig"]["defaults"]
    for what, text in (("title", panel.get("title")), ("description", panel.get("description"))):
        if not text:
            yield f"no {what}"
    for what, name in (("unit", "unit"), ("text for no data", "noValue")):
        if not defaults.get(name):
            yield f"no {what}"


def _type(panel: Json) -> Iterator[str]:
    if panel["type"] not in CORE:
        yield f"a panel of type {panel['type']}, which is not one of the few core types used here"
    if not panel["targets"]:
        yield "no query"


def _sources(panel: Json) -> Iterator[str]:
    for source in (panel["datasource"], *(target["datasource"] for target in panel["targets"])):
        if source not in _SOURCES:
            yield f"a data source that is not the variable's: {source}"


def _resolution(panel: Json) -> Iterator[str]:
    if any("$__interval" in target.get("query", "") for target in panel["targets"]):
        if not panel.get("interval"):
            yield "$__interval without a shortest interval: more points than polls"
        if not panel.get("maxDataPoints"):
            yield "$__interval without a largest number of points"


def _labels(panel: Json) -> Iterator[str]:
    if panel.get("options", {}).get("xTickLabelMaxLength") == 0:
        yield "labels of bars that Grafana 12 cuts to nothing"


def _colours(panel: Json) -> Iterator[str]:
    for override in panel["fieldConfig"]["overrides"]:
        name = override["matcher"].get("options")
        for each in override["properties"]:
            wrong = each["id"] == "color" and each["value"].get("fixedColor") != COLOURS.get(name)
            if name in COLOURS and wrong:
                yield f"{name} not in the colour that learners know"


def _ranges(panel: Json) -> Iterator[str]:
    """Yield the mistake of a range of values without an upper end, which Grafana 9.5 takes for 0."""
    config = panel["fieldConfig"]
    properties = [each for override in config["overrides"] for each in override["properties"]]
    overridden = [one for each in properties if each["id"] == "mappings" for one in each["value"]]
    for each in (*config["defaults"].get("mappings", ()), *overridden):
        if each["type"] == "range" and each["options"]["to"] is None:
            yield "values without an upper end that have a text, which Grafana 9.5 does not show"


def lint_rules(rules: Json, dashboards: Mapping[str, Json]) -> Iterator[str]:
    """Yield a sentence for each mistake in the alert rules (the content of their file)."""
    every = [rule for group in rules["groups"] for rule in group["rules"]]
    for kind in ("uid", "title"):
        counts = Counter(rule[kind] for rule in every)
        yield from (
            f"{number} rules with the {kind} {value}" for value, number in counts.items() if number > 1
        )
    for rule in every:
        for detect in (_rule_identity, _rule_texts, _rule_queries):
            yield from (f"{rule['uid']}: {sentence}" for sentence in detect(rule))
        yield from (f"{rule['uid']}: {sentence}" for sentence in _rule_links(rule, dashboards))


def _rule_identity(rule: Json) -> Iterator[str]:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", rule["uid"]):
        yield "a uid that Grafana does not take"
    if rule["execErrState"] not in {"Alerting", "Error", "OK"}:
        yield f"execErrState {rule['execErrState']}, which keeps some versions from starting"
    if rule["noDataState"] not in {"OK", "Alerting", "NoData"}:
        yield f"noDataState {rule['noDataState']}"
    if not re.fullmatch(r"\d+[smh]", rule["for"]) or rule["for"].startswith("0"):
        yield "no pending period"


def _rule_texts(rule: Json) -> Iterator[str]:
    for name in ("summary", "description", "dashboard_url"):
        text = rule["annotations"].get(name, "")
        if not text:
            yield f"no {name}"
        if "$" in text:
            yield f"a dollar sign in the {name}, which Grafana expands"


def _rule_links(rule: Json, dashboards: Mapping[str, Json]) -> Iterator[str]:
    panels = {panel["id"] for panel in panels_of(dashboards.get(rule["dashboardUid"], {"panels": ()}))}
    if rule["panelId"] not in panels:
        yield "it points to a panel that is not there"
    named = tuple(rule["annotations"].get(name) for name in ("__dashboardUid__", "__panelId__"))
    if named != (rule["dashboardUid"], str(rule["panelId"])):
        yield f"its links name panel {named[1]} of {named[0]}"


def _rule_queries(rule: Json) -> Iterator[str]:
    for target in rule["data"]:
        if target["datasourceUid"] == "__expr__":
            continue
        query = target["model"]["query"]
        if target["datasourceUid"] != DATASOURCE_UID:
            yield "a data source that is not the provisioned one"
        if "${" in query:
            yield f"a dashboard's variable, which no rule has, in {query}"
        yield from (f"{sentence} in {query}" for sentence in lint_query(query))
        if not re.search(r'GROUP BY .*"account"', query):
            yield f"numbers without a label, which Grafana 12 joins with no others, in {query}"


_OF_A_DASHBOARD: tuple[Callable[[str, Json], Iterator[str]], ...] = (_identity, _ids, _layout, _variables)
_OF_A_PANEL: tuple[Callable[[Json], Iterator[str]], ...] = (
    _texts,
    _type,
    _sources,
    _resolution,
    _labels,
    _colours,
    _ranges,
    lint_table,
)
