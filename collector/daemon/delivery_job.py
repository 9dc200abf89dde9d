"""The job that delivers queued points: all accounts share one InfluxDB, and the pause after a failure."""

from collections.abc import Callable

import structlog

from collector.app import App
from collector.core.advice import replace_command
from collector.core.errors import CollectorError
from collector.core.log_events import LogEvent
from collector.core.retention import REMEDY
from collector.daemon.backoff import Backoff
from collector.pipeline.account import Account
from collector.pipeline.deliver import DeliveryReport

log = structlog.get_logger("collector")


class DeliveryJob:
    """Delivers in rounds over the accounts; *name_of* is what one is called in the log.

    *note* is called for each account that was delivered. With many accounts, a round covers those known to
    have queued points.
    """

    def __init__(self, app: App, name_of: Callable[[Account], str], note: Callable[[Account], None]) -> None:
        self._app = app
        self._name_of = name_of
        self._note = note
        self._waiting = dict.fromkeys(app.accounts)
        self._backoff = Backoff()
        self._requested = False
        self._logged_problems: dict[str, str] = {}
        self._logged_limits = False
        self._logged_unknown_polls: set[str] = set()

    def request_round(self, account: Account) -> None:
        """Ask for a round after the running one, which may have passed *account*, which has new points."""
        self._waiting[account.state_name] = None
        self._requested = True

    def forget(self, name: str) -> None:
        """Forget the removed account called *name*."""
        self._waiting.pop(name, None)
        self._logged_problems.pop(name, None)
        self._logged_unknown_polls.discard(name)

    def run(self) -> int:
        """Deliver in rounds until no further one is requested; return how many points InfluxDB took.

        Nothing is sent during the pause after a failure. Raises `Stopped` when the process is to end.
        """
        delivered = 0
        self._requested = True
        while self._requested and self._backoff.over(self._app.clock.elapsed()):
            self._requested = False
            delivered += self._run_round()
        return delivered

    def _run_round(self) -> int:
        delivered = 0
        for account in self._due():
            # Before: a poll may add to it meanwhile.
            self._waiting.pop(account.state_name, None)
            report = self._app.deliver(account)
            if report.problem is not None:
                self._waiting[account.state_name] = None
            delivered += report.delivered
            self._log_report(account, report)
            self._note(account)
            if report.server_refused:
                self._backoff.begin(self._app.clock.elapsed(), report.problem)
                return delivered
        self._backoff.end()
        return delivered

    def _log_report(self, account: Account, report: DeliveryReport) -> None:
        if report.delivered or report.rejected or report.too_old:
            log.info(
                LogEvent.DELIVERY_FINISHED,
                account=self._name_of(account),
                points=report.delivered,
                rejected=report.rejected,
                too_old=report.too_old,
            )
            self._log_limits_once()
        if report.too_old:
            self._log_too_old(account)
        if report.problem is None:
            self._log_unknown_polls_once(account)
        self._log_change(account, report.problem)

    def _due(self) -> list[Account]:
        accounts = self._app.accounts
        names = list(accounts if self._app.listed.few else self._waiting)
        return [accounts[name] for name in names if name in accounts]

    def _log_too_old(self, account: Account) -> None:
        old = self._app.points_too_old(account)
        if old is not None:
            problem = f"{old.sentence(self._app.settings.influxdb_bucket)} {REMEDY}"
            log.warning(LogEvent.POINTS_TOO_OLD, account=self._name_of(account), problem=problem)

    def _log_unknown_polls_once(self, account: Account) -> None:
        if account.state_name in self._logged_unknown_polls:
            return
        unknown = self._app.unknown_polls(account)
        if unknown is not None:
            name = self._name_of(account)
            settings = self._app.settings
            replace = replace_command(account.state_name, self._app.accounts)
            problem = unknown.sentence(name, settings.influxdb_bucket, replace)
            log.error(LogEvent.STATE_OLDER, account=name, problem=problem)
            self._logged_unknown_polls.add(account.state_name)

    def _log_limits_once(self) -> None:
        limits = self._app.influxdb_limits()
        if limits is not None and not self._logged_limits:
            log.warning(LogEvent.INFLUXDB_LIMITED, limits=limits)
            self._logged_limits = True

    def _log_change(self, account: Account, problem: CollectorError | None) -> None:
        """Log a problem when it starts or changes, not every minute, and when it is over."""
        name, sentence = self._name_of(account), str(problem or "")
        before = self._logged_problems.get(account.state_name, "")
        self._logged_problems[account.state_name] = sentence
        if sentence and sentence != before:
            log.error(LogEvent.DELIVERY_FAILED, account=name, problem=sentence)
        elif before and not sentence:
            log.info(LogEvent.DELIVERY_RECOVERED, account=name)
