"""The job that checks every state for damage and copies it, once a day; both are due at the start too."""

from collections.abc import Callable
from datetime import date, timedelta

import structlog

from collector.app import App
from collector.core.advice import replace_command
from collector.core.errors import CollectorError, StateDamaged
from collector.core.log_events import LogEvent
from collector.daemon.schedule import spread
from collector.pipeline.account import Account
from collector.pipeline.upkeep import check_state, copy_day, copy_state, older_than_committed

log = structlog.get_logger("collector")


# Of many accounts, each has its own time of these after three in the morning, and after the start.
_WITHIN = timedelta(hours=2)


class UpkeepJob:
    """Checks and copies states, each at most once a day when all goes well; a problem is logged once.

    *note* is called for each account whose state was checked.
    """

    def __init__(self, app: App, note: Callable[[Account], None]) -> None:
        self._app = app
        self._note = note
        self._started = app.clock.elapsed()
        self._checked: dict[str, date] = {}
        self._done: dict[str, date] = {}
        self._logged_problems: dict[str, str] = {}

    def check_all(self) -> None:
        """Check a few states before anything is written. A damaged one is logged, and the others go on.

        More are checked one after the other while they are polled: a thousand take minutes. Raises
        `StateDamaged`, one sentence per line, when none is left; nothing is logged then.
        """
        if not self._app.listed.few:
            return
        accounts = self._app.accounts.values()
        damaged = [(account, problem) for account in accounts if (problem := self._problem(account))]
        if damaged and len(damaged) == len(accounts):
            raise StateDamaged("\n".join(str(problem) for _, problem in damaged))
        for account, problem in damaged:
            self._log_once(account, problem)

    def run(self) -> bool:
        """Check and copy the states whose turn it is, and return True if there was one."""
        elapsed = self._app.clock.elapsed() - self._started
        accounts = [each for each in self._app.accounts.values() if self._lag(each) <= elapsed]
        worked = [self._run_or_log(account) for account in accounts]
        return any(worked)

    def forget(self, name: str) -> None:
        """Forget the removed account called *name*."""
        self._checked.pop(name, None)
        self._done.pop(name, None)
        self._logged_problems.pop(name, None)

    def _lag(self, account: Account) -> timedelta:
        """Return how much later than others it is the account's turn, as a thousand checks take minutes."""
        return timedelta(0) if self._app.listed.few else spread(account.state_name) * _WITHIN

    def _day(self, account: Account) -> date:
        return copy_day(account, self._app.clock.now() - self._lag(account))

    def _problem(self, account: Account) -> StateDamaged | None:
        try:
            check_state(account)
            self._log_if_older(account)
        except StateDamaged as problem:
            return problem
        self._checked[account.state_name] = self._day(account)
        return None

    def _log_if_older(self, account: Account) -> None:
        older = older_than_committed(account.store, replace=self._replace_command(account))
        if older is not None:
            log.warning(LogEvent.STATE_WENT_BACK, account=account.state_name, problem=older)

    def _replace_command(self, account: Account) -> str | None:
        accounts = self._app.accounts
        return replace_command(account.state_name, accounts) if self._app.writer else None

    def _run_or_log(self, account: Account) -> bool:
        try:
            worked = self._run(account)
        except CollectorError as problem:
            self._log_once(account, problem)
            self._note(account)
            return True
        self._logged_problems.pop(account.state_name, None)
        return worked

    def _log_once(self, account: Account, problem: CollectorError) -> None:
        """Log a problem when it starts or changes, not every ten minutes."""
        name, sentence = account.state_name, str(problem)
        if self._logged_problems.get(name) == sentence:
            return
        self._logged_problems[name] = sentence
        if isinstance(problem, StateDamaged):
            log.error(LogEvent.STATE_DAMAGED, account=name, problem=sentence)
        else:
            log.error(LogEvent.COPY_FAILED, account=name, problem=sentence)

    def _run(self, account: Account) -> bool:
        name, day = account.state_name, self._day(account)
        if self._done.get(name) == day:
            return False
        copy = copy_state(account, day, self._app.settings.collector_copies)
        was_checked = self._checked.get(name) == day
        if name not in self._checked:
            self._log_if_older(account)
        if copy is not None:
            log.info(LogEvent.STATE_COPIED, account=name, copy=str(copy))
        elif not was_checked:
            check_state(account)
        self._checked[name] = self._done[name] = day
        return copy is not None or not was_checked
