"""The alert rule for a workload far above the learner's usual one. See docs/workload.md for the numbers."""

from collector.points.measurements import WORKLOAD
from grafana.alerts.queue import AT_HOME_AND_POLLED, at_home
from grafana.alerts.rule import AlertQuery, Rule
from grafana.alerts.thresholds import Thresholds
from grafana.dashboards import workload
from grafana.influxql import newest_by_account, select_by_account

# `workload` is written when it changed and by the first successful poll after midnight and noon (UTC); that
# may be hours late.
SINCE_YESTERDAY = "50h"
WEEK = "7d"


def _mean_of_days(field: str) -> str:
    """Return a statement for the mean of the days: one with many changes counts no more than others."""
    by_day = select_by_account(WORKLOAD, f"mean({{{field}}})", step="time(1d)", fill="none")
    return f'SELECT mean("value") AS "value" FROM ({by_day}) GROUP BY "account"'  # noqa: S608


def too_much(thresholds: Thresholds) -> Rule:
    """Return the rule that fires when apprentice weight and reviews a day are both high.

    One of them alone is no reason: Apprentice items pile up for some days whenever a level begins, and a week
    of many reviews passes if no more follow. In the first weeks a learner has no references, so there is no
    series and the rule does not fire.
    """
    own = thresholds.too_much

    def newest(field: str) -> AlertQuery:
        return AlertQuery(
            newest_by_account(WORKLOAD, field, always="apprentice_weight", unit=1.0), SINCE_YESTERDAY
        )

    return Rule(
        uid="wanikani-too-much",
        title="Workload too high",
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
        when="the average weight of your Apprentice items over the last seven days is at least "
        f"{own.times_usual} times the usual, and reviews a day are at least {own.of_capacity}% of your "
        f"capacity and at least {own.at_least}",
        summary='{{ .Labels.account }}: {{ printf "%.0f" .Values.N.Value }} reviews a day, and far more '
        "Apprentice work than usual.",
        advice='Your Apprentice items weighed {{ printf "%.0f" .Values.W.Value }} in the last week; '
        'the usual weight is {{ printf "%.0f" .Values.U.Value }}. On 90% of your days with reviews you do '
        '{{ printf "%.0f" .Values.K.Value }} or fewer. Do no lessons until the workload is down.',
        panel=(workload.UID, workload.WEIGHT),
    )
