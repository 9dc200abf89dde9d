"""Routes of the daemon: the report, `/status.json`, the probes and `/metrics`."""

import json
from datetime import timedelta
from http import HTTPStatus

from collector.core.clock import Clock
from collector.core.moments import moment
from collector.daemon.health import complaints
from collector.daemon.jobs import Jobs
from collector.daemon.web import metrics
from collector.daemon.web.account_pages import AccountPages
from collector.daemon.web.report_routes import report_routes
from collector.daemon.web.server import TEXT, Routes, WebPage
from collector.daemon.web.status_pages import CONTENT_TYPE, StatusPages

_LONGEST_REFRESH = timedelta(seconds=30)


def routes(jobs: Jobs, clock: Clock) -> Routes:
    """Return the function for each path, which makes its page when it is requested."""
    accounts = AccountPages(jobs, _refresh_seconds(jobs.app.settings.poll_every))
    status = StatusPages(jobs)
    return {
        "/": accounts.front,
        "/status.json": status.all,
        "/account/*/status.json": status.one,
        "/account/*": accounts.one,
        "/account/*/": accounts.one,
        **report_routes(jobs.app),
        "/healthz": lambda: WebPage(HTTPStatus.OK, TEXT, b"alive\n"),
        "/startedz": lambda: WebPage(HTTPStatus.OK, TEXT, b"collecting\n"),
        "/readyz": lambda: _readiness(jobs, clock),
        "/metrics": lambda: _metrics(jobs),
    }


def _refresh_seconds(poll_every: timedelta) -> int:
    return int(min(poll_every, _LONGEST_REFRESH).total_seconds())


def _metrics(jobs: Jobs) -> WebPage:
    return WebPage(HTTPStatus.OK, metrics.CONTENT_TYPE, metrics.Metrics(jobs).text())


def _readiness(jobs: Jobs, clock: Clock) -> WebPage:
    settings = jobs.app.settings
    delivering = settings.influxdb_url is not None
    wrong = complaints(jobs.health(), moment(clock.now()), settings.poll_every, delivering=delivering)
    reasons = [*jobs.mistakes(), *wrong]
    status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
    body = json.dumps({"ready": not reasons, "reasons": reasons}, ensure_ascii=False) + "\n"
    return WebPage(status, CONTENT_TYPE, body.encode())
