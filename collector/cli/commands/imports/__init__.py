"""`import`: the past, from before the collector ran."""

import click

from collector.cli.lazy_group import LazyGroup

SOURCES = {
    "progress": ("imports.progress", "The old PHP script's counts: the measurement “progress”."),
    "reviews": ("imports.reviews", "An archive of reviews, as /reviews told them until 2023."),
}


@click.group("import", cls=LazyGroup, table=SOURCES)
def command() -> None:
    """Bring in the past, up to the first live poll; doing it again changes nothing.

    A running collector must be stopped meanwhile. What is taken waits for InfluxDB as any point does.
    """
