"""A log that is configured by its first line: most commands write none, and structlog takes 60 ms to import.

Who logs by structlog itself, as the daemon does, configures the log before.
"""

import logging
from collections.abc import Callable

# They have a line for each request.
_CHATTY = ("httpx", "httpcore", "urllib3", "asyncio")


def configure_at_first_line(level: str, configure: Callable[[], None]) -> None:
    """Call *configure* when a line of *level* or above is logged, and let it say that line."""
    logging.basicConfig(handlers=[_FirstLine(configure)], level=level.upper(), force=True)
    quieten_libraries()


def quieten_libraries() -> None:
    """Let libraries log only what is worth a warning."""
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It warns every minute while a long delivery makes the next one wait, which is intended.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class _FirstLine(logging.Handler):
    """Replaces the handlers until there is something to log."""

    def __init__(self, configure: Callable[[], None]) -> None:
        super().__init__()
        self._configure = configure

    def emit(self, record: logging.LogRecord) -> None:
        """Have the log configured, which replaces this handler, and say *record* by the new one."""
        self._configure()
        logging.getLogger().handle(record)
