"""The long-running collector: a scheduler with one poll job an account and one delivery job."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from collector.account import Account
from collector.app import App
from collector.daemon.collecting import Collecting
from collector.daemon.http import serve
from collector.daemon.pages import pages
from collector.daemon.schedule import overdue, trigger
from collector.moments import moment
from collector.storage import ledger

log = structlog.get_logger("collector")

_DELIVER_EVERY = 60
_WATCH_EVERY = 15
# Docker kills after ten seconds: by then everything has ended or rolled back.
_LET_GO_WITHIN = timedelta(seconds=6)


def run(app: App, stop: threading.Event) -> None:
    """Collect until *stop* is set, then let the running jobs end; what does not end rolls back."""
    collecting = Collecting(app)
    with _answering(app, collecting), _scheduled(app, collecting) as scheduler:
        _announce(app)
        stop.wait()
        scheduler.pause()
        log.info("stopping")
        if not collecting.idle(_LET_GO_WITHIN):
            # A request hangs. Its poll has written nothing yet, and no transaction outlives a process.
            log.info("stopped; a request that did not come back was dropped")
            os._exit(0)
    log.info("stopped")


@contextmanager
def stopping_signals(stop: threading.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set *stop*."""
    before = {
        number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _scheduled(app: App, collecting: Collecting) -> Iterator[BackgroundScheduler]:
    scheduler = BackgroundScheduler(
        timezone=UTC,
        # One run stands for all that were missed, however late (after a suspend, say).
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for account in app.accounts.values():
        _schedule_polls(scheduler, app, collecting, account)
    if app.writers is not None:
        scheduler.add_job(
            collecting.deliver,
            IntervalTrigger(seconds=_DELIVER_EVERY, timezone=UTC),
            id="deliver",
            next_run_time=app.clock.now(),
        )
    scheduler.add_job(
        partial(_ask_again, scheduler, collecting),
        IntervalTrigger(seconds=_WATCH_EVERY, timezone=UTC),
        id="watch",
    )
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)


def _schedule_polls(
    scheduler: BackgroundScheduler, app: App, collecting: Collecting, account: Account
) -> None:
    with account.store.reading() as tx:
        last = ledger.last_success(tx)
    at_once = overdue(last, moment(app.clock.now()), account.every)
    job = scheduler.add_job(
        partial(_poll_and_deliver, scheduler, collecting, account),
        trigger(account.every),
        id=account.state_name,
    )
    if at_once:
        job.modify(next_run_time=app.clock.now())


def _poll_and_deliver(scheduler: BackgroundScheduler, collecting: Collecting, account: Account) -> None:
    collecting.poll(account)
    if collecting.app.writers is not None:
        scheduler.modify_job("deliver", next_run_time=collecting.app.clock.now())


def _ask_again(scheduler: BackgroundScheduler, collecting: Collecting) -> None:
    for account in collecting.tokens_replaced():
        scheduler.modify_job(account.state_name, next_run_time=collecting.app.clock.now())


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
