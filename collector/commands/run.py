"""`run`: collect until stopped."""

import threading

from collector.app import open_app
from collector.core.clock import SystemClock
from collector.daemon.daemon import run as run_daemon
from collector.daemon.stopping import stopping_signals
from collector.settings import Settings


def run(settings: Settings) -> int:
    """Collect until SIGTERM or SIGINT; a missing token is said loudly, but does not end the process."""
    stop = threading.Event()
    with stopping_signals(stop), open_app(settings, SystemClock(stop)) as app:
        run_daemon(app, stop)
    return 0
