"""Settles the account name that every point carries, once, and keeps it."""

from collector.core.errors import WrongAccount
from collector.core.model import User
from collector.pipeline.account import Account
from collector.storage.identity import Identity, identity, save_identity
from collector.storage.transaction import Transaction


def keep_identity(tx: Transaction, account: Account, user: User | None) -> str:
    """Return the name that points carry, and keep it with the WaniKani user it belongs to.

    Raises `WrongAccount` when the state is another learner's, or the name another account's.
    """
    kept = identity(tx)
    resolved = resolve_identity(kept, account.name, user, account.token.place)
    if resolved is None:
        raise AssertionError("a successful poll always knows its user")
    refuse_taken(resolved.name, account.taken_names)
    if resolved != kept:
        save_identity(tx, resolved)
    return resolved.name


def keep_configured_name(tx: Transaction, account: Account) -> str | None:
    """Return the name that points carry, None if there is none; a configured one is kept from now on."""
    kept = identity(tx)
    if kept is None and account.name is not None:
        kept = Identity(account.name, None)
        save_identity(tx, kept)
    return kept.name if kept else None


def resolve_identity(
    kept: Identity | None, configured: str | None, user: User | None, token_place: str
) -> Identity | None:
    """Return whose state it is from now on, or None while neither the owner nor WaniKani has named it.

    The name is the configured one, else the username at the first successful poll; it is kept from then on,
    because usernames can change and a new name would begin a second history. Raises `WrongAccount`
    when the state belongs to another account.
    """
    if kept is None:
        name = configured or (user.username if user else None)
        return None if name is None else Identity(name, user.id if user else None)
    if configured is not None and configured != kept.name:
        raise WrongAccount(
            f"WANIKANI_ACCOUNT is {configured!r}, but this state was started as {kept.name!r}, and its "
            "history carries that name: set it back, or start a new history with another COLLECTOR_STATE."
        )
    if user is not None and kept.user_id not in {None, user.id}:
        raise WrongAccount(
            f"The token in {token_place} belongs to {user.username!r}, but this state's history to "
            f"{kept.name!r}: use the right token, or another COLLECTOR_STATE."
        )
    return Identity(kept.name, user.id if user else kept.user_id)


def refuse_taken(name: str, taken: frozenset[str]) -> None:
    """Raise `WrongAccount` when *name* is another account's: the points of two learners would mix."""
    if name in taken:
        raise WrongAccount(
            f"Two accounts would be called {name!r} in the database: set WANIKANI_ACCOUNT to another name "
            "for the account that has no name."
        )
