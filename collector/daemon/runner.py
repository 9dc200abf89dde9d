"""The long-running collector: a scheduler with one poll job per account and one delivery job."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from collector.app import App
from collector.core.clock import Clock
from collector.core.errors import StateDamaged
from collector.core.log_events import LogEvent
from collector.core.moments import moment
from collector.daemon.jobs import Jobs
from collector.daemon.rejected_tokens import current_token
from collector.daemon.schedule import fell_back, interval_trigger, new_scheduler, overdue, poll_trigger
from collector.daemon.web.routes import routes
from collector.daemon.web.server import serve
from collector.pipeline.account import Account
from collector.storage import ledger

log = structlog.get_logger("collector")

_DELIVER_EVERY = timedelta(seconds=60)
# Once a day there is something to do: this often is asked whether the day is another one.
_UPKEEP_EVERY = timedelta(minutes=10)
_WATCH_EVERY = timedelta(seconds=15)
_CHECK_CLOCK_EVERY_SECONDS = 30
# Docker kills after ten seconds: by then everything has finished or rolled back.
_STOP_WITHIN = timedelta(seconds=6)
_DELIVERY = "deliver"


def run(app: App, stop: threading.Event, watch_every: timedelta = _WATCH_EVERY) -> None:
    """Collect until *stop* is set, then let the running jobs finish within six seconds.

    A job that still runs then, because a request hangs, ends with the process, which exits here: it has
    written nothing yet, or its transaction rolls back. Every *watch_every*, tokens that are no
    good are looked at again. Raises `StateDamaged` when no state is sound, and `AddressUnavailable` when
    nothing can listen at COLLECTOR_LISTEN.
    """
    jobs = Jobs(app)
    jobs.check_states()
    with _served(app, jobs), _scheduled(app, jobs, watch_every) as scheduler:
        _log_start(app)
        _wait(app.clock, scheduler, stop)
        log.info(LogEvent.DAEMON_STOPPING)
        if not jobs.stop(_STOP_WITHIN):
            log.info(LogEvent.DAEMON_STOPPED, dropped="a request that did not return in time")
            os._exit(0)
    log.info(LogEvent.DAEMON_STOPPED)


def _wait(clock: Clock, scheduler: BackgroundScheduler, stop: threading.Event) -> None:
    """Wait for *stop*; if the clock is set back meanwhile, run every job now.

    Jobs wait for a time of day: a machine that boots with a date in the future, and is then corrected,
    would not poll until that date.
    """
    now = clock.now()
    elapsed = clock.elapsed()
    while not stop.wait(_CHECK_CLOCK_EVERY_SECONDS):
        if fell_back(clock.now() - now, clock.elapsed() - elapsed):
            log.warning(LogEvent.CLOCK_SET_BACK)
            for job in scheduler.get_jobs():
                job.modify(next_run_time=clock.now())
        now = clock.now()
        elapsed = clock.elapsed()


@contextmanager
def _scheduled(app: App, jobs: Jobs, watch_every: timedelta) -> Iterator[BackgroundScheduler]:
    scheduler = new_scheduler()
    for account in app.accounts.values():
        _schedule_polls(scheduler, app, jobs, account)
    if app.writer is not None:
        scheduler.add_job(
            jobs.deliver, interval_trigger(_DELIVER_EVERY), id=_DELIVERY, next_run_time=app.clock.now()
        )
    run_now = partial(_run_now, scheduler, app.clock)
    scheduler.add_job(
        lambda: jobs.watch_tokens(lambda account: run_now(_poll_id(account))),
        interval_trigger(watch_every),
        id="watch tokens",
    )
    scheduler.add_job(jobs.look_after_states, interval_trigger(_UPKEEP_EVERY), id="look after states")
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)


def _schedule_polls(scheduler: BackgroundScheduler, app: App, jobs: Jobs, account: Account) -> None:
    deliver_now = partial(_run_now, scheduler, app.clock, _DELIVERY) if app.writer is not None else None
    job = scheduler.add_job(
        lambda: jobs.poll(account, then=deliver_now), poll_trigger(account.every), id=_poll_id(account)
    )
    if _poll_on_start(app.clock, account):
        job.modify(next_run_time=app.clock.now())


def _poll_id(account: Account) -> str:
    return f"poll {account.state_name}"


def _run_now(scheduler: BackgroundScheduler, clock: Clock, job: str) -> None:
    scheduler.modify_job(job, next_run_time=clock.now())


def _poll_on_start(clock: Clock, account: Account) -> bool:
    """Return True if a poll is overdue, or the token was or is no good.

    The latter costs one request at most, and gives the heartbeat, the reason and the watch for a new token.
    A damaged state is not polled.
    """
    try:
        with account.store.reading() as tx:
            last = ledger.polls.last_success(tx)
            beat = ledger.heartbeats.last_heartbeat(tx)
    except StateDamaged:
        return False
    token_ok = current_token(account) is not None and (beat is None or beat.token_ok)
    return not token_ok or overdue(last, moment(clock.now()), account.every)


@contextmanager
def _served(app: App, jobs: Jobs) -> Iterator[None]:
    if app.settings.listen is None:
        yield
        return
    server = serve(app.settings.listen, routes(jobs, app.clock), app.settings.hosts)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _log_start(app: App) -> None:
    delivering_to = app.settings.influxdb_url or "nowhere yet (INFLUXDB_URL is not set): everything is kept"
    log.info(
        LogEvent.DAEMON_STARTED,
        accounts=", ".join(app.accounts),
        every=app.settings.collector_poll_every,
        delivering_to=delivering_to,
        listening_on=app.settings.collector_listen,
    )
    for name, problem in app.unusable.items():
        log.error(LogEvent.ACCOUNT_UNUSABLE, account=name, problem=str(problem))
