"""Sends rows so that a bad line blocks no other: a refused batch is halved until the line stands alone.

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
from typing import Generic, TypeVar

from collector.influxdb.outcome import Accepted, ActionRequired, BadLine, RetryLater, TooLarge, WriteOutcome

Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class RejectedLine(Generic[Id]):
    """A line that InfluxDB will never take, and why, in its own words."""

    id: Id
    line: str
    reason: str


@dataclass(frozen=True, slots=True)
class SendResult(Generic[Id]):
    """The fate of rows, by id; one in neither tuple is not known to be stored and must be sent again.

    *stopped* is why not all rows were tried, or None if they were.
    """

    accepted: tuple[Id, ...] = ()
    rejected: tuple[RejectedLine[Id], ...] = ()
    stopped: ActionRequired | RetryLater | None = None


def send_rows(
    write: Callable[[Sequence[str]], WriteOutcome], rows: Sequence[tuple[Id, str]]
) -> SendResult[Id]:
    """Write *rows*, pairs of id and line, and return what became of each; raises what *write* raises.

    Their order is kept, so that the later of two lines for one point wins. Some may be written twice, which
    changes nothing.
    """
    accepted: list[Id] = []
    rejected: list[RejectedLine[Id]] = []
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
            case ActionRequired() | RetryLater():
                return SendResult(tuple(accepted), tuple(rejected), outcome)
    return SendResult(tuple(accepted), tuple(rejected))
