"""The report of a poll, good or failed."""

from dataclasses import dataclass
from datetime import timedelta

from collector.core.errors import CollectorError, TokenRejected, UnusableSecret
from collector.core.moments import Moment
from collector.wanikani.client import Conversation


@dataclass(frozen=True, slots=True)
class Effort:
    """The cost of a poll: *requests*, of which *not_modified* were answered with 304, and *seconds*."""

    requests: int = 0
    not_modified: int = 0
    seconds: float = 0.0

    @classmethod
    def of(cls, conversation: Conversation | None, elapsed: timedelta) -> "Effort":
        """Return the effort of *conversation*; None stands for one that could not even begin."""
        if conversation is None:
            return cls(seconds=elapsed.total_seconds())
        return cls(conversation.requests, conversation.not_modified, elapsed.total_seconds())


@dataclass(frozen=True, slots=True)
class PollReport:
    """The result of a poll. *problem* is None when it was good; *name* is None while the account has none.

    *points* is the number of points queued. *unexplained* has a sentence for each change that no rule
    explains. *first* is true of the first successful poll of all: its rows were read again to count them.
    """

    state_name: str
    name: str | None
    at: Moment
    effort: Effort = Effort()
    changed_rows: int = 0
    points: int = 0
    reviews_found: int = 0
    unexplained: tuple[str, ...] = ()
    problem: CollectorError | None = None
    first: bool = False

    @property
    def token_ok(self) -> bool:
        """Return False if this token must not be used again."""
        return not isinstance(self.problem, TokenRejected | UnusableSecret)
