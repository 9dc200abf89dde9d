"""`demo`: a pretend learner lives in fast-forward, polled hourly through the real pipeline."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from pydantic import SecretStr
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from collector.app import App, open_app
from collector.cli.commands.demo_accuracy import compared, table
from collector.cli.commands.demo_server import stay
from collector.cli.commands.demo_start import began, remember
from collector.cli.commands.status_view import picture
from collector.cli.output import echo
from collector.config.settings import DEFAULT_ACCOUNT, Settings
from collector.core.atomic_files import check_writable, write
from collector.core.errors import ActionRequiredError
from collector.core.moments import moment
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.sample_accounts import typical_learner
from collector.simulator.serving.simulated_clock import SimulatedClock
from collector.simulator.world.world import World
from collector.storage import ledger
from collector.storage.state_folder import state_file
from collector.views.report.page import page
from collector.views.report.read import read_report
from collector.views.status import read_status

_TOKEN = "pretend-token"  # noqa: S105 - the simulated WaniKani's
_POLL_AT = timedelta(minutes=3)
# How often the collectors ask, in hours: the first one is shown, the others are compared with it, for
# the last days only: each costs as much time again.
_EVERY = (1, 4, 8, 24)
_COMPARED_DAYS = 30
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WIDEST = 80


@dataclass(slots=True)
class _Collector:
    """One collector of the same learner, asking every *hours*; *seen* are its good polls' moments."""

    hours: int
    app: App
    seen: list[datetime] = field(default_factory=list)
    failed: int = 0
    points: int = 0

    def poll(self, world: World) -> None:
        """Ask once."""
        report = self.app.poll(self.app.accounts[DEFAULT_ACCOUNT])
        self.points += report.points
        if report.problem is None:
            self.seen.append(world.now)
        else:
            self.failed += 1


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept: the *state*, else thrown away; and in the file *began* the begin, for `simulate`."""

    state: Path | None = None
    began: Path | None = None

    def there(self) -> bool:
        """Whether the past was lived already, by a start before this one."""
        return bool(self.began and self.state and state_file(self.state, DEFAULT_ACCOUNT).exists())


def demo(days: int, seed: int, kept: Kept, out: Path, *, serve: bool) -> int:
    """Live *days*, show the status, write the report to *out*, and say what to do next.

    Nothing of the environment is used. With *serve* the page stays up, and life goes on.
    """
    check_writable(out)
    if kept.there():
        echo(f"The learner's past is in {kept.state} already.")
        return 0
    console = Console(highlight=False)
    console.width = min(console.width, _WIDEST)
    present = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    begins = began(kept.began) or present - days * _DAY
    remember(kept.began, begins)
    days = (present - begins) // _DAY
    every = _EVERY if kept.began is None else _EVERY[:1]
    clock, world = SimulatedClock(begins), World(begins, seed=seed)
    learner = typical_learner(world, seed=seed)
    with ExitStack() as opened:
        folders = [opened.enter_context(_folder(kept.state if hours == 1 else None)) for hours in every]
        echo(f"A pretend learner lives {days} days, polled every hour: no token, no servers, no network.")
        apps = [opened.enter_context(_app(learner, folder, clock)) for folder in folders]
        collectors = [_Collector(hours, app) for hours, app in zip(every, apps, strict=True)]
        _live(collectors, world, clock, days, console)
        _show(collectors[0].app, clock, console)
        untrue = _compare(collectors, world, console)
        _write_report(collectors[0].app, clock, out)
        if serve:
            stay(collectors[0].app, clock)
    where = (
        f"its state is in {kept.state}."
        if kept.state
        else "its state was thrown away; --state FOLDER keeps it."
    )
    echo(f"That was a pretend learner; {where}")
    echo("For your own: set WANIKANI_TOKEN (wanikani.com/settings/personal_access_tokens), then: make run")
    return 1 if untrue or any(one.failed for one in collectors) else 0


@contextmanager
def _folder(state: Path | None) -> Iterator[Path]:
    if state is not None:
        if state_file(state, DEFAULT_ACCOUNT).exists():
            raise ActionRequiredError(
                f"There is a state in {state} already: name another folder with --state."
            )
        yield state
        return
    with tempfile.TemporaryDirectory(prefix="wanikani-collector-demo-") as folder:
        yield Path(folder)


@contextmanager
def _app(learner: Learner, folder: Path, clock: SimulatedClock) -> Iterator[App]:
    # Each collector asks as if it were alone: the limit of requests a minute is its own.
    api = SimulatedWaniKani(learner.world, token=_TOKEN, live=lambda: learner.live_until(clock.now()))
    # Built without the environment: a demo must never write into somebody's InfluxDB.
    settings = Settings.model_construct(
        wanikani_token=SecretStr(_TOKEN),
        wanikani_url="http://pretend.invalid/v2",
        collector_state=folder,
    )
    with open_app(settings, clock, httpx.WSGITransport(app=api)) as app:
        yield app


def _live(
    collectors: Sequence[_Collector], world: World, clock: SimulatedClock, days: int, console: Console
) -> None:
    begins = clock.now()
    hourly, *others = collectors
    compared_from = max(0, days - _COMPARED_DAYS) * 24
    columns = (TextColumn("polls"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("polls", total=days * 24)
        for hour in range(days * 24):
            clock.set(begins + hour * _HOUR + _POLL_AT)
            hourly.poll(world)
            for other in others if hour >= compared_from else ():
                if (hour - compared_from) % other.hours == 0:
                    other.poll(world)
            progress.advance(task)
    echo(
        f"{days * 24:,} polls, {hourly.failed:,} failed; {hourly.points:,} points are in the embedded store."
    )
    console.print()


def _show(app: App, clock: SimulatedClock, console: Console) -> None:
    with app.accounts[DEFAULT_ACCOUNT].store.reading() as tx:
        found = read_status(tx, moment(clock.now()), ZoneInfo("UTC"))
    if found is not None:
        console.print(picture(found, moment(clock.now()), delivering=False))


def _write_report(app: App, clock: SimulatedClock, out: Path) -> None:
    with app.accounts[DEFAULT_ACCOUNT].store.reading() as tx:
        report = read_report(tx, moment(clock.now()), ZoneInfo("UTC"), _HOUR)
    write(out, page([report] if report else []))
    echo(f"All of it in charts, for your browser: {out.absolute().as_uri()}")


def _compare(collectors: Sequence[_Collector], world: World, console: Console) -> int:
    """Show what each collector found of the truth; return how many reviews are marked exact and are not."""
    lines = []
    first = collectors[-1].seen[0]
    for collector in collectors:
        truth = [one for one in world.reviews if first < one.counted_at <= collector.seen[-1]]
        with collector.app.accounts[DEFAULT_ACCOUNT].store.reading() as tx:
            # What the others found is all of this time; their guesses may be dated at its very beginning.
            since = moment(first) if collector.seen[0] < first else 0
            found = [review for review in ledger.reviews.reviews(tx) if review.at > since]
        lines.append(compared(collector.hours, truth, found))
    days = round((collectors[0].seen[-1] - first) / _DAY)
    console.print(table(lines, days))
    console.print()
    untrue = sum(line.untrue for line in lines)
    if untrue:
        echo(
            f"{untrue:,} reviews are marked exact and are not so, a mistake of ours: please report it.",
            err=True,
        )
    return untrue
