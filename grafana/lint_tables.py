"""The rule for tables of `grafana.tables`, checked on a panel's JSON. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from grafana.style import EVERY_COLUMN
from grafana.tables import EMPTY_CELL

Json = Mapping[str, Any]
# The fields that a point may lack, see docs/data-reference.md.
MAY_BE_ABSENT = (
    "reading_correct",
    "late_seconds",
    "next_reviews_in_seconds",
    "seconds_per_review",
    "seconds_on_level",
    "duration_seconds",
    "apprentice_weight_usual",
    "apprentice_weight_high",
    "reviews_per_day",
    "reviews_per_day_capacity",
    "seconds_per_review_usual",
)
# Every heartbeat and session has its duration; an attempt at a level has none until it is passed.
ALWAYS_THERE = {("collector", "duration_seconds"), ("session", "duration_seconds")}


def lint_table(panel: Json) -> Iterator[str]:
    """Yield a sentence for each way in which a table breaks the rule; none for other panels."""
    if panel["type"] != "table":
        return
    steps = {step["id"]: step["options"] for step in panel.get("transformations", ())}
    if not steps.get("sortBy", {}).get("sort"):
        yield "rows in the server's order, which differs between InfluxDB's versions"
    yield from _columns(steps, panel["fieldConfig"]["overrides"])
    yield from _cells(panel["fieldConfig"]["overrides"])
    for target in panel["targets"]:
        yield from _nulls(target["query"])


def _columns(steps: Mapping[str, Json], overrides: list[Json]) -> Iterator[str]:
    kept = steps.get("filterFieldsByName", {}).get("include", {}).get("names")
    if not kept:
        yield "columns that were not asked for are shown"
        return
    heads = steps.get("organize", {}).get("renameByName", {})
    for name in kept:
        if not heads.get(name):
            yield f"no head for the column {name!r}"
        elif "unit" not in _properties(heads[name], overrides):
            yield f"no unit for the column {heads[name]!r}"


def _properties(head: str, overrides: list[Json]) -> set[str]:
    return {
        each["id"]
        for override in overrides
        if override["matcher"]["options"] != EVERY_COLUMN and _matches(override["matcher"], head)
        for each in override["properties"]
    }


def _matches(matcher: Json, head: str) -> bool:
    if matcher["id"] == "byRegexp":
        return re.search(matcher["options"].strip("/"), head) is not None
    return bool(matcher["options"] == head)


def _cells(overrides: list[Json]) -> Iterator[str]:
    dash = {"id": "noValue", "value": EMPTY_CELL}
    if not any(
        each["matcher"]["options"] == EVERY_COLUMN and dash in each["properties"] for each in overrides
    ):
        yield "empty cells would show the sentence of an empty panel"
    for override in overrides:
        values = {each["id"]: each["value"] for each in override["properties"]}
        coloured = values.get("custom.cellOptions", {}).get("type") == "color-background"
        if coloured and not any(each["type"] == "special" for each in values.get("mappings", ())):
            yield f"a colour in empty cells of {override['matcher']['options']}"


def _nulls(query: str) -> Iterator[str]:
    """Yield the fields that a statement selects although they may be absent: no condition keeps nulls out."""
    sources = re.findall(r'FROM "([^"]+)"', query)
    conditions = " ".join(query.split(" WHERE ")[1:])
    for field in MAY_BE_ABSENT:
        columns = re.findall(rf'"{field}"[^,]* AS "([^"]+)"', query)
        kept_out = any(f'"{name}"' in conditions for name in (field, *columns))
        there = all((source, field) in ALWAYS_THERE for source in sources)
        if columns and not kept_out and not there:
            yield f"a null where {field} is absent, for which Grafana 9.5 drops the row"
