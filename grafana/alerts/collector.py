"""Alert rules about the collector: a rejected token, failing polls, a missing heartbeat."""

from collections.abc import Iterator
from typing import Literal

from collector.points.measurements import COLLECTOR
from grafana import freshness
from grafana.alerts.queue import DAILY_POLL
from grafana.alerts.rule import AlertQuery, Rule
from grafana.alerts.thresholds import AlertThresholds, Thresholds
from grafana.dashboards import collector
from grafana.influxql import TOGETHER, select, select_by_account

FORTNIGHT = "14d"
HALF_A_DAY = 12
# After so long an account that is silent beside another one counts as given up; the second where heartbeats
# come more rarely than every hour.
GIVEN_UP = 24
GIVEN_UP_SLOWLY = 74


def collector_rules(thresholds: Thresholds) -> Iterator[Rule]:
    """Yield the rules; all of them are critical."""
    yield _token_rejected(thresholds)
    yield _no_good_poll(thresholds)
    yield _collector_silent(thresholds)


def _token_rejected(thresholds: Thresholds) -> Rule:
    return Rule(
        uid="wanikani-token-rejected",
        title="Token rejected",
        queries={"N": AlertQuery(select_by_account(COLLECTOR, "last({token_ok})"), DAILY_POLL)},
        condition="$N == 0",
        pending=thresholds.token_rejected.pending,
        when="WaniKani rejects the token",
        summary="{{ .Labels.account }}: WaniKani rejects the token.",
        advice="Nothing is collected until you put a new one into WANIKANI_TOKEN or its file "
        "(wanikani.com/settings/personal_access_tokens).",
        panel=(collector.UID, freshness.TITLE),
        severity="critical",
    )


def _no_good_poll(thresholds: Thresholds) -> Rule:
    own = thresholds.no_good_poll
    return Rule(
        uid="wanikani-no-good-poll",
        title="No good poll",
        queries={
            "N": AlertQuery(
                select_by_account(COLLECTOR, "last({seconds_since_success}) / 3600.0"), DAILY_POLL
            ),
            "T": AlertQuery(select_by_account(COLLECTOR, "last({token_ok})"), DAILY_POLL),
        },
        # A rejected token has an alert of its own.
        condition=f"$N >= {own.hours} && $T == 1",
        pending=own.pending,
        when=f"the collector runs, but its last good poll is {own.hours} hours ago or longer",
        summary='{{ .Labels.account }}: no poll went well for {{ printf "%.0f" .Values.N.Value }} hours.',
        advice="The collector runs, but cannot reach WaniKani: `status` and the log say why. Reviews you do "
        "meanwhile are found later, with less exact times.",
        panel=(collector.UID, "Polls"),
        severity="critical",
        counted_from="the last good poll, polling every hour",
        # A poll shows it.
        lags=(f"{own.hours}h", "1h"),
    )


def _collector_silent(thresholds: Thresholds) -> Rule:
    """Return the rule for missing heartbeats: only a dead collector sends none.

    Hourly polls for half a day mean that the interval is an hour, and then some hours without a heartbeat are
    silence; otherwise it takes `slow_hours`. An account with a heartbeat within a fortnight still has rows of
    zeros while it is silent; without even that there is no data, for which the rule fires too.

    An account that was renamed or removed is silent too, while those beside it are not. A second collector
    that has died looks the same, so it fires, but only for a day: then it counts as given up as long as any
    other account has heartbeats.
    """
    own = thresholds.collector_silent
    hourly = "$U >= 0.7 && $S == 0 && ($D > 0 || $A == 0)"
    rarer = "$U < 0.7 && $L == 0 && ($M > 0 || $B == 0)"
    return Rule(
        uid="wanikani-collector-silent",
        title="Collector silent",
        queries=_silence(own),
        condition=f"({hourly}) || ({rarer})",
        pending=own.pending,
        when=f"the collector has sent no heartbeat for {own.hours} hours, where one came every hour, "
        f"or for {own.slow_hours} hours, where they came more rarely",
        # Without any data there is no account.
        summary='{{ with index .Labels "account" }}{{ . }}: {{ end }}'
        f"No heartbeat from the collector for {own.hours} hours or more.",
        advice="Is it running, and does InfluxDB answer? Start it again soon: it finds the "
        "reviews done meanwhile, with less exact times, and the counts of those hours are lost. "
        "If you renamed or removed this account, the alert ends by itself while another is polled.",
        panel=(collector.UID, freshness.TITLE),
        severity="critical",
        no_data="Alerting",
        counted_from="the last heartbeat, where one came every hour",
        lags=(f"{own.hours}h",),
    )


def _silence(own: AlertThresholds) -> dict[str, AlertQuery]:
    return {
        "S": _heartbeats(own.hours),
        "U": _heartbeats(HALF_A_DAY, "max"),
        "D": _heartbeats(GIVEN_UP),
        "A": _heartbeats_of_all(own.hours),
        "L": _heartbeats(own.slow_hours),
        "M": _heartbeats(GIVEN_UP_SLOWLY),
        "B": _heartbeats_of_all(own.slow_hours),
    }


def _heartbeats(hours: int | str, reducer: Literal["last", "max"] = "last") -> AlertQuery:
    """Return the query for heartbeats an hour, averaged over *hours*: the last average or the highest."""
    return AlertQuery(_hourly(hours, "account", TOGETHER), FORTNIGHT, reducer)


def _heartbeats_of_all(hours: str) -> AlertQuery:
    """Return the same for all accounts together: one number, which Grafana joins with each account's."""
    return AlertQuery(_hourly(hours, TOGETHER), FORTNIGHT)


def _hourly(hours: int | str, *tags: str) -> str:
    average = f"moving_average(count({{ok}}), {hours})"
    return select(COLLECTOR, {"value": average}, by=("time(1h)", *tags), fill="0", of="")
