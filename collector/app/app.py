"""The open accounts and what they share: everything that a poll or a delivery needs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

import httpx

from collector.app.account_set import AccountChanges, AccountSet
from collector.app.foreign_states import foreign_states
from collector.app.targets import influx_target, reading_targets, require_influxdb
from collector.config.accounts import Accounts, read_accounts
from collector.config.settings import Settings
from collector.core.batches import no_progress
from collector.core.clock import Clock
from collector.core.errors import CollectorError
from collector.core.retention import PointsTooOld
from collector.core.unknown_polls import UnknownPolls
from collector.influxdb.delete import delete_points, require_deletion
from collector.influxdb.detect import detect_server
from collector.influxdb.limits import limits_of
from collector.influxdb.outcome import as_error
from collector.influxdb.target import InfluxServer
from collector.influxdb.times import read_times
from collector.influxdb.writer import LazyWriter
from collector.pipeline.account import Account
from collector.pipeline.compare import compare
from collector.pipeline.deliver import TRY_OLD_EVERY, DeliveryReport, deliver
from collector.pipeline.poll import poll
from collector.pipeline.poll_report import PollReport
from collector.pipeline.replace import replace_points
from collector.storage import outbox, runs, state_folder
from collector.storage.open_states import OpenStates
from collector.wanikani.fetcher import PageProgress
from collector.wanikani.http import Http, http_client

# A poll that waits, for an answer or for its account's next minute of requests, holds one of these. It ends
# within 90 seconds: so many are enough for 1,000 accounts an hour even where every poll takes that long.
POLLS_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class App:
    """The accounts and what they share. Opened by `open_app`, once per state folder.

    *writer* is None while no InfluxDB is set.
    """

    settings: Settings
    clock: Clock
    writer: LazyWriter | None
    _set: AccountSet
    _foreign: dict[str, CollectorError] = field(default_factory=dict)
    _compared: set[str] = field(default_factory=set)

    @property
    def accounts(self) -> dict[str, Account]:
        """Return the accounts as they are now, by the name of their state."""
        return self._set.accounts

    @property
    def unusable(self) -> dict[str, CollectorError]:
        """Return the error of each account whose state could not be opened, or is another shard's.

        The others run without them.
        """
        return self._set.unusable | self._foreign

    @property
    def listed(self) -> Accounts:
        """Return the tokens that the accounts were made of, and the mistakes beside them."""
        return self._set.listed

    def follow(self, listed: Accounts) -> AccountChanges:
        """Have the accounts that are *listed* from now on, and return what changed."""
        changes = self._set.follow(listed)
        self._compared.difference_update(changes.removed)
        return changes

    def poll(self, account: Account, progress: PageProgress = no_progress) -> PollReport:
        """Poll one account and return how it went; raises only `Stopped`."""
        return poll(account, self.clock, progress)

    def deliver(
        self,
        account: Account,
        progress: Callable[[int, int], None] = no_progress,
        try_old_every: timedelta = TRY_OLD_EVERY,
    ) -> DeliveryReport:
        """Deliver one account's queued points; without a server everything stays in the outbox.

        Retries points that were too old for the database after *try_old_every*. Compares the state with what
        InfluxDB holds, until that could be read once. The report has the problem, if there is one; raises
        only `Stopped`.
        """
        if self.writer is None:
            return DeliveryReport()
        report = DeliveryReport()
        try:
            report = deliver(account.store, self.writer, self.clock, progress, try_old_every)
            if report.problem is None and self.writer.server and account.state_name not in self._compared:
                self._compare(account, self.writer.server)
        except CollectorError as problem:
            return replace(report, problem=problem)
        return report

    def _compare(self, account: Account, server: InfluxServer) -> bool:
        """Compare the state with what InfluxDB holds; return True if that could be read."""
        readers = (partial(read_times, target, server) for target in reading_targets(self.settings))
        known = any(compare(account.store, each) for each in readers)
        if known:
            self._compared.add(account.state_name)
        return known

    def replace_points(self, account: Account, *, sure: bool = False) -> int:
        """Queue every point again and delete those that InfluxDB holds; return how many are queued.

        *sure* promises that nothing there is older than the state, if that cannot be read. Raises
        `InvalidSettings` when no server is set, `InfluxDBActionRequired` where it cannot or may not be
        done, and `InfluxDBUnavailable`.
        """
        target = require_influxdb(self.settings)
        server = detect_server(target)
        if not isinstance(server, InfluxServer):
            raise as_error(server)
        require_deletion(target, server)
        known = self._compare(account, server)
        delete = partial(delete_points, target, server)
        return replace_points(account.store, delete, target.bucket, sure=sure or known)

    def unknown_polls(self, account: Account) -> UnknownPolls | None:
        """Return the polls in InfluxDB, of the state's own time, that the state does not know.

        Of one of several shards also what is older than the state: another volume may hold the state of then.
        """
        known = runs.overlapping_polls if self.settings.shard is None else runs.unknown_polls
        with account.store.reading() as tx:
            return known(tx)

    def points_too_old(self, account: Account) -> PointsTooOld | None:
        """Return the points that were too old for InfluxDB's retention, None if there were none."""
        with account.store.reading() as tx:
            return outbox.points_too_old(tx)

    def influxdb_limits(self) -> str | None:
        """Return the sentence about the limits of the last used InfluxDB, if it has any."""
        server = self.writer.server if self.writer else None
        return limits_of(server, self.settings.poll_every) if server else None


@contextmanager
def open_app(
    settings: Settings,
    clock: Clock,
    transport: httpx.BaseTransport | Http | None = None,
    *,
    throwaway: bool = False,
) -> Iterator[App]:
    """Lock the state folder and yield an app with every account in it, until the `with` block ends.

    *transport* carries the requests to WaniKani: None for the network, or a simulated WaniKani in process.
    States that are *throwaway* are deleted when the process ends, and wait for no disk.
    Raises `StateInUse` when another process holds the folder, `StateUnusable` when it cannot be written,
    and an account's own error when no account's state can be opened.
    """
    listed = read_accounts(settings)
    with ExitStack() as resources:
        resources.enter_context(state_folder.lock(settings.collector_state))
        http = resources.enter_context(
            http_client(
                transport, url=settings.wanikani_url, network=settings.network, connections=POLLS_AT_ONCE
            )
        )
        states = OpenStates(throwaway=throwaway)
        resources.callback(states.close)
        accounts = AccountSet(settings, http, states, listed)
        accounts.open()
        yield App(
            settings=settings,
            clock=clock,
            writer=_open_writer(settings, resources),
            _set=accounts,
            _foreign=foreign_states(settings),
        )


def _open_writer(settings: Settings, resources: ExitStack) -> LazyWriter | None:
    if settings.influxdb_url is None:
        return None
    writer = LazyWriter(partial(influx_target, settings))
    resources.callback(writer.close)
    return writer
