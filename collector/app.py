"""The one place where things are built and joined."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx

from collector.config.secrets import Secret
from collector.config.settings import DEFAULT_ACCOUNT, Settings
from collector.core.clock import Clock
from collector.core.errors import CollectorError, InfluxDBActionRequired, InvalidSettings, UnusableSecret
from collector.core.log import redaction
from collector.core.moments import moment
from collector.influxdb.target import Target
from collector.influxdb.writer import Writer, open_writer
from collector.pipeline.account import Account
from collector.pipeline.deliver import DeliveryReport, deliver, nobody_watches
from collector.pipeline.poll import PollReport, Progress, no_progress, poll
from collector.storage import runs, state_folder
from collector.storage.database import Store, open_store
from collector.wanikani.client import http_client


@dataclass(frozen=True, slots=True)
class App:
    """Everything, joined. Opened by `open_app`; one process a state folder.

    *unusable* says which accounts' states could not be opened, and why: the others go on without them.
    """

    settings: Settings
    clock: Clock
    accounts: dict[str, Account]
    unusable: dict[str, CollectorError]
    writers: "Writers | None"

    def poll(self, account: Account, progress: Progress = no_progress) -> PollReport:
        """Poll one account; see `sync.poll`."""
        read_and_redact(account.token)
        return poll(account, self.clock, progress)

    def deliver(
        self, account: Account, progress: Callable[[int, int], None] = nobody_watches
    ) -> DeliveryReport:
        """Deliver what waits for one account; without a server everything stays where it is.

        Whatever keeps it from being delivered is in the report; raises only `Stopped`.
        """
        if self.writers is None:
            return DeliveryReport()
        try:
            report = deliver(account.store, self.writers.current(), self.clock, progress)
        except UnusableSecret as problem:
            return self._not_opened(account, problem)
        except CollectorError as problem:
            return DeliveryReport(problem=problem)
        if isinstance(report.problem, InfluxDBActionRequired):
            # The owner may mend it by a new token in a file: read it again next time.
            self.writers.close()
        return report

    def _not_opened(self, account: Account, problem: UnusableSecret) -> DeliveryReport:
        """Keep in the state why nothing could even be sent, so that `status` can say it."""
        try:
            with account.store.transaction() as tx:
                runs.record_delivery(tx, moment(self.clock.now()), str(problem), whole=False)
        except CollectorError as another:
            return DeliveryReport(problem=another)
        return DeliveryReport(problem=problem)


class Writers:
    """The one writer to InfluxDB, opened when first needed, with the secrets as they are then."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._writer: Writer | None = None

    def current(self) -> Writer:
        """Return the open writer; raises `UnusableSecret` when a secret's file cannot be read."""
        if self._writer is None:
            self._writer = open_writer(influx_target(self._settings))
        return self._writer

    def close(self) -> None:
        """Let go of the connection; the next use opens it anew."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def require_influxdb(settings: Settings, token: Secret | None = None) -> Target:
    """Return where points go, as `influx_target`; raises `InvalidSettings` where no server is set."""
    if settings.influxdb_url is None:
        raise InvalidSettings("INFLUXDB_URL is not set: set it to your InfluxDB, e.g. http://localhost:8086.")
    return influx_target(settings, token)


def influx_target(settings: Settings, token: Secret | None = None) -> Target:
    """Return where points go, with its secrets as they are now; *token* in place of the collector's own."""
    return Target(
        url=settings.influxdb_url or "",
        bucket=settings.influxdb_bucket,
        org=settings.influxdb_org,
        token=read_and_redact(token or settings.influxdb_secret("token")),
        username=settings.influxdb_username,
        password=read_and_redact(settings.influxdb_secret("password")),
    )


def read_and_redact(secret: Secret) -> str | None:
    """Read *secret*, if it is given, and keep it out of every log line from now on."""
    if not secret.given:
        return None
    try:
        value = secret.read()
    except UnusableSecret:
        if secret.setting.startswith("WANIKANI"):
            return None  # the poll says so itself, with a heartbeat
        raise
    redaction.hide([value])
    return value


@contextmanager
def open_app(settings: Settings, clock: Clock, transport: httpx.BaseTransport | None = None) -> Iterator[App]:
    """Hold the state folder and open every account's state in it; let go of all of it at the end.

    *transport* carries the requests to WaniKani: None for the network, or a simulated WaniKani in process.
    Raises `storage.errors` when the folder is in use, or when no account's state can be opened.
    """
    with ExitStack() as resources:
        resources.enter_context(state_folder.lock(settings.collector_state))
        http = resources.enter_context(http_client(transport))
        stores, unusable = _opened(settings, resources)
        writers = Writers(settings) if settings.influxdb_url else None
        if writers is not None:
            resources.callback(writers.close)
        yield App(settings, clock, _accounts(settings, stores, http), unusable, writers)


def _opened(settings: Settings, resources: ExitStack) -> tuple[dict[str, Store], dict[str, CollectorError]]:
    stores: dict[str, Store] = {}
    unusable: dict[str, CollectorError] = {}
    for name in settings.tokens():
        try:
            stores[name] = open_store(state_folder.state_file(settings.collector_state, name))
            resources.callback(stores[name].close)
        except CollectorError as problem:
            unusable[name] = problem
    if not stores:
        raise next(iter(unusable.values()))
    return stores, unusable


def _accounts(settings: Settings, stores: dict[str, Store], http: httpx.Client) -> dict[str, Account]:
    return {
        name: Account(
            state_name=name,
            name=settings.wanikani_account if name == DEFAULT_ACCOUNT else name,
            taken_names=frozenset(settings.wanikani_accounts) if name == DEFAULT_ACCOUNT else frozenset(),
            token=settings.tokens()[name],
            store=store,
            http=http,
            url=settings.wanikani_url,
            every=settings.poll_every,
            timezone=settings.timezone,
        )
        for name, store in stores.items()
    }
