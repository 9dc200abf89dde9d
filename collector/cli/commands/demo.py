"""`demo`: a simulated learner lives in fast-forward, polled hourly through the real pipeline."""

import gc
import shlex
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.pool import Pool
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from collector.app import App
from collector.cli.commands.demo_accuracy import Accuracy, accuracy_table, compare_collector
from collector.cli.commands.demo_collectors import DemoCollector, live, open_demo_app
from collector.cli.commands.demo_comparison import Comparison, Life, compare_rarer
from collector.cli.commands.demo_projections import DemoProjections
from collector.cli.commands.demo_server import serve_report
from collector.cli.commands.demo_start import read_start, write_start
from collector.cli.commands.demo_workers import other_processes
from collector.cli.commands.project_view import score_view
from collector.cli.commands.status_view import status_view
from collector.cli.invocation import command_to_run, program
from collector.cli.options import FILE, FOLDER
from collector.cli.output import drawing_width, echo, echo_drawing
from collector.config.values import DEFAULT_ACCOUNT
from collector.core.atomic_files import check_writable, write
from collector.core.errors import ActionRequiredError
from collector.core.links import TOKENS_PAGE
from collector.core.moments import moment
from collector.simulator.serving.simulated_clock import SimulatedClock
from collector.simulator.world.world import World
from collector.storage import ledger
from collector.storage.state_folder import state_file
from collector.views.projection.score import scores
from collector.views.report.page import page
from collector.views.report.read import read_report
from collector.views.status import read_status

# How often the collectors poll that the hourly one is compared with, in hours.
_RARER = (4, 8, 24)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """The folder of the *state*, None to delete it at the end; the file with the *start*, for `simulate`."""

    state: Path | None = None
    start: Path | None = None

    def complete(self) -> bool:
        """Return True if an earlier run has completed the past."""
        return bool(self.start and self.state and state_file(self.state, DEFAULT_ACCOUNT).exists())


@click.command("demo")
@click.option("--days", type=click.IntRange(1, 730), default=180, show_default=True, help="Days to simulate.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed; each one gives another learner.")
@click.option(
    "--state",
    type=FOLDER,
    help=(
        "Keep the state in this folder instead of deleting it: rebuild can write it to InfluxDB, for Grafana."
    ),
)
@click.option(
    "--out",
    type=FILE,
    default=Path("wanikani-demo.html"),
    show_default=True,
    help="Where to write the report.",
)
@click.option(
    "--serve", is_flag=True, help="Keep serving the report while the simulation goes on, until Ctrl-C."
)
@click.option(
    "--remember", type=FILE, help="File that records when the simulated life began; simulate continues it."
)
def command(
    *, days: int, seed: int, state: Path | None, out: Path, serve: bool, remember: Path | None
) -> int:
    """Simulate a learner in fast-forward through the real pipeline, then show what was collected."""
    return demo(days, seed, DemoFiles(state, remember), out, serve=serve)


