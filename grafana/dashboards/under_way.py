"""The level that is under way: no longer once it is passed, nor while the subscription does not grant it."""

from collections.abc import Mapping

from collector.points.measurements import LEVEL
from grafana.influxql import newest_row
from grafana.style import NO_POLL_LATELY

# What a panel shows where no level is under way.
NOT_UNDER_WAY = f"passed, locked by the subscription, or {NO_POLL_LATELY}"


def level_under_way(columns: Mapping[str, str]) -> str:
    """Return a statement for *columns* of the newest point of the level, if that is under way.

    Raises `ValueError` as `select` does.
    """
    return newest_row(LEVEL, columns, where='"on it" >= 0', judged={"on it": "{seconds_on_level}"})
