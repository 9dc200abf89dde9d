"""One learner's account as the program works with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from collector.config.secrets import Secret
from collector.core.clock import Clock
from collector.storage.database import Store
from collector.wanikani.client import Conversation


@dataclass(frozen=True, slots=True)
class Account:
    """All that one poll needs to know of an account.

    *state_name* names its file; *name* is what the owner calls it in the database, or None for the
    username, which must be none of *taken_names*. *every* and *zone* are as configured.
    *open_conversation* begins the requests of a poll to *url* with the token as it is then; it raises
    `UnusableSecret`.
    """

    state_name: str
    name: str | None
    taken_names: frozenset[str]
    token: Secret
    store: Store
    open_conversation: Callable[[Clock], Conversation]
    url: str
    every: timedelta
    zone: ZoneInfo
