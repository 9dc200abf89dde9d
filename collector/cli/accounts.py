"""The accounts a command is for: each of them, one after the other, or the one that is named."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from collector.cli.output import echo
from collector.config.accounts import Accounts, read_accounts
from collector.config.settings import Settings
from collector.core.errors import AccountNotNamed, CollectorError, InvalidSettings
from collector.core.wording import names_in_words

if TYPE_CHECKING:  # `status` opens no account, and need not pay for what polls
    from collector.app import App
    from collector.pipeline.account import Account


def each_account(accounts: Accounts, action: Callable[[str], int]) -> int:
    """Run *action* on every account, by the name of its state, and return the worst exit code.

    Prints the error of each that fails and goes on; also prints each mistake in the lists of accounts.
    """
    return max(print_mistakes(accounts), each_of(accounts.tokens, action))


def each_of(names: Iterable[str], action: Callable[[str], int]) -> int:
    """Run *action* on the accounts called *names*, as `each_account` does on all."""
    return max((_guarded(name, action) for name in names), default=0)


def print_mistakes(accounts: Accounts) -> int:
    """Print the mistakes in the lists of accounts, and return the exit code for them."""
    for mistake in accounts.mistakes:
        echo(mistake, err=True)
    return InvalidSettings.exit_code if accounts.mistakes else 0


def each_open_account(app: "App", action: Callable[["Account"], int]) -> int:
    """Run *action* on every account of *app* like `each_account`; print why the others did not open."""
    names = dict.fromkeys([*app.unusable, *app.listed.tokens])
    return max(print_mistakes(app.listed), each_of(names, lambda name: action(open_account(app, name))))


def account_named(settings: Settings, name: str | None) -> str:
    """Return the state's name of the account *name*, or of the only one; raises `AccountNotNamed`."""
    names = list(read_accounts(settings).tokens)
    if name is None and len(names) == 1:
        return names[0]
    if name is not None and name.lower() in names:
        return name.lower()
    if settings.shard is not None and (not names or name):
        owns = f"its accounts are {names_in_words(names)}" if names else "it has none"
        raise AccountNotNamed(
            f"This is shard {settings.shard}, and {owns}: other accounts belong to other shards."
        )
    raise AccountNotNamed(f"Choose an account with --account: {names_in_words(names)}.")


def open_account(app: "App", state_name: str) -> "Account":
    """Return the account; raises the error that kept its state from being opened."""
    if state_name in app.unusable:
        raise app.unusable[state_name]
    return app.accounts[state_name]


def _guarded(name: str, action: Callable[[str], int]) -> int:
    try:
        return action(name)
    except CollectorError as problem:
        echo(str(problem), lead=f"{name}: ", err=True)
        return problem.exit_code
