"""`run`: collect until stopped."""

import threading

import structlog

from collector.app import open_app
from collector.clock import SystemClock
from collector.daemon.daemon import run as run_daemon
from collector.daemon.stopping import stopping_signals
from collector.secret import Secret, SecretProblem
from collector.settings import Settings

log = structlog.get_logger("collector")


def run(settings: Settings) -> int:
    """Collect until SIGTERM or SIGINT; a missing token is said loudly, but does not end the process."""
    stop = threading.Event()
    with stopping_signals(stop), open_app(settings, SystemClock(stop)) as app:
        for token in settings.tokens().values():
            _say_if_missing(token)
        run_daemon(app, stop)
    return 0


def _say_if_missing(token: Secret) -> None:
    try:
        token.read()
    except SecretProblem as problem:
        log.error(
            "no token",
            problem=str(problem),
            then="a file is waited for; after setting a variable, start me again",
            otherwise="to see it without one: make demo",
        )
