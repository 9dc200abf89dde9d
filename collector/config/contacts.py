"""Grafana's contact points, as plain values."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Post:
    """An address that notifications are posted to, with a token where it wants one."""

    url: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Telegram:
    """A bot, and the chat it writes to."""

    token: str = field(repr=False)
    chat: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """All contact points; *test* requests an alert that always fires."""

    emails: tuple[str, ...] = ()
    ntfy: Post | None = None
    webhook: Post | None = None
    discord: Post | None = None
    telegram: Telegram | None = None
    test: bool = False
