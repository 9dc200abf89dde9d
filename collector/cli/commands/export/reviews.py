"""The exports of reviews: `reviews`, `sessions`, `accuracy`."""

from typing import Any

import click

from collector.cli.commands.export import options
from collector.cli.commands.export.destination import write_table
from collector.views.exports import reviews as tables


@click.command("reviews")
@options.since()
@options.until
@options.types
@options.output
def reviews(**given: Any) -> int:
    """List every review with the columns of WaniKani's /reviews, and some more."""
    return write_table(tables.reviews, **given)


@click.command("sessions")
@options.since()
@options.until
@options.output
def sessions(**given: Any) -> int:
    """List the sessions: reviews less than 15 minutes apart."""
    return write_table(tables.sessions, **given)


@click.command("accuracy")
@options.since()
@options.until
@options.types
@options.output
def accuracy(**given: Any) -> int:
    """List the share of reviews without a wrong answer, by the stage they began in."""
    return write_table(tables.accuracy, **given)
