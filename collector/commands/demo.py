"""`demo`: a pretend learner lives in fast-forward, polled hourly through the real pipeline."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from pydantic import SecretStr
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from collector.app import App, open_app
from collector.commands.picture import picture
from collector.commands.saying import say
from collector.commands.standing import standing
from collector.errors import NeedsFixing
from collector.moments import moment
from collector.settings import DEFAULT_ACCOUNT, Settings
from collector.simulator.api import PretendWaniKani
from collector.simulator.clock import FastForward
from collector.simulator.learner import Learner
from collector.simulator.world import World
from collector.storage.folder import state_file

_TOKEN = "pretend-token"  # noqa: S105 - the pretend WaniKani's
_POLL_AT = timedelta(minutes=3)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WIDEST = 80


def demo(days: int, seed: int, state: Path | None) -> int:
    """Live *days*, show the status, and say what to do next. Nothing of the environment is used."""
    console = Console(highlight=False)
    console.width = min(console.width, _WIDEST)
    begins = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - days * _DAY
    clock = FastForward(begins)
    with _folder(state) as folder, _app(begins, seed, folder, clock) as app:
        say(f"A pretend learner lives {days} days, polled every hour: no token, no servers, no network.")
        failed = _live(app, clock, begins, days, console)
        _show(app, clock, console)
    where = f"its state is in {state}." if state else "its state was thrown away; --state FOLDER keeps it."
    say(f"That was a pretend learner; {where}")
    say("For your own: set WANIKANI_TOKEN (wanikani.com/settings/personal_access_tokens), then: make run")
    return 1 if failed else 0


@contextmanager
def _folder(state: Path | None) -> Iterator[Path]:
    if state is not None:
        if state_file(state, DEFAULT_ACCOUNT).exists():
            raise NeedsFixing(f"There is a state in {state} already: name another folder with --state.")
        yield state
        return
    with tempfile.TemporaryDirectory(prefix="wanikani-collector-demo-") as folder:
        yield Path(folder)


@contextmanager
def _app(begins: datetime, seed: int, folder: Path, clock: FastForward) -> Iterator[App]:
    world = World(begins, seed=seed)
    learner = Learner(world, seed=seed)
    api = PretendWaniKani(world, token=_TOKEN, live=lambda: learner.live_until(clock.now()))
    # Built without the environment: a demo must never write into somebody's InfluxDB.
    settings = Settings.model_construct(
        wanikani_token=SecretStr(_TOKEN),
        wanikani_url="http://pretend.invalid/v2",
        collector_state=folder,
    )
    with open_app(settings, clock, httpx.WSGITransport(app=api)) as app:
        yield app


def _live(app: App, clock: FastForward, begins: datetime, days: int, console: Console) -> int:
    account = app.accounts[DEFAULT_ACCOUNT]
    failed = points = 0
    columns = (TextColumn("polls"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("polls", total=days * 24)
        for hour in range(days * 24):
            clock.set(begins + hour * _HOUR + _POLL_AT)
            report = app.poll(account)
            failed += report.problem is not None
            points += report.points
            progress.advance(task)
    say(f"{days * 24:,} polls, {failed:,} failed; {points:,} points are in the embedded store.")
    console.print()
    return failed


def _show(app: App, clock: FastForward, console: Console) -> None:
    with app.accounts[DEFAULT_ACCOUNT].store.reading() as tx:
        found = standing(tx)
    if found is not None:
        console.print(picture(found, moment(clock.now()), "UTC", delivering=False))
