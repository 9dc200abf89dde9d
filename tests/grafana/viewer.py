"""A viewer of the dashboards, whose queries are filled in as by Grafana 9.5 (rangeutil.ts, query.go)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from collector.diagnostics.dashboard_queries import Variables, choices
from grafana.dashboard import panels_of
from grafana.files import dashboards
from grafana.marks import VACATIONS

# Grafana's roundInterval: below the one it takes the other, in milliseconds, from half an hour on.
_ROUNDED = (
    (5_400_000, 3_600_000), (9_000_000, 7_200_000), (16_200_000, 10_800_000), (32_400_000, 21_600_000),
    (86_400_000, 43_200_000), (604_800_000, 86_400_000), (1_814_400_000, 604_800_000),
    (3_628_800_000, 2_592_000_000),
)  # fmt: skip
_UNITS = ((31_536_000_000, "y"), (86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"))
SCREEN = 1920


@dataclass(frozen=True)
class Viewer:
    """A time range, account and zone to view; *now* stands for the server's `now()`."""

    begin: datetime
    end: datetime
    now: datetime
    account: str = "pretend-learner"
    zone: str = "UTC"
    every: str = "1w"
    chosen: Mapping[str, str] = field(default_factory=dict)

    def back(self, length: timedelta) -> "Viewer":
        """Return the same looking at the last *length* before now."""
        return replace(self, begin=self.now - length, end=self.now)

    def of_panel(self, of: Mapping[str, Any]) -> "Viewer":
        """Return the same with the panel's own time range, where it has one: `+90d` are the next 90 days."""
        ahead = re.fullmatch(r"\+(\d+)d", of.get("timeFrom") or "")
        if ahead is None:
            return self
        return replace(self, begin=self.now, end=self.now + timedelta(days=int(ahead[1])))

    def choosing(self, uid: str, **values: str) -> "Viewer":
        """Return the same with *values* for variables of the dashboard, and its own for the others."""
        return replace(self, chosen={**choices(_made()[uid]), **self.chosen, **values})


_made = cache(dashboards)


def panels() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every panel with the uid of its dashboard."""
    for uid, dashboard in _made().items():
        yield from ((uid, panel) for panel in panels_of(dashboard))


def panel(uid: str, title: str) -> dict[str, Any]:
    """Return the panel of that title."""
    return next(one for owner, one in panels() if owner == uid and one["title"] == title)


def own_statements(uid: str, of: Mapping[str, Any], viewer: Viewer) -> dict[str, str]:
    """Return the same without the one that shades vacations."""
    return {ref: one for ref, one in statements(uid, of, viewer).items() if ref != VACATIONS}


def statements(uid: str, of: Mapping[str, Any], viewer: Viewer) -> dict[str, str]:
    """Return the statements of a panel as they are sent, by their letter."""
    viewer = viewer.choosing(uid).of_panel(of)
    return {
        target["refId"]: filled_in(target["query"], viewer, _interval(of, viewer))
        for target in of["targets"]
        if "query" in target
    }


def filled_in(query: str, viewer: Viewer, interval: str = "1h") -> str:
    """Return *query* with the variables' values in it, and no variable left."""
    account = re.sub(r"[-/\\^$*+?.()|[\]{}]", lambda special: f"\\{special[0]}", viewer.account)
    # The simulated years are over: their last moment is now.
    seen = Variables(
        viewer.begin, viewer.end, account, viewer.zone, interval=interval, every=viewer.every,
        now=viewer.now, chosen=viewer.chosen,
    )  # fmt: skip
    return seen.put_into(query)


def _interval(of: Mapping[str, Any], viewer: Viewer) -> str:
    width = of.get("maxDataPoints") or SCREEN * of["gridPos"]["w"] // 24
    return chosen_step(viewer.end - viewer.begin, width, of.get("interval") or "1h")


def chosen_step(length: timedelta, points: int, lowest: str = "1d") -> str:
    """Return the step that Grafana chooses for so many points over *length*, such as `7d`."""
    exact = length / timedelta(milliseconds=1) / points
    rounded = next((taken for below, taken in _ROUNDED if exact < below), 31_536_000_000)
    chosen = max(rounded, {"1h": 3_600_000, "1d": 86_400_000}[lowest])
    size, unit = next((size, unit) for size, unit in _UNITS if chosen >= size)
    return f"{chosen // size}{unit}"


def utc(milliseconds: object) -> datetime:
    """Return the moment of a row."""
    return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
