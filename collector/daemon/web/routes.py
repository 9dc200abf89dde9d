"""What the daemon's paths say: the report, alive, ready or why not, and the figures for Prometheus."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from collector.core.clock import Clock
from collector.core.moments import SECOND, moment
from collector.daemon.health import complaints
from collector.daemon.jobs import Collecting
from collector.daemon.web.report_page import SCRIPT, ReportPage, script
from collector.daemon.web.server import Page, Pages

_PREFIX = "wanikani_collector_"
_LONGEST_REFRESH = timedelta(seconds=30)


def pages(collecting: Collecting, clock: Clock) -> Pages:
    """Return the daemon's pages."""
    registry = CollectorRegistry()
    registry.register(_Figures(collecting))
    return {
        "/": ReportPage(collecting.app, _refresh(collecting.app.settings.poll_every)).page,
        SCRIPT: script,
        "/healthz": lambda: Page(HTTPStatus.OK, "text/plain; charset=utf-8", b"alive\n"),
        "/readyz": lambda: _ready(collecting, clock),
        "/metrics": lambda: Page(
            HTTPStatus.OK, "text/plain; version=0.0.4; charset=utf-8", generate_latest(registry)
        ),
    }


def _refresh(poll_every: timedelta) -> int:
    return int(min(poll_every, _LONGEST_REFRESH).total_seconds())


def _ready(collecting: Collecting, clock: Clock) -> Page:
    settings = collecting.app.settings
    reasons = complaints(
        collecting.health(),
        moment(clock.now()),
        settings.poll_every,
        delivering=settings.influxdb_url is not None,
    )
    status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
    body = json.dumps({"ready": not reasons, "reasons": reasons}, ensure_ascii=False) + "\n"
    return Page(status, "application/json; charset=utf-8", body.encode())


class _Figures(Collector):
    """Reads the figures when they are asked for; no path but `/metrics` pays for them."""

    def __init__(self, collecting: Collecting) -> None:
        self._collecting = collecting

    def collect(self) -> Iterator[Metric]:
        """Yield one family a figure, one sample an account."""
        polled = _gauge("last_good_poll_timestamp_seconds", "When the last good poll was.")
        delivered = _gauge("last_good_delivery_timestamp_seconds", "When InfluxDB last had everything.")
        waiting = _gauge("outbox_pending", "Points that wait for InfluxDB.")
        token = _gauge("token_ok", "1 unless WaniKani refuses the token.")
        for account in self._collecting.health():
            if account.polled_at is not None:
                polled.add_metric([account.name], account.polled_at / SECOND)
            if account.delivered_at is not None:
                delivered.add_metric([account.name], account.delivered_at / SECOND)
            waiting.add_metric([account.name], account.waiting)
            token.add_metric([account.name], int(account.token_ok))
        yield from (polled, delivered, waiting, token, self._polls())

    def _polls(self) -> Metric:
        polls = CounterMetricFamily(f"{_PREFIX}polls", "Polls since the start.", labels=["account", "result"])
        for (name, good), count in sorted(self._collecting.polls.items()):
            polls.add_metric([name, "good" if good else "failed"], count)
        return polls


def _gauge(name: str, meaning: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{_PREFIX}{name}", meaning, labels=["account"])
