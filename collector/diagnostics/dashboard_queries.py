"""A dashboard's queries with values in the places of its variables, as Grafana sends them. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Variables:
    """The values of the variables: *account* is a regular expression, *now* the server's own unless given."""

    begin: datetime
    end: datetime
    account: str
    zone: str
    interval: str = "1h"
    every: str = "1w"
    now: datetime | None = None

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
        if re.search(r"\$[{_a-zA-Z]", query):
            raise ValueError(f"a variable is left in {query}")
        return query


def queries(dashboard: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every query of *dashboard* with its panel's title."""
    for panel in dashboard["panels"]:
        for target in panel.get("targets", ()):
            if "query" in target:
                yield str(panel["title"]), str(target["query"])


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
