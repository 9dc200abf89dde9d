"""Alert rules about learning: one alert per account, none on vacation."""

from collections.abc import Iterator

from collector.points.measurements import ACCURACY, LEVEL, REVIEW
from grafana.alerts.backlog import backlog_rules
from grafana.alerts.queue import AT_HOME_AND_POLLED, USUALLY, at_home
from grafana.alerts.rule import AlertQuery, Rule
from grafana.alerts.thresholds import Thresholds
from grafana.alerts.workload import too_much
from grafana.dashboards import accuracy, leeches, levels
from grafana.influxql import newest_by_account, select_by_account

# `accuracy` and `level` are written when they changed and by the first successful poll after midnight
# and noon (UTC); that may be hours late.
SINCE_YESTERDAY = "50h"
THREE_DAYS = "3d"


def learner_rules(thresholds: Thresholds) -> Iterator[Rule]:
    """Yield the rules about the learner, those of the backlog first."""
    yield from backlog_rules(thresholds)
    yield _accuracy_fallen(thresholds)
    yield _level_stuck(thresholds)
    yield _leech_surge(thresholds)
    yield too_much(thresholds)


def _accuracy_fallen(thresholds: Thresholds) -> Rule:
    own = thresholds.accuracy_fallen

    def reviews(expression: str, window: str) -> AlertQuery:
        return AlertQuery(select_by_account(REVIEW, expression), window)

    return Rule(
        uid="wanikani-accuracy-fallen",
        title="Accuracy drop",
        queries={
            "N": reviews("100.0 * mean({correct})", THREE_DAYS),
            "U": reviews("100.0 * mean({correct})", "30d"),
            "K": reviews("count({correct})", THREE_DAYS),
            **at_home(THREE_DAYS),
        },
        condition=f"$K >= {own.reviews} && $N < $U - {own.points} && {AT_HOME_AND_POLLED}",
        pending=own.pending,
        when=f"accuracy over the last three days is more than {own.points} percentage points below that of "
        f"the last 30 days, with {own.reviews} or more reviews in the three days",
        summary='{{ .Labels.account }}: accuracy is {{ printf "%.0f" .Values.N.Value }}% over the last three '
        "days.",
        advice='Over the last 30 days it is {{ printf "%.0f" .Values.U.Value }}%. '
        "Find the stage or the hour with the most wrong answers, and do fewer lessons.",
        panel=(accuracy.UID, "Accuracy by stage over time"),
    )


def _level_stuck(thresholds: Thresholds) -> Rule:
    own = thresholds.level_stuck
    # Of the newest point: a level that was passed, or that the subscription locks, is no longer stuck.
    days = AlertQuery(
        newest_by_account(LEVEL, "seconds_on_level", always="level", unit=86400.0), SINCE_YESTERDAY
    )
    return Rule(
        uid="wanikani-level-stuck",
        title="Level stuck",
        queries={"N": days, **at_home(SINCE_YESTERDAY)},
        condition=f"$N >= {own.days} && {AT_HOME_AND_POLLED}",
        pending=own.pending,
        when=f"you have been on one level for {own.days} days or more, and your subscription covers it",
        summary='{{ .Labels.account }}: {{ printf "%.0f" .Values.N.Value }} days on this level.',
        advice="Find the kanji that are not passed. Often a few leeches, or radicals never started, are the "
        "reason.",
        panel=(levels.UID, "Days on this level"),
        counted_from="the next poll after midnight or noon (UTC)",
    )


def _leech_surge(thresholds: Thresholds) -> Rule:
    own = thresholds.leech_surge

    def count(expression: str, window: str) -> AlertQuery:
        return AlertQuery(select_by_account(ACCURACY, expression, where="{subject_type} = 'all'"), window)

    return Rule(
        uid="wanikani-leech-surge",
        title="Leech surge",
        queries={
            "N": count("last({leeches})", SINCE_YESTERDAY),
            "U": count("first({leeches})", USUALLY),
            **at_home(SINCE_YESTERDAY),
        },
        condition=f"$N >= $U + {own.more} && $N > {own.times} * $U && {AT_HOME_AND_POLLED}",
        pending=own.pending,
        when=f"there are at least {own.more} more leeches than two weeks ago, and more than {own.times} "
        "times as many",
        summary="{{ .Labels.account }}: {{ .Values.N }} leeches.",
        advice="Two weeks ago there were {{ .Values.U }}. "
        "Do fewer lessons, and find mnemonics for the worst leeches.",
        panel=(leeches.UID, "Worst leeches"),
    )
