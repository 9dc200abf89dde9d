"""Reads from the state what is known of each account's health, for the verdict in `health`."""

from collector.app import App
from collector.core.errors import CollectorError
from collector.daemon.health import AccountHealth
from collector.daemon.rejected_tokens import RejectedTokens
from collector.pipeline.account import Account
from collector.storage import identity as identities
from collector.storage import ledger, outbox, runs


def read_health(app: App, rejected: RejectedTokens) -> list[AccountHealth]:
    """Return the health of every account as of now, those whose state could not be opened included.

    A state that cannot be read is in *state_problem*; raises nothing of its own.
    """
    unopened = [AccountHealth(name, state_problem=str(problem)) for name, problem in app.unusable.items()]
    return [*(_read(account, rejected.problem(account)) for account in app.accounts.values()), *unopened]


def _read(account: Account, token_problem: CollectorError | None) -> AccountHealth:
    try:
        with account.store.reading() as tx:
            who = identities.identity(tx)
            run = runs.last_run(tx)
            delivery = runs.delivery(tx)
            polled = ledger.polls.last_success(tx)
            waiting = outbox.pending(tx)
    except CollectorError as problem:
        return AccountHealth(account.state_name, state_problem=str(problem))
    return AccountHealth(
        name=who.name if who else account.state_name,
        polled_at=polled,
        poll_problem=str(token_problem) if token_problem else (run.problem if run else ""),
        token_ok=token_problem is None,
        delivered_at=delivery.succeeded_at if delivery else None,
        delivery_problem=delivery.problem if delivery else "",
        waiting=waiting,
    )
