"""`project`: what is to come, and what else could be, from the state alone."""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from collector.cli.accounts import account_named
from collector.cli.commands.export.destination import Destination, write_content
from collector.cli.commands.project_view import projection_lines, score_view
from collector.cli.commands.project_what_ifs import check_accuracy, what_ifs
from collector.cli.options import FILE, account_option
from collector.cli.output import echo, in_colours
from collector.cli.progress_line import NOTICEABLE, Progress
from collector.cli.startup import load_settings_with_warnings, system_clock
from collector.cli.styled_text import Text
from collector.config.settings import Settings
from collector.core.atomic_files import check_writable, write
from collector.core.clock import Clock
from collector.core.errors import ActionRequiredError
from collector.core.local_time import local_date
from collector.core.moments import Moment, moment
from collector.core.projection import Projection
from collector.core.projection_facts import ProjectionScore
from collector.projection.inputs import StudyRecord, WhatIf
from collector.projection.load_numpy import load_numpy
from collector.storage import ledger
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.storage.study_record import study_record
from collector.storage.transaction import Transaction
from collector.views.exports import formats
from collector.views.present import present
from collector.views.projection.files import as_json, as_table
from collector.views.projection.picture import picture
from collector.views.projection.score import score_table, scores
from collector.views.scheduled import scheduled
from collector.views.zone import days_zone

_FORMATS = ("table", "csv", "json")
_FILES = {"csv": formats.as_csv, "json": formats.as_json}
# What is written, for an error.
_WHAT, _PICTURE = "projection", "picture"
_YEAR = 365
# Of up to three ways to go on a hundred futures each; of nine fewer, so that they take no half a minute.
_FUTURES_IF, _ALL_FUTURES_IF = 100, 320
# In columns, where no terminal has a width.
_WIDTH = 240

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Known:
    """The data read from an account: the learner's record, and the reviews scheduled on each day."""

    record: StudyRecord
    scheduled: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """The requested what-ifs: one for each value of *options*, and one for each of *combined*."""

    options: Mapping[str, Sequence[str]]
    combined: Sequence[str]

    def __bool__(self) -> bool:
        """Return True if anything is."""
        return bool(self.combined or any(self.options.values()))


@click.command("project")
@click.option("--lessons-per-day", metavar="N", multiple=True, help="Lessons a day.")
@click.option("--reviews-per-day", metavar="N", multiple=True, help="At most N reviews a day.")
@click.option("--accuracy", metavar="+N", multiple=True, help="N percentage points more accurate; or -N.")
@click.option("--pause", metavar="FROM..TO", multiple=True, help="No study from one day to another.")
@click.option("--vacation", metavar="FROM..TO", multiple=True, help="The same, in WaniKani's vacation mode.")
@click.option(
    "--what-if",
    "combined",
    metavar="TEXT",
    multiple=True,
    help='Several of these together: "lessons-per-day=15 pause=2027-01-01..2027-01-14".',
)
@click.option("--score", is_flag=True, help="Show how right earlier projections were.")
@click.option("--all", "every_level", is_flag=True, help="Show every level to come.")
@click.option("--picture", "svg", type=FILE, metavar="FILE.svg", help="Also draw the next year to a file.")
@click.option("--out", type=FILE, help="File to write; .json also sets the format.")
@click.option("--format", type=click.Choice(_FORMATS), help="Default: table on a terminal, else csv.")
@account_option
def command(
    *,
    combined: Sequence[str],
    score: bool,
    every_level: bool,
    svg: Path | None,
    out: Path | None,
    format: str | None,  # noqa: A002 - the option's name
    account: str | None,
    **changes: Sequence[str],
) -> int:
    """Project what is to come at your own pace, and compare it with what-ifs.

    Each value of the first six options adds a column beside your own pace; all are repeatable. FROM
    and TO are days such as 2027-01-14.
    """
    asked = Asked({name.replace("_", "-"): values for name, values in changes.items()}, combined)
    if score and (asked or svg or every_level):
        raise click.UsageError("--score looks back: it cannot be combined with what-ifs, --picture or --all.")
    _check_files(out, svg)
    settings = load_settings_with_warnings()
    name = account_named(settings, account)
    destination = Destination(out, bom=False)
    chosen = format or destination.format()
    if score:
        return show_score(settings, name, chosen, destination)
    projection = projected(settings, system_clock(), name, asked, svg)
    content = "".join(_written(projection, chosen, destination, every_level=every_level))
    return write_content(content.encode(), destination, what=_WHAT)


