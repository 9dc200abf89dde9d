"""The job that polls one account. A rejected token stops the requests, not the heartbeats."""

from collections import Counter

import structlog

from collector.app import App
from collector.core.clock import Stopped
from collector.core.errors import ActionRequiredError, CollectorError, InternalError, UnusableSecret
from collector.core.log_events import LogEvent
from collector.daemon.rejected_tokens import RejectedTokens, current_token
from collector.pipeline.account import Account
from collector.pipeline.heartbeat import record_failed_poll
from collector.pipeline.poll_report import PollReport

log = structlog.get_logger("collector")
_TOKEN_REMEDY = "a file is read again automatically; after changing a variable, restart the collector"  # noqa: S105


class PollJob:
    """Polls accounts, and counts in *counts* by the account's state and success.

    *rejected* has the tokens that are not tried again.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._names: dict[str, str] = {}
        self.counts: Counter[tuple[str, bool]] = Counter()
        self.rejected = RejectedTokens()

    def run(self, account: Account) -> PollReport:
        """Poll once, or only write a heartbeat while the token is rejected; raises what no poll should."""
        problem = self.rejected.problem(account)
        report = self._poll(account) if problem is None else self._skip(account, problem)
        if report.name is not None:
            self._names[account.state_name] = report.name
        self.counts[account.state_name, report.problem is None] += 1
        return report

    def forget(self, name: str) -> None:
        """Forget the removed account called *name*."""
        self._names.pop(name, None)
        self.rejected.forget(name)
        for good in (True, False):
            self.counts.pop((name, good), None)

    def label(self, account: Account) -> str | None:
        """Return the name that the account's points carry, None while no poll of this process knew one."""
        return self._names.get(account.state_name, account.name)

    def name(self, account: Account) -> str:
        """Return the account's name in the database once a poll resolved it, else that of its state."""
        return self.label(account) or account.state_name

    def _poll(self, account: Account) -> PollReport:
        token = current_token(account)
        report = self._poll_or_record_crash(account)
        if report.problem is not None and not report.token_ok:
            self.rejected.add(account, token, report.problem)
        _log_report(report)
        return report

    def _poll_or_record_crash(self, account: Account) -> PollReport:
        try:
            return self._app.poll(account)
        except (Stopped, CollectorError):
            raise
        except Exception as error:
            self.counts[account.state_name, False] += 1
            bug = InternalError(f"An internal error, please report it: {type(error).__name__}.")
            record_failed_poll(account, self._app.clock, bug)
            raise

    def _skip(self, account: Account, problem: CollectorError) -> PollReport:
        log.error(LogEvent.POLL_SKIPPED, account=account.state_name, problem=str(problem))
        return record_failed_poll(account, self._app.clock, problem)


def _log_report(report: PollReport) -> None:
    if report.problem is None:
        _log_success(report)
    elif isinstance(report.problem, UnusableSecret):
        log.error(LogEvent.TOKEN_MISSING, problem=str(report.problem), remedy=_TOKEN_REMEDY, **_about(report))
    elif not report.token_ok:
        log.error(LogEvent.TOKEN_REJECTED, problem=str(report.problem), **_about(report))
    elif isinstance(report.problem, ActionRequiredError):
        log.error(LogEvent.POLL_REFUSED, problem=str(report.problem), **_about(report))
    else:
        log.warning(LogEvent.POLL_FAILED, problem=str(report.problem), **_about(report))


def _log_success(report: PollReport) -> None:
    log.info(
        LogEvent.POLL_FINISHED,
        changed=report.changed_rows,
        reviews=report.reviews_found,
        points=report.points,
        seconds=report.effort.seconds,
        **_about(report),
    )
    if report.unexplained:
        log.warning(
            LogEvent.POLL_UNEXPLAINED,
            account=report.name,
            changes=len(report.unexplained),
            first=report.unexplained[0],
        )


def _about(report: PollReport) -> dict[str, object]:
    return {"account": report.name or report.state_name, "requests": report.effort.requests}
