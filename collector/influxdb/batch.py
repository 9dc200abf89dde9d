"""Sends rows so that a bad line blocks no other: a refused batch is halved until the line stands alone.

Lines that are too old for the database are a class that the server counts: they are the oldest of the batch,
so the two kinds are sent again apart. Only lines refused without a newer one beside them are too old: 1.6.7
says so of good ones too, where the length of shard groups was changed and old and new groups overlap.

InfluxDB 1.x stores the good lines of such a batch, 2.x none of it (1.6.7 and 2.9.1): what is stored is known
only from the outcome of each piece.

>>> def write(lines):
...     return BadLine("unable to parse") if "nonsense" in lines else Accepted()
>>> result = send_rows(write, [(1, "m v=1i 1"), (2, "nonsense"), (3, "m v=3i 3")])
>>> result.accepted, result.rejected
((1, 3), (RejectedLine(id=2, line='nonsense', reason='unable to parse'),))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Generic, TypeVar

from collector.core.retention import time_of
from collector.influxdb.outcome import (
    Accepted,
    ActionRequired,
    BadLine,
    RetryLater,
    TooLarge,
    TooOld,
    WriteOutcome,
)

Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class RejectedLine(Generic[Id]):
    """A line that InfluxDB will never take, and why, in its own words."""

    id: Id
    line: str
    reason: str


@dataclass(frozen=True, slots=True)
class SendResult(Generic[Id]):
    """The fate of rows, by id; one in no tuple is not known to be stored and must be sent again.

    *too_old* are rows that the database does not keep. *stopped* is why not all rows were tried, or None if
    they were.
    """

    accepted: tuple[Id, ...] = ()
    rejected: tuple[RejectedLine[Id], ...] = ()
    stopped: ActionRequired | RetryLater | None = None
    too_old: tuple[tuple[Id, str], ...] = ()

    @property
    def settled(self) -> frozenset[Id]:
        """The rows whose fate is known; where it stopped, they are the first ones."""
        rejected = (row.id for row in self.rejected)
        return frozenset(self.accepted).union(rejected, (row_id for row_id, _ in self.too_old))


def send_rows(
    write: Callable[[Sequence[str]], WriteOutcome], rows: Sequence[tuple[Id, str]]
) -> SendResult[Id]:
    """Write *rows*, pairs of id and line, and return the fate of each; raises what *write* raises.

    Their order is kept, so that the later of two lines for one point wins. Some may be written twice, which
    changes nothing.
    """
    accepted: list[Id] = []
    rejected: list[RejectedLine[Id]] = []
    too_old: list[tuple[Id, str]] = []
    # The pieces still to send, the next one last.
    pieces = [rows] if rows else []
    while pieces:
        piece = pieces.pop()
        outcome = write([line for _, line in piece])
        match outcome:
            case Accepted():
                accepted += [row_id for row_id, _ in piece]
            case BadLine(reason) | TooLarge(reason) if len(piece) == 1:
                rejected.append(RejectedLine(piece[0][0], piece[0][1], reason))
            case BadLine() | TooLarge():
                middle = len(piece) // 2
                pieces += [piece[middle:], piece[:middle]]
            case TooOld(points) if points >= len(piece):
                too_old += piece
            case TooOld(points):
                oldest, others = _split_by_age(piece, points)
                pieces += [others, oldest]
            case ActionRequired() | RetryLater():
                sent = SendResult(tuple(accepted), tuple(rejected), outcome, tuple(too_old))
                return _up_to_what_waits(rows, sent)
    return SendResult(tuple(accepted), tuple(rejected), too_old=tuple(too_old))


def _up_to_what_waits(rows: Sequence[tuple[Id, str]], sent: SendResult[Id]) -> SendResult[Id]:
    """Return *sent* without what lies behind the first row that waits: rows leave from the front only.

    Old lines are sent before newer ones that are ahead of them in the queue; sent again, they change nothing.
    """
    done = sent.settled
    front = {row_id for row_id, _ in takewhile(lambda row: row[0] in done, rows)}
    return SendResult(
        tuple(row_id for row_id in sent.accepted if row_id in front),
        tuple(row for row in sent.rejected if row.id in front),
        sent.stopped,
        tuple(row for row in sent.too_old if row[0] in front),
    )


def _split_by_age(
    rows: Sequence[tuple[Id, str]], oldest: int
) -> tuple[list[tuple[Id, str]], list[tuple[Id, str]]]:
    """Return so many *oldest* of the rows, and the others; both in their order."""
    by_age = sorted(range(len(rows)), key=lambda place: time_of(rows[place][1]))
    old = frozenset(by_age[:oldest])
    return (
        [row for place, row in enumerate(rows) if place in old],
        [row for place, row in enumerate(rows) if place not in old],
    )
