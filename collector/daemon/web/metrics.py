"""The metrics for Prometheus at `/metrics`: one family a figure, one sample an account.

The label `account` is the name that the account's points carry, so that series join with each other and with
InfluxDB. As with heartbeats, an account has none before its first good poll, unless its owner named it: a
series under another name would never end. Format: Prometheus' text exposition format 0.0.4.
"""

from collections.abc import Callable, Iterator, Mapping
from platform import python_version

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from collector import __version__
from collector.core.moments import SECOND, Moment
from collector.daemon.health import AccountHealth
from collector.daemon.jobs import Jobs

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_PREFIX = "wanikani_collector_"


class Metrics:
    """Reads the figures when they are scraped, and only then."""

    def __init__(self, jobs: Jobs) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_JobsCollector(jobs))

    def text(self) -> bytes:
        """Return all metrics as of now."""
        return generate_latest(self._registry)


class _JobsCollector(Collector):
    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def collect(self) -> Iterator[Metric]:
        """Yield the families; prometheus_client calls it at each scrape."""
        yield InfoMetricFamily(f"{_PREFIX}build", "What runs.", value=_build())
        accounts = [account for account in self._jobs.health() if account.label is not None and account.seen]
        for name, meaning, figure in _GAUGES:
            family = GaugeMetricFamily(f"{_PREFIX}{name}", meaning, labels=["account"])
            for account in accounts:
                value = None if account.state_problem else figure(account)
                if value is not None:
                    family.add_metric([account.label or ""], value)
            yield family
        yield self._polls({account.state_name: account.label or "" for account in accounts})

    def _polls(self, labels: Mapping[str, str]) -> Metric:
        polls = CounterMetricFamily(f"{_PREFIX}polls", "Polls since the start.", labels=["account", "result"])
        for (state_name, good), count in sorted(self._jobs.poll_counts.items()):
            if state_name in labels:
                polls.add_metric([labels[state_name], "good" if good else "failed"], count)
        return polls


def _build() -> dict[str, str]:
    return {"version": __version__, "python": python_version()}


def _seconds(at: Moment | None) -> float | None:
    return None if at is None else at / SECOND


# Name, meaning and value of the gauges of an account; what is not known yet has no sample.
_GAUGES: tuple[tuple[str, str, Callable[[AccountHealth], float | None]], ...] = (
    (
        "last_good_poll_timestamp_seconds",
        "When the last good poll was.",
        lambda account: _seconds(account.polled_at),
    ),
    ("last_poll_duration_seconds", "How long the last poll took.", lambda account: account.poll_seconds),
    (
        "last_good_delivery_timestamp_seconds",
        "When InfluxDB last had everything.",
        lambda account: _seconds(account.delivered_at),
    ),
    ("outbox_pending", "Points that wait for InfluxDB.", lambda account: account.waiting),
    ("outbox_rejected", "Points that InfluxDB refused.", lambda account: account.refused),
    ("points_too_old", "Points older than InfluxDB's database keeps.", lambda account: account.too_old),
    ("token_ok", "1 unless WaniKani refuses the token.", lambda account: int(account.token_ok)),
)
