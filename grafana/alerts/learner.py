"""Alert rules about the learner: one alert an account, none on vacation."""

from collections.abc import Iterator

from collector.points.measurements import ACCURACY, LEVEL, QUEUE, REVIEW
from grafana.alerts.rule import AlertQuery, Rule
from grafana.alerts.thresholds import Thresholds
from grafana.dashboards import accuracy, forecast, leeches, levels, overview
from grafana.influxql import select_by_account

# Long enough for one poll a day.
LATELY = "26h"
USUALLY = "14d"
# Nothing waits or falls due on vacation, so those times do not count as usual.
AT_HOME = "{on_vacation} = 0"


def learner_rules(limits: Thresholds) -> Iterator[Rule]:
    """Yield the rules."""
    yield _backlog_high(limits)
    yield _backlog_spike(limits)
    yield _next_day_heavy(limits)
    yield _accuracy_fallen(limits)
    yield _level_stuck(limits)
    yield _leech_surge(limits)


def _queue(expression: str, window: str = LATELY, where: str = "") -> AlertQuery:
    return AlertQuery(select_by_account(QUEUE, expression, where=where), window)


def _at_home(condition: str) -> str:
    return f"{condition} && $V == 0"


VACATION = {"V": _queue("last({on_vacation})")}


def _backlog_high(limits: Thresholds) -> Rule:
    own = limits.backlog_high
    return Rule(
        uid="wanikani-backlog-high",
        title="Backlog high",
        queries={"N": _queue("last({reviews_available})"), **VACATION},
        condition=_at_home(f"$N >= {own.reviews}"),
        pending=own.pending,
        summary="{{ .Labels.account }}: {{ .Values.N }} reviews wait.",
        advice=f"That is {own.reviews} or more. Do no lessons until it is down again, "
        "and take it in small sessions.",
        panel=(overview.UID, "Waiting now"),
    )


def _backlog_spike(limits: Thresholds) -> Rule:
    own = limits.backlog_spike
    return Rule(
        uid="wanikani-backlog-spike",
        title="Backlog spike",
        queries={
            "N": _queue("last({reviews_available})"),
            "U": _queue("percentile({reviews_available}, 90)", USUALLY, AT_HOME),
            **VACATION,
        },
        condition=_at_home(f"$N > {own.times_usual} * $U && $N >= {own.at_least}"),
        pending=own.pending,
        summary="{{ .Labels.account }}: {{ .Values.N }} reviews wait, far more than usual.",
        advice="In nine of ten hours of the last two weeks no more than {{ .Values.U }} waited. "
        "A session today keeps it from growing.",
        panel=(overview.UID, "Waiting now"),
    )


def _next_day_heavy(limits: Thresholds) -> Rule:
    own = limits.next_day_heavy
    return Rule(
        uid="wanikani-next-day-heavy",
        title="Next 24 hours heavy",
        queries={
            "N": _queue("last({reviews_next_24h})"),
            "U": _queue("mean({reviews_next_24h})", USUALLY, AT_HOME),
            **VACATION,
        },
        condition=_at_home(f"$N > {own.times_usual} * $U && $N >= {own.at_least}"),
        pending=own.pending,
        summary="{{ .Labels.account }}: {{ .Values.N }} reviews fall due in the next 24 hours.",
        advice='Usually it is {{ printf "%.0f" .Values.U.Value }}. '
        "Do what waits now, and leave the lessons for later.",
        panel=(forecast.UID, "By hour, 48 hours"),
    )


def _accuracy_fallen(limits: Thresholds) -> Rule:
    own = limits.accuracy_fallen

    def reviews(expression: str, window: str) -> AlertQuery:
        return AlertQuery(select_by_account(REVIEW, expression), window)

    return Rule(
        uid="wanikani-accuracy-fallen",
        title="Accuracy fallen",
        queries={
            "N": reviews("100.0 * mean({correct})", "3d"),
            "U": reviews("100.0 * mean({correct})", "30d"),
            "K": reviews("count({correct})", "3d"),
            **VACATION,
        },
        condition=_at_home(f"$K >= {own.reviews} && $N < $U - {own.points}"),
        pending=own.pending,
        summary='{{ .Labels.account }}: {{ printf "%.0f" .Values.N.Value }} % of the reviews of the last '
        "three days were right.",
        advice='Over the last 30 days it was {{ printf "%.0f" .Values.U.Value }} %. '
        "Find the stage or hour; fewer lessons help.",
        panel=(accuracy.UID, "Accuracy by stage, over time"),
    )


def _level_stuck(limits: Thresholds) -> Rule:
    own = limits.level_stuck
    return Rule(
        uid="wanikani-level-stuck",
        title="Level stuck",
        queries={
            "N": AlertQuery(select_by_account(LEVEL, "last({seconds_on_level}) / 86400.0"), LATELY),
            **VACATION,
        },
        condition=_at_home(f"$N >= {own.days}"),
        pending=own.pending,
        summary='{{ .Labels.account }}: {{ printf "%.0f" .Values.N.Value }} days on this level.',
        advice="See which kanji are missing: often it is a few leeches, or radicals never started.",
        panel=(levels.UID, "On this level for"),
    )


def _leech_surge(limits: Thresholds) -> Rule:
    own = limits.leech_surge

    def count(expression: str, window: str) -> AlertQuery:
        return AlertQuery(select_by_account(ACCURACY, expression, where="{subject_type} = 'all'"), window)

    return Rule(
        uid="wanikani-leech-surge",
        title="Leech surge",
        queries={
            "N": count("last({leeches})", LATELY),
            "U": count("first({leeches})", USUALLY),
            **VACATION,
        },
        condition=_at_home(f"$N >= $U + {own.more} && $N > {own.times} * $U"),
        pending=own.pending,
        summary="{{ .Labels.account }}: {{ .Values.N }} leeches.",
        advice="Two weeks ago there were {{ .Values.U }}. "
        "Do fewer lessons, and find a mnemonic for the worst of the list.",
        panel=(leeches.UID, "The items that cost most"),
    )
