"""The end of every import: a summary, and the delivery after it."""

from collector.app import App
from collector.cli.commands.deliver_and_report import deliver_and_report
from collector.cli.output import echo
from collector.core.errors import ActionRequiredError
from collector.core.links import IMPORT_PAGE
from collector.core.wording import counted, utc_day
from collector.pipeline.account import Account
from collector.pipeline.import_result import ImportResult


def report_dry_run(done: ImportResult, what: str) -> int:
    """Print what would be imported, and return the exit code that the import would have."""
    echo(f"{_taken(done, what, 'would be imported')}. Nothing was changed: this was a dry run.")
    _print_rejected(done)
    return _exit_code(done, what)


def deliver_import(app: App, account: Account, done: ImportResult, what: str) -> int:
    """Deliver the imported points, print the result, and return the exit code."""
    if not done.added:
        echo(f"{_taken(done, what, 'imported')}.")
        _print_rejected(done)
        return _exit_code(done, what)
    code = deliver_and_report(app, account, _taken(done, what, "imported"))
    _print_rejected(done)
    return code


def _exit_code(done: ImportResult, what: str) -> int:
    """Return 0 if anything was imported or all was already present; else print why and return 2."""
    if done.succeeded:
        return 0
    if done.seen:
        echo(f"No {what} was imported, and not all were there before: see the reasons above.", err=True)
    else:
        echo(f"There is no {what} in it. Supported formats: {IMPORT_PAGE}", err=True)
    return ActionRequiredError.exit_code


def _taken(done: ImportResult, what: str, verb: str) -> str:
    span = ""
    if done.first is not None and done.last is not None:
        span = f" ({utc_day(done.first)} to {utc_day(done.last)})"
    rest = f"{done.already_present:,} already present, {done.rejected.total:,} rejected"
    return f"{counted(done.added, what)} {verb}{span}, {rest}"


def _print_rejected(done: ImportResult) -> None:
    for sentence in done.rejected.sentences():
        echo(sentence, lead="  ")
