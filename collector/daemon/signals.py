"""SIGTERM and SIGINT as an event that waits can end on, and SIGHUP as an entry of a queue."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

_TERMINAL = "/dev/tty"


@contextmanager
def stopping_signals(stop: threading.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set *stop* until the `with` block ends."""
    before = {
        number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def hangup_signal(stop: threading.Event) -> Iterator["SimpleQueue[bool]"]:
    """Yield what SIGHUP puts a True into until the `with` block ends.

    Where the terminal was closed that the process is on, SIGHUP sets *stop* instead, as it ends others.
    """
    hangups: SimpleQueue[bool] = SimpleQueue()
    on_terminal = _has_terminal()

    def hang_up(*_: object) -> None:
        if on_terminal and not _has_terminal():
            stop.set()
        else:
            hangups.put(True)

    before = signal.signal(signal.SIGHUP, hang_up)
    try:
        yield hangups
    finally:
        signal.signal(signal.SIGHUP, before)


def _has_terminal() -> bool:
    """Return True if the process is on a terminal that is still there."""
    try:
        os.close(os.open(_TERMINAL, os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
