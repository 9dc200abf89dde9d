"""The daemon's jobs and what they share: poll, project, deliver, watch for a new token; and how they do."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import structlog

from collector.app import App
from collector.app.account_set import AccountChanges
from collector.core.log_events import LogEvent
from collector.daemon.account_health import HealthBook
from collector.daemon.accounts_watch import AccountsWatch
from collector.daemon.delivery_job import DeliveryJob
from collector.daemon.health import AccountHealth
from collector.daemon.job_gate import JobGate
from collector.daemon.memory import MemoryRelease, release_memory
from collector.daemon.poll_job import PollJob
from collector.daemon.projection_job import ProjectionJob
from collector.daemon.upkeep_job import UpkeepJob
from collector.pipeline.account import Account

log = structlog.get_logger("collector")


class Jobs:
    """The jobs that the scheduler runs in its threads. No job raises, and none starts after `stop`."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._gate = JobGate()
        self._polling = PollJob(app)
        self._health = HealthBook(app, self._polling)
        self._delivery = DeliveryJob(app, self._polling.name, self.note)
        self._projection = ProjectionJob(app, self._gate, self._polling.name, self._projected)
        self._upkeep = UpkeepJob(app, self.note)
        self._watch = AccountsWatch(app)
        self._memory = MemoryRelease(app.clock)

    @property
    def poll_counts(self) -> Counter[tuple[str, bool]]:
        """Return how many polls there were since the start, by the account's state and success."""
        return self._polling.counts

    @property
    def projection_cpu_seconds(self) -> dict[str, float]:
        """Return how long a processor took for each account's last projection since the start."""
        return self._projection.cpu_seconds

    def poll(self, account: Account, then: Callable[[], None] | None = None) -> None:
        """Poll *account* once, then run *then*, which is to start a delivery."""

        def job() -> None:
            try:
                report = self._polling.run(account)
            finally:
                self.note(account)
            self._delivery.request_round(account)
            if then is not None:
                then()
            self._projection.request(account, report)
            account.store.release_memory()
            self._release_memory()

        self._gate.run("poll", job, account=account.state_name)

    def _projected(self, account: Account) -> None:
        self.note(account)
        self._delivery.request_round(account)
        account.store.release_memory()
        self._release_memory()

    def note(self, account: Account) -> None:
        """Update the health of *account*, which has changed."""
        self._health.note(account)

    def deliver(self) -> None:
        """Deliver every account's queued points, unless deliveries pause."""

        def job() -> None:
            if self._delivery.run():
                self._release_memory()

        self._gate.run("deliver", job)

    def check_states(self) -> None:
        """Check a few states before the first job; raises `StateDamaged` when none can be used."""
        self._upkeep.check_all()

    def look_after_states(self) -> None:
        """Check the states for damage and copy them, those whose turn it is."""

        def job() -> None:
            if self._upkeep.run():
                self._release_memory()

        self._gate.run("look after states", job)

    def watch_tokens(self, then: Callable[[Account], None]) -> None:
        """Run *then* with every account whose rejected token has been replaced: it may be polled again."""

        def job() -> None:
            for name in self._polling.rejected.names:
                account = self.app.accounts.get(name)
                if account is not None and self._polling.rejected.forget_if_replaced(account):
                    log.info(LogEvent.TOKEN_REPLACED, account=name)
                    then(account)
            self._memory.release_if_due()

        self._gate.run("watch tokens", job)

    def watch_accounts(self, then: Callable[[AccountChanges], None]) -> bool:
        """Follow the accounts that are listed, run *then* with what changed, and return True if all is sure.

        If it is not, it is to be called again after `LOOK_AGAIN_AFTER`.
        """

        def job() -> None:
            changes = self._watch.look()
            for name in changes.removed:
                self._forget(name)
            if changes.any:
                then(changes)

        self._gate.run("watch accounts", job)
        return not self._watch.unsure

    def _forget(self, name: str) -> None:
        for job in (self._polling, self._projection, self._delivery, self._upkeep, self._health):
            job.forget(name)

    def health(self) -> list[AccountHealth]:
        """Return the health of every account: of a few as of now, of many as of their last turn."""
        return self._health.read()

    def mistakes(self) -> tuple[str, ...]:
        """Return a sentence for each mistake where accounts are listed."""
        return self.app.listed.mistakes

    def _release_memory(self) -> None:
        if self.app.listed.few:
            release_memory()
        else:
            self._memory.wanted = True

    def stop(self, within: timedelta) -> bool:
        """Start no further job and wait for the running ones; False if one still runs after *within*."""
        self._projection.stop()
        return self._gate.close(within)
