"""`import`: the past, from before the collector ran."""

import click

from collector.cli.lazy_group import LazyGroup

SOURCES = {
    "progress": ("imports.progress", "The old PHP script's counts: the measurement “progress”."),
    "reviews": ("imports.reviews", "An archive of reviews, as /reviews returned them until 2023."),
}


@click.group("import", cls=LazyGroup, table=SOURCES)
def command() -> None:
    """Import the past, up to the first live poll; safe to run again.

    Stop the collector first. Imported points are delivered like all others.
    """
