"""What many accounts in one process cost: a simulated day of hourly polls, for 1, 10, 100 and 1,000 of them.

`python -m tests.bench.many_accounts [N …]` prints a line for each N. Every account is polled by the daemon's
own queue and jobs, against a simulated WaniKani in this process whose processor time is measured apart. The
clock stands where a turn begins and goes on by what the turn took, one turn after the other: so *worst
lateness* is that of a collector with one core and one worker, and a WaniKani that answers at once.
"""

import gc
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx

from collector.app import App, open_app
from collector.config.settings import Settings
from collector.core.log import configure
from collector.daemon.jobs import Jobs
from collector.daemon.poll_queue import PollQueue
from collector.daemon.turns import Turns
from collector.daemon.web.routes import routes
from collector.simulator.learner.learner import Learner
from collector.simulator.serving.simulated_clock import SimulatedClock
from collector.simulator.world.world import World
from tests.learners import Learners

BEGIN = datetime(2024, 3, 4, 6, tzinfo=UTC)
DAY = timedelta(days=1)
COUNTS = (1, 10, 100, 1000)
_MEMORY = Path("/dev/shm")
_ROOM = 4 * 2**30
_WATCH_EVERY = timedelta(seconds=15)
_UPKEEP_EVERY = timedelta(minutes=10)
_SCRAPE_EVERY = timedelta(minutes=1)


class Figures(NamedTuple):
    """What so many accounts took: processor time in seconds, memory in MiB, lateness of a poll in seconds."""

    accounts: int
    polls: int
    cpu: float
    peak_mib: float
    worst_lateness: float
    simulator_cpu: float


def measure(accounts: int, during: timedelta = DAY) -> Figures:
    """Return what so many accounts take *during* this time, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", __spec__.name, "here", str(accounts), str(during.total_seconds())],
        check=True,
        capture_output=True,
        text=True,
    )
    return Figures(*json.loads(done.stdout))


class _Measured(httpx.BaseTransport):
    """Carries requests to the simulator, and counts what it takes."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self.cpu = 0.0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer *request*."""
        began = time.process_time()
        response = self._inner.handle_request(request)
        response.read()
        self.cpu += time.process_time() - began
        return response


@dataclass
class _Day:
    """The daemon without its threads: one turn after the other."""

    app: App
    clock: SimulatedClock
    transport: _Measured
    polls: int = 0
    worst_lateness: timedelta = timedelta(0)

    def run(self, during: timedelta) -> None:
        jobs = Jobs(self.app)
        jobs.check_states()
        queue, due = PollQueue(), dict.fromkeys(self.app.accounts, self.clock.now())
        turns = Turns(self.app, jobs, None)
        turns.begin(due.keys())
        for account, at in due.items():
            queue.put(account, at)
        others = list(_others(jobs, self.app, self.clock.now()))
        end = self.clock.now() + during
        while (pause := queue.pause(self.clock.now())) is not None and self.clock.now() + pause < end:
            _run_due(others, self.clock.now() + pause)
            self.clock.wait(pause)
            name = queue.take(self.clock.now())
            assert name is not None
            self.worst_lateness = max(self.worst_lateness, self.clock.now() - due[name])
            with self._passing_time():
                following = turns.turn(name)
                jobs.deliver()
            self.polls += 1
            assert following is not None
            due[name] = following.due
            queue.end(name, self.clock.now(), following.due, first=following.first)

    @contextmanager
    def _passing_time(self) -> Iterator[None]:
        began = time.process_time() - self.transport.cpu
        yield
        self.clock.wait(timedelta(seconds=time.process_time() - self.transport.cpu - began))


class _Timer:
    """Something that is done again and again."""

    def __init__(self, action: object, every: timedelta, due: datetime) -> None:
        self.action, self.every, self.due = action, every, due


def _others(jobs: Jobs, app: App, now: datetime) -> Iterator[_Timer]:
    pages = routes(jobs, app.clock)
    yield _Timer(lambda: jobs.watch_accounts(lambda _: None), _WATCH_EVERY, now)
    yield _Timer(lambda: jobs.watch_tokens(lambda _: None), _WATCH_EVERY, now)
    yield _Timer(jobs.look_after_states, _UPKEEP_EVERY, now + _UPKEEP_EVERY)
    yield _Timer(pages["/metrics"], _SCRAPE_EVERY, now + _SCRAPE_EVERY)


def _run_due(timers: Iterable[_Timer], now: datetime) -> None:
    for timer in timers:
        while timer.due <= now:
            timer.action()  # type: ignore[operator]
            timer.due += timer.every


def _measure_here(accounts: int, during: timedelta) -> Figures:
    world = World(BEGIN, levels=4, per_level=20)
    learner, clock = Learner(world), SimulatedClock(BEGIN)
    learners = Learners(world, lambda: learner.live_until(max(world.now, clock.now())))
    transport = _Measured(httpx.WSGITransport(app=learners))
    with tempfile.TemporaryDirectory(dir=_in_memory()) as folder:
        listed = Path(folder) / "accounts.env"
        names = [f"learner{number}" for number in range(accounts)]
        listed.write_text("".join(f"{name}={learners.token(name)}\n" for name in names), "utf-8")
        settings = Settings.model_construct(
            wanikani_url="http://pretend.invalid/v2",
            wanikani_accounts_file=listed,
            collector_state=Path(folder) / "state",
            collector_projection="off",
        )
        with open_app(settings, clock, transport) as app:
            day = _Day(app, clock, transport)
            # As `run` begins.
            gc.collect()
            gc.freeze()
            began = time.process_time()
            day.run(during)
            used = time.process_time() - began - transport.cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    late = day.worst_lateness.total_seconds()
    return Figures(
        accounts=accounts,
        polls=day.polls,
        cpu=round(used, 2),
        peak_mib=round(peak, 1),
        worst_lateness=round(late, 1),
        simulator_cpu=round(transport.cpu, 2),
    )


def _in_memory() -> Path | None:
    """Return where files are in memory, if there is room: the day would wait for the disk for an hour."""
    roomy = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if roomy else None


def main(counts: Iterable[int] = COUNTS) -> None:
    """Print a line for each of *counts*."""
    for count in counts:
        found = measure(count)
        each = 1000 * found.cpu / found.polls
        took = f"{found.cpu:>8.2f} s of CPU ({each:.1f} ms a poll)"
        rest = f"{found.peak_mib:>6.1f} MiB  at most {found.worst_lateness:.1f} s late"
        sys.stdout.write(f"{count:>5} accounts  {found.polls:>6} polls  {took}  {rest}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["here", count, seconds]:
            configure("error", "json", colours=False)
            sys.stdout.write(json.dumps(_measure_here(int(count), timedelta(seconds=float(seconds)))))
        case counts:
            main(map(int, counts) if counts else COUNTS)
