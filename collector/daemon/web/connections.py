"""The open connections of a server: so many at most, however many clients come and stay silent."""

import socket
import threading
from contextlib import suppress

# A household's browsers, a scraper and a health check need a dozen.
MOST = 64


class Connections:
    """Lets *most* connections be open; one more ends the oldest, so that a newcomer is always answered.

    Refusing newcomers instead would let silent clients lock out the health check.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._open: dict[int, socket.socket] = {}

    def opened(self, connection: socket.socket) -> None:
        """Note a new connection, and end the oldest if there are too many."""
        with self._lock:
            self._open[id(connection)] = connection
            while len(self._open) > self._most:
                self._end(self._open.pop(next(iter(self._open))))

    def closing(self, connection: socket.socket) -> None:
        """Forget a connection that is about to be closed."""
        with self._lock:
            self._open.pop(id(connection), None)

    def _end(self, oldest: socket.socket) -> None:
        # Its thread then reads an end, and closes it.
        with suppress(OSError):
            oldest.shutdown(socket.SHUT_RDWR)
