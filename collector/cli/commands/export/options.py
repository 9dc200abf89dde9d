"""The options of the exports, and the filter that they define."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from collector.cli.options import FILE, account_option
from collector.core.kanji_lists import GROUPS as LIST_GROUPS
from collector.core.kanji_lists import NAMES
from collector.core.kinds import KINDS
from collector.core.moments import Moment
from collector.core.stages import GROUPS, STEPS, SrsStage
from collector.views.exports import period
from collector.views.exports.table import ExportFilter

_ALL_LEVELS = range(1000)
_FORMATS = ("table", "csv", "json", "jsonl", "anki")
# The first and the last name of each group.
_SPANS = ", ".join(f"{first} … {last}" for first, *_, last in (group.labels for group in LIST_GROUPS))
_Command = TypeVar("_Command", bound=Callable[..., Any])

until = click.option("--until", metavar="TIME", help="End of the period; a day includes all of it.")
types = click.option(
    "--type", "kinds", type=click.Choice(KINDS), multiple=True, help="Only this type; repeatable."
)
levels = click.option("--level", "levels", metavar="N[-M]", help="Only these levels, such as 5 or 1-10.")
KNOWN_FROM = "guru"
stage = click.option(
    "--stage",
    type=click.Choice((*GROUPS, *STEPS)),
    default=KNOWN_FROM,
    show_default=True,
    help="The lowest stage that counts as known.",
)
lists = click.option(
    "--list",
    "lists",
    type=click.Choice(NAMES),
    multiple=True,
    metavar="NAME",
    help=f"Only the kanji of this list; repeatable: {_SPANS}.",
)
characters = click.option(
    "--characters",
    is_flag=False,
    flag_value="lines",
    type=click.Choice(["lines", "string"]),
    help="Only the characters: one per line, or as one string.",
)


def since(default: str | None = None) -> Callable[[_Command], _Command]:
    """Return the option of where the time begins; without *default* it is all."""
    return click.option(
        "--since",
        metavar="TIME",
        default=default,
        show_default=default or "all",
        help="Start of the period: 7d, 12h, 2w, 2026-01-01, today, …",
    )


def by(*steps: str) -> Callable[[_Command], _Command]:
    """Return the option of what a row stands for."""
    return click.option(
        "--by", type=click.Choice(steps), default="day", show_default=True, help="One row per …"
    )


def output(command: _Command) -> _Command:
    """Give *command* the options of whose table it is, where it goes, and in which format."""
    for option in (
        account_option,
        click.option(
            "--bom", is_flag=True, help="Start CSV with a byte order mark, so that Excel reads it as UTF-8."
        ),
        click.option("--all", "all_rows", is_flag=True, help="Show all rows of a long table."),
        click.option("--out", type=FILE, help="File to write; .json and .jsonl also set the format."),
        click.option("--format", type=click.Choice(_FORMATS), help="Default: table on a terminal, else csv."),
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The options as they were given; *ahead*: `--until 7d` is a week from now."""

    since: str | None = None
    until: str | None = None
    kinds: tuple[str, ...] = ()
    levels: str | None = None
    stage: str = KNOWN_FROM
    by: str = "day"
    account: str | None = None
    ahead: bool = False


def check_options(options: ExportOptions, now: Moment) -> None:
    """Raise as `export_filter` does, before the state is read for the zone."""
    export_filter(options, now, ZoneInfo("UTC"))


def export_filter(options: ExportOptions, now: Moment, zone: ZoneInfo) -> ExportFilter:
    """Return what the options stand for; raises `click.UsageError` naming the option that cannot be read."""
    everything = ExportFilter(now, zone)
    begin = _read(options.since, "--since", lambda text: period.start(text, now, zone))
    end = _read(options.until, "--until", lambda text: period.end(text, now, zone, ahead=options.ahead))
    if begin is not None and end is not None and begin >= end:
        raise click.UsageError("--since is not before --until, so nothing lies between them.")
    return ExportFilter(
        now,
        zone,
        since=everything.since if begin is None else begin,
        until=everything.until if end is None else end,
        kinds=frozenset(options.kinds),
        levels=_level_range(options.levels),
        stage=least_stage(options.stage),
        by=options.by,
    )


def least_stage(name: str) -> int:
    """Return the number of a stage, or of the first one of a group: 5 for `guru`."""
    return min(stage.value for stage in SrsStage if name in {stage.label, stage.group})


def _read(text: str | None, option: str, read: Callable[[str], Moment]) -> Moment | None:
    if text is None:
        return None
    try:
        return read(text)
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"{text!r} is not a time; use one such as {period.EXAMPLES}.", param_hint=option
        ) from None


def _level_range(text: str | None) -> range:
    if text is None:
        return _ALL_LEVELS
    found = re.fullmatch(r"([0-9]{1,3})(?:-([0-9]{1,3}))?", text.replace(" ", ""))
    if found is None or int(found[1]) > int(found[2] or found[1]):
        raise click.BadParameter("must be a level such as 5, or a range such as 1-10.", param_hint="--level")
    return range(int(found[1]), int(found[2] or found[1]) + 1)
