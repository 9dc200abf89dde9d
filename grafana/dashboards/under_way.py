"""The level in progress: none once it is passed, or while the subscription does not cover it."""

from collections.abc import Mapping

from collector.points.measurements import LEVEL
from grafana.influxql import newest_row
from grafana.style import NO_POLL_LATELY

# The text and the last sentence of the description of panels that are empty if no level is in progress.
NOT_UNDER_WAY = f"level passed or locked, or {NO_POLL_LATELY}"
NOT_UNDER_WAY_IF = (
    "Empty once level 60 is passed, while your subscription does not cover the level, and without a poll in "
    "the last 15 days."
)


def level_under_way(columns: Mapping[str, str]) -> str:
    """Return a statement for *columns* of the newest point of the level, if it is in progress.

    Raises `ValueError` as `select` does.
    """
    return newest_row(LEVEL, columns, where='"on it" >= 0', judged={"on it": "{seconds_on_level}"})
