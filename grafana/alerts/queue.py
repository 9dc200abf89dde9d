"""Queries of the queue, and the condition that the learner is not on vacation."""

from datetime import timedelta
from typing import Literal

from collector.points.measurements import QUEUE
from grafana.alerts.rule import AlertQuery, duration
from grafana.influxql import select_by_account

# Long enough for one poll a day. An account that is not polled any more has no alert after that.
DAILY_POLL = "26h"
USUALLY = "14d"
# Nothing waits or falls due on vacation, so those times do not count as usual.
NOT_ON_VACATION = "{on_vacation} = 0"
AT_HOME = "$V == 0"
AT_HOME_AND_POLLED = "$V == 0 && $P > 0"


def queue(expression: str, window: str = DAILY_POLL, where: str = "") -> AlertQuery:
    """Return a query of the queue, one number per account."""
    return AlertQuery(select_by_account(QUEUE, expression, where=where), window)


def queue_by_day(expression: str, window: str, until: str, reducer: Literal["median", "count"]) -> AlertQuery:
    """Return a query of the queue's days without vacation (UTC), reduced to one number per account."""
    by_day = select_by_account(QUEUE, expression, where=NOT_ON_VACATION, step="time(1d)", fill="none")
    if reducer == "count":
        return AlertQuery(by_day, window, "count", until)
    # Grafana 9.5 has no reducer for the median.
    return AlertQuery(
        f'SELECT median("value") AS "value" FROM ({by_day}) GROUP BY "account"',  # noqa: S608
        window,
        until=until,
    )


def at_home(window: str = DAILY_POLL) -> dict[str, AlertQuery]:
    """Return the queries that keep rules about learning from firing on vacation, or for a removed account.

    Their condition is `AT_HOME_AND_POLLED` or, where *window* is `DAILY_POLL`, `AT_HOME`. *window* must be as
    long as that of the rule's newest numbers: where each side has one account alone, Grafana compares the two
    even if they differ (9.5 and 12.2, pkg/expr/mathexp, `union`). So one side must have every account of the
    other; then the number of polls ends an alert, not the absence of data.
    """
    vacation = queue("last({on_vacation})", window)
    if window == DAILY_POLL:
        return {"V": vacation}
    polls = f"moving_average(count({{on_vacation}}), {duration(DAILY_POLL) // timedelta(hours=1)})"
    by_hour = select_by_account(QUEUE, polls, step="time(1h)", fill="0")
    return {"V": vacation, "P": AlertQuery(by_hour, window)}
