"""The threads that poll: a few for many accounts, so that none waits for a slow or rejected one."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from collector.core.clock import Clock
from collector.core.log_events import LogEvent
from collector.daemon.poll_queue import PollQueue

log = structlog.get_logger("collector")

# The clock may be set meanwhile.
_LONGEST_WAIT = timedelta(seconds=30)
_AFTER_A_CRASH = timedelta(minutes=5)


class NextTurn(NamedTuple):
    """The time of an account's next turn; *first* is True if that is its first poll."""

    due: datetime
    first: bool = False


# Has the turn of the account that is named; returns its next one, None if there is none.
Turn = Callable[[str], NextTurn | None]


class PollWorkers:
    """Lets every account have its turns, *most* at a time, between `start` and `stop`."""

    def __init__(self, clock: Clock, turn: Turn, most: int) -> None:
        self._clock = clock
        self._turn = turn
        self._most = most
        self._queue = PollQueue()
        self._running = 0
        self._stopped = False
        self._changed = threading.Condition()
        # Its threads begin when they are needed: one account has one.
        self._pool = ThreadPoolExecutor(most, "poll")

    def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._dispatch, name="polls", daemon=True).start()

    def stop(self) -> None:
        """Begin no further turn, and do not wait for those that began."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def add(self, names: Iterable[str]) -> None:
        """Make the new accounts *names* due."""
        with self._changed:
            for name in names:
                self._queue.put(name, self._clock.now())
            self._changed.notify_all()

    def remove(self, names: Iterable[str]) -> None:
        """Give *names* no further turn."""
        with self._changed:
            for name in names:
                self._queue.remove(name)

    def hurry(self, names: Iterable[str] | None = None) -> None:
        """Make *names*, or every account (None), due now."""
        with self._changed:
            if names is None:
                self._queue.hurry_all(self._clock.now())
            else:
                self._queue.hurry(names, self._clock.now())
            self._changed.notify_all()

    def _dispatch(self) -> None:
        with self._changed:
            while not self._stopped:
                name = self._queue.take(self._clock.now()) if self._running < self._most else None
                if name is None:
                    self._changed.wait(self._wait_seconds())
                else:
                    self._running += 1
                    self._pool.submit(self._run, name)

    def _wait_seconds(self) -> float:
        pause = self._queue.pause(self._clock.now()) if self._running < self._most else None
        return min(_LONGEST_WAIT if pause is None else pause, _LONGEST_WAIT).total_seconds()

    def _run(self, name: str) -> None:
        try:
            following = self._turn(name)
        except Exception:
            log.exception(LogEvent.JOB_CRASHED, job="turn", account=name)
            following = NextTurn(self._clock.now() + _AFTER_A_CRASH)
        with self._changed:
            self._running -= 1
            due, first = following or (None, False)
            self._queue.end(name, self._clock.now(), due, first=first)
            self._changed.notify_all()
