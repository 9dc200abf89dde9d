"""The daemon's jobs and what they share: poll, deliver, watch for a new token; and how they do."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import structlog

from collector.app import App
from collector.core.log_events import LogEvent
from collector.daemon.account_health import read_health
from collector.daemon.delivery_job import DeliveryJob
from collector.daemon.health import AccountHealth
from collector.daemon.job_gate import JobGate
from collector.daemon.memory import release_memory
from collector.daemon.poll_job import PollJob
from collector.daemon.upkeep_job import UpkeepJob
from collector.pipeline.account import Account

log = structlog.get_logger("collector")


class Jobs:
    """What the scheduler runs, in its threads. No job raises, and none starts after `stop`."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._gate = JobGate()
        self._polling = PollJob(app)
        self._delivery = DeliveryJob(app, self._polling.name)
        self._upkeep = UpkeepJob(app)

    @property
    def poll_counts(self) -> Counter[tuple[str, bool]]:
        """Return how many polls there were since the start, by the account's state and success."""
        return self._polling.counts

    def poll(self, account: Account, then: Callable[[], None] | None = None) -> None:
        """Poll *account* once, then run *then*, which is to start a delivery."""

        def job() -> None:
            self._polling.run(account)
            self._delivery.request_round()
            if then is not None:
                then()
            account.store.release_memory()
            release_memory()

        self._gate.run("poll", job, account=account.state_name)

    def deliver(self) -> None:
        """Deliver what waits for every account, unless InfluxDB is given a pause."""

        def job() -> None:
            if self._delivery.run():
                release_memory()

        self._gate.run("deliver", job)

    def check_states(self) -> None:
        """Check every state before the first job; raises `StateDamaged` when none can be used."""
        self._upkeep.check_all()

    def look_after_states(self) -> None:
        """Check the states for damage and copy them, those whose turn it is."""

        def job() -> None:
            if self._upkeep.run():
                release_memory()

        self._gate.run("look after states", job)

    def watch_tokens(self, then: Callable[[Account], None]) -> None:
        """Run *then* with every account whose rejected token has been replaced: it may be polled again."""

        def job() -> None:
            for account in self.app.accounts.values():
                if self._polling.rejected.forget_if_replaced(account):
                    log.info(LogEvent.TOKEN_REPLACED, account=account.state_name)
                    then(account)

        self._gate.run("watch tokens", job)

    def health(self) -> list[AccountHealth]:
        """Return the health of every account as of now."""
        return read_health(self.app, self._polling)

    def stop(self, within: timedelta) -> bool:
        """Start no further job and wait for the running ones; False if one still runs after *within*."""
        return self._gate.close(within)
