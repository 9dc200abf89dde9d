"""Runs jobs so that no error ends the daemon, and so that stopping can wait for the running ones."""

import threading
from collections.abc import Callable
from datetime import timedelta

import structlog

from collector.core.clock import Stopped
from collector.core.errors import CollectorError
from collector.core.log_events import LogEvent

log = structlog.get_logger("collector")


class JobGate:
    """Lets jobs in, in threads of the scheduler, until it is closed.

    >>> gate = JobGate()
    >>> gate.run("poll", lambda: print("polling"))
    polling
    >>> gate.close(timedelta(0))
    True
    >>> gate.run("poll", lambda: print("polling"))
    """

    def __init__(self) -> None:
        self._running = 0
        self._closed = False
        self._changed = threading.Condition()

    def run(self, name: str, job: Callable[[], None], **context: str) -> None:
        """Run *job* unless the gate is closed; whatever it raises is logged with *context*, not raised."""
        if not self._enter():
            return
        try:
            job()
        except Stopped:
            log.info(LogEvent.JOB_STOPPED, job=name, **context)
        except CollectorError as problem:
            log.error(LogEvent.JOB_FAILED, job=name, problem=str(problem), **context)
        except Exception:
            log.exception(LogEvent.JOB_CRASHED, job=name, **context)
        finally:
            self._leave()

    def close(self, within: timedelta) -> bool:
        """Refuse further jobs and wait for the running ones; False if one still runs after *within*."""
        with self._changed:
            self._closed = True
            return self._changed.wait_for(lambda: self._running == 0, within.total_seconds())

    def _enter(self) -> bool:
        with self._changed:
            self._running += not self._closed
            return not self._closed

    def _leave(self) -> None:
        with self._changed:
            self._running -= 1
            self._changed.notify_all()