def _check_files(out: Path | None, svg: Path | None) -> None:
    """Raise `click.BadParameter` or `FileNotWritable` now rather than after all the work."""
    if svg is not None and svg.suffix.lower() != ".svg":
        raise click.BadParameter(
            f"{svg} must end in .svg, the only format it is drawn in.", param_hint="--picture"
        )
    if svg is not None and svg == out:
        raise click.UsageError("--picture and --out name the same file: use two.")
    for file, what in ((out, _WHAT), (svg, _PICTURE)):
        if file is not None:
            check_writable(file, what=what)


def projected(settings: Settings, clock: Clock, name: str, asked: Asked, svg: Path | None) -> Projection:
    """Return what is to come for the account called *name*, and draw it to *svg*, if one is given.

    Raises `click.BadParameter` when something *asked* is impossible, `ActionRequiredError` when nothing was
    collected yet, `ProjectionFailed` without numpy, and `FileNotWritable`.
    """
    known = _read(settings, name, lambda tx: _known(tx, moment(clock.now()), settings.zone))
    record = known.record
    compared = what_ifs(asked.options, asked.combined, local_date(record.at, record.zone))
    check_accuracy(compared, record)
    projection = _projection(record, compared, clock)
    if svg is not None:
        write(svg, picture(projection, known.scheduled), what=_PICTURE)
        echo(f"The picture is in {svg}.", err=True)
    return projection


def show_score(settings: Settings, name: str, chosen: str, destination: Destination) -> int:
    """Write how right earlier projections were: in a table on the whole, else week by week."""
    zone, facts = _read(settings, name, lambda tx: _scored(tx, settings.zone))
    if chosen == "table":
        content = _drawn(score_view(scores(facts), _width(destination)), destination)
    else:
        content = "".join(_FILES[chosen](score_table(facts, zone), zone))
    return write_content(content.encode(), destination, what=_WHAT)


def _read(settings: Settings, name: str, read: Callable[[Transaction], T | None]) -> T:
    found = read_state(state_file(settings.collector_state, name), read)
    if found is None:
        raise ActionRequiredError(
            f"{name}: nothing collected yet in {settings.collector_state}; run wanikani-collector poll first."
        )
    return found


def _known(tx: Transaction, clock_now: Moment, configured: ZoneInfo) -> _Known | None:
    now, zone = present(tx, clock_now), days_zone(tx, configured)
    record = study_record(tx, now, zone)
    return None if record is None else _Known(record, scheduled(tx, now, zone))


def _scored(tx: Transaction, configured: ZoneInfo) -> tuple[ZoneInfo, list[ProjectionScore]] | None:
    if ledger.polls.last_success(tx) is None:
        return None
    return days_zone(tx, configured), list(ledger.projection_scores.scores(tx))


def _projection(record: StudyRecord, compared: Sequence[WhatIf], clock: Clock) -> Projection:
    load_numpy()
    # It brings numpy, which nothing else needs.
    from collector.projection.project import project  # noqa: PLC0415

    began = clock.elapsed()
    with Progress() as progress:

        def show(done: int, of: int) -> None:
            if clock.elapsed() - began > NOTICEABLE:
                # The days of the next year, and then those that only levels need.
                what, most = ("levels", " at most") if of > _YEAR else ("the next year", "")
                progress.echo(f"Projecting {what}: day {done:,} of {of:,}{most} …")

        return project(record, compared, futures_if=_futures_each(len(compared)), progress=show)


def _futures_each(ways: int) -> int:
    """Return how many futures each of so many *ways* to go on gets.

    >>> [_futures_each(ways) for ways in (0, 3, 9)]
    [100, 100, 35]
    """
    return min(_FUTURES_IF, _ALL_FUTURES_IF // max(ways, 1))


def _written(
    projection: Projection, chosen: str, destination: Destination, *, every_level: bool
) -> Iterable[str]:
    if chosen == "json":
        return as_json(projection)
    zone = ZoneInfo(projection.zone)
    if chosen == "csv":
        if projection.reason:
            echo(projection.reason, err=True)
        return formats.as_csv(as_table(projection), zone)
    today = local_date(projection.at, zone)
    lines = projection_lines(projection, today, _width(destination), every_level=every_level)
    return _drawn(lines, destination)


def _width(destination: Destination) -> int:
    return shutil.get_terminal_size().columns if destination.on_terminal else _WIDTH


def _drawn(lines: Iterable[Text], destination: Destination) -> str:
    styled = in_colours(on_terminal=destination.on_terminal)
    return "".join(f"{line.shown(true_colours=False) if styled else line.plain}\n" for line in lines)
