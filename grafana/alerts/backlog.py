"""Alert rules about waiting reviews, and reviews that fall due."""

from collections.abc import Iterator

from grafana.alerts.queue import (
    AT_HOME,
    AT_HOME_AND_POLLED,
    NOT_ON_VACATION,
    USUALLY,
    at_home,
    queue,
    queue_by_day,
)
from grafana.alerts.rule import Rule
from grafana.alerts.thresholds import Thresholds
from grafana.dashboards import forecast, overview

BEFORE = "15d"
SPIKE_BEGINS = "2d"
DAYS_TO_KNOW = 5


def backlog_rules(thresholds: Thresholds) -> Iterator[Rule]:
    """Yield the rules."""
    yield _backlog_high(thresholds)
    yield _backlog_spike(thresholds)
    yield _next_day_heavy(thresholds)


def _backlog_high(thresholds: Thresholds) -> Rule:
    own = thresholds.backlog_high
    return Rule(
        uid="wanikani-backlog-high",
        title="Backlog high",
        queries={"N": queue("last({reviews_available})"), **at_home()},
        condition=f"$N >= {own.reviews} && {AT_HOME}",
        pending=own.pending,
        when=f"{own.reviews} or more reviews wait",
        summary="{{ .Labels.account }}: {{ .Values.N }} reviews are waiting.",
        advice=f"The threshold is {own.reviews}. Do no lessons until the backlog is down, and work it off in "
        "small sessions.",
        panel=(overview.UID, "Waiting now"),
    )


def _backlog_spike(thresholds: Thresholds) -> Rule:
    """Return the rule that compares with the days before the spike.

    The usual backlog is the median, over the thirteen days that ended two days ago, of each day's highest
    backlog. The highest, because a learner who studies once a day has a backlog that climbs to it every day:
    a multiple of a percentile of all hours would fire on an ordinary evening. The median, because a single
    day does not move it, whether it was missed or had twice the study. Days that ended, because the spike
    must not count as usual: more than six of the thirteen days would have to be part of it, so the alert
    fires for eight days before the spike becomes the usual backlog. Days are in UTC: a rule knows no time
    zone, and the highest of any 24 hours is good enough.

    With fewer than `DAYS_TO_KNOW` days before (a new collector, the weeks after a long vacation) it does not
    fire; `backlog_high` does.
    """
    own = thresholds.backlog_spike
    highest = "max({reviews_available})"
    return Rule(
        uid="wanikani-backlog-spike",
        title="Backlog spike",
        queries={
            "N": queue("last({reviews_available})", BEFORE),
            "U": queue_by_day(highest, BEFORE, SPIKE_BEGINS, "median"),
            "D": queue_by_day(highest, BEFORE, SPIKE_BEGINS, "count"),
            **at_home(BEFORE),
        },
        condition=f"$N > {own.times_usual} * $U && $N >= {own.at_least} && $D >= {DAYS_TO_KNOW} "
        f"&& {AT_HOME_AND_POLLED}",
        pending=own.pending,
        when=f"the backlog is more than {own.times_usual} times the highest of a usual day in the two weeks "
        f"before, and {own.at_least} or more reviews",
        summary="{{ .Labels.account }}: {{ .Values.N }} reviews are waiting, far more than usual.",
        advice='On a usual day in the two weeks before, it was {{ printf "%.0f" .Values.U.Value }} at most. '
        "A session today keeps it from growing.",
        panel=(overview.UID, "Waiting now"),
    )


def _next_day_heavy(thresholds: Thresholds) -> Rule:
    own = thresholds.next_day_heavy
    return Rule(
        uid="wanikani-next-day-heavy",
        title="Many reviews ahead",
        queries={
            "N": queue("last({reviews_next_24h})"),
            "U": queue("mean({reviews_next_24h})", USUALLY, NOT_ON_VACATION),
            **at_home(),
        },
        condition=f"$N > {own.times_usual} * $U && $N >= {own.at_least} && {AT_HOME}",
        pending=own.pending,
        when=f"more than {own.times_usual} times the usual number of reviews fall due in the next 24 hours, "
        f"and {own.at_least} or more",
        summary="{{ .Labels.account }}: {{ .Values.N }} reviews fall due in the next 24 hours.",
        advice='The usual number is {{ printf "%.0f" .Values.U.Value }}. '
        "Do the waiting reviews now, and leave lessons for later.",
        panel=(forecast.UID, "Due by hour, 48 hours"),
    )
