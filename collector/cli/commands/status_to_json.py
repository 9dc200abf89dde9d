"""`status --json`: what `status` knows, for programs."""

from collector.cli.accounts import account_named, each_of, print_mistakes
from collector.cli.json_output import document_of_errors, echo_json
from collector.cli.startup import load_settings_with_warnings
from collector.config.accounts import Accounts, read_accounts
from collector.config.settings import Settings
from collector.core.advice import replace_command
from collector.core.clock import Clock
from collector.core.errors import CollectorError
from collector.core.moments import Moment, moment
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.views.status import read_status
from collector.views.status_json import AccountJson, account_document, status_document


def status_to_json(clock: Clock, account: str | None = None) -> int:
    """Print one JSON document of *account*, or of every account (None); return the worst exit code.

    Raises what `status` does, after a document without accounts.
    """
    now = moment(clock.now())
    with document_of_errors(lambda problems: status_document(now, [], problems)):
        settings = load_settings_with_warnings()
        accounts = read_accounts(settings)
        names = accounts.tokens if account is None else [account_named(settings, account)]
    found: list[AccountJson] = []

    def read(name: str) -> int:
        try:
            found.append(_account(settings, now, name, accounts))
        except CollectorError as problem:
            found.append(AccountJson.without_status(name, str(problem)))
            raise
        return 0

    worst = max(print_mistakes(accounts), each_of(names, read))
    echo_json(status_document(now, found, accounts.mistakes))
    return worst


def _account(settings: Settings, now: Moment, name: str, accounts: Accounts) -> AccountJson:
    found = read_state(
        state_file(settings.collector_state, name), lambda tx: read_status(tx, now, settings.zone)
    )
    return account_document(name, found, settings.delivered_bucket, replace_command(name, accounts.tokens))
