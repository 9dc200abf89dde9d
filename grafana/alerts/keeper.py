"""The alarms about the collecting: a rejected token, polls that fail, and no sign of life at all."""

from collections.abc import Iterator
from typing import Literal

from collector.points.measurements import COLLECTOR
from grafana.alerts.rule import Question, Rule
from grafana.alerts.thresholds import Thresholds
from grafana.dashboards import collector
from grafana.influxql import by_account

LATELY = "26h"
FORTNIGHT = "14d"
HALF_A_DAY = 12


def keeper_rules(limits: Thresholds) -> Iterator[Rule]:
    """Yield them."""
    yield _token_rejected(limits)
    yield _no_good_poll(limits)
    yield _collector_silent(limits)


def _token_rejected(limits: Thresholds) -> Rule:
    return Rule(
        uid="wanikani-token-rejected",
        title="Token rejected",
        questions={"N": Question(by_account(COLLECTOR, "last({token_ok})"), LATELY)},
        condition="$N == 0",
        pending=limits.token_rejected.pending,
        summary="{{ .Labels.account }}: WaniKani rejects the token.",
        advice="Nothing is collected until you put a new one into WANIKANI_TOKEN or its file "
        "(wanikani.com/settings/personal_access_tokens).",
        panel=(collector.UID, "Last poll"),
        severity="critical",
    )


def _no_good_poll(limits: Thresholds) -> Rule:
    own = limits.no_good_poll
    return Rule(
        uid="wanikani-no-good-poll",
        title="No good poll",
        questions={
            "N": Question(by_account(COLLECTOR, "last({seconds_since_success}) / 3600.0"), LATELY),
            "T": Question(by_account(COLLECTOR, "last({token_ok})"), LATELY),
        },
        # A rejected token has an alarm of its own.
        condition=f"$N >= {own.hours} && $T == 1",
        pending=own.pending,
        summary='{{ .Labels.account }}: no poll went well for {{ printf "%.0f" .Values.N.Value }} hours.',
        advice="The collector runs, but cannot reach WaniKani: `status` and the log say why. Reviews you do "
        "meanwhile are found later, less exactly.",
        panel=(collector.UID, "Polls"),
        severity="critical",
    )


def _collector_silent(limits: Thresholds) -> Rule:
    own = limits.collector_silent
    return Rule(
        uid="wanikani-collector-silent",
        title="Collector silent",
        questions={"S": _beats(own.hours), "L": _beats(own.slow_hours), "U": _beats(HALF_A_DAY, "max")},
        # Whoever polled hourly for half a day polls hourly.
        # An account that was heard of within a fortnight and is silent now still has a row of zeros;
        # where not even that is left there is no data, which rings too.
        condition="($S == 0 && $U >= 0.7) || $L == 0",
        pending=own.pending,
        summary='No sign of life from the collector{{ with index .Labels "account" }} for {{ . }}{{ end }}.',
        advice="Is it running, and does InfluxDB take what it writes? Start it again soon: it finds what was "
        "done meanwhile, but less exactly, and the counts of those hours are lost.",
        panel=(collector.UID, "Last good poll"),
        severity="critical",
        silence="Alerting",
    )


def _beats(hours: int, taken: Literal["last", "max"] = "last") -> Question:
    """Ask for the heartbeats an hour, on average over so many hours: the last ones, or the best of all."""
    average = f"moving_average(count({{ok}}), {hours})"
    return Question(by_account(COLLECTOR, average, step="time(1h)", fill="0"), FORTNIGHT, taken)
