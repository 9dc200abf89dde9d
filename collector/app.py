"""The composition root: the one place where settings become objects that work together.

`open_app` opens everything a poll or a delivery needs; commands that need less take a part of it
(`influx_target`, `open_conversation`).
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from wsgiref.types import WSGIApplication

import httpx

from collector.config.grafana import GrafanaSettings, load_grafana_settings
from collector.config.secrets import Secret
from collector.config.settings import Settings
from collector.config.values import DEFAULT_ACCOUNT
from collector.core.batches import no_progress
from collector.core.clock import Clock
from collector.core.errors import CollectorError, InvalidSettings
from collector.core.redaction import redaction
from collector.core.retention import PointsTooOld
from collector.core.unknown_polls import UnknownPolls
from collector.influxdb.delete import delete_points, require_deletion
from collector.influxdb.detect import detect_server
from collector.influxdb.limits import limits_of
from collector.influxdb.outcome import as_error
from collector.influxdb.provision.secret_files import SecretFiles
from collector.influxdb.provision.tokens_v2 import GRAFANA
from collector.influxdb.target import InfluxServer, Target
from collector.influxdb.times import read_times
from collector.influxdb.writer import LazyWriter
from collector.pipeline.account import Account
from collector.pipeline.compare import compare
from collector.pipeline.deliver import TRY_OLD_EVERY, DeliveryReport, deliver
from collector.pipeline.poll import poll
from collector.pipeline.poll_report import PollReport
from collector.pipeline.replace import replace_points
from collector.storage import outbox, runs, state_folder
from collector.storage.database import Store, open_store
from collector.wanikani.client import Conversation
from collector.wanikani.fetcher import PageProgress
from collector.wanikani.http import http_client


@dataclass(frozen=True, slots=True)
class App:
    """The open accounts and what they share. Opened by `open_app`, once per state folder.

    *unusable* holds the error of each account whose state could not be opened; the others run without
    them. *writer* is None while no InfluxDB is set.
    """

    settings: Settings
    clock: Clock
    accounts: dict[str, Account]
    unusable: dict[str, CollectorError]
    writer: LazyWriter | None
    _compared: set[str] = field(default_factory=set)

    def poll(self, account: Account, progress: PageProgress = no_progress) -> PollReport:
        """Poll one account and return how it went; raises only `Stopped`."""
        return poll(account, self.clock, progress)

    def deliver(
        self,
        account: Account,
        progress: Callable[[int, int], None] = no_progress,
        try_old_every: timedelta = TRY_OLD_EVERY,
    ) -> DeliveryReport:
        """Deliver what waits for one account; without a server everything stays in the outbox.

        What was too old for the database is tried again after *try_old_every*. The first time, what InfluxDB
        holds is compared with the state. The report has the problem, if there is one; raises only `Stopped`.
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
        self._compared.add(account.state_name)
        return known

    def replace_points(self, account: Account, *, sure: bool = False) -> int:
        """Queue every point again and delete those that InfluxDB holds; return how many are queued.

        *sure* says that nothing there is older than the state, where that cannot be read. Raises
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
        """Return what InfluxDB was last found to hold of the state's own time and the state does not know."""
        with account.store.reading() as tx:
            return runs.overlapping_polls(tx)

    def points_too_old(self, account: Account) -> PointsTooOld | None:
        """Return what InfluxDB did not take because its database does not keep it, None where nothing was."""
        with account.store.reading() as tx:
            return outbox.points_too_old(tx)

    def influxdb_limits(self) -> str | None:
        """Return the sentence about the limits of the InfluxDB that was last delivered to, if it has some."""
        server = self.writer.server if self.writer else None
        return limits_of(server, self.settings.poll_every) if server else None


@contextmanager
def open_app(settings: Settings, clock: Clock, transport: httpx.BaseTransport | None = None) -> Iterator[App]:
    """Lock the state folder and open every account's state in it, until the `with` block ends.

    *transport* carries the requests to WaniKani: None for the network, or a simulated WaniKani in process.
    Raises `StateInUse` when another process holds the folder, `StateUnusable` when it cannot be written,
    and an account's own error when no account's state can be opened.
    """
    with ExitStack() as resources:
        resources.enter_context(state_folder.lock(settings.collector_state))
        http = resources.enter_context(
            http_client(transport, url=settings.wanikani_url, network=settings.network)
        )
        stores, unusable = _open_stores(settings, resources)
        accounts = {name: _account(settings, name, store, http) for name, store in stores.items()}
        yield App(
            settings=settings,
            clock=clock,
            accounts=accounts,
            unusable=unusable,
            writer=_open_writer(settings, resources),
        )


def _open_stores(
    settings: Settings, resources: ExitStack
) -> tuple[dict[str, Store], dict[str, CollectorError]]:
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


def _open_writer(settings: Settings, resources: ExitStack) -> LazyWriter | None:
    if settings.influxdb_url is None:
        return None
    writer = LazyWriter(partial(influx_target, settings))
    resources.callback(writer.close)
    return writer


