r"""Writes to InfluxDB 3.x by ``POST /api/v3/write_lp``.

Not by ``/api/v2/write``, which it has too: there it refuses every line for a bad one and does not say which
(3.10), while here it stores the others and lists the bad ones.

Its parser reads a backslash before a backslash as an escape, those of 1.x and 2.x do not
(`influxdb_line_protocol/src/lib.rs`), so the backslashes of an account's name are doubled:

>>> print(escaped_for_v3("queue,account=a\\\\ b reviews_available=3i 1600000000000000000"))
queue,account=a\\\ b reviews_available=3i 1600000000000000000
"""

import re
from collections.abc import Sequence
from datetime import timedelta

from collector.influxdb.http import FAILURES, TIMEOUT, open_client, outcome_of_failure, post_lines
from collector.influxdb.outcome import Accepted, WriteOutcome
from collector.influxdb.responses import write_outcome
from collector.influxdb.target import Generation, Target

# The first blank that no backslash escapes ends the tags.
_END_OF_TAGS = re.compile(r"(?<!\\) ")
_BACKSLASHES = re.compile(r"(\\+)([,= ])?")
# What it answers to a write of nothing that it would have accepted with a line in it, having created the
# database.
_EMPTY = "incoming write was empty"


class WriterV3:
    """Keeps one connection; the server creates a missing database itself.

    A write takes up to a second: the server answers once its write-ahead log is flushed.
    """

    def __init__(self, target: Target, *, timeout: timedelta = TIMEOUT) -> None:
        self._target = target
        self._client = open_client(target, Generation.V3, timeout)

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        """Send *lines* in one request."""
        where = {"db": self._target.bucket, "precision": "nanosecond"}
        try:
            response = post_lines(self._client, "/api/v3/write_lp", where, [*map(escaped_for_v3, lines)])
        except FAILURES as error:
            return outcome_of_failure(error, self._target)
        # Address, token, database and limits were all checked before the server saw that nothing came.
        if not lines and response.status == 400 and response.body.strip() == _EMPTY:
            return Accepted()
        return write_outcome(response, self._target, Generation.V3)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def escaped_for_v3(line: str) -> str:
    """Return *line*, which is written for 1.x and 2.x, so that 3.x reads the same tags from it."""
    if "\\" not in line:
        return line
    blank = _END_OF_TAGS.search(line)
    end = blank.start() if blank else len(line)
    return _BACKSLASHES.sub(_doubled, line[:end]) + line[end:]


def _doubled(found: re.Match[str]) -> str:
    """Return backslashes doubled, except the one that escapes the character after them."""
    backslashes, escaped = found[1], found[2] or ""
    if escaped:
        return backslashes[:-1] * 2 + "\\" + escaped
    return backslashes * 2
