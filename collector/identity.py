"""Whose numbers these are: the name every point carries is settled once and kept."""

from collector.errors import NeedsFixing
from collector.model import User
from collector.storage.account import Identity


class WrongAccount(NeedsFixing):
    """What is set, and what WaniKani says, do not belong to the state at hand; nothing was written."""


def settled(
    kept: Identity | None, configured: str | None, user: User | None, token_setting: str
) -> Identity | None:
    """Return whose state it is from now on, or None while neither the owner nor WaniKani has told.

    The name is the configured one, else the username at the first good poll; it is kept from then on,
    because usernames can change and a new name would begin a second history. Raises `WrongAccount`
    when the state belongs to somebody else.
    """
    name = configured or (kept.name if kept else None) or (user.username if user else None)
    if name is None:
        return None
    if kept is not None and kept.user_id is not None:
        _refuse_other_name(kept, name)
        _refuse_other_user(kept, user, token_setting)
    user_id = user.id if user else (kept.user_id if kept else None)
    return Identity(name, user_id)


def _refuse_other_name(kept: Identity, name: str) -> None:
    if name != kept.name:
        raise WrongAccount(
            f"WANIKANI_ACCOUNT says {name!r}, but this state was begun as {kept.name!r}, and its history "
            "carries that name: set it back, or begin a new history with another COLLECTOR_STATE."
        )


def _refuse_other_user(kept: Identity, user: User | None, token_setting: str) -> None:
    if user is not None and user.id != kept.user_id:
        raise WrongAccount(
            f"{token_setting} is {user.username!r}'s, but this state holds the history of another learner "
            f"({kept.name!r}): use the right token, or another COLLECTOR_STATE."
        )
