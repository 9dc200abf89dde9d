"""The context that every step of a successful poll can rely on."""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from collector.core.model import Summary, User
from collector.storage import outbox
from collector.storage.transaction import Transaction
from collector.wanikani.fetch import Changes


class Backlog(NamedTuple):
    """The numbers of queued points and of points ever rejected, before this poll added its own."""

    pending: int
    rejected: int


def read_backlog(tx: Transaction) -> Backlog:
    """Return the backlog as it is now."""
    return Backlog(outbox.pending(tx), outbox.rejected(tx))


@dataclass(frozen=True, slots=True)
class PollContext:
    """A successful poll, once the mirror has its rows: what changed, and whose it is.

    *user* and *summary* are as the mirror has them now; *user_before* is None at the first poll.
    *changed_rows* counts the rows that differ from before. *interval*, the time between polls, and *zone*
    are as configured.
    """

    changes: Changes
    user_before: User | None
    user: User
    summary: Summary
    changed_rows: int
    backlog: Backlog
    interval: timedelta
    zone: ZoneInfo
