"""The alert rule about more work than the learner's own usual. docs/workload.md says what is measured."""

from collector.points.measurements import WORKLOAD
from grafana.alerts.queue import AT_HOME_AND_POLLED, at_home
from grafana.alerts.rule import AlertQuery, Rule
from grafana.alerts.thresholds import Thresholds
from grafana.dashboards import workload
from grafana.influxql import newest_by_account, select_by_account

# `workload` is written when it changed and by the first good poll after midnight and noon (UTC); that may be
# hours late.
SINCE_YESTERDAY = "50h"
WEEK = "7d"


def _mean_of_days(field: str) -> str:
    """Return a statement for the mean of the days: one with many changes counts no more than others."""
    by_day = select_by_account(WORKLOAD, f"mean({{{field}}})", step="time(1d)", fill="none")
    return f'SELECT mean("value") AS "value" FROM ({by_day}) GROUP BY "account"'  # noqa: S608


def too_much(thresholds: Thresholds) -> Rule:
    """Return the rule that fires when apprentices and reviews a day are both far above the usual.

    Either alone is no reason: apprentices pile up for some days whenever a level begins, and a week of many
    reviews goes by if no more follow. A learner without references, in the first weeks, has no series, so
    that it does not fire.
    """
    own = thresholds.too_much

    def newest(field: str) -> AlertQuery:
        return AlertQuery(
            newest_by_account(WORKLOAD, field, always="apprentice_weight", unit=1.0), SINCE_YESTERDAY
        )

    return Rule(
        uid="wanikani-too-much",
        title="Too much",
        queries={
            "W": AlertQuery(_mean_of_days("apprentice_weight"), WEEK),
            "U": newest("apprentice_weight_usual"),
            "N": newest("reviews_per_day"),
            "K": newest("reviews_per_day_capacity"),
            **at_home(SINCE_YESTERDAY),
        },
        condition=f"$U > 0 && $W >= {own.times_usual} * $U && 100 * $N >= {own.of_capacity} * $K "
        f"&& $N >= {own.at_least} && {AT_HOME_AND_POLLED}",
        pending=own.pending,
        when=f"the apprentices of the last seven days weigh {own.times_usual} times your usual or more, and "
        f"reviews a day are at {own.of_capacity} % of your capacity or more, and {own.at_least} or more",
        summary='{{ .Labels.account }}: {{ printf "%.0f" .Values.N.Value }} reviews a day, and far more '
        "apprentices than usual.",
        advice='Their weight was {{ printf "%.0f" .Values.W.Value }} in the last week, usually it is '
        '{{ printf "%.0f" .Values.U.Value }}; nine of ten of your days have '
        '{{ printf "%.0f" .Values.K.Value }} reviews or fewer. No lessons until it is down again.',
        panel=(workload.UID, workload.WEIGHT),
    )
