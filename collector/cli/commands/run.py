"""`run`: collect until stopped."""

import threading

import click

from collector.app import open_app
from collector.cli.startup import load_settings_with_warnings
from collector.config.settings import Settings
from collector.core.clock import SystemClock
from collector.daemon.runner import run as run_daemon
from collector.daemon.signals import stopping_signals


@click.command("run")
def command() -> int:
    """Collect until stopped: poll, deliver, and report over HTTP."""
    return run(load_settings_with_warnings())


def run(settings: Settings) -> int:
    """Collect until SIGTERM or SIGINT; a missing token is logged as an error, but does not end the process.

    Raises `CollectorError` when the state or the address to listen on cannot be used.
    """
    stop = threading.Event()
    with stopping_signals(stop), open_app(settings, SystemClock(stop)) as app:
        run_daemon(app, stop)
    return 0
