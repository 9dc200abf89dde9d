"""One learner's account as the program works with it."""

from dataclasses import dataclass
from datetime import timedelta

import httpx

from collector.config.secrets import Secret
from collector.storage.database import Store


@dataclass(frozen=True, slots=True)
class Account:
    """All that one poll needs to know of an account.

    *state_name* names its file; *name* is what the owner calls it in the database, or None for the
    username, which must be none of *taken_names*. *every* and *timezone* are as configured.
    """

    state_name: str
    name: str | None
    taken_names: frozenset[str]
    token: Secret
    store: Store
    http: httpx.Client
    url: str
    every: timedelta
    timezone: str
