"""SIGTERM and SIGINT as an event that waits can end on."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


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
