"""Alert rules about the collector: a rejected token, failing polls, a missing heartbeat."""

from collections.abc import Iterator
from typing import Literal

from collector.points.measurements import COLLECTOR
from grafana import freshness
from grafana.alerts.rule import AlertQuery, Rule
from grafana.alerts.thresholds import Thresholds
from grafana.dashboards import collector
from grafana.influxql import select_by_account

LATELY = "26h"
FORTNIGHT = "14d"
HALF_A_DAY = 12


def collector_rules(limits: Thresholds) -> Iterator[Rule]:
    """Yield the rules; all of them are critical."""
    yield _token_rejected(limits)
    yield _no_good_poll(limits)
    yield _collector_silent(limits)


def _token_rejected(limits: Thresholds) -> Rule:
    return Rule(
        uid="wanikani-token-rejected",
        title="Token rejected",
        queries={"N": AlertQuery(select_by_account(COLLECTOR, "last({token_ok})"), LATELY)},
        condition="$N == 0",
        pending=limits.token_rejected.pending,
        summary="{{ .Labels.account }}: WaniKani rejects the token.",
        advice="Nothing is collected until you put a new one into WANIKANI_TOKEN or its file "
        "(wanikani.com/settings/personal_access_tokens).",
        panel=(collector.UID, freshness.TITLE),
        severity="critical",
    )


def _no_good_poll(limits: Thresholds) -> Rule:
    own = limits.no_good_poll
    return Rule(
        uid="wanikani-no-good-poll",
        title="No good poll",
        queries={
            "N": AlertQuery(select_by_account(COLLECTOR, "last({seconds_since_success}) / 3600.0"), LATELY),
            "T": AlertQuery(select_by_account(COLLECTOR, "last({token_ok})"), LATELY),
        },
        # A rejected token has an alert of its own.
        condition=f"$N >= {own.hours} && $T == 1",
        pending=own.pending,
        summary='{{ .Labels.account }}: no poll went well for {{ printf "%.0f" .Values.N.Value }} hours.',
        advice="The collector runs, but cannot reach WaniKani: `status` and the log say why. Reviews you do "
        "meanwhile are found later, with less exact times.",
        panel=(collector.UID, "Polls"),
        severity="critical",
    )


def _collector_silent(limits: Thresholds) -> Rule:
    own = limits.collector_silent
    return Rule(
        uid="wanikani-collector-silent",
        title="Collector silent",
        queries={
            "S": _heartbeats(own.hours),
            "L": _heartbeats(own.slow_hours),
            "U": _heartbeats(HALF_A_DAY, "max"),
        },
        # Hourly polls for half a day mean that the interval is an hour.
        # An account with a heartbeat within a fortnight still has a row of zeros while it is silent;
        # without even that there is no data, for which the rule fires too.
        condition="($S == 0 && $U >= 0.7) || $L == 0",
        pending=own.pending,
        summary='No sign of life from the collector{{ with index .Labels "account" }} for {{ . }}{{ end }}.',
        advice="Is it running, and does InfluxDB accept its writes? Start it again soon: it finds the "
        "reviews done meanwhile, with less exact times, and the counts of those hours are lost.",
        panel=(collector.UID, freshness.TITLE),
        severity="critical",
        no_data="Alerting",
    )


def _heartbeats(hours: int | str, reducer: Literal["last", "max"] = "last") -> AlertQuery:
    """Return the query for heartbeats an hour, averaged over *hours*: the last average or the highest."""
    average = f"moving_average(count({{ok}}), {hours})"
    return AlertQuery(select_by_account(COLLECTOR, average, step="time(1h)", fill="0"), FORTNIGHT, reducer)
