"""An answer from the state of one account, and what is said where it cannot be given."""

from collections.abc import Callable
from http import HTTPStatus

from collector.app import App
from collector.core.errors import CollectorError
from collector.daemon.web.server import TEXT, WebPage
from collector.storage.transaction import Transaction

_NAMED = 5


def answer_of(app: App, name: str, make: Callable[[Transaction], WebPage]) -> WebPage:
    """Return what *make* makes of the state of the account called *name*.

    404 where there is no such account, 503 with the reason where its state cannot be read.
    """
    account = app.accounts.get(name)
    if account is None:
        problem = app.unusable.get(name)
        return _unreadable(name, problem) if problem else not_found(no_such_account(app))
    try:
        with account.store.reading() as tx:
            return make(tx)
    except CollectorError as problem:
        return _unreadable(name, problem)


def no_such_account(app: App) -> str:
    """Return the sentence for a name that no account has, with the names of a few accounts."""
    names = sorted(app.accounts)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"There is no such account. Accounts: {', '.join(names[:_NAMED])}{more}."


def not_found(sentence: str) -> WebPage:
    """Return a 404 that says what is not there."""
    return WebPage(HTTPStatus.NOT_FOUND, TEXT, f"{sentence}\n".encode())


def _unreadable(name: str, problem: CollectorError) -> WebPage:
    return WebPage(HTTPStatus.SERVICE_UNAVAILABLE, TEXT, f"{name}: {problem}\n".encode())
