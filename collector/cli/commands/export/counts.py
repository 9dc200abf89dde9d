"""The exports of counts: `srs`, `forecast`, `levels`."""

from typing import Any

import click

from collector.cli.commands.export import options
from collector.cli.commands.export.destination import write_table
from collector.views.exports import counts


@click.command("srs")
@options.since()
@options.until
@options.by("poll", "day", "month")
@options.types
@options.output
def srs(**given: Any) -> int:
    """List how many items were in each stage when a day was last counted."""
    return write_table(counts.srs, **given)


@click.command("forecast")
@click.option("--until", metavar="TIME", help="End of the period; 7d is a week from now.")
@options.by("hour", "day", "month")
@options.types
@options.output
def forecast(**given: Any) -> int:
    """List the reviews that fall due, by the stage the items are in now."""
    return write_table(counts.forecast, ahead=True, **given)


@click.command("levels")
@options.since()
@options.until
@options.output
def levels(**given: Any) -> int:
    """List the levels, in the order in which they began."""
    return write_table(counts.levels, **given)
