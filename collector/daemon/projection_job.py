"""The job that projects what is to come, one account at a time, in the order in which they were due."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

from collector.app import App
from collector.app.projection_process import ProjectionProcess, ProjectionRequest
from collector.core.errors import ProjectionFailed
from collector.core.log_events import LogEvent
from collector.core.moments import Moment
from collector.daemon.job_gate import JobGate
from collector.pipeline.account import Account
from collector.pipeline.poll_report import PollReport
from collector.pipeline.project import keep_change
from collector.pipeline.projection_due import is_due

log = structlog.get_logger("collector")


class ProjectionJob:
    """Has a thread of its own, and in it one process at a time; both begin when they are needed.

    *name_of* is what an account is called in the log; *then* is called after each turn.
    *cpu_seconds* has how long a processor took for the last one of each account, by the name of its state.
    """

    def __init__(
        self, app: App, gate: JobGate, name_of: Callable[[Account], str], then: Callable[[Account], None]
    ) -> None:
        self._app = app
        self._gate = gate
        self._name_of = name_of
        self._then = then
        self._process = ProjectionProcess()
        self._thread = ThreadPoolExecutor(1, "projection")
        self._waiting: set[str] = set()
        self._tried: dict[str, Moment] = {}
        self.cpu_seconds: dict[str, float] = {}

    def request(self, account: Account, report: PollReport) -> None:
        """Let it be the account's turn if that is due after the poll of *report*; returns at once."""
        name = account.state_name
        if self._app.settings.collector_projection == "off" or name in self._waiting:
            return
        with account.store.reading() as tx:
            due = is_due(tx, report, account.zone, self._tried.get(name))
        if due:
            self._tried[name] = report.at
            self._waiting.add(name)
            self._thread.submit(self._gate.run, "project", lambda: self._run(name), account=name)

    def forget(self, name: str) -> None:
        """Forget the removed account called *name*."""
        self._tried.pop(name, None)
        self.cpu_seconds.pop(name, None)

    def stop(self) -> None:
        """End the running process, and start no other."""
        self._process.stop()

    def _run(self, name: str) -> None:
        self._waiting.discard(name)
        account = self._app.accounts.get(name)
        if account is None:
            return
        try:
            self._project(account)
        except ProjectionFailed as problem:
            log.warning(LogEvent.PROJECTION_FAILED, account=self._name_of(account), problem=str(problem))
        if name in self._app.accounts:
            self._then(account)
        else:
            # It was removed meanwhile, and its state opened once more.
            self.forget(name)
            account.store.close()

    def _project(self, account: Account) -> None:
        answer = self._process.run(ProjectionRequest(account.store.path, account.zone.key))
        self.cpu_seconds[account.state_name] = answer.cpu_seconds
        log.info(
            LogEvent.PROJECTION_FINISHED,
            account=self._name_of(account),
            points=keep_change(account.store, answer.change),
            cpu_seconds=answer.cpu_seconds,
            reason=answer.change.reason,
        )
