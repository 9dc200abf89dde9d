"""`grafana`: what a Grafana of the owner's needs, a module for each of its commands."""

import click

from collector.cli.lazy_group import LazyGroup

TABLE = {
    "export": ("grafana.export", "Write data source, dashboards and alert rules to a folder."),
}


@click.group("grafana", cls=LazyGroup, table=TABLE)
def command() -> None:
    """Set up a Grafana of your own; docker compose does this itself.

    Where its alerts go is written by grafana-contacts.
    """
