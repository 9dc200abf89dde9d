"""The commands that take the learner's own data out."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from collector.cli.options import FILE, InOrder, clock, settings
from collector.core.kinds import KINDS
from collector.core.stages import GROUPS, STEPS

if TYPE_CHECKING:
    from collector.cli.commands.export import Make

Command = TypeVar("Command", bound=Callable[..., Any])
_FORMS = ("table", "csv", "json", "jsonl", "anki")

_form = click.option(
    "--format", "form", type=click.Choice(_FORMS), help="Default: table on a terminal, else csv."
)
_out = click.option("--out", type=FILE, help="A file to write to; .json and .jsonl say the form too.")
_bom = click.option("--bom", is_flag=True, help="Begin CSV with the mark by which Excel knows UTF-8.")
_account = click.option("--account", metavar="NAME", help="Whose, where several accounts are set.")
_until = click.option("--until", metavar="TIME", help="Up to when; a day is whole.")
_types = click.option(
    "--type", "kinds", type=click.Choice(KINDS), multiple=True, help="Only these; repeatable."
)
_levels = click.option("--level", "levels", metavar="N[-M]", help="Only of these levels: 5, or 1-10.")
_stage = click.option(
    "--stage", type=click.Choice((*GROUPS, *STEPS)), default="guru", show_default=True,
    help="Known is what is there or above.",
)  # fmt: skip
_characters = click.option(
    "--characters", is_flag=False, flag_value="lines", type=click.Choice(["lines", "string"]),
    help="The characters alone: one a line, or as one string.",
)  # fmt: skip


def _since(default: str | None = None) -> Callable[[Command], Command]:
    return click.option(
        "--since", metavar="TIME", default=default, show_default=default or "all",
        help="From when on: 7d, 12h, 2w, 2026-01-01, today, …",
    )  # fmt: skip


def _by(*steps: str) -> Callable[[Command], Command]:
    return click.option(
        "--by", type=click.Choice(steps), default="day", show_default=True, help="A row for each."
    )


def _going_out(command: Command) -> Command:
    """Give a command the options that say where its table goes, and in which form."""
    for option in (_account, _bom, _out, _form):
        command = option(command)
    return command


@click.group("export", cls=InOrder, short_help="Take your data out: CSV, JSON, flash cards.")
def export() -> None:
    """Take your data out, from the state alone: no network, and the collector may be running.

    Times are those of your zone (COLLECTOR_TIMEZONE). TIME is 7d, 12h, 2w, 2026-01-01, 2026-01, today, …
    """


def _export(make: "Make", form: str | None, out: Path | None, *, bom: bool, **asked: Any) -> int:
    from collector.cli.commands.export import Output
    from collector.cli.commands.export import export as command
    from collector.cli.commands.export_options import Asked

    return command(settings(), clock(), make, Asked(**asked), Output(form, out, bom))


@export.command(short_help="What you got wrong, for extra study.")
@_since("7d")
@_until
@_types
@_levels
@_going_out
def failed(**options: Any) -> int:
    """List the items that had wrong answers, those with most of them first."""
    from collector.views.exports.items import failed as make

    return _export(make, **options)


@export.command(short_help="Items at or above a stage.")
@_stage
@_types
@_levels
@_characters
@_going_out
def known(characters: str | None, **options: Any) -> int:
    """List the items at or above a stage."""
    from collector.views.exports import items

    return _items(items.known, items.known_items, characters, options)


@export.command(short_help="Items that are not there yet.")
@_stage
@_types
@_levels
@_characters
@_going_out
def unknown(characters: str | None, **options: Any) -> int:
    """List the items below a stage, and those that are still locked."""
    from collector.views.exports import items

    return _items(items.unknown, items.unknown_items, characters, options)


def _items(make: "Make", make_items: Any, characters: str | None, options: dict[str, Any]) -> int:
    from collector.cli.commands.export import Output
    from collector.cli.commands.export import characters as command
    from collector.cli.commands.export_options import Asked

    if characters is None:
        return _export(make, **options)
    between = "\n" if characters == "lines" else ""
    output = Output(options.pop("form"), options.pop("out"), options.pop("bom"), between)
    return command(settings(), clock(), make_items, Asked(**options), output)


@export.command(short_help="Every review; import reviews reads it again.")
@_since()
@_until
@_types
@_going_out
def reviews(**options: Any) -> int:
    """List every review with the columns of WaniKani's /reviews, and some more."""
    from collector.views.exports.reviews import reviews as make

    return _export(make, **options)


@export.command(short_help="Sessions, with their length and how they went.")
@_since()
@_until
@_going_out
def sessions(**options: Any) -> int:
    """List the sessions: reviews less than 15 minutes apart."""
    from collector.views.exports.reviews import sessions as make

    return _export(make, **options)


@export.command(short_help="How many items were in each stage, over time.")
@_since()
@_until
@_by("poll", "day", "month")
@_types
@_going_out
def srs(**options: Any) -> int:
    """List how many items were in each stage when a day was last counted."""
    from collector.views.exports.counts import srs as make

    return _export(make, **options)


@export.command(short_help="What is coming, by stage: the stacked bars.")
@click.option("--until", metavar="TIME", help="Up to when: 7d is a week from now.")
@_by("hour", "day", "month")
@_types
@_going_out
def forecast(**options: Any) -> int:
    """List the reviews that fall due, by the stage the items are in now."""
    from collector.views.exports.counts import forecast as make

    return _export(make, ahead=True, **options)


@export.command(short_help="Every attempt at a level, and how long it took.")
@_since()
@_until
@_going_out
def levels(**options: Any) -> int:
    """List the levels, in the order in which they began."""
    from collector.views.exports.counts import levels as make

    return _export(make, **options)


@export.command(short_help="The items that cost most.")
@_types
@_levels
@_going_out
def leeches(**options: Any) -> int:
    """List the leeches, worst first, at most fifty."""
    from collector.views.exports.items import leeches as make

    return _export(make, **options)


@export.command(short_help="How reviews went, by stage.")
@_since()
@_until
@_types
@_going_out
def accuracy(**options: Any) -> int:
    """List the share of reviews without a wrong answer, by the stage they began in."""
    from collector.views.exports.reviews import accuracy as make

    return _export(make, **options)
