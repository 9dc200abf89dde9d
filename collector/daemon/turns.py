"""Runs the turns of accounts: the first reads the state to schedule the polls; the others poll."""

import random
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from collector.app import App
from collector.core.errors import CollectorError
from collector.core.moments import moment
from collector.daemon.jobs import Jobs
from collector.daemon.poll_workers import NextTurn
from collector.daemon.rejected_tokens import current_token
from collector.daemon.schedule import next_poll, overdue, poll_offset, start_delay
from collector.pipeline.account import Account
from collector.storage import ledger


class Turns:
    """Has the turns of the accounts, in the workers' threads; after a poll, *then* is to start a delivery."""

    def __init__(self, app: App, jobs: Jobs, then: Callable[[], None] | None) -> None:
        self._app = app
        self._jobs = jobs
        self._then = then
        self._delays: dict[str, timedelta] = {}

    def begin(self, names: Collection[str]) -> None:
        """Let the next turn of *names* be their first: they begin together."""
        every = self._app.settings.poll_every
        self._delays |= {name: start_delay(name, every, len(names)) for name in names}

    def turn(self, name: str) -> NextTurn | None:
        """Have the turn of the account called *name*; return its next one, None if it was removed."""
        account = self._app.accounts.get(name)
        if account is None:
            return None
        delay = self._delays.pop(name, None)
        if delay is not None:
            return self._first_look(account, delay)
        # The next time follows from this one's: the clock may be set while the poll goes on.
        began = self._app.clock.now()
        self._jobs.poll(account, self._then)
        if name not in self._app.accounts:
            # It was removed meanwhile, and its state opened once more.
            account.store.close()
            return None
        return NextTurn(self._due(account, began))

    def _first_look(self, account: Account, delay: timedelta) -> NextTurn:
        self._jobs.note(account)
        now = self._app.clock.now()
        try:
            with account.store.reading() as tx:
                last = ledger.polls.last_success(tx)
                beat = ledger.heartbeats.last_heartbeat(tx)
        except CollectorError:
            # Nothing can be written either: the next poll says why.
            return NextTurn(self._due(account, now))
        token_ok = current_token(account) is not None and (beat is None or beat.token_ok)
        # Where the token is or was no good, it costs one request at most, and gives the heartbeat, the reason
        # and the watch for a new token.
        if token_ok and not overdue(last, moment(now), account.every):
            return NextTurn(self._due(account, now))
        return NextTurn(now + delay, first=last is None)

    def _due(self, account: Account, now: datetime) -> datetime:
        offset = poll_offset(account.state_name, account.every, len(self._app.accounts))
        return next_poll(now, account.every, offset, random.random())  # noqa: S311 - no secret
