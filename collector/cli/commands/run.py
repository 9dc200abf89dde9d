"""`run`: collect until stopped."""

import threading

from collector.app import open_app
from collector.config.settings import Settings
from collector.core.clock import SystemClock
from collector.daemon.runner import run as run_daemon
from collector.daemon.signals import stopping_signals


def run(settings: Settings) -> int:
    """Collect until SIGTERM or SIGINT; a missing token is said loudly, but does not end the process."""
    stop = threading.Event()
    with stopping_signals(stop), open_app(settings, SystemClock(stop)) as app:
        run_daemon(app, stop)
    return 0
