"""What `doctor` looks at, one function a thing; each finding is a sentence, with a remedy where it is bad."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

import httpx

from collector.app import account_label, influx_target, open_conversation
from collector.config.secrets import Secret
from collector.config.settings import Settings
from collector.config.typos import unknown_zone
from collector.core.clock import Clock
from collector.core.errors import CollectorError, UnusableSecret
from collector.core.model import User
from collector.influxdb.detect import find_server
from collector.influxdb.inspect import shard_group_duration, write_test
from collector.influxdb.outcome import Accepted, ActionRequired, RetryLater, as_error
from collector.influxdb.target import SHARD_GROUP, Generation, Server, Target
from collector.influxdb.writer import LazyWriter
from collector.pipeline.identity import resolve_identity
from collector.storage import identity as identities
from collector.storage import outbox
from collector.storage.database import Store, check, open_for_reading
from collector.storage.identity import Identity
from collector.storage.sqlite_errors import damaged, unwritable
from collector.storage.state_folder import state_file
from collector.wanikani import decode

_CLOCK_TOLERANCE = timedelta(minutes=1)


class Verdict(Enum):
    """How a finding is to be taken: fine, worth knowing, wait and try again, or act."""

    GOOD = "good"
    NOTE = "note"
    LATER = "later"
    FIX = "fix"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    verdict: Verdict
    sentence: str

    @classmethod
    def of(cls, problem: CollectorError, prefix: str = "") -> "Finding":
        """Return the finding that *problem* is."""
        return cls(Verdict.FIX if problem.exit_code == 2 else Verdict.LATER, f"{prefix}{problem}")


def readable_settings(settings: Settings) -> Iterator[Finding]:
    """What the settings say in the end, once they could be read."""
    yield Finding(
        Verdict.GOOD,
        f"The settings can be read: a poll every {settings.collector_poll_every}, "
        f"days begin at midnight in {settings.zone.key}.",
    )
    if settings.ignored_tz is not None:
        yield Finding(Verdict.NOTE, unknown_zone(settings.ignored_tz))


def state_folder(settings: Settings) -> Finding:
    """Whether the state folder can be written."""
    folder = settings.collector_state
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding.of(unwritable(folder, error.strerror))
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize if hasattr(os, "statvfs") else None
    room = f", {free // 2**20:,} MiB free" if free is not None else ""
    return Finding(Verdict.GOOD, f"The state folder {folder} can be written{room}.")


def state(settings: Settings, name: str) -> Iterator[Finding]:
    """Whether the account's state is sound, and what waits in it."""
    path = state_file(settings.collector_state, name)
    try:
        store = open_for_reading(path)
        if store is None:
            yield Finding(Verdict.NOTE, f"{name}: nothing collected yet; the first poll makes {path.name}.")
            return
        with closing(store):
            yield from _soundness(store, name)
    except CollectorError as problem:
        yield Finding.of(problem, f"{name}: ")


def _soundness(store: Store, name: str) -> Iterator[Finding]:
    wrong = check(store)
    if wrong is not None:
        yield Finding.of(damaged(store.path, f"is damaged ({wrong})"), f"{name}: ")
        return
    with store.reading() as tx:
        pending, refused = outbox.pending(tx), outbox.last_rejection(tx)
    yield Finding(Verdict.GOOD, f"{name}: the state is sound; {pending:,} points wait.")
    if refused is not None:
        yield Finding(Verdict.NOTE, f"{name}: InfluxDB refused points; the last one: {refused.reason}")


def wanikani(
    settings: Settings, name: str, token: Secret, http: httpx.Client, clock: Clock
) -> Iterator[Finding]:
    """Whether WaniKani can be reached and takes the token, whose it is, and what time it is there."""
    try:
        conversation = open_conversation(http, settings.wanikani_url, token, clock)
        asked = clock.now()
        user = decode.USER.single(conversation.get_once(conversation.url_of("user")).body or b"", "/user")
        answered = clock.now()
        conversation.get_once(conversation.url_of("assignments", {"levels": "0"}))
        _refuse_stranger(settings, name, user, token.place)
    except CollectorError as problem:
        yield Finding.of(problem, f"{name}: ")
        return
    plan = user.subscription
    yield Finding(
        Verdict.GOOD,
        f"{name}: WaniKani takes the token of {user.username}, level {user.level}, "
        f"{plan.type} subscription up to level {plan.max_level_granted}.",
    )
    yield _clock_finding(conversation.first_date, asked, answered)


def _refuse_stranger(settings: Settings, name: str, user: User, setting: str) -> None:
    resolve_identity(_kept(settings, name), account_label(settings, name), user, setting)


def _kept(settings: Settings, name: str) -> Identity | None:
    try:
        store = open_for_reading(state_file(settings.collector_state, name))
        if store is None:
            return None
        with closing(store), store.reading() as tx:
            return identities.identity(tx)
    except CollectorError:
        return None  # `state` has said so


def _clock_finding(there: datetime | None, before: datetime, after: datetime) -> Finding:
    if there is None:
        return Finding(
            Verdict.LATER, "WaniKani's answer had no Date: is something else answering at WANIKANI_URL?"
        )
    # `Date` is cut to the second, so the true moment is up to a second later.
    ahead = max(before - there - timedelta(seconds=1), there - after, timedelta(0))
    if ahead > _CLOCK_TOLERANCE:
        return Finding(
            Verdict.FIX,
            f"This machine's clock differs from WaniKani's by {int(ahead.total_seconds())} s: set it (NTP).",
        )
    return Finding(Verdict.GOOD, "This machine's clock agrees with WaniKani's.")


def influxdb(settings: Settings) -> Iterator[Finding]:
    """Whether InfluxDB can be reached, lets us write, has the bucket, and with shard groups long enough."""
    if settings.influxdb_url is None:
        yield Finding(Verdict.NOTE, "INFLUXDB_URL is not set: points are kept, and delivered the day it is.")
        return
    try:
        target = influx_target(settings)
    except UnusableSecret as problem:
        yield Finding.of(problem)
        return
    server = find_server(target)
    if not isinstance(server, Server):
        yield Finding.of(as_error(server))
        return
    yield Finding(Verdict.GOOD, f"{server} answers at {target.url}.")
    yield _write_finding(target)
    yield from _shard_groups(target, server)


def _write_finding(target: Target) -> Finding:
    # Like the first delivery, the test makes a 1.x database that is not there yet.
    writer = LazyWriter(lambda: target)
    try:
        outcome = write_test(writer)
    finally:
        writer.close()
    if isinstance(outcome, Accepted):
        return Finding(Verdict.GOOD, f"A test write to “{target.bucket}” was accepted.")
    if isinstance(outcome, ActionRequired | RetryLater):
        return Finding.of(as_error(outcome))
    return Finding(Verdict.FIX, f"A test write to “{target.bucket}” was refused: {outcome.reason}")


def _shard_groups(target: Target, server: Server) -> Iterator[Finding]:
    length = shard_group_duration(target, server)
    if length is None or server.generation is Generation.V3:
        return
    if length >= SHARD_GROUP:
        yield Finding(Verdict.GOOD, f"The shard groups of “{target.bucket}” are {length.days} days long.")
    else:
        yield Finding(
            Verdict.NOTE,
            f"The shard groups of “{target.bucket}” are {length.days} days long, which over the years costs "
            "ten times the memory: wanikani-collector setup-influxdb makes them longer.",
        )