def _account(settings: Settings, name: str, store: Store, http: httpx.Client) -> Account:
    token = settings.tokens()[name]
    return Account(
        state_name=name,
        name=account_label(settings, name),
        taken_names=frozenset(settings.wanikani_accounts) if name == DEFAULT_ACCOUNT else frozenset(),
        token=token,
        store=store,
        open_conversation=partial(open_conversation, http, settings.wanikani_url, token),
        url=settings.wanikani_url,
        every=settings.poll_every,
        zone=settings.zone,
    )


def account_label(settings: Settings, state_name: str) -> str | None:
    """Return what the owner calls the account, or None where WaniKani's username is to be its name.

    >>> settings = Settings.model_construct(wanikani_account="anna")
    >>> account_label(settings, DEFAULT_ACCOUNT), account_label(settings, "bob")
    ('anna', 'bob')
    """
    return settings.wanikani_account if state_name == DEFAULT_ACCOUNT else state_name


def open_conversation(http: httpx.Client, url: str, token: Secret, clock: Clock) -> Conversation:
    """Return a conversation with the WaniKani at *url*, under *token* as it is now.

    The token is kept out of the log from now on. Raises `UnusableSecret` when it is missing or malformed.
    """
    return Conversation(http, base_url=url, token=read_and_redact(token), clock=clock, source=token.place)


@contextmanager
def conversation_of(settings: Settings, name: str, clock: Clock) -> Iterator[Conversation]:
    """Yield a conversation with WaniKani for the account *name*, without opening its state.

    Raises `UnusableSecret` when its token cannot be read.
    """
    with http_client(url=settings.wanikani_url, network=settings.network) as http:
        yield open_conversation(http, settings.wanikani_url, settings.tokens()[name], clock)


def simulated_transport(wsgi_app: WSGIApplication) -> httpx.BaseTransport:
    """Return what carries requests to *wsgi_app* in this process, in place of the network."""
    return httpx.WSGITransport(app=wsgi_app)


def require_influxdb(settings: Settings, token: Secret | None = None) -> Target:
    """Return where points go, like `influx_target`; raises `InvalidSettings` when no server is set."""
    if settings.influxdb_url is None:
        raise InvalidSettings("INFLUXDB_URL is not set: set it to your InfluxDB, e.g. http://localhost:8086.")
    return influx_target(settings, token)


def influx_target(settings: Settings, token: Secret | None = None) -> Target:
    """Return where points go, with its secrets as they are now; *token* replaces INFLUXDB_TOKEN.

    Raises `UnusableSecret` when a secret that is set cannot be read.
    """
    return Target(
        url=settings.influxdb_url or "",
        bucket=settings.influxdb_bucket,
        org=settings.influxdb_org,
        token=read_if_given(token or settings.influxdb_secret("token")),
        username=user.read() if (user := settings.influxdb_user).given else None,
        password=read_if_given(settings.influxdb_secret("password")),
        network=settings.network,
    )


def grafana_target(settings: Settings, grafana: GrafanaSettings, made: str | None) -> Target:
    """Return what Grafana reads from; *made* is the token that a set-up made for it, used unless one is set.

    Raises `InvalidSettings` when no server or two logins are set, `UnusableSecret` when a secret cannot be
    read.
    """
    url = grafana.grafana_influxdb_url or settings.influxdb_url
    if url is None:
        raise InvalidSettings(
            "INFLUXDB_URL is not set: set it to your InfluxDB, or GRAFANA_INFLUXDB_URL to its address as "
            "Grafana reaches it."
        )
    token = read_if_given(grafana.secret("token"))
    username = grafana.grafana_influxdb_username
    if username is None:
        return Target(url, settings.influxdb_bucket, token=token or made)
    if token is not None:
        raise InvalidSettings(
            "GRAFANA_INFLUXDB_USERNAME is set although GRAFANA_INFLUXDB_TOKEN is set too: keep the user for "
            "InfluxDB 1.x, the token for 2.x and 3.x."
        )
    password = read_and_redact(grafana.secret("password"))
    return Target(url, settings.influxdb_bucket, username=username, password=password)


def reading_targets(settings: Settings) -> Iterator[Target]:
    """Yield the logins that may be able to read the database: the collector's own, then Grafana's.

    Of 2.x the former may only write. Grafana's is the one that is set, or that `setup-influxdb` made here.
    """
    own = influx_target(settings)
    yield own
    try:
        files = SecretFiles(Path("secrets"))  # where setup-influxdb writes it, unless it is told otherwise
        made = files.read(files.name_for(GRAFANA.file, settings.influxdb_bucket))
        grafana = grafana_target(settings, load_grafana_settings(), made)
    except CollectorError:  # nobody asked about Grafana's settings
        return
    if grafana.token or grafana.username:
        yield replace(grafana, url=own.url, network=own.network)


def read_if_given(secret: Secret) -> str | None:
    """Return *secret* like `read_and_redact`, or None where the owner set none."""
    return read_and_redact(secret) if secret.given else None


def read_and_redact(secret: Secret) -> str:
    """Return *secret* and keep it out of every log line from now on; raises `UnusableSecret`."""
    value = secret.read()
    redaction.hide([value])
    return value
