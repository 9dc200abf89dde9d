"""Alert rules about the reviews that wait and those that fall due."""

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
        summary="{{ .Labels.account }}: {{ .Values.N }} reviews wait.",
        advice=f"That is {own.reviews} or more. Do no lessons until it is down again, "
        "and take it in small sessions.",
        panel=(overview.UID, "Waiting now"),
    )


def _backlog_spike(thresholds: Thresholds) -> Rule:
    """Return the rule that compares with the days before the spike.

    What is usual is the median, over the thirteen days that ended two days ago, of each day's highest
    backlog. The highest, because a learner who studies once a day has a backlog that climbs to it every day:
    a multiple of a percentile of all hours fires on an ordinary evening. The median, because no single day
    moves it, neither one missed nor one with twice the study. Days that ended, because the spike must not
    count as usual: of thirteen days more than six would have to be part of it, so it fires for eight days
    before it becomes what is usual, which is then the truth. Days are UTC's: a rule knows no time zone,
    and the highest of any 24 hours will do.

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
        when=f"more than {own.times_usual} times as many reviews wait as at the worst hour of a usual day "
        f"of the two weeks before, and {own.at_least} or more",
        summary="{{ .Labels.account }}: {{ .Values.N }} reviews wait, far more than usual.",
        advice='On a usual day of the two weeks before {{ printf "%.0f" .Values.U.Value }} waited at most. '
        "A session today keeps it from growing.",
        panel=(overview.UID, "Waiting now"),
    )


def _next_day_heavy(thresholds: Thresholds) -> Rule:
    own = thresholds.next_day_heavy
    return Rule(
        uid="wanikani-next-day-heavy",
        title="Next 24 hours heavy",
        queries={
            "N": queue("last({reviews_next_24h})"),
            "U": queue("mean({reviews_next_24h})", USUALLY, NOT_ON_VACATION),
            **at_home(),
        },
        condition=f"$N > {own.times_usual} * $U && $N >= {own.at_least} && {AT_HOME}",
        pending=own.pending,
        when=f"more than {own.times_usual} times the usual number of reviews falls due in the next 24 hours, "
        f"and {own.at_least} or more",
        summary="{{ .Labels.account }}: {{ .Values.N }} reviews fall due in the next 24 hours.",
        advice='Usually it is {{ printf "%.0f" .Values.U.Value }}. '
        "Do what waits now, and leave the lessons for later.",
        panel=(forecast.UID, "By hour, 48 hours"),
    )
