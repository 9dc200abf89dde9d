"""The metrics for Prometheus at `/metrics`: one family a figure, one sample an account.

Format: Prometheus' text exposition format 0.0.4.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from collector.core.moments import SECOND
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
        polled = _gauge("last_good_poll_timestamp_seconds", "When the last good poll was.")
        delivered = _gauge("last_good_delivery_timestamp_seconds", "When InfluxDB last had everything.")
        waiting = _gauge("outbox_pending", "Points that wait for InfluxDB.")
        token = _gauge("token_ok", "1 unless WaniKani refuses the token.")
        for account in self._jobs.health():
            if account.polled_at is not None:
                polled.add_metric([account.name], account.polled_at / SECOND)
            if account.delivered_at is not None:
                delivered.add_metric([account.name], account.delivered_at / SECOND)
            waiting.add_metric([account.name], account.waiting)
            token.add_metric([account.name], int(account.token_ok))
        yield from (polled, delivered, waiting, token, self._polls())

    def _polls(self) -> Metric:
        polls = CounterMetricFamily(f"{_PREFIX}polls", "Polls since the start.", labels=["account", "result"])
        for (name, good), count in sorted(self._jobs.poll_counts.items()):
            polls.add_metric([name, "good" if good else "failed"], count)
        return polls


def _gauge(name: str, meaning: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{_PREFIX}{name}", meaning, labels=["account"])
