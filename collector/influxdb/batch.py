"""Sending rows so that a bad line blocks no other: halve until it stands alone."""

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
class Sent(Generic[Id]):
    """What became of the rows. A row in neither list is not known to be stored: it stays with the sender.

    *stopped* says why not everything was tried, or is None when nothing is left.
    """

    accepted: tuple[Id, ...] = ()
    refused: tuple[RejectedLine[Id], ...] = ()
    stopped: ActionRequired | RetryLater | None = None


def send(write: Callable[[Sequence[str]], WriteOutcome], rows: Sequence[tuple[Id, str]]) -> Sent[Id]:
    """Write *rows* and account for each of them.

    Their order is kept, so that the later of two lines for one point wins; some may be written twice.
    """
    accepted: list[Id] = []
    refused: list[RejectedLine[Id]] = []
    # Pieces still to be sent, the next one last.
    pieces = [rows] if rows else []
    while pieces:
        piece = pieces.pop()
        outcome = write([line for _, line in piece])
        match outcome:
            case Accepted():
                accepted += [row_id for row_id, _ in piece]
            case BadLine(reason) | TooLarge(reason) if len(piece) == 1:
                refused.append(RejectedLine(piece[0][0], piece[0][1], reason))
            case BadLine() | TooLarge():
                middle = len(piece) // 2
                pieces += [piece[middle:], piece[:middle]]
            case ActionRequired() | RetryLater():
                return Sent(tuple(accepted), tuple(refused), outcome)
    return Sent(tuple(accepted), tuple(refused))
