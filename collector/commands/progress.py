"""A line that shows how far something has come, on terminals only."""

from types import TracebackType
from typing import TextIO


class Progress:
    """Overwrites one line of *stream*; silent where nobody looks, and gone at the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = 0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.say("")

    def page(self, endpoint: str, page: int, pages: int) -> None:
        """Show which page of an endpoint has arrived."""
        self.say(f"WaniKani: {endpoint.replace('_', ' ')} {page}/{pages}")

    def points(self, delivered: int, pending: int) -> None:
        """Show how many points are on their way."""
        self.say(f"InfluxDB: {delivered} of {delivered + pending} points")

    def say(self, text: str) -> None:
        """Show *text* in place of what was shown before."""
        if not self._stream.isatty():
            return
        self._stream.write("\r" + text.ljust(self._shown) + ("\r" if not text else ""))
        self._stream.flush()
        self._shown = len(text)
