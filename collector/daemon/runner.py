"""The long-running collector: a scheduler with one poll job an account and one delivery job."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from collector.app import App
from collector.core.clock import Clock
from collector.core.errors import UnusableSecret
from collector.core.moments import moment
from collector.daemon.jobs import Collecting
from collector.daemon.schedule import fell_back, overdue, trigger
from collector.daemon.web.routes import pages
from collector.daemon.web.server import serve
from collector.pipeline.account import Account
from collector.storage import ledger

log = structlog.get_logger("collector")

_DELIVER_EVERY = 60
_WATCH_EVERY = 15
_MIND_THE_CLOCK = 30
# Docker kills after ten seconds: by then everything has ended or rolled back.
_LET_GO_WITHIN = timedelta(seconds=6)


def run(app: App, stop: threading.Event) -> None:
    """Collect until *stop* is set, then let the running jobs end; what does not end rolls back."""
    collecting = Collecting(app)
    with _answering(app, collecting), _scheduled(app, collecting) as scheduler:
        _announce(app)
        _wait(app.clock, scheduler, stop)
        log.info("stopping")
        if not collecting.end(_LET_GO_WITHIN):
            # A request hangs. Its poll has written nothing yet, and no transaction outlives a process.
            log.info("stopped; a request that did not come back was dropped")
            os._exit(0)
    log.info("stopped")


def _wait(clock: Clock, scheduler: BackgroundScheduler, stop: threading.Event) -> None:
    """Wait for *stop*; should the clock be set back meanwhile, let every job run now.

    Jobs wait for a time of day: a machine that boots a day ahead, and is then corrected, would be
    silent for that day.
    """
    now, elapsed = clock.now(), clock.elapsed()
    while not stop.wait(_MIND_THE_CLOCK):
        if fell_back(clock.now() - now, clock.elapsed() - elapsed):
            log.warning("the clock was set back: polling now")
            for job in scheduler.get_jobs():
                job.modify(next_run_time=clock.now())
        now, elapsed = clock.now(), clock.elapsed()


@contextmanager
def _scheduled(app: App, collecting: Collecting) -> Iterator[BackgroundScheduler]:
    scheduler = BackgroundScheduler(
        timezone=UTC,
        # One run stands for all that were missed, however late (after a suspend, say).
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for account in app.accounts.values():
        _schedule_polls(scheduler, app, collecting, account)
    every_minute = IntervalTrigger(seconds=_DELIVER_EVERY, timezone=UTC)
    watching = IntervalTrigger(seconds=_WATCH_EVERY, timezone=UTC)
    if app.writer is not None:
        scheduler.add_job(collecting.deliver, every_minute, id="deliver", next_run_time=app.clock.now())
    poll_now = partial(_run_now, scheduler, app.clock)
    scheduler.add_job(
        lambda: collecting.watch(lambda account: poll_now(_poll_of(account))), watching, id="watch"
    )
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)


def _schedule_polls(
    scheduler: BackgroundScheduler, app: App, collecting: Collecting, account: Account
) -> None:
    kick = partial(_run_now, scheduler, app.clock, "deliver") if app.writer is not None else bool
    job = scheduler.add_job(
        lambda: collecting.poll(account, then=kick), trigger(account.every), id=_poll_of(account)
    )
    if _at_once(app.clock, account):
        job.modify(next_run_time=app.clock.now())


def _poll_of(account: Account) -> str:
    return f"poll {account.state_name}"


def _run_now(scheduler: BackgroundScheduler, clock: Clock, job: str) -> None:
    scheduler.modify_job(job, next_run_time=clock.now())


def _at_once(clock: Clock, account: Account) -> bool:
    """Whether to poll on start: when a poll is overdue, or the token was or is no good.

    The latter costs a request at most, and brings the heartbeat, the reason and the watch for a new one.
    """
    with account.store.reading() as tx:
        last, beat = ledger.polls.last_success(tx), ledger.heartbeats.last_heartbeat(tx)
    try:
        account.token.read()
    except UnusableSecret:
        return True
    return overdue(last, moment(clock.now()), account.every) or (beat is not None and not beat.token_ok)


@contextmanager
def _answering(app: App, collecting: Collecting) -> Iterator[None]:
    if app.settings.listen is None:
        yield
        return
    server = serve(app.settings.listen, pages(collecting, app.clock))
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _announce(app: App) -> None:
    goal = app.settings.influxdb_url or "nowhere yet (INFLUXDB_URL is not set): everything is kept"
    log.info(
        "collecting",
        accounts=", ".join(app.accounts),
        every=app.settings.collector_poll_every,
        delivering_to=goal,
        answering_at=app.settings.collector_listen,
    )
    for name, problem in app.unusable.items():
        log.error("an account is left out", account=name, problem=str(problem))
