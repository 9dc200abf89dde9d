"""A dashboard's queries with values in the places of its variables, as Grafana sends them. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Variables:
    """The values of the variables: *account* is a regular expression, *now* the server's own unless given.

    *chosen* are the values of a dashboard's own variables, by name, such as `choices` returns them.
    """

    begin: datetime
    end: datetime
    account: str
    zone: str
    interval: str = "1h"
    every: str = "1w"
    now: datetime | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)

    def put_into(self, query: str) -> str:
        """Return *query* without variables; raises `ValueError` where an unknown one is left."""
        begin = _milliseconds(self.begin)
        end = _milliseconds(self.end)
        values = {
            "${account:regex}": self.account,
            "${timezone:raw}": self.zone,
            "${every}": self.every,
            "$timeFilter": f"time >= {begin}ms and time <= {end}ms",
            "$__interval": self.interval,
            "${__from}": str(begin),
            "${__to}": str(end),
        }
        if self.now is not None:
            values["now()"] = f"{_milliseconds(self.now)}ms"
        for name, value in values.items():
            query = query.replace(name, value)
        for name, value in self.chosen.items():
            query = _put(value, name, query)
        if re.search(r"\$[{_a-zA-Z]", query):
            raise ValueError(f"a variable is left in {query}")
        return query


def _put(value: str, name: str, query: str) -> str:
    return re.sub(rf"\$\{{{name}(:[a-z]+)?\}}", lambda _: value, query)


def queries(dashboard: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every query of *dashboard* with its panel's title."""
    for panel in dashboard["panels"]:
        # A collapsed row has its panels inside.
        for each in (panel, *panel.get("panels", ())):
            for target in each.get("targets", ()):
                if "query" in target:
                    yield str(each["title"]), str(target["query"])


def choices(dashboard: Mapping[str, Any]) -> dict[str, str]:
    """Return the value that each of *dashboard*'s variables with a list of its own has at first, by name."""
    custom = [each for each in dashboard["templating"]["list"] if each["type"] == "custom"]
    return {each["name"]: _at_first(each) for each in custom}


def _at_first(variable: Mapping[str, Any]) -> str:
    value = str(variable["current"]["value"])
    return str(variable["allValue"]) if value == "$__all" else value


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
