"""The job that checks every state for damage and copies it, once a day; both are due at the start too."""

from datetime import date

import structlog

from collector.app import App
from collector.core.advice import replace_command
from collector.core.errors import CollectorError, StateDamaged
from collector.core.log_events import LogEvent
from collector.pipeline.account import Account
from collector.pipeline.upkeep import check_state, copy_day, copy_state, older_than_committed

log = structlog.get_logger("collector")


class UpkeepJob:
    """Checks and copies states, each at most once a day when all goes well; a problem is logged once."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._checked: dict[str, date] = {}
        self._logged_problems: dict[str, str] = {}

    def check_all(self) -> None:
        """Check every state before anything is written. A damaged one is logged, and the others go on.

        Raises `StateDamaged`, a sentence a line, when none is left; nothing is logged then.
        """
        accounts = self._app.accounts.values()
        damaged = [(account, problem) for account in accounts if (problem := self._problem(account))]
        if len(damaged) == len(accounts):
            raise StateDamaged("\n".join(str(problem) for _, problem in damaged))
        for account, problem in damaged:
            self._log_once(account, problem)

    def run(self) -> bool:
        """Check and copy the states whose turn it is, and return True if there was one."""
        worked = [self._run_or_log(account) for account in self._app.accounts.values()]
        return any(worked)

    def _problem(self, account: Account) -> StateDamaged | None:
        try:
            check_state(account)
            older = older_than_committed(account.store, replace=self._replace_command(account))
        except StateDamaged as problem:
            return problem
        self._checked[account.state_name] = copy_day(account, self._app.clock.now())
        if older is not None:
            log.warning(LogEvent.STATE_WENT_BACK, account=account.state_name, problem=older)
        return None

    def _replace_command(self, account: Account) -> str | None:
        accounts = self._app.accounts
        return replace_command(account.state_name, accounts) if self._app.writer else None

    def _run_or_log(self, account: Account) -> bool:
        try:
            worked = self._run(account)
        except CollectorError as problem:
            self._log_once(account, problem)
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
        day = copy_day(account, self._app.clock.now())
        copy = copy_state(account, day, self._app.settings.collector_copies)
        was_checked = self._checked.get(account.state_name) == day
        if copy is not None:
            log.info(LogEvent.STATE_COPIED, account=account.state_name, copy=str(copy))
        elif not was_checked:
            check_state(account)
        self._checked[account.state_name] = day
        return copy is not None or not was_checked
