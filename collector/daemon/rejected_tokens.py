"""The tokens known to be unusable: their accounts are not polled until the token is replaced."""

from dataclasses import dataclass

from collector.core.errors import CollectorError, UnusableSecret
from collector.pipeline.account import Account


@dataclass(frozen=True, slots=True)
class _Rejection:
    token: str | None
    problem: CollectorError


class RejectedTokens:
    """The rejected, missing or unreadable tokens of this process, by account."""

    def __init__(self) -> None:
        self._rejections: dict[str, _Rejection] = {}

    def add(self, account: Account, token: str | None, problem: CollectorError) -> None:
        """Remember that *token* (None if there was none) is unusable because of *problem*."""
        self._rejections[account.state_name] = _Rejection(token, problem)

    @property
    def names(self) -> list[str]:
        """Return the names of the accounts that are not polled, by their states."""
        return list(self._rejections)

    def forget(self, name: str) -> None:
        """Forget the removed account called *name*."""
        self._rejections.pop(name, None)

    def problem(self, account: Account) -> CollectorError | None:
        """Return why the account is not polled, or None if it may be."""
        rejection = self._rejections.get(account.state_name)
        return rejection.problem if rejection else None

    def forget_if_replaced(self, account: Account) -> bool:
        """Forget the account's rejection, and return True, if it has another token now."""
        rejection = self._rejections.get(account.state_name)
        if rejection is None or current_token(account) in {None, rejection.token}:
            return False
        del self._rejections[account.state_name]
        return True


def current_token(account: Account) -> str | None:
    """Return the account's token as it is now, or None if it is missing or malformed."""
    try:
        return account.token.read()
    except UnusableSecret:
        return None
