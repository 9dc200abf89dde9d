"""The history that the old PHP script left: where it is, and the points in it.

Source of its measurement and fields: the script itself, which wrote `progress` every hour to InfluxDB 1.x.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from collector.cli.commands.imports.script_server import OldServer, read_server
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.config.settings import Settings
from collector.core.errors import HistoryNotFound
from collector.core.wording import counted
from collector.importers.count_rules import MEASUREMENT, ScriptPoint
from collector.importers.history_choice import ChosenHistory, choose_history
from collector.importers.input_file import open_input
from collector.importers.rejections import Rejected
from collector.importers.script_data import HistoryQuery, ScriptData
from collector.importers.script_file import read_script_file


@dataclass(frozen=True, slots=True)
class History:
    """Points in the order of time, *total* of them, and what could not even be read."""

    points: Iterable[ScriptPoint]
    total: int
    unreadable: Iterable[Rejected] = field(default=())


@contextmanager
def open_history(
    settings: Settings, place: OldServer | Path, query: HistoryQuery, progress: Progress
) -> Iterator[History]:
    """Yield the history at *place*, after saying which retention policies it was read from.

    Raises `HistoryNotFound`, `FileUnusable`, `InfluxDBActionRequired` or `InfluxDBUnavailable`,
    `InvalidSettings` where no server is set, and `click.BadParameter` for an invalid URL.
    """
    if isinstance(place, Path):
        data, name = _read_file(place, query, progress)
    else:
        data, name = read_server(settings, place, query, progress)
    chosen = choose_history(data, query, name)
    progress.echo("")
    _report_source(chosen)
    points = (ScriptPoint(time, values) for time, values in sorted(chosen.points.items()))
    yield History(points, len(chosen.points), data.rejected)


def _read_file(file: Path, query: HistoryQuery, progress: Progress) -> tuple[ScriptData, str]:
    progress.echo(f"Reading {file} …")
    with open_input(file) as source:
        data = read_script_file(source, query)
        name = source.name
    if data.other_lines:
        echo(
            f"{counted(data.other_lines, 'line')} of other measurements, databases or fields skipped.",
            err=True,
        )
    if not data.series:
        raise HistoryNotFound(
            f"{name} holds no “{MEASUREMENT}” of the database “{query.database}”{_hint(data)}."
        )
    return data, name


def _hint(data: ScriptData) -> str:
    if data.rejected:
        return f" that can be read ({data.rejected[0].what}): export it again"
    if data.other_databases:
        return f", but of {', '.join(sorted(data.other_databases))}: choose it with --database"
    return ": was another measurement exported?"


def _report_source(chosen: ChosenHistory) -> None:
    named = [f"“{name}” ({count:,})" for name, count in chosen.policies.items() if name]
    if named:
        echo(f"Counts read by retention policy: {', '.join(named)}.")
    left_out = sum(chosen.policies.values()) - len(chosen.points)
    if left_out:
        echo(f"{left_out:,} of them are in more than one policy, or at a time that an earlier policy covers.")
    if chosen.text_count:
        verb = "is" if chosen.text_count == 1 else "are"
        echo(f"{counted(chosen.text_count, 'count')} {verb} stored as text, and read as numbers.")
