"""`demo`: a simulated learner lives in fast-forward, polled hourly through the real pipeline."""

import shlex
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console

from collector.app import App
from collector.cli.commands.demo_accuracy import accuracy_table, compare_collectors
from collector.cli.commands.demo_collectors import DemoCollector, live, open_demo_app
from collector.cli.commands.demo_server import serve_report
from collector.cli.commands.demo_start import read_start, write_start
from collector.cli.commands.status_view import status_view
from collector.cli.invocation import command_to_run, program
from collector.cli.options import FILE, FOLDER
from collector.cli.output import echo
from collector.config.values import DEFAULT_ACCOUNT
from collector.core.atomic_files import check_writable, write
from collector.core.errors import ActionRequiredError
from collector.core.links import TOKENS_PAGE
from collector.core.moments import moment
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.sample_accounts import typical_learner
from collector.simulator.serving.simulated_clock import SimulatedClock
from collector.simulator.world.world import World
from collector.storage.state_folder import state_file
from collector.views.report.page import page
from collector.views.report.read import read_report
from collector.views.status import read_status

# How often the collectors poll, in hours.
_EVERY = (1, 4, 8, 24)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WIDEST = 80


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """The folder of the *state*, None to delete it at the end; the file with the *start*, for `simulate`."""

    state: Path | None = None
    start: Path | None = None

    def complete(self) -> bool:
        """Return True if an earlier run lived the past already."""
        return bool(self.start and self.state and state_file(self.state, DEFAULT_ACCOUNT).exists())


@click.command("demo")
@click.option("--days", type=click.IntRange(1, 730), default=180, show_default=True, help="Days to live.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another learner.")
@click.option(
    "--state",
    type=FOLDER,
    help="Keep the state here instead of throwing it away: rebuild writes it to an InfluxDB, for Grafana.",
)
@click.option(
    "--out",
    type=FILE,
    default=Path("wanikani-demo.html"),
    show_default=True,
    help="Where to write the report.",
)
@click.option("--serve", is_flag=True, help="Keep the report up, with life going on, until Ctrl-C.")
@click.option("--remember", type=FILE, help="Keep here when it began: simulate goes on with it.")
def command(
    *, days: int, seed: int, state: Path | None, out: Path, serve: bool, remember: Path | None
) -> int:
    """Let a pretend learner live in fast-forward through the real pipeline, then show what was collected."""
    return demo(days, seed, DemoFiles(state, remember), out, serve=serve)


def demo(days: int, seed: int, files: DemoFiles, out: Path, *, serve: bool) -> int:
    """Live *days*, show the status, write the report to *out*, and print what to do next.

    Nothing of the environment is used. With *serve* the page stays up, and life goes on. Returns 1 if a
    poll failed or a review marked exact is not. Raises `FileNotWritable`, and `ActionRequiredError` when
    there is a state already.
    """
    check_writable(out)
    if files.complete():
        echo(f"The learner's past is in {files.state} already.")
        return 0
    console = Console(highlight=False)
    console.width = min(console.width, _WIDEST)
    present = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    start = read_start(files.start) or present - days * _DAY
    write_start(files.start, start)
    with ExitStack() as resources:
        clock = SimulatedClock(start)
        learner = typical_learner(World(start, seed=seed), seed=seed)
        days = (present - start) // _DAY
        every = _EVERY if files.start is None else _EVERY[:1]
        folders = [resources.enter_context(_folder(files.state if hours == 1 else None)) for hours in every]
        echo(f"A pretend learner lives {days} days, polled every hour: no token, no servers, no network.")
        apps = [resources.enter_context(open_demo_app(learner, folder, clock)) for folder in folders]
        collectors = [DemoCollector(hours, app) for hours, app in zip(every, apps, strict=True)]
        live(collectors, learner.world, clock, days, console)
        failures = _present(collectors, learner, clock, console)
        _write_report(collectors[0].app, clock, out)
        if serve:
            serve_report(collectors[0].app, clock)
    _print_next_steps(files.state)
    return 1 if failures else 0


def _print_next_steps(state: Path | None) -> None:
    if state is None:
        echo(
            "That was a pretend learner; its state was thrown away. --state FOLDER keeps it, for Grafana say."
        )
    else:
        echo(f"That was a pretend learner; its state is in {state}. To see it in Grafana too:")
        for line in _to_grafana(state):
            echo(line, lead="  ")
    echo(f"For your own: set WANIKANI_TOKEN ({TOKENS_PAGE}), then: {command_to_run()}")


def _to_grafana(state: Path) -> Iterator[str]:
    """Yield the commands that write *state* to an InfluxDB, in a place of its own, and set Grafana up."""
    folder = shlex.quote(str(state.absolute()))
    yield f"export COLLECTOR_STATE={folder}"
    yield "export INFLUXDB_URL=http://localhost:8086 INFLUXDB_BUCKET=wanikani-demo"
    yield f"{program()} rebuild        # InfluxDB 2.x: setup-influxdb first, as in the README"
    yield f"{program()} setup-grafana  # writes to /etc/grafana/provisioning, see --help; restart Grafana"


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


def _present(
    collectors: Sequence[DemoCollector], learner: Learner, clock: SimulatedClock, console: Console
) -> int:
    """Show the status and what each collector found of the truth; return how much went wrong."""
    _show_status(collectors[0].app, clock, console)
    lines = compare_collectors(collectors, learner.world)
    days = round((collectors[0].seen[-1] - collectors[-1].seen[0]) / _DAY)
    console.print(accuracy_table(lines, days))
    console.print()
    untrue = sum(line.untrue for line in lines)
    if untrue:
        echo(
            f"{untrue:,} reviews are marked exact and are not: an internal error, please report it.",
            err=True,
        )
    return untrue + sum(collector.failed for collector in collectors)


def _show_status(app: App, clock: SimulatedClock, console: Console) -> None:
    with app.accounts[DEFAULT_ACCOUNT].store.reading() as tx:
        found = read_status(tx, moment(clock.now()), ZoneInfo("UTC"))
    if found is not None:
        console.print(status_view(found, bucket=None))


def _write_report(app: App, clock: SimulatedClock, out: Path) -> None:
    with app.accounts[DEFAULT_ACCOUNT].store.reading() as tx:
        report = read_report(tx, moment(clock.now()), ZoneInfo("UTC"), _HOUR)
    write(out, page([report] if report else []))
    echo(f"All of it in charts, for your browser: {out.absolute().as_uri()}")
