"""Reads from the state what is known of each account's health, for the verdict in `health`."""

from collector.app import App
from collector.core.errors import CollectorError
from collector.daemon.health import AccountHealth
from collector.daemon.poll_job import PollJob
from collector.pipeline.account import Account
from collector.storage import identity as identities
from collector.storage import ledger, outbox, runs


def read_health(app: App, polling: PollJob) -> list[AccountHealth]:
    """Return the health of every account as of now, those whose state could not be opened included.

    *polling* knows the rejected tokens, and the names of accounts whose state cannot be read any more.
    A state that cannot be read is in *state_problem*; raises nothing of its own.
    """
    unopened = [AccountHealth(name, state_problem=str(problem)) for name, problem in app.unusable.items()]
    return [*(_read(account, polling) for account in app.accounts.values()), *unopened]


def _read(account: Account, polling: PollJob) -> AccountHealth:
    token_problem = polling.rejected.problem(account)
    try:
        with account.store.reading() as tx:
            who = identities.identity(tx)
            run = runs.last_run(tx)
            beat = ledger.heartbeats.last_heartbeat(tx)
            delivery = runs.delivery(tx)
            polled = ledger.polls.last_success(tx)
            waiting = outbox.pending(tx)
            old = outbox.points_too_old(tx)
            refused = outbox.rejected(tx)
    except CollectorError as problem:
        label = polling.label(account)
        return AccountHealth(
            label or account.state_name, account.state_name, label, state_problem=str(problem)
        )
    label = who.name if who else account.name
    return AccountHealth(
        name=label or account.state_name,
        state_name=account.state_name,
        label=label,
        polled_at=polled,
        poll_problem=str(token_problem) if token_problem else (run.problem if run else ""),
        poll_seconds=beat.duration_seconds if beat else None,
        token_ok=token_problem is None,
        delivered_at=delivery.succeeded_at if delivery else None,
        delivery_problem=delivery.problem if delivery else "",
        waiting=waiting,
        too_old=old.points if old else 0,
        refused=refused,
    )
