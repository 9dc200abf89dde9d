"""One account after the other: one's trouble does not keep the others from their turn."""

from collections.abc import Callable

from collector.app import App
from collector.cli.output import echo
from collector.core.errors import CollectorError
from collector.pipeline.account import Account


def each_account(app: App, action: Callable[[Account], int]) -> int:
    """Do *action* with every account, say what is wrong with the rest, and return the worst exit code."""
    for name, problem in app.unusable.items():
        echo(str(problem), lead=f"{name}: ", err=True)
    codes = [problem.exit_code for problem in app.unusable.values()]
    return max([*codes, *(_guarded(account, action) for account in app.accounts.values())])


def _guarded(account: Account, action: Callable[[Account], int]) -> int:
    try:
        return action(account)
    except CollectorError as problem:
        echo(str(problem), lead=f"{account.state_name}: ", err=True)
        return problem.exit_code
