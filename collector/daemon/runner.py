"""The long-running collector: workers that poll, and a scheduler for all else that is done by the clock."""

import os
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from queue import SimpleQueue
from typing import NamedTuple

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from collector.app import App
from collector.app.account_set import AccountChanges
from collector.app.app import POLLS_AT_ONCE
from collector.core.clock import Clock
from collector.core.log_events import LogEvent
from collector.core.wording import names_in_words
from collector.daemon.accounts_watch import LOOK_AGAIN_AFTER
from collector.daemon.jobs import Jobs
from collector.daemon.poll_workers import PollWorkers
from collector.daemon.schedule import fell_back, interval_trigger, new_scheduler
from collector.daemon.turns import Turns
from collector.daemon.web.routes import routes
from collector.daemon.web.server import serve

log = structlog.get_logger("collector")

_DELIVER_EVERY = timedelta(seconds=60)
# The work is daily: this is how often it is checked whether a new day has begun.
_UPKEEP_EVERY = timedelta(minutes=10)
_WATCH_EVERY = timedelta(seconds=15)
_CHECK_CLOCK_EVERY_SECONDS = 30
# Docker kills after ten seconds: by then everything has finished or rolled back.
_STOP_WITHIN = timedelta(seconds=6)
_DELIVERY = "deliver"
_WATCH = "watch"


class _Timers(NamedTuple):
    """The timers of everything that runs by the clock."""

    scheduler: BackgroundScheduler
    workers: PollWorkers

    def run_all(self, now: datetime) -> None:
        """Run everything now."""
        for job in self.scheduler.get_jobs():
            job.modify(next_run_time=now)
        self.workers.hurry()


def run(
    app: App,
    stop: threading.Event,
    watch_every: timedelta = _WATCH_EVERY,
    hangups: "SimpleQueue[bool] | None" = None,
) -> None:
    """Collect until *stop* is set, then let the running jobs finish within six seconds.

    A job that still runs then, because a request hangs, ends with the process, which exits here: it has
    written nothing yet, or its transaction rolls back. Every *watch_every*, and at every True in *hangups*,
    the lists of accounts and unusable tokens are read again. Raises `StateDamaged` when no state is
    sound, and `AddressUnavailable` when nothing can listen at COLLECTOR_LISTEN.
    """
    jobs = Jobs(app)
    jobs.check_states()
    with _served(app, jobs), _scheduled(app, jobs, watch_every, hangups or SimpleQueue()) as timers:
        _log_start(app)
        _wait(app.clock, timers, stop)
        log.info(LogEvent.DAEMON_STOPPING)
        if not jobs.stop(_STOP_WITHIN):
            log.info(LogEvent.DAEMON_STOPPED, dropped="a request that did not return in time")
            os._exit(0)
    log.info(LogEvent.DAEMON_STOPPED)


def _wait(clock: Clock, timers: _Timers, stop: threading.Event) -> None:
    """Wait for *stop*; if the clock is set back meanwhile, run every job now.

    Jobs wait for a time of day: a machine that boots with a date in the future, and is then corrected,
    would not poll until that date.
    """
    now = clock.now()
    elapsed = clock.elapsed()
    while not stop.wait(_CHECK_CLOCK_EVERY_SECONDS):
        if fell_back(clock.now() - now, clock.elapsed() - elapsed):
            log.warning(LogEvent.CLOCK_SET_BACK)
            timers.run_all(clock.now())
        now = clock.now()
        elapsed = clock.elapsed()


@contextmanager
def _scheduled(
    app: App, jobs: Jobs, watch_every: timedelta, hangups: "SimpleQueue[bool]"
) -> Iterator[_Timers]:
    scheduler = new_scheduler()
    run_now = partial(_run_now, scheduler, app.clock)
    turns = Turns(app, jobs, partial(run_now, _DELIVERY) if app.writer is not None else None)
    workers = PollWorkers(app.clock, turns.turn, POLLS_AT_ONCE)
    _begin(turns, workers, app.accounts)
    if app.writer is not None:
        scheduler.add_job(
            jobs.deliver, interval_trigger(_DELIVER_EVERY), id=_DELIVERY, next_run_time=app.clock.now()
        )

    one_at_a_time = threading.Lock()

    def watch() -> None:
        with one_at_a_time:
            if not jobs.watch_accounts(partial(_follow, turns, workers)):
                run_now(_WATCH, LOOK_AGAIN_AFTER)
            jobs.watch_tokens(lambda account: workers.hurry([account.state_name]))

    # A hangup during a look causes another look after it.
    scheduler.add_job(
        watch, interval_trigger(watch_every), id=_WATCH, next_run_time=app.clock.now(), max_instances=2
    )
    scheduler.add_job(jobs.look_after_states, interval_trigger(_UPKEEP_EVERY), id="look after states")
    scheduler.start()
    workers.start()
    ended = _on_hangup(hangups, partial(run_now, _WATCH))
    try:
        yield _Timers(scheduler, workers)
    finally:
        ended()
        workers.stop()
        scheduler.shutdown(wait=False)


def _begin(turns: Turns, workers: PollWorkers, names: Collection[str]) -> None:
    turns.begin(names)
    workers.add(names)


def _follow(turns: Turns, workers: PollWorkers, changes: AccountChanges) -> None:
    workers.remove(changes.removed)
    _begin(turns, workers, changes.added)


def _run_now(scheduler: BackgroundScheduler, clock: Clock, job: str, after: timedelta = timedelta(0)) -> None:
    scheduler.modify_job(job, next_run_time=clock.now() + after)


def _on_hangup(hangups: "SimpleQueue[bool]", action: Callable[[], None]) -> Callable[[], None]:
    """Do *action* at every True in *hangups*, in a thread; return what ends that.

    A handler of signals may do nothing but put something there: whatever it interrupts may hold a lock.
    """

    def follow() -> None:
        while hangups.get():
            action()

    threading.Thread(target=follow, name="hangups", daemon=True).start()
    return partial(hangups.put, False)


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
        accounts=names_in_words(list(app.accounts)),
        every=app.settings.collector_poll_every,
        delivering_to=delivering_to,
        listening_on=app.settings.collector_listen,
    )
    for name, problem in app.unusable.items():
        log.error(LogEvent.ACCOUNT_UNUSABLE, account=name, problem=str(problem))
