"""Whose numbers these are: the name every point carries is settled once and kept."""

from collector.core.errors import WrongAccount
from collector.core.model import User
from collector.storage.identity import Identity


def resolve_identity(
    kept: Identity | None, configured: str | None, user: User | None, token_place: str
) -> Identity | None:
    """Return whose state it is from now on, or None while neither the owner nor WaniKani has told.

    The name is the configured one, else the username at the first good poll; it is kept from then on,
    because usernames can change and a new name would begin a second history. Raises `WrongAccount`
    when the state belongs to somebody else.
    """
    if kept is None:
        name = configured or (user.username if user else None)
        return None if name is None else Identity(name, user.id if user else None)
    if configured is not None and configured != kept.name:
        raise WrongAccount(
            f"WANIKANI_ACCOUNT says {configured!r}, but this state was begun as {kept.name!r}, and its "
            "history carries that name: set it back, or begin a new history with another COLLECTOR_STATE."
        )
    if user is not None and kept.user_id not in {None, user.id}:
        raise WrongAccount(
            f"The token in {token_place} is of another learner ({user.username!r}) than this state's "
            f"history ({kept.name!r}): use the right token, or another COLLECTOR_STATE."
        )
    return Identity(kept.name, user.id if user else kept.user_id)


def refuse_taken(name: str, taken: frozenset[str]) -> None:
    """Raise `WrongAccount` when *name* is another account's: their points would be one learner's."""
    if name in taken:
        raise WrongAccount(
            f"Two accounts would be called {name!r} in the database: "
            "set WANIKANI_ACCOUNT to another name for the one without a name of its own."
        )
