"""Reads each account's health from its state, for the verdict in `health`."""

from collector.app import App
from collector.core.errors import CollectorError
from collector.daemon.health import AccountHealth
from collector.daemon.poll_job import PollJob
from collector.pipeline.account import Account
from collector.storage import ledger, outbox, projections, runs
from collector.views.overview import read_overview


class HealthBook:
    """The health of every account: read on request if they are few, cached if they are many.

    To read a thousand states for every scrape would take longer than to poll them. *polling* knows the
    rejected tokens, and the names of accounts whose state cannot be read any more.
    """

    def __init__(self, app: App, polling: PollJob) -> None:
        self._app = app
        self._polling = polling
        self._noted: dict[str, AccountHealth] = {}

    def note(self, account: Account) -> None:
        """Remember the health of *account*, something of which has changed."""
        self._noted[account.state_name] = _read(account, self._polling)

    def forget(self, name: str) -> None:
        """Forget the removed account called *name*."""
        self._noted.pop(name, None)

    def read(self) -> list[AccountHealth]:
        """Return the health of every account, of those too whose state could not be opened.

        A state that cannot be read is in *state_problem*; raises nothing of its own.
        """
        accounts = self._app.accounts.values()
        if self._app.listed.few:
            known = [_read(account, self._polling) for account in accounts]
        else:
            known = [self._noted.get(each.state_name) or _unseen(each) for each in accounts]
        unopened = self._app.unusable.items()
        return [*known, *(AccountHealth(name, state_problem=str(problem)) for name, problem in unopened)]


def _unseen(account: Account) -> AccountHealth:
    return AccountHealth(account.state_name, account.state_name, seen=False)


def _read(account: Account, polling: PollJob) -> AccountHealth:
    token_problem = polling.rejected.problem(account)
    try:
        with account.store.reading() as tx:
            seen = read_overview(tx)
            beat = ledger.heartbeats.last_heartbeat(tx)
            delivery = runs.delivery(tx)
            old = outbox.points_too_old(tx)
            refused = outbox.rejected(tx)
            projected_at = projections.projected_at(tx)
    except CollectorError as problem:
        label = polling.label(account)
        return AccountHealth(
            label or account.state_name, account.state_name, label, state_problem=str(problem)
        )
    label = seen.name or account.name
    return AccountHealth(
        name=label or account.state_name,
        state_name=account.state_name,
        label=label,
        level=seen.level,
        reviews=seen.reviews,
        polled_at=seen.polled_at,
        poll_problem=str(token_problem) if token_problem else seen.problem,
        poll_seconds=beat.duration_seconds if beat else None,
        token_ok=token_problem is None,
        delivered_at=delivery.succeeded_at if delivery else None,
        delivery_problem=delivery.problem if delivery else "",
        waiting=seen.waiting,
        too_old=old.points if old else 0,
        refused=refused,
        projected_at=projected_at,
    )
