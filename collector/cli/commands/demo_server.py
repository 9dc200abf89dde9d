"""`demo --serve`: keeps serving the report while the simulation goes on, an hour every second."""

from datetime import timedelta
from threading import Event

from collector.app import App
from collector.cli.output import echo
from collector.config.values import DEFAULT_ACCOUNT
from collector.daemon.signals import stopping_signals
from collector.daemon.web.report_page import ReportPage
from collector.daemon.web.report_routes import report_routes
from collector.daemon.web.server import WebPage, serve
from collector.simulator.serving.simulated_clock import SimulatedClock

_HOUR = timedelta(hours=1)
_A_SECOND = 1.0


def serve_report(app: App, clock: SimulatedClock) -> None:
    """Serve the report until interrupted; every second an hour goes by, and is polled."""
    report = ReportPage(app, refresh=1)

    def report_of(account: str) -> WebPage:
        return ReportPage(app, refresh=1, only=account).page()

    server = serve(("127.0.0.1", 0), {"/": report.page, "/account/*/": report_of, **report_routes(app)})
    host, port = server.server_address[:2]
    echo(f"Serving it at http://{host!s}:{port}/; an hour passes every second. Press Ctrl-C to stop.")
    stop = Event()
    with stopping_signals(stop):
        while not stop.wait(_A_SECOND):
            clock.wait(_HOUR)
            app.poll(app.accounts[DEFAULT_ACCOUNT])
    server.shutdown()
    server.server_close()