def demo(days: int, seed: int, files: DemoFiles, out: Path, *, serve: bool) -> int:
    """Live *days*, show the status, write the report to *out*, and print what to do next.

    Nothing of the environment is used. With *serve* the page stays up, and life goes on. Returns 1 if a
    poll failed or a review marked exact is not. Raises `FileNotWritable`, and `ActionRequiredError` when
    there is a state already.
    """
    check_writable(out)
    if files.complete():
        echo(f"The learner's past is already in {files.state}.")
        return 0
    present = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    start = read_start(files.start) or present - days * _DAY
    write_start(files.start, start)
    life = Life(seed, start, days=(present - start) // _DAY)
    echo(f"Simulating {life.days} days of a learner, polled every hour: no token, no servers, no network.")
    with ExitStack() as resources:
        clock = SimulatedClock(start)
        learner = life.learner()
        others = resources.enter_context(other_processes(2))
        comparison = resources.enter_context(_comparison(life, others, wanted=files.start is None))
        projections = DemoProjections(life.days * 24, others, resources.enter_context(_folder(None)))
        folder = resources.enter_context(_folder(files.state))
        app = resources.enter_context(open_demo_app(learner, folder, clock, throwaway=files.state is None))
        hourly = DemoCollector(1, app)
        store = app.accounts[DEFAULT_ACCOUNT].store
        # The world stays as long as the demo: the garbage collector need not look through it again and again.
        gc.freeze()
        live(hourly, learner.world, clock, life.days, partial(projections.begin, store=store))
        projections.keep(store)
        _show_status(app, clock)
        _show_score(app)
        _write_report(app, clock, out)
        failures = hourly.failed + _compare(hourly, learner.world, comparison)
        if serve:
            serve_report(app, clock)
    _print_next_steps(files.state, _some_word(learner.world))
    return 1 if failures else 0


def _some_word(world: World) -> str:
    """Return a word of the first level that is written with two kanji."""
    words = (subject for subject in world.subjects if subject.kind == "vocabulary")
    return next((word.slug for word in words if len(word.components) > 1), "")


def _print_next_steps(state: Path | None, word: str) -> None:
    if state is None:
        echo(
            "That was a simulated learner; its state was deleted. --state FOLDER keeps it, for Grafana or "
            "lookup."
        )
    else:
        echo(f"That was a simulated learner; its state is in {state}. To see it in Grafana too:")
        for line in _to_grafana(state):
            echo(line, lead="  ")
        echo("To look up a word with its mnemonics:")
        echo(f"COLLECTOR_STATE={shlex.quote(str(state.absolute()))} {program()} lookup {word}", lead="  ")
    echo(f"To collect your own progress, set WANIKANI_TOKEN ({TOKENS_PAGE}), then run:")
    echo(command_to_run(), lead="  ")


def _to_grafana(state: Path) -> Iterator[str]:
    """Yield the commands that write *state* to an InfluxDB, in a place of its own, and set Grafana up."""
    folder = shlex.quote(str(state.absolute()))
    yield f"export COLLECTOR_STATE={folder}"
    yield "export INFLUXDB_URL=http://localhost:8086 INFLUXDB_BUCKET=wanikani-demo"
    yield f"{program()} rebuild        # InfluxDB 2.x: run setup-influxdb first"
    yield f"{program()} grafana export /etc/grafana/provisioning   # then restart Grafana"


@contextmanager
def _folder(state: Path | None) -> Iterator[Path]:
    if state is not None:
        if state_file(state, DEFAULT_ACCOUNT).exists():
            raise ActionRequiredError(
                f"There is already a state in {state}: choose another folder with --state."
            )
        yield state
        return
    with tempfile.TemporaryDirectory(prefix="wanikani-collector-demo-") as folder:
        yield Path(folder)


@contextmanager
def _comparison(life: Life, others: Pool, *, wanted: bool) -> Iterator[Callable[[], Comparison | None]]:
    if not wanted:
        yield lambda: None
        return
    with ExitStack() as resources:
        folders = {hours: resources.enter_context(_folder(None)) for hours in _RARER}
        yield others.apply_async(compare_rarer, (life, folders)).get


def _compare(
    hourly: DemoCollector,
    world: World,
    comparison: Callable[[], Comparison | None],
) -> int:
    """Show what each collector found of the truth; return how much went wrong."""
    found = comparison()
    since = found.since if found else hourly.seen[0]
    lines = [compare_collector(hourly, world, since), *(found.lines if found else ())]
    click.echo()
    echo_drawing(accuracy_table(lines, round((hourly.seen[-1] - since) / _DAY)))
    return _untrue(lines) + (found.failed if found else 0)


def _untrue(lines: Sequence[Accuracy]) -> int:
    untrue = sum(line.untrue for line in lines)
    if untrue:
        echo(
            f"{untrue:,} reviews are marked exact but are not: an internal error, please report it.",
            err=True,
        )
    return untrue


def _show_status(app: App, clock: SimulatedClock) -> None:
    with app.accounts[DEFAULT_ACCOUNT].store.reading() as tx:
        found = read_status(tx, moment(clock.now()), ZoneInfo("UTC"))
    if found is not None:
        echo_drawing(status_view(found, drawing_width(), bucket=None))


def _show_score(app: App) -> None:
    with app.accounts[DEFAULT_ACCOUNT].store.reading() as tx:
        found = scores(ledger.projection_scores.scores(tx))
    if found:
        echo("How right the weekly projections of the last 13 weeks were")
        echo_drawing(score_view(found, drawing_width()))
        click.echo()


def _write_report(app: App, clock: SimulatedClock, out: Path) -> None:
    with app.accounts[DEFAULT_ACCOUNT].store.reading() as tx:
        report = read_report(tx, moment(clock.now()), ZoneInfo("UTC"), _HOUR, with_details=True)
    write(out, page([report] if report else []))
    echo(f"The same as charts, for your browser: {out.absolute().as_uri()}")
