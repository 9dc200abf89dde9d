"""Alert rules about the collector: a rejected token, failing polls, a missing heartbeat."""

from collections.abc import Iterator

from collector.points.measurements import COLLECTOR
from grafana import freshness
from grafana.alerts.queue import DAILY_POLL
from grafana.alerts.rule import AlertQuery, Rule
from grafana.alerts.thresholds import Thresholds
from grafana.dashboards import collector
from grafana.influxql import last_period, select, select_by_account

FORTNIGHT = "14d"
HALF_A_DAY = 12


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
        advice="The collector fetches nothing until you set a new token in WANIKANI_TOKEN or its file "
        "(wanikani.com/settings/personal_access_tokens).",
        panel=(collector.UID, freshness.TITLE),
        severity="critical",
    )


def _no_good_poll(thresholds: Thresholds) -> Rule:
    own = thresholds.no_good_poll
    return Rule(
        uid="wanikani-no-good-poll",
        title="No successful poll",
        queries={
            "N": AlertQuery(
                select_by_account(COLLECTOR, "last({seconds_since_success}) / 3600.0"), DAILY_POLL
            ),
            "T": AlertQuery(select_by_account(COLLECTOR, "last({token_ok})"), DAILY_POLL),
        },
        # A rejected token has an alert of its own.
        condition=f"$N >= {own.hours} && $T == 1",
        pending=own.pending,
        when=f"the collector runs, but its last successful poll was {own.hours} hours ago or longer",
        summary='{{ .Labels.account }}: no successful poll for {{ printf "%.0f" .Values.N.Value }} hours.',
        advice="The collector runs, but cannot fetch from WaniKani: `wanikani-collector status` and the log "
        "say why. It will find the reviews you do in the meantime, with less exact times.",
        panel=(collector.UID, "Polls"),
        severity="critical",
        counted_from="the last successful poll, with hourly polls",
        # The next poll shows it.
        lags=(f"{own.hours}h", "1h"),
    )


def _collector_silent(thresholds: Thresholds) -> Rule:
    """Return the rule for missing heartbeats: only a dead collector sends none.

    Hourly polls for half a day mean that the interval is an hour, and then `hours` without a heartbeat are
    silence; otherwise `slow_hours` are. Every account with a heartbeat in the last `removed_days` has a
    number, 0 while it is silent; without any account there is no data, for which the rule fires too.

    It does not end by itself, whatever other accounts do: a renamed or removed account looks the same as one
    whose collector died, and an alert that ends looks like good news.
    """
    own = thresholds.collector_silent
    return Rule(
        uid="wanikani-collector-silent",
        title="Collector silent",
        queries={
            "S": _heartbeats(f"{own.hours}h", own.removed_days),
            "L": _heartbeats(f"{own.slow_hours}h", own.removed_days),
            "U": _most_an_hour(own.removed_days),
        },
        condition="($U >= 0.7 && $S == 0) || ($U < 0.7 && $L == 0)",
        pending=own.pending,
        when=f"the collector has sent no heartbeat for {own.hours} hours if heartbeats came every hour, or "
        f"for {own.slow_hours} hours if they came less often",
        # Without any data there is no account.
        summary='{{ with index .Labels "account" }}{{ . }}: {{ end }}'
        f"No heartbeat from the collector for {own.hours} hours or more.",
        advice="Check that the collector runs, that InfluxDB answers, and that the collector has reached "
        "WaniKani since its machine started. Restart it soon: it finds the reviews done in the meantime, "
        "with less exact times, but the counts of those hours are lost. If you renamed or removed this "
        "account, silence the alert for it in Grafana.",
        panel=(collector.UID, freshness.TITLE),
        severity="critical",
        no_data="Alerting",
        counted_from="the last heartbeat, if heartbeats came every hour",
        lags=(f"{own.hours}h",),
    )


def _heartbeats(last: str, days: str) -> AlertQuery:
    """Return the query for the number of heartbeats of the *last* hours, of accounts with any in *days*."""
    return _of_every_account("sum", _beats("count({ok})", last), _beats("0 * last({ok})", f"{days}d"))


def _most_an_hour(days: str) -> AlertQuery:
    """Return the query for heartbeats an hour, averaged over half a day: the most within a fortnight."""
    average = f"moving_average(count({{ok}}), {HALF_A_DAY})"
    beats = _beats(average, FORTNIGHT, step="time(1h)", fill="0")
    return _of_every_account("max", beats, _beats("0.0 * last({ok})", f"{days}d"))


def _beats(expression: str, last: str, step: str = "", fill: str = "") -> str:
    by = (step, "account") if step else ("account",)
    return select(COLLECTOR, {"value": expression}, when=last_period(last), by=by, fill=fill, of="")


def _of_every_account(function: str, statement: str, known: str) -> AlertQuery:
    """Return the query for *function* of *statement*, with the zero of *known* for accounts it lacks."""
    return AlertQuery(
        f'SELECT {function}("value") AS "value" FROM ({statement}), ({known}) GROUP BY "account"',  # noqa: S608
        FORTNIGHT,
    )
