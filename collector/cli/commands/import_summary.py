"""What every import does: into which account, what it says at the end, and the delivery after it."""

from collector.app import App
from collector.cli.commands.deliver_and_report import deliver_and_report
from collector.cli.output import echo
from collector.config.settings import Settings
from collector.core.errors import AccountNotNamed
from collector.core.moments import instant
from collector.pipeline.account import Account
from collector.pipeline.import_result import ImportResult


def account_named(settings: Settings, name: str | None) -> str:
    """Return the state's name of the account *name*, or of the only one; raises `AccountNotNamed`."""
    names = list(settings.tokens())
    if name is None and len(names) == 1:
        return names[0]
    if name is not None and name.lower() in names:
        return name.lower()
    raise AccountNotNamed(f"Say whose by --account: {', '.join(names)}.")


def opened_account(app: App, state_name: str) -> Account:
    """Return the account, or raise what kept its state from being opened."""
    if state_name in app.unusable:
        raise app.unusable[state_name]
    return app.accounts[state_name]


def rehearsed(done: ImportResult, what: str) -> int:
    """Say what would be taken, and that nothing was."""
    echo(f"{_taken(done, what, 'would be taken')}. Nothing was changed: this was a rehearsal.")
    _refused(done)
    return 0


def finished(app: App, account: Account, done: ImportResult, what: str) -> int:
    """Say what was taken, and deliver it."""
    if not done.added:
        echo(f"{_taken(done, what, 'taken')}.")
        _refused(done)
        return 0
    code = deliver_and_report(app, account, _taken(done, what, "taken"))
    _refused(done)
    return code


def _taken(done: ImportResult, what: str, verb: str) -> str:
    span = ""
    if done.first is not None and done.last is not None:
        span = f" ({instant(done.first):%Y-%m-%d} to {instant(done.last):%Y-%m-%d})"
    many = what if done.added == 1 else f"{what}s"
    rest = f"{done.already_present:,} there already, {done.rejected.total:,} not taken"
    return f"{done.added:,} {many} {verb}{span}, {rest}"


def _refused(done: ImportResult) -> None:
    for sentence in done.rejected.sentences():
        echo(sentence, lead="  ")
