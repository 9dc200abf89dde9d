"""What can go wrong between us and WaniKani, named by what the caller should do.

CollectorError
├── Passing
│   └── TryLater             it may pass: 429, 5xx, 404, a redirect, no connection, odd answers
└── NeedsFixing
    └── TokenRejected        it will not pass: 401, 403. Stop asking and tell the owner
"""

from datetime import timedelta

from collector.core.errors import NeedsFixing, Passing


class TryLater(Passing):
    """The poll cannot go on; the next one may. *soon* says whether asking again at once makes sense."""

    def __init__(self, sentence: str, *, soon: bool = False, after: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.soon = soon
        self.after = after


class RateLimited(TryLater):
    """The minute's requests are used up; the next window opens *after* this time."""

    def __init__(self, sentence: str, after: timedelta) -> None:
        super().__init__(sentence, soon=True, after=after)
        self.after: timedelta = after


class NotThere(TryLater):
    """The endpoint does not exist (404)."""


class TokenRejected(NeedsFixing):
    """WaniKani does not accept the token (401), or not for this (403)."""
